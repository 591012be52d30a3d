//! Calls: the list as it is filtered, what is looked at of one, and one as a line for a shell.

use std::sync::Arc;

use super::{Sheet, Value, fenced};
use crate::app::screens::calls::{CallLine, Calls, CallsPane, curl, status, what};
use crate::app::study::{Study, Subject};
use crate::domain::Call;

pub(super) fn pane(study: &Study, calls: &Calls) -> Option<Sheet> {
    let run = study.subject.as_ref().and_then(Subject::run_id)?;
    let call = calls.call()?;
    if calls.has_keys(CallsPane::List) {
        return Some(list(&run.to_string(), calls));
    }
    let tab = calls.tab();
    let text: Vec<String> = calls.whole(study, tab).iter().map(CallLine::text).collect();
    let text = text.join("\n");
    Some(Sheet {
        name: format!("call-{}-{}", call.id, tab.title().to_lowercase()),
        title: format!("{} of call {} ({}, {})", tab.title(), call.id, what(&call.made), status(&call.made)),
        text: Some(fenced(&text)),
        columns: vec!["line"],
        rows: text.lines().map(|line| vec![Value::text(line)]).collect(),
        ..Sheet::default()
    })
}

fn list(run: &str, calls: &Calls) -> Sheet {
    let count = |value: Option<u64>| value.map_or(Value::Nothing, |value| Value::Count(value.cast_signed()));
    let words = |text: &Option<String>| text.clone().map_or(Value::Nothing, Value::Text);
    let row = |call: &Arc<Call>| {
        let made = &call.made;
        vec![
            Value::Count(call.id),
            Value::text(&made.sent),
            Value::text(made.task.word()),
            Value::count(made.batch),
            Value::count(made.items.len()),
            Value::Count(made.attempt.into()),
            Value::Count(made.attempts.into()),
            Value::text(&made.provider),
            Value::text(&made.model),
            words(&made.answered_by),
            Value::text(made.outcome.word()),
            Value::text(status(made)),
            words(&made.finish),
            made.exchange.status.map_or(Value::Nothing, |status| Value::Count(status.into())),
            count(made.cost.tokens_in),
            count(made.cost.tokens_cached),
            count(made.cost.tokens_out),
            Value::figure(made.cost.cost_usd, 6),
            count(made.cost.first_ms),
            count(Some(made.cost.total_ms)),
        ]
    };
    Sheet {
        name: format!("calls-{run}"),
        title: format!("Calls of {run}"),
        notes: vec![format!("{} calls.", calls.rows().len())],
        columns: vec![
            "call",
            "sent",
            "task",
            "batch",
            "items",
            "attempt",
            "attempts",
            "provider",
            "model",
            "answered_by",
            "outcome",
            "status",
            "finish",
            "http_status",
            "tokens_in",
            "tokens_cached",
            "tokens_out",
            "cost_usd",
            "first_ms",
            "total_ms",
        ],
        rows: calls.rows().iter().map(row).collect(),
        selected: calls.selected(),
        text: None,
    }
}

/// The selected call as a line for a shell.
pub(super) fn item(calls: &Calls) -> Option<(String, String)> {
    let call = calls.call().filter(|call| !call.made.exchange.request.is_empty())?;
    Some((format!("call {} as curl, without its key", call.id), curl(&call.made)))
}
