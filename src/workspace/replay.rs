//! Runs that are shown without a store, a network or a simulator: read from a bundle into memory, and played where that
//! is wished; never what is on a screen.

use std::sync::Arc;

use super::cassette::Recorded;
use super::settings::{OFFLINE, Settings};
use super::{Workspace, WorkspaceError};
use crate::domain::{Call, DataHash, Id, ProfileState, RunId, RunSpec, SimulatorIdentity, Task};
use crate::session::Store;
use crate::session::bundle::BundledRun;
use crate::simulation::{CallKeeper, Playback, Script, Simulator, items};

/// A wish to look at what was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayWish {
    /// What.
    pub recorded: Recorded,
    /// Whether it is played at the pace at which it came; otherwise it is there at once.
    pub realtime: bool,
}

impl ReplayWish {
    /// The run that is shown first: the one that was named, of a bundle the last.
    ///
    /// # Errors
    /// [`WorkspaceError`]: it cannot be read, or holds no run.
    pub fn shown(&self, settings: &Settings) -> Result<(RunId, RunSpec), WorkspaceError> {
        let bundle = self.recorded.bundle(settings)?;
        let shown = bundle.runs.last().map(|run| (run.id, run.spec.clone()));
        shown.ok_or_else(|| WorkspaceError::NothingRecorded { label: self.recorded.label() })
    }
}

/// What is replayed.
pub(super) struct Replay {
    label: String,
    run: RunId,
    spec: RunSpec,
    script: Option<Script>,
}

impl Replay {
    /// Reads it into a store in memory, but for what is to be played.
    ///
    /// # Errors
    /// [`WorkspaceError`].
    pub(super) fn open(settings: &Settings, wish: &ReplayWish) -> Result<(Self, Store), WorkspaceError> {
        let label = wish.recorded.label();
        let mut bundle = wish.recorded.bundle(settings)?;
        let Some(shown) = bundle.runs.last_mut() else {
            return Err(WorkspaceError::NothingRecorded { label });
        };
        let (run, spec) = (shown.id, shown.spec.clone());
        let script = if wish.realtime { take_script(shown) } else { None };
        let store = Store::of_bundle(&bundle, &settings.store)?;
        Ok((Self { label, run, spec, script }, store))
    }

    /// Refuses data that the runs were not made from.
    pub(super) fn fits(&self, name: &str, hash: DataHash) -> Result<(), WorkspaceError> {
        if self.spec.data == hash {
            return Ok(());
        }
        let (label, theirs) = (self.label.clone(), format!("{} ({})", self.spec.data_name, self.spec.data));
        Err(WorkspaceError::ReplayOfOtherData { label, theirs, ours: format!("{name} ({hash})") })
    }

    /// Who plays it; `offline` knows what the offline simulator had in mind.
    pub(super) fn playback(
        self,
        keeper: Arc<dyn CallKeeper>,
        offline: Arc<dyn Simulator>,
    ) -> (Playback, Playing) {
        let Self { run, spec, script, .. } = self;
        let SimulatorIdentity { provider, .. } = &spec.simulator;
        let other = (provider == OFFLINE).then_some(offline);
        let script = script.map(|script| (run, script));
        let playing = Playing(script.clone());
        (Playback::new(spec.simulator, script, keeper, other), playing)
    }
}

/// What is still to be played of a run.
pub(super) struct Playing(Option<(RunId, Script)>);

/// Takes out of a run what a model was asked for: its states from the first one on that took a call, its slates and
/// calls. `None` where no model was asked.
fn take_script(run: &mut BundledRun) -> Option<Script> {
    let first = run.calls.iter().filter(|call| !call.is_aside()).map(|call| call.made.batch).min()?;
    let at = run.states.iter().position(|state| state.batch >= first).unwrap_or(run.states.len());
    let states = run.states.split_off(at);
    // What came to nothing is not played: it is there.
    let came_to_something = |call: &Call| match call.made.task {
        _ if call.is_aside() => false,
        Task::Profile => states.iter().any(|state| state.batch == call.made.batch),
        Task::Rating => run.slates.iter().any(|slate| slate.state == call.made.batch),
    };
    let (calls, others) = std::mem::take(&mut run.calls).into_iter().partition(came_to_something);
    run.calls = others;
    let slates = std::mem::take(&mut run.slates);
    Some(Script { states, slates, calls })
}

/// What comes next of what is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Played {
    /// A state.
    State,
    /// A slate: the state that was acted on, and its items.
    Slate(usize, Vec<Id>),
}

impl Workspace {
    /// A state that is played.
    pub(super) fn recorded_state(&self, run: RunId, batch: usize) -> Option<&ProfileState> {
        let Some(Playing(Some((of, script)))) = &self.inner.playing else { return None };
        script.states.iter().find(|state| *of == run && state.batch == batch)
    }

    /// What comes next of a run that is played; `None` = all was played, or nothing is.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn plays_next(&self, run: RunId) -> Result<Option<Played>, WorkspaceError> {
        let Some(Playing(Some((of, script)))) = &self.inner.playing else { return Ok(None) };
        if *of != run {
            return Ok(None);
        }
        let written = self.run(run).await?.states.len();
        if script.states.iter().any(|state| state.batch == written + 1) {
            return Ok(Some(Played::State));
        }
        let rated = self.slates(run).await?.len();
        let next = script.slates.get(rated);
        Ok(next.map(|slate| Played::Slate(slate.state, items(slate).cloned().collect())))
    }
}
