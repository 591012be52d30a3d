//! Lusifer explorer: watch a language model become a user, one batch of ratings at a time.
//!
//! One module per room of the house; `tests/rooms.rs` holds which room may import which.

pub mod domain;
pub mod simulation;
