//! Who speaks, and what they are told was made.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hailer::command;
use hailer::domain::actor::{Actor, Conversation, Place};
use hailer::reply::{Progress, Responder};
use hailer::router::{Request, Router};
use serde_json::Value;

use super::{House, docker};
use crate::said::Said;

/// One that was made, as a script sees it.
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) container: String,
    pub(crate) ports: Vec<u16>,
    pub(crate) connect: Value,
}

impl Made {
    pub(crate) fn of(data: &Value) -> Self {
        let name = data["name"].as_str().unwrap_or_else(|| panic!("{data}"));
        let ports = data["ports"].as_array().unwrap().iter();
        Self {
            name: name.to_owned(),
            container: docker(&["inspect", "--format", "{{.Id}}", name]),
            ports: ports
                .map(|port| port["host"].as_u64().unwrap().try_into().unwrap())
                .collect(),
            connect: data["connections"].clone(),
        }
    }

    pub(crate) fn url(&self) -> &str {
        self.connect["url"].as_str().unwrap()
    }
}

/// Somebody who says things, somewhere.
pub(crate) struct Speaker<'a> {
    pub(super) house: &'a House,
    pub(crate) actor: Actor,
    pub(crate) conversation: Conversation,
    pub(crate) place: Place,
}

impl Speaker<'_> {
    pub(crate) async fn says(&self, line: &str) -> Said {
        self.says_to(&self.house.router, line).await
    }

    pub(crate) async fn says_to(&self, router: &Router, line: &str) -> Said {
        let said = (router.store().now(), false);
        self.is_heard_by(router, line, said).await
    }

    /// What is said here arrived at that time, and Hailer ended in the middle of it.
    pub(crate) async fn says_again(&self, line: &str, arrived: DateTime<Utc>) -> Said {
        let said = (arrived, true);
        self.is_heard_by(&self.house.router, line, said).await
    }

    async fn is_heard_by(
        &self,
        router: &Router,
        line: &str,
        (received_at, again): (DateTime<Utc>, bool),
    ) -> Said {
        let invocation = command::parse_answer(line).map_or_else(|| command::parse(line), Ok);
        let reply = match invocation {
            Ok(invocation) => {
                let request = Request {
                    actor: self.actor.clone(),
                    conversation: self.conversation.clone(),
                    place: self.place,
                    asked_at: None,
                    received_at,
                    again,
                    invocation,
                    deploys: None,
                    responder: Arc::new(Unheard),
                };
                Box::pin(router.handle(request)).await
            }
            Err(error) => Router::not_understood(&error),
        };
        self.house.said(reply)
    }
}

pub(crate) struct Unheard;

impl Responder for Unheard {
    fn progress(&self, _: Progress) {}

    fn line(&self, _: &str) {}
}
