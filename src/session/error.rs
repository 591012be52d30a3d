//! What can go wrong with the store, in sentences that say what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::domain::RunId;

/// Why the store could not do what was asked. Nothing that was reported as done is ever lost by one.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file was written by a newer program.
    #[error(
        "{path} was written by a newer lusifer (schema {found}, this program knows {known}); \
         update lusifer, or point --data-dir at another folder"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file is something else.
    #[error("{path} is not a lusifer store; move it away, or point --data-dir at another folder")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error(
        "{path} is damaged ({detail}); put back a copy, or move it away to start afresh (sqlite3's .recover may \
         save what is left in it)"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// Another process kept the file locked for too long.
    #[error(
        "{path} is in use by another lusifer that did not let go for {seconds} s; try again when it is done"
    )]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// The file or its folder cannot be written.
    #[error("cannot write {path}: {detail}; choose another folder with --data-dir")]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// The disk is full.
    #[error(
        "cannot write {path}: the disk is full; free some space or choose another folder with --data-dir"
    )]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be read.
    #[error("cannot read {path}: {detail}; mend its permissions or choose another folder with --data-dir")]
    NotReadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// No such run.
    #[error("there is no run {0}; lusifer runs list shows those that there are")]
    NoSuchRun(RunId),
    /// A run in the trash is not gone on with.
    #[error("run {0} is in the trash; lusifer runs restore {0} takes it out")]
    InTrash(RunId),
    /// A fork from a batch that the run has not reached.
    #[error("run {run} has {written} states, so it cannot be forked from batch {from_batch}")]
    ForkTooLate {
        /// The run.
        run: RunId,
        /// States that it has.
        written: usize,
        /// The batch asked for.
        from_batch: usize,
    },
    /// A state out of order: batch k needs batch k - 1.
    #[error("run {run} has {written} states, so the next one is not batch {batch}")]
    OutOfOrder {
        /// The run.
        run: RunId,
        /// States that it has.
        written: usize,
        /// The batch that was to be kept.
        batch: usize,
    },
    /// A state that something was built upon, or that was not taken by hand, is not taken back.
    #[error("batch {batch} of {run} stays: {why}")]
    Stays {
        /// The run.
        run: RunId,
        /// The batch.
        batch: usize,
        /// Why.
        why: &'static str,
    },
    /// Text in the store that this program does not understand.
    #[error("{path}: {what} holds \"{value}\", which this program does not know")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Table and column.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// Another file, or none, is where the open one was: what is written into it can never be found again.
    #[error(
        "{path} was deleted or replaced while it was open, so nothing more is kept; put it back, or start anew with \
         an empty one"
    )]
    Gone {
        /// The file.
        path: PathBuf,
    },
    /// The thread that owns the file is gone.
    #[error("the store was closed while something was still being kept")]
    Closed,
    /// Anything else that SQLite says.
    #[error("{path}: {source}")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// SQLite's own error.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Sorts an SQLite error by what a person can do about it.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        let detail = match &source {
            // Without the text of what was to be done.
            rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
            source => source.to_string(),
        };
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy { path, seconds: super::store::BUSY_WAIT.as_secs() }
            }
            Some(ErrorCode::NotADatabase) => Self::Foreign { path },
            // What we ask for is right: then the tables are not those that the file's version promises.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => Self::Damaged { path, detail },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::CannotOpen) => Self::NotReadable { path, detail: "it cannot be opened".into() },
            Some(ErrorCode::ReadOnly | ErrorCode::SystemIoFailure) => Self::NotWritable { path, detail },
            _ => Self::Sqlite { path, source },
        }
    }
}
