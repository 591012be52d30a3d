//! The only room with a clock, a terminal and tasks; never chooses colours or meaning.

mod input;
mod jobs;
mod log;
mod signals;
mod terminal;

use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::time::sleep_until;

use crate::app::{App, Effect, Message};
use crate::config::keymap::Keymap;
use crate::config::theme::Theme;
use crate::ui::Ui;
use crate::workspace::Settings;
use jobs::Jobs;
use signals::Signals;
use terminal::Screen;

/// What the explorer is started with.
#[derive(Clone, Debug)]
pub struct Explore {
    /// Data, split, simulator, store.
    pub settings: Settings,
    /// Colours.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// Where warnings and errors are logged.
    pub log: PathBuf,
}

/// How the explorer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// A signal or a terminal that is gone ended it.
    Terminated,
}

/// Least time between two frames: 60 a second are more than anybody reads, and a held key or a fast job
/// then costs no more than that.
const FRAME: Duration = Duration::from_millis(16);
/// How many waiting messages are taken before a frame is considered.
const BURST: usize = 256;

/// Runs the explorer until it ends; the terminal is then as it was.
///
/// # Errors
/// What the terminal says.
pub fn explore(explore: Explore) -> io::Result<Ended> {
    log::start(explore.log.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ended = runtime.block_on(run(explore));
    // Work that is under way is lost, what was kept is kept: nobody waits for a slow model to leave.
    runtime.shutdown_background();
    ended
}

async fn run(explore: Explore) -> io::Result<Ended> {
    let mut signals = Signals::listen()?;
    let mut screen = Screen::enter()?;
    let (results, mut inbox) = mpsc::channel(jobs::WAITING);
    let mut jobs = Jobs::new(explore.settings, results);
    let mut typed = input::listen();
    let start = Instant::now();
    let size = screen.size()?;
    let mut ui = Ui::new(explore.theme);
    let (mut app, mut effects) = App::start(explore.keymap.into(), size, &[]);
    let mut drawn: Option<Instant> = None;
    let mut dirty = true;
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Start { id, work } => jobs.start(id, work),
                Effect::Cancel(id) => jobs.cancel(id),
                Effect::Suspend => {
                    #[cfg(unix)]
                    screen.suspend()?;
                    dirty = true;
                }
                Effect::Quit => return Ok(signals.ended()),
            }
        }
        let due = drawn.map(|drawn| drawn + FRAME);
        if dirty && due.is_none_or(|due| due <= Instant::now()) {
            if let Err(error) = screen.draw(|frame| ui.draw(frame, &app)) {
                // Nothing can be shown any more: the terminal is gone, its signal may only be late.
                tracing::warn!(%error, "the terminal is gone");
                return Ok(Ended::Terminated);
            }
            drawn = Some(Instant::now());
            dirty = false;
        }
        let wake = app.next_wake().map(|wake| start + wake);
        let frame = due.filter(|_| dirty);
        let first = tokio::select! {
            message = typed.recv() => Some(message.unwrap_or(Message::Terminate)),
            message = inbox.recv() => message,
            () = signals.next() => Some(Message::Terminate),
            () = at(frame) => None,
            () = at(wake) => Some(Message::Wake),
        };
        let mut next = first;
        let mut taken = 0;
        while let Some(message) = next {
            #[cfg(debug_assertions)]
            panic_if_asked(&message);
            effects.extend(app.update(message, start.elapsed()));
            taken += 1;
            // A message may have to act before the next is understood: a quit, a suspension.
            next = if taken < BURST && effects.is_empty() {
                typed.try_recv().or_else(|_| inbox.try_recv()).ok()
            } else {
                None
            };
        }
        dirty |= app.take_redraw();
    }
}

/// Ends at an instant; never, where there is none, so that an idle program is not woken.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant.into()).await,
        None => pending().await,
    }
}

/// Lets a test see that a panic leaves the terminal in order; not part of a release.
#[cfg(debug_assertions)]
fn panic_if_asked(message: &Message) {
    let asked = std::env::var_os("LUSIFER_PANIC_ON_PASTE").is_some();
    assert!(!(asked && matches!(message, Message::Paste(_))), "asked to panic by LUSIFER_PANIC_ON_PASTE");
}
