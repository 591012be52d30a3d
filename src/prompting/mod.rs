//! Domain to prompt text, answer text to domain; never a socket.

mod info;

pub use info::{InfoTemplates, TemplateError};
