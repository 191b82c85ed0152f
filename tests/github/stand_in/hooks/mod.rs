//! Webhooks: what they are told, how it is signed, and what comes of it.

mod code;
mod deliveries;
mod receiver;
mod talk;

use serde_json::Value;

use super::Scene;
use crate::github::{Delivery, Webhook};
use receiver::Receiver;

const SECRET: &str = "It's a Secret to Everybody";

/// A webhook of the shop that was pinged.
async fn hooked(scene: &Scene) -> (Receiver, Webhook) {
    let receiver = Receiver::start().await;
    let hook = scene.shop.hook(&receiver.url, SECRET);
    hook.is_quiet().await;
    (receiver, hook)
}

fn told(hook: &Webhook) -> Vec<String> {
    hook.deliveries().iter().map(Delivery::what).collect()
}

/// The payload of the newest.
fn newest(hook: &Webhook) -> Value {
    hook.last().payload()
}
