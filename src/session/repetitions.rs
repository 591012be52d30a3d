//! Repetitions: what was said when a step was done once more, beside the run and never part of it.

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::store::Store;
use crate::domain::{Repetition, RunId};

impl Store {
    /// Keeps a repetition. A run in the trash takes it, too: what was paid for is never lost.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_repetition(&mut self, run: RunId, repetition: &Repetition) -> Result<(), StoreError> {
        insert_repetition(&self.connection, run, repetition).map_err(|source| self.error(source))
    }

    /// The repetitions of a run's steps, oldest first. Those of states that it shares belong to the run that wrote
    /// them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn repetitions(&self, run: RunId) -> Result<Vec<Repetition>, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT batch, number, seed, created, answer FROM repetition WHERE run = ?1 ORDER BY id",
            )
            .map_err(error)?;
        let mut rows = statement.query([run.0]).map_err(error)?;
        let mut repetitions = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let answer: String = row.get(4).map_err(error)?;
            repetitions.push(Repetition {
                batch: row.get::<_, i64>(0).map_err(error)? as usize,
                number: row.get(1).map_err(error)?,
                seed: row.get::<_, i64>(2).map_err(error)? as u64,
                created: row.get(3).map_err(error)?,
                answer: serde_json::from_str(&answer)
                    .map_err(|_| self.unreadable("repetition.answer", &answer))?,
            });
        }
        Ok(repetitions)
    }
}

/// Keeps a repetition, made now where it does not say when.
pub(super) fn insert_repetition(
    connection: &Connection,
    run: RunId,
    repetition: &Repetition,
) -> rusqlite::Result<()> {
    let Repetition { batch, number, seed, created, answer } = repetition;
    let answer = serde_json::to_string(answer)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO repetition (run, batch, number, seed, answer, created)
             VALUES (?1, ?2, ?3, ?4, ?5, coalesce(nullif(?6, ''), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))",
        )?
        .execute(params![run.0, *batch as i64, number, *seed as i64, answer, created])
        .map(drop)
}
