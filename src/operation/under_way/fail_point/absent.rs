//! A build without fail points: nothing stops anywhere.

use std::marker::PhantomData;

use super::{Place, Point};

/// None.
#[derive(Debug, Default)]
pub(in crate::operation) struct FailPoints;

/// Nowhere.
#[derive(Debug)]
pub(in crate::operation) struct Here<'a>(PhantomData<&'a FailPoints>);

impl FailPoints {
    #[expect(clippy::unused_self, reason = "with the feature it counts")]
    pub(in crate::operation) const fn here(&self, _: Point<'_>) -> Here<'_> {
        Here(PhantomData)
    }
}

impl Here<'_> {
    #[expect(clippy::unused_async, reason = "with the feature it waits")]
    pub(in crate::operation) async fn reached(&self, _: Place) {}
}
