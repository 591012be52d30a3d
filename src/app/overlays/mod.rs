//! Overlays with a life of their own: the help, the commands, the messages; never how they look.

mod acting;
pub mod arguments;
pub mod commands;
pub mod help;
pub mod messages;
pub mod picker;
pub mod searched;
pub mod spread;
