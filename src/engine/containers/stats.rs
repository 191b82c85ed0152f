//! What containers use. An answer takes the engine one to two seconds, so this is never on the way of a quick reply.

use bollard::errors::Error as ApiError;
use bollard::models::{ContainerCpuStats, ContainerMemoryStats, ContainerStatsResponse};
use bollard::query_parameters::StatsOptions;
use futures_util::{StreamExt, future};

use crate::domain::container::Usage;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// What each of these containers uses, all measured side by side, in the order in which they were given.
    /// `Conflict` for one that does not run.
    pub async fn usage(&self, ids: &[String]) -> Vec<Result<Usage, EngineError>> {
        future::join_all(ids.iter().map(|id| self.usage_of(id))).await
    }

    async fn usage_of(&self, id: &str) -> Result<Usage, EngineError> {
        // The engine samples once a second, and answers with two samples that way only (not with `one_shot`).
        let options = StatsOptions {
            stream: false,
            one_shot: false,
        };
        let call = Call::new("measure container", id);
        let said = self
            .read(call.clone(), || async {
                let mut answers = std::pin::pin!(self.docker().stats(id, Some(options.clone())));
                answers.next().await.unwrap_or_else(|| {
                    Err(ApiError::DockerStreamError {
                        error: "the answer was empty".to_owned(),
                    })
                })
            })
            .await?;
        usage(&said).ok_or_else(|| EngineError::Conflict {
            call,
            reason: "it does not run".to_owned(),
        })
    }
}

/// CPU and memory as `docker stats` counts them (docker/cli, `cli/command/container/stats_helpers.go`).
fn usage(said: &ContainerStatsResponse) -> Option<Usage> {
    let memory = said.memory_stats.as_ref()?;
    Some(Usage {
        cpu_percent: cpu_percent(said.precpu_stats.as_ref()?, said.cpu_stats.as_ref()?)?,
        memory_bytes: without_page_cache(memory)?,
        memory_limit: memory.limit?,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a percentage needs fewer digits than a double has"
)]
fn cpu_percent(before: &ContainerCpuStats, now: &ContainerCpuStats) -> Option<f64> {
    let spent = |at: &ContainerCpuStats| at.cpu_usage.as_ref()?.total_usage;
    let own = spent(now)?.saturating_sub(spent(before)?);
    let all = now
        .system_cpu_usage?
        .saturating_sub(before.system_cpu_usage?);
    if all == 0 {
        return Some(0.0);
    }
    let cores = now.online_cpus.filter(|cores| *cores > 0).unwrap_or(1);
    Some(own as f64 / all as f64 * f64::from(cores) * 100.0)
}

/// The page cache is given back when it is needed, so it isn't counted: `inactive_file` with cgroup v2,
/// `total_inactive_file` with v1.
fn without_page_cache(memory: &ContainerMemoryStats) -> Option<u64> {
    let used = memory.usage?;
    let counts = memory.stats.as_ref();
    let cache = counts
        .and_then(|counts| {
            counts
                .get("total_inactive_file")
                .or_else(|| counts.get("inactive_file"))
        })
        .copied()
        .unwrap_or(0);
    Some(if cache < used { used - cache } else { used })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ContainerCpuUsage;

    fn at(total: u64, system: u64) -> ContainerCpuStats {
        ContainerCpuStats {
            cpu_usage: Some(ContainerCpuUsage {
                total_usage: Some(total),
                ..ContainerCpuUsage::default()
            }),
            system_cpu_usage: Some(system),
            online_cpus: Some(4),
            throttling_data: None,
        }
    }

    #[test]
    fn one_and_a_half_cores_are_150_percent() {
        let percent = cpu_percent(&at(0, 0), &at(1_500, 4_000)).unwrap();
        assert!((percent - 150.0).abs() < f64::EPSILON, "{percent}");
    }

    #[test]
    fn a_container_that_does_not_run_has_no_usage_rather_than_none_used() {
        assert_eq!(usage(&ContainerStatsResponse::default()), None);
    }
}
