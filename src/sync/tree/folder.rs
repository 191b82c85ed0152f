//! The names in one folder, as the kernel gives them.

use std::mem::MaybeUninit;

use cap_std::fs::Dir;
use rustix::fs::RawDir;

/// The names in a folder, as the kernel gives them, without `.` and `..`, in no order.
pub(in crate::sync) fn names(dir: &Dir) -> std::io::Result<Vec<Vec<u8>>> {
    // A cap-std folder is opened with O_PATH, which can't be listed: "." opens the same folder anew.
    let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC;
    let listing = rustix::fs::openat(dir, ".", flags, rustix::fs::Mode::empty())?;
    let mut buffer = vec![MaybeUninit::uninit(); 32 * 1024];
    let mut entries = RawDir::new(listing, &mut buffer);
    let mut names = Vec::new();
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            names.push(name.to_vec());
        }
    }
    Ok(names)
}
