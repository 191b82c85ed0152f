//! The user's folder of presets (`HAILER_PRESETS_DIR`): every `*.toml` in it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::fault::Fault;

/// Bytes of a preset.
const LARGEST: u64 = 64 << 10;
/// Presets in a folder.
const MOST: usize = 200;

/// The texts by their files, and what can't be read.
pub(super) fn texts(folder: &Path) -> (BTreeMap<PathBuf, String>, Vec<Fault>) {
    let (mut texts, mut faults) = (BTreeMap::new(), Vec::new());
    let files = match files(folder) {
        Ok(files) => files,
        Err(wrong) => return (texts, vec![of_folder(folder, &wrong.to_string())]),
    };
    if files.len() > MOST {
        let why = format!("it holds {} presets, expected {MOST} at most", files.len());
        return (texts, vec![of_folder(folder, &why)]);
    }
    for file in files {
        match text(&file) {
            Ok(text) => {
                texts.insert(file, text);
            }
            Err(wrong) => faults.push(of_file(&file, &wrong)),
        }
    }
    (texts, faults)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden
            && path
                .extension()
                .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn text(file: &Path) -> io::Result<String> {
    let wrong = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why);
    // A pipe would never end.
    if !fs::metadata(file)?.is_file() {
        return Err(wrong("it is not a file"));
    }
    let mut text = String::new();
    File::open(file)?
        .take(LARGEST + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(wrong("it is larger than 64 KiB"));
    }
    Ok(text)
}

fn of_folder(folder: &Path, why: &str) -> Fault {
    Fault {
        file: format!("The folder {}", folder.display()),
        line: None,
        key: None,
        problem: format!("HAILER_PRESETS_DIR names it: {why}"),
        expected: None,
        fix: "Make it readable for the user that runs Hailer, or set HAILER_PRESETS_DIR to another"
            .to_owned(),
    }
}

fn of_file(file: &Path, wrong: &io::Error) -> Fault {
    Fault {
        file: file.display().to_string(),
        line: None,
        key: None,
        problem: format!("It can't be read: {wrong}"),
        expected: None,
        fix: "Make it a text of UTF-8 that the user that runs Hailer can read".to_owned(),
    }
}
