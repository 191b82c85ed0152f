//! Dependencies on services that are switched off. The binary prints the optional ones (`required: false`), and leaves them
//! out of what it runs: out of the config hash and out of the label `depends_on`.

use serde_json::{Map, Value};

/// Leaves out every optional dependency on a service that isn't there. A required one stays, and is told as an error when
/// the services are put into their order.
pub(super) fn leave_out_absent(services: &mut Map<String, Value>) {
    let there: Vec<String> = services.keys().cloned().collect();
    for service in services.values_mut() {
        let Some(service) = service.as_object_mut() else {
            continue;
        };
        let Some(Value::Object(dependencies)) = service.get_mut("depends_on") else {
            continue;
        };
        dependencies.retain(|name, dependency| {
            there.contains(name) || dependency.get("required") != Some(&Value::Bool(false))
        });
        if dependencies.is_empty() {
            service.shift_remove("depends_on");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_optional_and_switched_off_is_left_out() {
        let on = |required: bool| json!({"condition": "service_started", "required": required});
        let mut services = json!({
            "web": {"depends_on": {"api": on(false), "tool": on(false), "gone": on(true)}},
            "api": {"command": null, "depends_on": {"tool": on(false)}, "image": "a"},
        });
        leave_out_absent(services.as_object_mut().unwrap());
        assert_eq!(
            services.to_string(),
            json!({
                "web": {"depends_on": {"api": on(false), "gone": on(true)}},
                "api": {"command": null, "image": "a"},
            })
            .to_string()
        );
    }
}
