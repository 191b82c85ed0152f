//! Containers that belong to no project: made, checked, awaited, listed.

mod checked;
mod created;
mod listed;
mod ports;
