//! The messages so far, all of them or only those that matter; never what they say.

use crate::actions::Action;
use crate::app::App;
use crate::app::cursor::Cursor;
use crate::app::log::{Entry, Level};
use crate::app::overlay::Overlay;

/// The messages while they are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageSheet {
    /// The least that is shown.
    pub least: Level,
    /// The selected row.
    pub cursor: Cursor,
    /// Whether the selected one alone is shown, and its first row that is in sight.
    pub whole: Option<usize>,
}

impl Default for MessageSheet {
    fn default() -> Self {
        Self { least: Level::Info, cursor: Cursor::default(), whole: None }
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

    /// Answers an action; whether it stays open. `most` = the last row of the message that need come first.
    pub(in crate::app) fn act(&mut self, action: Action, shown: usize, page: usize, most: usize) -> bool {
        if let Some(first) = &mut self.whole {
            match action {
                Action::MoveDown => *first = (*first + 1).min(most),
                Action::MoveUp => *first = first.saturating_sub(1),
                Action::PageDown => *first = (*first + page).min(most),
                Action::PageUp => *first = first.saturating_sub(page),
                Action::Top => *first = 0,
                Action::Bottom => *first = most,
                Action::Back | Action::Close | Action::Open => self.whole = None,
                _ => {}
            }
            return action != Action::Messages;
        }
        if action == Action::Open {
            self.whole = (shown > 0).then_some(0);
        } else if action == Action::ViewCycle {
            self.least = match self.least {
                Level::Info => Level::Warn,
                Level::Warn => Level::Error,
                Level::Error => Level::Info,
            };
            self.cursor = Cursor::default();
        } else {
            self.cursor.travel(action, shown, page);
        }
        !matches!(action, Action::Back | Action::Close | Action::Messages)
    }
}

impl App {
    /// How many messages of those that are shown there are, where they are open.
    pub(in crate::app) fn shown_messages(&self) -> Option<(Level, usize)> {
        match &self.overlay {
            Some(Overlay::Messages(sheet)) => Some((sheet.least, self.messages_from(sheet.least).len())),
            _ => None,
        }
    }

    /// New messages stand before the one that is looked at, which stays the one.
    pub(in crate::app) fn keep_message(&mut self, before: Option<(Level, usize)>) {
        let Some(((least, was), (now_least, is))) = before.zip(self.shown_messages()) else { return };
        if let (true, Some(Overlay::Messages(sheet))) = (least == now_least && is > was, &mut self.overlay)
            && let Some(at) = sheet.cursor.of(was)
        {
            sheet.cursor.set(at + is - was);
        }
    }

    /// How many rows of the message that is looked at are out of sight, a few too many at most.
    pub(in crate::app) fn rows_out_of_sight(&self, sheet: MessageSheet) -> usize {
        // Around a message in the largest class: six rows and a frame; beside it a frame and what lies below.
        const AROUND: u16 = 8;
        const BESIDE: u16 = 8;
        let shown = self.messages_from(sheet.least);
        let Some(entry) = sheet.cursor.of(shown.len()).and_then(|at| shown.get(at)) else { return 0 };
        let room = usize::from(self.size.0.saturating_sub(BESIDE).min(96));
        let room = room.min(usize::from(self.settings.prose_width)).max(8);
        let (mut rows, mut used) = (1, 0);
        for letters in entry.text.split(' ').map(|word| word.chars().count()) {
            if used > 0 && used + 1 + letters > room {
                (rows, used) = (rows + 1, 0);
            }
            used += letters + usize::from(used > 0);
            rows += used.saturating_sub(1) / room;
            used -= used.saturating_sub(1) / room * room;
        }
        rows.saturating_sub(usize::from(self.size.1.saturating_sub(AROUND)))
    }

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
