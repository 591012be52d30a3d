//! The table of figures: a row for each method, a column for each figure; undefined ones are `n/a`.

use ratatui::text::{Line, Span};

use super::is_thin;
use crate::app::screens::metrics::FEW;
use crate::config::theme::Role;
use crate::domain::numbers::thousands;
use crate::domain::text::clean_line;
use crate::metrics::{Bootstrap, MethodReport, Report};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::wrap_plain;

/// One figure: its name, how it is written, cells, and which ones stay longest in a narrow pane.
struct Figure {
    name: &'static str,
    write: fn(&MethodReport) -> Option<String>,
    width: usize,
    rank: usize,
}

fn plain(figure: Option<f64>) -> Option<String> {
    figure.map(|figure| format!("{figure:.2}"))
}

fn signed(figure: Option<f64>) -> Option<String> {
    figure.map(|figure| format!("{figure:+.2}"))
}

fn percent(share: Option<f64>) -> Option<String> {
    share.map(|share| format!("{:.0}%", share * 100.0))
}

/// Correlations of a handful of rows say nothing.
fn enough(method: &MethodReport, figure: Option<f64>) -> Option<f64> {
    figure.filter(|_| method.n >= FEW)
}

/// Empty rather than undefined where there is no interval: too few rows for one, which the note says.
fn interval(ends: Option<[f64; 2]>) -> String {
    ends.map_or_else(String::new, |[low, high]| format!("{low:.2}-{high:.2}"))
}

const FIGURES: [Figure; 11] = [
    Figure { name: "n", write: |m| Some(m.n.to_string()), width: 4, rank: 1 },
    Figure { name: "RMSE", write: |m| plain(m.rmse), width: 5, rank: 0 },
    Figure { name: "95% CI", write: |m| Some(interval(m.rmse_ci)), width: 9, rank: 2 },
    Figure { name: "MAE", write: |m| plain(m.mae), width: 5, rank: 0 },
    Figure { name: "95% CI", write: |m| Some(interval(m.mae_ci)), width: 9, rank: 8 },
    Figure { name: "bias", write: |m| signed(m.bias), width: 5, rank: 3 },
    Figure { name: "Pearson", write: |m| plain(enough(m, m.pearson)), width: 7, rank: 4 },
    Figure { name: "Spearman", write: |m| plain(enough(m, m.spearman)), width: 8, rank: 9 },
    Figure { name: "QWK", write: |m| plain(enough(m, m.qwk)), width: 5, rank: 5 },
    Figure { name: "exact", write: |m| percent(m.exact), width: 5, rank: 6 },
    Figure { name: "within 1", write: |m| percent(m.within_one), width: 8, rank: 7 },
];

/// R2 stands last: it says the least where the truth varies little.
const R2: Figure = Figure { name: "R2", write: |m| plain(m.r2), width: 5, rank: 10 };

/// A method's name on screen. The baseline `bias` is not the figure of that name in the next column.
pub(super) fn label(name: &str) -> String {
    if name == "bias" { "user+item".to_owned() } else { clean_line(name) }
}

/// Rows of the table and its verdict.
pub(super) fn least(report: &Report) -> u16 {
    report.methods.len() as u16 + 2 + u16::from(is_thin(report))
}

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, report: &Report, selected: usize) {
    if is_thin(report) {
        let few = pen.span(Role::Warn, format!("n {}: too few to read anything into", report.n));
        column.put(pen, few);
    }
    let figures: Vec<&Figure> = FIGURES.iter().chain([&R2]).collect();
    let mut table = vec![TableColumn::words("", 10, 0)];
    table.extend(figures.iter().map(|figure| TableColumn::numbers(figure.name, figure.width, figure.rank)));
    let fitting = fitting(&table, column.width().saturating_sub(2));
    let gap = " ".repeat(GAP);
    let heading: Vec<String> =
        fitting.iter().filter_map(|&at| table.get(at)).map(|c| c.cell(&c.title)).collect();
    let heading = pen.span(Role::Dim, format!("  {}", heading.join(&gap)));
    column.put(pen, heading);
    for (at, method) in report.methods.iter().enumerate() {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, 0);
        let role = match (at == 0, is_thin(report)) {
            (_, true) => Role::Dim,
            (true, false) => Role::Strong,
            (false, false) => Role::Text,
        };
        let mut spans = vec![pen.span(Role::Mark, if at == selected { "> " } else { "  " })];
        for (place, &column) in fitting.iter().enumerate() {
            if place > 0 {
                spans.push(Span::raw(gap.clone()));
            }
            let Some(cell) = table.get(column) else { continue };
            let Some(figure) = column.checked_sub(1).and_then(|at| figures.get(at)) else {
                spans.push(pen.span(role, cell.cell(&label(&method.name))));
                continue;
            };
            spans.push(match (figure.write)(method) {
                Some(text) => pen.span(role, cell.cell(&text)),
                None => pen.span(Role::Dim, cell.cell("n/a")),
            });
        }
        pen.row(row, spans, at == selected);
    }
    footnotes(pen, column, report);
}

fn indented(mut line: Line<'static>) -> Line<'static> {
    line.spans.insert(0, Span::raw("  "));
    line
}

/// Whether a baseline does better than the model, and what `n/a` means.
fn footnotes(pen: &mut Pen<'_>, column: &mut Column, report: &Report) {
    let Some(model) = report.methods.first() else { return };
    let is_better =
        |other: &&MethodReport| other.rmse.zip(model.rmse).is_some_and(|(other, model)| other < model);
    let better: Vec<String> =
        report.methods.iter().skip(1).filter(is_better).map(|method| label(&method.name)).collect();
    let (role, verdict) = match better.len() {
        0 => (Role::Info, "no baseline has a lower RMSE than the model".to_owned()),
        _ => (Role::Warn, format!("lower RMSE than the model: {}", better.join(", "))),
    };
    // Of a few rows nothing is concluded.
    if model.n >= FEW {
        let lines = wrap_plain(&verdict, pen.style(role), column.width().saturating_sub(2));
        column.put_all(pen, lines.into_iter().map(indented));
    }
    let undefined =
        report.methods.iter().any(|method| FIGURES.iter().any(|figure| (figure.write)(method).is_none()));
    if undefined {
        let why = if is_thin(report) {
            "  n/a = undefined: a correlation needs 10 rows and two values on each side"
        } else {
            "  n/a = undefined: a constant has no correlation"
        };
        let why = wrap_plain(why.trim(), pen.style(Role::Dim), column.width().saturating_sub(2));
        column.put_all(pen, why.into_iter().map(indented));
    }
    if report.methods.iter().any(|method| method.rmse_ci.is_some()) {
        let Bootstrap { resamples, seed } = Bootstrap::default();
        let text = format!("CI: {} bootstrap resamples of items, seed {seed}", thousands(resamples as u64));
        let how = wrap_plain(&text, pen.style(Role::Dim), column.width().saturating_sub(2));
        column.put_all(pen, how.into_iter().map(indented));
    }
}
