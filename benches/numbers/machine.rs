//! Where it was measured: figures of another machine, or of a busy one, are other figures.

use std::fmt;
use std::fs;

use super::official;

/// This machine, and what is compared with.
#[derive(Debug)]
pub(crate) struct Machine {
    facts: Vec<(&'static str, String)>,
}

impl Machine {
    pub(crate) fn look() -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let cpus = read("/proc/cpuinfo");
        let cpu = cpus
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
            .map_or("unknown", |(_, name)| name);
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let kernel = read("/proc/sys/kernel/osrelease");
        let load = read("/proc/loadavg");
        let load: Vec<_> = load.split(' ').take(3).collect();
        let facts = vec![
            ("when", chrono::Utc::now().format("%F %R UTC").to_string()),
            (
                "machine",
                format!("{cores} × {cpu}, Linux {}", kernel.trim()),
            ),
            ("load average at the beginning", load.join(", ")),
            ("Docker Engine", official::engine_version()),
            ("Compose", official::compose().describe()),
            ("Docker CLI", official::docker_version()),
            ("rsync", official::rsync_version()),
        ];
        Self { facts }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, said) in &self.facts {
            writeln!(f, "- {what}: {said}")?;
        }
        Ok(())
    }
}
