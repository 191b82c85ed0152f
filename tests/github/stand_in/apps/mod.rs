//! Apps: their JSON Web Tokens, their installations, and those installations' tokens.

mod installations;
mod tokens;
mod web_tokens;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{Client, Scene};
use crate::github::App;

fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

/// A JSON Web Token with these claims, signed with the App's key.
fn signed(app: &App, claims: &Value) -> String {
    let key = EncodingKey::from_rsa_pem(app.key().as_bytes()).unwrap();
    encode(&Header::new(Algorithm::RS256), claims, &key).unwrap()
}

fn claims(app: &App) -> Value {
    json!({ "iss": app.id.to_string(), "iat": now() - 60, "exp": now() + 540 })
}

/// A client that calls as the App itself.
fn as_app(scene: &Scene, app: &App) -> Client {
    Client::new(&scene.github, Some(&signed(app, &claims(app))))
}

/// An App that is installed in the shop, and a client with a token of that installation.
pub(super) async fn installed(scene: &Scene) -> (App, Client) {
    let app = scene.github.app(&scene.acme, "hailer");
    let installation = app.is_installed(&[&scene.shop]);
    let path = format!("/app/installations/{installation}/access_tokens");
    let answer = as_app(scene, &app).posts(&path, json!({})).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let token = answer.body["token"].as_str().unwrap();
    let client = Client::new(&scene.github, Some(token));
    (app, client)
}
