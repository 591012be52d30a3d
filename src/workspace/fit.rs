//! Whether a kept run belongs to the study that is open: same ratings, split, history and simulator, told the
//! same; never opening anything.

use std::collections::BTreeMap;

use super::{Workspace, WorkspaceError};
use crate::domain::{HistorySpec, Run, RunSpec, SimulatorIdentity};
use crate::session::RunFilter;

/// Stands in a run's parameters between the simulator's own and the fingerprint of what it is told.
pub(super) const TOLD: &str = ", told ";

/// The first thing in which a run differs from the study that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Other ratings.
    Data,
    /// Another split.
    Split,
    /// Another length, batch size or order.
    History,
    /// Other texts of items, other columns of users, or other rows in the files of a split.
    Told,
    /// The same simulator, asked in other prompts.
    Prompts,
    /// Another simulator, or another version of it.
    Simulator,
}

impl Difference {
    /// `another split`: as a sentence names it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Data => "another data set",
            Self::Split => "another split",
            Self::History => "another history",
            Self::Told => "other item texts, user columns or split files",
            Self::Prompts => "other prompts",
            Self::Simulator => "another simulator",
        }
    }
}

impl Workspace {
    /// In what a run differs from the study that is open; `None` = this workspace can go on with it.
    pub(super) fn difference(&self, theirs: &RunSpec) -> Option<Difference> {
        let ours = self.spec(theirs.user.clone());
        if theirs.data != ours.data {
            Some(Difference::Data)
        } else if theirs.split != ours.split {
            Some(Difference::Split)
        } else if theirs.history != ours.history {
            Some(Difference::History)
        } else if theirs.simulator == ours.simulator || self.settings().replay.is_some() {
            // What is only looked at may be of anybody's.
            None
        } else if own(&theirs.simulator) == own(&ours.simulator) {
            Some(Difference::Told)
        } else if but_prompts(&theirs.simulator) == but_prompts(&ours.simulator) {
            Some(Difference::Prompts)
        } else {
            Some(Difference::Simulator)
        }
    }

    /// Refuses a run that this workspace cannot go on with.
    pub(super) fn fits(&self, run: &Run) -> Result<(), WorkspaceError> {
        let Some(difference) = self.difference(&run.spec) else { return Ok(()) };
        let (theirs, ours) = (&run.spec, &self.spec(run.spec.user.clone()));
        let (what, theirs, ours) = match difference {
            Difference::Data => ("the data set", theirs.data_name.clone(), ours.data_name.clone()),
            Difference::Split => ("the split", theirs.split.clone(), ours.split.clone()),
            Difference::History => ("the history", history(&theirs.history), history(&ours.history)),
            Difference::Simulator => ("the simulator", who(&theirs.simulator), who(&ours.simulator)),
            Difference::Prompts => {
                let named = |simulator: &SimulatorIdentity| simulator.prompts().unwrap_or("none").to_owned();
                let (theirs, ours) = (named(&theirs.simulator), named(&ours.simulator));
                return Err(WorkspaceError::OtherPrompts { run: run.id, theirs, ours });
            }
            Difference::Told => return Err(WorkspaceError::ToldOtherwise { run: run.id }),
        };
        Err(WorkspaceError::OtherStudy { run: run.id, what, theirs, ours })
    }

    /// How many of all kept runs are not among [`Self::runs`], by what they differ in; those in the trash aside.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn runs_left_out(&self) -> Result<BTreeMap<Difference, usize>, WorkspaceError> {
        let runs = self.inner.store.with(|store| store.runs(&RunFilter::default())).await?;
        let mut counts = BTreeMap::new();
        for difference in runs.iter().filter_map(|run| self.difference(&run.spec)) {
            *counts.entry(difference).or_default() += 1;
        }
        Ok(counts)
    }
}

/// A simulator without the fingerprint of what it was told.
fn own(simulator: &SimulatorIdentity) -> (&str, Option<&str>, &str) {
    let parameters = simulator.parameters.rsplit_once(TOLD).map_or(&*simulator.parameters, |(own, _)| own);
    (&simulator.provider, simulator.model.as_deref(), parameters)
}

/// A simulator without its prompts; what it was told counts.
fn but_prompts(simulator: &SimulatorIdentity) -> (&str, Option<&str>, String) {
    (&simulator.provider, simulator.model.as_deref(), simulator.but_prompts())
}

fn history(spec: &HistorySpec) -> String {
    format!("{} in batches of {}, {}", spec.length, spec.batch_size, spec.order.word())
}

fn who(simulator: &SimulatorIdentity) -> String {
    let (provider, model, parameters) = own(simulator);
    let model = model.map_or_else(String::new, |model| format!(":{model}"));
    format!("{provider}{model} ({parameters})")
}
