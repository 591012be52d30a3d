//! Slates: what simulators answered, kept as it came.

use rusqlite::{Connection, TransactionBehavior, params};

use super::error::StoreError;
use super::runs::RunFilter;
use super::states::usage_of;
use super::store::Store;
use crate::domain::{Id, InvalidRating, Rating, RunId, SimulatedRating, Slate, SlateRatings};

/// One item's answer on its way into a row of `slate_item`.
struct Answer<'a> {
    item: &'a Id,
    outcome: &'static str,
    half_stars: Option<u8>,
    raw: Option<&'a str>,
    reason: Option<&'a str>,
}

impl<'a> Answer<'a> {
    fn all(answer: &'a SlateRatings) -> impl Iterator<Item = Self> {
        let plain = |item, outcome| Self { item, outcome, half_stars: None, raw: None, reason: None };
        let ratings = answer.ratings.iter().map(move |rated| Self {
            half_stars: Some(rated.rating.halves()),
            reason: rated.reason.as_deref(),
            ..plain(&rated.item, "rating")
        });
        let invalid = answer
            .invalid
            .iter()
            .map(move |invalid| Self { raw: Some(&invalid.raw), ..plain(&invalid.item, "invalid") });
        let missing = answer.missing.iter().map(move |item| plain(item, "missing"));
        ratings.chain(invalid).chain(missing)
    }
}

impl Store {
    /// Keeps a slate with all its answers in one transaction and returns it with its number.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`], [`StoreError::InTrash`].
    pub fn keep_slate(
        &mut self,
        run: RunId,
        state: usize,
        answer: &SlateRatings,
    ) -> Result<Slate, StoreError> {
        self.in_use(run)?;
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let (id, created) = insert_slate(&transaction, run, state, answer, None).map_err(error)?;
        transaction.commit().map_err(error)?;
        Ok(Slate { id, run, state, created, answer: answer.clone() })
    }

    /// The slates of a run, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn slates(&self, run: RunId) -> Result<Vec<Slate>, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id, batch, created, calls, attempts, tokens_in, tokens_out, cost_usd
                 FROM slate WHERE run = ?1 ORDER BY id",
            )
            .map_err(error)?;
        let mut rows = statement.query([run.0]).map_err(error)?;
        let mut slates = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let id: i64 = row.get(0).map_err(error)?;
            let state: i64 = row.get(1).map_err(error)?;
            let mut answer = self.answers(id)?;
            answer.usage = usage_of(row, 3).map_err(error)?;
            let created = row.get(2).map_err(error)?;
            slates.push(Slate { id, run, state: state as usize, created, answer });
        }
        Ok(slates)
    }

    fn answers(&self, slate: i64) -> Result<SlateRatings, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT item, outcome, half_stars, raw, reason FROM slate_item
                 WHERE slate = ?1 ORDER BY position",
            )
            .map_err(error)?;
        let mut rows = statement.query([slate]).map_err(error)?;
        let mut answer = SlateRatings::default();
        while let Some(row) = rows.next().map_err(error)? {
            let item = Id::parse(&row.get::<_, String>(0).map_err(error)?);
            let outcome: String = row.get(1).map_err(error)?;
            let half_stars: Option<u8> = row.get(2).map_err(error)?;
            match (outcome.as_str(), half_stars) {
                ("rating", Some(halves)) => answer.ratings.push(SimulatedRating {
                    item,
                    rating: Rating::from_halves(halves),
                    reason: row.get(4).map_err(error)?,
                }),
                ("missing", _) => answer.missing.push(item),
                ("invalid", _) => {
                    let raw: Option<String> = row.get(3).map_err(error)?;
                    answer.invalid.push(InvalidRating { item, raw: raw.unwrap_or_default() });
                }
                _ => return Err(self.unreadable("slate_item.outcome", &outcome)),
            }
        }
        Ok(answer)
    }

    /// Of every run of `runs` and every item that it was asked about, the newest answer on the latest state: its
    /// rating, or `None` where that was no rating.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn newest_ratings(&self, runs: &RunFilter) -> Result<Vec<(RunId, Id, Option<Rating>)>, StoreError> {
        let error = |source| self.error(source);
        // With max(), SQLite takes the other columns from the row that holds the maximum.
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT slate.run, item, half_stars, max(slate.batch * 4294967296 + slate.id) FROM slate_item
                 JOIN slate ON slate.id = slate_item.slate JOIN run ON run.id = slate.run
                 WHERE (?1 IS NULL OR run.data_hash = ?1) AND (?2 IS NULL OR run.user = ?2)
                 GROUP BY slate.run, item ORDER BY slate.run",
            )
            .map_err(error)?;
        let data = runs.data.map(|hash| hash.to_string());
        let user = runs.user.as_ref().map(ToString::to_string);
        let mut rows = statement.query(params![data, user]).map_err(error)?;
        let mut ratings = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let halves: Option<u8> = row.get(2).map_err(error)?;
            let item = Id::parse(&row.get::<_, String>(1).map_err(error)?);
            ratings.push((RunId(row.get(0).map_err(error)?), item, halves.map(Rating::from_halves)));
        }
        Ok(ratings)
    }
}

/// Keeps a slate, made now unless `created` says when; gives its number and when that was.
pub(super) fn insert_slate(
    connection: &Connection,
    run: RunId,
    state: usize,
    answer: &SlateRatings,
    created: Option<&str>,
) -> rusqlite::Result<(i64, String)> {
    let usage = &answer.usage;
    let (id, created) = connection.query_row(
        "INSERT INTO slate (run, batch, calls, attempts, tokens_in, tokens_out, cost_usd, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(?8, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))
         RETURNING id, created",
        params![
            run.0,
            state as i64,
            usage.calls,
            usage.attempts,
            usage.tokens_in.map(|tokens| tokens as i64),
            usage.tokens_out.map(|tokens| tokens as i64),
            usage.cost_usd,
            created,
        ],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO slate_item (slate, position, item, outcome, half_stars, raw, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, answer) in Answer::all(answer).enumerate() {
        statement.execute(params![
            id,
            position as i64,
            answer.item.to_string(),
            answer.outcome,
            answer.half_stars,
            answer.raw,
            answer.reason,
        ])?;
    }
    Ok((id, created))
}
