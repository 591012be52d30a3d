//! What the ratings are worth so far: those of this send, those of the run, and the user's mean on the same rows,
//! in figures and in words that say who is nearer.

use ratatui::text::Line;

use super::View;
use crate::actions::Action;
use crate::app::screens::metrics::FEW;
use crate::app::study::{Answer, Outcome};
use crate::config::theme::Role;
use crate::domain::numbers::plural;
use crate::metrics::{MethodReport, Running};
use crate::ui::parts::pen::Pen;
use crate::ui::text::{left, wrap_plain};

/// A row of figures.
struct Row {
    label: String,
    n: usize,
    figures: [Option<f64>; 4],
}

impl Row {
    fn of(label: impl Into<String>, report: &MethodReport) -> Self {
        // A correlation of a handful of rows says nothing.
        let pearson = report.pearson.filter(|_| report.n >= FEW);
        Self { label: label.into(), n: report.n, figures: [report.mae, report.rmse, report.bias, pearson] }
    }

    fn line(&self, pen: &Pen<'_>) -> Line<'static> {
        let [mae, rmse, bias, pearson] = self.figures;
        let two = |figure: Option<f64>| figure.map_or_else(|| "n/a".to_owned(), |it| format!("{it:.2}"));
        let bias = bias.map_or_else(|| "n/a".to_owned(), |it| format!("{it:+.2}"));
        let role = if self.n < FEW { Role::Dim } else { Role::Text };
        let text = format!(
            "{}{:>5}{:>7}{:>7}{bias:>8}{:>7}",
            left(&self.label, 10),
            self.n,
            two(mae),
            two(rmse),
            two(pearson)
        );
        Line::from(pen.span(role, text))
    }
}

/// All that there is to say, in `room` cells: figures first, then words.
pub(super) fn lines(pen: &Pen<'_>, view: View<'_>, results: &[&Answer], room: usize) -> Vec<Line<'static>> {
    let heading = format!("{}{:>5}{:>7}{:>7}{:>8}{:>7}", left("", 10), "n", "MAE", "RMSE", "bias", "r");
    let mut lines = vec![Line::from(pen.span(Role::Dim, heading))];
    let mut rows = Vec::new();
    if view.app.screens().rate.last_send {
        let mut running = Running::new(view.study.data.dataset.scale);
        running.extend(results.iter().filter_map(|answer| Some((answer.rating()?.stars(), answer.truth?))));
        rows.push(Row::of("this send", &running.report("send")));
    }
    let report = view.subject.scoped_report().filter(|report| report.n > 0);
    let of = |name: &str| report.and_then(|report| report.methods.iter().find(|method| method.name == name));
    let run = view.subject.scope().map_or_else(|| "this run".to_owned(), |state| format!("run on B{state}"));
    rows.extend(of("model").map(|model| Row::of(run, model)));
    rows.extend(of("user-mean").map(|mean| Row::of("user mean", mean)));
    lines.extend(rows.iter().map(|row| row.line(pen)));
    if let Some((role, text)) = verdict(of("model"), of("user-mean")) {
        lines.extend(wrap_plain(&text, pen.style(role), room));
    }
    for text in remarks(view, &rows, results) {
        lines.extend(wrap_plain(&text, pen.style(Role::Dim), room));
    }
    lines
}

/// Who is nearer, the model or the user's mean; with a handful of rows nobody is.
fn verdict(model: Option<&MethodReport>, mean: Option<&MethodReport>) -> Option<(Role, String)> {
    let (n, model, mean) = (model?.n, model?.rmse?, mean?.rmse?);
    if n < FEW {
        return Some((Role::Dim, format!("n {n}: too few to read anything into")));
    }
    Some(if mean < model {
        (Role::Warn, format!("the baseline beats the model: RMSE {mean:.2} against {model:.2}"))
    } else {
        (Role::Info, format!("the model beats the user mean: RMSE {model:.2} against {mean:.2}"))
    })
}

/// What is not in the figures, and why one is undefined.
fn remarks(view: View<'_>, rows: &[Row], results: &[&Answer]) -> Vec<String> {
    let mut remarks = Vec::new();
    let (mut missing, mut invalid, mut without) = (0, 0, 0);
    for answer in results {
        match answer.outcome {
            Outcome::Missing => missing += 1,
            Outcome::Invalid(_) => invalid += 1,
            Outcome::Rated(..) if answer.truth.is_none() => without += 1,
            Outcome::Rated(..) => {}
        }
    }
    if missing + invalid > 0 {
        let bad = [(missing, "missing"), (invalid, "not a rating")];
        let bad = bad.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
        let bad = bad.collect::<Vec<_>>().join(", ");
        remarks.push(format!("{bad}: {} asks for them again", view.key(Action::RunRest)));
    }
    if without > 0 {
        remarks.push(format!("{} without a held-out rating: not in the figures", plural(without, "item")));
    }
    let undefined = rows.iter().find(|row| row.figures[3].is_none() && row.n > 0);
    if let Some(row) = undefined {
        let why = if row.n < FEW { "fewer than 10 rows" } else { "a constant has no correlation" };
        remarks.push(format!("r n/a ({}): {why}", row.label));
    }
    remarks
}
