//! Who sits at the terminal: the machine has checked that already.

use std::os::unix::fs::MetadataExt;

use crate::domain::actor::{Actor, InvalidPrincipal, Principal};

/// The account that this process runs as: its login in `/etc/passwd`, else its number. The environment is not asked: it
/// says what its owner likes.
pub fn actor() -> Result<Actor, InvalidPrincipal> {
    let uid = std::fs::metadata("/proc/self").map_or(u32::MAX, |facts| facts.uid());
    // An account that is known elsewhere (LDAP) goes by its number.
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let display_name = login(&accounts, uid).unwrap_or_else(|| format!("uid-{uid}"));
    Ok(Actor {
        principal: Principal::console(&display_name)?,
        display_name,
        person: None,
    })
}

/// The login of `uid`, where it can be a principal (passwd(5)).
fn login(accounts: &str, uid: u32) -> Option<String> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let login = fields.next()?;
        let own = fields.nth(1)?.parse() == Ok(uid) && Principal::console(login).is_ok();
        own.then(|| login.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::login;

    #[test]
    fn the_login_is_the_accounts_own() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/sh\na b:x:7:7::/:/bin/sh\n";
        assert_eq!(login(accounts, 1000).as_deref(), Some("ada"));
        assert_eq!(login(accounts, 0).as_deref(), Some("root"));
        assert_eq!(
            login(accounts, 7),
            None,
            "not a name that can be granted to"
        );
        assert_eq!(login(accounts, 2), None);
    }
}
