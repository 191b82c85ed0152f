//! Secrets and configs: those that are files of the host are mounted, the others are put into the created container.

use std::io;

use super::NewContainer;
use crate::compose::model::file_object::{FileObject, FileReference};
use crate::compose::model::value::Sensitive;
use crate::engine::error::EngineError;

/// A secret or config in its place.
pub(super) struct Placed<'a> {
    pub(super) target: String,
    pub(super) source: Source<'a>,
    reference: &'a FileReference,
}

/// Where its contents come from.
pub(super) enum Source<'a> {
    /// A file of the host, which is mounted.
    HostFile(String),
    /// Text, which is put into the container.
    Text(&'a Sensitive),
}

/// Every secret and config of the service.
pub(super) fn mounted<'a>(new: &NewContainer<'a>) -> Result<Vec<Placed<'a>>, EngineError> {
    let model = new.model;
    let mut all = Vec::new();
    for (key, base, references, objects) in [
        (
            "secrets",
            "/run/secrets/",
            &new.service.secrets,
            &model.secrets,
        ),
        ("configs", "/", &new.service.configs, &model.configs),
    ] {
        for reference in references {
            let object = objects.get(&reference.source).ok_or_else(|| {
                new.unsupported(key, format!("{:?} is not defined", reference.source))
            })?;
            all.push(Placed {
                target: place(base, reference),
                source: source(object).ok_or_else(|| {
                    let why = format!("{:?} has neither file nor content", reference.source);
                    new.unsupported(key, why)
                })?,
                reference,
            });
        }
    }
    Ok(all)
}

fn place(base: &str, reference: &FileReference) -> String {
    match &reference.target {
        Some(target) if target.starts_with('/') => target.clone(),
        Some(target) => format!("{base}{target}"),
        None => format!("{base}{}", reference.source),
    }
}

fn source(object: &FileObject) -> Option<Source<'_>> {
    let text = object.content.as_ref().map(Source::Text);
    text.or_else(|| object.file.clone().map(Source::HostFile))
}

/// What is put into a container before it starts.
pub(in crate::engine) struct Upload {
    /// A tar archive, unpacked at `/`.
    pub(in crate::engine) archive: Vec<u8>,
    /// Whether owners are named in it.
    pub(in crate::engine) with_owners: bool,
}

/// What has to be put into the service's containers.
pub(in crate::engine) fn uploads(new: &NewContainer<'_>) -> Result<Vec<Upload>, EngineError> {
    let mut uploads = Vec::new();
    for file in mounted(new)? {
        let Source::Text(text) = file.source else {
            continue;
        };
        let reference = file.reference;
        let id = |given: &Option<String>, key: &str| match given {
            None => Ok(0),
            Some(id) => id
                .parse()
                .map_err(|_| new.unsupported(key, format!("{id:?} is not a numeric id"))),
        };
        let mut header = tar::Header::new_gnu();
        header.set_mode(reference.mode.map_or(0o444, |mode| mode.0));
        header.set_uid(id(&reference.uid, "secrets.uid")?);
        header.set_gid(id(&reference.gid, "secrets.gid")?);
        header.set_size(text.0.len() as u64);
        let archive = archive(header, &file.target, text).map_err(|source| EngineError::Files {
            path: file.target,
            source,
        })?;
        uploads.push(Upload {
            archive,
            with_owners: reference.uid.is_some() || reference.gid.is_some(),
        });
    }
    Ok(uploads)
}

fn archive(mut header: tar::Header, target: &str, text: &Sensitive) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    let path = target.trim_start_matches('/');
    archive.append_data(&mut header, path, text.0.as_bytes())?;
    archive.into_inner()
}
