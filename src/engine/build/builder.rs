//! The engine's two builders: which one makes an image, and how it is asked.

use form_urlencoded::Serializer;
use serde_json::json;

use super::BuildRequest;
use crate::compose::model::ulimit::Ulimit;
use crate::compose::newer::ApiVersion;
use crate::engine::connection::EngineInfo;

/// One of the engine's builders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Builder {
    /// The one that engines without `BuildKit` have. It makes one step after the other, each in a container.
    Classic,
    /// `BuildKit`, as it is built into the engine.
    BuildKit,
}

/// The first API whose `BuildKit` hears `shmsize` and `ulimits`; older ones take them and do nothing (seen on Engine
/// 20.10, API 1.41).
const LIMITS_IN_BUILDKIT: ApiVersion = ApiVersion {
    major: 1,
    minor: 42,
};

/// The networks of `RUN` steps that `BuildKit` knows (moby, `builder/builder-next/builder.go`).
const NETWORKS_IN_BUILDKIT: [&str; 4] = ["", "default", "host", "none"];

impl Builder {
    /// `BuildKit`, where the engine has it and it carries out every key of `request`.
    pub(in crate::engine) fn choose(engine: &EngineInfo, request: &BuildRequest) -> Self {
        let limits = request.shm_size.is_some() || !request.ulimits.is_empty();
        let network = request.network.as_deref().unwrap_or_default();
        let carried_out = (!limits || engine.api >= LIMITS_IN_BUILDKIT)
            && NETWORKS_IN_BUILDKIT.contains(&network);
        if engine.buildkit && carried_out {
            Self::BuildKit
        } else {
            Self::Classic
        }
    }

    /// Its name in the Engine API.
    const fn version(self) -> &'static str {
        match self {
            Self::Classic => "1",
            Self::BuildKit => "2",
        }
    }
}

impl BuildRequest {
    /// The call's path and query (Engine API, `ImageBuild`). `dockerfile` is its path in the context.
    pub(super) fn path(&self, builder: Builder, dockerfile: &str) -> String {
        let mut query = Serializer::new("/build?".to_owned());
        query
            .append_pair("version", builder.version())
            .append_pair("dockerfile", dockerfile)
            .append_pair("t", &self.tag)
            .append_pair("rm", "1")
            .append_pair("forcerm", "1")
            .append_pair("buildargs", &json!(self.args.0).to_string())
            .append_pair("labels", &json!(self.labels).to_string());
        for (key, asked) in [("nocache", self.no_cache), ("pull", self.pull)] {
            if asked {
                query.append_pair(key, "1");
            }
        }
        let words = [
            ("target", &self.target),
            ("networkmode", &self.network),
            ("platform", &self.platform),
        ];
        for (key, word) in words {
            if let Some(word) = word {
                query.append_pair(key, word);
            }
        }
        if !self.cache_from.is_empty() {
            query.append_pair("cachefrom", &json!(self.cache_from).to_string());
        }
        if let Some(size) = self.shm_size {
            query.append_pair("shmsize", &size.to_string());
        }
        for host in &self.extra_hosts {
            query.append_pair("extrahosts", host);
        }
        if !self.ulimits.is_empty() {
            let limit = |(name, limit): (&String, &Ulimit)| json!({"Name": name, "Soft": limit.soft, "Hard": limit.hard});
            let limits: Vec<_> = self.ulimits.iter().map(limit).collect();
            query.append_pair("ulimits", &json!(limits).to_string());
        }
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::model::ulimit::Ulimit;

    fn engine(api_minor: u16, buildkit: bool) -> EngineInfo {
        EngineInfo {
            api: ApiVersion {
                major: 1,
                minor: api_minor,
            },
            os: "linux".to_owned(),
            buildkit,
        }
    }

    #[test]
    fn buildkit_builds_unless_it_would_leave_a_key_out() {
        let plain = BuildRequest::new("/srv/shop", "shop-web");
        let mut limited = plain.clone();
        let limit = Ulimit { soft: 1, hard: 2 };
        limited.ulimits.insert("nofile".into(), limit);
        let mut joined = plain.clone();
        joined.network = Some("shop_default".into());
        for (engine, request, builder) in [
            (engine(41, true), &plain, Builder::BuildKit),
            (engine(41, false), &plain, Builder::Classic),
            (engine(41, true), &limited, Builder::Classic),
            (engine(42, true), &limited, Builder::BuildKit),
            (engine(42, true), &joined, Builder::Classic),
        ] {
            assert_eq!(Builder::choose(&engine, request), builder, "{engine:?}");
        }
    }

    #[test]
    fn every_key_is_in_the_query() {
        let mut request = BuildRequest::new("/srv/shop", "shop-web");
        request.args.0.insert("A".into(), "b&c".into());
        request.labels.insert("team".into(), "shop".into());
        request.extra_hosts = vec!["a:192.0.2.1".into(), "b:192.0.2.2".into()];
        request.cache_from = vec!["shop-web:1".into()];
        request.target = Some("run".into());
        request.network = Some("none".into());
        request.platform = Some("linux/arm64".into());
        request.shm_size = Some(1 << 20);
        let limit = Ulimit { soft: 1, hard: 2 };
        request.ulimits.insert("nofile".into(), limit);
        (request.pull, request.no_cache) = (true, true);
        let path = request.path(Builder::BuildKit, "docker/Dockerfile");
        let query = path.strip_prefix("/build?").unwrap();
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| format!("{key} {value}"))
            .collect();
        assert_eq!(
            pairs,
            [
                "version 2",
                "dockerfile docker/Dockerfile",
                "t shop-web",
                "rm 1",
                "forcerm 1",
                "buildargs {\"A\":\"b&c\"}",
                "labels {\"team\":\"shop\"}",
                "nocache 1",
                "pull 1",
                "target run",
                "networkmode none",
                "platform linux/arm64",
                "cachefrom [\"shop-web:1\"]",
                "shmsize 1048576",
                "extrahosts a:192.0.2.1",
                "extrahosts b:192.0.2.2",
                "ulimits [{\"Name\":\"nofile\",\"Soft\":1,\"Hard\":2}]",
            ]
        );
    }
}
