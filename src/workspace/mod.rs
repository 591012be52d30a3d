//! Joins a data set, a store and the simulators that the settings allow: "do this step and keep it", for the
//! screens and the headless commands alike; never a terminal, never arguments.

mod error;
mod rating;
mod scoring;
mod settings;
mod study;

use std::sync::{Arc, OnceLock};

pub use error::WorkspaceError;
pub use rating::RatingPlan;
pub use settings::{DEFAULT_SEED, OFFLINE, SLATE_SIZE, Settings};

pub use crate::data::Progress as ReadProgress;
pub use crate::session::{OpenMode, RunSummary};

use crate::data::{self, Opened};
use crate::domain::{Dataset, History, HistorySpec, Id, Run, RunSpec, Split, UserIx};
use crate::prompting::InfoTemplates;
use crate::recommenders::Baselines;
use crate::session::StoreHandle;
use crate::simulation::{OfflineSimulator, Simulator};

/// An open data set with its store and simulator. Cheap to clone.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    opened: Opened,
    dataset: Arc<Dataset>,
    split: Arc<Split>,
    simulator: Arc<dyn Simulator>,
    store: StoreHandle,
    templates: InfoTemplates,
    /// Fitted on the training rows when they are first asked for: most commands need none.
    baselines: OnceLock<Baselines>,
}

impl Workspace {
    /// Reads the data set and opens the store. Blocks until both are there; `progress` tells how far the
    /// reading is and can stop it.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the data cannot be read, the store cannot be opened, the provider is not known.
    pub fn open(settings: Settings, mode: OpenMode, progress: &ReadProgress) -> Result<Self, WorkspaceError> {
        if settings.provider != OFFLINE {
            return Err(WorkspaceError::Provider(settings.provider));
        }
        let store = StoreHandle::open(settings.store.clone(), mode)?;
        let mut opened = data::open(&settings.source, &settings.open, progress)?;
        let split = Arc::new(data::split(&opened, settings.split.as_ref())?);
        let dataset = Arc::new(std::mem::replace(&mut opened.dataset, data::empty_dataset()));
        let simulator =
            Arc::new(OfflineSimulator::new(dataset.clone(), split.clone(), settings.history));
        let templates = InfoTemplates::built_in()?;
        let baselines = OnceLock::new();
        let inner = Inner { settings, opened, dataset, split, simulator, store, templates, baselines };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The data set.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.inner.dataset
    }

    /// The split.
    pub fn split(&self) -> &Arc<Split> {
        &self.inner.split
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Which interactions feed a profile, and how.
    pub fn history_spec(&self) -> HistorySpec {
        self.inner.settings.history
    }

    /// A user's history under the settings.
    pub fn history(&self, user: UserIx) -> History {
        History::of(&self.inner.dataset, &self.inner.split, user, &self.inner.settings.history)
    }

    /// The user with that id.
    ///
    /// # Errors
    /// [`WorkspaceError::UnknownUser`].
    pub fn user(&self, id: &Id) -> Result<UserIx, WorkspaceError> {
        let dataset = &self.inner.dataset;
        dataset
            .users
            .find(id)
            .ok_or_else(|| WorkspaceError::UnknownUser { user: id.clone(), data: dataset.name.clone() })
    }

    /// What is known about a user, as a model is told it.
    ///
    /// # Errors
    /// [`WorkspaceError::Template`].
    pub fn user_info(&self, user: UserIx) -> Result<String, WorkspaceError> {
        Ok(self.inner.templates.user_info(&self.inner.dataset, user)?)
    }

    /// What a run of this user would be made of under the settings.
    pub fn spec(&self, user: Id) -> RunSpec {
        let Inner { settings, dataset, split, simulator, .. } = &*self.inner;
        RunSpec {
            user,
            data: dataset.hash,
            data_name: dataset.name.clone(),
            split: split.name().to_owned(),
            history: settings.history,
            simulator: simulator.identity(),
            seed: settings.seed,
        }
    }

    /// Refuses a run that this workspace cannot go on with: other data, split, history or simulator.
    fn fits(&self, run: &Run) -> Result<(), WorkspaceError> {
        let ours = self.spec(run.spec.user.clone());
        let differs = |what: &'static str, theirs: String, ours: String| {
            Err(WorkspaceError::OtherStudy { run: run.id, what, theirs, ours })
        };
        if run.spec.data != ours.data {
            differs("the data set", run.spec.data_name.clone(), ours.data_name)
        } else if run.spec.split != ours.split {
            differs("the split", run.spec.split.clone(), ours.split)
        } else if run.spec.history != ours.history {
            let words = |spec: &HistorySpec| {
                format!("{} in batches of {}, {}", spec.length, spec.batch_size, spec.order.word())
            };
            differs("the history", words(&run.spec.history), words(&ours.history))
        } else if run.spec.simulator != ours.simulator {
            let words = |who: &crate::domain::SimulatorIdentity| {
                let model = who.model.as_deref().map_or_else(String::new, |model| format!(":{model}"));
                format!("{}{model} ({})", who.provider, who.parameters)
            };
            differs("the simulator", words(&run.spec.simulator), words(&ours.simulator))
        } else {
            Ok(())
        }
    }
}
