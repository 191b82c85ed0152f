//! Turns paths of the tree that was read into production's, in path-typed fields only: a command that happens to name the
//! tree keeps its words.

use std::path::Path;

use serde_json::Value;

use super::walk::{self, Pattern};

/// Where paths stand in the binary's JSON.
const PATHS: [Pattern; 7] = [
    &["services", "*", "build", "context"],
    &["services", "*", "build", "dockerfile"],
    &["services", "*", "develop", "watch", "*", "path"],
    &["services", "*", "volumes", "*", "source"],
    &["secrets", "*", "file"],
    &["configs", "*", "file"],
    &["volumes", "*", "driver_opts", "device"],
];

/// Rewrites every path field of a document.
pub(super) fn document(json: &mut Value, from: &Path, to: &Path) {
    if from != to {
        for path in PATHS {
            walk::each(json, path, &mut |_, field| relocate(field, from, to));
        }
    }
}

fn relocate(field: &mut Value, from: &Path, to: &Path) {
    if let Value::String(text) = field
        && let Some(moved) = moved(text, from, to)
    {
        *text = moved;
    }
}

/// `path` below `to` where it is below `from`, part by part; `None` where it isn't.
pub(super) fn moved(path: &str, from: &Path, to: &Path) -> Option<String> {
    let rest = Path::new(path).strip_prefix(from).ok()?;
    let moved = if rest.as_os_str().is_empty() {
        to.to_owned()
    } else {
        to.join(rest)
    };
    // A slash at the end has no meaning to the engine, but the config hash is taken over the text.
    let slash = if path.ends_with('/') { "/" } else { "" };
    Some(format!("{}{slash}", moved.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn path_fields_move_and_everything_else_keeps_its_words() {
        let mut document_read = json!({
            "services": {"api": {
                "build": {"context": "/srv/stage", "dockerfile": "/srv/stage/docker/api"},
                "command": ["ls", "/srv/stage"],
                "volumes": [
                    {"type": "bind", "source": "/srv/stage/data", "target": "/srv/stage"},
                    {"type": "bind", "source": "/srv/stage-2/data", "target": "/b"},
                    {"type": "volume", "source": "db", "target": "/c"},
                ],
            }},
            "secrets": {"token": {"file": "/srv/stage/token"}},
        });
        document(
            &mut document_read,
            Path::new("/srv/stage"),
            Path::new("/srv/shop"),
        );
        assert_eq!(
            document_read,
            json!({
                "services": {"api": {
                    "build": {"context": "/srv/shop", "dockerfile": "/srv/shop/docker/api"},
                    "command": ["ls", "/srv/stage"],
                    "volumes": [
                        {"type": "bind", "source": "/srv/shop/data", "target": "/srv/stage"},
                        {"type": "bind", "source": "/srv/stage-2/data", "target": "/b"},
                        {"type": "volume", "source": "db", "target": "/c"},
                    ],
                }},
                "secrets": {"token": {"file": "/srv/shop/token"}},
            })
        );
    }
}
