//! The official tools, as a person uses them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) text: String,
}

impl Said {
    pub(crate) fn of(output: &Output) -> Self {
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        Self {
            code: output.status.code(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Its words, where it ended well.
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{self}");
        self.text
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n(exit {:?})", self.text, self.code)
    }
}

/// Runs the Docker command line.
pub(crate) fn docker(words: &[&str]) -> Said {
    Said::of(&Command::new("docker").args(words).output().unwrap())
}

/// Takes away what is there of these, and says nothing of what isn't.
pub(crate) fn away(words: &[&str], names: &[String]) {
    if !names.is_empty() {
        let mut removing = Command::new("docker");
        removing.args(words).args(names).output().ok();
    }
}

/// The static program of the demo project.
pub(crate) fn shop() -> PathBuf {
    let shop = of_the_clone("target/shop/shop");
    assert!(shop.is_file(), "{}: run scripts/build-shop", shop.display());
    shop
}

pub(crate) fn of_the_clone(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Ten letters and digits that nobody has had.
pub(crate) fn unique() -> String {
    let mut random = [0; 5];
    getrandom::fill(&mut random).unwrap();
    hex::encode(random)
}
