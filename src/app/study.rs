//! What is studied: the open data set, its runs, and the user being looked at with a run, ratings and figures.

mod answers;
mod subject;

use std::collections::HashMap;

pub use answers::{Answer, Outcome};
pub use subject::{Scope, Subject};

use super::kept::{RunChange, RunFigures, RunSummary};
use super::marks::Marks;
use super::message::Opened;
use super::undo::Deeds;
use crate::domain::{Id, Run, RunId, UserIx};

/// What is said of a run that another simulator wrote.
pub const OTHER_SIMULATOR: &str = "another simulator";

/// An open study.
#[derive(Clone, Debug)]
pub struct Study {
    /// The data and what was counted of it.
    pub data: Opened,
    /// The user being looked at.
    pub subject: Option<Subject>,
    /// What is marked for a comparison.
    pub marks: Marks,
    /// What was done and can be undone.
    pub deeds: Deeds,
    runs: Vec<RunSummary>,
    runs_of: HashMap<Id, Vec<usize>>,
    /// Where each run is in `runs`.
    place: HashMap<RunId, usize>,
    /// Runs of other studies, and those in the trash.
    others: Vec<RunSummary>,
}

impl Study {
    /// A study of which no run is known yet.
    pub fn new(data: Opened) -> Self {
        Self {
            data,
            subject: None,
            marks: Marks::default(),
            deeds: Deeds::default(),
            runs: Vec::new(),
            runs_of: HashMap::new(),
            place: HashMap::new(),
            others: Vec::new(),
        }
    }

    /// The runs of this study that are in use.
    pub fn runs(&self) -> &[RunSummary] {
        &self.runs
    }

    /// The runs of other studies, and those in the trash.
    pub fn other_runs(&self) -> &[RunSummary] {
        &self.others
    }

    /// What is known of a run, wherever it belongs.
    pub fn known_run(&self, run: RunId) -> Option<&RunSummary> {
        let here = self.place.get(&run).and_then(|&at| self.runs.get(at));
        here.or_else(|| self.others.iter().find(|other| other.id == run))
    }

    /// Replaces all known runs by those of the store.
    pub fn set_runs(&mut self, runs: Vec<RunSummary>) {
        (self.runs, self.others) = runs.into_iter().partition(RunSummary::is_open);
        self.index();
    }

    fn index(&mut self) {
        self.runs_of.clear();
        self.place.clear();
        for (at, run) in self.runs.iter().enumerate() {
            self.runs_of.entry(run.user.clone()).or_default().push(at);
            self.place.insert(run.id, at);
        }
    }

    /// Notes how a run is now.
    pub fn note_run(&mut self, run: &Run) {
        let summary = RunSummary::of(run);
        if let Some(known) = self.place.get(&run.id).and_then(|&at| self.runs.get_mut(at)) {
            *known = RunSummary { figures: known.figures, ..summary };
        } else if let Some(known) = self.others.iter_mut().find(|known| known.id == run.id) {
            let (left_out, trashed) = (known.left_out, known.trashed.take());
            *known = RunSummary { figures: known.figures, left_out, trashed, ..summary };
        } else {
            self.runs_of.entry(summary.user.clone()).or_default().push(self.runs.len());
            self.place.insert(summary.id, self.runs.len());
            self.runs.push(summary);
        }
    }

    /// Notes what the ratings of a run are worth.
    pub fn note_figures(&mut self, run: RunId, figures: RunFigures) {
        if let Some(known) = self.place.get(&run).and_then(|&at| self.runs.get_mut(at)) {
            known.figures = Some(figures);
        }
    }

    /// Notes that a run was changed. When it went to the trash is what the next listing says.
    pub fn note_change(&mut self, change: &RunChange) {
        let mut all = std::mem::take(&mut self.runs);
        all.append(&mut self.others);
        for run in all.iter_mut().filter(|run| run.id == change.run()) {
            match change {
                RunChange::Renamed { to, .. } => run.name.clone_from(to),
                RunChange::Trashed(_) => run.trashed = Some(String::new()),
                RunChange::Restored(_) => run.trashed = None,
                // The run itself is read again, and the list.
                RunChange::Accepted { .. } | RunChange::TakenBack { .. } => {}
            }
        }
        all.sort_by_key(|run| run.id);
        self.set_runs(all);
        if let (RunChange::Renamed { run, to, .. }, Some(subject)) = (change, &mut self.subject)
            && let Some(open) = subject.run.as_mut().filter(|open| open.id == *run)
        {
            open.name.clone_from(to);
        }
    }

    /// The runs of a user.
    pub fn runs_of(&self, user: &Id) -> impl DoubleEndedIterator<Item = &RunSummary> {
        let at = self.runs_of.get(user).map(Vec::as_slice).unwrap_or_default();
        at.iter().filter_map(|&at| self.runs.get(at))
    }

    /// The run of the open user after the one that is open, or before it, in a circle; `None` where there is no
    /// other.
    pub fn neighbour_run(&self, next: bool) -> Option<RunId> {
        let subject = self.subject.as_ref()?;
        let runs: Vec<RunId> = self.runs_of(&subject.id).map(|run| run.id).collect();
        let here = runs.iter().position(|run| Some(*run) == subject.run_id())?;
        let at = if next { here + 1 } else { here + runs.len() - 1 } % runs.len();
        runs.get(at).copied().filter(|_| at != here)
    }

    /// Place of the open run among those of its user, from 1, and how many there are.
    pub fn place_of_run(&self) -> Option<(usize, usize)> {
        let subject = self.subject.as_ref()?;
        let here = self.runs_of(&subject.id).position(|run| Some(run.id) == subject.run_id())?;
        Some((here + 1, self.runs_of(&subject.id).count()))
    }

    /// Who wrote a run, where that is another simulator than the one that writes now.
    pub fn other_writer(&self, run: RunId) -> Option<String> {
        let known = self.others.iter().find(|other| other.id == run)?;
        let writer = match &known.model {
            Some(model) => format!("{}:{model}", known.provider),
            None => known.provider.clone(),
        };
        (known.left_out == Some(OTHER_SIMULATOR)).then_some(writer)
    }

    /// The seed of the next fork of a run: the first after the run's own that no fork of it has, so that it
    /// does not say the same again.
    pub fn seed_of_fork(&self, run: &Run) -> u64 {
        let forks = self
            .runs
            .iter()
            .chain(&self.others)
            .filter(|other| other.fork.is_some_and(|fork| fork.run == run.id));
        run.spec.seed.wrapping_add(forks.count() as u64 + 1)
    }

    /// Looks at a user, whose run is not read yet.
    pub fn open(&mut self, user: UserIx) -> Option<&Subject> {
        let id = self.data.dataset.users.id(user)?;
        self.subject = Some(Subject::new(&self.data, user, id));
        self.subject.as_ref()
    }
}
