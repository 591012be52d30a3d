//! What the screens know and decide: messages in, effects out as data; never awaiting, files, clocks or drawing.
//!
//! [`App::update`] is a pure function of the program's state, a [`Message`] and the time: the same messages at
//! the same times give the same screens. [`message`] holds the bargain with the runtime.

pub mod accepting;
mod across;
pub mod arriving;
mod asked;
mod asking;
mod cohort;
mod columns;
pub mod costs;
pub mod cursor;
pub mod deeds;
mod desk;
pub mod filter;
pub mod input;
pub mod jobs;
mod keeping;
pub mod kept;
mod listing;
pub mod live;
pub mod log;
pub mod marks;
pub mod message;
mod news;
mod offering;
pub mod offers;
pub mod opened;
pub mod orders;
mod outward;
pub mod overlay;
pub mod overlays;
pub mod pointer;
mod prompts;
pub mod query;
pub mod replay;
pub mod restore;
pub mod says;
pub mod screens;
pub mod search;
pub mod sheet;
pub mod spread;
mod stacks;
pub mod study;
mod themes;
pub mod totals;
mod typing;
pub mod undo;
mod update;
pub mod work;

use std::sync::Arc;
use std::time::Duration;

pub use desk::Screen;
pub use message::{Effect, JobId, Message, News, Opened, Progress, RunSummary, Work};

use crate::config::keymap::{Context, Key, Keymap};
use crate::config::ui::{DiffView, UiSettings};
use crate::domain::RunId;
use jobs::Jobs;
use live::Lives;
use log::{Level, Log};
use overlay::Overlay;
use replay::Replay;
use screens::calls::Calls;
use screens::compare::Compare;
use screens::metrics::Metrics;
use screens::profile::{Profile, View};
use screens::prompts::Prompts;
use screens::rate::Rate;
use screens::runs::Runs;
use screens::users::Users;
use study::Study;

/// The state of every screen.
#[derive(Clone, Debug, Default)]
pub struct Screens {
    /// The list of users.
    pub users: Users,
    /// The profile of the open user.
    pub profile: Profile,
    /// Picking and rating.
    pub rate: Rate,
    /// The figures.
    pub metrics: Metrics,
    /// What was asked of a model.
    pub calls: Calls,
    /// The kept runs.
    pub runs: Runs,
    /// What a model is told.
    pub prompts: Prompts,
    /// Two of them side by side.
    pub compare: Compare,
}

/// Whether there is something to show.
#[derive(Clone, Debug)]
pub enum Phase {
    /// The data set is being opened.
    Loading,
    /// It could not be opened, or opening was stopped: why.
    Closed(String),
    /// It is open.
    Open(Box<Study>),
}

/// The whole program, but for the terminal.
#[derive(Clone, Debug)]
pub struct App {
    keymap: Arc<Keymap>,
    settings: UiSettings,
    /// Columns and rows of the terminal.
    size: (u16, u16),
    phase: Phase,
    /// Who was read so far, while data are read.
    arriving: arriving::Arriving,
    screen: Screen,
    screens: Screens,
    overlay: Option<Overlay>,
    /// Whether the focused pane has the whole body.
    is_zoomed: bool,
    /// Whether the mouse is told to the program.
    mouse: bool,
    /// The list that was pointed at.
    pin: Option<pointer::Pin>,
    jobs: Jobs,
    /// What is asked of a model at present.
    live: Lives,
    log: Log,
    /// Until when a second ctrl+c quits.
    quit_armed: Option<Duration>,
    needs_drawing: bool,
    /// Keys that began something and wait for the next one.
    begun: Vec<Key>,
    /// The run that was last asked for by the list of runs, and how many states it had.
    looking: Option<(RunId, Option<usize>)>,
    /// How far the way to where it opens is gone.
    way: restore::Way,
    /// The link from another screen that was followed to this one.
    crossing: Option<across::Crossing>,
    /// The borders between columns of panes that were moved.
    borders: columns::Borders,
    /// Whether something that was recorded is looked at, and how.
    replay: Option<Replay>,
    /// Files of prompts that are watched.
    watched: Vec<std::path::PathBuf>,
    /// The themes that can be named, and the one that is looked at.
    themes: themes::Themes,
    /// What steps will take and what they took.
    costs: costs::Costs,
}

impl App {
    /// The program at its start, in a terminal of `size` (columns, rows), and what it asks for first.
    /// `warnings` are what was wrong with configuration files.
    pub fn start(
        keymap: Arc<Keymap>,
        settings: UiSettings,
        size: (u16, u16),
        warnings: &[String],
    ) -> (Self, Vec<Effect>) {
        let mut app = Self {
            keymap,
            settings,
            size,
            phase: Phase::Loading,
            arriving: arriving::Arriving::default(),
            screen: Screen::Users,
            screens: Screens { profile: Profile::new(size), ..Screens::default() },
            overlay: None,
            is_zoomed: false,
            mouse: false,
            pin: None,
            jobs: Jobs::default(),
            live: Lives::default(),
            log: Log::default(),
            quit_armed: None,
            needs_drawing: true,
            begun: Vec::new(),
            looking: None,
            way: restore::Way::Gone,
            crossing: None,
            borders: columns::Borders::default(),
            replay: None,
            watched: Vec::new(),
            themes: themes::Themes::default(),
            costs: costs::Costs::default(),
        };
        app.screens.calls.shape = app.screens.profile.shape;
        app.screens.prompts.shape = app.screens.profile.shape;
        app.screens.profile.view = match app.settings.diff {
            DiffView::Auto => View::Auto,
            DiffView::Inline => View::Inline,
            DiffView::Split => View::Split,
            DiffView::After => View::After,
        };
        for warning in warnings {
            app.log.say(Level::Warn, warning, Duration::ZERO);
        }
        if warnings.len() > 1 {
            let key = app.keymap.key(Context::Users, crate::actions::Action::Messages);
            let all = key.map_or_else(String::new, |key| format!("; {key} shows them"));
            let said = format!("{} problems in settings and keys{all}", warnings.len());
            app.log.say(Level::Warn, said, Duration::ZERO);
        }
        let mut effects = Vec::new();
        if app.settings.mouse {
            app.mouse = true;
            effects.push(Effect::Errand(deeds::Errand::Mouse(true)));
        }
        app.open(&mut effects);
        (app, effects)
    }

    /// Whether anything on screen may have changed since the last call; asking resets it.
    pub fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.needs_drawing)
    }

    /// When [`Message::Wake`] is wanted, since the program started; `None` = no timer need run.
    pub fn next_wake(&self) -> Option<Duration> {
        let clock = self.live.next_tick(self.looked_at());
        [self.log.next_wake(), self.quit_armed, clock].into_iter().flatten().min()
    }

    /// Columns and rows of the terminal.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Which key means what.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// How the program looks and behaves.
    pub fn settings(&self) -> &UiSettings {
        &self.settings
    }

    /// Keys that were pressed and wait for the next one.
    pub fn begun(&self) -> &[Key] {
        &self.begun
    }

    /// Whether there is something to show.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Who was read so far, while data are read.
    pub fn arriving(&self) -> &arriving::Arriving {
        &self.arriving
    }

    /// The open study.
    pub fn study(&self) -> Option<&Study> {
        match &self.phase {
            Phase::Open(study) => Some(study),
            Phase::Loading | Phase::Closed(_) => None,
        }
    }

    /// The screen in front.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// What the screens know.
    pub fn screens(&self) -> &Screens {
        &self.screens
    }

    /// What lies over the screen.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// Whether the focused pane has the whole body.
    pub fn is_zoomed(&self) -> bool {
        self.is_zoomed
    }

    /// What runs.
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// What is asked of a model at present.
    pub fn live(&self) -> &Lives {
        &self.live
    }

    /// Messages to the person.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Where keys are pressed now.
    pub fn context(&self) -> Context {
        match &self.overlay {
            Some(Overlay::Prompt(_) | Overlay::Help(_) | Overlay::Commands(_)) => Context::Text,
            Some(Overlay::Question(_) | Overlay::Doubt(_)) => Context::Question,
            Some(Overlay::Models(picker)) if picker.looked_at.is_some() => Context::Text,
            None if self.is_filtering() => Context::Text,
            Some(Overlay::Messages(_) | Overlay::Orders(_) | Overlay::Models(_) | Overlay::Spread(_))
            | None => self.screen_context(),
        }
    }

    /// The screen's own place in the keymap, whatever lies over it.
    pub fn screen_context(&self) -> Context {
        match self.screen {
            Screen::Users => Context::Users,
            Screen::Profile => Context::Profile,
            Screen::Rate => Context::Rate,
            Screen::Metrics => Context::Metrics,
            Screen::Calls => Context::Calls,
            Screen::Runs => Context::Runs,
            Screen::Prompts => Context::Prompts,
            Screen::Compare => Context::Compare,
        }
    }
}
