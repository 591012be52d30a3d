//! A list that is searched by typing: the help, the commands; never what is listed.

use crate::app::cursor::Cursor;
use crate::app::input::LineInput;
use crate::config::keymap::Key;

/// Such a list while it is open.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// What is searched.
    pub input: LineInput,
    /// The selected row.
    pub cursor: Cursor,
}

impl Searched {
    /// Takes a key of the search.
    pub(in crate::app) fn key(&mut self, key: Key) {
        if self.input.key(key) {
            self.cursor = Cursor::default();
        }
    }

    /// Takes pasted text.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.cursor = Cursor::default();
    }
}
