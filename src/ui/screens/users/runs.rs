//! The runs of the selected user, the newest first.

use super::detail::{LABEL, label};
use crate::app::message::RunSummary;
use crate::app::screens::users::UserDetail;
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::{cut, left};

/// Rows that the runs want.
pub(super) fn height(study: &Study, detail: &UserDetail) -> u16 {
    1 + newest_first(study, detail).len() as u16
}

fn newest_first<'a>(study: &'a Study, detail: &UserDetail) -> Vec<&'a RunSummary> {
    let id = study.data.dataset.users.id(detail.user);
    id.map_or_else(Vec::new, |id| study.runs_of(&id).rev().collect())
}

/// A row for each run: id, name, how far it is, what its ratings are worth.
pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, study: &Study, detail: &UserDetail) {
    let runs = newest_first(study, detail);
    let many =
        if runs.len() > 1 { format!("{}, the newest opens", runs.len()) } else { runs.len().to_string() };
    let count = if runs.is_empty() { "none yet".to_owned() } else { many };
    let heading = vec![label(pen, "runs"), pen.span(Role::Text, count)];
    column.put(pen, heading);
    let room = column.width();
    let shown = usize::from(column.left());
    for (at, run) in runs.iter().enumerate().take(shown) {
        if at + 1 == shown && runs.len() > shown {
            let more = pen.span(Role::Dim, format!("  ... {} more", runs.len() - at));
            return column.put(pen, more);
        }
        let fork =
            run.fork.map_or_else(String::new, |fork| format!("  from {} B{}", fork.run, fork.from_batch));
        let id = format!("  {:<5}", run.id.to_string());
        let worth = run.figures.and_then(|figures| Some((figures.n, figures.rmse?)));
        let worth = worth.map_or_else(String::new, |(n, rmse)| format!("  RMSE {rmse:.2} (n {n})"));
        let rest = format!("  {} of {}{worth}{fork}", run.written, run.batches);
        let line = vec![
            pen.span(Role::Text, id),
            pen.span(Role::Text, left(&clean_line(&run.name), 14.min(room.saturating_sub(LABEL)))),
            pen.span(Role::Dim, cut(&rest, room.saturating_sub(7 + 14)).into_owned()),
        ];
        column.put(pen, line);
    }
}

/// `2: r2 main-b3, r1 main`, the newest first.
pub(super) fn names(study: &Study, detail: &UserDetail) -> String {
    let runs = newest_first(study, detail);
    let names: Vec<String> = runs.iter().map(|run| format!("{} {}", run.id, clean_line(&run.name))).collect();
    if names.is_empty() { "none yet".to_owned() } else { format!("{}: {}", names.len(), names.join(", ")) }
}
