//! Where the program is left, and how it is gone back to, or to a place that was asked for, once data and runs are
//! there; never files.

use std::time::Duration;

use super::desk::{Desk, Screen};
use super::log::Level;
use super::marks::{Mark, Marks};
use super::message::{Effect, Work};
use super::screens::compare::Loaded;
use super::study::Study;
use super::{App, Phase};
use crate::actions::Action;
use crate::config::keymap::Context;
use crate::domain::text::clean_line;
use crate::domain::{DataHash, Id, Run, RunId, UserIx};

/// A place in a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The user looked at; on the list of users the selected one.
    pub user: Option<Id>,
    /// The run.
    pub run: Option<RunId>,
    /// The screen.
    pub screen: Screen,
    /// The batch looked at, 1 = first.
    pub batch: Option<usize>,
    /// What was set side by side, where that was in front.
    pub beside: Option<Beside>,
}

/// Two runs or states that are set side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// A and B.
    pub marks: [Mark; 2],
    /// The batches whose texts are looked at.
    pub batches: Option<(usize, usize)>,
}

/// Where the program opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Where it was left, if the ratings are those.
    Left(DataHash, Place),
    /// Where it was asked to.
    Asked {
        /// The user; where none is named, that of the run.
        user: Option<Id>,
        /// The run; where none is named, the user's newest.
        run: Option<RunId>,
    },
}

impl Opening {
    /// On a user or run; `None` where neither is named.
    pub fn asked(user: Option<Id>, run: Option<RunId>) -> Option<Self> {
        (user.is_some() || run.is_some()).then_some(Self::Asked { user, run })
    }
}

/// How far the way to where the program opens is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// To its end, or there is none.
    #[default]
    Gone,
    /// Data and runs are waited for.
    Ahead(Opening),
    /// The run of a user is waited for.
    Reading {
        user: UserIx,
        /// The run; `None` = the newest.
        run: Option<RunId>,
        /// The batch to look at, where it is one of this run.
        batch: Option<usize>,
    },
}

/// A place that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    user: Option<UserIx>,
    /// The run to read; `None` = the newest.
    run: Option<RunId>,
    screen: Screen,
    batch: Option<usize>,
    beside: Option<Beside>,
    /// What is not as it was.
    but: Option<String>,
}

/// The place that is meant in a study.
///
/// # Errors
/// A sentence that says what is not there.
fn found(opening: Opening, study: &Study) -> Result<Found, String> {
    let dataset = &study.data.dataset;
    match opening {
        Opening::Asked { user, run } => {
            let of = run.map(|run| usable(run, study)).transpose()?;
            let id = match (user, of, run) {
                (Some(user), Some(of), Some(run)) if user != *of => {
                    return Err(format!("{run} is of user {of}, not of user {user}"));
                }
                (Some(user), ..) => user,
                (None, of, _) => of.cloned().ok_or("neither a user nor a run was named")?,
            };
            let user = dataset.users.find(&id);
            let user =
                user.ok_or_else(|| format!("there is no user {id} in {}", clean_line(&dataset.name)))?;
            Ok(Found { user: Some(user), run, screen: Screen::Profile, batch: None, beside: None, but: None })
        }
        Opening::Left(_, Place { user: id, run, screen, batch, beside }) => {
            let user = id.as_ref().and_then(|id| dataset.users.find(id));
            let (run, but) = match run.map(|run| (run, usable(run, study))) {
                Some((run, Ok(of))) if Some(of) == id.as_ref() => (Some(run), None),
                Some((_, Err(why))) if user.is_some() => (None, Some(why)),
                _ => (None, None),
            };
            let is_there = |mark: &Mark| usable(mark.run, study).is_ok();
            let beside = beside.filter(|beside| beside.marks.iter().all(is_there));
            let screen = if beside.is_some() { screen } else { screen.tab() };
            let is_anywhere = user.is_some() || screen.tab() == Screen::Runs;
            let screen = if is_anywhere { screen } else { Screen::Users };
            Ok(Found { user, run, screen, batch: batch.filter(|_| run.is_some()), beside, but })
        }
    }
}

/// The user of a run that can be opened.
fn usable(run: RunId, study: &Study) -> Result<&Id, String> {
    let known = study.known_run(run).ok_or_else(|| format!("there is no run {run}"))?;
    match known.left_out {
        _ if known.trashed.is_some() => Err(format!("{run} is in the trash")),
        Some(why) => Err(format!("{run} cannot be opened here: {why}")),
        None => Ok(&known.user),
    }
}

impl App {
    /// Opens there once data and runs are there.
    #[must_use]
    pub fn opening(mut self, opening: Option<Opening>) -> Self {
        self.way = opening.map_or(Way::Gone, Way::Ahead);
        self
    }

    /// Where the program is, and in which data; `None` while it is nowhere yet.
    pub fn place(&self) -> Option<(DataHash, Place)> {
        let study = self.study().filter(|_| !matches!(self.way, Way::Ahead(_)))?;
        let users = &study.data.dataset.users;
        let subject = study.subject.as_ref();
        let selected = || self.screens.users.user().and_then(|user| users.id(user));
        let (run, batch) = match (&self.way, subject) {
            // Left before it came there, it is still to go there.
            (Way::Reading { user, run, batch }, Some(subject))
                if *user == subject.user && !subject.is_read =>
            {
                (*run, *batch)
            }
            (_, Some(subject)) => (subject.run_id(), self.screens.profile.batch(subject)),
            (_, None) => (None, None),
        };
        let user = subject.map(|subject| subject.id.clone()).or_else(selected);
        let compare = &self.screens.compare;
        let marks = compare.wanted().filter(|_| self.screen == Screen::Compare);
        let batches = compare.loaded().and_then(Loaded::batches);
        let beside = marks.map(|marks| Beside { marks, batches });
        let screen = if beside.is_some() { self.screen } else { self.screen.tab() };
        let place = Place { user, run, screen, batch, beside };
        Some((study.data.dataset.hash, place))
    }

    /// The runs are there: goes to where the program opens, unless somebody was quicker. Who went to another screen
    /// stays there, with the user and the run.
    pub(super) fn set_out(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Way::Ahead(opening) = std::mem::take(&mut self.way) else { return };
        let Phase::Open(study) = &mut self.phase else { return };
        let is_other_data = matches!(opening, Opening::Left(hash, _) if hash != study.data.dataset.hash);
        if is_other_data || study.subject.is_some() {
            return;
        }
        match found(opening, study) {
            Ok(found) if self.screen == Screen::Users => self.head_for(found, now, effects),
            Ok(found) => self.head_for(Found { screen: self.screen, beside: None, ..found }, now, effects),
            Err(why) => self.log.say(Level::Warn, format!("{why}; here are all users"), now),
        }
    }

    /// Opens a user or a run by name.
    pub(super) fn open_named(
        &mut self,
        user: Option<Id>,
        run: Option<RunId>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let Phase::Open(study) = &self.phase else { return };
        match found(Opening::Asked { user, run }, study) {
            Ok(found) => self.head_for(found, now, effects),
            Err(why) => self.log.say(Level::Warn, why, now),
        }
    }

    /// Sets out for a place that is there.
    fn head_for(&mut self, found: Found, now: Duration, effects: &mut Vec<Effect>) {
        let Found { user, run, screen, batch, beside, but } = found;
        let Phase::Open(study) = &mut self.phase else { return };
        if let Some(user) = user {
            self.screens.users.select(user, study);
            // On the list of users nobody was looked at, unless with a run.
            if (screen != Screen::Users || run.is_some())
                && let Some(id) = study.open(user).map(|subject| subject.id.clone())
            {
                let work = run.map_or(Work::OpenRun { user: id }, |run| Work::OpenRunById { run });
                Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 }
                    .read_run(work);
                self.way = Way::Reading { user, run, batch };
                self.follow_subject();
            }
        }
        match (screen, beside) {
            (Screen::Compare, Some(beside)) => self.set_beside(beside, now, effects),
            (Screen::Runs | Screen::Compare, _) => self.go_to_runs(effects),
            (screen, _) => self.go(screen),
        }
        if let Some(but) = but {
            self.log.say(Level::Warn, format!("{but}; here is the user's newest run"), now);
        }
    }

    /// Sets two side by side again, over the list of runs.
    fn set_beside(&mut self, beside: Beside, now: Duration, effects: &mut Vec<Effect>) {
        self.go_to_runs(effects);
        let Phase::Open(study) = &mut self.phase else { return };
        let [a, b] = beside.marks.map(Some);
        study.marks = Marks { a, b };
        self.compare(now, effects);
        self.screens.compare.look_at(beside.batches);
    }

    /// The run is there: looks at the batch, and says what is missing of a run that stopped in the middle.
    pub(super) fn arrive(&mut self, now: Duration) {
        let Way::Reading { user, run: meant, batch } = self.way else { return };
        let subject = self.study().and_then(|study| study.subject.as_ref()).filter(|one| one.user == user);
        let missing = match subject {
            Some(subject) if !subject.is_read => return,
            Some(subject) => {
                let run = subject.run.as_ref();
                let batch = batch.filter(|_| meant.is_some() && subject.run_id() == meant);
                let last = subject.batches();
                let missing = run
                    .filter(|run| !run.is_complete() && self.replay.is_none())
                    .map(|run| self.missing(run));
                if let Some(batch) = batch {
                    self.screens.profile.show_batch(batch.clamp(1, last.max(1)));
                }
                missing
            }
            None => None,
        };
        self.way = Way::Gone;
        if let Some(missing) = missing {
            self.log.say(Level::Info, missing, now);
        }
        if self.screen == Screen::Runs
            && let Some(run) = self.study().and_then(|study| study.subject.as_ref()?.run_id())
        {
            self.screens.runs.select(run);
        }
    }

    /// `r1 has 2 of 4 batches; R writes the rest`
    fn missing(&self, run: &Run) -> String {
        let key = self.keymap.key(Context::Profile, Action::RunRest);
        // Elsewhere the key means something else.
        let here = if self.screen == Screen::Profile { "" } else { " on Profile" };
        let rest = key.map_or_else(String::new, |key| format!("; {key}{here} writes the rest"));
        format!("{} has {} of {} batches{rest}", run.id, run.states.len(), run.batches)
    }
}
