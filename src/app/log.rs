//! Messages to the person: the newest in the status row for a while, all of them kept in a list.

use std::collections::VecDeque;
use std::time::Duration;

use super::jobs::Kind;

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Leaves after 4 s.
    Info,
    /// Leaves after 8 s.
    Warn,
    /// Stays until `esc`, or until what failed is tried again.
    Error,
}

impl Level {
    const fn stay(self) -> Option<Duration> {
        match self {
            Self::Info => Some(Duration::from_secs(4)),
            Self::Warn => Some(Duration::from_secs(8)),
            Self::Error => None,
        }
    }

    /// The word in the list.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How much it matters.
    pub level: Level,
    /// What it says, on one line.
    pub text: String,
    /// When, since the program started.
    pub at: Duration,
}

/// How many messages are kept.
const KEPT: usize = 500;

/// All messages, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
    shown: Shown,
}

/// Whether the newest message is in the status row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    No,
    Until(Duration),
    UntilDismissed,
    /// Until it is dismissed, or another job of that kind begins.
    UntilTriedAgain(Kind),
}

impl Log {
    /// Adds a message and shows it. An error is not covered by something less.
    pub fn say(&mut self, level: Level, text: impl AsRef<str>, now: Duration) {
        self.add(level, level.stay(), text.as_ref(), now);
    }

    /// Adds that a job failed, and shows it until somebody dismisses it or has the like done again.
    pub fn say_failed(&mut self, kind: Kind, text: impl AsRef<str>, now: Duration) {
        self.add(Level::Error, None, text.as_ref(), now);
        self.shown = Shown::UntilTriedAgain(kind);
    }

    /// The kind of job whose failure is in the status row.
    pub fn failed(&self) -> Option<Kind> {
        match self.shown {
            Shown::UntilTriedAgain(kind) => Some(kind),
            Shown::No | Shown::Until(_) | Shown::UntilDismissed => None,
        }
    }

    /// Adds a message that holds for a time, and shows it as long.
    pub fn say_for(&mut self, stay: Duration, text: impl AsRef<str>, now: Duration) {
        self.add(Level::Info, Some(stay), text.as_ref(), now);
    }

    fn add(&mut self, level: Level, stay: Option<Duration>, text: &str, now: Duration) {
        let text = crate::domain::text::clean_line(text);
        let covers = self.shown().is_none_or(|shown| level >= shown.level || shown.level < Level::Error);
        if covers {
            self.entries.push_front(Entry { level, text, at: now });
            self.shown = stay.map_or(Shown::UntilDismissed, |stay| Shown::Until(now + stay));
        } else {
            self.entries.insert(1.min(self.entries.len()), Entry { level, text, at: now });
        }
        self.entries.truncate(KEPT);
    }

    /// The message in the status row.
    pub fn shown(&self) -> Option<&Entry> {
        self.entries.front().filter(|_| self.shown != Shown::No)
    }

    /// When the status row must be looked at again.
    pub fn next_wake(&self) -> Option<Duration> {
        match self.shown {
            Shown::Until(until) => Some(until),
            Shown::No | Shown::UntilDismissed | Shown::UntilTriedAgain(_) => None,
        }
    }

    /// Hides what has been shown long enough; whether anything changed.
    pub fn expire(&mut self, now: Duration) -> bool {
        let over = self.next_wake().is_some_and(|until| until <= now);
        if over {
            self.shown = Shown::No;
        }
        over
    }

    /// Hides the message in the status row; whether there was one.
    pub fn dismiss(&mut self) -> bool {
        std::mem::take(&mut self.shown) != Shown::No
    }

    /// All messages, the newest first.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infos_leave_errors_stay_and_everything_is_kept() {
        let mut log = Log::default();
        let second = Duration::from_secs(1);
        log.say(Level::Info, "one\u{1b}[31m", second);
        assert_eq!(log.shown().map(|entry| entry.text.as_str()), Some("one[31m"));
        assert_eq!(log.next_wake(), Some(5 * second));
        assert!(!log.expire(4 * second));
        assert!(log.expire(5 * second) && log.shown().is_none() && log.next_wake().is_none());
        log.say(Level::Error, "two", second);
        log.say(Level::Info, "three", second);
        assert_eq!(log.shown().map(|entry| entry.text.as_str()), Some("two"));
        assert_eq!(log.next_wake(), None);
        assert!(log.dismiss() && !log.dismiss());
        assert_eq!(log.len(), 3);
        log.say_failed(Kind::Rate, "four", second);
        log.say(Level::Info, "five", second);
        assert_eq!((log.failed(), log.next_wake()), (Some(Kind::Rate), None));
        log.say(Level::Error, "six", second);
        assert_eq!(log.failed(), None);
    }
}
