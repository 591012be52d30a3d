//! `calls`: every request to a model that was made for a run, whatever came of it.

use serde::Serialize;

use super::args::{CallsArgs, Common};
use super::failure::{Exit, Failure};
use super::output::{SCHEMA_VERSION, json_line, note, text};
use super::settings::store;
use crate::domain::text::clean_line;
use crate::domain::{Call, CallCost, Exchange, Id, Outcome, RunId, Rung};
use crate::session::OpenMode;

/// A call as it is printed. Secrets were never in it.
#[derive(Serialize)]
struct CallLine<'a> {
    schema_version: u32,
    call: i64,
    run: RunId,
    task: &'static str,
    batch: usize,
    items: &'a [Id],
    /// Made to try prompts: nothing was written from it.
    test: bool,
    /// Which repetition of its step it was made for; null = for the step itself.
    repetition: Option<u32>,
    attempt: u32,
    attempts: u32,
    provider: &'a str,
    model: &'a str,
    answered_by: Option<&'a str>,
    sent: &'a str,
    status: &'static str,
    outcome: &'a Outcome,
    finish: Option<&'a str>,
    cost: &'a CallCost,
    url: &'a str,
    http_status: Option<u16>,
    headers: &'a [(String, String)],
    request: serde_json::Value,
    text: &'a str,
    response: String,
    rungs: &'a [Rung],
    warnings: &'a [String],
}

impl<'a> CallLine<'a> {
    fn of(call: &'a Call) -> Self {
        let made = &call.made;
        let Exchange { url, request, status, headers, body } = &made.exchange;
        Self {
            schema_version: SCHEMA_VERSION,
            call: call.id,
            run: call.run,
            task: made.task.word(),
            batch: made.batch,
            items: &made.items,
            test: call.is_test,
            repetition: call.repetition,
            attempt: made.attempt,
            attempts: made.attempts,
            provider: &made.provider,
            model: &made.model,
            answered_by: made.answered_by.as_deref(),
            sent: &made.sent,
            status: made.outcome.word(),
            outcome: &made.outcome,
            finish: made.finish.as_deref(),
            cost: &made.cost,
            url,
            http_status: *status,
            headers,
            request: serde_json::from_str(request).unwrap_or_else(|_| request.as_str().into()),
            text: &made.text,
            response: String::from_utf8_lossy(body).into_owned(),
            rungs: &made.rungs,
            warnings: &made.warnings,
        }
    }
}

/// Prints the calls of a run, oldest first. Needs no data set.
///
/// # Errors
/// [`Failure`].
pub(super) fn calls(common: &Common, args: CallsArgs) -> Result<Exit, Failure> {
    let store = store(common, OpenMode::Look)?;
    store.summary(args.run)?;
    let calls = store.calls(args.run)?;
    if common.json {
        for call in &calls {
            json_line(&CallLine::of(call))?;
        }
        return Ok(Exit::Ok);
    }
    if calls.is_empty() {
        note(common, &format!("no model was asked for {}; the offline simulator makes no calls", args.run));
        return Ok(Exit::Ok);
    }
    text(&format!(
        "{:<6} {:<20} {:<22} {:<9} {:>14} {:>10} {:>8}  what came of it",
        "call", "sent", "for", "status", "tokens in/out", "dollars", "seconds"
    ))?;
    for call in &calls {
        text(&row(call))?;
    }
    Ok(Exit::Ok)
}

fn row(call: &Call) -> String {
    let made = &call.made;
    let items = match made.items.len() {
        0 => String::new(),
        items => format!(" x{items}"),
    };
    let count = |count: Option<u64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    let dollars = made.cost.cost_usd.map_or_else(|| "unknown".to_owned(), |dollars| format!("{dollars:.4}"));
    let came = match &made.outcome {
        Outcome::Accepted | Outcome::Cancelled => String::new(),
        Outcome::Repaired { what } => what.clone(),
        Outcome::Rejected { why } => why.clone(),
        Outcome::Failed { cause, words } => format!("{cause}: {words}"),
    };
    format!(
        "{:<6} {:<20} {:<22} {:<9} {:>14} {:>10} {:>8.1}  {}",
        call.id,
        made.sent,
        format!(
            "B{} {}{items} {}/{}",
            made.batch,
            match call.repetition {
                Some(number) => format!("{} again {number}", made.task.word()),
                None if call.is_test => "test".to_owned(),
                None => made.task.word().to_owned(),
            },
            made.attempt,
            made.attempts
        ),
        made.outcome.word(),
        format!("{}/{}", count(made.cost.tokens_in), count(made.cost.tokens_out)),
        dollars,
        made.cost.total_ms as f64 / 1000.0,
        clean_line(&came),
    )
}
