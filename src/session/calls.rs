//! Calls: every attempt as it was made, good or not, with what went over the wire.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::store::Store;
use crate::domain::{Call, CallCost, Exchange, Id, NewCall, RunId, Task};

/// Columns of a call, in the order in which [`call_of`] reads them.
const COLUMNS: &str = "id, task, batch, attempt, attempts, provider, model, answered_by, sent, outcome, finish,
    tokens_in, tokens_cached, tokens_out, cost_usd, first_ms, total_ms, url, request, status, headers, body, text,
    rungs, warnings, items, is_test, repetition";

impl Store {
    /// Keeps a call, marked as what it was made for, and gives its number. A run in the trash takes it, too: what was
    /// paid for is never lost.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_call(&mut self, run: RunId, call: &NewCall, mark: CallMark) -> Result<i64, StoreError> {
        insert_call(&self.connection, run, call, mark).map_err(|source| self.error(source))
    }

    /// How many answers to a step of a run itself could not be taken, or were broken off by the server's own reader.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn refused(&self, run: RunId, task: Task, batch: usize, items: &[Id]) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM call
            WHERE run = ?1 AND task = ?2 AND batch = ?3 AND items = ?4 AND NOT is_test AND repetition IS NULL
                AND (outcome ->> 'kind' = 'rejected' OR outcome ->> 'cause' IN ('error-mid-stream', 'garbled'))";
        let count = || {
            let of = params![run.0, task.word(), batch as i64, json(&items)?];
            self.connection.prepare_cached(sql)?.query_row(of, |row| row.get(0))
        };
        count().map_err(|source| self.error(source))
    }

    /// What was sent for the newest answer that a model gave to its end, whatever became of it; `None` = there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn newest_request(&self, provider: &str, model: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT request FROM call WHERE provider = ?1 AND model = ?2 AND finish IS NOT NULL
            ORDER BY id DESC LIMIT 1";
        let newest = self.connection.query_row(sql, [provider, model], |row| row.get(0)).optional();
        newest.map_err(|source| self.error(source))
    }

    /// The calls of a run, oldest first. Those for states that it shares belong to the run that wrote them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn calls(&self, run: RunId) -> Result<Vec<Call>, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM call WHERE run = ?1 ORDER BY id"))
            .map_err(error)?;
        let calls = statement.query_map([run.0], |row| call_of(row, run)).map_err(error)?;
        calls.collect::<rusqlite::Result<_>>().map_err(error)
    }
}

/// What a call was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallMark {
    /// A step of its run.
    Step,
    /// To try prompts.
    Test,
    /// A step done once more.
    Repetition(u32),
}

impl CallMark {
    pub(super) fn of(call: &Call) -> Self {
        match (call.repetition, call.is_test) {
            (Some(number), _) => Self::Repetition(number),
            (None, true) => Self::Test,
            (None, false) => Self::Step,
        }
    }
}

/// Keeps a call and gives its number.
pub(super) fn insert_call(
    connection: &Connection,
    run: RunId,
    call: &NewCall,
    mark: CallMark,
) -> rusqlite::Result<i64> {
    let (cost, exchange) = (&call.cost, &call.exchange);
    let number = |value: Option<u64>| value.map(|value| value as i64);
    let repetition = if let CallMark::Repetition(number) = mark { Some(number) } else { None };
    connection
            .prepare_cached(
                "INSERT INTO call (run, task, batch, attempt, attempts, provider, model, answered_by, sent, outcome,
                     finish, tokens_in, tokens_cached, tokens_out, cost_usd, first_ms, total_ms, url, request,
                     status, headers, body, text, rungs, warnings, items, is_test, repetition)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                     ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
                 RETURNING id",
            )
            .and_then(|mut statement| {
                statement.query_row(
                    params![
                        run.0,
                        call.task.word(),
                        call.batch as i64,
                        call.attempt,
                        call.attempts,
                        call.provider,
                        call.model,
                        call.answered_by,
                        call.sent,
                        json(&call.outcome)?,
                        call.finish,
                        number(cost.tokens_in),
                        number(cost.tokens_cached),
                        number(cost.tokens_out),
                        cost.cost_usd,
                        number(cost.first_ms),
                        cost.total_ms as i64,
                        exchange.url,
                        exchange.request,
                        exchange.status,
                        json(&exchange.headers)?,
                        exchange.body,
                        call.text,
                        json(&call.rungs)?,
                        json(&call.warnings)?,
                        json(&call.items)?,
                        mark == CallMark::Test,
                        repetition,
                    ],
                    |row| row.get(0),
                )
            })
}

fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn parsed<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    let failure = |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error));
    serde_json::from_str(&text).map_err(failure)
}

fn call_of(row: &Row<'_>, run: RunId) -> rusqlite::Result<Call> {
    let number = |column| row.get::<_, Option<i64>>(column).map(|value| value.map(|value| value as u64));
    let task: String = row.get(1)?;
    let task = Task::from_word(&task).ok_or_else(|| {
        let unknown = format!("\"{task}\" is no task that this version knows");
        rusqlite::Error::FromSqlConversionFailure(1, Type::Text, unknown.into())
    })?;
    let cost = CallCost {
        tokens_in: number(11)?,
        tokens_cached: number(12)?,
        tokens_out: number(13)?,
        cost_usd: row.get(14)?,
        first_ms: number(15)?,
        total_ms: number(16)?.unwrap_or(0),
    };
    let exchange = Exchange {
        url: row.get(17)?,
        request: row.get(18)?,
        status: row.get(19)?,
        headers: parsed(row, 20)?,
        body: row.get(21)?,
    };
    let made = NewCall {
        task,
        batch: row.get::<_, i64>(2)? as usize,
        attempt: row.get(3)?,
        attempts: row.get(4)?,
        provider: row.get(5)?,
        model: row.get(6)?,
        answered_by: row.get(7)?,
        sent: row.get(8)?,
        outcome: parsed(row, 9)?,
        finish: row.get(10)?,
        cost,
        exchange,
        text: row.get(22)?,
        rungs: parsed(row, 23)?,
        warnings: parsed(row, 24)?,
        items: parsed(row, 25)?,
    };
    Ok(Call { id: row.get(0)?, run, is_test: row.get(26)?, repetition: row.get(27)?, made })
}
