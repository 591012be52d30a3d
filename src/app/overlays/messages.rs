//! The messages so far, all of them or only those that matter; never what they say.

use crate::actions::Action;
use crate::app::App;
use crate::app::cursor::Cursor;
use crate::app::log::{Entry, Level};
use crate::app::overlay::Overlay;

/// The messages while they are open.
#[derive(Clone, Copy, Debug)]
pub struct MessageSheet {
    /// The least that is shown.
    pub least: Level,
    /// The selected row.
    pub cursor: Cursor,
}

impl Default for MessageSheet {
    fn default() -> Self {
        Self { least: Level::Info, cursor: Cursor::default() }
    }
}

impl MessageSheet {
    /// Which messages are shown.
    pub const fn words(self) -> &'static str {
        match self.least {
            Level::Info => "all",
            Level::Warn => "warnings and errors",
            Level::Error => "errors",
        }
    }

    /// Answers an action; whether it stays open.
    pub(in crate::app) fn act(&mut self, action: Action, shown: usize, page: usize) -> bool {
        if action == Action::ViewCycle {
            self.least = match self.least {
                Level::Info => Level::Warn,
                Level::Warn => Level::Error,
                Level::Error => Level::Info,
            };
            self.cursor = Cursor::default();
        } else {
            self.cursor.travel(action, shown, page);
        }
        !matches!(action, Action::Back | Action::Close | Action::Messages | Action::Open)
    }
}

impl App {
    /// The messages that are shown, the newest first.
    pub fn messages(&self) -> Vec<&Entry> {
        let least = match &self.overlay {
            Some(Overlay::Messages(sheet)) => sheet.least,
            _ => Level::Info,
        };
        self.messages_from(least)
    }

    /// The messages that matter at least so much.
    pub(in crate::app) fn messages_from(&self, least: Level) -> Vec<&Entry> {
        self.log.entries().filter(|entry| entry.level >= least).collect()
    }
}
