//! The Compose model: runs the Compose binary as a parser, types its output, and never touches Docker.
