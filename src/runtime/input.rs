//! What the terminal sends to what the program understands.

use std::io;
use std::thread;
use std::time::Instant;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::sync::mpsc;

use super::ground::Question;
use crate::app::Message;
use crate::config::keymap::{Code, Key, Mods};

/// Events that may wait for the loop; a terminal that types faster waits.
const WAITING: usize = 256;

/// Listens to the terminal from now on, in a thread of its own: reading it may block in the middle of a
/// sequence, and no job that keeps the asynchronous threads busy may keep a key waiting. The channel closes when
/// the terminal can no longer be read.
///
/// # Errors
/// The system has no thread left.
pub(super) fn listen(mut question: Question) -> io::Result<mpsc::Receiver<Message>> {
    let (typed, inbox) = mpsc::channel(WAITING);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        while let Ok(events) = next(&mut question) {
            for message in events.into_iter().filter_map(message) {
                if typed.blocking_send(message).is_err() {
                    return;
                }
            }
        }
    })?;
    Ok(inbox)
}

/// The next events that are not part of an answer to our question.
fn next(question: &mut Question) -> io::Result<Vec<Event>> {
    match question.patience() {
        Some(patience) if !event::poll(patience)? => Ok(question.let_go()),
        _ => Ok(question.take(event::read()?, Instant::now())),
    }
}

/// The message for an event; `None` for what means nothing here: releases, mouse, focus.
fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => key(event).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => Some(Message::Resize { width, height }),
        _ => None,
    }
}

pub(super) fn key(event: KeyEvent) -> Option<Key> {
    let held = [
        (KeyModifiers::CONTROL, Mods::CTRL),
        (KeyModifiers::ALT, Mods::ALT),
        (KeyModifiers::SHIFT, Mods::SHIFT),
    ];
    let mods = held
        .into_iter()
        .filter(|(theirs, _)| event.modifiers.contains(*theirs))
        .fold(Mods::NONE, |mods, (_, ours)| mods.with(ours));
    Some(match event.code {
        KeyCode::Char(character) => Key::new(Code::Char(character), mods),
        KeyCode::BackTab => Key::new(Code::Tab, mods.with(Mods::SHIFT)),
        code => Key::new(named(code)?, mods),
    })
}

fn named(code: KeyCode) -> Option<Code> {
    Some(match code {
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    })
}
