//! Which runs a filter lets through.

use crate::app::kept::RunSummary;
use crate::app::query::{Query, Term};
use crate::app::search::fold;

/// Fields of the filter.
pub(super) const FIELDS: [&str; 11] =
    ["run", "user", "name", "provider", "batches", "n", "mae", "rmse", "seed", "split", "data"];

/// Whether a run meets a query.
pub(super) fn meets(query: &Query, run: &RunSummary) -> bool {
    let holds = |term: &Term| {
        let figures = run.figures.unwrap_or_default();
        match FIELDS.get(term.field).copied() {
            Some("run") => term.meets_text(&run.id.to_string()) || term.meets_text(&run.id.0.to_string()),
            Some("user") => term.meets_text(&run.user.to_string()),
            Some("name") => term.meets_text(&run.name),
            Some("provider") => term.meets_text(&run.simulator()),
            Some("batches") => term.meets_number(Some(run.written as f64)),
            Some("n") => term.meets_number(Some(figures.n as f64)),
            Some("mae") => term.meets_number(figures.mae),
            Some("rmse") => term.meets_number(figures.rmse),
            Some("seed") => term.meets_text(&run.seed.to_string()),
            Some("split") => term.meets_text(&run.split),
            _ => term.meets_text(&run.data),
        }
    };
    if !query.terms.iter().all(holds) {
        return false;
    }
    if query.words.is_empty() {
        return true;
    }
    let text = fold(&format!("{} {} {} {}", run.id, run.name, run.user, run.simulator()));
    query.words.iter().all(|word| text.contains(word.as_str()))
}
