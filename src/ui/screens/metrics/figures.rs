//! The table of figures: a row for each, a column for each method; undefined ones are `n/a` with the reason.

use ratatui::text::Span;

use super::is_thin;
use crate::config::theme::Role;
use crate::metrics::{MethodReport, Report};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::text::{left, right};

/// One figure: its name, its value, its interval, how it is written.
struct Figure {
    name: &'static str,
    of: fn(&MethodReport) -> Option<f64>,
    interval: fn(&MethodReport) -> Option<[f64; 2]>,
    write: fn(f64) -> String,
}

fn plain(figure: f64) -> String {
    format!("{figure:.2}")
}

fn signed(figure: f64) -> String {
    format!("{figure:+.2}")
}

fn percent(figure: f64) -> String {
    format!("{:.0}%", figure * 100.0)
}

fn no_interval(_: &MethodReport) -> Option<[f64; 2]> {
    None
}

const FIGURES: [Figure; 9] = [
    Figure { name: "RMSE", of: |m| m.rmse, interval: |m| m.rmse_ci, write: plain },
    Figure { name: "MAE", of: |m| m.mae, interval: |m| m.mae_ci, write: plain },
    Figure { name: "bias", of: |m| m.bias, interval: no_interval, write: signed },
    Figure { name: "R2", of: |m| m.r2, interval: no_interval, write: plain },
    Figure { name: "Pearson", of: |m| m.pearson, interval: |m| m.pearson_ci, write: plain },
    Figure { name: "Spearman", of: |m| m.spearman, interval: no_interval, write: plain },
    Figure { name: "QWK", of: |m| m.qwk, interval: no_interval, write: plain },
    Figure { name: "exact", of: |m| m.exact, interval: no_interval, write: percent },
    Figure { name: "within one", of: |m| m.within_one, interval: no_interval, write: percent },
];

/// Cells for the names of figures.
const NAMES: usize = 12;
/// Cells for a method.
const METHOD: usize = 12;
/// Cells for the interval of the first method.
const INTERVAL: usize = 16;

/// Rows that the table wants, notes included.
pub(super) fn height(report: &Report) -> u16 {
    FIGURES.len() as u16 + 2 + u16::from(is_thin(report)) + 1
}

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, report: &Report, method: usize, notes: bool) {
    let Some(model) = report.methods.first() else { return };
    if is_thin(report) {
        let few = pen.span(Role::Warn, format!("n {}: too few to read anything into", report.n));
        column.put(pen, few);
    }
    let value = if is_thin(report) { Role::Dim } else { Role::Text };
    let fits = column.width().saturating_sub(NAMES + METHOD + INTERVAL) / METHOD;
    let baselines: Vec<(usize, &MethodReport)> = report.methods.iter().enumerate().skip(1).take(fits).collect();
    heading(pen, column, model, &baselines, method);
    for figure in &FIGURES {
        let mut spans = vec![
            pen.span(Role::Text, left(figure.name, NAMES)),
            one(pen, figure, model, if method == 0 { Role::Strong } else { value }),
            pen.span(Role::Dim, right(&interval(figure, model), INTERVAL)),
        ];
        for (at, baseline) in &baselines {
            spans.push(one(pen, figure, baseline, if *at == method { Role::Strong } else { value }));
        }
        column.put(pen, spans);
    }
    footnotes(pen, column, report, notes);
}

fn heading(
    pen: &mut Pen<'_>,
    column: &mut Column,
    model: &MethodReport,
    baselines: &[(usize, &MethodReport)],
    method: usize,
) {
    // Brackets tell the method looked at without colour.
    let name = |at: usize, name: &str| if at == method { format!("[{name}]") } else { name.to_owned() };
    let role = |at: usize| if at == method { Role::Title } else { Role::Dim };
    let mut spans = vec![
        pen.span(Role::Dim, left("", NAMES)),
        pen.span(role(0), right(&name(0, &model.name), METHOD)),
        pen.span(Role::Dim, right("95% CI", INTERVAL)),
    ];
    for (at, baseline) in baselines {
        spans.push(pen.span(role(*at), right(&name(*at, &baseline.name), METHOD)));
    }
    column.put(pen, spans);
}

fn one(pen: &Pen<'_>, figure: &Figure, method: &MethodReport, role: Role) -> Span<'static> {
    match (figure.of)(method) {
        Some(value) => pen.span(role, right(&(figure.write)(value), METHOD)),
        None => pen.span(Role::Dim, right("n/a", METHOD)),
    }
}

fn interval(figure: &Figure, method: &MethodReport) -> String {
    (figure.interval)(method)
        .map_or_else(String::new, |[low, high]| format!("{} .. {}", (figure.write)(low), (figure.write)(high)))
}

/// What `n/a` means, and whether a baseline does better than the model.
fn footnotes(pen: &mut Pen<'_>, column: &mut Column, report: &Report, all: bool) {
    let Some(model) = report.methods.first() else { return };
    let better: Vec<&str> = report
        .methods
        .iter()
        .skip(1)
        .filter(|baseline| baseline.rmse.zip(model.rmse).is_some_and(|(baseline, model)| baseline < model))
        .map(|baseline| baseline.name.as_str())
        .collect();
    let verdict = match better.len() {
        0 => (Role::Info, "no baseline has a lower RMSE".to_owned()),
        _ => (Role::Warn, format!("lower RMSE than the model: {}", better.join(", "))),
    };
    let verdict = pen.span(verdict.0, crate::ui::text::cut(&verdict.1, column.width()).into_owned());
    column.put(pen, verdict);
    let undefined = report.methods.iter().any(|method| FIGURES.iter().any(|figure| (figure.of)(method).is_none()));
    if all && undefined {
        let why = pen.span(Role::Dim, "n/a = undefined: a constant has no correlation");
        column.put(pen, why);
    }
}
