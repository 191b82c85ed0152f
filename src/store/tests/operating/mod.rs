//! Operations: their lock and lease, their journal, how they end and who is told.

mod holds;
mod journal;
mod leases;
mod notices;
mod stops;
