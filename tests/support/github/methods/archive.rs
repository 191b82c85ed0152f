//! A commit's files as an archive: the API says where it is, and another server gives it.

use std::io::Write;

use chrono::TimeDelta;
use flate2::Compression;
use flate2::write::GzEncoder;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tar::{Builder, EntryType, Header};

use super::{Answer, Ask, Body};
use crate::github::state::commit::{Commit, Entry};
use crate::github::state::{State, new_secret};

/// "For private repositories, these links are temporary and expire after five minutes."
const LIFE: TimeDelta = TimeDelta::minutes(5);

/// To where the archive is, or would be: that server says what isn't there.
pub(super) fn redirect(state: &mut State, ask: &Ask) -> Answer {
    let repository = ask.repository(state);
    let git_ref = ask.part("ref");
    let sha = state.resolve(repository, git_ref);
    let sha = sha.unwrap_or_else(|| utf8_percent_encode(git_ref, NON_ALPHANUMERIC).to_string());
    let (id, is_private) = (repository.id, repository.is_private);
    let mut address = format!(
        "{}/{}/legacy.tar.gz/{sha}",
        state.archives_url,
        state.full_name(repository)
    );
    if is_private {
        let (token, until) = (new_secret("A"), state.now() + LIFE);
        address = format!("{address}?token={token}");
        state.downloads.insert(token, (id, until));
    }
    Answer {
        status: 302,
        body: Body::Empty,
        headers: vec![("location", address)],
    }
}

/// What the other server gives: the name that the archive shall have, and its bytes; or its refusal, which is a line of text. There is
/// nothing for another token than the address has.
pub(crate) fn download(
    state: &State,
    path: &str,
    token: Option<&str>,
) -> Result<(String, Vec<u8>), (u16, &'static str)> {
    let missing = (404, "404: Not Found");
    let parts = path.trim_matches('/').split_once("/legacy.tar.gz/");
    let (name, sha) = parts.ok_or(missing)?;
    let repository = state.find_repository(name).ok_or(missing)?;
    let repository = &state.repositories[&repository];
    if repository.is_private {
        let known = token.and_then(|token| state.downloads.get(token));
        let (of, until) = known.ok_or(missing)?;
        if *of != repository.id || *until <= state.now() {
            return Err(missing);
        }
    }
    if repository.branches.is_empty() {
        return Err((400, "400: Invalid request"));
    }
    let sha = state.resolve(repository, sha).ok_or(missing)?;
    let top = format!("{}-{}", name.replace('/', "-"), &sha[..7]);
    let bytes = match repository.archives.get(&sha) {
        Some(bytes) => bytes.clone(),
        None => pack(&state.commits[&sha], &top, &sha),
    };
    Ok((format!("{top}.tar.gz"), bytes))
}

fn pack(commit: &Commit, top: &str, sha: &str) -> Vec<u8> {
    let mut archive = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    note(&mut archive, sha);
    let mut folders = vec![String::new()];
    for path in commit.tree.keys() {
        let parts = path
            .match_indices('/')
            .map(|(at, _)| path[..=at].to_owned());
        folders.extend(parts);
    }
    folders.sort();
    folders.dedup();
    for folder in folders {
        let mut header = header(commit, EntryType::Directory, 0o775);
        let path = format!("{top}/{folder}");
        archive.append_data(&mut header, path, &[][..]).unwrap();
    }
    for (path, entry) in &commit.tree {
        let path = format!("{top}/{path}");
        match entry {
            Entry::File { bytes, mode } => {
                // As git archive writes them, for everybody's group.
                let mut header = header(commit, EntryType::Regular, mode | 0o020);
                header.set_size(bytes.len() as u64);
                archive.append_data(&mut header, path, &bytes[..]).unwrap();
            }
            Entry::Symlink(target) => {
                let mut header = header(commit, EntryType::Symlink, 0o777);
                archive.append_link(&mut header, path, target).unwrap();
            }
        }
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn header(commit: &Commit, kind: EntryType, mode: u32) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(0);
    header.set_mtime(commit.date.timestamp().unsigned_abs());
    header
}

/// git archive begins with an entry that is no file: the commit's SHA, as a comment.
fn note<W: Write>(archive: &mut Builder<W>, sha: &str) {
    let comment = format!("52 comment={sha}\n");
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::XGlobalHeader);
    header.set_mode(0o666);
    header.set_size(comment.len() as u64);
    header.set_path("pax_global_header").unwrap();
    header.set_cksum();
    archive.append(&header, comment.as_bytes()).unwrap();
}
