//! The language as it is spoken.

mod errors;
mod round_trip;
mod spelling;
