//! The migrations are built into the program; cargo doesn't see by itself that one was added.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
