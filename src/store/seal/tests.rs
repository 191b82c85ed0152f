use std::os::unix::fs::PermissionsExt;

use super::*;

fn key_in(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("seal.key")
}

#[test]
fn the_key_is_made_once_for_its_owner_alone_and_opens_what_it_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_in(&folder);
    let new = Seal::open_or_create(&path).unwrap();
    assert!(!path.exists(), "no store has taken it");
    let sealed = new
        .kept()
        .unwrap()
        .seal("releases", "shop 1", b"PASSWORD=hunter2")
        .unwrap();
    assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let again = Seal::open_or_create(&path).unwrap();
    let opened = again.unseal("releases", "shop 1", &sealed).unwrap();
    assert_eq!(opened, b"PASSWORD=hunter2");
}

#[test]
fn of_two_that_think_of_a_key_both_have_the_first_ones() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_in(&folder);
    let both = [(); 2].map(|()| Seal::open_or_create(&path).unwrap());
    let [first, second] = both.map(|seal| seal.kept().unwrap());
    let sealed = first.seal("releases", "shop 1", b"secret").unwrap();
    assert_eq!(
        second.unseal("releases", "shop 1", &sealed).unwrap(),
        b"secret"
    );
}

#[test]
fn a_value_of_another_place_or_key_or_a_changed_one_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let seal = Seal::open_or_create(&key_in(&folder)).unwrap();
    let sealed = seal.seal("releases", "shop 1", b"secret").unwrap();
    let foreign = |place: &str| {
        Err(SealError::Foreign {
            place: place.to_owned(),
        })
    };
    assert_eq!(
        seal.unseal("releases", "shop 2", &sealed),
        foreign("releases shop 2")
    );
    let mut changed = sealed.clone();
    changed[30] ^= 1;
    assert_eq!(
        seal.unseal("releases", "shop 1", &changed),
        foreign("releases shop 1")
    );
    assert_eq!(
        seal.unseal("releases", "shop 1", b"short"),
        foreign("releases shop 1")
    );
    let other = tempfile::tempdir().unwrap();
    let other = Seal::open_or_create(&key_in(&other)).unwrap();
    assert_eq!(
        other.unseal("releases", "shop 1", &sealed),
        foreign("releases shop 1")
    );
}

#[test]
fn a_key_file_that_others_can_read_is_refused_with_the_command_that_helps() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_in(&folder);
    Seal::open_or_create(&path).unwrap().kept().unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = Seal::open_or_create(&path).unwrap_err().to_string();
    assert!(
        error.contains("mode 640") && error.contains("chmod 600"),
        "{error}"
    );
}

#[test]
fn a_key_file_of_the_wrong_size_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = key_in(&folder);
    fs::write(&path, b"half a key").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let error = Seal::open_or_create(&path).unwrap_err();
    assert_eq!(
        error,
        SealError::NoKey {
            path: path.clone(),
            bytes: 10
        }
    );
    assert_eq!(fs::read(&path).unwrap(), b"half a key");
}
