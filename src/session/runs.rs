//! Runs and their profile states: created, forked, extended by one state at a time, read.

use std::num::NonZeroUsize;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::error::StoreError;
use super::states::insert_state;
use super::store::Store;
use crate::domain::{
    DataHash, ForkPoint, HistorySpec, Id, Order, ProfileState, Run, RunId, RunSpec, SimulatorIdentity,
};

/// A run to be started.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Name for people.
    pub name: String,
    /// What it is made of.
    pub spec: RunSpec,
    /// How many batches the history has.
    pub batches: usize,
}

/// Which runs to list. `None` = any.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Runs on these ratings.
    pub data: Option<DataHash>,
    /// Runs of this user.
    pub user: Option<Id>,
    /// Whether those in the trash are meant.
    pub trash: Trash,
}

/// Which runs are meant: those in use, those in the trash, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trash {
    /// Runs in use.
    #[default]
    LeftOut,
    /// Runs in the trash.
    Only,
    /// All runs that the store has.
    Included,
}

/// A run without its states.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSummary {
    /// Number in the store.
    pub id: RunId,
    /// Name for people.
    pub name: String,
    /// What it is made of.
    pub spec: RunSpec,
    /// The run it was forked from, if any.
    pub fork: Option<ForkPoint>,
    /// When it was started: RFC 3339, UTC.
    pub created: String,
    /// How many batches the history has.
    pub batches: usize,
    /// How many states are written, shared ones included.
    pub written: usize,
    /// When it went to the trash: RFC 3339, UTC; `None` = it is in use.
    pub trashed: Option<String>,
    /// Batches of the states that were taken by hand, in order, shared ones included.
    pub edited: Vec<usize>,
}

/// The columns of `run` in the order in which [`Store::summary_of`] reads them, how many states it has of its own,
/// and which of its states, shared ones included, were taken by hand.
const SUMMARY: &str = "SELECT id, name, user, data_hash, data_name, split, history_length, batch_size,
    history_order, provider, model, parameters, seed, batches, fork_run, fork_batch, created, trashed,
    (SELECT count(*) FROM state WHERE state.run = run.id) AS own,
    (WITH RECURSIVE line (id, below) AS (
         SELECT run.id, 1 << 40
         UNION ALL
         SELECT parent.fork_run, min(line.below, parent.fork_batch)
         FROM line JOIN run AS parent ON parent.id = line.id WHERE parent.fork_run IS NOT NULL)
     SELECT group_concat(state.batch) FROM line JOIN state ON state.run = line.id
     WHERE state.batch < line.below AND state.provenance = 'edited') AS edited FROM run";

/// Columns by which two runs count as the same study of a user; a name alone does not identify a run.
const SAME_STUDY: &str = "name = ?1 AND user = ?2 AND data_hash = ?3 AND split = ?4 AND history_length = ?5
    AND batch_size = ?6 AND history_order = ?7 AND provider = ?8 AND model IS ?9 AND parameters = ?10
    AND seed = ?11 AND fork_run IS NULL AND trashed IS NULL";

impl Store {
    /// The run with this name and specification, started now if there is none: what makes every command
    /// resume. One transaction, so two processes that ask at once get the same run.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ensure_run(&mut self, new: &NewRun) -> Result<Run, StoreError> {
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let found: Option<i64> = {
            let sql = format!("SELECT id FROM run WHERE {SAME_STUDY} ORDER BY id DESC LIMIT 1");
            let mut statement = transaction.prepare_cached(&sql).map_err(error)?;
            statement
                .query_row(rusqlite::params_from_iter(study_key(&new.name, &new.spec)), |row| row.get(0))
                .optional()
                .map_err(error)?
        };
        let id = match found {
            Some(id) => id,
            None => insert_run(&transaction, &new.name, &new.spec, new.batches, None).map_err(error)?,
        };
        transaction.commit().map_err(error)?;
        self.run(RunId(id))
    }

    /// Starts a run that shares the states before `from_batch` with `run`; with another simulator and seed
    /// if `spec` says so.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`], [`StoreError::InTrash`], [`StoreError::ForkTooLate`] when a shared state is
    /// not written yet.
    pub fn fork(
        &mut self,
        run: RunId,
        from_batch: usize,
        name: &str,
        spec: &RunSpec,
    ) -> Result<Run, StoreError> {
        let parent = self.in_use(run)?;
        if from_batch == 0 || from_batch > parent.written + 1 {
            return Err(StoreError::ForkTooLate { run, written: parent.written, from_batch });
        }
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let point = ForkPoint { run, from_batch };
        let id = insert_run(&transaction, name, spec, parent.batches, Some(point)).map_err(error)?;
        transaction.commit().map_err(error)?;
        self.run(RunId(id))
    }

    /// Keeps the next state of a run, with its interactions, in one transaction. If another process kept the
    /// same batch first, that one stays, nothing is overwritten, and the answer is `false`: read the run again.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] when the state before it is missing, [`StoreError::InTrash`].
    pub fn keep_state(&mut self, run: RunId, state: &ProfileState) -> Result<bool, StoreError> {
        let written = self.in_use(run)?.written;
        if state.batch <= written {
            return Ok(false);
        }
        if state.batch != written + 1 {
            return Err(StoreError::OutOfOrder { run, written, batch: state.batch });
        }
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let kept = insert_state(&transaction, run, state).map_err(error)?;
        transaction.commit().map_err(error)?;
        Ok(kept)
    }

    /// A run with all its states, shared ones first.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn run(&self, id: RunId) -> Result<Run, StoreError> {
        let summary = self.summary(id)?;
        let states = self.states(id, summary.fork)?;
        let RunSummary { name, spec, fork, created, batches, .. } = summary;
        Ok(Run { id, name, spec, fork, created, batches, states })
    }

    /// A run without its states.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn summary(&self, id: RunId) -> Result<RunSummary, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SUMMARY} WHERE id = ?1"))
            .map_err(|source| self.error(source))?;
        let mut rows = statement.query([id.0]).map_err(|source| self.error(source))?;
        match rows.next().map_err(|source| self.error(source))? {
            Some(row) => self.summary_of(row),
            None => Err(StoreError::NoSuchRun(id)),
        }
    }

    /// Runs, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn runs(&self, filter: &RunFilter) -> Result<Vec<RunSummary>, StoreError> {
        let error = |source| self.error(source);
        let sql = format!(
            "{SUMMARY} WHERE (?1 IS NULL OR data_hash = ?1) AND (?2 IS NULL OR user = ?2)
             AND (?3 IS NULL OR (trashed IS NOT NULL) = ?3) ORDER BY id"
        );
        let in_trash = match filter.trash {
            Trash::LeftOut => Some(false),
            Trash::Only => Some(true),
            Trash::Included => None,
        };
        let mut statement = self.connection.prepare_cached(&sql).map_err(error)?;
        let data = filter.data.map(|hash| hash.to_string());
        let user = filter.user.as_ref().map(ToString::to_string);
        let mut rows = statement.query(params![data, user, in_trash]).map_err(error)?;
        let mut runs = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            runs.push(self.summary_of(row)?);
        }
        Ok(runs)
    }

    fn summary_of(&self, row: &Row<'_>) -> Result<RunSummary, StoreError> {
        let error = |source| self.error(source);
        let text = |column: &str| row.get::<_, String>(column).map_err(error);
        let count = |column: &str| row.get::<_, i64>(column).map_err(error);
        let positive = |column: &'static str| {
            let number = count(column)?;
            usize::try_from(number)
                .ok()
                .and_then(NonZeroUsize::new)
                .ok_or_else(|| self.unreadable(column, &number.to_string()))
        };
        let order = text("history_order")?;
        let hash = text("data_hash")?;
        let fork = match row.get::<_, Option<i64>>("fork_run").map_err(error)? {
            None => None,
            Some(run) => Some(ForkPoint { run: RunId(run), from_batch: count("fork_batch")? as usize }),
        };
        let shared = fork.map_or(0, |fork| fork.from_batch - 1);
        Ok(RunSummary {
            id: RunId(count("id")?),
            name: text("name")?,
            spec: RunSpec {
                user: Id::parse(&text("user")?),
                data: DataHash(
                    u64::from_str_radix(&hash, 16).map_err(|_| self.unreadable("run.data_hash", &hash))?,
                ),
                data_name: text("data_name")?,
                split: text("split")?,
                history: HistorySpec {
                    length: positive("history_length")?,
                    batch_size: positive("batch_size")?,
                    order: Order::from_word(&order)
                        .ok_or_else(|| self.unreadable("run.history_order", &order))?,
                },
                simulator: SimulatorIdentity {
                    provider: text("provider")?,
                    model: row.get("model").map_err(error)?,
                    parameters: text("parameters")?,
                },
                seed: count("seed")? as u64,
            },
            fork,
            created: text("created")?,
            batches: count("batches")? as usize,
            written: shared + count("own")? as usize,
            trashed: row.get("trashed").map_err(error)?,
            edited: batches_of(row.get::<_, Option<String>>("edited").map_err(error)?.as_deref()),
        })
    }
}

/// `3,1` as numbers in order.
fn batches_of(list: Option<&str>) -> Vec<usize> {
    let mut batches: Vec<usize> =
        list.unwrap_or_default().split(',').filter_map(|batch| batch.parse().ok()).collect();
    batches.sort_unstable();
    batches
}

/// The values of [`SAME_STUDY`], in its order; also the first columns of an insert.
fn study_key(name: &str, spec: &RunSpec) -> [Value; 11] {
    let whole = |number: usize| Value::Integer(number as i64);
    [
        Value::Text(name.to_owned()),
        Value::Text(spec.user.to_string()),
        Value::Text(spec.data.to_string()),
        Value::Text(spec.split.clone()),
        whole(spec.history.length.get()),
        whole(spec.history.batch_size.get()),
        Value::Text(spec.history.order.word().to_owned()),
        Value::Text(spec.simulator.provider.clone()),
        spec.simulator.model.clone().map_or(Value::Null, Value::Text),
        Value::Text(spec.simulator.parameters.clone()),
        Value::Integer(spec.seed as i64),
    ]
}

pub(super) fn insert_run(
    transaction: &Transaction<'_>,
    name: &str,
    spec: &RunSpec,
    batches: usize,
    fork: Option<ForkPoint>,
) -> rusqlite::Result<i64> {
    let mut values = Vec::from(study_key(name, spec));
    values.push(Value::Text(spec.data_name.clone()));
    values.push(Value::Integer(batches as i64));
    values.push(fork.map_or(Value::Null, |fork| Value::Integer(fork.run.0)));
    values.push(fork.map_or(Value::Null, |fork| Value::Integer(fork.from_batch as i64)));
    transaction
        .prepare_cached(
            "INSERT INTO run (name, user, data_hash, split, history_length, batch_size, history_order,
                 provider, model, parameters, seed, data_name, batches, fork_run, fork_batch, created)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                 strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        )?
        .insert(rusqlite::params_from_iter(values))
}
