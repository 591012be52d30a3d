//! What is changed about a run after it was made: its name, and whether it is in the trash. Nothing is ever deleted
//! here: a run in the trash keeps every row, because forks share its states and because it may come back.

use rusqlite::params;

use super::error::StoreError;
use super::runs::{RunFilter, RunSummary, Trash};
use super::store::Store;
use crate::domain::RunId;

impl Store {
    /// Gives a run another name and returns the one that it had.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn rename(&mut self, run: RunId, name: &str) -> Result<String, StoreError> {
        let before = self.summary(run)?.name;
        self.connection
            .execute("UPDATE run SET name = ?2 WHERE id = ?1", params![run.0, name])
            .map_err(|source| self.error(source))?;
        Ok(before)
    }

    /// Moves a run to the trash: it is in no list any more and is not gone on with, but its forks keep what they
    /// share with it. Whether it was in use before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn trash(&mut self, run: RunId) -> Result<bool, StoreError> {
        self.summary(run)?;
        let changed = self
            .connection
            .execute(
                "UPDATE run SET trashed = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?1 AND trashed IS NULL",
                [run.0],
            )
            .map_err(|source| self.error(source))?;
        Ok(changed > 0)
    }

    /// Takes a run out of the trash; whether it was there.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn restore(&mut self, run: RunId) -> Result<bool, StoreError> {
        self.summary(run)?;
        let changed = self
            .connection
            .execute("UPDATE run SET trashed = NULL WHERE id = ?1 AND trashed IS NOT NULL", [run.0])
            .map_err(|source| self.error(source))?;
        Ok(changed > 0)
    }

    /// The runs that left a run, in the trash or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forks_of(&self, run: RunId) -> Result<Vec<RunSummary>, StoreError> {
        let mut all = self.runs(&RunFilter { trash: Trash::Included, ..RunFilter::default() })?;
        all.retain(|other| other.fork.is_some_and(|fork| fork.run == run));
        Ok(all)
    }

    /// A run that may be gone on with.
    pub(super) fn in_use(&self, run: RunId) -> Result<RunSummary, StoreError> {
        let summary = self.summary(run)?;
        if summary.trashed.is_some() { Err(StoreError::InTrash(run)) } else { Ok(summary) }
    }
}
