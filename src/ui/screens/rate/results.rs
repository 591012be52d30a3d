//! What came back: a row for each item asked, why where it was said, and what it is worth so far.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use crate::actions::Action;
use crate::app::cursor::first_shown;
use crate::app::jobs::Kind;
use crate::app::screens::metrics::FEW;
use crate::app::screens::rate::RatePane;
use crate::app::study::{Answer, Outcome};
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::metrics::MethodReport;
use crate::ui::glyphs::{CUT, RULE};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::{running, tabs};
use crate::ui::text::{PROSE, cut, left, right, wrap, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let rate = &view.app.screens().rate;
    let results = rate.results(view.subject);
    let selected = rate.selected_result(view.subject).unwrap_or(0);
    let title = if view.alone {
        tabs(pen, &["Pick", "Results"], 1)
    } else {
        Line::from(pen.span(Role::Title, "Results"))
    };
    let scope = vec![if rate.last_send { "last send" } else { "whole run" }.to_owned()];
    let foot =
        if results.is_empty() { String::new() } else { format!("{} of {}", selected + 1, results.len()) };
    let focused = rate.focus == RatePane::Results;
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, foot, focused }));
    if let Some(job) = view.app.jobs().running(Kind::Rate) {
        let line = running(pen, view.app, &job.title, job.progress.as_ref());
        column.put(pen, line);
    }
    if results.is_empty() {
        return nothing(pen, &mut column, view);
    }
    // The list keeps its heading and a few rows; figures and the reason come before more of them.
    let mut reason = why(pen, results.get(selected).copied(), column.width().min(PROSE));
    let summary_rows = if rate.last_send { 5 } else { 4 };
    let wanted = summary_rows + reason.len() as u16 + 1;
    let below = wanted.min(column.left().saturating_sub(5)).max(summary_rows.min(column.left()));
    let mut bottom = Column::new(column.take_bottom(below));
    rows(pen, &mut column, view, &results, selected, focused);
    summary(pen, &mut bottom, view, &results);
    let room = usize::from(bottom.left());
    if reason.len() > room
        && let Some(last) = room.checked_sub(1).and_then(|at| reason.get_mut(at))
    {
        let text = cut(&format!("{last} {CUT}"), column.width()).into_owned();
        *last = Line::from(pen.span(Role::Text, text));
    }
    if room > reason.len() {
        bottom.gap();
    }
    bottom.put_all(pen, reason);
}

fn nothing(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    column.gap();
    let rating = view.app.jobs().running(Kind::Rate).is_some();
    let text = if rating { "nothing came back yet" } else { "nothing was rated yet" };
    let text = pen.span(Role::Dim, text);
    column.put(pen, text);
    if !rating {
        column.gap();
        let line = vec![
            pen.span(Role::KeyHint, view.key(Action::Toggle)),
            pen.span(Role::Text, " picks items, "),
            pen.span(Role::KeyHint, view.key(Action::Open)),
            pen.span(Role::Text, " sends them"),
        ];
        column.put(pen, line);
    }
}

fn rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    view: View<'_>,
    results: &[&Answer],
    selected: usize,
    focused: bool,
) {
    let title_room = column.width().saturating_sub(2 + 7 + 7 + 5 + 2);
    let heading = format!("  {}{:>7}{:>7}{:>5}", left("title", title_room), "model", "truth", "err");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = first_shown(selected, results.len(), height);
    for (at, answer) in results.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        let title = answer
            .item
            .map_or_else(|| clean_line(&format!("item {}", answer.id)), |item| view.title_alone(item));
        let mut spans = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(Role::Text, left(&title, title_room)),
        ];
        match &answer.outcome {
            Outcome::Rated(rating, _) => spans.push(view.rating(pen, Some(*rating), 7)),
            Outcome::Missing => spans.push(pen.span(Role::Warn, right("none", 7))),
            Outcome::Invalid(_) => spans.push(pen.span(Role::Warn, right("bad", 7))),
        }
        spans.push(view.rating(pen, answer.truth, 7));
        spans.extend(error(pen, answer));
        pen.line(row, &Line::from(spans));
        if at == selected && focused {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
}

/// Simulated minus true; `!` from two stars on.
fn error(pen: &Pen<'_>, answer: &Answer) -> [Span<'static>; 2] {
    let Some(error) = answer.error() else { return [pen.span(Role::Dim, right("-", 5)), Span::raw("  ")] };
    let text = match error {
        0.0 => "0".to_owned(),
        error if error.fract() == 0.0 => format!("{error:+.0}"),
        error => format!("{error:+.1}"),
    };
    let far = error.abs() >= 2.0;
    let role = if far { Role::Against } else { Role::Text };
    [pen.span(role, right(&text, 5)), pen.span(Role::Against, if far { " !" } else { "  " })]
}

/// Figures of the rows listed, of the run, and of the user's mean on the run's rows.
fn summary(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, results: &[&Answer]) {
    let rule = pen.span(Role::Border, RULE.repeat(column.width()));
    column.put(pen, rule);
    let heading = format!("{}{:>5}{:>7}{:>7}{:>8}", left("", 10), "n", "MAE", "RMSE", "bias");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    if view.app.screens().rate.last_send {
        let errors: Vec<f64> = results.iter().filter_map(|answer| answer.error()).collect();
        let n = errors.len();
        let mean = |sum: f64| (n > 0).then(|| sum / n as f64);
        let mae = mean(errors.iter().map(|error| error.abs()).sum());
        let rmse = mean(errors.iter().map(|error| error * error).sum()).map(f64::sqrt);
        figures(pen, column, "this send", n, [mae, rmse, mean(errors.iter().sum())], None);
    }
    let report = view.subject.report.as_ref().filter(|report| report.n > 0);
    let thin = report.is_some_and(|report| report.n < FEW);
    let of = |name: &str| report.and_then(|report| report.methods.iter().find(|method| method.name == name));
    let model = of("model").and_then(|model| model.rmse);
    for (label, name) in [("this run", "model"), ("user mean", "user-mean")] {
        if let Some(MethodReport { n, mae, rmse, bias, .. }) = of(name) {
            // With a handful of rows nothing is better than anything.
            let verdict = match rmse.zip(model).filter(|_| name != "model") {
                _ if thin => Some((Role::Dim, if name == "model" { "too few" } else { "" })),
                Some((baseline, model)) if baseline < model => Some((Role::Warn, "better")),
                Some((baseline, model)) if baseline > model => Some((Role::Dim, "worse")),
                _ => None,
            };
            figures(pen, column, label, *n, [*mae, *rmse, *bias], verdict);
        }
    }
}

fn figures(
    pen: &mut Pen<'_>,
    column: &mut Column,
    label: &str,
    n: usize,
    [mae, rmse, bias]: [Option<f64>; 3],
    verdict: Option<(Role, &'static str)>,
) {
    let two = |figure: Option<f64>| figure.map_or_else(|| "n/a".to_owned(), |figure| format!("{figure:.2}"));
    let bias = bias.map_or_else(|| "n/a".to_owned(), |figure| format!("{figure:+.2}"));
    let role = if n < FEW { Role::Dim } else { Role::Text };
    let text = format!("{}{n:>5}{:>7}{:>7}{bias:>8}", left(label, 10), two(mae), two(rmse));
    let mut spans = vec![pen.span(role, text)];
    if let Some((role, verdict)) = verdict {
        spans.push(pen.span(role, format!("  {verdict}")));
    }
    column.put(pen, spans);
}

/// Why the selected item got its rating, or what came instead of one.
fn why(pen: &Pen<'_>, answer: Option<&Answer>, room: usize) -> Vec<Line<'static>> {
    let Some(answer) = answer else { return Vec::new() };
    let text = match &answer.outcome {
        Outcome::Rated(rating, Some(reason)) => {
            let says = [
                pen.span(Role::Dim, format!("Why {rating}, by the simulator: ")),
                pen.span(Role::Text, clean(reason).into_owned()),
            ];
            return wrap(&says, room);
        }
        Outcome::Rated(_, None) => "The simulator gave no reason.".to_owned(),
        Outcome::Missing => "The answer held nothing for this item.".to_owned(),
        Outcome::Invalid(raw) => {
            format!("Not a rating of the scale, kept as it came: {}", cut(&clean_line(raw), 200))
        }
    };
    wrap_plain(&text, pen.style(Role::Text), room)
}
