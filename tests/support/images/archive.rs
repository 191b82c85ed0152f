//! Images as `docker save` writes them, for `docker load` (OCI image specification: configuration and layers): the layers that
//! images share are in it once.

use std::collections::BTreeMap;
use std::rc::Rc;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use tar::{Builder, Header};

/// One image before it has a name.
pub(super) struct Image {
    pub(super) references: Vec<String>,
    /// The lowest first.
    pub(super) layers: Vec<Rc<File>>,
    /// What containers are made with: `Env`, `Cmd`, `Labels` and so on.
    pub(super) config: Value,
}

/// A tar file or a configuration, and its SHA-256 in hexadecimal.
pub(super) struct File {
    bytes: Vec<u8>,
    digest: String,
}

impl File {
    pub(super) fn new(bytes: Vec<u8>) -> Rc<Self> {
        let digest = hex::encode(digest(&SHA256, &bytes));
        Rc::new(Self { bytes, digest })
    }
}

pub(super) fn archive(images: &[Image]) -> Vec<u8> {
    let mut files = BTreeMap::new();
    let mut manifest = Vec::new();
    for image in images {
        let digests = image.layers.iter().map(|layer| &layer.digest);
        let config = json!({
            "architecture": architecture(),
            "os": "linux",
            "created": "2000-01-01T00:00:00Z",
            "config": image.config,
            "rootfs": { "type": "layers", "diff_ids": digests.clone().map(|digest| format!("sha256:{digest}")).collect::<Vec<_>>() },
            "history": digests.clone().map(|_| json!({ "created_by": "hailer's tests" })).collect::<Vec<_>>(),
        });
        let config = File::new(config.to_string().into_bytes());
        let config_name = format!("{}.json", config.digest);
        let names: Vec<_> = digests.map(|digest| format!("{digest}.tar")).collect();
        manifest.push(json!({
            "Config": config_name,
            "RepoTags": image.references,
            "Layers": names,
        }));
        files.insert(config_name, config);
        files.extend(names.into_iter().zip(image.layers.iter().cloned()));
    }
    let manifest = File::new(Value::from(manifest).to_string().into_bytes());
    files.insert("manifest.json".to_owned(), manifest);
    packed(&files)
}

fn packed(files: &BTreeMap<String, Rc<File>>) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (name, file) in files {
        let mut header = Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(file.bytes.len() as u64);
        tar.append_data(&mut header, name, file.bytes.as_slice())
            .unwrap();
    }
    tar.into_inner().unwrap()
}

/// As images call it.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
