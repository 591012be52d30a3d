//! The figures of both, their difference with its interval, and in what the runs differ.

use ratatui::layout::Rect;

use super::Frame;
use crate::app::screens::compare::ComparePane;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{changed, shared_in_words};
use crate::metrics::{PairedFigure, PairedReport, RatingPair, Took};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::{left, right, wrap_plain};

/// With fewer rows left, none is spent on keeping things apart.
const TIGHT: u16 = 8;

/// Draws the pane.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: Frame<'_>) {
    let compared = &view.loaded.compared;
    let ratings = &compared.ratings;
    let scope = vec![format!("n {}", ratings.n)];
    let pane = view.pane(pen, ComparePane::Figures, scope, String::new());
    let mut column = Column::new(pen.pane(area, &pane));
    let room = column.width().min(pen.prose());
    if !compared.against.is_empty() {
        let text = format!("not comparable: {}", clean_line(&compared.against.join("; ")));
        let lines = wrap_plain(&text, pen.style(Role::Warn), room);
        column.put_all(pen, lines);
        column.gap();
    }
    if ratings.n == 0 {
        let text = "No item with a known rating was rated by both, so there are no figures to compare.";
        let lines = wrap_plain(text, pen.style(Role::Text), room);
        column.put_all(pen, lines);
    } else {
        table(pen, &mut column, ratings);
        if compared.against.is_empty() {
            let lines = wrap_plain(verdict(ratings), pen.style(Role::Strong), room);
            column.put_all(pen, lines);
        }
        if ratings.only_a + ratings.only_b > 0 {
            let (a, b) = (ratings.pairs.len() + ratings.only_a, ratings.pairs.len() + ratings.only_b);
            let text = format!(
                "not comparable as a whole: A rated {a} items, B {b}; this is of the {} of both",
                ratings.n
            );
            let lines = wrap_plain(&text, pen.style(Role::Warn), room);
            column.put_all(pen, lines);
        }
    }
    by_chance(pen, &mut column, view);
    if !view.has_conditions {
        if column.left() > TIGHT {
            column.gap();
        }
        differences(pen, &mut column, view);
    }
    took(pen, &mut column, &compared.took);
}

fn table(pen: &mut Pen<'_>, column: &mut Column, ratings: &PairedReport) {
    let heading = format!("{}{:>7}{:>7}{:>8}  95 % interval (paired)", left("", 8), "A", "B", "B - A");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let two = |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.2}"));
    for figure in &ratings.figures {
        let name = match figure.name {
            "mae" => "MAE",
            "rmse" => "RMSE",
            "pearson" => "Pearson",
            other => other,
        };
        let signed =
            |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:+.2}"));
        let ci = figure.ci.map_or_else(|| "n/a".to_owned(), |[low, high]| format!("{low:+.2} to {high:+.2}"));
        let clear = figure.is_clear() == Some(true);
        let line = vec![
            pen.span(Role::Text, left(name, 8)),
            pen.span(Role::Text, format!("{}{}", right(&two(figure.a), 7), right(&two(figure.b), 7))),
            pen.span(if clear { Role::Strong } else { Role::Text }, right(&signed(figure.difference), 8)),
            pen.span(if clear { Role::Strong } else { Role::Dim }, format!("  {ci}")),
        ];
        column.put(pen, line);
    }
}

/// What the intervals of MAE and RMSE say.
fn verdict(ratings: &PairedReport) -> &'static str {
    let clear: Option<Vec<bool>> = ratings.figures.iter().take(2).map(PairedFigure::is_clear).collect();
    let better = ratings.figures.first().and_then(|mae| mae.difference).unwrap_or(0.0);
    if ratings.pairs.iter().all(RatingPair::is_same) {
        return "A and B said the same of every item.";
    }
    match clear.as_deref() {
        None => "Fewer than 10 items: too few for an interval.",
        Some([true, true]) if better < 0.0 => "B is closer: both intervals leave out 0.",
        Some([true, true]) => "A is closer: both intervals leave out 0.",
        Some([false, false]) => "Both intervals hold 0: no clear difference.",
        Some(_) => "One interval holds 0: not clear yet.",
    }
}

/// What each side took, where a model was asked.
fn took(pen: &mut Pen<'_>, column: &mut Column, took: &[Option<Took>; 2]) {
    let room = column.width().min(pen.prose());
    for (at, (side, took)) in ['A', 'B'].iter().zip(took).enumerate() {
        let Some(took) = took else { continue };
        if at == 0 && column.left() > TIGHT {
            column.gap();
        }
        let text = format!("{side} took {}", took.words());
        let lines = wrap_plain(&text, pen.style(Role::Text), room);
        column.put_all(pen, lines);
    }
}

/// How much of the difference repeating alone makes, where steps were repeated.
fn by_chance(pen: &mut Pen<'_>, column: &mut Column, view: Frame<'_>) {
    let lines = view.loaded.by_chance();
    if lines.is_empty() {
        return;
    }
    let head = pen.span(Role::Dim, "beside what repeating alone does");
    column.put(pen, head);
    let room = column.width().min(pen.prose());
    let lines = wrap_plain(&lines.join("\n"), pen.style(Role::Text), room);
    column.put_all(pen, lines);
}

/// What was changed between the runs, on purpose or not.
fn differences(pen: &mut Pen<'_>, column: &mut Column, view: Frame<'_>) {
    let compared = &view.loaded.compared;
    let mut lines = Vec::new();
    let (a, b) = (&compared.a, &compared.b);
    if a.id == b.id {
        lines.push(format!("two states of {}", a.id));
    } else if let Some(fork) = b.fork.filter(|fork| fork.run == a.id) {
        lines.push(format!("B left A at B{}", fork.from_batch));
    } else if let Some(fork) = a.fork.filter(|fork| fork.run == b.id) {
        lines.push(format!("A left B at B{}", fork.from_batch));
    }
    lines.extend(shared_in_words(compared.shared));
    for (what, a, b) in changed(&a.spec, &b.spec) {
        lines.push(format!("{what}  {a} > {b}"));
    }
    lines.extend(view.loaded.prompts().files.iter().map(|(file, became)| format!("{file}  {became}")));
    if lines.is_empty() && !compared.against.is_empty() {
        // What differs was said above.
        return;
    }
    let text = if lines.is_empty() { "nothing differs but the run".to_owned() } else { lines.join("\n") };
    let head = pen.span(Role::Dim, "changed");
    column.put(pen, head);
    let room = column.width().min(pen.prose());
    let lines = wrap_plain(&text, pen.style(Role::Text), room);
    column.put_all(pen, lines);
}
