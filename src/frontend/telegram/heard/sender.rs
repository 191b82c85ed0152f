//! Who somebody is: a number that stays, and a name that is only shown.

use serde_json::Value;

use super::Why;
use crate::domain::actor::{InvalidPrincipal, Principal};
use crate::frontend::telegram::render::cut;
use crate::reply::clean_line;

/// Units of a name that are shown.
const NAME: usize = 64;

/// A person on Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The numeric id, by which somebody is known.
    pub id: u64,
    /// The name that they have given themselves, inert; it proves nothing.
    pub name: String,
}

impl Sender {
    /// The identity that grants are given to.
    pub fn principal(&self) -> Result<Principal, InvalidPrincipal> {
        format!("telegram:{}", self.id).parse()
    }
}

/// Reads a `User`.
pub(super) fn read(user: Option<&Value>) -> Result<Sender, Why> {
    let user = user.ok_or(Why::NoIdentity)?;
    if user.get("is_bot").and_then(Value::as_bool) != Some(false) {
        return Err(Why::Bot);
    }
    let id = user.get("id").and_then(Value::as_u64);
    let id = id.ok_or(Why::Unreadable)?;
    let part = |name: &str| user.get(name).and_then(Value::as_str);
    let parts: Vec<&str> = ["first_name", "last_name"]
        .into_iter()
        .filter_map(part)
        .collect();
    let name = cut(clean_line(&parts.join(" ")).trim(), NAME);
    let name = if name.is_empty() {
        id.to_string()
    } else {
        name
    };
    Ok(Sender { id, name })
}
