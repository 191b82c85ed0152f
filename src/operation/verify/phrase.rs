//! What a gate waits for, in one line for people.

use std::mem::discriminant;

use crate::engine::{GateProgress, WaitsOn};
use crate::reply::few;

/// How many services are named before the rest is only counted.
const NAMED: usize = 3;

/// Names every service, by what it is waited for: `waiting for api, web to be healthy; job to run to its end`.
pub(super) fn phrase(news: &GateProgress) -> String {
    let waiting = match news {
        GateProgress::Probing(answer) => return format!("asking the probe: {answer}"),
        GateProgress::Waiting(waiting) => waiting,
    };
    let mut groups: Vec<(&WaitsOn, Vec<&str>)> = Vec::new();
    for (service, on) in waiting {
        let same = groups
            .iter_mut()
            .find(|(other, _)| discriminant(*other) == discriminant(on));
        match same {
            None => groups.push((on, vec![service.as_str()])),
            Some((longest, names)) => {
                if left(on) > left(longest) {
                    *longest = on;
                }
                // Of its replicas one is enough.
                if !names.contains(&service.as_str()) {
                    names.push(service.as_str());
                }
            }
        }
    }
    let told = groups.iter().map(|(on, names)| {
        let names = few(names, NAMED);
        match on {
            WaitsOn::Start => format!("{names} to start"),
            WaitsOn::Health { .. } => format!("{names} to be healthy"),
            WaitsOn::Stability { .. } => format!("{names} to run {} s more", left(on).max(1)),
            WaitsOn::Completion => format!("{names} to run to the end"),
            WaitsOn::Engine(error) => format!("the engine, about {names}: {error}"),
        }
    });
    format!("waiting for {}", told.collect::<Vec<_>>().join("; "))
}

/// What is left of a stability window, seconds.
const fn left(on: &WaitsOn) -> u64 {
    match on {
        WaitsOn::Stability { left } => left.as_secs(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::name::ServiceName;

    fn said(waiting: &[(&str, WaitsOn)]) -> String {
        let waiting = waiting
            .iter()
            .map(|(service, on)| (ServiceName::new(*service).unwrap(), on.clone()));
        phrase(&GateProgress::Waiting(waiting.collect()))
    }

    #[test]
    fn all_that_is_waited_for_is_named_by_what_for() {
        let health = || WaitsOn::Health { last_check: None };
        let stability = |secs| WaitsOn::Stability {
            left: Duration::from_secs(secs),
        };
        assert_eq!(said(&[("web", health())]), "waiting for web to be healthy");
        assert_eq!(
            said(&[
                ("web", health()),
                ("cache", stability(3)),
                ("api", health()),
                ("web", health()),
                ("queue", stability(7)),
                ("job", WaitsOn::Completion),
            ]),
            "waiting for web, api to be healthy; cache, queue to run 7 s more; job to run to the end"
        );
        let many = ["a", "b", "c", "d", "e"].map(|service| (service, WaitsOn::Start));
        assert_eq!(said(&many), "waiting for a, b, c and 2 more to start");
        assert_eq!(
            phrase(&GateProgress::Probing("it answers 500".to_owned())),
            "asking the probe: it answers 500"
        );
    }
}
