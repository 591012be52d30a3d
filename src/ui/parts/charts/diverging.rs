//! Figures around a zero line: a user's genres against those of all users, errors by genre, calibration.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::FEW;
use crate::config::theme::Role;
use crate::ui::glyphs::{BAR, FULL};
use crate::ui::parts::bars::bar;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::{left, right, width};

/// A row of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// How many values it stands on.
    pub n: u64,
    /// Their mean, where it is defined.
    pub mean: Option<f64>,
    /// How far above or below zero, where that is defined.
    pub value: Option<f64>,
}

/// What stands over the columns.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// Over the names.
    pub name: &'a str,
    /// Over the means.
    pub mean: &'a str,
    /// Over the values.
    pub value: &'a str,
}

/// Cells of a count, a mean and a value.
const FIGURES: usize = 5 + 7 + 8;

/// Rows that the chart wants, its heading included.
pub fn height(rows: &[Row]) -> u16 {
    rows.len() as u16 + 1
}

/// A heading and a row for each figure, with a bar from the zero line where there is room for one. Where not all rows fit, the middle is left
/// out and counted: the ends say more.
pub fn draw(pen: &mut Pen<'_>, area: Rect, heading: Heading<'_>, rows: &[Row]) {
    let mut column = Column::new(area);
    let most = rows.iter().map(|row| width(&row.name)).max().unwrap_or(0).max(width(heading.name));
    let names = most.clamp(4, 16).min(column.width().saturating_sub(FIGURES).max(4));
    let bars = bar_room(column.width().saturating_sub(names + FIGURES + 2));
    let line = format!(
        "{}{:>5}{:>7}{:>8}",
        left(heading.name, names),
        "n",
        right(heading.mean, 6),
        right(heading.value, 7)
    );
    let line = pen.span(Role::Dim, line);
    column.put(pen, line);
    let extent = extent(rows.iter().filter_map(|row| row.value));
    let room = usize::from(column.left());
    let skipped = if rows.len() > room {
        let kept = room.saturating_sub(1);
        kept.div_ceil(2)..rows.len() - kept / 2
    } else {
        0..0
    };
    for (at, row) in rows.iter().enumerate() {
        if skipped.contains(&at) {
            if at == skipped.start {
                let more = pen.span(Role::Dim, format!("... {} more", skipped.len()));
                column.put(pen, more);
            }
            continue;
        }
        let role = if row.n < FEW { Role::Dim } else { Role::Text };
        let mean = row.mean.map_or_else(|| "n/a".to_owned(), |mean| format!("{mean:.2}"));
        let value = row.value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:+.2}"));
        let mut spans = vec![
            pen.span(role, format!("{}{:>5}{mean:>7}", left(&row.name, names), row.n)),
            Span::styled(format!("{value:>8}"), style(pen, row.value, extent, row.n)),
        ];
        if bars > 0 {
            spans.push(Span::raw("  "));
            spans.extend(diverging(pen, row.value, extent, row.n, bars));
        }
        column.put(pen, Line::from(spans));
    }
}

/// How many cells bars get: an odd number, so that the zero line stands in the middle; none below nine.
fn bar_room(room: usize) -> usize {
    let odd = room.min(41);
    let odd = if odd.is_multiple_of(2) { odd.saturating_sub(1) } else { odd };
    if odd < 9 { 0 } else { odd }
}

/// What a full bar stands for: the largest value, and at least one star, so that small differences stay small.
pub fn extent(values: impl Iterator<Item = f64>) -> f64 {
    values.filter(|value| value.is_finite()).fold(1.0, |most, value| value.abs().max(most))
}

/// A bar from the zero line in exactly `room` cells: to the right of it above zero, to the left below. What is
/// undefined has the zero line alone.
pub fn diverging(pen: &Pen<'_>, value: Option<f64>, extent: f64, n: u64, room: usize) -> Vec<Span<'static>> {
    let half = room.saturating_sub(1) / 2;
    let share = value.map_or(0.0, |value| value / extent.max(f64::MIN_POSITIVE));
    let share = if share.is_finite() { share.clamp(-1.0, 1.0) } else { 0.0 };
    let (before, after) = if share < 0.0 {
        // Only whole and right half cells end at the right.
        let halves = (-share * half as f64 * 2.0).round().max(1.0) as usize;
        let sliver = if halves % 2 == 1 { "▐" } else { "" };
        (right(&format!("{sliver}{}", FULL.repeat(halves / 2)), half), left("", half))
    } else {
        (left("", half), left(&bar(share, half), half))
    };
    let style = style(pen, value, extent, n);
    let rest = " ".repeat(room.saturating_sub(2 * half + 1));
    let zero = if room > 0 { BAR } else { "" };
    vec![
        Span::styled(before, style),
        pen.span(Role::Border, zero),
        Span::styled(after, style),
        Span::raw(rest),
    ]
}

/// Colour by sign; strength by size. What stands on too few values is faint whatever its size.
pub fn style(pen: &Pen<'_>, value: Option<f64>, extent: f64, n: u64) -> Style {
    /// The faintest that still has a colour.
    const FAINT: f64 = 0.2;
    let Some(value) = value.filter(|value| value.is_finite()) else { return pen.style(Role::Dim) };
    let share = value / extent.max(f64::MIN_POSITIVE);
    pen.theme.difference(if n < FEW { share.clamp(-FAINT, FAINT) } else { share })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, every_size};
    use ratatui::style::Modifier;

    use super::*;

    const HEADING: Heading<'_> = Heading { name: "genre", mean: "mean", value: "vs all" };

    fn row(name: &str, n: u64, value: Option<f64>) -> Row {
        Row { name: name.to_owned(), n, mean: value.map(|value| value + 3.0), value }
    }

    #[test]
    fn bars_go_both_ways_from_one_line() {
        let rows = [
            row("Sci-Fi", 19, Some(2.0)),
            row("War", 12, None),
            row("Drama", 57, Some(-0.5)),
            row("Action", 29, Some(-2.0)),
        ];
        let drawn = drawn(41, 5, |pen, area| draw(pen, area, HEADING, &rows));
        assert_eq!(
            drawn,
            [
                "genre     n   mean  vs all",
                "Sci-Fi   19   5.00   +2.00        │██████",
                "War      12    n/a     n/a        │",
                "Drama    57   2.50   -0.50      ▐█│",
                "Action   29   1.00   -2.00  ██████│",
            ]
        );
    }

    #[test]
    fn where_not_all_fit_the_middle_is_left_out_and_counted() {
        let rows: Vec<Row> = (0..9).map(|at| row(&format!("g{at}"), 20, Some(4.0 - f64::from(at)))).collect();
        let drawn = drawn(30, 5, |pen, area| draw(pen, area, HEADING, &rows));
        let names: Vec<&str> = drawn.iter().map(|row| row.split_whitespace().next().unwrap()).collect();
        assert_eq!(names, ["genre", "g0", "g1", "...", "g8"]);
        assert!(drawn[3].contains("6 more"), "{drawn:?}");
    }

    #[test]
    fn strength_follows_size_and_few_values_are_faint() {
        drawn(1, 1, |pen, _| {
            let bold = |value, n| style(pen, Some(value), 2.0, n).add_modifier.contains(Modifier::BOLD);
            assert!(!bold(0.1, 50) && bold(1.9, 50) && bold(-1.9, 50));
            assert!(!bold(-1.9, 9), "it stands on too few values");
        });
    }

    #[test]
    fn no_size_and_no_value_is_too_odd() {
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 0.0, -0.0];
        let mut rows: Vec<Row> =
            odd.iter().map(|value| row("七人の侍 the very long name", 3, Some(*value))).collect();
        rows.push(row("", u64::MAX, None));
        every_size(|pen, area| draw(pen, area, HEADING, &rows));
        every_size(|pen, area| draw(pen, area, HEADING, &[]));
        drawn(1, 1, |pen, _| {
            for room in 0..30 {
                for value in odd {
                    let cells: usize = diverging(pen, Some(value), 1.0, 20, room)
                        .iter()
                        .map(|span| width(&span.content))
                        .sum();
                    assert_eq!(cells, room, "{value}");
                }
            }
        });
    }
}
