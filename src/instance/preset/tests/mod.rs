//! The presets that are built in, as they are created in every mode; the user's, right and wrong.

mod built_in;
mod own;
mod resolving;

use super::*;

/// A preset with only what it must have, and `more`.
fn text(more: &str) -> String {
    format!(
        "name = \"shop\"\nabout = \"A shop\"\nimage = \"shop:{{version}}\"\ndefault_version = \"1\"\nversions = {{ 1 = {{}} }}\n{more}\n"
    )
}
