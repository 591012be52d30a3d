//! The only room with a clock, a terminal and tasks; never chooses colours or meaning.

mod cohort;
mod echo;
mod frame;
mod gate;
mod ground;
mod input;
mod jobs;
mod log;
mod output;
mod pace;
mod signals;
mod terminal;
mod themes;

use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use crate::app::{App, Effect, Message};
use crate::config::keymap::Keymap;
use crate::config::theme::Looks;
use crate::config::ui::UiSettings;
use crate::ui::Ui;
use crate::workspace::Settings;
pub use crate::ui::picture::Format;
pub use echo::echo_keys;
pub use frame::{Script, Shot, frame};
use jobs::Jobs;
use pace::Pace;
use signals::{Outside, Watch};
use terminal::Screen;
use themes::Watched;

/// What the explorer is started with.
#[derive(Clone, Debug)]
pub struct Explore {
    /// Data, split, simulator, store.
    pub settings: Settings,
    /// How it looks.
    pub looks: Looks,
    /// Keys.
    pub keymap: Keymap,
    /// How it behaves.
    pub ui: UiSettings,
    /// What is wrong with settings and keys, said when it opens.
    pub warnings: Vec<String>,
    /// Where warnings and errors are logged.
    pub log: PathBuf,
    /// How much is logged where `LUSIFER_LOG` does not say.
    pub log_level: &'static str,
}

/// How the explorer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// A signal or a terminal that is gone ended it.
    Terminated,
}

/// How many waiting messages are taken before a frame is considered.
const BURST: usize = 256;

/// Runs the explorer until it ends; the terminal is then as it was.
///
/// # Errors
/// What the terminal says.
pub fn explore(explore: Explore) -> io::Result<Ended> {
    log::start(explore.log.clone(), explore.log_level);
    // Two runtimes: jobs may keep all threads of theirs computing, and neither keys nor frames nor timers wait.
    let threads = Builder::new_multi_thread().enable_time().build()?;
    let here = Builder::new_current_thread().enable_time().build()?;
    let ended = here.block_on(run(explore, threads.handle().clone()));
    // Work that is under way is lost, what was kept is kept: nobody waits for a slow model to leave.
    threads.shutdown_background();
    match ended {
        Err(error) if terminal::is_gone(&error) => Ok(Ended::Terminated),
        ended => ended,
    }
}

async fn run(explore: Explore, threads: Handle) -> io::Result<Ended> {
    let mut watch = Watch::start()?;
    let mut screen = Screen::enter()?;
    let (results, mut inbox) = mpsc::channel(jobs::WAITING);
    let mut jobs = Jobs::new(explore.settings, results, threads);
    let mut looks = explore.looks;
    // Without colour not even the codes that end one are written, whatever the library makes of the environment.
    crossterm::style::force_color_output(looks.has_colour());
    let (question, mut answer) = ground::ask(looks.depends_on_ground())?;
    let mut watched = Watched::nothing();
    watched.files(looks.files());
    let mut typed = input::listen(question)?;
    let start = Instant::now();
    let size = screen.size()?;
    let mut ui = Ui::new(looks.theme().clone()).with_glyphs(looks.glyphs());
    let (mut app, mut effects) = App::start(explore.keymap.into(), explore.ui, size, &explore.warnings);
    let mut pace = Pace::default();
    let mut dirty = true;
    let mut ended = Ended::Quit;
    let mut panics_in_frame = false;
    loop {
        for effect in effects.drain(..) {
            match effect {
                Effect::Start { id, work } => jobs.start(id, work),
                Effect::Cancel(id) => jobs.cancel(id),
                Effect::Hold(id, holds) => jobs.hold(id, holds),
                Effect::Suspend => {
                    #[cfg(unix)]
                    screen.suspend()?;
                    dirty = true;
                }
                Effect::Quit => {
                    if ended == Ended::Quit {
                        answer.settle().await;
                    }
                    return Ok(ended);
                }
            }
        }
        if dirty && pace.due().is_none_or(|due| due <= Instant::now()) {
            screen.draw(|frame| {
                ui.draw(frame, &app);
                assert!(!panics_in_frame, "asked to panic by LUSIFER_PANIC_ON_PASTE");
            })?;
            pace.drawn(Instant::now());
            dirty = false;
        }
        let wake = app.next_wake().map(|wake| start + wake);
        let frame = pace.due().filter(|_| dirty);
        let first = tokio::select! {
            message = typed.recv() => {
                if message.is_none() {
                    ended = Ended::Terminated;
                }
                Some(message.unwrap_or(Message::Terminate))
            }
            message = inbox.recv() => message,
            ground = answer.next() => {
                let read = looks.on(ground);
                dirty |= themes::show(&looks, &mut ui, &mut watched);
                Some(Message::Said(themes::said(&read, None)))
            }
            () = watched.changed() => {
                let read = looks.reload();
                dirty |= themes::show(&looks, &mut ui, &mut watched);
                Some(Message::Said(themes::said(&read, Some(looks.theme().name()))))
            }
            () = at(frame) => None,
            () = at(wake) => Some(Message::Wake),
            outside = watch.next() => match outside {
                Outside::Continued => {
                    screen.take_again()?;
                    dirty = true;
                    None
                }
                Outside::End => {
                    ended = Ended::Terminated;
                    Some(Message::Terminate)
                }
            },
        };
        let mut next = first;
        let mut taken = 0;
        while let Some(message) = next {
            panics_in_frame |= asked_to_panic(&message);
            effects.extend(app.update(message, start.elapsed()));
            taken += 1;
            // A message may have to act before the next is understood: a quit, a suspension.
            next = if taken < BURST && effects.is_empty() {
                typed.try_recv().or_else(|_| inbox.try_recv()).ok()
            } else {
                None
            };
        }
        dirty |= app.take_redraw() || panics_in_frame;
    }
}

/// Ends at an instant; never, where there is none, so that an idle program is not woken.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant.into()).await,
        None => pending().await,
    }
}

/// Lets a test see that a panic leaves the terminal in order, at once or (true) in the middle of the next frame;
/// not part of a release.
fn asked_to_panic(message: &Message) -> bool {
    if !cfg!(debug_assertions) || !matches!(message, Message::Paste(_)) {
        return false;
    }
    let asked = std::env::var("LUSIFER_PANIC_ON_PASTE").ok();
    assert!(asked.is_none() || asked.as_deref() == Some("draw"), "asked to panic by LUSIFER_PANIC_ON_PASTE");
    asked.is_some()
}
