//! Values that stand in variables: the content of secrets and configs with `environment: NAME`, which the binary leaves out
//! of its output, and env file names that are made of variables. The binary itself resolves them, so that its rules hold.

use serde_json::{Map, Value, json};

use super::arguments::Base;
use super::{LoadRequest, parse, speak_of_production};
use crate::compose::{ComposeBinary, ComposeError};

/// Puts the value of its variable beside every `environment: NAME` of a secret or config that has no `content` yet.
///
/// Errors: `Invalid` where a variable isn't set, as `docker compose up` would say.
pub(super) async fn fill(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
    json: &mut Value,
) -> Result<(), ComposeError> {
    let mut wanted: Vec<&mut Map<String, Value>> = Vec::new();
    for (key, value) in json.as_object_mut().into_iter().flatten() {
        if matches!(key.as_str(), "secrets" | "configs") {
            let objects = value.as_object_mut().into_iter().flatten();
            wanted.extend(
                objects
                    .filter_map(|(_, object)| object.as_object_mut())
                    .filter(|object| {
                        object.contains_key("environment") && !object.contains_key("content")
                    }),
            );
        }
    }
    let expressions: Vec<String> = wanted
        .iter()
        .filter_map(|object| object["environment"].as_str())
        .map(|name| format!("${{{name}?it holds a secret or config of the project}}"))
        .collect();
    let values = interpolate(binary, request, base, &expressions).await?;
    for (object, value) in wanted.into_iter().zip(values) {
        object.insert("content".to_owned(), Value::String(value));
    }
    Ok(())
}

/// What each text becomes with the project's variables put in. Runs the binary only where there is something to do.
pub(super) async fn interpolate(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
    texts: &[String],
) -> Result<Vec<String>, ComposeError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let variables: Map<String, Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| (format!("V{index}"), Value::String(text.clone())))
        .collect();
    let file = json!({ "services": { "values": { "image": "none", "environment": variables } } });
    let invocation = base.invocation_over(request, &file, &["config", "--format", "json"]);
    let output = binary
        .run(invocation)
        .await
        .map_err(|error| speak_of_production(error, request))?;
    let document = parse(binary, &output.stdout)?;
    let resolved = &document["services"]["values"]["environment"];
    (0..texts.len())
        .map(|index| {
            resolved[format!("V{index}")]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| ComposeError::Unreadable {
                    version: binary.version(),
                    cause: "A variable that was asked for is not in it".to_owned(),
                })
        })
        .collect()
}
