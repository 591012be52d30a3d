//! Events of a console that has its own, as Windows does.

use std::io;
use std::thread;

use crossterm::event::{self, Event, KeyEventKind, MouseEvent};
use crossterm::event::{MouseButton, MouseEventKind};
use tokio::sync::mpsc;

use super::super::ground::Question;
use super::keys::key;
use crate::app::Message;
use crate::app::pointer::{Gesture, Pointer};

/// Messages that may wait for the loop; a console that types faster waits.
const WAITING: usize = 256;

/// The keyboard and the mouse, read in a thread of its own, because reading blocks.
pub(in crate::runtime) struct Input {
    inbox: mpsc::Receiver<Message>,
}

impl Input {
    /// Listens to the console from now on.
    ///
    /// # Errors
    /// The system has no thread left.
    pub(in crate::runtime) fn listen(_question: Question) -> io::Result<Self> {
        let (typed, inbox) = mpsc::channel(WAITING);
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            while let Ok(event) = event::read() {
                if let Some(message) = message(event)
                    && typed.blocking_send(message).is_err()
                {
                    return;
                }
            }
        })?;
        Ok(Self { inbox })
    }

    /// What comes next; `None` when the console can no longer be read.
    pub(in crate::runtime) async fn next(&mut self) -> Option<Message> {
        self.inbox.recv().await
    }

    /// What is already there.
    pub(in crate::runtime) fn waiting(&mut self) -> Option<Message> {
        self.inbox.try_recv().ok()
    }

    /// A console hands each event to one reader: nothing need be done.
    pub(in crate::runtime) fn pause(&mut self) {}
}

/// The message for an event; `None` for what means nothing here: releases, focus.
fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => key(event).map(Message::Key),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => Some(Message::Resize { width, height }),
        Event::Mouse(event) => pointer(event).map(Message::Pointer),
        _ => None,
    }
}

fn pointer(event: MouseEvent) -> Option<Pointer> {
    let gesture = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Press,
        MouseEventKind::Up(MouseButton::Left) => Gesture::Release,
        MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    event.modifiers.is_empty().then_some(Pointer { column: event.column, row: event.row, gesture })
}
