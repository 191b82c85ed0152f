//! What senders leave behind that end in the middle of it.

use std::fs;
use std::path::PathBuf;

use super::{put, texts};
use crate::store::outbox::{Outbox, Sender};
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, World};

/// One program's outbox, and its sender, which has begun.
struct Program {
    outbox: Outbox,
    sender: Sender,
    sign: PathBuf,
}

impl Program {
    async fn begun(world: &World) -> Self {
        let folder = world.folder.path().join("senders");
        let signs = || -> Vec<PathBuf> {
            let entries = fs::read_dir(&folder).into_iter().flatten();
            entries.map(|entry| entry.unwrap().path()).collect()
        };
        let outbox = world.outbox().with_signs_in(folder.clone());
        let sender = Sender::new(MINUTE).unwrap();
        let others = signs();
        outbox.succeed(&sender).await.unwrap();
        let sign = signs().into_iter().find(|sign| !others.contains(sign));
        Self {
            sign: sign.unwrap(),
            outbox,
            sender,
        }
    }

    async fn due(&self) -> Vec<String> {
        let due = self.outbox.due(&self.sender, 100).await.unwrap();
        texts(&due).into_iter().map(str::to_owned).collect()
    }

    /// As with SIGKILL: the lock goes, the file stays.
    fn ends_without_a_word(self) {
        let kept = self.sign.with_extension("kept");
        fs::rename(&self.sign, &kept).unwrap();
        drop(self.sender);
        fs::rename(kept, self.sign).unwrap();
    }
}

#[tokio::test]
async fn what_one_that_was_killed_was_sending_is_sent_at_once_and_what_another_sends_is_not() {
    on_both(async |world| {
        put(&world, &[("7", "by one who goes")]).await;
        let killed = Program::begun(&world).await;
        assert_eq!(killed.due().await, ["by one who goes"]);
        put(&world, &[("8", "by one who stays")]).await;
        let alive = Program::begun(&world).await;
        assert_eq!(alive.due().await, ["by one who stays"]);
        assert_eq!(Program::begun(&world).await.due().await, [""; 0]);
        killed.ends_without_a_word();
        let successor = Program::begun(&world).await;
        assert_eq!(successor.due().await, ["by one who goes"]);
    })
    .await;
}

#[tokio::test]
async fn a_wait_that_was_asked_for_is_kept_by_the_next_program() {
    on_both(async |world| {
        put(&world, &[("7", "asked to wait"), ("8", "on its way")]).await;
        let first = Program::begun(&world).await;
        let due = first.outbox.due(&first.sender, 100).await.unwrap();
        let asked = first.outbox.not_sent(due[0].number, "wait", MINUTE);
        asked.await.unwrap();
        assert_eq!(first.outbox.give_back(&first.sender).await.unwrap(), 1);
        let next = Program::begun(&world).await;
        assert_eq!(next.due().await, ["on its way"]);
    })
    .await;
}
