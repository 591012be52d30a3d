//! What the terminal sends for each key, and what that means: for who wants to know which keys arrive; never the
//! explorer.

use std::io::{self, Write, stdout};
use std::thread;

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyEventKind};
use crossterm::execute;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use super::Ended;
use super::input;
use super::signals::{Outside, Watch};
use crate::actions::Action;
use crate::config::keymap::{Context, Key, Keymap, Meaning};
use crate::domain::text::clean_line;

/// Keys that end it, pressed twice in a row.
const ENDS: [&str; 2] = ["q", "ctrl+c"];

/// Raw mode, given back when dropped.
struct Raw;

impl Raw {
    fn enter() -> io::Result<Self> {
        let raw = Self;
        enable_raw_mode()?;
        execute!(stdout(), EnableBracketedPaste)?;
        Ok(raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone cannot be put right.
        let _ = execute!(stdout(), DisableBracketedPaste);
        let _ = disable_raw_mode();
    }
}

/// Says what each key is and means until `q` or ctrl+c is pressed twice.
///
/// # Errors
/// What the terminal says.
pub fn echo_keys(keymap: &Keymap) -> io::Result<Ended> {
    let here = Builder::new_current_thread().build()?;
    // Before raw mode: a signal that comes early must not leave it behind.
    let mut watch = Watch::start()?;
    let _raw = Raw::enter()?;
    say("Press keys to see what arrives and what it means; q q or ctrl+c ctrl+c ends.")?;
    let (typed, mut inbox) = mpsc::channel(16);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        while let Ok(event) = event::read() {
            if typed.blocking_send(event).is_err() {
                return;
            }
        }
    })?;
    here.block_on(async {
        let mut echo = Echo { keymap, begun: Vec::new(), last: None };
        loop {
            tokio::select! {
                event = inbox.recv() => match event {
                    Some(event) => match echo.take(event) {
                        Heard::Nothing => {}
                        Heard::Said(line) => say(&line)?,
                        Heard::End => return Ok(Ended::Quit),
                    },
                    None => return Ok(Ended::Terminated),
                },
                outside = watch.next() => match outside {
                    Outside::Continued => enable_raw_mode()?,
                    Outside::Resized => {}
                    Outside::Stop => {
                        disable_raw_mode()?;
                        #[cfg(unix)]
                        super::terminal::stop(super::terminal::Whom::Us);
                        enable_raw_mode()?;
                    }
                    Outside::End => return Ok(Ended::Terminated),
                },
            }
        }
    })
}

/// In raw mode a line feed does not go back to the first column.
fn say(line: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    write!(out, "{line}\r\n")?;
    out.flush()
}

/// What came of an event.
enum Heard {
    Nothing,
    Said(String),
    End,
}

struct Echo<'a> {
    keymap: &'a Keymap,
    /// Keys that began a chord somewhere.
    begun: Vec<Key>,
    /// The key before.
    last: Option<Key>,
}

impl Echo<'_> {
    fn take(&mut self, event: Event) -> Heard {
        match event {
            Event::Key(event) if event.kind == KeyEventKind::Release => Heard::Nothing,
            Event::Key(event) => match input::key(event) {
                Some(key) => self.key(key),
                None => Heard::Said(format!(
                    "{:<14}no key that lusifer knows",
                    clean_line(&event.code.to_string())
                )),
            },
            Event::Paste(text) => Heard::Said(format!("{:<14}{} characters", "paste", text.chars().count())),
            Event::Resize(width, height) => Heard::Said(format!("{:<14}{width}x{height}", "size")),
            _ => Heard::Nothing,
        }
    }

    fn key(&mut self, key: Key) -> Heard {
        let name = key.to_string();
        if ENDS.contains(&name.as_str()) && self.last == Some(key) {
            return Heard::End;
        }
        self.last = Some(key);
        let mut typed = std::mem::take(&mut self.begun);
        typed.push(key);
        let mut meant = self.meanings(&typed);
        if meant.is_empty() && typed.len() > 1 {
            // A chord that goes nowhere: this key alone.
            typed = vec![key];
            meant = self.meanings(&typed);
        }
        let begins = Context::ALL.iter().any(|&place| self.keymap.meaning(place, &typed) == Meaning::Begins);
        if begins {
            self.begun.clone_from(&typed);
        }
        let shown: Vec<_> = typed.iter().map(ToString::to_string).collect();
        let meant = if meant.is_empty() { "means nothing".to_owned() } else { meant.join("; ") };
        Heard::Said(format!("{:<14}{meant}", shown.join(" ")))
    }

    /// What keys mean: everywhere, and where that differs.
    fn meanings(&self, typed: &[Key]) -> Vec<String> {
        let everywhere = self.keymap.meaning(Context::Anywhere, typed);
        let mut meant: Vec<String> = said(everywhere).into_iter().collect();
        for place in Context::ALL.into_iter().filter(|place| *place != Context::Anywhere) {
            let here = self.keymap.meaning(place, typed);
            if here != everywhere
                && let Some(said) = said(here)
            {
                meant.push(format!("{}: {said}", place.word()));
            }
        }
        meant
    }
}

fn said(meaning: Meaning) -> Option<String> {
    let named = |action: Action| format!("{} ({})", action.id(), action.about());
    match meaning {
        Meaning::Action(action) => Some(named(action)),
        Meaning::Begins => Some("begins a chord".to_owned()),
        Meaning::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(keymap: &Keymap, keys: &[&str]) -> Vec<String> {
        let mut echo = Echo { keymap, begun: Vec::new(), last: None };
        let mut lines = Vec::new();
        for key in keys {
            match echo.key(key.parse().unwrap()) {
                Heard::Said(line) => lines.push(line),
                Heard::End => lines.push("end".to_owned()),
                Heard::Nothing => {}
            }
        }
        lines
    }

    #[test]
    fn keys_are_named_with_what_they_mean() {
        let keymap = Keymap::built_in();
        let lines = lines(&keymap, &["g", "enter", "f9", "q", "ctrl+c", "q", "q"]);
        assert!(lines[0].starts_with("g             top ("), "{lines:?}");
        assert!(lines[1].contains("open (") && lines[1].contains("question: no ("), "{lines:?}");
        assert_eq!(lines[2], "f9            means nothing");
        assert_eq!(lines.iter().position(|line| line == "end"), Some(6), "only twice in a row: {lines:?}");
    }

    #[test]
    fn chords_are_followed() {
        let mut keymap = Keymap::built_in();
        assert!(keymap.patch("mine.toml", "[keys]\ntop = [\"g g\"]\n").is_empty());
        let lines = lines(&keymap, &["g", "g", "g", "j"]);
        assert!(
            lines[0].contains("begins a chord") && lines[1].starts_with("g g           top"),
            "{lines:?}"
        );
        assert!(lines[3].starts_with("j             move.down"), "{lines:?}");
    }
}
