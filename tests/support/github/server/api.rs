//! The API: headers → caller → operation → faults → limits → form → what it does → `ETag`.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State as From};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::LARGEST_CALL;
use super::answer::{refused, sent, with_limits};
use super::call::Call;
use super::faults::{self, Fault, Instead};
use super::route::{self, Way};
use crate::github::methods::{self, Answer, Ask, Body};
use crate::github::refusal::{Refusal, invalid, not_found};
use crate::github::rules::auth;
use crate::github::rules::headers::{self, text};
use crate::github::schema;
use crate::github::state::State;
use crate::github::state::app::{Caller, Token};
use crate::github::world::World;

/// Where a refusal points to if it belongs to no operation.
const DOCS: &str = "https://docs.github.com/rest";

pub(super) async fn answer(From(world): From<Arc<World>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_CALL).await.unwrap_or_default();
    let number = world.change(|state| note(state, &parts, &body));
    let response = match headers::check_agent(&parts.headers) {
        Err(words) => {
            world.change(|state| violation(state, number, "no User-Agent"));
            let headers = [("content-type", "text/html; charset=utf-8")];
            (StatusCode::FORBIDDEN, headers, words).into_response()
        }
        Ok(()) => known(&world, number, &parts, &body).await,
    };
    world.change(|state| state.calls[number].status = Some(response.status().as_u16()));
    response
}

/// Keeps a call; its number.
fn note(state: &mut State, parts: &Parts, body: &[u8]) -> usize {
    let named = parts
        .headers
        .iter()
        .filter(|(name, _)| *name != "authorization");
    let named = named.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), value.into_owned())
    });
    state.calls.push(Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: named.collect(),
        body: serde_json::from_slice(body).unwrap_or_default(),
        operation: "",
        caller: Caller::Nobody,
        status: None,
    });
    state.calls.len() - 1
}

fn violation(state: &mut State, number: usize, words: &str) {
    let call = &state.calls[number];
    let told = match call.operation {
        "" => format!("{} {}: {words}", call.method, call.path),
        operation => format!("{operation}: {words}"),
    };
    state.violations.push(told);
}

/// A call whose way through is known, and what is planned for it.
struct Begun {
    caller: Caller,
    token: Option<Token>,
    route: Way,
    fault: Option<Fault>,
}

async fn known(world: &World, number: usize, parts: &Parts, body: &[u8]) -> Response {
    let begun = world.change(|state| begin(state, number, parts));
    let begun = match begun {
        Ok(begun) => begun,
        Err(refusal) => {
            let refused = refused(&refusal, DOCS);
            return world.change(|state| with_limits(state, state.calls[number].caller, refused));
        }
    };
    let page = &*schema::operation(begun.route.name).docs;
    let (fault, caller) = (begun.fault, begun.caller);
    let response = match faults::before(fault).await {
        Err(Instead::Page(page)) => return page,
        Err(Instead::Refusal(refusal)) => refused(&refusal, page),
        Ok(()) => world.change(|state| {
            let done = finish(state, number, begun, (parts, body));
            done.unwrap_or_else(|refusal| refused(&refusal, page))
        }),
    };
    let response = world.change(|state| with_limits(state, caller, response));
    faults::after(fault, response).await
}

fn begin(state: &mut State, number: usize, parts: &Parts) -> Result<Begun, Refusal> {
    if let Err(refusal) = headers::check_version(&parts.headers) {
        violation(state, number, &refusal.message);
        return Err(refusal);
    }
    let (caller, token) = auth::caller(state, text(&parts.headers, "authorization"))?;
    state.calls[number].caller = caller;
    let Some(route) = route::find(state, &parts.method, parts.uri.path())? else {
        violation(state, number, "there is no such operation here");
        return Err(not_found());
    };
    state.calls[number].operation = route.name;
    let fault = state.faults.strike(route.name);
    Ok(Begun {
        caller,
        token,
        route,
        fault,
    })
}

fn finish(
    state: &mut State,
    number: usize,
    begun: Begun,
    (parts, body): (&Parts, &[u8]),
) -> Result<Response, Refusal> {
    let (name, caller) = (begun.route.name, begun.caller);
    let counts = name != "rate-limit/get";
    let (limits, now) = (state.limits.clone(), state.clock.now());
    if counts {
        state.spent.count(&limits, caller, now)?;
    }
    let makes = schema::changes(name) && !name.starts_with("apps/");
    if makes {
        state.spent.count_content(&limits, caller, now)?;
    }
    let ask = read(state, number, begun, (parts, body))?;
    let answer = methods::carry_out(state, &ask)?;
    check_own(state, name, &answer);
    let response = sent(answer, &parts.headers);
    if response.status() == StatusCode::NOT_MODIFIED && counts {
        state.spent.give_back(caller);
    }
    Ok(response)
}

/// The form of a call against GitHub's description. What it would refuse, or ignore in silence, is a violation.
fn read(
    state: &mut State,
    number: usize,
    begun: Begun,
    (parts, body): (&Parts, &[u8]),
) -> Result<Ask, Refusal> {
    let name = begun.route.name;
    let checked = check(name, parts, body);
    let (strange, checked) = match checked {
        Ok((strange, form)) => (strange, Ok(form)),
        Err(refusal) => (vec![refusal.message.clone()], Err(refusal)),
    };
    for words in strange {
        violation(state, number, &words);
    }
    let form = checked?;
    let address = begun.route.address(state, parts.uri.path());
    Ok(Ask {
        name,
        path: begun.route.parameters,
        given: form.given,
        query: form.query,
        body: form.body,
        caller: begun.caller,
        token: begun.token,
        wanted: form.wanted,
        repository: begun.route.repository,
        address,
    })
}

struct Form {
    given: Vec<(String, String)>,
    query: Map<String, Value>,
    body: Map<String, Value>,
    wanted: headers::Wanted,
}

/// The form, and what of it GitHub would ignore.
fn check(name: &str, parts: &Parts, body: &[u8]) -> Result<(Vec<String>, Form), Refusal> {
    let wanted = headers::read_accept(&parts.headers)?;
    let given = parts.uri.query().unwrap_or_default();
    let given: Vec<(String, String)> = form_urlencoded::parse(given.as_bytes())
        .into_owned()
        .collect();
    let (query, found) = schema::read_query(name, &given);
    if !found.wrong.is_empty() {
        return Err(headers::wrong_query(&found.wrong));
    }
    let unknown = |path: &String| format!("{path} is unknown, and would be ignored");
    let mut strange: Vec<_> = found.strange.iter().map(unknown).collect();
    if query.get("per_page").and_then(Value::as_i64) > Some(100) {
        strange.push("per_page is over 100, and would be taken for 100".to_owned());
    }
    let body = headers::read_body(body)?;
    match schema::check_body(name, &body) {
        Some(found) if !found.wrong.is_empty() => return Err(invalid(&found.wrong)),
        Some(found) => strange.extend(found.strange.iter().map(unknown)),
        None if body != serde_json::json!({}) => strange.push("it takes no body".to_owned()),
        None => {}
    }
    let body = body.as_object().cloned().unwrap_or_default();
    let form = Form {
        given,
        query,
        body,
        wanted,
    };
    Ok((strange, form))
}

/// The stand-in may not drift from what GitHub answers.
fn check_own(state: &mut State, name: &str, answer: &Answer) {
    if let Body::Json(shown) = &answer.body {
        let found = schema::check_answer(name, answer.status, shown);
        let strange = found
            .strange
            .iter()
            .map(|path| format!("{path} is unknown"));
        let all = found.wrong.iter().cloned().chain(strange);
        let all = all.map(|words| format!("the stand-in's own answer to {name}: {words}"));
        state.violations.extend(all);
    }
}
