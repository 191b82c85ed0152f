use super::finding::names_commit;

#[test]
fn a_commits_digits_are_told_from_a_name() {
    let commit = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
    for digits in ["c0ffee0", "C0FFEE00", commit, "v1.2-14-gc0ffee0"] {
        assert!(names_commit(digits, commit), "{digits}");
    }
    for name in ["main", "v1.2", "fix-green", "cart-g", "c0ffee-shop"] {
        assert!(!names_commit(name, commit), "{name}");
    }
}
