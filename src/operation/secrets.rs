//! The secrets of a project, so that they can be taken out of whatever is shown.

use std::path::Path;

use super::{Context, OperationError, deploy};
use crate::compose::model::Model;
use crate::domain::codebase::Codebase;
use crate::engine::BuildArguments;
use crate::reply::{Redactor, RedactorBuilder};

/// Of what runs: the live release's model, and production's `.env`. An error here means that secrets are not known, so
/// nothing that may hold one is shown.
pub(super) async fn redactor(
    context: &Context,
    codebase: &Codebase,
) -> Result<Redactor, OperationError> {
    let builder = match context.store.live_release(&codebase.name).await? {
        None => Redactor::builder(),
        Some(live) => {
            let kept = context
                .store
                .release_content(&codebase.name, live.number)
                .await?;
            gather(Redactor::builder(), &deploy::model_of(&kept.model)?)?
        }
    };
    let builder = match &codebase.docker {
        Some(docker) => with_env_file(builder, &docker.production_path.join(".env"))?,
        None => builder,
    };
    Ok(builder.build())
}

/// Of the model that is about to run, and of the one before: a rollback shows lines of both.
pub(super) fn of_models<'m>(
    models: impl IntoIterator<Item = &'m Model>,
) -> Result<Redactor, OperationError> {
    let mut builder = Redactor::builder();
    for model in models {
        builder = gather(builder, model)?;
        builder = with_env_file(builder, &model.origin.directory.join(".env"))?;
    }
    Ok(builder.build())
}

/// Of one build: the value of each argument, whatever its name. They stand in the builder's lines with whatever else the
/// Dockerfile says.
pub(super) fn of_build(arguments: &BuildArguments) -> Redactor {
    let values = arguments.0.values();
    values
        .fold(Redactor::builder(), |builder, value| builder.secret(value))
        .build()
}

fn gather(mut builder: RedactorBuilder, model: &Model) -> Result<RedactorBuilder, OperationError> {
    for service in model.services.values() {
        let arguments = service.build.iter().flat_map(|build| &build.args.0);
        for (key, value) in service.environment.0.iter().chain(arguments) {
            if let Some(value) = value {
                builder = builder.variable(key, value);
            }
        }
    }
    for secret in model.secrets.values() {
        if let Some(content) = &secret.content {
            builder = builder.secret(&content.0);
        }
        if let Some(content) = secret
            .file
            .as_deref()
            .map(Path::new)
            .and_then(|file| read(file).transpose())
        {
            builder = builder.secret(&content?);
        }
    }
    let env_files = model.inputs.files.iter().flatten();
    env_files
        .chain(&model.inputs.included.env_files)
        .map(|input| input.file.as_path())
        // Compose passes over a folder.
        .filter(|file| !file.is_dir())
        .try_fold(builder, with_env_file)
}

fn with_env_file(
    mut builder: RedactorBuilder,
    file: &Path,
) -> Result<RedactorBuilder, OperationError> {
    let Some(text) = read(file)? else {
        return Ok(builder);
    };
    for (key, value) in dotenvy::from_read_iter(text.as_bytes()).flatten() {
        builder = builder.env_file_variable(&key, &value);
    }
    // Compose reads lines that stricter readers refuse (`KEY=two words`), so each is also taken as it stands.
    for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let value = value.trim().trim_matches(['"', '\'']);
        builder = builder.env_file_variable(key.trim(), value);
    }
    Ok(builder)
}

/// The text of a file that may hold secrets; `None` where there is none.
fn read(file: &Path) -> Result<Option<String>, OperationError> {
    let unreadable = |why: String| OperationError::Secrets {
        path: file.to_owned(),
        why,
    };
    if std::fs::metadata(file).is_ok_and(|facts| !facts.is_file()) {
        // A pipe would be waited for without end.
        return Err(unreadable("it is not a regular file".to_owned()));
    }
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use serde_json::{Value, json};

    use super::*;
    use crate::compose::Document;
    use crate::compose::Version;
    use crate::compose::load::{Included, InputFile, Inputs, Origin};

    /// Where a project keeps its secrets, a hundred of each, and what they are.
    fn planted(folder: &Path) -> (Model, Vec<String>) {
        let secret = |way: &str, number: usize| format!("{way}-\"{number:03}\"/&ß");
        let all = |way: &'static str| (0..100).map(move |number| secret(way, number));
        let keyed = |way: &'static str| -> serde_json::Map<_, _> {
            let fields = all(way).enumerate();
            fields
                .map(|(number, value)| (format!("DB_{number}_PASSWORD"), value.into()))
                .collect()
        };
        let lines = |way: &'static str, key: &str| -> String {
            let lines = all(way).enumerate();
            let lines: Vec<_> = lines
                .map(|(number, value)| format!("{key}{number}={value}\n"))
                .collect();
            lines.concat()
        };
        let write = |name: &str, text: String| {
            fs::write(folder.join(name), text).unwrap();
            folder.join(name)
        };
        let of_a_file = write("key", all("file").map(|line| line + "\r\n").collect());
        let env_file = write("api.env", lines("env", "export A"));
        let of_included = write("included.env", lines("included", "B"));
        write(".env", lines("dotenv", "SETTING"));
        let json = json!({
            "services": { "api": {
                "command": null, "entrypoint": null, "environment": keyed("variable"),
                "build": { "context": folder, "args": keyed("argument") },
            } },
            "secrets": {
                "one": { "name": "one", "file": of_a_file },
                "two": { "name": "two", "content": all("content").collect::<Vec<_>>().join("\n") },
            },
        });
        let ways = [
            "variable", "argument", "file", "content", "env", "dotenv", "included",
        ];
        let secrets = ways.into_iter().flat_map(all).collect();
        (model(folder, json, (env_file, of_included)), secrets)
    }

    /// A project in `folder` with an env file of its service, and one of a project that it includes.
    fn model(folder: &Path, json: Value, (env_file, of_included): (PathBuf, PathBuf)) -> Model {
        let input = |place: &str, file| InputFile {
            place: place.to_owned(),
            file,
        };
        let document = Document {
            json,
            origin: Origin {
                project: "shop".parse().unwrap(),
                directory: folder.to_owned(),
                files: Vec::new(),
                env_files: Vec::new(),
                version: Version::new(2, 26, 1),
            },
            inputs: Inputs {
                files: Some(vec![input("services.api.env_file[0]", env_file)]),
                included: Included {
                    env_files: vec![input("include[0].env_file in compose.yaml", of_included)],
                    ..Included::default()
                },
                disabled: Vec::new(),
                inside_tree: true,
            },
            warnings: Vec::new(),
        };
        Model::of_document(document).unwrap()
    }

    #[test]
    fn every_secret_of_a_project_is_known_wherever_it_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let (model, secrets) = planted(folder.path());
        assert_eq!(secrets.len(), 700);
        let redactor = of_models([&model]).unwrap();
        for secret in secrets {
            for line in [
                format!("with {secret}."),
                json!({ "with": secret }).to_string(),
                format!(
                    "?with={}",
                    form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>()
                ),
            ] {
                let shown = redactor.redact(&line);
                assert!(shown.contains("[redacted]"), "{line}");
                assert!(!shown.contains("ß") && !shown.contains("%C3"), "{shown}");
            }
        }
    }
}
