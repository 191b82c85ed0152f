//! What is asked of GitHub, and what it answers.

use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, LOCATION};
use http::{HeaderMap, Method, Request, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::GitHubError;

/// What stands in a path as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One part of a path, whatever is in it: `feature/a b` → `feature%2Fa%20b`.
pub(super) fn part(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// A question, or a change that is asked for.
#[derive(Clone)]
pub(super) struct Ask {
    method: Method,
    /// With its query, below the API's address.
    pub(super) path: String,
    etag: Option<String>,
    body: Option<String>,
}

impl Ask {
    pub(super) fn get(path: String) -> Self {
        Self {
            method: Method::GET,
            path,
            etag: None,
            body: None,
        }
    }

    pub(super) fn post(path: String, body: &Value) -> Self {
        let (method, body) = (Method::POST, Some(body.to_string()));
        Self {
            method,
            body,
            ..Self::get(path)
        }
    }

    pub(super) fn patch(path: String, body: &Value) -> Self {
        let method = Method::PATCH;
        Self {
            method,
            ..Self::post(path, body)
        }
    }

    /// Only if it isn't as it was then.
    pub(super) fn unless(self, etag: Option<&str>) -> Self {
        let etag = etag.map(str::to_owned);
        Self { etag, ..self }
    }

    /// Whether nothing changes by it, however often it is asked.
    pub(super) fn is_read(&self) -> bool {
        self.method == Method::GET
    }

    /// The same, at `path`.
    pub(super) fn request(&self, path: &str) -> Result<Request<String>, GitHubError> {
        let mut request = Request::builder().method(self.method.clone()).uri(path);
        if let Some(etag) = &self.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if self.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(self.body.clone().unwrap_or_default());
        request.map_err(|wrong| GitHubError::Refused {
            why: format!("it can't be asked for {path:?}: {wrong}"),
        })
    }
}

/// What GitHub says of a refusal.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    message: String,
    #[serde(default)]
    errors: Value,
}

/// The words of a refusal; "" if there are none, as on a page of HTML.
pub(super) fn words(body: &[u8]) -> String {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    let detail = refusal.errors.pointer("/0/message").and_then(Value::as_str);
    match detail {
        Some(detail) => format!("{}: {detail}", refusal.message),
        None => refusal.message,
    }
}

/// An answer that is neither a request to wait nor a failure of GitHub's own.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// What was asked for.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, GitHubError> {
        self.check()?;
        let read = &mut serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(read).map_err(|wrong| {
            GitHubError::Unreached(format!("it has no {} as expected", wrong.path()))
        })
    }

    /// Whether it was done.
    pub(super) fn check(&self) -> Result<(), GitHubError> {
        if self.status.is_success() {
            return Ok(());
        }
        Err(GitHubError::refused(self.status, &self.words()))
    }

    pub(super) fn words(&self) -> String {
        words(&self.body)
    }

    pub(super) fn etag(&self) -> Option<String> {
        self.header(&ETAG).map(str::to_owned)
    }

    /// To where it sends us.
    pub(super) fn location(&self) -> Option<&str> {
        let location = self.header(&LOCATION)?;
        self.status.is_redirection().then_some(location)
    }

    /// Whether a list goes on.
    pub(super) fn goes_on(&self) -> bool {
        let links = self.header(&LINK).unwrap_or_default();
        links.split(',').any(|link| link.contains("rel=\"next\""))
    }

    fn header(&self, name: &http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Where a repository's thing is now, if GitHub says that the repository has got another name: at its id, and the thing under it as
/// before. A thing that went to another place by itself, as an issue can, is not followed.
pub(super) fn moved(asked: &str, location: &str) -> Option<String> {
    let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
    let mut parts = path.strip_prefix("/repos/")?.splitn(3, '/').skip(2);
    let thing = parts.next();
    let there = location.split('?').next()?;
    let (_, there) = there.split_once("/repositories/")?;
    let (id, thing_there) = match there.split_once('/') {
        Some((id, thing)) => (id, Some(thing)),
        None => (there, None),
    };
    let id: u64 = id.parse().ok()?;
    if thing != thing_there {
        return None;
    }
    let thing = thing.map_or_else(String::new, |thing| format!("/{thing}"));
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    Some(format!("/repositories/{id}{thing}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_t_leave_its_place_in_a_path() {
        assert_eq!(
            part("feature/a b?c#d%é"),
            "feature%2Fa%20b%3Fc%23d%25%C3%A9"
        );
        assert_eq!(part("v1.2.3-rc_1~"), "v1.2.3-rc_1~");
    }

    #[test]
    fn a_renamed_repository_is_followed_and_nothing_else() {
        let there = "https://api.github.com/repositories/7/issues/1/comments?page=2";
        let asked = "/repos/acme/shop/issues/1/comments?since=x";
        let at = "/repositories/7/issues/1/comments?since=x";
        assert_eq!(moved(asked, there).as_deref(), Some(at));
        let whole = moved("/repos/acme/shop", "https://host/api/v3/repositories/7");
        assert_eq!(whole.as_deref(), Some("/repositories/7"));
        for elsewhere in [
            "https://api.github.com/repositories/8/issues/4/comments",
            "https://api.github.com/repositories/x/issues/1/comments",
            "https://codeload.github.com/acme/shop/legacy.tar.gz/main",
        ] {
            assert_eq!(moved(asked, elsewhere), None, "{elsewhere}");
        }
        assert_eq!(moved("/user", there), None);
    }

    #[test]
    fn a_refusals_words_are_its_message_and_the_first_reason() {
        let body = br#"{"message":"Validation Failed","errors":[{"message":"Body is too long"}]}"#;
        assert_eq!(words(body), "Validation Failed: Body is too long");
        assert_eq!(words(b"{\"message\":\"Not Found\"}"), "Not Found");
        assert_eq!(words(b"<html>502</html>"), "");
    }
}
