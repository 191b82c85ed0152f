//! The program's own arguments, as a line of the language.

use super::Options;

/// A verb and its words, typed as arguments of the program, as one line of the language, with the program's own flags
/// taken out wherever they stand. `--help` asks for the help of the verb.
pub fn line<'w>(
    verb: &str,
    words: impl IntoIterator<Item = &'w String>,
    mut options: Options,
) -> (String, Options) {
    let mut line = format!("/{verb}");
    for word in words {
        match word.as_str() {
            "--help" | "-h" => return (format!("/help {verb}"), options),
            "--json" => options.json = true,
            "--yes" => options.yes = true,
            word => push_word(&mut line, word),
        }
    }
    (line, options)
}

/// Adds a word, in quotes where it would be read as several.
fn push_word(line: &mut String, word: &str) {
    let plain = |c: char| !c.is_whitespace() && c != '"' && c != '\'' && c != '\\';
    line.push(' ');
    if !word.is_empty() && word.chars().all(plain) {
        line.push_str(word);
    } else {
        line.push('"');
        line.push_str(&word.replace('\\', "\\\\").replace('"', "\\\""));
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str]) -> (String, Options) {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        line("deploy", &words, Options::default())
    }

    #[test]
    fn the_programs_own_flags_are_heard_behind_a_verb_too() {
        let (line, options) = typed(&["--services", "web,api", "--yes", "--json"]);
        assert_eq!(line, "/deploy --services web,api");
        assert!(options.yes && options.json);
        assert_eq!(typed(&["--help"]).0, "/help deploy");
    }

    #[test]
    fn a_word_stays_one_word() {
        let pattern = r#"a "b\" c"#;
        let words = [String::from("--grep"), pattern.to_owned()];
        let (line, _) = line("logs", &words, Options::default());
        let read = crate::command::parse(&line).unwrap();
        let crate::command::Command::Logs(query) = read.command else {
            panic!("{line}")
        };
        assert_eq!(query.grep.unwrap().regex().as_str(), pattern);
    }
}
