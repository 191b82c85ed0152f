//! Where a program is.

use std::env;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::HostError;

/// Looks for it in `path`, as a shell does; a name with a `/` is the file itself.
pub(super) fn find(name: &str, path: &str) -> Result<PathBuf, HostError> {
    let missing = |looked: String| HostError::NoProgram {
        program: name.to_owned(),
        looked,
    };
    if name.contains('/') {
        let file = PathBuf::from(name);
        return if !file.is_absolute() {
            Err(missing("its path must begin with /".to_owned()))
        } else if is_program(&file) {
            Ok(file)
        } else {
            Err(missing("there is no such program".to_owned()))
        };
    }
    env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| !name.is_empty() && is_program(file))
        .ok_or_else(|| missing(format!("not in PATH ({path})")))
}

fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_program_is_found_as_a_shell_finds_it_and_what_is_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tool");
        std::fs::write(&file, "").unwrap();
        let path = format!("/nowhere::.:{}", folder.path().display());
        let found = |name: &str| find(name, &path).map_err(|error| error.to_string());
        let not_in_path = format!("tool isn't installed on this machine: not in PATH ({path})");
        assert_eq!(found("tool"), Err(not_in_path), "nobody may run it");
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o700)).unwrap();
        assert_eq!(found("tool").unwrap(), file);
        assert_eq!(found(file.to_str().unwrap()).unwrap(), file);
        assert!(found("").is_err());
        assert_eq!(
            found("./tool").unwrap_err(),
            "./tool isn't installed on this machine: its path must begin with /"
        );
        assert_eq!(
            found("/nowhere/tool").unwrap_err(),
            "/nowhere/tool isn't installed on this machine: there is no such program"
        );
    }
}
