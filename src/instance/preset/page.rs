//! `docs/PRESETS.md`, written from the presets.

use std::fmt::Write as _;

use super::record::Preset;
use super::sheet::Sheet;

const HEAD: &str = include_str!("page.md");

/// The whole page.
#[must_use]
pub fn presets_md(presets: &[Preset]) -> String {
    let mut page = HEAD.to_owned();
    for preset in presets {
        // Writing to a string can't fail.
        let _ = write!(page, "\n## {}\n\n{}.\n\n", preset.name, preset.about);
        page.push_str("| | |\n|---|---|\n");
        let sheet = Sheet::of(preset, |text| format!("`{text}`"));
        for (what, value) in sheet.facts {
            row(&mut page, what, &[value]);
        }
        page.push('\n');
        row(&mut page, "mode", &Sheet::DIFFERING);
        page.push_str("|---|---|---|---|---|---|\n");
        for (mode, values) in sheet.modes {
            row(&mut page, &format!("`--{mode}`"), &values);
        }
    }
    page
}

fn row(page: &mut String, first: &str, rest: &[impl AsRef<str>]) {
    let rest = rest.iter().map(|cell| cell.as_ref().replace('|', "\\|"));
    let rest: Vec<_> = rest.collect();
    let _ = writeln!(page, "| {first} | {} |", rest.join(" | "));
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::*;

    #[test]
    fn the_presets_page_is_what_the_presets_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/PRESETS.md");
        let page = presets_md(&built_in().unwrap());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == page,
            "docs/PRESETS.md isn't what the presets say: run `UPDATE_DOCS=1 cargo test presets_page`"
        );
    }

    #[test]
    fn the_preset_that_the_page_shows_can_be_read() {
        let (_, rest) = HEAD.split_once("```toml\n").unwrap();
        let (text, _) = rest.split_once("```").unwrap();
        let preset = super::super::read::preset("example.toml", text).unwrap();
        assert_eq!(preset.name.as_str(), "mongo");
    }
}
