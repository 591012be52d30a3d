//! What a workspace is opened with.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::cassette::CassetteWish;
use super::replay::ReplayWish;
use crate::config::providers::ProviderTable;
use crate::data::{OpenOptions, Source, SplitSpec};
use crate::domain::HistorySpec;

/// The provider that is built in.
pub const OFFLINE: &str = "sim";

/// The prompt pack of the method's paper.
pub(super) const DEFAULT_PACK: &str = "paper";

/// Seed when none is given.
pub const DEFAULT_SEED: u64 = 7;

/// Items sent together when nothing else is asked for: ten save most of the context that would otherwise be
/// sent again with every item.
pub const SLATE_SIZE: usize = 10;

/// What is asked of a language model; the offline simulator looks at none of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelWish {
    /// Which one; `None` = the provider's own default.
    pub name: Option<String>,
    /// Address of the server; `None` = the provider's own.
    pub base_url: Option<String>,
    /// A prompt pack: a built-in name or a folder; `None` = that of the method's paper.
    pub prompts: Option<String>,
    /// Randomness; `None` = 0.7 for profiles and 0 for ratings.
    pub temperature: Option<f64>,
    /// US dollars that may be spent; `None` = as much as it takes.
    pub max_cost: Option<f64>,
    /// The explorer asks before it spends more dollars than this at once.
    pub confirm_above: f64,
    /// Where `OPENAI_BASE_URL` says that OpenAI is, whoever writes.
    pub openai_at: Option<String>,
    /// The window of the model, where its server said so.
    pub window: Option<u64>,
}

impl ModelWish {
    /// The prompt pack that is named, or else that of the method's paper.
    pub fn pack(&self) -> &str {
        self.prompts.as_deref().unwrap_or(DEFAULT_PACK)
    }
}

/// Everything that decides what a study is made of and where it is kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data set.
    pub source: Source,
    /// How it is read.
    pub open: OpenOptions,
    /// The split; `None` = the data set's own default.
    pub split: Option<SplitSpec>,
    /// Which interactions feed a profile, and how.
    pub history: HistorySpec,
    /// Who writes: [`OFFLINE`], or the name of a language model's provider.
    pub provider: String,
    /// What is asked of a language model.
    pub model: ModelWish,
    /// Calls that were kept and answer instead of a model; `None` = a model is asked.
    pub cassette: Option<CassetteWish>,
    /// What was recorded and is only looked at; `None` = the store is worked with.
    pub replay: Option<ReplayWish>,
    /// Servers that the person has names for.
    pub providers: BTreeMap<String, ProviderTable>,
    /// Seed of new runs.
    pub seed: u64,
    /// Items sent together.
    pub slate: NonZeroUsize,
    /// The SQLite file.
    pub store: PathBuf,
}

impl Settings {
    /// What marks that nobody is asked: `, replay`.
    pub(super) const fn marker(&self) -> &'static str {
        match (&self.replay, &self.cassette) {
            (Some(_), _) => ", replay",
            (None, Some(_)) => ", replayed",
            (None, None) => "",
        }
    }
}
