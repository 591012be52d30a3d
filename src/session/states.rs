//! Profile states of runs, on their way into rows and back.

use rusqlite::{Row, Transaction, TransactionBehavior, params};

use super::error::StoreError;
use super::store::Store;
use crate::domain::{
    ForkPoint, Id, Interaction, ProfileState, Provenance, Rating, RunId, StatedClaim, Usage,
};

impl Store {
    /// States of a run from batch 1 on: what it shares with its ancestors, then its own.
    pub(super) fn states(
        &self,
        run: RunId,
        fork: Option<ForkPoint>,
    ) -> Result<Vec<ProfileState>, StoreError> {
        let mut states = match fork {
            None => Vec::new(),
            Some(point) => {
                let parent = self.summary(point.run)?;
                let mut shared = self.states(point.run, parent.fork)?;
                shared.truncate(point.from_batch - 1);
                shared
            }
        };
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT batch, profile, update_text, claims, calls, attempts, tokens_in, tokens_out, cost_usd,
                     provenance
                 FROM state WHERE run = ?1 ORDER BY batch",
            )
            .map_err(error)?;
        let mut rows = statement.query([run.0]).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            let batch: i64 = row.get(0).map_err(error)?;
            if usize::try_from(batch) != Ok(states.len() + 1) {
                let detail = format!("batch {} of run {run} is missing", states.len() + 1);
                return Err(StoreError::Damaged { path: self.path.clone(), detail });
            }
            let provenance: String = row.get(9).map_err(error)?;
            states.push(ProfileState {
                batch: batch as usize,
                interactions: self.interactions(run, batch)?,
                profile: row.get(1).map_err(error)?,
                update: row.get(2).map_err(error)?,
                claims: self.claims(&row.get::<_, String>(3).map_err(error)?)?,
                usage: usage_of(row, 4).map_err(error)?,
                provenance: Provenance::from_word(&provenance)
                    .ok_or_else(|| self.unreadable("state.provenance", &provenance))?,
            });
        }
        Ok(states)
    }

    fn claims(&self, json: &str) -> Result<Vec<StatedClaim>, StoreError> {
        serde_json::from_str(json).map_err(|_| self.unreadable("state.claims", json))
    }

    /// Takes back a state that was taken by hand, as long as nothing was built upon it. What was asked for it stays.
    ///
    /// # Errors
    /// [`StoreError::Stays`] with the reason, [`StoreError::InTrash`].
    pub fn take_back(&mut self, run: RunId, batch: usize) -> Result<(), StoreError> {
        let summary = self.in_use(run)?;
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let is_any = |sql: &str| -> Result<bool, StoreError> {
            let found = transaction.query_row(sql, params![run.0, batch as i64], |row| row.get::<_, bool>(0));
            found.map_err(error)
        };
        let stays = |why| Err(StoreError::Stays { run, batch, why });
        if !is_any(
            "SELECT EXISTS (SELECT 1 FROM state WHERE run = ?1 AND batch = ?2 AND provenance = 'edited')",
        )? {
            return stays("it was not taken by hand here");
        }
        if summary.written > batch {
            return stays("the batch after it is written");
        }
        if is_any("SELECT EXISTS (SELECT 1 FROM slate WHERE run = ?1 AND batch = ?2)")? {
            return stays("items were rated on it");
        }
        if is_any("SELECT EXISTS (SELECT 1 FROM run WHERE fork_run = ?1 AND fork_batch > ?2)")? {
            return stays("a fork shares it");
        }
        for table in ["state_interaction", "state"] {
            let sql = format!("DELETE FROM {table} WHERE run = ?1 AND batch = ?2");
            transaction.execute(&sql, params![run.0, batch as i64]).map_err(error)?;
        }
        transaction.commit().map_err(error)
    }

    fn interactions(&self, run: RunId, batch: i64) -> Result<Vec<Interaction>, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT item, half_stars, timestamp, provenance FROM state_interaction
                 WHERE run = ?1 AND batch = ?2 ORDER BY position",
            )
            .map_err(error)?;
        let mut rows = statement.query(params![run.0, batch]).map_err(error)?;
        let mut interactions = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let provenance: String = row.get(3).map_err(error)?;
            interactions.push(Interaction {
                item: Id::parse(&row.get::<_, String>(0).map_err(error)?),
                rating: Rating::from_halves(row.get(1).map_err(error)?),
                timestamp: row.get(2).map_err(error)?,
                provenance: Provenance::from_word(&provenance)
                    .ok_or_else(|| self.unreadable("state_interaction.provenance", &provenance))?,
            });
        }
        Ok(interactions)
    }
}

pub(super) fn insert_state(
    transaction: &Transaction<'_>,
    run: RunId,
    state: &ProfileState,
) -> rusqlite::Result<bool> {
    let batch = state.batch as i64;
    let usage = &state.usage;
    // OR IGNORE: between the look and this line another process may have kept the same batch.
    let inserted = transaction
        .prepare_cached(
            "INSERT OR IGNORE INTO state (run, batch, profile, update_text, claims, calls, attempts, tokens_in,
                 tokens_out, cost_usd, provenance, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        )?
        .execute(params![
            run.0,
            batch,
            state.profile,
            state.update,
            // Texts and ids cannot fail to become JSON.
            serde_json::to_string(&state.claims).unwrap_or_else(|_| "[]".to_owned()),
            usage.calls,
            usage.attempts,
            usage.tokens_in.map(|tokens| tokens as i64),
            usage.tokens_out.map(|tokens| tokens as i64),
            usage.cost_usd,
            state.provenance.word(),
        ])?;
    if inserted == 0 {
        return Ok(false);
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO state_interaction (run, batch, position, item, half_stars, timestamp, provenance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, interaction) in state.interactions.iter().enumerate() {
        statement.execute(params![
            run.0,
            batch,
            position as i64,
            interaction.item.to_string(),
            interaction.rating.halves(),
            interaction.timestamp,
            interaction.provenance.word(),
        ])?;
    }
    Ok(true)
}

/// Reads calls, attempts, `tokens_in`, `tokens_out`, `cost_usd` from five columns, the first at `from`.
pub(super) fn usage_of(row: &Row<'_>, from: usize) -> rusqlite::Result<Usage> {
    let tokens = |column| row.get::<_, Option<i64>>(column).map(|count| count.map(|count| count as u64));
    Ok(Usage {
        calls: row.get(from)?,
        attempts: row.get(from + 1)?,
        tokens_in: tokens(from + 2)?,
        tokens_out: tokens(from + 3)?,
        cost_usd: row.get(from + 4)?,
    })
}
