//! What the Compose binary prints, with something wrong in it: it is typed, or refused with the place, and what is judged of it
//! doesn't depend on what stands beside.

use std::path::Path;
use std::sync::LazyLock;

use hailer::compose::policy::{Scope, findings};
use hailer::compose::{
    ComposeError, Document, LoadRequest, Locator, Model, Surroundings, load_document, newer, order,
};
use hailer::domain::finding::FindingKind;
use hailer::domain::name::ProjectName;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::changes::{changed, changes, scratch, scratched};

/// Projects as teams have them, as the binary resolves them.
const PROJECTS: [&str; 5] = ["everything", "shop", "edge", "vault", "jobs"];

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let explicit = std::env::var_os("HAILER_COMPOSE_BIN").map(Into::into);
        let locator = Locator::new(explicit, Surroundings::of_this_process());
        let binary = locator.find().await.expect("run scripts/setup");
        let mut documents = Vec::new();
        for project in PROJECTS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data/compose")
                .join(project);
            let request = LoadRequest::new(ProjectName::new("shop").unwrap(), folder);
            documents.push(load_document(&binary, &request).await.unwrap());
        }
        documents
    })
});

/// One of them, by its number: a document can't be printed.
fn number() -> impl Strategy<Value = usize> {
    0..PROJECTS.len()
}

fn scope() -> Scope {
    Scope::new(Path::new("/srv/shop"), &[])
}

/// Everything that is asked of a model before anything is done.
fn asked_of(model: &Model) -> usize {
    let levels = order::levels(model).map_or(0, |levels| levels.len());
    let one_shots = order::one_shots(model).map_or(0, |them| them.len());
    levels + one_shots + newer::needs_engine(model).len() + findings(model, &scope()).len()
}

fn with_json(document: &Document, json: Value) -> Document {
    Document {
        json,
        ..document.clone()
    }
}

#[test]
fn projects_as_they_are_are_typed() {
    for document in DOCUMENTS.iter() {
        let model = Model::of_document(document.clone()).unwrap();
        assert!(asked_of(&model) > 0);
    }
}

proptest! {
    #[test]
    fn a_model_with_something_wrong_in_it_is_typed_or_refused_with_its_place(
        number in number(), changes in changes()
    ) {
        let document = DOCUMENTS[number].clone();
        let changed = changed(&document.json, &changes);
        match Model::of_document(with_json(&document, changed)) {
            Ok(model) => {
                asked_of(&model);
            }
            Err(ComposeError::Unsupported { path, why }) => {
                prop_assert!(!path.is_empty() && !why.is_empty());
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn a_kept_document_that_is_scratched_is_typed_or_refused(number in number(), scratch in scratch()) {
        let document = DOCUMENTS[number].clone();
        let kept = serde_json::to_value(&document).unwrap();
        if let Ok(read) = serde_json::from_slice::<Document>(&scratched(&kept, &scratch))
            && let Ok(model) = Model::of_document(read)
        {
            asked_of(&model);
        }
    }

    #[test]
    fn a_key_that_nobody_knows_is_refused_in_every_service(
        number in number(), key in "[a-wyz][a-z_]{2,12}", value in super::changes::value(), at in any::<prop::sample::Index>()
    ) {
        let document = DOCUMENTS[number].clone();
        let mut json = document.json.clone();
        let services = json["services"].as_object_mut().unwrap();
        let name = services.keys().nth(at.index(services.len())).unwrap().clone();
        let service = services[&name].as_object_mut().unwrap();
        // No key of Compose's has an underscore at its end.
        let key = format!("{key}_");
        service.insert(key.clone(), value);
        let refused = Model::of_document(with_json(&document, json)).unwrap_err().to_string();
        prop_assert!(refused.starts_with(&format!("services.{name}.{key} is not supported")), "{}", refused);
    }

    #[test]
    fn what_is_found_doesnt_depend_on_what_stands_beside(number in number(), changes in changes()) {
        let document = DOCUMENTS[number].clone();
        let mut changed = changed(&document.json, &changes);
        let Some(services) = changed.get_mut("services").and_then(Value::as_object_mut) else {
            return Ok(());
        };
        services.insert("planted".to_owned(), json!({
            "command": null, "entrypoint": null, "image": "a", "privileged": true, "pid": "host",
            "volumes": [{ "type": "bind", "source": "/var/run/docker.sock", "target": "/s" }],
        }));
        if let Ok(model) = Model::of_document(with_json(&document, changed)) {
            let found: Vec<FindingKind> = findings(&model, &scope())
                .into_iter()
                .filter(|finding| finding.path.starts_with("services.planted."))
                .map(|finding| finding.kind)
                .collect();
            prop_assert_eq!(found, [
                FindingKind::Privileged, FindingKind::HostPid, FindingKind::DockerSocket, FindingKind::OutsideBind,
            ]);
        }
    }
}
