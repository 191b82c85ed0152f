//! The same comment, delivered a thousand times at once.

use futures_util::future::join_all;

use super::plain::Plain;
use crate::github::{Delivery, Outcome};

const TIMES: usize = 1000;

/// Sends a delivery so often at once: half of them as it was, half under numbers of their own, which aren't signed. Returns
/// what came of each.
async fn again_and_again(delivery: &Delivery) -> Vec<Outcome> {
    let as_it_was: Vec<_> = (0..TIMES / 2).map(|_| delivery.redelivers()).collect();
    let renamed = (0..TIMES / 2).map(async |number| {
        let id = format!("{number:08x}-cc78-11e3-81ab-4c9367dc0958");
        let forged = delivery.forged();
        forged
            .with_header("x-github-delivery", Some(&id))
            .send()
            .await
    });
    let mut outcomes = join_all(renamed).await;
    for one in as_it_was {
        outcomes.push(one.is_done().await);
    }
    outcomes
}

async fn acts_once(plain: &Plain) {
    let answer = plain.issue.next_comment().await;
    assert!(answer.text().contains("ada"), "{}", answer.text());
    // What is asked next is answered next.
    let next = plain.ada.comments(&plain.issue, "/help");
    let help = plain.issue.next_comment().await;
    assert!(help.text().contains("/docker-status"), "{}", help.text());
    next.gets("rocket").await;
    assert_eq!(plain.issue.unread(), 0);
    assert_eq!(plain.github.count("issues/create-comment"), 2);
    assert_eq!(plain.received().await, 2);
}

async fn delivered_a_thousand_times(mut plain: Plain) {
    plain.serves().await;
    let asked = plain.ada.comments(&plain.issue, "/whoami");
    let outcomes = again_and_again(&plain.hook.last()).await;
    assert_eq!(outcomes.len(), TIMES);
    // Who isn't told that it arrived is GitHub's to show: a machine may be too slow for so many.
    assert!(outcomes.contains(&Outcome::Answered(200)));
    asked.gets("rocket").await;
    acts_once(&plain).await;
}

/// The first delivery came when nobody was there, so the comment is looked for, too.
async fn delivered_and_found(mut plain: Plain) {
    let asked = plain.ada.comments(&plain.issue, "/whoami");
    let delivery = plain.hook.last();
    assert_eq!(delivery.is_done().await, Outcome::Failed);
    plain.serves().await;
    let outcomes = again_and_again(&delivery).await;
    assert!(outcomes.contains(&Outcome::Answered(200)));
    plain
        .github
        .is_called("issues/list-comments-for-repo", 1)
        .await;
    asked.gets("rocket").await;
    acts_once(&plain).await;
}

#[tokio::test]
async fn a_thousand_deliveries_of_a_comment_at_once_act_once_on_sqlite() {
    delivered_a_thousand_times(Plain::on_sqlite()).await;
}

#[tokio::test]
async fn a_thousand_deliveries_of_a_comment_at_once_act_once_on_postgresql() {
    delivered_a_thousand_times(Plain::on_postgres()).await;
}

#[tokio::test]
async fn a_comment_that_is_delivered_and_found_at_once_acts_once_on_sqlite() {
    delivered_and_found(Plain::on_sqlite()).await;
}

#[tokio::test]
async fn a_comment_that_is_delivered_and_found_at_once_acts_once_on_postgresql() {
    delivered_and_found(Plain::on_postgres()).await;
}
