//! Truth against prediction: counts by level, with a bar of heat in each cell so that it reads without colour.

use ratatui::style::Modifier;
use ratatui::text::Span;

use crate::app::screens::metrics::FEW;
use crate::config::theme::Role;
use crate::domain::RatingScale;
use crate::metrics::Report;
use crate::ui::parts::bars::spark;
use crate::ui::parts::pen::{Column, Pen, line_width};
use crate::ui::text::{left, right, wrap_plain};

/// Cells of a count with its spark.
const CELL: usize = 6;
/// Cells of the names of rows.
const NAMES: usize = 11;

/// Cells that the matrix wants: names, levels, a column of sums.
pub(super) fn width(scale: RatingScale) -> usize {
    NAMES + (scale.levels().len() + 1) * CELL
}

/// Rows that the matrix wants: a heading, the levels, the sums.
pub(super) fn height(scale: RatingScale) -> u16 {
    scale.levels().len() as u16 + 2
}

pub(super) fn draw(
    pen: &mut Pen<'_>,
    column: &mut Column,
    report: &Report,
    method: usize,
    scale: RatingScale,
) {
    let Some(method) = report.methods.get(method) else { return };
    let levels: Vec<String> = scale.levels().map(|level| level.to_string()).collect();
    let most = method.confusion.iter().flatten().max().copied().unwrap_or(0).max(1);
    let mut heading = left("truth\\pred", NAMES);
    for level in &levels {
        heading.push_str(&right(level, CELL - 1));
        heading.push(' ');
    }
    heading.push_str(&right("all", CELL - 1));
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    for (truth, (name, counts)) in levels.iter().zip(&method.confusion).enumerate() {
        let mut spans = vec![pen.span(Role::Dim, format!("{} ", right(name, NAMES - 1)))];
        for (predicted, &count) in counts.iter().enumerate() {
            spans.extend(cell(pen, count, count as f64 / most as f64, truth == predicted));
        }
        spans.push(pen.span(Role::Dim, right(&counts.iter().sum::<u64>().to_string(), CELL - 1)));
        column.put(pen, spans);
    }
    let mut sums = vec![pen.span(Role::Dim, format!("{} ", right("all", NAMES - 1)))];
    for predicted in 0..levels.len() {
        let sum: u64 = method.confusion.iter().filter_map(|counts| counts.get(predicted)).sum();
        sums.push(pen.span(Role::Dim, format!("{} ", right(&sum.to_string(), CELL - 1))));
    }
    let all: u64 = method.confusion.iter().flatten().sum();
    sums.push(pen.span(Role::Dim, right(&all.to_string(), CELL - 1)));
    column.put(pen, sums);
    let note = pen.span(Role::Dim, "rows: truth   bar: share of the largest count");
    let note_fits = line_width(&note.clone().into()) <= column.width();
    let note = if note_fits { note } else { pen.span(Role::Dim, "bar: share of the largest count") };
    column.put(pen, note);
    if method.n < FEW {
        return;
    }
    column.gap();
    for remark in remarks(&method.confusion, &levels) {
        let lines = wrap_plain(&remark, pen.style(Role::Text), column.width());
        column.put_all(pen, lines);
    }
}

/// What stands out: the level that is predicted too often, the one too rarely, the largest confusion.
fn remarks(confusion: &[Vec<u64>], levels: &[String]) -> Vec<String> {
    let truth: Vec<u64> = confusion.iter().map(|row| row.iter().sum()).collect();
    let said: Vec<u64> =
        (0..levels.len()).map(|at| confusion.iter().filter_map(|row| row.get(at)).sum()).collect();
    let by_level = || levels.iter().zip(said.iter().zip(&truth));
    let too_often = by_level().max_by_key(|(_, (said, truth))| said.saturating_sub(**truth));
    let too_rarely = by_level().max_by_key(|(_, (said, truth))| truth.saturating_sub(**said));
    let counted = |what: &str, found: Option<(&String, (&u64, &u64))>| {
        let (level, (said, truth)) = found.filter(|(_, (said, truth))| said != truth)?;
        Some(format!("{level} is said {what}: {said} times, truth {truth}"))
    };
    let cells = confusion.iter().enumerate().flat_map(|(truth, row)| {
        row.iter().enumerate().filter(move |(said, _)| *said != truth).map(move |(said, n)| (*n, truth, said))
    });
    let largest = cells.max_by_key(|(n, truth, said)| (*n, truth.abs_diff(*said))).filter(|(n, ..)| *n > 0);
    let largest = largest.and_then(|(n, truth, said)| {
        Some(format!("most confused: truth {}, said {}, {n} times", levels.get(truth)?, levels.get(said)?))
    });
    [counted("too often", too_often), counted("too rarely", too_rarely), largest]
        .into_iter()
        .flatten()
        .collect()
}

fn cell(pen: &Pen<'_>, count: u64, share: f64, exact: bool) -> [Span<'static>; 2] {
    let text = if count == 0 { ".".to_owned() } else { count.to_string() };
    let mut style = pen.style(if count == 0 { Role::Dim } else { Role::Text });
    if exact {
        style = style.add_modifier(Modifier::BOLD);
    }
    let heat = pen.span(Role::Heat, spark(share).to_string());
    [Span::styled(right(&text, CELL - 1), style), heat]
}
