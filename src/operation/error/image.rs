//! An image of a service that can't be had.

use crate::domain::name::ServiceName;
use crate::reply::Reply;

/// Why a service has no image to run.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// An image that may not be pulled and isn't there.
    #[error(
        "{service} may not pull its image (pull_policy: never), and {reference} is not on this engine"
    )]
    NoImage {
        /// Whose.
        service: ServiceName,
        /// The image.
        reference: String,
    },
    /// A service that is built and whose image has no name that a registry could know.
    #[error("{service} has a `build` and no `image`, so no registry has its image")]
    NoImageName {
        /// Which.
        service: ServiceName,
    },
    /// A service that is only to be built, under a strategy that builds nothing.
    #[error(
        "the service {service} is always to be built (pull_policy: build), and strategy registry builds nothing"
    )]
    MustBeBuilt {
        /// Which.
        service: ServiceName,
    },
    /// A push after which the registry has something else than was built.
    #[error(
        "{reference} in its registry is not what was built here: somebody else pushed it at the same moment"
    )]
    PushedAnother {
        /// The tag.
        reference: String,
    },
    /// The source changed while an image was built from it.
    #[error("the workspace changed while the image of {service} was built from it")]
    SourceChanged {
        /// Whose image.
        service: ServiceName,
    },
}

impl ImageError {
    /// What is to be done about it, below `headline`.
    pub(super) fn told(&self, headline: String) -> Reply {
        match self {
            Self::NoImage { .. } => Reply::failed(headline).text(
                "Nothing was changed. Put the image there, or choose another pull_policy: missing or always.",
            ),
            Self::NoImageName { .. } => Reply::usage(headline).text(
                "Nothing was changed. Give it an `image` with a registry's name, or deploy with strategy copy and without \
                 --build-push, which builds it here: /docker-config set deployment_strategy copy",
            ),
            Self::MustBeBuilt { .. } => Reply::usage(headline).text(
                "Nothing was changed. Take that pull_policy away, or build it here and push it: /docker-deploy --build-push",
            ),
            Self::PushedAnother { .. } | Self::SourceChanged { .. } => Reply::failed(headline),
        }
    }
}
