//! A reply for scripts: one line of JSON.

use serde_json::json;

use crate::reply::{Reply, clean};

use super::exit::exit_code;

/// Status, exit code, codebase, headline, the commands that make sense next, and the reply's own data.
#[must_use]
pub fn json(reply: &Reply) -> String {
    // A terminal obeys control characters in JSON as well.
    let reply = reply.clone().map_text(&|text| clean(&text).into_owned());
    json!({
        "status": reply.status,
        "exit_code": exit_code(reply.status),
        "codebase": reply.codebase,
        "headline": reply.headline,
        "next": reply.next,
        "data": reply.data,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Status;

    #[test]
    fn a_reply_is_one_line_with_its_status_and_data_and_nothing_that_acts() {
        let reply = Reply::new(Status::RolledBack, "rolled back")
            .then("Retry", "/docker-deploy")
            .data(json!({"line": "\u{1b}[2Jbye\u{9b}2J"}));
        assert_eq!(
            super::json(&reply),
            r#"{"status":"rolled_back","exit_code":6,"codebase":null,"headline":"rolled back","next":[{"label":"Retry","command":"/docker-deploy"}],"data":{"line":"bye"}}"#
        );
    }
}
