//! Addresses as people and catalogs write them.

use std::net::IpAddr;

use http::Uri;

/// `registry.` before the host's name. An address has no names before it.
pub(super) fn guess(catalog: &str) -> Option<String> {
    let uri: Uri = catalog.parse().ok()?;
    let host = uri.host()?;
    let is_address = host.parse::<IpAddr>().is_ok() || host.starts_with('[');
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    (!is_address && host.contains('.')).then(|| format!("{scheme}://registry.{authority}"))
}

/// An address of a server, without a slash at its end. `Err` says what it is instead.
pub(super) fn address(given: &str) -> Result<String, String> {
    let given = given.trim().trim_end_matches('/');
    let uri: Uri = given.parse().map_err(|_| "is not an address")?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    let bare = uri
        .authority()
        .is_some_and(|authority| !authority.as_str().contains('@'));
    if !is_web || !has_host {
        return Err("is not an address such as https://quilt.example.com".to_owned());
    }
    if !bare || uri.query().is_some() {
        return Err("holds more than a server's address".to_owned());
    }
    Ok(given.to_owned())
}
