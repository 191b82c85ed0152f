//! The terminal: one command (`hailer run`), or a prompt (`hailer console`).
