//! Whether GitHub has signed a body: HMAC-SHA256 over all of its bytes (GitHub, "Validating webhook deliveries").

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The one header that counts; `X-Hub-Signature` is made with SHA-1.
const HEADER: &str = "x-hub-signature-256";
const BYTES: usize = 32;

/// A signature that somebody claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature([u8; BYTES]);

/// Why something isn't known to be GitHub's. For the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsigned {
    #[error("it has no X-Hub-Signature-256")]
    Missing,
    #[error("it has several signatures")]
    Several,
    #[error("its signature isn't sha256= and 64 digits")]
    Odd,
    #[error("its signature is made with another secret or for another body")]
    Wrong,
    #[error("no secret is set here")]
    NoSecret,
}

impl Signature {
    /// The signature that the headers name.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Unsigned> {
        let mut all = headers.get_all(HEADER).iter();
        let only = all.next().ok_or(Unsigned::Missing)?;
        if all.next().is_some() {
            return Err(Unsigned::Several);
        }
        let digits = only.as_bytes().strip_prefix(b"sha256=");
        let mut signature = [0; BYTES];
        hex::decode_to_slice(digits.ok_or(Unsigned::Odd)?, &mut signature)
            .map_err(|_| Unsigned::Odd)?;
        Ok(Self(signature))
    }

    /// Whether it is made with `secret` over `body`; compared in constant time.
    pub(super) fn is_of(self, body: &[u8], secret: &SecretString) -> Result<(), Unsigned> {
        let secret = secret.expose_secret();
        if secret.is_empty() {
            return Err(Unsigned::NoSecret);
        }
        // A key can have any length.
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
        let mut mac = mac.map_err(|_| Unsigned::NoSecret)?;
        mac.update(body);
        mac.verify_slice(&self.0).map_err(|_| Unsigned::Wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    fn headers(signatures: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for signature in signatures {
            headers.append(HEADER, signature.parse().unwrap());
        }
        headers
    }

    fn secret(secret: &str) -> SecretString {
        secret.to_owned().into()
    }

    #[test]
    fn what_github_gives_as_an_example_is_right_and_nothing_near_it_is() {
        let signature = Signature::of(&headers(&[SIGNED])).unwrap();
        let theirs = secret("It's a Secret to Everybody");
        assert_eq!(signature.is_of(b"Hello, World!", &theirs), Ok(()));
        for (body, secret, why) in [
            (&b"Hello, World!\n"[..], theirs.clone(), Unsigned::Wrong),
            (b"Hello, World", theirs.clone(), Unsigned::Wrong),
            (b"", theirs, Unsigned::Wrong),
            (
                b"Hello, World!",
                secret("It's a secret to Everybody"),
                Unsigned::Wrong,
            ),
            (b"Hello, World!", secret(""), Unsigned::NoSecret),
        ] {
            assert_eq!(signature.is_of(body, &secret), Err(why), "{body:?}");
        }
    }

    #[test]
    fn only_one_whole_sha256_is_looked_at() {
        assert_eq!(Signature::of(&headers(&[])), Err(Unsigned::Missing));
        let several = headers(&[SIGNED, SIGNED]);
        assert_eq!(Signature::of(&several), Err(Unsigned::Several));
        let whole = SIGNED.trim_start_matches("sha256=");
        for odd in [
            "",
            "sha256=",
            whole,
            &format!("sha1={whole}"),
            &format!("SHA256={whole}"),
            &SIGNED[..SIGNED.len() - 1],
            &SIGNED[..SIGNED.len() - 2],
            &format!("{SIGNED}00"),
            &format!("{SIGNED},{SIGNED}"),
            &SIGNED.replace('7', "g"),
        ] {
            assert_eq!(Signature::of(&headers(&[odd])), Err(Unsigned::Odd), "{odd}");
        }
        let mut old = HeaderMap::new();
        old.insert("x-hub-signature", "sha1=0123".parse().unwrap());
        assert_eq!(Signature::of(&old), Err(Unsigned::Missing));
    }
}
