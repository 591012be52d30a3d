//! What lies over a screen: help, commands, messages, a text being typed, a question.

mod commands;
mod doubt;
mod help;
mod messages;
mod picker;
mod spread;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pen::{Column, Pane, Pen};
use super::shell::{hint, typed};
use crate::app::App;
use crate::app::input::LineInput;
use crate::app::overlay::{Overlay, Prompt, Purpose, Question};
use crate::config::theme::Role;
use crate::ui::layout::{box_width, centred};
use crate::ui::text::wrap_plain;

/// Draws what lies over the screen, if anything does.
pub fn draw(pen: &mut Pen<'_>, body: Rect, app: &App) {
    if app.overlay().is_some() {
        pen.cache.hits.cover();
    }
    match app.overlay() {
        None => {}
        Some(Overlay::Help(sheet)) => help::draw(pen, body, app, sheet),
        Some(Overlay::Commands(palette)) => commands::draw(pen, body, app, palette),
        Some(Overlay::Messages(sheet)) => messages::draw(pen, body, app, sheet),
        Some(Overlay::Orders(menu)) => super::orders::draw(pen, body, app, menu),
        Some(Overlay::Prompt(prompt)) => draw_prompt(pen, body, app, prompt),
        Some(Overlay::Spread(sheet)) => spread::draw(pen, body, app, sheet),
        Some(Overlay::Doubt(in_doubt)) => doubt::draw(pen, body, app, in_doubt),
        Some(Overlay::Models(picker)) => picker::draw(pen, body, app, picker),
        Some(Overlay::Question(question)) => draw_question(pen, body, app, question),
    }
}

pub(super) fn open(pen: &mut Pen<'_>, area: Rect, title: &str, foot: String) -> Rect {
    pen.cover(area);
    let title = Line::from(pen.span(Role::Title, title.to_owned()));
    pen.pane(area, &Pane { title, foot, focused: true, ..Pane::default() })
}

/// Draws lines that belong to rows so that the selected row is in sight; how many lines are left below it, where the
/// last one that is drawn is not the selected one.
fn sheet(
    pen: &mut Pen<'_>,
    inner: Rect,
    lines: Vec<(Option<usize>, Line<'static>)>,
    selected: usize,
) -> usize {
    let here = lines.iter().position(|(row, _)| *row == Some(selected)).unwrap_or(0);
    let mut column = Column::new(inner);
    let height = usize::from(column.left());
    // What stands under the last row belongs to none, and is seen with it.
    let is_last = lines.iter().skip(here).all(|(row, _)| row.is_none() || *row == Some(selected));
    let seen = if is_last { (here + height).min(lines.len()).saturating_sub(1) } else { here };
    let first = pen.first_shown(seen, lines.len(), height);
    let below = lines.len().saturating_sub(first + height);
    let below = if here + 1 < first + height { below } else { 0 };
    for (row, line) in lines.into_iter().skip(first).take(usize::from(column.left())) {
        let place = column.take(1);
        if let Some(row) = row {
            pen.cache.hits.row(place, row, selected, first);
        }
        pen.line(place, &line);
    }
    below
}

/// The line that a list is searched with: what is typed, or what typing does.
fn search_line(pen: &Pen<'_>, input: &LineInput, about: &'static str, room: usize) -> Line<'static> {
    let mut spans = vec![pen.span(Role::KeyHint, "> ")];
    spans.extend(typed(pen, input, room.saturating_sub(2), true));
    if input.text().is_empty() {
        spans.push(pen.span(Role::Dim, format!(" {about}")));
    }
    Line::from(spans)
}

fn draw_prompt(pen: &mut Pen<'_>, body: Rect, app: &App, prompt: &Prompt) {
    let cost = spread::cost(app, prompt);
    let area = centred(body, 70, if cost.is_some() { 11 } else { 8 });
    let inner = open(pen, area, &prompt.title, String::new());
    let mut column = Column::new(inner);
    column.gap();
    let room = column.width();
    let label = if matches!(prompt.purpose, Purpose::Repeat(_)) { "times " } else { "name  " };
    let mut spans = vec![pen.span(Role::Dim, label)];
    spans.extend(typed(pen, &prompt.input, room.saturating_sub(6), true));
    column.put(pen, spans);
    column.gap();
    if let Some(cost) = cost {
        let cost = wrap_plain(&cost, pen.style(Role::Text), room);
        column.put_all(pen, cost);
    }
    let about = wrap_plain(&prompt.about, pen.style(Role::Dim), room);
    column.put_all(pen, about);
}

fn draw_question(pen: &mut Pen<'_>, body: Rect, app: &App, question: &Question) {
    const WIDTH: u16 = 64;
    // Frame and padding.
    let room = usize::from(box_width(body, WIDTH).saturating_sub(4));
    let text = wrap_plain(&question.text, pen.style(Role::Strong), room);
    let about = wrap_plain(&question.about, pen.style(Role::Dim), room);
    let height = (text.len() + about.len() + 6).max(9) as u16;
    let area = centred(body, WIDTH, height);
    let inner = open(pen, area, "Question", String::new());
    let mut column = Column::new(inner);
    column.gap();
    // The keys are never pushed out by what is asked about.
    let mut bottom = Column::new(column.take_bottom(3));
    column.put_all(pen, text.into_iter().chain(about));
    bottom.gap();
    let mut spans = Vec::new();
    for offer in app.offers() {
        if let Some(key) = hint(app.keymap(), app.context(), offer.actions) {
            spans.push(pen.span(Role::KeyHint, key));
            spans.push(Span::raw(format!(" {}   ", offer.label)));
        }
    }
    bottom.put(pen, spans);
}
