//! A run as a file for other programs and for people: CSV, JSON Lines, Markdown.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::markdown;
use crate::domain::{Id, ProfileState, Rating, Run};

/// One simulated rating beside the truth, as it is exported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatedRow {
    /// The user.
    pub user: Id,
    /// The item.
    pub item: Id,
    /// The state that was acted on: number of its batch.
    pub state: usize,
    /// What the simulator said.
    pub simulated: Rating,
    /// What the user really said, where it is held out.
    pub truth: Option<Rating>,
    /// When the user said so: seconds since 1970-01-01 UTC.
    pub timestamp: Option<i64>,
    /// The simulator's reason, where it gave one.
    pub reason: Option<String>,
}

/// Everything of a run that an export shows.
pub struct Exported<'a> {
    /// The run.
    pub run: &'a Run,
    /// What is known about the user, as a model is told it.
    pub user_info: &'a str,
    /// The ratings, in the order rated.
    pub rows: &'a [RatedRow],
    /// How an item is called.
    pub title: &'a dyn Fn(&Id) -> String,
}

/// Which table a CSV export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row per rated item, its newest simulated rating on the latest state: `user_id, movie_id, rating, timestamp,
    /// simulated_ratings`. An item that was rated twice must not count twice.
    Ratings,
    /// A row per user: `user_id, user_info, user_profile, intermediate_user_profiles, profile_changes`.
    Profiles,
}

impl Exported<'_> {
    /// Writes a table under the column names of the method's reference implementation; `rating` and
    /// `timestamp` are the held-out truth and empty where there is none, lists are JSON, oldest state first. Only where
    /// a state was taken by hand there is one more column, `edited`: its batches, or whether a rating rests on one.
    ///
    /// # Errors
    /// What writing says.
    pub fn csv(&self, table: Table, into: impl Write) -> io::Result<()> {
        let mut out = csv::Writer::from_writer(into);
        let text = |value: Option<String>| value.unwrap_or_default();
        let edited = !self.run.edited().is_empty();
        match table {
            Table::Ratings => {
                let mut head = vec!["user_id", "movie_id", "rating", "timestamp", "simulated_ratings"];
                head.extend(edited.then_some("edited"));
                out.write_record(head)?;
                // As runs are scored: the answer on the latest state, and of several on it the newest.
                let mut newest: HashMap<&Id, usize> = HashMap::new();
                for (at, row) in self.rows.iter().enumerate() {
                    let kept = newest.entry(&row.item).or_insert(at);
                    if self.rows.get(*kept).is_none_or(|kept| kept.state <= row.state) {
                        *kept = at;
                    }
                }
                let is_newest = |(at, row): &(usize, &RatedRow)| newest.get(&row.item) == Some(at);
                for (_, row) in self.rows.iter().enumerate().filter(is_newest) {
                    let mut fields = vec![
                        row.user.to_string(),
                        row.item.to_string(),
                        text(row.truth.map(|rating| rating.to_string())),
                        text(row.timestamp.map(|time| time.to_string())),
                        row.simulated.to_string(),
                    ];
                    // A state rests on those before it.
                    let rests = self.run.states.iter().take(row.state).any(ProfileState::is_edited);
                    fields.extend(edited.then(|| rests.to_string()));
                    out.write_record(fields)?;
                }
            }
            Table::Profiles => {
                let mut head = vec![
                    "user_id",
                    "user_info",
                    "user_profile",
                    "intermediate_user_profiles",
                    "profile_changes",
                ];
                head.extend(edited.then_some("edited"));
                out.write_record(head)?;
                let profiles: Vec<&str> =
                    self.run.states.iter().map(|state| state.profile.as_str()).collect();
                let updates: Vec<&str> =
                    self.run.states.iter().filter_map(|state| state.update.as_deref()).collect();
                let mut fields = vec![
                    self.run.spec.user.to_string(),
                    self.user_info.to_owned(),
                    profiles.last().copied().unwrap_or_default().to_owned(),
                    json!(profiles).to_string(),
                    json!(updates).to_string(),
                ];
                fields.extend(edited.then(|| json!(self.run.edited()).to_string()));
                out.write_record(fields)?;
            }
        }
        out.flush()
    }

    /// Writes one JSON object per line: the run, then each state, then each rating; `kind` tells which.
    ///
    /// # Errors
    /// What writing says.
    pub fn jsonl(&self, mut into: impl Write) -> io::Result<()> {
        let run = self.run;
        let head = json!({
            "schema_version": 1, "kind": "run", "run": run.id, "name": run.name, "user": run.spec.user,
            "user_info": self.user_info, "data": run.spec.data_name, "data_hash": run.spec.data.to_string(),
            "split": run.spec.split, "order": run.spec.history.order, "history": run.spec.history.length,
            "batch_size": run.spec.history.batch_size, "provider": run.spec.simulator.provider,
            "model": run.spec.simulator.model, "parameters": run.spec.simulator.parameters,
            "seed": run.spec.seed, "fork": run.fork, "created": run.created, "batches": run.batches,
        });
        writeln!(into, "{head}")?;
        for state in &run.states {
            let mut line = json!({"schema_version": 1, "kind": "state", "run": run.id});
            extend(&mut line, state)?;
            writeln!(into, "{line}")?;
        }
        for row in self.rows {
            let mut line = json!({"schema_version": 1, "kind": "rating", "run": run.id});
            extend(&mut line, row)?;
            line["provenance"] = json!(crate::domain::Provenance::Simulated);
            writeln!(into, "{line}")?;
        }
        Ok(())
    }

    /// Writes a document for people.
    ///
    /// # Errors
    /// What writing says.
    pub fn markdown(&self, into: impl Write) -> io::Result<()> {
        markdown::write(self, into)
    }
}

/// Adds the fields of `value` to a JSON object.
fn extend(line: &mut serde_json::Value, value: &impl Serialize) -> io::Result<()> {
    if let (Some(line), serde_json::Value::Object(fields)) =
        (line.as_object_mut(), serde_json::to_value(value).map_err(io::Error::other)?)
    {
        line.extend(fields);
    }
    Ok(())
}
