//! The running figure by number of items rated, with the baselines' final figures as level lines.

use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line as Stroke};

use crate::app::screens::metrics::Curve;
use crate::config::theme::Role;
use crate::metrics::Report;
use crate::ui::glyphs;
use crate::ui::parts::pen::Pen;
use crate::ui::text::{cut, left, right};

/// Cells of the figures at the left.
const AXIS: u16 = 6;
/// Cells of the names at the right.
const NAMES: u16 = 18;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, report: &Report, curve: Curve) {
    let names = if area.width >= 56 { NAMES } else { 0 };
    let plot = Rect {
        x: area.x + AXIS.min(area.width),
        y: area.y,
        width: area.width.saturating_sub(AXIS + names),
        height: area.height.saturating_sub(2),
    };
    if plot.width < 8 || plot.height < 3 || report.running.is_empty() {
        return;
    }
    let (low, high) = bounds(report, curve);
    let height = |figure: f64| {
        let share = ((figure - low) / (high - low)).clamp(0.0, 1.0);
        plot.bottom() - 1 - (share * f64::from(plot.height - 1)).round() as u16
    };
    axis(pen, area, plot, low, high, report.n);
    let mut labels = Vec::new();
    for baseline in report.methods.iter().skip(1) {
        let Some(figure) = curve.of(baseline) else { continue };
        let row = Rect { y: height(figure), height: 1, ..plot };
        let dashes = pen.span(Role::Baseline, glyphs::RULE_QUIET.repeat(usize::from(plot.width)));
        pen.line(row, &Line::from(dashes));
        labels.push(Label { name: &baseline.name, figure, y: row.y, role: Role::Baseline });
    }
    // The curve goes over the level lines.
    stroke(pen, plot, report, curve, (low, high));
    if let (Some(model), Some(last)) = (report.methods.first(), report.running.last()) {
        let figure = curve.at(last);
        labels.push(Label { name: &model.name, figure, y: height(figure), role: Role::Strong });
    }
    if names > 0 {
        name(pen, plot, names, labels);
    }
}

/// The name of a line at its end.
struct Label<'a> {
    name: &'a str,
    figure: f64,
    y: u16,
    role: Role,
}

/// Writes the names beside the ends of their lines: in the order of their figures, a row each.
fn name(pen: &mut Pen<'_>, plot: Rect, room: u16, mut labels: Vec<Label<'_>>) {
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
        let name = left(&cut(&super::figures::label(label.name), 10), 11);
        let text = pen.span(label.role, format!(" {name} {:.2}", label.figure));
        pen.line(Rect { x: plot.right(), y: label.y, width: room, height: 1 }, &Line::from(text));
    }
}

/// A range that holds every figure with some air, on round tenths.
fn bounds(report: &Report, curve: Curve) -> (f64, f64) {
    let points = report.running.iter().map(|point| curve.at(point));
    let all = points.chain(report.methods.iter().filter_map(|method| curve.of(method)));
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for figure in all.filter(|figure| figure.is_finite()) {
        low = low.min(figure);
        high = high.max(figure);
    }
    if low > high {
        return (0.0, 1.0);
    }
    let (low, high) = ((low * 10.0 - 0.5).floor() / 10.0, (high * 10.0 + 0.5).ceil() / 10.0);
    (low.max(0.0), high.max(low.max(0.0) + 0.2))
}

fn axis(pen: &mut Pen<'_>, area: Rect, plot: Rect, low: f64, high: f64, n: usize) {
    let step = step(high - low, usize::from(plot.height / 3).clamp(2, 8));
    let first = (low / step - 1e-9).ceil() as u64;
    let last = (high / step + 1e-9).floor() as u64;
    for tick in first..=last {
        let figure = tick as f64 * step;
        let share = ((figure - low) / (high - low)).clamp(0.0, 1.0);
        let y = plot.bottom() - 1 - (share * f64::from(plot.height - 1)).round() as u16;
        let digits = if step < 0.1 { 2 } else { 1 };
        let figure = right(&format!("{figure:.digits$}"), usize::from(AXIS) - 2);
        let label = pen.span(Role::Dim, format!("{figure} "));
        pen.line(Rect { x: area.x, y, width: AXIS - 1, height: 1 }, &Line::from(label));
    }
    for y in plot.y..plot.bottom() {
        let bar = pen.span(Role::Border, glyphs::BAR);
        pen.line(Rect { x: plot.x - 1, y, width: 1, height: 1 }, &Line::from(bar));
    }
    let floor =
        pen.span(Role::Border, format!("{}{}", glyphs::CORNER, glyphs::RULE.repeat(usize::from(plot.width))));
    pen.line(Rect { x: plot.x - 1, y: plot.bottom(), width: plot.width + 1, height: 1 }, &Line::from(floor));
    let last = n.to_string();
    let numbers = format!("1{}", right(&last, usize::from(plot.width).saturating_sub(1)));
    let numbers = pen.span(Role::Dim, numbers);
    pen.line(Rect { x: plot.x, y: plot.bottom() + 1, width: plot.width, height: 1 }, &Line::from(numbers));
}

/// The distance between two figures on the axis: round, so that a range holds at most `most` of it.
fn step(range: f64, most: usize) -> f64 {
    const ROUND: [f64; 7] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
    ROUND.into_iter().find(|step| range / step <= most as f64).unwrap_or(10.0)
}

/// The model's curve; cells that it does not touch keep what is under them.
fn stroke(pen: &mut Pen<'_>, plot: Rect, report: &Report, curve: Curve, (low, high): (f64, f64)) {
    let style = pen.theme.series(0);
    let colour = style.fg.unwrap_or(Color::Reset);
    let right = (report.n as f64).max(2.0);
    let step = (report.running.len() / 2_000).max(1);
    let points: Vec<(f64, f64)> = report
        .running
        .iter()
        .step_by(step)
        .chain(report.running.last())
        .map(|point| (point.n as f64, curve.at(point).clamp(low, high)))
        .collect();
    let mut layer = ratatui::buffer::Buffer::empty(plot);
    Canvas::default()
        .marker(glyphs::marker(pen.glyphs))
        .x_bounds([1.0, right])
        .y_bounds([low, high])
        .paint(|context| {
            for two in points.windows(2) {
                if let [(x1, y1), (x2, y2)] = *two {
                    context.draw(&Stroke { x1, y1, x2, y2, color: colour });
                }
            }
        })
        .render(plot, &mut layer);
    for y in plot.y..plot.bottom() {
        for x in plot.x..plot.right() {
            let dots = layer.cell((x, y)).map(ratatui::buffer::Cell::symbol);
            if let (Some(dots), Some(cell)) = (dots.filter(|dots| *dots != " "), pen.buffer.cell_mut((x, y)))
            {
                cell.set_symbol(dots).set_style(style);
            }
        }
    }
}
