//! All SQL, for SQLite and PostgreSQL alike. sqlx lives here alone.
