//! The JSON Web Token as which an App calls.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use super::{as_app, claims, now, signed};
use crate::stand_in::{Client, scene};

#[tokio::test]
async fn an_app_is_known_by_its_signature() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    for issuer in [
        json!(app.id),
        json!(app.id.to_string()),
        json!(format!("Iv23{}", app.id)),
    ] {
        let mut claims = claims(&app);
        claims["iss"] = issuer;
        let client = Client::new(&scene.github, Some(&signed(&app, &claims)));
        let told = client.reads("/app").await;
        assert_eq!(
            (&told["slug"], &told["id"]),
            (&"hailer".into(), &app.id.into())
        );
        assert_eq!(told["owner"]["login"], "acme");
    }
}

#[tokio::test]
async fn a_key_can_be_read_as_github_gives_it() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    assert!(app.key().starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
    assert!(app.key().ends_with("\n-----END RSA PRIVATE KEY-----\n"));
    assert_eq!(app.login(), "hailer[bot]");
}

#[tokio::test]
async fn a_web_token_that_isnt_right_is_refused() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let other = scene.github.app(&scene.acme, "other");
    let undecodable = "A JSON web token could not be decoded";
    let expires = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the \
        assertion expires";
    let issued = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    let id = app.id;
    for (claims, words) in [
        (
            json!({ "iss": id, "iat": now() - 60, "exp": now() - 1 }),
            expires,
        ),
        (json!({ "iss": id, "iat": now() - 60 }), expires),
        (
            json!({ "iss": id, "iat": now() - 60, "exp": now() + 660 }),
            "'Expiration time' claim ('exp') is too far in the future",
        ),
        (
            json!({ "iss": id, "iat": now() + 60, "exp": now() + 300 }),
            issued,
        ),
        (json!({ "iss": id, "exp": now() + 300 }), issued),
        (
            json!({ "iat": now() - 60, "exp": now() + 300 }),
            "Missing 'issuer' claim ('iss') in assertion",
        ),
        (
            json!({ "iss": other.id, "iat": now() - 60, "exp": now() + 300 }),
            undecodable,
        ),
    ] {
        let client = Client::new(&scene.github, Some(&signed(&app, &claims)));
        assert_eq!(
            client.gets("/app").await.refusal(),
            (401, words),
            "{claims}"
        );
    }
    let unknown = json!({ "iss": 1, "iat": now() - 60, "exp": now() + 300 });
    let client = Client::new(&scene.github, Some(&signed(&app, &unknown)));
    assert_eq!(
        client.gets("/app").await.refusal(),
        (404, "Integration not found")
    );
    let weak = EncodingKey::from_secret(b"secret");
    let weak = encode(&Header::new(Algorithm::HS256), &claims(&app), &weak).unwrap();
    let client = Client::new(&scene.github, Some(&weak));
    assert_eq!(client.gets("/app").await.refusal(), (401, undecodable));
}

#[tokio::test]
async fn time_is_the_stand_ins_own() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let client = as_app(&scene, &app);
    assert_eq!(client.gets("/app").await.status, 200);
    scene.github.put_forward(Duration::from_mins(10));
    assert_eq!(client.gets("/app").await.status, 401);
}
