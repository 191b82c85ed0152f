//! What could come next in a line that is being typed: names from the records, and names that only the caller knows.

mod argument;

pub use argument::fixed_values;

use super::parse::Line;
use super::verb::{Shape, Verb};
use super::verbs::{self, Spelling};

/// What could stand from a place in the line on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The byte of the line that candidates begin at.
    pub start: usize,
    /// What could stand there.
    pub candidates: Vec<Candidate>,
}

/// One possibility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// As it is typed.
    pub text: String,
    /// What it means; empty where the name says it.
    pub meaning: &'static str,
}

/// What could come at the end of `line`. `known` gives the names that exist of a shape (codebases, services, releases).
pub fn complete(line: &str, known: &dyn Fn(Shape) -> Vec<String>) -> Completion {
    let start = line.rfind(char::is_whitespace).map_or(0, |at| {
        at + line[at..].chars().next().map_or(1, char::len_utf8)
    });
    let (before, typed) = line.split_at(start);
    let mut completion = Completion {
        start,
        candidates: Vec::new(),
    };
    if before.trim().is_empty() {
        completion.candidates = names(typed);
        return completion;
    }
    let Ok(mut read) = Line::new(before, None) else {
        return completion;
    };
    match read.verb(Spelling::Free) {
        Ok(verb) => {
            if verb.is_usual_form() && read.rest.clone().next().is_none() {
                completion.candidates = forms(before, typed);
            }
            argument::behind(verb, read.rest, typed, known, &mut completion);
        }
        Err(_) => completion.candidates = forms(before, typed),
    }
    completion
}

/// The rest of the line as far as it is clear, or what the verb takes: shown greyed behind the cursor.
#[must_use]
pub fn hint(line: &str) -> Option<String> {
    if line.trim().is_empty() {
        return None;
    }
    if !line.ends_with(char::is_whitespace) {
        let completion = complete(line, &|_| Vec::new());
        let typed = line.get(completion.start..)?;
        return match completion.candidates.as_slice() {
            [only] => only.text.strip_prefix(typed).map(str::to_owned),
            _ => None,
        };
    }
    let mut read = Line::new(line, None).ok()?;
    let verb = read.verb(Spelling::Free).ok()?;
    let nothing_yet = read.rest.next().is_none();
    let usage = verb.usage();
    let takes = usage.strip_prefix(&format!("/{} ", verb.name))?;
    nothing_yet.then(|| takes.to_owned())
}

/// Names of verbs that begin with what is typed, with a slash if it has one.
fn names(typed: &str) -> Vec<Candidate> {
    let (slash, name) = match typed.strip_prefix('/') {
        Some(name) => ("/", name),
        None => ("", typed),
    };
    let name = verbs::normal(name);
    let mut found: Vec<Candidate> = Vec::new();
    for known in verbs::names(Spelling::Free).filter(|known| known.starts_with(name.as_ref())) {
        let text = format!("{slash}{known}");
        if found.iter().all(|candidate| candidate.text != text) {
            let meaning = verbs::named(known, Spelling::Free).next();
            found.push(Candidate {
                text,
                meaning: meaning.map_or("", |verb| verb.summary),
            });
        }
    }
    found
}

/// The words that could stand behind a verb that has forms, or behind `docker`.
fn forms(before: &str, typed: &str) -> Vec<Candidate> {
    let name = verbs::normal(before.trim().trim_start_matches('/'));
    let typed = verbs::normal(typed);
    let mut found: Vec<Candidate> = Vec::new();
    for verb in verbs::all() {
        let word = if name == "docker" {
            verb.head().strip_prefix("docker-")
        } else {
            verbs::named(&name, Spelling::Free)
                .find(|named| std::ptr::eq(*named, verb))
                .and_then(Verb::form)
        };
        let fresh = |word: &&str| found.iter().all(|candidate| candidate.text != **word);
        if let Some(word) = word
            .filter(|word| word.starts_with(typed.as_ref()))
            .filter(fresh)
        {
            found.push(Candidate {
                text: word.to_owned(),
                meaning: verb.summary,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known(shape: Shape) -> Vec<String> {
        match shape {
            Shape::Codebase => vec!["shop".to_owned(), "blog".to_owned()],
            Shape::Instance => vec!["hailer-shop-db".to_owned()],
            Shape::Preset => vec!["postgres".to_owned()],
            Shape::Service => vec!["web".to_owned(), "worker".to_owned(), "api".to_owned()],
            _ => Vec::new(),
        }
    }

    fn offered(line: &str) -> Vec<String> {
        complete(line, &known)
            .candidates
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    }

    #[test]
    fn verbs_and_their_forms_are_offered() {
        assert_eq!(
            offered("/docker-st"),
            ["/docker-status", "/docker-start", "/docker-stop"]
        );
        assert_eq!(offered("sta"), ["status", "start"]);
        assert_eq!(offered("/docker sto"), ["stop"]);
        assert_eq!(offered("codebase re"), ["remove"]);
        assert_eq!(
            offered("config "),
            ["set", "auto-detect", "show", "validate", "unset"]
        );
    }

    #[test]
    fn services_codebases_and_settings_are_offered_where_they_belong() {
        assert_eq!(offered("/restart w"), ["web", "worker"]);
        assert_eq!(offered("/restart web a"), ["api"]);
        assert_eq!(offered("/deploy --services web,w"), ["web", "worker"]);
        assert_eq!(complete("/deploy --services web,w", &known).start, 23);
        assert_eq!(offered("/deploy --services=a"), ["api"]);
        assert_eq!(offered("/status --in s"), ["shop"]);
        assert_eq!(offered("/grant telegram:7 de"), ["deployer"]);
        assert_eq!(
            offered("/grant telegram:7 viewer "),
            ["*", "blog", "shop", "--in"]
        );
        assert_eq!(offered("config set gate"), ["gate_timeout"]);
    }

    #[test]
    fn instances_are_offered_where_they_can_be_named() {
        assert_eq!(offered("/inspect "), ["hailer-shop-db", "--in"]);
        assert_eq!(offered("/destroy hailer-shop-db h"), ["hailer-shop-db"]);
        assert_eq!(offered("/stop h"), ["hailer-shop-db"]);
        assert_eq!(offered("/stop w"), ["web", "worker"]);
        assert_eq!(offered("/status h"), Vec::<String>::new());
        assert_eq!(offered("/create p"), ["postgres"]);
        assert_eq!(offered("/create postgres p"), ["postgres"]);
    }

    #[test]
    fn forms_are_offered_where_they_may_be_left_out() {
        assert_eq!(
            offered("/docker-images "),
            ["list", "pull", "prune", "--in"]
        );
        assert_eq!(offered("images pr"), ["prune"]);
        assert_eq!(offered("images prune "), ["--in"]);
        assert_eq!(offered("images pull "), ["postgres", "--all", "--in"]);
    }

    #[test]
    fn flags_are_offered_once_but_for_those_that_repeat() {
        let offers = |flag: &str| {
            offered("/create postgres --env A=b --name x --").contains(&flag.to_owned())
        };
        assert!(offers("--env") && !offers("--name"));
        assert_eq!(
            offered("/logs web --"),
            ["--since", "--grep", "--follow", "--operation", "--in"]
        );
        assert_eq!(offered("/logs --follow --fo"), Vec::<String>::new());
        assert_eq!(offered("/logs --since 10m w"), ["web", "worker"]);
    }

    #[test]
    fn the_hint_finishes_a_word_or_shows_what_the_verb_takes() {
        assert_eq!(hint("/docker-rol").as_deref(), Some("lback"));
        assert_eq!(hint("/docker-st"), None);
        assert_eq!(
            hint("restart ").as_deref(),
            Some("[SERVICE…] [--timeout TIME] [yes]")
        );
        assert_eq!(hint("images pull ").as_deref(), Some("[PRESET…] [--all]"));
        assert_eq!(hint("whoami "), None);
        assert_eq!(hint(""), None);
    }

    proptest! {
        #[test]
        fn every_candidate_continues_what_was_typed(line in any::<String>()) {
            for line in [line.clone(), format!("/logs {line}"), format!("/deploy --services {line}")] {
                let completion = complete(&line, &known);
                prop_assert!(line.is_char_boundary(completion.start));
                let _ = hint(&line);
            }
        }
    }
}
