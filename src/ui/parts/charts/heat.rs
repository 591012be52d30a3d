//! Counts in a square of cells: a number and a shade in each, so that it reads without colour.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::config::theme::Role;
use crate::ui::glyphs::SHADES;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::right;

/// Cells of the names of rows.
const NAMES: usize = 11;
/// Cells of a count with its shade, where there is room and where there is not.
const CELLS: [usize; 2] = [7, 5];

/// A square of counts.
#[derive(Clone, Copy, Debug)]
pub struct Square<'a> {
    /// In the corner: `truth\says`.
    pub corner: &'a str,
    /// Names of rows and columns.
    pub names: &'a [String],
    /// Counts, row by row; what is missing counts as 0.
    pub counts: &'a [Vec<u64>],
}

impl Square<'_> {
    /// Cells that the square wants, and the least that it does with: names, columns, the sums.
    pub fn widths(levels: usize) -> [usize; 2] {
        CELLS.map(|cell| NAMES + (levels + 1) * cell)
    }

    /// Rows that the square wants: a heading, the rows, the sums.
    pub fn height(levels: usize) -> u16 {
        levels as u16 + 2
    }

    fn row_sum(self, row: usize) -> u64 {
        self.counts.get(row).map_or(0, |row| row.iter().fold(0, |sum, n| sum.saturating_add(*n)))
    }

    fn column_sum(self, column: usize) -> u64 {
        let counts = self.counts.iter().filter_map(|row| row.get(column));
        counts.fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Draws the square; cells where row and column are the same are bold.
    pub fn draw(self, pen: &mut Pen<'_>, area: Rect) {
        let mut column = Column::new(area);
        let wide = NAMES + (self.names.len() + 1) * CELLS[0] <= column.width();
        let cell = if wide { CELLS[0] } else { CELLS[1] };
        let most = self.counts.iter().flatten().max().copied().unwrap_or(0).max(1);
        let shades = cell - 5 + 1;
        // Names stand over the numbers, not over the shades.
        let over = |text: &str| format!("{}{}", right(text, cell - shades), " ".repeat(shades));
        let mut heading = format!("{} ", right(self.corner, NAMES - 1));
        heading.extend(self.names.iter().map(|name| over(name)));
        heading.push_str(&over("all"));
        let heading = pen.span(Role::Dim, heading);
        column.put(pen, heading);
        for (at, name) in self.names.iter().enumerate() {
            let mut spans = vec![pen.span(Role::Dim, format!("{} ", right(name, NAMES - 1)))];
            for other in 0..self.names.len() {
                let count = self.counts.get(at).and_then(|row| row.get(other)).copied().unwrap_or(0);
                spans.extend(heat_cell(pen, count, count as f64 / most as f64, at == other, cell, shades));
            }
            spans.push(pen.span(Role::Dim, over(&self.row_sum(at).to_string())));
            column.put(pen, Line::from(spans));
        }
        let mut sums = format!("{} ", right("all", NAMES - 1));
        sums.extend((0..self.names.len()).map(|at| over(&self.column_sum(at).to_string())));
        let all = (0..self.names.len()).fold(0_u64, |sum, at| sum.saturating_add(self.row_sum(at)));
        sums.push_str(&over(&all.to_string()));
        let sums = pen.span(Role::Dim, sums);
        column.put(pen, sums);
    }
}

fn heat_cell(
    pen: &Pen<'_>,
    count: u64,
    share: f64,
    is_diagonal: bool,
    cell: usize,
    shades: usize,
) -> [Span<'static>; 2] {
    let text = if count == 0 { ".".to_owned() } else { count.to_string() };
    let mut style = pen.style(if count == 0 { Role::Dim } else { Role::Text });
    if is_diagonal {
        style = style.add_modifier(Modifier::BOLD);
    }
    // The shade leaves the last cell free, so that neighbours do not run together.
    let filled = if shades > 1 { shades - 1 } else { 1 };
    let shade = format!("{}{}", shade(share).repeat(filled), " ".repeat(shades - filled));
    [Span::styled(right(&text, cell - shades), style), pen.span(Role::Heat, shade)]
}

/// The shade of a share (0 to 1) of the largest count; a space for nothing.
pub fn shade(share: f64) -> &'static str {
    if !share.is_finite() || share <= 0.0 {
        return " ";
    }
    let at = (share.min(1.0) * 4.0).ceil() as usize;
    SHADES.get(at.saturating_sub(1)).copied().unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, every_size};
    use super::*;

    fn names(levels: usize) -> Vec<String> {
        (1..=levels).map(|level| level.to_string()).collect()
    }

    #[test]
    fn a_number_and_a_shade_in_each_cell() {
        let names = names(2);
        let counts = [vec![8, 0], vec![2, 5]];
        let square = Square { corner: "truth\\says", names: &names, counts: &counts };
        let rows = drawn(40, 4, |pen, area| square.draw(pen, area));
        assert_eq!(
            rows,
            [
                "truth\\says    1      2    all",
                "         1    8██    .      8",
                "         2    2░░    5▓▓    7",
                "       all   10      5     15",
            ]
        );
        let rows = drawn(26, 4, |pen, area| square.draw(pen, area));
        assert_eq!(rows[2], "         2    2░   5▓   7");
        assert_eq!([0.0, 0.1, 0.25, 0.26, 1.0, f64::NAN].map(shade), [" ", "░", "░", "▒", "█", " "]);
    }

    #[test]
    fn no_size_and_no_count_is_too_odd() {
        for levels in [0, 1, 5, 10] {
            let names = names(levels);
            for counts in [vec![], vec![vec![u64::MAX; 12]; 12], vec![vec![1]; 3]] {
                let square = Square { corner: "truth\\says", names: &names, counts: &counts };
                every_size(|pen, area| square.draw(pen, area));
            }
        }
    }
}
