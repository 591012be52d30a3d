//! What a caller says about a data set before it is read, and how it watches the reading; never parsing.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

use super::SplitSpec;
use super::arrivals::{Arrivals, Arrived};
use super::lines::UserRun;

/// Where a data set comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The sample that is compiled into the program.
    Sample,
    /// A folder, or a single file of ratings.
    Path(PathBuf),
}

/// How to read a data set. The default reads the source strictly, without further texts and without a cache.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// CSV or JSON Lines with a text per item; without it, a file `item-texts.csv` or `item-texts.jsonl` in the
    /// data set's folder is taken.
    pub item_texts: Option<PathBuf>,
    /// Leave out and count lines that cannot be read instead of stopping at the first.
    pub skip_bad_lines: bool,
    /// Where parsed ratings may be kept; `None` = nowhere.
    pub cache_dir: Option<PathBuf>,
    /// Column names of `interactions.csv`, `items.csv` and `users.csv`.
    pub columns: ColumnMap,
    /// The split that will be asked for. Only [`SplitSpec::Files`] matters here: its two files are read as the
    /// table of ratings in place of the folder's own.
    pub split: Option<SplitSpec>,
}

/// Which columns of a table hold what (`[data.columns]` in `lusifer.toml`). Case does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ColumnMap {
    /// The user's id, in `interactions.csv` and `users.csv`.
    pub user: String,
    /// The item's id, in `interactions.csv` and `items.csv`.
    pub item: String,
    /// The rating.
    pub rating: String,
    /// Seconds since 1970; a table may do without.
    pub timestamp: String,
    /// The item's title, in `items.csv`; may be missing.
    pub title: String,
    /// The item's year, in `items.csv`; may be missing.
    pub year: String,
    /// The item's genres, separated by `|`, in `items.csv`; may be missing. `genre` is known as well.
    pub genres: String,
}

impl Default for ColumnMap {
    fn default() -> Self {
        Self {
            user: "user_id".into(),
            item: "item_id".into(),
            rating: "rating".into(),
            timestamp: "timestamp".into(),
            title: "title".into(),
            year: "year".into(),
            genres: "genres".into(),
        }
    }
}

/// How far reading has come, for another thread to look at, and the way to stop it.
#[derive(Debug, Default)]
pub struct Progress {
    rows: AtomicU64,
    bytes: AtomicU64,
    bytes_total: AtomicU64,
    cancelled: AtomicBool,
    arrivals: Mutex<Arrivals>,
}

impl Progress {
    /// Ratings read so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Bytes of rating files read so far, and in all; both 0 before reading has begun.
    pub fn bytes(&self) -> (u64, u64) {
        (self.bytes.load(Ordering::Relaxed), self.bytes_total.load(Ordering::Relaxed))
    }

    /// Asks for an end: `open` returns [`super::DataError::Cancelled`] at the next border between chunks.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether an end was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whom the files have spoken of since this was last asked; `None` where nothing came.
    pub fn arrived(&self) -> Option<Arrived> {
        self.arrivals().take()
    }

    fn arrivals(&self) -> MutexGuard<'_, Arrivals> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another file begins.
    pub(super) fn next_file(&self) {
        self.arrivals().next_file();
    }

    /// Rows were read: whose they are, and their ratings.
    pub(super) fn see(&self, runs: &[UserRun], halves: &[u8]) {
        self.arrivals().see(runs, halves);
    }

    pub(super) fn start(&self, bytes_total: u64) {
        self.arrivals().start();
        self.rows.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        self.bytes_total.store(bytes_total, Ordering::Relaxed);
    }

    pub(super) fn advance(&self, rows: u64, bytes: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}
