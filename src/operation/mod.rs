//! One use case a file. Each takes what policy approved, and ends in an outcome.
