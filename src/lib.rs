//! Lusifer explorer: watch a language model become a user, one batch of ratings at a time.
//!
//! One module per room of the house; `tests/rooms.rs` holds which room may import which.

pub mod actions;
pub mod app;
pub mod commands;
pub mod config;
pub mod data;
pub mod diff;
pub mod domain;
pub mod explain;
pub mod metrics;
pub mod prompting;
pub mod providers;
pub mod recommenders;
pub mod runtime;
pub mod session;
pub mod simulation;
pub mod ui;
pub mod workspace;
