//! What projects ask of the machine (`tests/data/policy`), each resolved by the real Compose binary as a deploy does it, and
//! held against the policy: nothing is missed, and nothing is found where nothing is.

mod case;
mod project;

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use case::{Case, Outcome};
use project::Compose;

/// Projects at a time; the binary isn't run more often at a time either.
const AT_A_TIME: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_reaches_beyond_its_project_is_found_where_it_stands() {
    let cases = case::all("hostile");
    assert!(cases.len() >= 250, "{} are left", cases.len());
    assert!(cases.iter().all(|case| case.expected() != Outcome::none()));
    judged(cases).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stays_within_its_project_raises_no_alarm() {
    let cases = case::all("benign");
    assert!(cases.len() >= 50, "{} are left", cases.len());
    assert!(cases.iter().all(|case| case.expected() == Outcome::none()));
    judged(cases).await;
}

/// Every case comes to what it says.
async fn judged(cases: Vec<Case>) {
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two have the same name");
    let compose = Compose::find().await;
    let (together, alone): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(Case::can_stand_beside_others);
    let mut projects: Vec<Vec<Case>> = alone.into_iter().map(|case| vec![case]).collect();
    projects.extend(together.chunks(20).map(<[Case]>::to_vec));
    let wrong: Vec<String> = stream::iter(projects)
        .map(|cases| {
            let compose = &compose;
            async move { wrong(compose, &cases).await }
        })
        .buffer_unordered(AT_A_TIME)
        .concat()
        .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the cases of one project.
async fn wrong(compose: &Compose, cases: &[Case]) -> Vec<String> {
    let outcomes = compose.outcomes(cases).await;
    let each = cases.iter().zip(outcomes);
    each.filter(|(case, outcome)| !case.expected().is(outcome))
        .map(|(case, outcome)| {
            format!(
                "{}:\n  expected {:?}\n  and there is {outcome:?}",
                case.name,
                case.expected()
            )
        })
        .collect()
}
