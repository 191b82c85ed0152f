use super::*;

#[test]
fn a_path_that_could_leave_its_root_is_refused() {
    for bad in [
        "", "/", "/a", "a/", "a//b", ".", "a/./b", "..", "a/../b", "a\0",
    ] {
        assert!(RelativePath::new(bad).is_err(), "{bad:?}");
    }
    for bad in ["", ".", "..", "a/b", "\0"] {
        assert!(RelativePath::in_folder(None, bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_path_knows_the_folders_above_it() {
    let path = RelativePath::new("a/b/c.txt").unwrap();
    assert_eq!(path.split(), ("a/b", "c.txt"));
    let above: Vec<String> = path.folders().map(Into::into).collect();
    assert_eq!(above, ["a", "a/b"]);
}

#[test]
fn a_hash_is_stored_as_hex_and_anything_else_is_refused() {
    let hash = ContentHash::of(b"shop");
    let json = serde_json::to_string(&hash).unwrap();
    assert_eq!(json.len(), 66);
    assert_eq!(serde_json::from_str::<ContentHash>(&json).unwrap(), hash);
    assert!(serde_json::from_str::<ContentHash>("\"beef\"").is_err());
}

#[test]
fn a_file_and_a_symlink_of_the_same_bytes_are_two_trees() {
    let entry = |link: Option<&str>| Entry {
        hash: ContentHash::of(b"there"),
        size: 5,
        mode: 0o777,
        link: link.map(str::to_owned),
    };
    let tree = |entry| Manifest(vec![(RelativePath::new("a").unwrap(), entry)]);
    assert_ne!(
        tree(entry(None)).digest(),
        tree(entry(Some("there"))).digest()
    );
}
