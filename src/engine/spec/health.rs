//! The healthcheck.

use std::time::Duration;

use bollard::models::{ContainerCreateBody, HealthConfig};

use super::process::some;
use super::{NewContainer, Since};
use crate::compose::model::value::GoDuration;
use crate::engine::connection::ApiVersion;
use crate::engine::error::EngineError;

pub(super) fn fill(
    new: &NewContainer<'_>,
    api: ApiVersion,
    body: &mut ContainerCreateBody,
) -> Result<(), EngineError> {
    let Some(check) = &new.service.healthcheck else {
        return Ok(());
    };
    if check.start_interval.is_some() {
        Since::START_INTERVAL.check(new, api, "healthcheck.start_interval")?;
    }
    body.healthcheck = Some(HealthConfig {
        test: if check.disable {
            Some(vec!["NONE".to_owned()])
        } else {
            some(&check.test)
        },
        interval: check.interval.map(nanos),
        timeout: check.timeout.map(nanos),
        retries: check.retries.and_then(|retries| retries.try_into().ok()),
        start_period: check.start_period.map(nanos),
        start_interval: check.start_interval.map(nanos),
    });
    Ok(())
}

fn nanos(GoDuration(duration): GoDuration) -> i64 {
    let nanos = Duration::as_nanos(&duration);
    i64::try_from(nanos).unwrap_or(i64::MAX)
}
