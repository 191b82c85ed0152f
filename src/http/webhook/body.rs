//! Reading bodies of whom nobody knows yet.
//!
//! What somebody holds of the room for bodies is what they have sent so far, and no longer than for [`LIMIT`]: who sends slowly
//! holds little, and who announces much nothing.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Bytes of a delivery.
pub(super) const MOST: usize = 10 << 20;
/// Bytes of all bodies that are there at a time.
const TOGETHER: usize = 64 << 20;
/// Until a body is there.
pub(super) const LIMIT: Duration = Duration::from_secs(5);

/// The room that bodies share.
pub(super) struct Room(Semaphore);

/// A body, and its place in the room.
pub(super) struct Held<'a> {
    pub(super) bytes: Bytes,
    _place: SemaphorePermit<'a>,
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBody {
    /// It has more than [`MOST`].
    TooLong,
    /// It wasn't there in time, or there was no room for it.
    TooSlow,
    /// The connection ended before it.
    CutOff,
}

impl Room {
    pub(super) fn new() -> Self {
        Self(Semaphore::new(TOGETHER))
    }

    /// All of `body`.
    pub(super) async fn read(&self, body: Body) -> Result<Held<'_>, NoBody> {
        let read = timeout(LIMIT, self.read_on(body)).await;
        read.unwrap_or(Err(NoBody::TooSlow))
    }

    async fn read_on(&self, mut body: Body) -> Result<Held<'_>, NoBody> {
        let announced = usize::try_from(body.size_hint().lower());
        if announced.map_or(true, |bytes| bytes > MOST) {
            return Err(NoBody::TooLong);
        }
        let (mut bytes, mut place) = (Vec::new(), self.take(0).await?);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| {
                tracing::debug!(%error, "a delivery ends before its end");
                NoBody::CutOff
            })?;
            let Ok(part) = frame.into_data() else {
                continue;
            };
            if bytes.len() + part.len() > MOST {
                return Err(NoBody::TooLong);
            }
            place.merge(self.take(part.len()).await?);
            bytes.extend_from_slice(&part);
        }
        Ok(Held {
            bytes: bytes.into(),
            _place: place,
        })
    }

    /// Room for so many bytes, as soon as there is.
    async fn take(&self, bytes: usize) -> Result<SemaphorePermit<'_>, NoBody> {
        let bytes = u32::try_from(bytes).map_err(|_| NoBody::TooLong)?;
        let taken = self.0.acquire_many(bytes).await;
        taken.map_err(|_closed| NoBody::TooSlow)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::StreamExt;
    use futures_util::future::{Either, select};
    use futures_util::stream;
    use tokio::time::sleep;

    use super::*;

    fn of(bytes: usize) -> Body {
        Body::from(vec![b'x'; bytes])
    }

    /// So many bytes are there, and no more come.
    fn stalled(bytes: usize) -> Body {
        let there = Bytes::from(vec![b'x'; bytes]);
        let there = stream::iter([Ok::<_, Infallible>(there)]);
        Body::from_stream(there.chain(stream::pending()))
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_there_takes_room_and_who_stalls_has_to_leave_it() {
        let room = Room(Semaphore::new(100));
        let slow = Box::pin(room.read(stalled(60)));
        let other = Box::pin(async {
            sleep(LIMIT / 2).await;
            room.read(of(50)).await
        });
        // There is room for only one of them, and the other is there as soon as the first is let go.
        let Either::Left((let_go, other)) = select(slow, other).await else {
            panic!("110 bytes are held in 100");
        };
        assert!(matches!(let_go, Err(NoBody::TooSlow)));
        assert_eq!(other.await.unwrap().bytes.len(), 50);
        assert_eq!(room.0.available_permits(), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_has_its_place_until_it_is_dealt_with() {
        let room = Room(Semaphore::new(100));
        let first = room.read(of(80)).await.unwrap();
        assert!(matches!(room.read(of(30)).await, Err(NoBody::TooSlow)));
        assert_eq!(room.read(of(20)).await.unwrap().bytes.len(), 20);
        drop(first);
        assert_eq!(room.read(of(100)).await.unwrap().bytes.len(), 100);
    }

    #[tokio::test]
    async fn the_room_is_for_several_of_the_greatest_length() {
        let room = Room::new();
        let longest = room.read(of(MOST)).await.unwrap();
        let another = room.read(of(MOST)).await.unwrap();
        assert_eq!(longest.bytes.len() + another.bytes.len(), 2 * MOST);
        assert!(matches!(
            room.read(of(MOST + 1)).await,
            Err(NoBody::TooLong)
        ));
        assert!(matches!(
            room.read(stalled(MOST + 1)).await,
            Err(NoBody::TooLong)
        ));
    }
}
