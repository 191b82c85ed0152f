//! Which container this process runs in, by what the kernel tells every process of itself. Nothing is asked here, and a
//! guess is only a guess: the engine says whether such a container is there.

use std::fs;

/// Docker mounts these over the image's, from the container's own folder on the machine.
const OWN_FILES: [&str; 3] = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];

/// Container ids that may be this process's own, the surest first: full ones, and last the host name where it looks like
/// the beginning of one. Empty on a machine without containers around it.
#[must_use]
pub fn own_containers() -> Vec<String> {
    let mut ids = of_the_kernel();
    let name = read("/proc/sys/kernel/hostname");
    ids.extend(of_host_name(name.trim()));
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

/// Whether this process runs in a container of Docker's.
#[must_use]
pub fn is_contained() -> bool {
    !of_the_kernel().is_empty()
}

fn of_the_kernel() -> Vec<String> {
    let mut ids = of_mounts(&read("/proc/self/mountinfo"));
    ids.extend(of_cgroups(&read("/proc/self/cgroup")));
    ids
}

/// A file that can't be read says nothing.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// From `/proc/self/mountinfo` (proc(5)): the fourth field is the mounted file's place on its file system, the fifth where
/// it is mounted. The machine itself has mounts below such folders too, but over none of these files.
fn of_mounts(text: &str) -> Vec<String> {
    let own = text.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(3);
        let (root, place) = (fields.next()?, fields.next()?);
        OWN_FILES.contains(&place).then_some(root)
    });
    own.filter_map(|root| root.split('/').find(|part| is_id(part)))
        .map(str::to_owned)
        .collect()
}

/// From `/proc/self/cgroup` (cgroups(7)): `/docker/ID`, or `docker-ID.scope` where systemd makes them.
fn of_cgroups(text: &str) -> Vec<String> {
    let parts = text.lines().flat_map(|line| line.split('/'));
    let bare = |part: &str| {
        let part = part.strip_suffix(".scope").unwrap_or(part);
        part.strip_prefix("docker-").unwrap_or(part).to_owned()
    };
    parts.map(bare).filter(|part| is_id(part)).collect()
}

/// A container's host name is the beginning of its id, unless the compose file gives it another.
fn of_host_name(name: &str) -> Option<String> {
    (name.len() == 12 && is_hex(name)).then(|| name.to_owned())
}

fn is_id(part: &str) -> bool {
    part.len() == 64 && is_hex(part)
}

fn is_hex(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: &str) -> String {
        digit.repeat(64)
    }

    #[test]
    fn a_container_knows_itself_by_the_files_that_docker_mounts_into_it() {
        let own = format!(
            "811 804 0:21 / /proc rw - proc proc rw\n\
             822 800 8:1 /var/lib/docker/containers/{}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/sda1 rw\n",
            id("a")
        );
        assert_eq!(of_mounts(&own), [id("a")]);
    }

    #[test]
    fn the_machine_is_none_of_the_containers_whose_mounts_it_has() {
        let mounts = format!(
            "99 28 0:50 / /var/lib/docker/containers/{}/mounts/shm rw - tmpfs shm rw\n",
            id("b")
        );
        assert_eq!(of_mounts(&mounts), [] as [String; 0]);
        assert_eq!(of_cgroups("0::/user.slice\n"), [] as [String; 0]);
        assert_eq!(of_host_name("build-server"), None);
    }

    #[test]
    fn control_groups_and_the_host_name_tell_too() {
        let groups = format!(
            "12:pids:/docker/{}\n0::/system.slice/docker-{}.scope\n",
            id("c"),
            id("d")
        );
        assert_eq!(of_cgroups(&groups), [id("c"), id("d")]);
        assert_eq!(
            of_host_name("0123456789ab").as_deref(),
            Some("0123456789ab")
        );
    }
}
