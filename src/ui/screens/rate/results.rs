//! What came back: a row for each item asked, why where it was said, and what it is worth so far.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{View, worth};
use crate::actions::Action;
use crate::app::jobs::Kind;
use crate::app::pointer::Spot;
use crate::app::screens::rate::RatePane;
use crate::app::study::{Answer, Outcome};
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::ui::glyphs::{CUT, RULE};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::rated;
use crate::ui::parts::shell::{running, tabs};
use crate::ui::text::{cut, left, right, width, wrap, wrap_plain};

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
    let mut column = Column::new(
        pen.pane(area, &Pane { title, scope, foot, focused, spot: Some(Spot::Rate(RatePane::Results)) }),
    );
    if let Some(job) = view.app.jobs().running(Kind::Rate) {
        let line = running(pen, view.app, &job.title, job.progress.as_ref());
        column.put(pen, line);
    }
    if results.is_empty() {
        return nothing(pen, &mut column, view);
    }
    let room = column.width().min(pen.prose());
    let selected_answer = results.get(selected).copied();
    let mut reason = Vec::new();
    // A title that its row cuts is said in full before what is said of it.
    if let Some(title) = selected_answer.map(|answer| rated::answer_title(&view.study.data, answer))
        && width(&title) > title_room(column.width())
    {
        reason.extend(wrap_plain(&title, pen.style(Role::Strong), room));
    }
    reason.extend(why(pen, view, selected_answer, room));
    if let Some(item) = selected_answer.and_then(|answer| answer.item) {
        reason.extend(super::card::of_the_profile(pen, view, item, room));
    }
    let mut worth = worth::lines(pen, view, &results, column.width());
    // The list keeps its heading and a few rows, then figures come, then the reason, then more of the list.
    let rows_wanted = (results.len() as u16 + 1).min(if column.left() < 16 { 5 } else { 7 });
    let below = (worth.len() + reason.len() + 2) as u16;
    let least = (worth.len() as u16 + 1).min(column.left() / 2 + 1);
    let below = below.min(column.left().saturating_sub(rows_wanted)).max(least);
    let mut bottom = Column::new(column.take_bottom(below));
    rows(pen, &mut column, view, &results, selected, focused);
    let rule = pen.span(Role::Border, RULE.repeat(bottom.width()));
    bottom.put(pen, rule);
    // Words give way to the reason, figures do not.
    let figures = if rate.last_send { 4 } else { 3 };
    let words = usize::from(bottom.left()).saturating_sub(reason.len().min(2) + 1).max(figures);
    worth.truncate(words);
    bottom.put_all(pen, worth);
    if usize::from(bottom.left()) > reason.len() {
        bottom.gap();
    }
    let room = usize::from(bottom.left());
    if reason.len() > room {
        reason.truncate(room);
        if let Some(last) = reason.last_mut() {
            let text = cut(&format!("{last} {CUT}"), column.width()).into_owned();
            *last = Line::from(pen.span(Role::Text, text));
        }
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

/// Cells of a title in a pane so wide.
fn title_room(width: usize) -> usize {
    width.saturating_sub(2 + 7 + 7 + 5 + 2)
}

fn rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    view: View<'_>,
    results: &[&Answer],
    selected: usize,
    focused: bool,
) {
    let title_room = title_room(column.width());
    let heading = format!("  {}{:>7}{:>7}{:>5}", left("title", title_room), "model", "truth", "err");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = pen.first_shown(selected, results.len(), height);
    for (at, answer) in results.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let title = rated::answer_title(&view.study.data, answer);
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
        spans.extend(rated::error(pen, answer));
        pen.row(row, spans, at == selected && focused);
    }
}

/// Why the selected item got its rating, or what came instead of one.
fn why(pen: &Pen<'_>, view: View<'_>, answer: Option<&Answer>, room: usize) -> Vec<Line<'static>> {
    let Some(answer) = answer else { return Vec::new() };
    let speaker = view.subject.speaker().to_lowercase();
    let text = match &answer.outcome {
        Outcome::Rated(rating, Some(reason)) => {
            let says = [
                pen.span(Role::Dim, format!("Why {rating}, by the {speaker}: ")),
                pen.span(Role::Text, clean(reason).into_owned()),
            ];
            return wrap(&says, room);
        }
        Outcome::Rated(_, None) => format!("The {speaker} gave no reason."),
        Outcome::Missing => "The answer held nothing for this item.".to_owned(),
        Outcome::Invalid(raw) => {
            format!("Not a rating of the scale, kept as it came: {}", cut(&clean_line(raw), 200))
        }
    };
    wrap_plain(&text, pen.style(Role::Text), room)
}
