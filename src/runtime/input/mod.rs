//! What the terminal sends to what the program understands.

#[cfg(not(unix))]
mod events;
mod keys;
#[cfg(unix)]
mod parser;
#[cfg(unix)]
mod unix;

use std::collections::VecDeque;
use std::io;

use tokio::sync::mpsc;

#[cfg(not(unix))]
use events as system;
#[cfg(unix)]
use unix as system;

pub(super) use keys::key;

use super::ground::Question;
use crate::app::Message;
#[cfg(unix)]
use crate::app::pointer::Pointer;
#[cfg(unix)]
use crate::config::keymap::Key;

/// Messages that may wait for the loop; a terminal that types faster waits.
const WAITING: usize = 256;

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

/// The keyboard and the mouse, read in a thread of its own: reading may block, and no job that keeps the
/// asynchronous threads busy may keep a key waiting.
pub(super) struct Input {
    inbox: mpsc::Receiver<Message>,
    /// What was typed before a pause and not yet taken.
    held: VecDeque<Message>,
    reader: system::Reader,
}

impl Input {
    /// Listens to the terminal from now on.
    ///
    /// # Errors
    /// The system has no thread or no pipe left.
    pub(super) fn listen(question: Question) -> io::Result<Self> {
        let (typed, inbox) = mpsc::channel(WAITING);
        Ok(Self { inbox, held: VecDeque::new(), reader: system::Reader::start(question, typed)? })
    }

    /// What comes next; `None` when the terminal can no longer be read.
    pub(super) async fn next(&mut self) -> Option<Message> {
        match self.held.pop_front() {
            Some(message) => Some(message),
            None => self.inbox.recv().await,
        }
    }

    /// What is already there.
    pub(super) fn waiting(&mut self) -> Option<Message> {
        self.held.pop_front().or_else(|| self.inbox.try_recv().ok())
    }

    /// Reads no more from now on: what is typed stays with the terminal for whoever reads it next. What was
    /// read before is kept.
    pub(super) async fn pause(&mut self) {
        self.reader.ask_to_pause();
        loop {
            tokio::select! {
                biased;
                // The reader may wait for room in the channel before it hears of the pause.
                message = self.inbox.recv() => match message {
                    Some(message) => self.held.push_back(message),
                    None => return,
                },
                () = self.reader.paused() => break,
            }
        }
        while let Ok(message) = self.inbox.try_recv() {
            self.held.push_back(message);
        }
    }

    /// Reads again.
    pub(super) fn go_on(&mut self) {
        self.reader.go_on();
    }
}
