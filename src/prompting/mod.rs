//! Domain to prompt text, answer text to domain; never a socket.

mod info;
mod message;

pub use info::{InfoTemplates, TemplateError};
pub use message::{Message, Role};
