//! Reads the terminal's bytes, in the thread that answers them; never what they mean.
//!
//! A thread between the terminal and the loop would have to be woken and then to wake: on a machine with something
//! else to do, that took a sixth of the time between a key and its frame.

use std::collections::VecDeque;
use std::env;
use std::io::{self, Stdin, stdin};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::Typed;
use super::parser::Parser;
use crate::app::Message;
use crate::runtime::at;
use crate::runtime::ground::Question;

/// How long `esc` waits for the rest of a sequence: longer than the bytes of one key are apart on a line that
/// can be worked on, shorter than a person notices. `ESCDELAY`, which other programs know as well, says
/// otherwise.
const ESCAPE: Duration = Duration::from_millis(50);

/// Bytes that are taken at once.
const AT_ONCE: usize = 1 << 12;

/// The keyboard and the mouse.
pub(in crate::runtime) struct Input {
    /// `None` while somebody else reads the terminal.
    watched: Option<AsyncFd<Stdin>>,
    parser: Parser,
    typed: Vec<Typed>,
    bytes: Vec<u8>,
    question: Question,
    /// What was typed and not yet taken.
    held: VecDeque<Message>,
    escape: Duration,
    /// When what waits for its rest is what it is.
    until: Option<Instant>,
    /// Whether what was read last was all there was.
    is_drained: bool,
    is_gone: bool,
}

impl Input {
    /// Listens to the terminal from now on.
    ///
    /// # Errors
    /// The system cannot watch it.
    pub(in crate::runtime) fn listen(question: Question) -> io::Result<Self> {
        let asked = env::var("ESCDELAY").ok().and_then(|text| text.parse().ok());
        Ok(Self {
            watched: Some(watch()?),
            parser: Parser::default(),
            typed: Vec::new(),
            bytes: vec![0; AT_ONCE],
            question,
            held: VecDeque::new(),
            escape: asked.map_or(ESCAPE, |asked: u64| Duration::from_millis(asked.clamp(1, 60_000))),
            until: None,
            is_drained: false,
            is_gone: false,
        })
    }

    /// What comes next; `None` when the terminal can no longer be read. Nothing is lost when it is not waited for to
    /// the end.
    pub(in crate::runtime) async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.held.pop_front() {
                return Some(message);
            }
            if self.is_gone {
                return None;
            }
            self.is_drained = false;
            let watched = match &self.watched {
                Some(watched) => watched,
                None => self.watched.insert(watch().ok()?),
            };
            let told = tokio::select! {
                biased;
                told = watched.readable() => Some(told.ok()?),
                () = at(self.until) => None,
            };
            // Bytes may be gone that were told of, and reading would then wait; the rest of a key may have come while
            // something else was done.
            match (is_readable(), told) {
                (true, _) => self.read(),
                (false, Some(mut told)) => told.clear_ready(),
                (false, None) => {
                    self.parser.give_up(&mut self.typed);
                    self.hear();
                }
            }
        }
    }

    /// What is already there.
    pub(in crate::runtime) fn waiting(&mut self) -> Option<Message> {
        let may_be = self.watched.is_some() && !self.is_drained && !self.is_gone;
        if self.held.is_empty() && may_be && is_readable() {
            self.read();
        }
        self.held.pop_front()
    }

    /// Reads no more until the next message is asked for: what is typed stays with the terminal for whoever reads
    /// it. What was read before is kept.
    pub(in crate::runtime) fn pause(&mut self) {
        self.watched = None;
        self.parser.give_up(&mut self.typed);
        self.hear();
    }

    /// Takes what is there; would wait where nothing is.
    fn read(&mut self) {
        match rustix::io::read(stdin(), &mut self.bytes) {
            Ok(0) => self.is_gone = true,
            Ok(count) => {
                self.is_drained = count < self.bytes.len();
                self.parser.feed(self.bytes.get(..count).unwrap_or_default(), &mut self.typed);
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => self.is_gone = true,
        }
        self.hear();
    }

    /// Hands over what was understood.
    fn hear(&mut self) {
        for typed in self.typed.drain(..) {
            match typed.message() {
                Ok(message) => self.held.push_back(message),
                Err(answer) => self.question.answered(&answer, Instant::now()),
            }
        }
        self.until = self.parser.waits().then(|| Instant::now() + self.escape);
    }
}

#[expect(
    deprecated,
    reason = "its successor is unsafe, for descriptors that may be closed: this one stays open"
)]
fn watch() -> io::Result<AsyncFd<Stdin>> {
    AsyncFd::with_interest(stdin(), Interest::READABLE)
}

/// Whether reading returns at once: with bytes, or because the terminal is gone.
fn is_readable() -> bool {
    let terminal = stdin();
    let mut watched = [PollFd::new(&terminal, PollFlags::IN)];
    poll(&mut watched, Some(&Timespec::default())).is_ok_and(|count| count > 0)
}
