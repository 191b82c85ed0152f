//! What the engine's answer to a call means, by its status and, where that says too little, by its words.

use std::io;

use bollard::errors::Error as ApiError;

use super::{Call, EngineError};
use crate::engine::connection::Address;
use crate::engine::identity::is_contained;

impl EngineError {
    /// What `error` means for `call` at `address`.
    pub(crate) fn from_api(call: Call, address: &Address, error: ApiError) -> Self {
        match error {
            ApiError::DockerResponseServerError {
                status_code,
                message,
            } => Self::from_status(call, status_code, message),
            ApiError::DockerStreamError { error } => Self::Failed {
                call,
                reason: error,
            },
            ApiError::JsonDataError { message, .. } => Self::Unreadable {
                call,
                reason: message,
            },
            ApiError::JsonSerdeError { err } => Self::Unreadable {
                call,
                reason: err.to_string(),
            },
            other => match io_kind(&other) {
                Some(io::ErrorKind::PermissionDenied) => Self::Denied {
                    call,
                    reason: address.how_to_get_access(is_contained()),
                },
                Some(io::ErrorKind::NotFound) => Self::Unreachable {
                    call,
                    reason: address.how_to_find_it(is_contained()),
                    passing: false,
                },
                _ => Self::Unreachable {
                    call,
                    reason: address.how_to_wake_it(&innermost(&other), is_contained()),
                    passing: true,
                },
            },
        }
    }

    fn from_status(call: Call, status: u16, reason: String) -> Self {
        if no_addresses(&reason) {
            return Self::NoAddresses { call };
        }
        match status {
            // What a start leaves behind that the engine's own end cut off. The engine takes it away when it begins anew.
            403 if reason.contains("already exists in network") => Self::Failed { call, reason },
            401 | 403 => Self::Denied { call, reason },
            404 => Self::NotFound { call, reason },
            409 => Self::Conflict { call, reason },
            400..500 => Self::Invalid { call, reason },
            _ => match taken_port(&reason) {
                Some(address) => Self::PortTaken {
                    call,
                    address: address.to_owned(),
                },
                None => Self::Failed { call, reason },
            },
        }
    }
}

/// Whether the engine has no range of addresses left, whichever status it says that with: in its words up to Engine 26, and
/// since (moby, `libnetwork/ipamutils` and `libnetwork/ipams/defaultipam`).
fn no_addresses(reason: &str) -> bool {
    reason.contains("non-overlapping IPv4 address pool")
        || reason.contains("all predefined address pools have been fully subnetted")
}

/// The address in the engine's words for a port that can't be bound: its own proxy's, its allocator's, and since Engine 28
/// those of the daemon itself.
fn taken_port(reason: &str) -> Option<&str> {
    if !reason.contains("address already in use") && !reason.contains("port is already allocated") {
        return None;
    }
    let said_after = [
        "listen tcp4 ",
        "listen tcp6 ",
        "listen udp4 ",
        "listen udp6 ",
        "Bind for ",
        "bind host port for ",
        "bind host port ",
    ];
    let after = said_after
        .iter()
        .find_map(|words| Some(reason.split_once(words)?.1))?;
    let address = after.split_whitespace().next()?.trim_end_matches(':');
    // Engine 28 goes on with the container's own end: 0.0.0.0:8080:172.17.0.2:80/tcp.
    let ends = address
        .match_indices(':')
        .nth(1)
        .map_or(address.len(), |(at, _)| at);
    Some(if address.starts_with('[') {
        address
    } else {
        &address[..ends]
    })
}

/// The kind of the operating system's error at the root of `error`, if there is one.
fn io_kind(error: &ApiError) -> Option<io::ErrorKind> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

/// The last sentence of the chain: the outer ones only say "client error".
pub(in crate::engine) fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_start_left_that_was_cut_off_is_the_engines_own_failure_and_no_denial() {
        let of = |reason: &str| {
            EngineError::from_status(Call::new("start container", "web"), 403, reason.to_owned())
        };
        let left = of("endpoint with name shop-web-1 already exists in network shop_default");
        assert!(matches!(left, EngineError::Failed { .. }), "{left:?}");
        let denied = of("authorization denied by plugin");
        assert!(matches!(denied, EngineError::Denied { .. }), "{denied:?}");
    }

    #[test]
    fn an_engine_without_addresses_is_told_apart_whichever_engine_says_it() {
        for (status, reason) in [
            (
                404,
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
            ),
            (
                500,
                "all predefined address pools have been fully subnetted",
            ),
        ] {
            let call = Call::new("create network", "shop_back");
            let error = EngineError::from_status(call, status, reason.to_owned());
            assert!(
                matches!(error, EngineError::NoAddresses { .. }),
                "{error:?}"
            );
        }
    }

    #[test]
    fn a_taken_port_is_told_by_its_address_whichever_engine_says_it() {
        let of = |reason: &str| {
            EngineError::from_status(Call::new("start container", "web"), 500, reason.to_owned())
                .to_string()
        };
        for (reason, address) in [
            (
                "driver failed programming external connectivity on endpoint web (0f): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use",
                "127.0.0.1:8080",
            ),
            (
                "driver failed programming external connectivity on endpoint web (0f): Bind for 0.0.0.0:8080 failed: port is already allocated",
                "0.0.0.0:8080",
            ),
            (
                "failed to set up container networking: driver failed programming external connectivity on endpoint web (0f): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use",
                "0.0.0.0:8080",
            ),
            (
                "failed to set up container networking: driver failed programming external connectivity on endpoint web (0f): failed to bind host port 0.0.0.0:8080/tcp: address already in use",
                "0.0.0.0:8080/tcp",
            ),
            (
                "Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use",
                "[::1]:8080",
            ),
        ] {
            assert_eq!(
                of(reason),
                format!(
                    "can't start container web: {address} is in use by another program or container: stop that one, or publish another port"
                )
            );
        }
        assert_eq!(
            of("address already in use"),
            "can't start container web: the engine failed: address already in use"
        );
    }
}
