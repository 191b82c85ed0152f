//! A call's parameters, in each of the ways in which the Bot API takes them: the query, a form, JSON, multipart.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::telegram::refusal::{Refusal, bad, bare};

/// A file that came along.
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What was given, unchecked.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) parameters: Map<String, Value>,
    /// Whether all values came as text.
    pub(crate) is_form: bool,
    /// By the name of the part.
    pub(crate) files: BTreeMap<String, Upload>,
    /// What Telegram would have ignored.
    pub(crate) manners: Vec<String>,
}

pub(crate) async fn read(request: Request) -> Result<Given, Refusal> {
    let mut given = Given::default();
    let query = request.uri().query().unwrap_or_default().to_owned();
    add_form(&mut given, query.as_bytes());
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    if kind == "multipart/form-data" {
        add_parts(&mut given, request).await?;
        return Ok(given);
    }
    let too_large = |_| bare(413, "Request Entity Too Large");
    let body = Bytes::from_request(request, &()).await.map_err(too_large)?;
    match kind.as_str() {
        "application/json" if !body.is_empty() => {
            let object: Map<String, Value> = serde_json::from_slice(&body)
                .map_err(|_| bad("can't parse JSON encoded request body"))?;
            given.is_form = given.is_form && object.is_empty();
            given.parameters.extend(object);
        }
        "application/x-www-form-urlencoded" => add_form(&mut given, &body),
        _ if !body.is_empty() => {
            let manners = format!("a body of the type \"{kind}\", which nobody reads");
            given.manners.push(manners);
        }
        _ => {}
    }
    Ok(given)
}

fn add_form(given: &mut Given, form: &[u8]) {
    for (name, value) in form_urlencoded::parse(form) {
        given.is_form = true;
        given
            .parameters
            .insert(name.into_owned(), value.into_owned().into());
    }
}

async fn add_parts(given: &mut Given, request: Request) -> Result<(), Refusal> {
    let broken = |_| bad("can't parse multipart request body");
    given.is_form = true;
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| bad("boundary not found in the multipart request"))?;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let too_large = |_| bare(413, "Request Entity Too Large");
        let bytes = part.bytes().await.map_err(too_large)?.to_vec();
        if let Some(file) = file {
            let upload = Upload { name: file, bytes };
            given.files.insert(name.clone(), upload);
            // A file may stand under the parameter's own name, instead of being pointed to.
            given
                .parameters
                .entry(name.clone())
                .or_insert_with(|| format!("attach://{name}").into());
        } else {
            let text =
                String::from_utf8(bytes).map_err(|_| bad("strings must be encoded in UTF-8"))?;
            given.parameters.insert(name, text.into());
        }
    }
    drop_parts_that_are_pointed_to(given);
    Ok(())
}

/// A part that another parameter points to (`attach://part`) is no parameter.
fn drop_parts_that_are_pointed_to(given: &mut Given) {
    let pointed: Vec<String> = given
        .parameters
        .iter()
        .filter_map(|(name, value)| {
            let part = value.as_str()?.strip_prefix("attach://")?;
            (part != name).then(|| part.to_owned())
        })
        .collect();
    given.parameters.retain(|name, _| !pointed.contains(name));
}
