//! A codebase's repository on GitHub: the one that its name meant when it was first asked for. A name that was given up can be
//! anybody's later, with whatever is in it and whoever may do anything there.

use crate::domain::codebase::Codebase;
use crate::domain::name::RepositoryName;
use crate::github::{At, Client};
use crate::operation::{Context, NoVersion, OperationError};

/// `repository` of `codebase`, as somebody's to ask.
pub async fn of(
    context: &Context,
    client: &Client,
    (codebase, repository): (&Codebase, &RepositoryName),
) -> Result<At, OperationError> {
    let (at, name) = (client.at(repository), &codebase.name);
    let found = at.about().await?.id;
    let pinned = context.store.pin_repository(name, repository, found);
    match pinned.await? {
        Some(pinned) if pinned == found => Ok(at),
        _ => Err(NoVersion::OtherRepository {
            codebase: name.clone(),
            repository: repository.clone(),
        }
        .into()),
    }
}
