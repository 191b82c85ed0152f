//! The healthcheck.

use std::time::Duration;

use bollard::models::{ContainerCreateBody, HealthConfig};

use super::NewContainer;
use super::process::some;
use crate::compose::model::value::GoDuration;

pub(super) fn fill(new: &NewContainer<'_>, body: &mut ContainerCreateBody) {
    let check = new.service.healthcheck.as_ref();
    body.healthcheck = check.map(|check| HealthConfig {
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
}

fn nanos(GoDuration(duration): GoDuration) -> i64 {
    let nanos = Duration::as_nanos(&duration);
    i64::try_from(nanos).unwrap_or(i64::MAX)
}
