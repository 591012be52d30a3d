//! The only room with a clock, a terminal and tasks; never chooses colours or meaning.

mod cohort;
mod echo;
mod frame;
mod gate;
mod ground;
mod hands;
mod input;
mod jobs;
mod log;
mod output;
mod pace;
mod recall;
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

use crate::app::deeds::{Deed, Errand};
use crate::app::log::Level;
use crate::app::pointer::Gesture;
use crate::app::restore::Opening;
use crate::app::{App, Effect, Message};
use crate::config::keymap::Keymap;
use crate::config::recall::Recall;
use crate::config::theme::Looks;
use crate::config::ui::UiSettings;
use crate::domain::{Id, RunId};
use crate::ui::Ui;
pub use crate::ui::picture::Format;
use crate::workspace::Settings;
pub use echo::echo_keys;
pub use frame::{Script, Shot, frame};
use hands::{Hands, Told};
pub use hands::{clipboard_route, editor};
use input::Input;
use jobs::Jobs;
use pace::Pace;
use signals::{Outside, Watch};
use terminal::Screen;
pub use terminal::size;
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
    /// The folder of what outlasts a session without being part of a study.
    pub state: PathBuf,
    /// The user to open.
    pub user: Option<Id>,
    /// The run to open.
    pub run: Option<RunId>,
    /// What is done about the last session; `None` = it is neither read nor written.
    pub recall: Option<Recall>,
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
    let screen = Screen::enter()?;
    let (results, mut inbox) = mpsc::channel(jobs::WAITING);
    let recall::Found { memory, study, opening, borders, wrong } =
        recall::look(explore.recall, &explore.settings);
    let jobs = Jobs::new(explore.settings, results, threads).recalling(study);
    let (news, mut told) = mpsc::channel(1);
    let hands = Hands {
        clipboard: explore.ui.clipboard,
        editor: explore.ui.editor.clone(),
        state: explore.state,
        news,
    };
    let mut looks = explore.looks;
    // Without colour not even the codes that end one are written, whatever the library makes of the environment.
    crossterm::style::force_color_output(looks.has_colour());
    let (question, mut answer) = ground::ask(looks.depends_on_ground())?;
    let mut watched = Watched::nothing();
    watched.files(looks.files());
    let mut input = Input::listen(question)?;
    let size = screen.size()?;
    let ui = Ui::new(looks.theme().clone()).with_glyphs(looks.glyphs());
    let (app, effects) = App::start(explore.keymap.into(), explore.ui, size, &explore.warnings);
    let app = app.with_borders(&borders).opening(Opening::asked(explore.user, explore.run).or(opening));
    let mut explorer =
        Explorer { app, ui, screen, jobs, hands, start: Instant::now(), effects, dirty: true, ends: false };
    if let Some(wrong) = wrong {
        explorer.update(Message::Said(vec![(Level::Warn, wrong)]));
    }
    let mut pace = Pace::default();
    let mut ended = Ended::Quit;
    let mut panics_in_frame = false;
    loop {
        explorer.answer(&mut input, &mut watch).await?;
        if explorer.ends {
            if ended == Ended::Quit {
                answer.settle().await;
                memory.keep(&explorer.app, explorer.jobs.opened_with());
            }
            return Ok(ended);
        }
        explorer.dirty |= explorer.app.take_redraw() || panics_in_frame;
        if explorer.dirty && pace.due().is_none_or(|due| due <= Instant::now()) {
            explorer.draw(panics_in_frame)?;
            pace.drawn(Instant::now());
        }
        let wake = explorer.app.next_wake().map(|wake| explorer.start + wake);
        let frame = pace.due().filter(|_| explorer.dirty);
        let first = tokio::select! {
            message = input.next() => {
                if message.is_none() {
                    ended = Ended::Terminated;
                }
                Some(message.unwrap_or(Message::Terminate))
            }
            message = inbox.recv() => message,
            ground = answer.next() => {
                let read = looks.on(ground);
                explorer.dirty |= themes::show(&looks, &mut explorer.ui, &mut watched);
                Some(Message::Said(themes::said(&read, None)))
            }
            () = watched.changed() => {
                let read = looks.reload();
                explorer.dirty |= themes::show(&looks, &mut explorer.ui, &mut watched);
                Some(Message::Said(themes::said(&read, Some(looks.theme().name()))))
            }
            () = at(frame) => None,
            () = at(wake) => Some(Message::Wake),
            Some(told) = told.recv() => Some(explorer.hear(told)?),
            outside = watch.next() => {
                if outside == Outside::End {
                    ended = Ended::Terminated;
                }
                Some(explorer.heed(outside)?)
            }
        };
        let mut next = first;
        let mut taken = 0;
        while let Some(message) = next {
            panics_in_frame |= asked_to_panic(&message);
            let message = explorer.place(message)?;
            explorer.update(message);
            taken += 1;
            // A message may have to act before the next is understood: a quit, a suspension.
            next = if taken < BURST && explorer.effects.is_empty() {
                input.waiting().or_else(|| inbox.try_recv().ok())
            } else {
                None
            };
        }
    }
}

/// The program and its terminal.
struct Explorer {
    app: App,
    ui: Ui,
    screen: Screen,
    jobs: Jobs,
    hands: Hands,
    start: Instant,
    /// What the program asked for and nobody has done yet.
    effects: Vec<Effect>,
    /// Whether the screen shows something else than the program would.
    dirty: bool,
    /// Whether the program was asked to end.
    ends: bool,
}

impl Explorer {
    fn update(&mut self, message: Message) {
        self.effects.extend(self.app.update(message, self.start.elapsed()));
    }

    /// Where the mouse did something stands what was drawn last. What it did before must be on the screen by then:
    /// the second of two quick clicks is on what the first one came to.
    fn place(&mut self, message: Message) -> io::Result<Message> {
        let Message::Pointer(pointer, _) = message else { return Ok(message) };
        if pointer.gesture == Gesture::Press && (self.dirty || self.app.take_redraw()) {
            self.draw(false)?;
        }
        Ok(Message::Pointer(pointer, self.ui.hit(pointer.column, pointer.row)))
    }

    fn draw(&mut self, panics: bool) -> io::Result<()> {
        let (ui, app) = (&mut self.ui, &self.app);
        self.screen.draw(|frame| {
            ui.draw(frame, app);
            assert!(!panics, "asked to panic by LUSIFER_PANIC_ON_PASTE");
        })?;
        self.dirty = false;
        Ok(())
    }

    /// Does what the program asked for, and what it asks for because of that.
    async fn answer(&mut self, input: &mut Input, watch: &mut Watch) -> io::Result<()> {
        while !self.effects.is_empty() && !self.ends {
            for effect in std::mem::take(&mut self.effects) {
                match effect {
                    Effect::Start { id, work } => self.jobs.start(id, work),
                    Effect::Cancel(id) => self.jobs.cancel(id),
                    Effect::Hold(id, holds) => self.jobs.hold(id, holds),
                    Effect::Errand(errand) => self.run(errand, input, watch).await?,
                    Effect::Suspend => {
                        #[cfg(unix)]
                        self.screen.suspend(terminal::Whom::Group)?;
                        self.redraw()?;
                    }
                    Effect::Quit => self.ends = true,
                }
            }
        }
        Ok(())
    }

    async fn run(&mut self, errand: Errand, input: &mut Input, watch: &mut Watch) -> io::Result<()> {
        let lends = matches!(errand, Errand::Look { .. });
        let (ui, app) = (&mut self.ui, &self.app);
        let picture = || frame::picture(ui, app);
        let deed = self.hands.run(errand, &mut self.screen, input, watch, picture).await?;
        if lends {
            self.redraw()?;
        }
        if let Some(deed) = deed {
            self.update(Message::Did(deed));
        }
        Ok(())
    }

    /// The terminal was somebody else's: its size may be another one, and nothing of ours is on it.
    fn redraw(&mut self) -> io::Result<()> {
        let size = resized(&self.screen)?;
        self.update(size);
        self.dirty = true;
        Ok(())
    }

    /// What an errand that took its time came to.
    fn hear(&mut self, told: Told) -> io::Result<Message> {
        Ok(Message::Did(match told {
            Told::Deed(deed) => deed,
            Told::ToTerminal(clip) => {
                let (sequence, route) = hands::sequence(&clip.text);
                self.screen.send(&sequence)?;
                Deed::Copied { what: clip.what, route }
            }
        }))
    }

    /// What is done about something from outside, and what the program is told.
    fn heed(&mut self, outside: Outside) -> io::Result<Message> {
        match outside {
            Outside::End => return Ok(Message::Terminate),
            Outside::Resized => {}
            Outside::Stop => {
                #[cfg(unix)]
                self.screen.suspend(terminal::Whom::Us)?;
                self.dirty = true;
            }
            Outside::Continued => {
                self.screen.take_again()?;
                self.dirty = true;
            }
        }
        resized(&self.screen)
    }
}

/// The size of the terminal as it is now.
fn resized(screen: &Screen) -> io::Result<Message> {
    let (width, height) = screen.size()?;
    Ok(Message::Resize { width, height })
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
