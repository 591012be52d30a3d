//! What a workspace is opened with.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::data::{OpenOptions, Source, SplitSpec};
use crate::domain::HistorySpec;

/// The provider that is built in.
pub const OFFLINE: &str = "sim";

/// Seed when none is given.
pub const DEFAULT_SEED: u64 = 7;

/// Items sent together when nothing else is asked for: ten save most of the context that would otherwise be
/// sent again with every item.
pub const SLATE_SIZE: usize = 10;

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
    /// Who writes: only [`OFFLINE`] is known so far.
    pub provider: String,
    /// Seed of new runs.
    pub seed: u64,
    /// Items sent together.
    pub slate: NonZeroUsize,
    /// The SQLite file.
    pub store: PathBuf,
}
