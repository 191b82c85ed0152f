//! A disk that is too small.

use std::path::{Path, PathBuf};
use std::process::Command;

use insta::assert_snapshot;

use super::deploy_in_vain;
use crate::world::{WEB, World};

/// A file system of four mebibytes in a file, mounted until this is dropped.
pub(super) struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    fn mount(world: &World, at: &str) -> Self {
        let (image, at) = (world.path("disk.img"), world.path(at));
        std::fs::File::create(&image)
            .unwrap()
            .set_len(4 << 20)
            .unwrap();
        // Nothing is set aside for root, whom the tests are.
        run("mkfs.ext4", &[Path::new("-q"), Path::new("-m0"), &image]);
        run("mount", &[Path::new("-o"), Path::new("loop"), &image, &at]);
        std::fs::remove_dir(at.join("lost+found")).unwrap();
        Self { at }
    }

    /// How many bytes of files there is room for, by count.
    fn free(&self) -> u64 {
        let room = rustix::fs::statvfs(&self.at).unwrap();
        room.f_bavail * room.f_frsize / 4096 * 4096
    }

    pub(super) fn make_read_only(&self) {
        run(
            "mount",
            &[Path::new("-o"), Path::new("remount,ro"), &self.at],
        );
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &[&self.at]);
    }
}

fn run(program: &str, words: &[&Path]) {
    let ran = Command::new(program).args(words).output().unwrap();
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.success(),
        "{program}: {error}; this test mounts a file system, as root"
    );
}

/// The project runs from a small disk.
pub(super) async fn on_a_small_disk() -> (World, SmallDisk) {
    let world = World::empty().await;
    let disk = SmallDisk::mount(&world, "production");
    world.import_image();
    for folder in ["production", "workspace"] {
        world.write(&format!("{folder}/compose.yaml"), WEB);
    }
    world.compose(&["up", "--detach", "--wait"]);
    world.configure().await;
    (world, disk)
}

#[tokio::test]
async fn a_disk_that_is_too_small_for_the_new_files_is_told_before_anything_changes() {
    let (world, _disk) = on_a_small_disk().await;
    world.write("workspace/site/video.bin", &"x".repeat(8 << 20));
    assert_snapshot!(deploy_in_vain(&world).await, @"
    shop: failed before anything changed: 8.0 MiB are needed in ROOT/production and 2.6 MiB are free: make room

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
}

#[tokio::test]
async fn a_disk_that_fills_up_in_the_middle_of_the_copy_is_told_and_nothing_is_left() {
    let (world, disk) = on_a_small_disk().await;
    // By count it fits to the byte; what the staging folder itself takes comes on top.
    let all = usize::try_from(disk.free()).unwrap();
    world.write("workspace/site/video.bin", &"x".repeat(all));
    assert_snapshot!(deploy_in_vain(&world).await, @"
    shop: failed before anything changed: the disk of ROOT/production filled up while 2.6 MiB of new files were copied to it: make room (see `df -h`, and `df -i` for the number of files)

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
    assert_eq!(usize::try_from(disk.free()).unwrap(), all);
}
