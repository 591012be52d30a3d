//! Joins a data set, a store and the simulators that the settings allow: "do this step and keep it", for the
//! screens and the headless commands alike; never a terminal, never arguments.

mod by_hand;
mod cassette;
mod choice;
mod cohort;
mod comparing;
mod error;
mod fit;
mod forecast;
mod keeping;
mod keys;
mod models;
mod preview;
pub mod prompts;
mod rating;
mod repeating;
mod replay;
mod scoring;
mod settings;
mod study;
mod told;
mod trial;
mod words;

use std::sync::{Arc, OnceLock};

pub use cassette::{CassetteWish, Recorded};
pub use choice::{Choice, Found, Offered, OfferedModel};
pub use cohort::CohortError;
pub use comparing::Side;
pub use error::WorkspaceError;
pub use fit::Difference;
pub use forecast::Steps;
pub use keeping::{KeptRun, RunFigures};
pub use keys::{KeyOf, TriedKey};
pub use preview::{NO_PROFILE, Step};
pub use rating::RatingPlan;
pub use repeating::NextRepetition;
pub use replay::{Played, ReplayWish};
pub use settings::{DEFAULT_SEED, ModelWish, OFFLINE, SLATE_SIZE, Settings};
pub use told::{Listener, Whose};

pub use crate::data::{Arrival, Arrived, Progress as ReadProgress, Source};
pub use crate::providers::cassette::Mode as CassetteMode;
pub use crate::session::bundle::Bundle;
pub use crate::session::{OpenMode, RunSummary};
pub use crate::simulation::{Fit, Forecast, SimulationError, Telling};

use crate::data::{self, DataCheck, Opened};
use crate::domain::{Dataset, History, HistorySpec, Id, RunSpec, SimulatorIdentity, Split, UserIx};
use crate::explain::Vocabulary;
use crate::prompting::InfoTemplates;
use crate::recommenders::Baselines;
use crate::session::StoreHandle;
use crate::simulation::chat::ChatModel;
use crate::simulation::{Budget, OfflineSimulator, Simulator};
use replay::Replay;
use words::Words;

/// An open data set with its store and simulator. Cheap to clone.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
    /// What is done with a prompt that may not fit.
    fit: Fit,
    /// Who simulates, and in which prompts a model is asked.
    words: Arc<Words>,
}

struct Inner {
    settings: Settings,
    opened: Opened,
    split: Arc<Split>,
    /// Of what the simulator is told besides the ratings.
    fingerprint: String,
    store: StoreHandle,
    templates: Arc<InfoTemplates>,
    told: Arc<told::Told>,
    /// What a session may cost, whoever is asked.
    budget: Arc<Budget>,
    /// What is played, where something is.
    playing: Option<replay::Playing>,
    /// Fitted on the training rows when they are first asked for: most commands need none.
    baselines: Arc<OnceLock<Baselines>>,
    /// What profiles can speak of, found when it is first asked for.
    vocabulary: Arc<OnceLock<Vocabulary>>,
}

impl Inner {
    fn offline(&self) -> Arc<dyn Simulator> {
        let (dataset, split) = (self.opened.dataset.clone(), Arc::clone(&self.split));
        Arc::new(OfflineSimulator::new(dataset, split, self.settings.history))
    }

    /// Who simulates: a model, or the offline simulator where there is none.
    fn words(&self, model: Option<Arc<dyn ChatModel>>) -> Result<Words, WorkspaceError> {
        let Self { settings, opened, store, told, budget, .. } = self;
        let Some(model) = model else { return Ok(Words::offline(self.offline(), settings)) };
        let dataset = opened.dataset.clone();
        let calls = models::Calls {
            store: store.clone(),
            is_asked: self.settings.cassette.is_none(),
            told: Arc::clone(told),
        };
        let (model, source) = models::simulator(settings, model, dataset, calls, Arc::clone(budget))?;
        Ok(Words::of(model, settings, source))
    }
}

impl Workspace {
    /// Reads the data set and opens the store. Blocks until both are there; `progress` tells how far the
    /// reading is and can stop it.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the data cannot be read, the store cannot be opened, the provider is not known.
    pub fn open(settings: Settings, mode: OpenMode, progress: &ReadProgress) -> Result<Self, WorkspaceError> {
        // What is wrong with it is said before anything is read.
        let (replay, model, store) = match &settings.replay {
            Some(wish) => {
                let (replay, store) = Replay::open(&settings, wish)?;
                (Some(replay), None, StoreHandle::of(store)?)
            }
            None => {
                let model = models::model(&settings)?;
                (None, model, StoreHandle::open(settings.store.clone(), mode)?)
            }
        };
        let opened = data::open(&settings.source, &settings.open, progress)?;
        let split = Arc::new(data::split(&opened, settings.split.as_ref())?);
        let fingerprint = data::fingerprint(&opened, &split);
        let told = Arc::new(told::Told::default());
        let budget = Arc::new(Budget::new(settings.model.max_cost, 0.0));
        let templates = Arc::new(InfoTemplates::built_in()?);
        let baselines = Arc::default();
        let playing = None;
        let mut inner = Inner {
            settings,
            opened,
            split,
            fingerprint,
            store,
            templates,
            told,
            budget,
            playing,
            baselines,
            vocabulary: Arc::default(),
        };
        let words = match replay {
            Some(replay) => {
                let dataset = &inner.opened.dataset;
                replay.fits(&dataset.name, dataset.hash)?;
                let calls = models::Calls {
                    store: inner.store.clone(),
                    is_asked: false,
                    told: Arc::clone(&inner.told),
                };
                let (playback, script) = replay.playback(Arc::new(calls), inner.offline());
                inner.playing = Some(script);
                Words::offline(Arc::new(playback), &inner.settings)
            }
            None => inner.words(model)?,
        };
        Ok(Self { inner: Arc::new(inner), fit: Fit::default(), words: Arc::new(words) })
    }

    /// The same, with another way with prompts that may not fit.
    #[must_use]
    pub fn with_fit(&self, fit: Fit) -> Self {
        Self { fit, ..self.clone() }
    }

    /// The data set.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.inner.opened.dataset
    }

    /// What profiles can speak of.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        self.inner.vocabulary.get_or_init(|| Vocabulary::of(self.dataset()))
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
        History::of(self.dataset(), self.split(), user, &self.inner.settings.history)
    }

    /// The user with that id.
    ///
    /// # Errors
    /// [`WorkspaceError::UnknownUser`].
    pub fn user(&self, id: &Id) -> Result<UserIx, WorkspaceError> {
        let dataset = self.dataset();
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
        Ok(self.inner.templates.user_info(self.dataset(), user)?)
    }

    /// What a run of this user would be made of under the settings.
    pub fn spec(&self, user: Id) -> RunSpec {
        let Inner { settings, opened, split, fingerprint, .. } = &*self.inner;
        let dataset = &opened.dataset;
        let mut simulator = self.words.simulator.identity();
        // Other texts or other split files say other things: never states of both in one run.
        simulator.parameters = format!("{}{}{fingerprint}", simulator.parameters, fit::TOLD);
        RunSpec {
            user,
            data: dataset.hash,
            data_name: dataset.name.clone(),
            split: split.name().to_owned(),
            history: settings.history,
            simulator,
            seed: settings.seed,
        }
    }

    /// Lines that were left out because they could not be read.
    pub fn skipped_lines(&self) -> usize {
        self.inner.opened.skipped_lines
    }

    /// Where the data came from, for people.
    pub fn source_label(&self) -> String {
        match &self.inner.settings.source {
            data::Source::Sample => "bundled sample".to_owned(),
            data::Source::Path(path) => path.display().to_string(),
        }
    }

    /// Who simulates, for people.
    pub fn provider_label(&self) -> String {
        match self.words.simulator.identity() {
            SimulatorIdentity { provider, model: Some(model), .. } => {
                format!("{provider}:{model}{}", self.inner.settings.marker())
            }
            SimulatorIdentity { provider, .. } => {
                format!("{provider} (offline){}", self.inner.settings.marker())
            }
        }
    }

    /// How an item is called: its title, or its id where none is known.
    pub fn title(&self, item: &Id) -> String {
        let items = &self.dataset().items;
        match items.find(item).map(|item| items.title(item)) {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => format!("item {item}"),
        }
    }

    /// What the data doctor finds.
    pub fn check(&self) -> DataCheck {
        data::check(&self.inner.opened, self.split(), &self.history_spec())
    }
}
