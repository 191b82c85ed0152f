//! `handle(Request)`: resolve, collect facts, decide, carry out, answer.
