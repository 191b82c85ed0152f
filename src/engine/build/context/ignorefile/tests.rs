use super::*;

fn left_out(text: &str, path: &str) -> bool {
    IgnoreFile::read(text).unwrap().leaves_out(path)
}

#[test]
fn the_examples_of_dockers_documentation_hold() {
    // Docker docs, "Build context", ".dockerignore files".
    let text = "# comment\n*/temp*\n*/*/temp*\ntemp?\n";
    for (path, out) in [
        ("somedir/temporary.txt", true),
        ("somedir/temp", true),
        ("somedir/subdir/temporary.txt", true),
        ("tempa", true),
        ("tempb", true),
        ("temp", false),
        ("a/b/c/temp", false),
    ] {
        assert_eq!(left_out(text, path), out, "{path}");
    }
    assert!(left_out("**/*.go", "a/b/c.go") && left_out("**/*.go", "c.go"));
    let all_but = "*.md\n!README*.md\nREADME-secret.md";
    assert!(left_out(all_but, "x.md") && left_out(all_but, "README-secret.md"));
    assert!(!left_out(all_but, "README.md"));
    let shadowed = "*.md\nREADME-secret.md\n!README*.md";
    assert!(!left_out(shadowed, "README-secret.md"));
}

#[test]
fn a_pattern_for_a_folder_holds_for_all_below_it_and_can_be_taken_back() {
    assert!(left_out("docs", "docs/a/b.md"));
    assert!(left_out("/docs/", "docs/a/b.md"));
    assert!(!left_out("docs\n!docs/README.md", "docs/README.md"));
    assert!(!left_out("**\n!util/docker/web", "util/docker/web/foo"));
    assert!(left_out(
        "**\n!util/docker/web\nutil/docker/web/foo",
        "util/docker/web/foo"
    ));
}

#[test]
fn patterns_start_at_the_root() {
    assert!(!left_out("node_modules", "web/node_modules/x"));
    assert!(left_out("**/node_modules", "web/node_modules/x"));
}

#[test]
fn single_patterns_match_as_in_dockers_own_tests() {
    for (pattern, path, out) in [
        ("**", "dir/file", true),
        ("dir/**", "dir/dir2/file", true),
        ("abc/**", "abc", false),
        ("**/dir2/*", "dir/dir2/file", true),
        ("**file", "dir/myfile", true),
        ("**/.foo", "bar.foo", false),
        ("a**/*.txt", "a/dir/file.txt", true),
        ("a/*.txt", "a/dir/file.txt", false),
        ("a[b-d]e", "ace", true),
        ("a[^b-d]e", "aae", true),
        ("a[b-d]e", "aae", false),
        (".*", "foo", false),
        ("abc.def", "abcZdef", false),
        ("a.|)$(}+{bc", "a.|)$(}+{bc", true),
        ("a\\*b", "a*b", true),
        ("[x\\-]", "-", true),
    ] {
        assert_eq!(left_out(pattern, path), out, "{pattern} {path}");
    }
    for bad in ["!", "[", "[]a]", "[x-]", "a[", "\\"] {
        assert!(IgnoreFile::read(bad).is_err(), "{bad}");
    }
}
