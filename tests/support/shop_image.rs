//! The image of the example's static binary, and nothing else. It is imported: the engine's own builder loses sight of what
//! another build takes away at the same moment.

#[path = "imported.rs"]
mod imported;

use std::path::Path;
use std::process::{Command, Output};

use imported::import;

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/shop/shop");

/// Has the engine that `docker` speaks to know it by this name, with `label`. It begins with the words of `entrypoint`.
pub(crate) fn import_shop(
    docker: Command,
    reference: &str,
    label: &str,
    entrypoint: &str,
) -> Output {
    let mut layer = tar::Builder::new(Vec::new());
    layer
        .append_path_with_name(Path::new(SHOP), "shop")
        .unwrap_or_else(|error| panic!("{SHOP}: {error}; run scripts/build-shop"));
    let words: Vec<_> = entrypoint.split(' ').collect();
    let changes = [format!("ENTRYPOINT {words:?}"), format!("LABEL {label}")];
    let layer = layer.into_inner().unwrap();
    import(
        docker,
        &layer,
        reference,
        &changes.each_ref().map(String::as_str),
    )
}
