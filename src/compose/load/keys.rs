//! The keys that Hailer refuses by name, each with its reason, and those that it names in a warning because they have no
//! effect on one machine. Every other key that the model has no field for is refused as unknown.

use serde_json::Value;

use super::walk::{self, Pattern};
use crate::compose::ComposeError;

const SWARM: &str = "It belongs to Docker Swarm, and Hailer runs the project on one engine";
const BUILD_SESSION: &str = "It needs a BuildKit session, which Hailer's builds don't have yet";
const MORE_RIGHTS: &str = "It gives the build more rights than a container has";
const HOOK: &str = "Lifecycle hooks are not carried out yet";
const NOT_HERE: &str =
    "It has to be made outside of the project, by Swarm or a driver, and the engine knows none";
const WINDOWS: &str = "It is for Windows containers, and the engine would ignore it";
const LEGACY: &str = "It was replaced long ago, and the engine has nothing for it";
const NOT_YET: &str = "It is not carried out yet";

/// Refused wherever they have a value.
pub(super) const REFUSED: &[(Pattern, &str)] = &[
    (&["models"], NOT_YET),
    (
        &["services", "*", "provider"],
        "A provider runs something that is not a container",
    ),
    (&["services", "*", "models"], NOT_YET),
    (
        &["services", "*", "use_api_socket"],
        "It hands the Docker socket to the container",
    ),
    (&["services", "*", "credential_spec"], WINDOWS),
    (&["services", "*", "isolation"], WINDOWS),
    (&["services", "*", "cpu_count"], WINDOWS),
    (&["services", "*", "cpu_percent"], WINDOWS),
    (&["services", "*", "pre_start"], HOOK),
    (&["services", "*", "post_start"], HOOK),
    (&["services", "*", "pre_stop"], HOOK),
    (
        &["services", "*", "volumes_from"],
        "Name the volumes in both services instead",
    ),
    (
        &["services", "*", "external_links"],
        "Join the other project's network as an external one instead",
    ),
    (&["services", "*", "volume_driver"], LEGACY),
    (&["services", "*", "log_driver"], LEGACY),
    (&["services", "*", "log_opt"], LEGACY),
    (&["services", "*", "net"], LEGACY),
    (&["services", "*", "dockerfile"], LEGACY),
    (&["services", "*", "blkio_config"], NOT_YET),
    (&["services", "*", "storage_opt"], NOT_YET),
    (&["services", "*", "pull_refresh_after"], NOT_YET),
    (&["services", "*", "volumes", "*", "image"], NOT_YET),
    (&["services", "*", "networks", "*", "driver_opts"], NOT_YET),
    (&["services", "*", "networks", "*", "gw_priority"], NOT_YET),
    (
        &["services", "*", "networks", "*", "interface_name"],
        NOT_YET,
    ),
    (&["services", "*", "deploy", "placement"], SWARM),
    (
        &[
            "services",
            "*",
            "deploy",
            "resources",
            "*",
            "generic_resources",
        ],
        SWARM,
    ),
    (&["services", "*", "build", "secrets"], BUILD_SESSION),
    (&["services", "*", "build", "ssh"], BUILD_SESSION),
    (
        &["services", "*", "build", "additional_contexts"],
        BUILD_SESSION,
    ),
    (&["services", "*", "build", "cache_to"], BUILD_SESSION),
    (&["services", "*", "build", "entitlements"], MORE_RIGHTS),
    (&["services", "*", "build", "privileged"], MORE_RIGHTS),
    (&["services", "*", "build", "provenance"], BUILD_SESSION),
    (&["services", "*", "build", "sbom"], BUILD_SESSION),
    (
        &["services", "*", "build", "no_cache_filter"],
        BUILD_SESSION,
    ),
    (&["services", "*", "build", "isolation"], WINDOWS),
    (&["secrets", "*", "external"], NOT_HERE),
    (&["secrets", "*", "driver"], NOT_HERE),
    (&["secrets", "*", "driver_opts"], NOT_HERE),
    (&["secrets", "*", "template_driver"], NOT_HERE),
    (&["configs", "*", "external"], NOT_HERE),
    (&["configs", "*", "driver"], NOT_HERE),
    (&["configs", "*", "driver_opts"], NOT_HERE),
    (&["configs", "*", "template_driver"], NOT_HERE),
];

/// Named in a warning wherever they have a value.
const WITHOUT_EFFECT: &[Pattern] = &[
    &["secrets", "*", "labels"],
    &["configs", "*", "labels"],
    &["services", "*", "deploy", "labels"],
    &["services", "*", "deploy", "endpoint_mode"],
    &["services", "*", "deploy", "rollback_config"],
    &["services", "*", "deploy", "update_config", "parallelism"],
    &["services", "*", "deploy", "update_config", "delay"],
    &["services", "*", "deploy", "update_config", "failure_action"],
    &["services", "*", "deploy", "update_config", "monitor"],
    &[
        "services",
        "*",
        "deploy",
        "update_config",
        "max_failure_ratio",
    ],
    &["services", "*", "deploy", "restart_policy", "delay"],
    &["services", "*", "deploy", "restart_policy", "window"],
    &[
        "services",
        "*",
        "deploy",
        "resources",
        "reservations",
        "cpus",
    ],
];

/// Errors with the first refused key.
pub(super) fn refuse(json: &mut Value) -> Result<(), ComposeError> {
    let mut refused = None;
    let mut refuse = |path: &str, why: String| {
        refused.get_or_insert_with(|| ComposeError::Unsupported {
            path: path.to_owned(),
            why,
        });
    };
    for (pattern, why) in REFUSED {
        walk::each(json, pattern, &mut |place, value| {
            if says_something(value) {
                refuse(place, (*why).to_owned());
            }
        });
    }
    refuse_values(json, &mut refuse);
    refused.map_or(Ok(()), Err)
}

/// Keys that are refused for some of their values only.
fn refuse_values(json: &mut Value, refuse: &mut dyn FnMut(&str, String)) {
    walk::each(
        json,
        &["services", "*", "deploy", "mode"],
        &mut |place, mode| {
            if mode != "replicated" && says_something(mode) {
                refuse(
                    place,
                    format!(
                        "{mode} is a mode of Docker Swarm, and Hailer runs the project on one engine"
                    ),
                );
            }
        },
    );
    walk::each(
        json,
        &["services", "*", "build", "platforms"],
        &mut |place, platforms| {
            if platforms
                .as_array()
                .is_some_and(|platforms| platforms.len() > 1)
            {
                refuse(
                    place,
                    "Building for several platforms needs a BuildKit session".to_owned(),
                );
            }
        },
    );
    walk::each(
        json,
        &["networks", "*", "enable_ipv4"],
        &mut |place, enabled| {
            if enabled == false {
                refuse(place, "A network without IPv4 is not made yet".to_owned());
            }
        },
    );
    walk::each(
        json,
        &["services", "*", "volumes", "*", "type"],
        &mut |place, kind| {
            if !["bind", "volume", "tmpfs"]
                .iter()
                .any(|known| kind == known)
            {
                refuse(
                    place,
                    format!("A mount of the type {kind} is not carried out"),
                );
            }
        },
    );
}

/// A sentence for each key that has no effect here.
pub(super) fn warn(json: &mut Value) -> Vec<String> {
    let mut warnings = Vec::new();
    for pattern in WITHOUT_EFFECT {
        walk::each(json, pattern, &mut |place, value| {
            if says_something(value) {
                warnings.push(format!("{place} has no effect on one machine"));
            }
        });
    }
    warnings
}

/// Whether a value differs from leaving the key out.
pub(super) fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}
