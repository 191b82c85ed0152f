//! Which names and link targets a source may hold. Pure.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// What is wrong with a name as the kernel gave it, or the name as text.
pub(in crate::sync) fn checked(name: &[u8]) -> Result<&str, &'static str> {
    let name = std::str::from_utf8(name).map_err(|_| "is not UTF-8")?;
    if name.chars().any(char::is_control) {
        return Err("holds a control character");
    }
    Ok(name)
}

/// Two names of one folder that differ only in case or Unicode form.
///
/// Names in lower-case ASCII can't collide with each other, so most folders cost one look at their bytes.
pub(in crate::sync) fn collision<'a>(
    names: impl Iterator<Item = &'a str> + Clone,
) -> Option<(&'a str, &'a str)> {
    let plain = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    };
    if names.clone().all(plain) {
        return None;
    }
    let mut seen = std::collections::HashMap::new();
    for name in names {
        if let Some(other) = seen.insert(folded(name), name) {
            return Some((other, name));
        }
    }
    None
}

fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    if is_nfc(&lower) {
        lower
    } else {
        lower.nfc().collect()
    }
}

/// Whether a symlink in a folder `depth` levels below the root surely stays inside.
///
/// `..` may stand only at the beginning, where the folders above the link are known to be real ones. After a name it
/// may step out of a folder that is itself reached through another link.
pub(in crate::sync) fn stays_inside(depth: usize, target: &str) -> bool {
    if target.is_empty() || target.starts_with('/') || target.chars().any(char::is_control) {
        return false;
    }
    let mut parts = target
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .peekable();
    let mut up = 0;
    while parts.next_if_eq(&"..").is_some() {
        up += 1;
    }
    up <= depth && parts.all(|part| part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_inside_only_if_that_is_sure() {
        for (depth, target) in [
            (0, "a"),
            (0, "./a/b"),
            (1, "../a"),
            (2, "../../a"),
            (2, ".."),
        ] {
            assert!(stays_inside(depth, target), "{depth} {target:?}");
        }
        for (depth, target) in [
            (0, ""),
            (0, "/etc/passwd"),
            (0, ".."),
            (1, "../../a"),
            (1, "./../../a"),
            (2, "a/../b"),
            (0, "a\nb"),
        ] {
            assert!(!stays_inside(depth, target), "{depth} {target:?}");
        }
    }

    #[test]
    fn names_collide_by_case_and_by_unicode_form() {
        let collide = |names: &[&str]| collision(names.iter().copied()).is_some();
        assert!(collide(&["Makefile", "makefile"]));
        assert!(collide(&["caf\u{e9}", "cafe\u{301}"]));
        assert!(collide(&["CAF\u{c9}", "cafe\u{301}"]));
        assert!(!collide(&["a", "b", "caf\u{e9}", "cafe"]));
        assert!(!collide(&["a", "b"]));
    }

    #[test]
    fn a_name_must_be_text_without_control_characters() {
        assert_eq!(checked("übung.txt".as_bytes()), Ok("übung.txt"));
        assert!(checked(b"\xff").is_err());
        assert!(checked(b"a\nb").is_err());
        assert!(checked("a\u{85}b".as_bytes()).is_err());
    }
}
