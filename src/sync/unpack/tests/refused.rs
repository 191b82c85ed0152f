//! What is refused before anything is written outside.

use tar::{EntryType, Header};

use super::made::Made;
use super::{refused, unpacked};

#[test]
fn a_path_that_leads_elsewhere_is_refused() {
    for bad in [
        "/etc/passwd",
        "../outside",
        "shop-c0ffee/../../outside",
        "shop-c0ffee//a",
        "shop-c0ffee/./a",
    ] {
        let told = refused(&Made::new().file(bad, b"x").packed());
        assert!(
            told.starts_with(&format!("{bad:?} in the archive ")),
            "{told}"
        );
    }
    let told = refused(&Made::new().file("other/a", b"x").packed());
    assert_eq!(
        told,
        "\"other/a\" in the archive lies outside its folder \"shop-c0ffee\""
    );
    let not_text = Made::new().add(b"shop-c0ffee/\xff", EntryType::Regular, 0o644, b"");
    assert_eq!(
        refused(&not_text.packed()),
        "\"shop-c0ffee/\u{fffd}\" in the archive is not UTF-8"
    );
}

#[test]
fn a_link_that_leads_out_is_refused_also_by_way_of_another() {
    for (name, target) in [
        ("out", "/etc/passwd"),
        ("out", ".."),
        ("a/out", "../../b"),
        ("out", "a/../.."),
        ("out", "a/../b"),
        ("out", ""),
    ] {
        let path = format!("shop-c0ffee/{name}");
        let told = refused(&Made::new().link(&path, target).packed());
        let begins = format!("the symlink {name:?} in the archive leads to {target:?}");
        assert!(told.starts_with(&begins), "{told}");
    }
    // Each of the two stays inside as it is written; together they would not.
    let hops = Made::new()
        .link("shop-c0ffee/a/up", "..")
        .link("shop-c0ffee/out", "a/up/../outside");
    assert!(refused(&hops.packed()).starts_with("the symlink \"out\""));
    let not_text = Made::new().pointing("shop-c0ffee/a", EntryType::Symlink, b"\xff");
    assert!(refused(&not_text.packed()).starts_with("the symlink \"a\""));
}

#[test]
fn nothing_is_written_through_a_link() {
    let made = Made::new()
        .link("shop-c0ffee/a/up", "..")
        .file("shop-c0ffee/a/up/b", b"x");
    assert_eq!(
        refused(&made.packed()),
        "\"a/up\" in the archive is a folder, and leads through what is none"
    );
    let over = Made::new()
        .link("shop-c0ffee/a", "b")
        .file("shop-c0ffee/a", b"x");
    assert_eq!(refused(&over.packed()), "\"a\" is in the archive twice");
    let twice = Made::new()
        .file("shop-c0ffee/a", b"x")
        .link("shop-c0ffee/a", "b");
    assert_eq!(refused(&twice.packed()), "\"a\" is in the archive twice");
}

#[test]
fn what_is_neither_file_nor_folder_nor_symlink_is_refused_by_name() {
    for (kind, named) in [
        (EntryType::Link, "a hard link"),
        (EntryType::Char, "a device"),
        (EntryType::Block, "a device"),
        (EntryType::Fifo, "a named pipe"),
        (EntryType::Continuous, "of an unknown kind"),
        (EntryType::new(b'V'), "of an unknown kind"),
    ] {
        let made = Made::new().pointing("shop-c0ffee/odd", kind, b"shop-c0ffee/compose.yaml");
        let told = refused(&made.packed());
        let expected = format!(
            "\"odd\" in the archive is {named}; only files, folders and symlinks are unpacked"
        );
        assert_eq!(told, expected);
    }
}

#[test]
fn a_sparse_file_is_refused_before_its_holes_are_filled() {
    let mut made = Made::new();
    let mut header = Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..14].copy_from_slice(b"shop-c0ffee/ho");
    header.set_entry_type(EntryType::GNUSparse);
    header.set_mode(0o644);
    header.set_size(0);
    // One hole of a GiB, and nothing else.
    let gnu = header.as_gnu_mut().unwrap();
    gnu.realsize = *b"10000000000\0";
    gnu.sparse[0].offset = *b"10000000000\0";
    gnu.sparse[0].numbytes = *b"00000000000\0";
    header.set_cksum();
    made.0.append(&header, &b""[..]).unwrap();
    assert!(refused(&made.packed()).contains("of an unknown kind"));
}

#[test]
fn more_than_may_be_unpacked_is_refused_as_it_is_read() {
    let many = (0..60).fold(Made::new(), |made, number| {
        made.file(&format!("shop-c0ffee/{number}"), b"")
    });
    assert_eq!(
        refused(&many.packed()),
        "the archive has more than 50 entries, which is the most that is unpacked"
    );
    let zeros = vec![0; 1024 * 1024 + 1];
    let one = Made::new().file("shop-c0ffee/zeros", &zeros);
    assert_eq!(
        refused(&one.packed()),
        "\"zeros\" in the archive is larger than 1.0 MiB, the most that one file may have"
    );
    let together = (0..5).fold(Made::new(), |made, number| {
        made.file(&format!("shop-c0ffee/{number}"), &zeros[1..])
    });
    assert_eq!(
        refused(&together.packed()),
        "the archive holds more than 4.0 MiB, which is the most that is unpacked"
    );
}

#[test]
fn what_headers_say_is_not_believed() {
    let mut bomb = Made::new();
    let mut header = Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..13].copy_from_slice(b"././@LongLink");
    header.set_entry_type(EntryType::GNULongName);
    header.set_mode(0o644);
    header.set_size(3 * 1024 * 1024);
    header.set_cksum();
    let name = vec![b'a'; 3 * 1024 * 1024];
    bomb.0.append(&header, name.as_slice()).unwrap();
    let bomb = bomb.file("shop-c0ffee/a", b"x");
    // Three MiB are within what may come in all, but they are no name.
    assert_eq!(
        refused(&bomb.packed()),
        "a name or another header in the archive is longer than 1.0 MiB"
    );

    let mut short = Made::new();
    let mut header = Header::new_ustar();
    header.set_path("shop-c0ffee/a").unwrap();
    header.set_mode(0o644);
    header.set_size(900_000_000);
    header.set_cksum();
    short.0.append(&header, &b"only this"[..]).unwrap();
    assert!(refused(&short.packed()).contains("can't be read"));
}

#[test]
fn submodules_and_large_files_kept_elsewhere_are_refused_by_name() {
    let modules = b"[submodule \"theme\"]\n\tpath = theme\n\turl = ../theme\n";
    let made = Made::new().file("shop-c0ffee/.gitmodules", modules);
    assert_eq!(
        refused(&made.packed()),
        "the repository has submodules (theme), whose files aren't in GitHub's archives"
    );
    assert!(unpacked(&Made::new().file("shop-c0ffee/.gitmodules", b"\n").packed()).is_ok());
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    let made = Made::new().file("shop-c0ffee/img/logo.png", pointer);
    assert_eq!(
        refused(&made.packed()),
        "\"img/logo.png\" is kept in Git LFS, and GitHub's archives hold only a pointer to it"
    );
}
