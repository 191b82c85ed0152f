//! What GitHub answers when it doesn't do what was asked: its status, its words, and its list of errors.

use serde_json::{Value, json};

/// An answer with a `message`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    errors: Option<Box<Value>>,
    /// Instead of the operation's own page.
    docs: Option<&'static str>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: &str) -> Self {
        Self {
            status,
            message: message.to_owned(),
            errors: None,
            docs: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn with_docs(self, page: &'static str) -> Self {
        Self {
            docs: Some(page),
            ..self
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn to_json(&self, page: &str) -> Value {
        let mut answer = json!({ "message": self.message });
        if let Some(errors) = &self.errors {
            answer["errors"] = Value::clone(errors);
        }
        answer["documentation_url"] = self.docs.unwrap_or(page).into();
        answer["status"] = self.status.to_string().into();
        answer
    }
}

pub(crate) fn not_found() -> Refusal {
    Refusal::new(404, "Not Found")
}

pub(crate) fn forbidden(words: &str) -> Refusal {
    Refusal::new(403, words)
}

/// 401, whatever the token's fault.
pub(crate) fn unauthorised(words: &str) -> Refusal {
    Refusal::new(401, words).with_docs("https://docs.github.com/rest")
}

/// 422 with words alone.
pub(crate) fn unprocessable(words: &str) -> Refusal {
    Refusal::new(422, words)
}

/// 422 because the body isn't of the form that the operation takes.
pub(crate) fn invalid(wrong: &[String]) -> Refusal {
    unprocessable(&format!("Invalid request.\n\n{}", wrong.join("\n")))
}

/// 422 because one field's value won't do.
pub(crate) fn validation(resource: &str, code: &str, field: &str, message: &str) -> Refusal {
    let error = json!({ "resource": resource, "code": code, "field": field, "message": message });
    Refusal {
        errors: Some(Box::new(json!([error]))),
        ..unprocessable("Validation Failed")
    }
}

/// 409 because of commit statuses.
pub(crate) fn contexts(git_ref: &str, contexts: &Value) -> Refusal {
    let message = format!("Conflict: Commit status checks failed for {git_ref}.");
    let error = json!({
        "contexts": contexts, "resource": "Deployment", "field": "required_contexts", "code": "invalid",
    });
    Refusal {
        errors: Some(Box::new(json!([error]))),
        ..Refusal::new(409, &message)
    }
}
