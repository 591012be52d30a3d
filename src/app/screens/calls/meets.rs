//! Which calls a filter lets through.

use super::facts::{status, what};
use crate::app::query::{Query, Term};
use crate::app::search::fold;
use crate::domain::Call;

/// Fields of the filter.
pub(super) const FIELDS: [&str; 9] =
    ["call", "status", "task", "batch", "try", "model", "provider", "cost", "seconds"];

/// Whether a call meets a query. Words are looked for in what is said of it, in what came back, and in what was sent.
pub(super) fn meets(query: &Query, call: &Call) -> bool {
    let made = &call.made;
    let holds = |term: &Term| match FIELDS.get(term.field).copied() {
        Some("call") => term.meets_number(Some(call.id as f64)),
        Some("status") => term.meets_text(&status(made)) || term.meets_text(made.outcome.word()),
        Some("task") => term.meets_text(made.task.word()),
        Some("batch") => term.meets_number(Some(made.batch as f64)),
        Some("try") => term.meets_number(Some(f64::from(made.attempt))),
        Some("model") => term.meets_text(&made.model),
        Some("provider") => term.meets_text(&made.provider),
        Some("cost") => term.meets_number(made.cost.cost_usd),
        _ => term.meets_number(Some(made.cost.total_ms as f64 / 1000.0)),
    };
    if !query.terms.iter().all(holds) {
        return false;
    }
    if query.words.is_empty() {
        return true;
    }
    let said = fold(&format!("{} {} {} {}", what(made), made.model, status(made), made.provider));
    let (text, request) = (fold(&made.text), fold(&made.exchange.request));
    query.words.iter().all(|word| [&said, &text, &request].iter().any(|place| place.contains(word.as_str())))
}
