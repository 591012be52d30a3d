//! A figure over a running axis, with the figures of others as level lines that are named at their ends.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line as Stroke};

use crate::config::theme::Role;
use crate::ui::glyphs::{self, BAR, CORNER, RULE, RULE_QUIET};
use crate::ui::parts::pen::Pen;
use crate::ui::text::{cut, left, right, width};

/// Cells of the figures at the left.
const AXIS: u16 = 6;
/// Cells of the names at the right.
const NAMES: u16 = 18;
/// More points than any screen has dots.
const MOST_POINTS: usize = 2_000;

/// What a curve is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the curve is called at its end.
    pub name: String,
    /// Where it goes: place on the axis, figure. What is not finite is left out.
    pub points: Vec<(f64, f64)>,
    /// Figures of others, each a level line with its name.
    pub levels: Vec<(String, f64)>,
    /// What is at the ends of the axis, and everywhere that has a name.
    pub ticks: Vec<(f64, String)>,
}

/// The name of a line at its end.
struct Label<'a> {
    name: &'a str,
    figure: f64,
    y: u16,
    role: Role,
}

impl Curve {
    /// Draws the curve; nothing where there is no room for one, or no point.
    pub fn draw(&self, pen: &mut Pen<'_>, area: Rect) {
        let area = area.intersection(pen.buffer.area);
        let names = if area.width >= 56 { NAMES } else { 0 };
        let plot = Rect {
            x: area.x + AXIS.min(area.width),
            y: area.y,
            width: area.width.saturating_sub(AXIS + names),
            height: area.height.saturating_sub(2),
        };
        let points: Vec<(f64, f64)> =
            self.points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        let Some(&(_, last)) = points.last() else { return };
        if plot.width < 8 || plot.height < 3 {
            return;
        }
        let bounds = self.bounds();
        let height = |figure: f64| plot.bottom() - 1 - place(figure, bounds, plot.height);
        axis(pen, area, plot, bounds);
        self.draw_ticks(pen, plot);
        let mut labels = Vec::new();
        for (name, figure) in self.levels.iter().filter(|(_, figure)| figure.is_finite()) {
            let row = Rect { y: height(*figure), height: 1, ..plot };
            let dashes = pen.span(Role::Baseline, RULE_QUIET.repeat(usize::from(plot.width)));
            pen.line(row, &Line::from(dashes));
            labels.push(Label { name, figure: *figure, y: row.y, role: Role::Baseline });
        }
        // The curve goes over the level lines.
        stroke(pen, plot, &points, self.span(), bounds);
        labels.push(Label { name: &self.name, figure: last, y: height(last), role: Role::Strong });
        if names > 0 {
            name_lines(pen, plot, names, labels);
        }
    }

    /// Both ends of the axis.
    fn span(&self) -> (f64, f64) {
        let places = self.ticks.iter().map(|tick| tick.0).chain(self.points.iter().map(|point| point.0));
        let (low, high) = ends(places);
        if low < high { (low, high) } else { (low - 0.5, low + 0.5) }
    }

    /// A range that holds every figure with some air, on round tenths.
    fn bounds(&self) -> (f64, f64) {
        let points = self.points.iter().map(|point| point.1);
        let (low, high) = ends(points.chain(self.levels.iter().map(|level| level.1)));
        let (low, high) = ((low * 10.0 - 0.5).floor() / 10.0, (high * 10.0 + 0.5).ceil() / 10.0);
        (low.max(0.0), high.max(low.max(0.0) + 0.2))
    }

    fn draw_ticks(&self, pen: &mut Pen<'_>, plot: Rect) {
        let (from, to) = self.span();
        let mut free = plot.x;
        for (at, (place, name)) in self.ticks.iter().enumerate() {
            let share = ((place - from) / (to - from)).clamp(0.0, 1.0);
            let x = plot.x + (share * f64::from(plot.width - 1)).round() as u16;
            let wide = (width(name) as u16).min(plot.width);
            let x = if at == 0 { x } else { x.saturating_sub(wide.saturating_sub(1)) };
            let x = x.clamp(plot.x, plot.right().saturating_sub(wide));
            if x < free {
                continue;
            }
            free = x + wide + 1;
            let text = pen.span(Role::Dim, name.clone());
            pen.line(Rect { x, y: plot.bottom() + 1, width: wide, height: 1 }, &Line::from(text));
        }
    }
}

/// The lowest and the highest of finite figures; 0 and 1 where there are none.
fn ends(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for figure in figures.filter(|figure| figure.is_finite()) {
        low = low.min(figure);
        high = high.max(figure);
    }
    if low > high { (0.0, 1.0) } else { (low, high) }
}

/// The row of a figure, counted from below.
fn place(figure: f64, (low, high): (f64, f64), rows: u16) -> u16 {
    let share = ((figure - low) / (high - low)).clamp(0.0, 1.0);
    (share * f64::from(rows.saturating_sub(1))).round() as u16
}

/// Writes the names beside the ends of their lines: in the order of their figures, a row each.
fn name_lines(pen: &mut Pen<'_>, plot: Rect, room: u16, mut labels: Vec<Label<'_>>) {
    labels.sort_by(|a, b| b.figure.total_cmp(&a.figure));
    let mut next = plot.y;
    for label in &mut labels {
        label.y = label.y.max(next);
        next = label.y + 1;
    }
    let mut last = plot.bottom();
    for label in labels.iter_mut().rev() {
        label.y = label.y.min(last.saturating_sub(1));
        last = label.y;
    }
    for label in labels.iter().filter(|label| label.y >= plot.y) {
        let name = left(&cut(label.name, 10), 11);
        let text = pen.span(label.role, format!(" {name} {:.2}", label.figure));
        pen.line(Rect { x: plot.right(), y: label.y, width: room, height: 1 }, &Line::from(text));
    }
}

fn axis(pen: &mut Pen<'_>, area: Rect, plot: Rect, (low, high): (f64, f64)) {
    let step = step(high - low, usize::from(plot.height / 3).clamp(2, 8));
    let first = (low / step - 1e-9).ceil();
    for tick in 0..=8 {
        let figure = (first + f64::from(tick)) * step;
        if figure > high + step * 1e-9 {
            break;
        }
        let y = plot.bottom() - 1 - place(figure, (low, high), plot.height);
        let digits = if step < 0.1 { 2 } else { 1 };
        let figure = right(&format!("{figure:.digits$}"), usize::from(AXIS) - 2);
        let label = pen.span(Role::Dim, format!("{figure} "));
        pen.line(Rect { x: area.x, y, width: AXIS - 1, height: 1 }, &Line::from(label));
    }
    for y in plot.y..plot.bottom() {
        let bar = pen.span(Role::Border, BAR);
        pen.line(Rect { x: plot.x - 1, y, width: 1, height: 1 }, &Line::from(bar));
    }
    let floor = pen.span(Role::Border, format!("{CORNER}{}", RULE.repeat(usize::from(plot.width))));
    pen.line(Rect { x: plot.x - 1, y: plot.bottom(), width: plot.width + 1, height: 1 }, &Line::from(floor));
}

/// The distance between two figures on the axis: round, so that a range holds at most `most` of it.
fn step(range: f64, most: usize) -> f64 {
    const ROUND: [f64; 7] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
    let fits = |step: &f64| range / step <= most as f64;
    ROUND.into_iter().find(fits).unwrap_or_else(|| (range / most as f64).max(10.0))
}

/// The curve itself; cells that it does not touch keep what is under them.
fn stroke(pen: &mut Pen<'_>, plot: Rect, points: &[(f64, f64)], span: (f64, f64), (low, high): (f64, f64)) {
    let style = pen.theme.series(0);
    let colour = style.fg.unwrap_or(Color::Reset);
    let every = (points.len() / MOST_POINTS).max(1);
    let shown: Vec<(f64, f64)> =
        points.iter().step_by(every).chain(points.last()).map(|&(x, y)| (x, y.clamp(low, high))).collect();
    let mut layer = Buffer::empty(plot);
    Canvas::default()
        .marker(glyphs::marker(pen.glyphs))
        .x_bounds([span.0, span.1])
        .y_bounds([low, high])
        .paint(|context| {
            for two in shown.windows(2) {
                if let [(x1, y1), (x2, y2)] = *two {
                    context.draw(&Stroke { x1, y1, x2, y2, color: colour });
                }
            }
        })
        .render(plot, &mut layer);
    pen.cache.kept.vacate(plot, pen.buffer);
    for y in plot.y..plot.bottom() {
        for x in plot.x..plot.right() {
            let dots = layer.cell((x, y)).map(Cell::symbol);
            if let (Some(dots), Some(cell)) = (dots.filter(|dots| *dots != " "), pen.buffer.cell_mut((x, y)))
            {
                cell.set_symbol(dots).set_style(style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, every_size};
    use super::*;

    fn curve(points: &[(f64, f64)], levels: &[f64]) -> Curve {
        let last = points.last().map_or(1.0, |point| point.0);
        Curve {
            name: "model".to_owned(),
            points: points.to_vec(),
            levels: levels.iter().map(|figure| ("user-mean".to_owned(), *figure)).collect(),
            ticks: vec![(1.0, "1".to_owned()), (last, format!("{last}"))],
        }
    }

    #[test]
    fn a_curve_has_round_figures_and_named_lines() {
        let points: Vec<(f64, f64)> = (1..=20).map(|n| (f64::from(n), 1.0 + 1.0 / f64::from(n))).collect();
        let chart = curve(&points, &[1.2]);
        let rows = drawn(70, 12, |pen, area| chart.draw(pen, area));
        assert!(rows.iter().any(|row| row.starts_with(" 1.0")), "{rows:#?}");
        assert!(rows.iter().any(|row| row.contains("╌╌") && row.ends_with("user-mean   1.20")), "{rows:#?}");
        assert!(rows.iter().any(|row| row.ends_with("model       1.05")), "{rows:#?}");
        assert!(rows[11].trim().starts_with('1') && rows[11].ends_with("20"), "{rows:#?}");
    }

    #[test]
    fn without_a_point_nothing_is_drawn() {
        for points in [vec![], vec![(1.0, f64::NAN)], vec![(f64::INFINITY, 1.0)]] {
            let rows = drawn(70, 12, |pen, area| curve(&points, &[1.2]).draw(pen, area));
            assert!(rows.iter().all(String::is_empty), "{rows:?}");
        }
    }

    #[test]
    fn no_size_and_no_point_is_too_odd() {
        let odd = [
            vec![(1.0, 1.0)],
            vec![(1.0, f64::NAN), (2.0, 1e12), (3.0, -5.0)],
            vec![(5.0, 0.0), (1.0, 0.0)],
            (0..5_000).map(|n| (f64::from(n), f64::from(n % 7))).collect(),
        ];
        for points in odd {
            let chart = curve(&points, &[0.7, f64::NAN, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
            every_size(|pen, area| chart.draw(pen, area));
        }
    }
}
