//! Which recording answers instead of a model, and what it is played as; never how it answers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::fit::TOLD;
use super::settings::{OFFLINE, Settings};
use super::{WorkspaceError, models};
use crate::domain::{Call, RunId, Task, repetition_seed};
use crate::providers::cassette::{Cassette, Mode, Played, Recording};
use crate::providers::{Kind, ProviderSettings};
use crate::session::bundle::{Bundle, BundledRun};
use crate::session::{OpenMode, Store};
use crate::simulation::model_parameters;

/// Calls that were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// A run of the store.
    Run(RunId),
    /// A bundle.
    File(PathBuf),
}

impl Recorded {
    /// `r3`, `talk.lusifer`
    pub fn label(&self) -> String {
        match self {
            Self::Run(run) => run.to_string(),
            Self::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        }
    }

    /// The runs with all that was kept for them.
    ///
    /// # Errors
    /// [`WorkspaceError`]: there is no such run, the file is none of ours.
    pub fn bundle(&self, settings: &Settings) -> Result<Bundle, WorkspaceError> {
        match self {
            Self::Run(run) => Ok(Store::open(&settings.store, OpenMode::Look)?.bundle(&[*run])?),
            Self::File(path) => Ok(Bundle::open(path)?),
        }
    }
}

/// A wish that a recording answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CassetteWish {
    /// Which.
    pub recorded: Recorded,
    /// What is done about a request that is not what was recorded.
    pub mode: Mode,
}

/// The recording of the settings, as a model. Nothing is ever sent.
///
/// # Errors
/// [`WorkspaceError`]: it cannot be read, holds no calls, or calls of several models of which none is named.
pub(super) fn cassette(settings: &Settings, wish: &CassetteWish) -> Result<Cassette, WorkspaceError> {
    let label = wish.recorded.label();
    let bundle = wish.recorded.bundle(settings)?;
    let now = (settings.provider != OFFLINE).then(|| models::provider(settings)).transpose()?;
    let who = |run: &BundledRun| {
        let simulator = &run.spec.simulator;
        simulator.model.clone().map(|model| (simulator.provider.clone(), model))
    };
    let mut known: Vec<_> = bundle.runs.iter().filter_map(who).collect();
    known.sort();
    known.dedup();
    let named = now.as_ref().map(|now| (now.name.clone(), now.model.clone()));
    let played = match (named.filter(|named| known.contains(named)), &known[..]) {
        (Some(named), _) => named,
        (None, []) => return Err(WorkspaceError::NothingRecorded { label }),
        (None, [only]) => only.clone(),
        (None, several) => {
            let models = several.iter().map(|(provider, model)| format!("{provider}:{model}"));
            let models = models.collect::<Vec<_>>().join(", ");
            return Err(WorkspaceError::SeveralRecorded { label, models });
        }
    };
    let runs = || bundle.runs.iter().filter(|run| who(run).as_ref() == Some(&played));
    let parameters = runs().next_back().map_or("", |run| own(&run.spec.simulator.parameters)).to_owned();
    let recordings = runs().flat_map(|run| recordings(&bundle, run)).collect();
    let now = now.map(|now| (now.model.clone(), options(&now)));
    Ok(Cassette::new(Played { label, who: played, parameters, mode: wish.mode, now }, recordings))
}

/// What a run's provider added to each request.
fn own(parameters: &str) -> &str {
    model_parameters(parameters.rsplit_once(TOLD).map_or(parameters, |(own, _)| own))
}

/// The calls that a run's states and ratings took: of the runs that it left, those for the states that it shares. Each
/// repetition is a recording of its own, under its own seed.
fn recordings(bundle: &Bundle, run: &BundledRun) -> Vec<Recording> {
    let with_seed = |of: &BundledRun, call: &Call| (of.spec.seed, call.clone());
    let (aside, own): (Vec<_>, Vec<_>) = run.calls.iter().partition(|call| call.is_aside());
    let mut repeated: BTreeMap<u32, Vec<(u64, Call)>> = BTreeMap::new();
    for (number, call) in aside.into_iter().filter_map(|call| Some((call.repetition?, call))) {
        let seed = repetition_seed(run.spec.seed, number);
        repeated.entry(number).or_default().push((seed, call.clone()));
    }
    let mut calls: Vec<_> = own.into_iter().map(|call| with_seed(run, call)).collect();
    let (mut here, mut shared) = (run, usize::MAX);
    while let Some(point) = here.fork {
        shared = shared.min(point.from_batch);
        let Some(parent) = bundle.runs.iter().find(|parent| parent.id == point.run) else { break };
        let is_shared =
            |call: &&Call| call.made.task == Task::Profile && call.made.batch < shared && !call.is_aside();
        calls.splice(0..0, parent.calls.iter().filter(is_shared).map(|call| with_seed(parent, call)));
        here = parent;
    }
    let recording = |seed, repetition, calls| Recording {
        run: run.id,
        user: run.spec.user.clone(),
        seed,
        repetition,
        calls,
    };
    let repeated = repeated.into_iter();
    let repeated = repeated
        .map(|(number, calls)| recording(repetition_seed(run.spec.seed, number), Some(number), calls));
    repeated.chain([recording(run.spec.seed, None, calls)]).collect()
}

/// What a server would be told besides what is in every request.
fn options(provider: &ProviderSettings) -> BTreeMap<String, serde_json::Value> {
    let own = &provider.options;
    let mut options = own.extra.clone();
    if provider.kind == Kind::Ollama {
        options.extend(own.num_ctx.map(|window| ("num_ctx".to_owned(), window.into())));
        options.extend(own.think.clone().map(|think| ("think".to_owned(), think)));
    }
    options
}
