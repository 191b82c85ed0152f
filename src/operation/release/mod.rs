//! A release on record: what it takes to put it back stays as long as it is kept (`retention`), and production is held
//! against it (`proof`); all of them are told (`history`). Which release is meant and how it is put back is for `deploy`
//! to say.

pub mod history;
pub(super) mod proof;
pub(super) mod retention;
