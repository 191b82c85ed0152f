//! Comments that GitHub delivers, two hundred a second: from the moment at which each is due until GitHub has heard that it
//! arrived. Every one is another's, and asks for something, so that it has to be kept; meanwhile they are dealt with.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, sleep_until};

use super::bot::Bot;
use super::github::{GitHub, Repo, Role, signature};
use super::official::runtime;
use super::postgres::Postgres;
use super::table::{Figure, Row};
use super::turns::at;

const SECRET: &str = "It's a Secret to Everybody";
const A_SECOND: u32 = 200;
const SECONDS: u32 = 5;
/// Each of those who are compared is delivered to so often, in turn.
const ROUNDS: usize = 3;
/// For the slowest of a hundred.
const GOAL: Figure = Figure::millis(500);

/// Where comments are delivered, and how long each took.
struct Place {
    url: String,
    took: Vec<Duration>,
    /// How many weren't taken.
    lost: u64,
}

pub(crate) fn rows() -> Vec<Row> {
    let runtime = runtime();
    let (github, shop, payload) = github();
    let database = Postgres::start();
    let bot = |name: &str| {
        let bot = github.bot(name);
        shop.gives(&bot, Role::Write);
        bot.token()
    };
    let sqlite = serving(&github, bot("on-sqlite"), None);
    let postgres = serving(&github, bot("on-postgres"), Some(database.url("postgres")));
    let bare = runtime.block_on(bare());
    let mut places = [&sqlite.1, &postgres.1, &bare].map(|url| Place {
        url: url.clone(),
        took: Vec::new(),
        lost: 0,
    });
    runtime.block_on(async {
        let http = Client::builder().no_proxy().build().unwrap();
        let mut number = 0;
        for _ in 0..ROUNDS {
            for place in &mut places {
                listens(&place.url).await;
                let requests = requests(&http, &place.url, (&payload, &mut number));
                for taken in deliver(requests).await {
                    place.took.extend(taken);
                    place.lost += u64::from(taken.is_none());
                }
            }
        }
    });
    for place in &mut places {
        place.took.sort_unstable();
    }
    let [sqlite, postgres, bare] = &places;
    let mut rows = compared("SQLite", sqlite, bare);
    rows.extend(compared("PostgreSQL", postgres, bare));
    rows
}

fn compared(store: &str, ours: &Place, bare: &Place) -> Vec<Row> {
    let other = "a bare axum route that checks the signature";
    let each = [50, 95, 99].map(|percent| {
        let what = format!("{A_SECOND} deliveries a second kept in {store}, p{percent}");
        let row = Row::new(what, at(percent, &ours.took));
        let row = if percent == 99 { row.under(GOAL) } else { row };
        row.beside(other, at(percent, &bare.took))
    });
    let what = format!("{A_SECOND} deliveries a second to {store}, not kept");
    let lost = Row::new(what, Figure::Count(ours.lost)).under(Figure::Count(1));
    let lost = lost.beside(other, Figure::Count(bare.lost));
    each.into_iter().chain([lost]).collect()
}

/// GitHub, and the delivery of a comment by somebody who may not ask for what it asks for.
fn github() -> (GitHub, Repo, Value) {
    let github = GitHub::start();
    let acme = github.organization("acme");
    let shop = github.private_repository(&acme, "shop");
    let eve = github.person("eve");
    shop.gives(&eve, Role::Read);
    let nowhere = shop.hook("http://127.0.0.1:9/", SECRET);
    let issue = eve.opens_issue(&shop, "The shop is slow");
    eve.comments(&issue, "/docker-deploy");
    let payload = nowhere.last().payload();
    (github, shop, payload)
}

/// A bot that serves, with its webhook's address.
fn serving(github: &GitHub, token: String, database: Option<String>) -> (Bot, String) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = free.local_addr().unwrap().to_string();
    drop(free);
    let mut variables = vec![
        ("GITHUB_API_URL", github.url()),
        ("GITHUB_TOKEN", token),
        ("GITHUB_WEBHOOK_SECRET", SECRET.to_owned()),
        ("GITHUB_MODE", "webhook".to_owned()),
        ("HAILER_LISTEN", listen.clone()),
        ("RUST_LOG", "hailer=info".to_owned()),
    ];
    variables.extend(database.map(|url| ("DATABASE_URL", url)));
    let mut bot = Bot::new(variables);
    bot.at_the_terminal("/codebase add shop --repo acme/shop");
    bot.serves();
    (bot, format!("http://{listen}/github/webhook"))
}

async fn listens(url: &str) {
    let address = url.split('/').nth(2).unwrap();
    while TcpStream::connect(address).await.is_err() {
        sleep(Duration::from_millis(20)).await;
    }
}

/// What a webhook can't do without, and nothing else. Its address.
async fn bare() -> String {
    let check = async |headers: HeaderMap, body: Bytes| {
        let claimed = headers.get("x-hub-signature-256");
        let claimed = claimed.and_then(|claimed| claimed.to_str().ok()?.strip_prefix("sha256="));
        let claimed = claimed.and_then(|claimed| hex::decode(claimed).ok());
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(&body);
        match mac.verify_slice(&claimed.unwrap_or_default()) {
            Ok(()) => StatusCode::OK,
            Err(_) => StatusCode::UNAUTHORIZED,
        }
    };
    let routes = Router::new().route("/github/webhook", post(check));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/github/webhook")
}

/// All of a round, each another comment.
fn requests(
    http: &Client,
    url: &str,
    (payload, number): (&Value, &mut u64),
) -> Vec<RequestBuilder> {
    let each = (0..A_SECOND * SECONDS).map(|_| {
        *number += 1;
        let mut payload = payload.clone();
        payload["comment"]["id"] = json!(7_000_000_000 + *number);
        let body = payload.to_string();
        http.post(url)
            .header("x-github-event", "issue_comment")
            .header("x-github-delivery", format!("{number:08x}-cc78-11e3-81ab"))
            .header("x-hub-signature-256", signature(SECRET, body.as_bytes()))
            .header("content-type", "application/json")
            .body(body)
    });
    each.collect()
}

/// Sends each when it is due, whatever became of those before it. How long each took from then on; `None`: it wasn't taken.
async fn deliver(requests: Vec<RequestBuilder>) -> Vec<Option<Duration>> {
    let begin = Instant::now() + Duration::from_millis(100);
    let pace = Duration::from_secs(1) / A_SECOND;
    let under_way = requests.into_iter().zip(0..).map(|(request, number)| {
        let due = begin + pace * number;
        tokio::spawn(async move {
            sleep_until(due).await;
            let answer = request.send().await.ok()?;
            answer.status().is_success().then(|| due.elapsed())
        })
    });
    let under_way: Vec<_> = under_way.collect();
    let mut took = Vec::new();
    for one in under_way {
        took.push(one.await.unwrap());
    }
    took
}
