//! Drift: how what is there differs from what the live release put there. Pure; somebody's hand is the usual cause, and
//! nothing here judges it. A container that was only stopped or started is no drift: its state says so itself.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::container::Container;
use crate::domain::files::{FileChange, FileDiff, RelativePath};
use crate::domain::name::ServiceName;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "drift", rename_all = "snake_case")]
pub enum Drift {
    /// A container runs another image than the release's.
    Image {
        /// The container's name.
        container: String,
        /// The image id of the release.
        released: String,
        /// The image id that it runs.
        runs: String,
    },
    /// A container that Hailer didn't make, of another definition than the release's.
    Definition {
        /// The container's name.
        container: String,
    },
    /// A service of the release has no container.
    Missing {
        /// The service.
        service: ServiceName,
    },
    /// A service has another number of containers than the release gave it.
    Scale {
        /// The service.
        service: ServiceName,
        /// How many the release has.
        released: u32,
        /// How many there are.
        there: u32,
    },
    /// A container of a service that the release doesn't have.
    Extra {
        /// The container's name.
        container: String,
    },
    /// Files of the release were edited in production.
    Edited {
        /// Which.
        paths: Vec<RelativePath>,
    },
    /// Files of the release are gone from production.
    Gone {
        /// Which.
        paths: Vec<RelativePath>,
    },
    /// Something could not be compared.
    Unknown {
        /// What: "definitions", "files".
        what: &'static str,
        /// Why.
        why: String,
    },
}

/// What the live release says of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The image id.
    pub image: String,
    /// Compose's config hash; `None` where a container's can't be compared with it.
    pub config_hash: Option<String>,
    /// How many containers; `None` where that isn't known.
    pub replicas: Option<u32>,
}

/// How `containers` differ from what was `released`.
#[must_use]
pub fn of_containers(
    released: &BTreeMap<ServiceName, Released>,
    containers: &[Container],
) -> Vec<Drift> {
    let mut drift = Vec::new();
    for (service, released) in released {
        let own: Vec<&Container> = containers
            .iter()
            .filter(|container| container.service() == Some(service.as_str()))
            .collect();
        drift.extend(of_number(service, released.replicas, own.len()));
        drift.extend(own.iter().flat_map(|own| of_one(own, released)));
    }
    let known = |service: &str| released.keys().any(|known| known.as_str() == service);
    let extra = containers
        .iter()
        .filter(|container| !container.service().is_some_and(known));
    drift.extend(extra.map(|container| Drift::Extra {
        container: container.name.clone(),
    }));
    drift
}

fn of_number(service: &ServiceName, released: Option<u32>, there: usize) -> Option<Drift> {
    let service = service.clone();
    let there = u32::try_from(there).unwrap_or(u32::MAX);
    match (there, released) {
        (0, Some(0)) => None,
        (0, _) => Some(Drift::Missing { service }),
        (there, Some(released)) if there != released => Some(Drift::Scale {
            service,
            released,
            there,
        }),
        _ => None,
    }
}

fn of_one(container: &Container, released: &Released) -> Vec<Drift> {
    let name = || container.name.clone();
    let mut drift = Vec::new();
    if container.image_id != released.image {
        drift.push(Drift::Image {
            container: name(),
            released: released.image.clone(),
            runs: container.image_id.clone(),
        });
    }
    // What Hailer made is of the release that it was made for: a deploy of other services leaves it as it is.
    let by_hand = container.operation().is_none();
    let hash = released.config_hash.as_deref();
    if by_hand && hash.is_some_and(|hash| container.config_hash() != Some(hash)) {
        drift.push(Drift::Definition { container: name() });
    }
    drift
}

/// How files differ, by what would have to be done to have the release's again.
#[must_use]
pub fn of_files(back: &FileDiff) -> Vec<Drift> {
    let paths = |changes: &[FileChange]| -> Vec<RelativePath> {
        changes.iter().map(|change| change.path.clone()).collect()
    };
    let (edited, gone) = (paths(&back.changed), paths(&back.added));
    let edited = (!edited.is_empty()).then_some(Drift::Edited { paths: edited });
    let gone = (!gone.is_empty()).then_some(Drift::Gone { paths: gone });
    edited.into_iter().chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::container::tests::running;

    fn released(image: &str, replicas: u32) -> Released {
        Released {
            image: image.to_owned(),
            config_hash: Some("c0ffee".to_owned()),
            replicas: Some(replicas),
        }
    }

    fn made(service: &str, labels: &[(&str, &str)]) -> Container {
        let mut made = running(service);
        let labels = labels
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        made.labels.extend(labels);
        made
    }

    fn of(released: Released, containers: &[Container]) -> Vec<Drift> {
        of_containers(&[("web".parse().unwrap(), released)].into(), containers)
    }

    #[test]
    fn only_a_container_made_by_hand_is_held_against_the_definition() {
        let web = || released("sha256:1", 1);
        let own = made("web", &[("hailer.operation", "0000000001")]);
        assert_eq!(of(web(), &[own]), []);
        let same = made("web", &[("com.docker.compose.config-hash", "c0ffee")]);
        assert_eq!(of(web(), &[same]), []);
        let other = made("web", &[("com.docker.compose.config-hash", "beef")]);
        let container = "shop-web-1".to_owned();
        assert_eq!(
            of(web(), std::slice::from_ref(&other)),
            [Drift::Definition { container }]
        );
        let unknown = Released {
            config_hash: None,
            ..web()
        };
        assert_eq!(of(unknown, &[other]), []);
    }

    #[test]
    fn what_came_went_or_runs_another_image_is_named() {
        let own = [("hailer.operation", "0000000001")];
        let service: ServiceName = "web".parse().unwrap();
        assert_eq!(
            of(released("sha256:1", 1), &[made("db", &own)]),
            [
                Drift::Missing {
                    service: service.clone()
                },
                Drift::Extra {
                    container: "shop-db-1".to_owned()
                }
            ]
        );
        assert_eq!(
            of(released("sha256:2", 2), &[made("web", &own)]),
            [
                Drift::Scale {
                    service,
                    released: 2,
                    there: 1
                },
                Drift::Image {
                    container: "shop-web-1".to_owned(),
                    released: "sha256:2".to_owned(),
                    runs: "sha256:1".to_owned()
                }
            ]
        );
        assert_eq!(of(released("sha256:1", 0), &[]), []);
    }
}
