//! Plans that wait for a yes, and the buttons under them.

mod buttons;
mod confirmations;
