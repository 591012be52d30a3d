//! The program from outside: its commands, its explorer in a pseudo-terminal, killed, and as the README says.

#![cfg(test)]

mod before;
#[cfg(unix)]
mod border;
mod breaking;
mod cassette;
#[cfg(unix)]
mod editing;
mod frames;
#[cfg(unix)]
mod hard_terminals;
mod headless;
mod home;
mod keyring;
mod kill;
#[cfg(unix)]
mod looks;
#[path = "../common/model_server.rs"]
#[expect(dead_code, reason = "shared with other tests, which need other parts")]
mod model_server;
mod models;
mod prompts;
#[cfg(unix)]
mod pty;
mod readme;
mod repeat;
#[cfg(unix)]
mod restore;
mod runs;
#[cfg(unix)]
mod settings;
#[cfg(unix)]
mod terminal;
