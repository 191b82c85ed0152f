//! deploy/hailer.service: what it hides is nothing that the program reads.

use std::fs;

use crate::house::sources;
use crate::literals::texts;

/// Whether a path below `/proc` belongs to no process.
fn is_of_the_machine(path: &str) -> bool {
    let below = path.strip_prefix("/proc/");
    below.is_some_and(|below| {
        !below.is_empty() && !below.starts_with("self") && !below.starts_with('…')
    })
}

#[test]
fn the_unit_hides_no_file_of_the_kernel_that_the_program_reads() {
    let sources = sources();
    let texts = sources.iter().flat_map(|source| texts(source.production()));
    let read: Vec<_> = texts.filter(|text| is_of_the_machine(text)).collect();
    assert!(!read.is_empty(), "the sources aren't read");
    let unit = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/hailer.service");
    let unit = fs::read_to_string(unit).unwrap();
    let hides = unit.lines().any(|line| line == "ProcSubset=pid");
    assert!(!hides, "ProcSubset=pid hides {read:?}");
}
