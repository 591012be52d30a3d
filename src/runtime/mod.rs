//! The only room with a clock, a terminal and tasks; never chooses colours or meaning.

mod changes;
mod cohort;
mod echo;
mod explorer;
mod frame;
mod gate;
mod ground;
mod hands;
mod input;
mod jobs;
mod log;
mod models;
mod opening;
mod output;
mod pace;
mod prompts;
mod recall;
mod repeating;
mod signals;
mod terminal;
mod themes;
mod watched;
mod watching;
mod writing;

use std::future::pending;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

use tokio::runtime::{Builder, Handle};
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use crate::app::log::Level;
use crate::app::restore::Opening;
use crate::app::{App, Message};
use crate::config::keymap::Keymap;
use crate::config::recall::Recall;
use crate::config::theme::Looks;
use crate::config::ui::UiSettings;
use crate::domain::{Id, RunId};
use crate::ui::Ui;
pub use crate::ui::picture::Format;
use crate::workspace::Settings;
pub use echo::echo_keys;
use explorer::Explorer;
pub use frame::{Script, Shot, frame};
use hands::Hands;
pub use hands::{clipboard_route, editor};
use input::Input;
use jobs::Jobs;
use signals::{Outside, Watch};
use terminal::Screen;
pub use terminal::size;
use themes::Worn;

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
    /// The folder of prompts that somebody makes.
    pub prompts: PathBuf,
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

/// Runs the explorer until it ends; the terminal is then as it was.
///
/// # Errors
/// What the terminal says.
pub fn explore(explore: Explore) -> io::Result<Ended> {
    log::start(explore.log.clone(), explore.log_level);
    // Two runtimes: jobs may keep all threads of theirs computing, and neither keys nor frames nor timers wait.
    let threads = Builder::new_multi_thread().enable_all().build()?;
    let here = Builder::new_current_thread().enable_all().build()?;
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
    let replay = explore.settings.replay.as_ref().map(|wish| wish.realtime);
    let jobs = Jobs::new(explore.settings, results, threads).recalling(study);
    let (news, mut told) = mpsc::channel(1);
    let hands = Hands {
        clipboard: explore.ui.clipboard,
        editor: explore.ui.editor.clone(),
        state: explore.state,
        news,
    };
    let looks = explore.looks;
    // Without colour not even the codes that end one are written, whatever the library makes of the environment.
    crossterm::style::force_color_output(looks.has_colour());
    let (question, mut answer) = ground::ask(looks.wants_ground())?;
    let mut input = Input::listen(question)?;
    let size = size()?;
    let ui = Ui::new(looks.theme().clone()).with_glyphs(looks.glyphs());
    let (app, effects) = App::start(explore.keymap.into(), explore.ui, size, &explore.warnings);
    let app = app
        .with_themes(looks.names())
        .with_borders(&borders)
        .replaying(replay)
        .with_prompts_home(explore.prompts)
        .opening(Opening::asked(explore.user, explore.run).or(opening));
    let mut explorer = Explorer::new(app, ui, screen, jobs, hands, Worn::new(looks));
    explorer.effects = effects;
    if let Some(wrong) = wrong {
        explorer.update(Message::Said(vec![(Level::Warn, wrong)]));
    }
    let mut ended = Ended::Quit;
    loop {
        explorer.answer(&mut input, &mut watch).await?;
        if explorer.ends {
            if ended == Ended::Quit {
                answer.settle().await;
                let jobs = &explorer.jobs;
                memory.keep(&explorer.app, jobs.opened_with().as_ref(), jobs.started_with());
            }
            return Ok(ended);
        }
        explorer.show()?;
        let wake = explorer.app.next_wake().map(|wake| explorer.start + wake);
        let frame = explorer.next_frame();
        // A key is asked for first, so that nothing else is asked before it is answered; news of work, of which there
        // may be much, last.
        let first = tokio::select! {
            biased;
            message = input.next() => {
                if message.is_none() {
                    ended = Ended::Terminated;
                }
                Some(message.unwrap_or(Message::Terminate))
            }
            outside = watch.next() => {
                if outside == Outside::End {
                    ended = Ended::Terminated;
                }
                Some(explorer.heed(outside)?)
            }
            () = at(frame) => None,
            () = at(wake) => Some(Message::Wake),
            Some(told) = told.recv() => Some(explorer.hear(told)?),
            ground = answer.next() => {
                let said = explorer.worn.on(ground);
                explorer.show_theme();
                Some(Message::Said(said))
            }
            () = explorer.worn.changed() => {
                let said = explorer.worn.read_again();
                explorer.show_theme();
                Some(Message::Said(said))
            }
            () = explorer.shelf.changed() => Some(Message::PromptsChanged),
            message = inbox.recv() => message,
        };
        if let Some(message) = first {
            explorer.take(message, &mut input, &mut inbox)?;
        }
    }
}

/// Ends at an instant; never, where there is none, so that an idle program is not woken.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant.into()).await,
        None => pending().await,
    }
}
