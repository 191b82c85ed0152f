//! Configuration from the environment, a file a concern. Secrets can't be printed.
