//! What becomes of instances, and of what they have left behind.

use serde::{Deserialize, Serialize};

use crate::domain::name::InstanceName;

/// What becomes of one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstancePlan {
    /// Which.
    pub name: InstanceName,
    /// What becomes of it.
    pub change: InstanceChange,
    /// Whose it is, by the name that people see.
    pub owner: String,
    /// Its container's full id; `None` where there is none.
    pub container: Option<String>,
    /// Whether it runs.
    pub running: bool,
    /// What nobody gets back, a phrase each ("all that is in the volume hailer-x-data").
    pub loses: Vec<String>,
    /// The volumes that stay.
    pub keeps: Vec<String>,
}

/// What becomes of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstanceChange {
    /// It stops and stays.
    Stop,
    /// It stops and starts.
    Restart,
    /// It is made anew, without its data, and keeps name, ports and passwords.
    Reset,
    /// Another is made in its place.
    Replace,
    /// It is destroyed.
    Destroy,
}

/// Something that instances have left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    /// What it is.
    pub kind: PrunedKind,
    /// What it is called.
    pub name: String,
    /// Its id, where it has one.
    pub id: Option<String>,
    /// How much room that makes, bytes; `None` where the engine doesn't say.
    pub bytes: Option<u64>,
    /// Whose data it is; `None` where it is nobody's.
    pub of: Option<String>,
}

/// What can be left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrunedKind {
    /// An image that was pulled for an instance.
    Image,
    /// A volume of an instance.
    Volume,
}
