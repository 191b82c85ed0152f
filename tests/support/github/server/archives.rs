//! The server that gives archives.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::faults::{self, Instead};
use crate::github::ARCHIVES;
use crate::github::methods::archive;
use crate::github::world::World;

pub(super) async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let fault = world.change(|state| {
        if request.headers().contains_key("authorization") {
            let words = format!("{path}: the token was sent to the server of archives too");
            state.violations.push(words);
        }
        state.faults.strike(ARCHIVES)
    });
    match faults::before(fault).await {
        Err(Instead::Page(page)) => return page,
        Err(Instead::Refusal(refusal)) => {
            let status = StatusCode::from_u16(refusal.status).unwrap();
            return (status, refusal.message).into_response();
        }
        Ok(()) => {}
    }
    let mut query = form_urlencoded::parse(query.as_bytes());
    let token = query.find(|(name, _)| name == "token");
    let token = token.map(|(_, token)| token.into_owned());
    let found = world.look(|state| archive::download(state, &path, token.as_deref()));
    let answer = match found {
        Ok((name, bytes)) => {
            let headers = [
                ("content-type", "application/x-gzip".to_owned()),
                (
                    "content-disposition",
                    format!("attachment; filename={name}"),
                ),
            ];
            (headers, bytes).into_response()
        }
        Err((status, words)) => (StatusCode::from_u16(status).unwrap(), words).into_response(),
    };
    faults::after(fault, answer).await
}
