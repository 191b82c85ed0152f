//! Headers that every request has to bring along.

use axum::http::HeaderMap;

use crate::github::refusal::{Refusal, unprocessable};

/// The versions of the API that there are.
const VERSIONS: [&str; 2] = ["2022-11-28", "2026-03-10"];
const NO_AGENT: &str = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header \
    (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com \
    for other possible causes.\n";

/// What shall be answered: JSON, unless something else is asked for by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Json,
    /// A commit's SHA alone, as text.
    Sha,
}

/// A header's text; "" if there is none.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// GitHub answers this with a page of text, not with JSON.
pub(crate) fn check_agent(headers: &HeaderMap) -> Result<(), &'static str> {
    let is_named = !text(headers, "user-agent").is_empty();
    is_named.then_some(()).ok_or(NO_AGENT)
}

pub(crate) fn check_version(headers: &HeaderMap) -> Result<(), Refusal> {
    let version = text(headers, "x-github-api-version");
    if version.is_empty() || VERSIONS.contains(&version) {
        return Ok(());
    }
    let words = format!("Unsupported 'X-GitHub-Api-Version' header: '{version}'.");
    let page = "https://docs.github.com/rest/about-the-rest-api/api-versions";
    Err(Refusal::new(400, &words).with_docs(page))
}

/// The first media type that GitHub has.
pub(crate) fn read_accept(headers: &HeaderMap) -> Result<Wanted, Refusal> {
    let accept = text(headers, "accept");
    if accept.is_empty() {
        return Ok(Wanted::Json);
    }
    let mut types = accept
        .split(',')
        .map(|one| one.split(';').next().unwrap_or_default().trim());
    types.find_map(wanted).ok_or_else(|| {
        let words =
            format!("Unsupported 'Accept' header: '{accept}'. Must accept 'application/json'.");
        Refusal::new(415, &words).with_docs("https://docs.github.com/v3/media")
    })
}

fn wanted(media: &str) -> Option<Wanted> {
    if matches!(media, "*/*" | "application/*" | "application/json") {
        return Some(Wanted::Json);
    }
    let ours = media.strip_prefix("application/vnd.github")?;
    let ours = ours.trim_end_matches("+json").trim_start_matches(".v3");
    match ours {
        ".sha" => Some(Wanted::Sha),
        // A comment's text as it was written, which is what is answered anyway.
        "" | ".raw" => Some(Wanted::Json),
        preview if preview.ends_with("-preview") => Some(Wanted::Json),
        _ => None,
    }
}

/// The body as an object. An empty one is none.
pub(crate) fn read_body(bytes: &[u8]) -> Result<serde_json::Value, Refusal> {
    if bytes.is_empty() {
        return Ok(serde_json::json!({}));
    }
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|_| Refusal::new(400, "Problems parsing JSON"))?;
    if !value.is_object() {
        return Err(Refusal::new(400, "Body should be a JSON object"));
    }
    Ok(value)
}

/// A query's value that is of the wrong type or none of those that there are.
pub(crate) fn wrong_query(wrong: &[String]) -> Refusal {
    unprocessable(&format!("Validation Failed\n\n{}", wrong.join("\n")))
}
