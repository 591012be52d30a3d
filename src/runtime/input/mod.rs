//! What the terminal sends to what the program understands.

#[cfg(not(unix))]
mod events;
mod keys;
#[cfg(unix)]
mod parser;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use events::Input;
pub(super) use keys::key;
#[cfg(unix)]
pub(super) use unix::Input;

#[cfg(unix)]
use crate::app::Message;
#[cfg(unix)]
use crate::app::pointer::Pointer;
#[cfg(unix)]
use crate::config::keymap::Key;

/// Something that came from the terminal.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Typed {
    Key(Key),
    Paste(String),
    Pointer(Pointer),
    /// What the terminal says of itself.
    Answer(String),
}

#[cfg(unix)]
impl Typed {
    /// What the program is told of it.
    fn message(self) -> Result<Message, String> {
        Ok(match self {
            Self::Key(key) => Message::Key(key),
            Self::Paste(text) => Message::Paste(text),
            Self::Pointer(pointer) => Message::Pointer(pointer, None),
            Self::Answer(text) => return Err(text),
        })
    }
}
