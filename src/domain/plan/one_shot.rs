//! Which services run to their end instead of staying up. Whoever needs to know it, of a compose file or of containers that
//! stand there, asks here.

use std::collections::BTreeSet;

use crate::domain::name::ServiceName;

/// The label by which a service says it of itself, for one that no other service waits for.
pub const LABEL: &str = "hailer.one_shot";

/// What a service's label says is neither of the two things that it may say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "services.{service}.labels.{LABEL} is {said:?}. It says whether the service runs to its end instead of staying up. \
     Write \"true\" or \"false\"."
)]
pub struct WrongLabel {
    /// Whose label.
    pub service: ServiceName,
    /// What it says.
    pub said: String,
}

/// Those that another service waits for to complete (Compose spec, `service_completed_successfully`), which no label takes
/// back, and those whose label says "true".
///
/// `labels` are all that say anything, with what they say; the first that says something else is the error.
pub fn one_shots<'a>(
    awaited: impl IntoIterator<Item = &'a ServiceName>,
    labels: impl IntoIterator<Item = (&'a ServiceName, &'a str)>,
) -> Result<BTreeSet<ServiceName>, WrongLabel> {
    let mut one_shots: BTreeSet<_> = awaited.into_iter().cloned().collect();
    for (service, said) in labels {
        match said {
            "true" => {
                one_shots.insert(service.clone());
            }
            "false" => {}
            said => {
                return Err(WrongLabel {
                    service: service.clone(),
                    said: said.to_owned(),
                });
            }
        }
    }
    Ok(one_shots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<ServiceName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn what_is_awaited_or_says_so_runs_to_its_end_and_nothing_else() {
        let all = names(&["awaited", "denies", "job", "web"]);
        let mut each = all.iter();
        let mut next = || each.next().unwrap();
        let (awaited, denies, job, web) = (next(), next(), next(), next());
        let labels = [(denies, "false"), (job, "true"), (web, "false")];
        assert_eq!(
            one_shots([awaited, denies], labels),
            Ok(names(&["awaited", "denies", "job"]))
        );
    }

    #[test]
    fn another_word_is_an_error_with_its_path_and_the_two_that_may_stand_there() {
        let job: ServiceName = "job".parse().unwrap();
        for said in ["yes", "True", "1", ""] {
            let error = one_shots([], [(&job, said)]).unwrap_err().to_string();
            let path = format!("services.job.labels.hailer.one_shot is {said:?}. ");
            assert!(error.starts_with(&path), "{error}");
            assert!(error.contains(r#"Write "true" or "false"."#), "{error}");
        }
    }
}
