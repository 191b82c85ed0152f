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

/// Adds a word, in quotes where it would be read as several. Of `--flag=value` the value alone: a flag in quotes is none.
fn push_word(line: &mut String, word: &str) {
    line.push(' ');
    let flag = word
        .split_once('=')
        .filter(|(name, _)| name.starts_with(['-', '–', '—']) && is_plain(name));
    let value = match flag {
        Some((name, value)) => {
            line.push_str(name);
            line.push('=');
            value
        }
        None => word,
    };
    if is_plain(value) {
        line.push_str(value);
    } else {
        line.push('"');
        line.push_str(&value.replace('\\', "\\\\").replace('"', "\\\""));
        line.push('"');
    }
}

/// Whether the language reads it as one word without quotes.
fn is_plain(word: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && c != '"' && c != '\'' && c != '\\';
    !word.is_empty() && word.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, InstanceCommand, parse};

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

    /// What the program's arguments `words` mean behind `verb`.
    fn read(verb: &str, words: &[&str]) -> Command {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let (line, _) = line(verb, &words, Options::default());
        parse(&line)
            .unwrap_or_else(|error| panic!("{line}: {error}"))
            .command
    }

    fn pattern(words: &[&str]) -> String {
        match read("logs", words) {
            Command::Logs(query) => query.grep.unwrap().regex().as_str().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_word_stays_one_word() {
        let wanted = r#"a "b\" c"#;
        assert_eq!(pattern(&["--grep", wanted]), wanted);
    }

    #[test]
    fn a_flag_stays_a_flag_whatever_its_value_holds() {
        for wanted in [
            "refused",
            "connection refused",
            r"5\d\d",
            r#"say "no" \\"#,
            "it's",
            "a=b c",
        ] {
            for dashes in ["--", "-", "—", "–"] {
                let flag = format!("{dashes}grep={wanted}");
                assert_eq!(pattern(&["api", &flag]), wanted, "{flag}");
            }
        }
        let words = ["postgres", "--env=POSTGRES_PASSWORD=a \"b\" c"];
        let Command::Instance(InstanceCommand::Create(query)) = read("create", &words) else {
            panic!("{words:?}")
        };
        let set = query.environment.iter();
        let set: Vec<_> = set
            .map(|(name, value)| (name.as_str(), value.expose()))
            .collect();
        assert_eq!(set, [("POSTGRES_PASSWORD", "a \"b\" c")]);
    }
}
