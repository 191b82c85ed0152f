//! What the kernel tells by a descriptor.

use std::io;
use std::os::fd::OwnedFd;

use tokio::io::unix::AsyncFd;

/// Wakes whoever waits once there is something to read.
#[expect(
    deprecated,
    reason = "unsound for descriptors that somebody else may close, and this one is owned; what stands in its place is unsafe to call"
)]
pub(super) fn watched(descriptor: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::new(descriptor)
}
