//! What a screen may reach while it answers an action, and what it may answer.

use std::time::Duration;

use super::jobs::{Jobs, Kind};
use super::log::{Level, Log};
use super::message::{Effect, Work};
use super::overlay::Overlay;
use super::says::Spoken;
use super::study::Study;
use crate::domain::Id;

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// The list of users.
    Users,
    /// The profile of the open user.
    Profile,
    /// Picking and rating.
    Rate,
    /// The figures.
    Metrics,
    /// What was asked of a model.
    Calls,
    /// The kept runs.
    Runs,
    /// What a model is told.
    Prompts,
    /// Two of them side by side; a part of [`Self::Runs`], so it has no tab.
    Compare,
}

impl Screen {
    /// The screens that have a tab, in their order.
    pub const ALL: [Self; 7] =
        [Self::Users, Self::Profile, Self::Rate, Self::Metrics, Self::Calls, Self::Runs, Self::Prompts];

    /// All of them, as they can be named.
    pub const NAMED: [Self; 8] = [
        Self::Users,
        Self::Profile,
        Self::Rate,
        Self::Metrics,
        Self::Calls,
        Self::Runs,
        Self::Prompts,
        Self::Compare,
    ];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Profile => "Profile",
            Self::Rate => "Rate",
            Self::Metrics => "Metrics",
            Self::Calls => "Calls",
            Self::Runs => "Runs",
            Self::Prompts => "Prompts",
            Self::Compare => "Compare",
        }
    }

    /// The screen under whose tab it stands.
    #[must_use]
    pub const fn tab(self) -> Self {
        match self {
            Self::Compare => Self::Runs,
            screen => screen,
        }
    }
}

/// What a screen answers to an action.
#[derive(Debug)]
pub enum Answer {
    /// Done here.
    Done,
    /// Not mine: the program answers it.
    Pass,
    /// Done; to another screen.
    Go(Screen),
    /// Done; to what came back for an item, among the results of Rate.
    GoToResult(Id),
    /// Done; to a sentence of the open user's profile.
    GoToSentence(Spoken),
    /// Done; to a state of the open user's profile, by its batch.
    GoToState(usize),
    /// Done; to what came back of the items that were rated.
    GoToRatings,
    /// Done; open something over the screen.
    Ask(Overlay),
}

/// What a screen works on.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The open study.
    pub study: &'a mut Study,
    /// What runs.
    pub jobs: &'a mut Jobs,
    /// Where messages go.
    pub log: &'a mut Log,
    /// What is asked of the runtime.
    pub effects: &'a mut Vec<Effect>,
    /// Time since the program started.
    pub now: Duration,
    /// How many rows a page moves.
    pub page: usize,
}

impl Desk<'_> {
    /// Starts a job for the open user; a running one of its kind is replaced.
    pub fn start(&mut self, work: Work, title: impl Into<String>) {
        let user = self.study.subject.as_ref().map(|subject| subject.id.clone());
        self.jobs.start(work, title, user, self.effects);
    }

    /// Says something.
    pub fn say(&mut self, level: Level, text: impl AsRef<str>) {
        self.log.say(level, text, self.now);
    }

    /// Works the figures of the open run out again.
    pub fn refresh_metrics(&mut self) {
        let Some(subject) = self.study.subject.as_ref() else { return };
        let Some(run) = subject.run_id() else { return };
        let state = subject.scope();
        self.start(Work::Metrics { run, state }, "working out the figures");
    }

    /// Reads a run of the open user; what was being read of the one before is no longer wanted.
    pub fn read_run(&mut self, work: Work) {
        for kind in [Kind::Slates, Kind::Grounds, Kind::Metrics, Kind::Calls] {
            self.jobs.cancel(kind, self.effects);
        }
        self.start(work, "reading the run");
    }
}
