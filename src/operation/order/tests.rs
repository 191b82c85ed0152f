use super::*;
use crate::domain::container::tests::running;

fn container(service: &str, depends_on: &str) -> Container {
    let label = |key: &str, value: &str| (format!("com.docker.compose.{key}"), value.to_owned());
    Container {
        labels: [label("service", service), label("depends_on", depends_on)].into(),
        ..running(service)
    }
}

fn names(order: &[ServiceName]) -> Vec<&str> {
    order.iter().map(ServiceName::as_str).collect()
}

#[test]
fn a_service_comes_after_what_it_depends_on() {
    let containers = [
        container("web", "api:service_healthy:false"),
        container(
            "api",
            "migrate:service_completed_successfully:false,gone:service_started:true",
        ),
        container("migrate", ""),
    ];
    let dependencies = Dependencies::of(&containers);
    assert_eq!(
        names(&dependencies.order().unwrap()),
        ["migrate", "api", "web"]
    );
}

#[test]
fn a_one_shot_is_awaited_or_labelled_and_a_label_that_says_neither_is_told() {
    let awaits = container("api", "migrate:service_completed_successfully:false");
    let mut job = container("job", "");
    let mut label = |said: &str| {
        job.labels
            .insert(one_shot::LABEL.to_owned(), said.to_owned());
        let all = [awaits.clone(), container("migrate", ""), job.clone()];
        let (found, wrong) = Dependencies::of(&all).one_shots(&all);
        (found.into_iter().map(String::from).collect(), wrong)
    };
    let found: (Vec<String>, _) = label("true");
    assert_eq!(found, (vec!["job".to_owned(), "migrate".to_owned()], None));
    let (found, wrong) = label("perhaps");
    assert_eq!(found, ["migrate"]);
    assert_eq!(wrong.unwrap().said, "perhaps");
}

#[test]
fn a_circle_is_named_and_not_waited_for() {
    let containers = [
        container("a", "b:service_started:false"),
        container("b", "a:service_started:false"),
    ];
    let error = Dependencies::of(&containers).order().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the services a, b depend on each other in a circle"
    );
}
