use serde_json::{Value, json};

use super::*;
use crate::compose::model::tests::model;
use crate::domain::name::ProjectName;

fn docker() -> DockerConfig {
    DockerConfig::new("/srv/shop".into(), ProjectName::new("shop").unwrap())
}

fn seconds(docker: &DockerConfig, services: &Value, images: &Checks) -> u64 {
    gate(docker, &model(services), images).deadline_secs
}

fn checked(check: &Value) -> Value {
    let mut check = check.clone();
    check["test"] = json!(["CMD", "/shop"]);
    json!({ "healthcheck": check })
}

fn image(service: &str, check: Value) -> Checks {
    let name = ServiceName::new(service).unwrap();
    [(name, serde_json::from_value(check).unwrap())].into()
}

#[test]
fn the_deadline_is_what_the_longest_chain_of_healthchecks_may_take_and_two_minutes_at_least() {
    let quick = json!({"interval": "1s", "timeout": "1s", "retries": 5});
    let none = Checks::new();
    assert_eq!(
        seconds(&docker(), &json!({"web": checked(&quick)}), &none),
        120
    );
    let slow = json!({"interval": "10s", "timeout": "5s", "retries": 10, "start_period": "60s"});
    let mut web = checked(&slow);
    web["depends_on"] = json!({"db": {"condition": "service_healthy", "required": true}});
    let both = json!({"web": web, "db": checked(&slow), "alone": checked(&slow)});
    assert_eq!(seconds(&docker(), &both, &none), 2 * (60 + 10 * 15));
    let settling = json!({"web": both["web"], "db": both["db"], "job": {}});
    assert_eq!(
        seconds(&docker(), &settling, &none),
        420 + 10,
        "and then the one without a healthcheck runs through its window"
    );
    let said = DockerConfig {
        gate_timeout: Some(7),
        ..docker()
    };
    assert_eq!(seconds(&said, &both, &none), 7);
}

#[test]
fn a_healthcheck_that_the_image_brings_counts_with_its_own_numbers() {
    let brought = json!({"test": ["CMD", "/shop"], "interval": "100s", "timeout": "20s", "retries": 2, "start_period": "50s"});
    let images = image("web", brought);
    let takes = |web: Value| seconds(&docker(), &json!({ "web": web }), &images);
    assert_eq!(takes(json!({})), 50 + 2 * 120);
    // What the file says goes first; the rest is still the image's.
    assert_eq!(
        takes(json!({"healthcheck": {"interval": "200s"}})),
        50 + 2 * 220
    );
    assert_eq!(takes(json!({"healthcheck": {"disable": true}})), 120);
    assert_eq!(takes(json!({"healthcheck": {"test": ["NONE"]}})), 120);
    let unsaid = image("web", json!({"test": ["CMD", "/shop"]}));
    assert_eq!(seconds(&docker(), &json!({"web": {}}), &unsaid), 3 * 60);
}

#[test]
fn more_services_than_have_their_turn_at_a_time_have_time_for_all_turns() {
    let check = json!({"interval": "10s", "timeout": "5s", "retries": 2});
    let all = |number| {
        let each = (0..number).map(|one| (format!("web{one}"), checked(&check)));
        let services: serde_json::Map<_, _> = each.collect();
        seconds(&docker(), &Value::Object(services), &Checks::new())
    };
    assert_eq!(all(8), 120);
    assert_eq!(all(80), 30 + 80 * (30 + 2 + 10) / 8);
}

#[test]
fn what_would_take_for_ever_is_waited_for_two_hours() {
    let endless = json!({"interval": "2000000h", "timeout": "2000000h", "retries": u32::MAX});
    let mut web = checked(&endless);
    web["scale"] = json!(9);
    web["depends_on"] = json!({"db": {"condition": "service_healthy", "required": true}});
    let both = json!({"web": web, "db": checked(&endless)});
    assert_eq!(seconds(&docker(), &both, &Checks::new()), AT_MOST);
}

#[test]
fn replicas_that_take_over_one_after_the_other_have_time_for_all_of_them() {
    let mut web = checked(&json!({"interval": "1s", "timeout": "1s", "retries": 10}));
    web["scale"] = json!(10);
    let takes = |docker: &DockerConfig| seconds(docker, &json!({ "web": web }), &Checks::new());
    assert_eq!(takes(&docker()), 10 * (20 + 2 + 10));
    let at_once = DockerConfig {
        stop_first: vec![ServiceName::new("web").unwrap()],
        ..docker()
    };
    assert_eq!(takes(&at_once), 120);
}
