//! How many ratings there are at each level of a scale.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::config::theme::Role;
use crate::domain::RatingScale;
use crate::ui::parts::bars::{bar, spark};
use crate::ui::parts::pen::{Column, Pen, line_width};
use crate::ui::text::{left, right, thousands, width};

/// Rows that a histogram with a row for each level takes.
pub fn height(scale: RatingScale) -> u16 {
    scale.levels().len() as u16
}

/// A row for each level: its name, how many, a bar. Where there are fewer rows than levels, one row for all.
pub fn draw(pen: &mut Pen<'_>, area: Rect, scale: RatingScale, counts: &[u64]) {
    let mut column = Column::new(area);
    if column.left() < height(scale) {
        let line = in_a_row(pen, scale, counts, column.width());
        return column.put(pen, line);
    }
    let most = most(counts);
    let n = counts.iter().map(|n| width(&thousands(*n))).max().unwrap_or(1).max(3);
    let room = column.width().saturating_sub(3 + n + 3).min(40);
    for (at, level) in scale.levels().enumerate() {
        let count = counts.get(at).copied().unwrap_or(0);
        let line = vec![
            pen.span(Role::Text, format!("{level:<3}")),
            pen.span(Role::Dim, format!(" {}  ", right(&thousands(count), n))),
            Span::styled(bar(count as f64 / most, room), style(pen, scale, at)),
        ];
        column.put(pen, line);
    }
}

/// All levels in one row: `1 ▁ 11   2 ▂ 16 ...`; without the counts where they do not fit.
pub fn in_a_row(pen: &Pen<'_>, scale: RatingScale, counts: &[u64], room: usize) -> Line<'static> {
    let most = most(counts);
    let row = |with_counts: bool, gap: &'static str| {
        let mut spans = Vec::new();
        for (at, level) in scale.levels().enumerate() {
            let count = counts.get(at).copied().unwrap_or(0);
            let name = if with_counts { format!("{level} ") } else { level.to_string() };
            spans.push(pen.span(Role::Text, name));
            spans.push(Span::styled(spark(count as f64 / most).to_string(), style(pen, scale, at)));
            if with_counts {
                spans.push(pen.span(Role::Dim, format!(" {count}")));
            }
            spans.push(Span::raw(gap));
        }
        spans.pop();
        Line::from(spans)
    };
    let forms = [(true, "   "), (true, " "), (false, " "), (false, "")];
    let mut fitting = forms.into_iter().map(|(counts, gap)| row(counts, gap));
    fitting.find(|line| line_width(line) <= room).unwrap_or_else(|| Line::from(left("", room)))
}

fn most(counts: &[u64]) -> f64 {
    counts.iter().max().copied().unwrap_or(0).max(1) as f64
}

fn style(pen: &Pen<'_>, scale: RatingScale, at: usize) -> ratatui::style::Style {
    let last = scale.levels().len().saturating_sub(1).max(1);
    pen.theme.rating(at as f64 / last as f64)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, every_size};
    use super::*;
    use crate::domain::Rating;

    const HALVES: RatingScale =
        RatingScale { min: Rating::from_halves(1), max: Rating::from_halves(10), half_stars: true };

    #[test]
    fn a_row_for_each_level_or_one_for_all() {
        let counts = [1, 0, 3, 6, 12];
        let scale = RatingScale::ONE_TO_FIVE;
        let rows = drawn(20, 5, |pen, area| draw(pen, area, scale, &counts));
        assert_eq!(
            rows,
            ["1     1  ▉", "2     0", "3     3  ██▊", "4     6  █████▌", "5    12  ███████████"]
        );
        let rows = drawn(60, 1, |pen, area| draw(pen, area, scale, &counts));
        assert_eq!(rows, ["1 ▁ 1   2   0   3 ▂ 3   4 ▄ 6   5 █ 12"]);
        let rows = drawn(16, 4, |pen, area| draw(pen, area, scale, &counts));
        assert_eq!(rows[0], "1▁ 2  3▂ 4▄ 5█");
    }

    #[test]
    fn half_stars_have_ten_levels() {
        let counts: Vec<u64> = (0..10).collect();
        let rows = drawn(30, 10, |pen, area| draw(pen, area, HALVES, &counts));
        assert!(rows[0].starts_with("0.5   0") && rows[9].starts_with("5     9  ███"), "{rows:?}");
        let rows = drawn(90, 2, |pen, area| draw(pen, area, HALVES, &counts));
        assert!(rows[0].contains("4.5 █ 8") && rows[1].is_empty(), "{rows:?}");
        let rows = drawn(40, 2, |pen, area| draw(pen, area, HALVES, &counts));
        assert!(rows[0].contains("4.5█"), "{rows:?}");
    }

    #[test]
    fn no_size_and_no_data_is_too_odd() {
        for counts in [vec![], vec![0; 5], vec![u64::MAX; 20], (0..10).collect()] {
            for scale in [RatingScale::ONE_TO_FIVE, HALVES] {
                every_size(|pen, area| draw(pen, area, scale, &counts));
            }
        }
    }
}
