use super::*;

fn github(reference: &str) -> GithubSource {
    GithubSource {
        repository: RepositoryName::new("acme/shop").unwrap(),
        reference: reference.to_owned(),
        pull: None,
        commit: "c0ffee00".repeat(5),
        title: "Fix the cart".to_owned(),
        author: "Ada".to_owned(),
        at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn a_commit_that_was_asked_for_by_its_digits_has_no_branch() {
    assert_eq!(github("main").branch(), Some("main"));
    assert_eq!(github("c0ffee0").branch(), None);
}

#[test]
fn what_is_kept_of_a_source_is_read_again() {
    let mut source = github("cart");
    source.pull = Some(PullSource {
        number: 7,
        title: "Cart".to_owned(),
        fork: None,
        holds: true,
    });
    let source = SourceState::Github(Box::new(source));
    let json = serde_json::to_value(&source).unwrap();
    assert_eq!(
        (&json["source"], &json["pull"]["number"]),
        (&"github".into(), &7.into())
    );
    assert_eq!(serde_json::from_value::<SourceState>(json).unwrap(), source);
}
