//! `data check`: what the data doctor found, as a document or for a person.

use std::fmt::Write;

use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, text};
use crate::data::{DataCheck, Level};
use crate::session::OpenMode;

#[derive(Serialize)]
struct CheckLine<'a> {
    schema_version: u32,
    #[serde(flatten)]
    check: &'a DataCheck,
}

/// Prints what is in the files and what in them may surprise. Findings are no failure.
///
/// # Errors
/// [`Failure`] with exit code 4 when the data cannot be read.
pub(super) async fn data_check(common: &Common) -> Result<Exit, Failure> {
    let workspace = open::workspace(common, open::settings(common)?, OpenMode::Ignore).await?;
    let check = workspace.check();
    if common.json {
        json_line(&CheckLine { schema_version: SCHEMA_VERSION, check: &check })?;
    } else {
        text(&describe(&check))?;
    }
    Ok(Exit::Ok)
}

fn describe(check: &DataCheck) -> String {
    let DataCheck { counts, training, .. } = check;
    let mut out = format!(
        "{}  split {}  hash {}\n\n{:>12} {}, {} with a held-out rating\n{:>12} {}\n{:>12} {}: {} \
         training, {} held out\n{:>12} training ratings per user (median), {} to {}\n",
        check.name,
        check.split,
        check.hash,
        counts.users,
        plural(counts.users, "user"),
        counts.users_with_held_out,
        counts.items,
        plural(counts.items, "item"),
        counts.ratings,
        plural(counts.ratings, "rating"),
        counts.training,
        counts.held_out,
        training.median.map_or_else(|| "n/a".to_owned(), |median| median.to_string()),
        training.min,
        training.max,
    );
    let most = counts.by_level.iter().copied().max().unwrap_or(0).max(1);
    for (level, &count) in counts.scale.levels().zip(&counts.by_level) {
        let bar = "#".repeat((count * 40).div_ceil(most));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:>12} {bar} {count}", format!("rated {level}"));
    }
    if check.findings.is_empty() {
        out.push_str("\nnothing out of the ordinary");
    }
    for finding in &check.findings {
        let level = match finding.level {
            Level::Warning => "look",
            Level::Note => "note",
        };
        let _ = write!(out, "\n{level}  {}", finding.sentence);
        for example in &finding.examples {
            let _ = write!(out, "\n        {example}");
        }
    }
    out
}

fn plural(count: usize, one: &str) -> String {
    if count == 1 { one.to_owned() } else { format!("{one}s") }
}
