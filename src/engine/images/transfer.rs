//! What pulling and pushing have in common: the engine tells what it does line by line, for as long as the registry does
//! something, and a registry that falls silent is given up.

use std::time::Duration;

use backon::ExponentialBuilder;
use bollard::errors::Error as ApiError;
use bollard::models::ProgressDetail;
use futures_util::{Stream, StreamExt};

/// How long a registry may be silent before a transfer is given up. The engine itself tries a broken layer again, and
/// counts the seconds until then aloud.
pub(super) const SILENCE_LIMIT: Duration = Duration::from_mins(1);

/// What happens to one layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransferProgress {
    /// The layer's short id; empty for words about the whole image.
    pub layer: String,
    /// What is done with it ("Downloading", "Pull complete").
    pub doing: String,
    /// Bytes done and bytes in all, where the engine tells them.
    pub bytes: Option<(u64, u64)>,
}

/// Who hears of the progress; it must not block.
pub(super) type Hear<'a> = &'a (dyn Fn(&TransferProgress) + Send + Sync);

/// Up to two more tries of a transfer, after about one and three seconds. What has arrived by then isn't sent again.
pub(super) fn tries() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(1))
        .with_factor(3.0)
        .with_max_times(2)
        .with_jitter()
}

/// Hears the news to their end.
pub(super) async fn follow<T>(
    news: impl Stream<Item = Result<T, ApiError>>,
    silence: Duration,
    mut hear: impl FnMut(T),
) -> Result<(), ApiError> {
    let mut news = std::pin::pin!(news);
    loop {
        match tokio::time::timeout(silence, news.next()).await {
            Err(_) => return Err(ApiError::RequestTimeoutError),
            Ok(None) => return Ok(()),
            Ok(Some(said)) => hear(said?),
        }
    }
}

/// Bytes done and bytes in all, where the engine tells both.
pub(super) fn bytes(detail: Option<ProgressDetail>) -> Option<(u64, u64)> {
    let detail = detail?;
    let size = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
    size(detail.current).zip(size(detail.total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    #[tokio::test]
    async fn silence_ends_a_transfer_and_steady_news_does_not() {
        let silence = Duration::from_millis(200);
        let mut heard = Vec::new();
        let said = stream::iter([Ok("layer"), Ok("layer")]).chain(stream::pending());
        let ended = follow(said, silence, |news| heard.push(news)).await;
        assert!(
            matches!(ended, Err(ApiError::RequestTimeoutError)),
            "{ended:?}"
        );
        assert_eq!(heard, ["layer", "layer"]);
        let steady = stream::unfold(0, async |number| {
            tokio::time::sleep(silence / 4).await;
            (number < 8).then_some((Ok(number), number + 1))
        });
        let mut last = 0;
        follow(steady, silence, |number| last = number)
            .await
            .unwrap();
        assert_eq!(last, 7);
    }
}
