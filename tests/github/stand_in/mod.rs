//! The stand-in is as strict as it says: each rule is broken once, and each fault seen from a client's side.

mod apps;
mod calling;
mod code;
mod deploying;
mod hooks;
mod shapes;
mod talking;

use axum::http::HeaderMap;
use reqwest::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::github::{GitHub, Person};

/// A plain client, which knows nothing of GitHub.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// What came back.
#[derive(Debug)]
struct Answered {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answered {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Its status, and the words with which it is refused.
    fn refusal(&self) -> (u16, &str) {
        let words = self.body["message"].as_str();
        (self.status, words.unwrap_or_else(|| panic!("{self:?}")))
    }
}

impl Client {
    fn new(github: &GitHub, token: Option<&str>) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .user_agent("hailer-test")
            .build()
            .unwrap();
        Self {
            http,
            url: github.url(),
            token: token.map(str::to_owned),
        }
    }

    fn of(github: &GitHub, person: &Person) -> Self {
        Self::new(github, Some(&person.token()))
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answered {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answered {
            status,
            headers,
            body,
        }
    }

    async fn gets(&self, path: &str) -> Answered {
        self.send(self.request(Method::GET, path)).await
    }

    async fn posts(&self, path: &str, body: Value) -> Answered {
        self.send(self.request(Method::POST, path).json(&body))
            .await
    }

    async fn patches(&self, path: &str, body: Value) -> Answered {
        self.send(self.request(Method::PATCH, path).json(&body))
            .await
    }

    async fn deletes(&self, path: &str) -> Answered {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// What is there.
    async fn reads(&self, path: &str) -> Value {
        let answer = self.gets(path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.body
    }

    async fn comments(&self, text: &str) -> Answered {
        self.posts(&format!("{ISSUE}/comments"), json!({ "body": text }))
            .await
    }

    /// A new comment's address below the repository's.
    async fn commented(&self, text: &str) -> String {
        let answer = self.comments(text).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        format!("{SHOP}/issues/comments/{}", answer.body["id"])
    }
}

const SHOP: &str = "/repos/acme/shop";
const ISSUE: &str = "/repos/acme/shop/issues/1";

type Scene = crate::scene::Scene<Client>;

fn scene() -> Scene {
    crate::scene::scene(Client::of)
}

/// One field of each of a list.
fn each(list: &Value, field: &str) -> Vec<Value> {
    let all = list.as_array().unwrap_or_else(|| panic!("{list}"));
    all.iter().map(|one| one[field].clone()).collect()
}
