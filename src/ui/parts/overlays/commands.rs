//! The commands over a screen: a line to search with, the commands with their keys, and the selected one in full.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{open, search_line};
use crate::actions::Action;
use crate::app::App;
use crate::app::overlays::commands::Command;
use crate::app::overlays::searched::Searched;
use crate::config::theme::Role;
use crate::ui::layout::centred;
use crate::ui::parts::pen::{Column, Pen, line_width};
use crate::ui::parts::shell::hint;
use crate::ui::text::{cut, left, width, wrap_plain};

/// Rows for the selected command in full.
const IN_FULL: u16 = 2;

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, palette: &Searched) {
    let commands = app.commands();
    let selected = palette.cursor.of(commands.len());
    let keys = |actions: &'static [Action], what: &str| {
        hint(app.keymap(), app.context(), actions).map(|key| format!("{key} {what}"))
    };
    let foot: Vec<String> =
        [keys(&[Action::Open], "does it"), keys(&[Action::Back], "closes")].into_iter().flatten().collect();
    // As many rows as all commands need, so that the box stays where it is while they come and go.
    let area = centred(body, 96, (Action::ALL.len() as u16).min(body.height.saturating_sub(2).min(26)) + 2);
    let inner = open(pen, area, "Commands", foot.join("   "));
    let mut column = Column::new(inner);
    let line = search_line(
        pen,
        &palette.input,
        "letters of what to do, or: user 7, run r3, state 2, theme mono",
        column.width(),
    );
    column.put(pen, line);
    column.gap();
    let in_full = column.take_bottom(IN_FULL);
    column.take_bottom(1);
    let titles = Action::ALL.iter().map(|action| width(action.title())).max().unwrap_or(0);
    let first = pen.first_shown(selected.unwrap_or(0), commands.len(), usize::from(column.left()));
    for (at, command) in commands.iter().enumerate().skip(first) {
        if column.left() == 0 {
            break;
        }
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected.unwrap_or(0), first);
        command_row(pen, row, app, command, titles, Some(at) == selected);
    }
    match selected.and_then(|at| commands.get(at)) {
        None => pen.line(in_full, &Line::from(pen.span(Role::Dim, "no command is called so"))),
        Some(command) => {
            let text = match &command.off {
                None => format!("{}: {}", command.action.id(), command.about),
                Some(off) => format!("{}: {} (off: {off})", command.action.id(), command.about),
            };
            let lines = wrap_plain(&text, pen.style(Role::Dim), usize::from(in_full.width));
            Column::new(in_full).put_all(pen, lines);
        }
    }
}

fn command_row(pen: &mut Pen<'_>, row: Rect, app: &App, command: &Command, titles: usize, is_selected: bool) {
    let keys = app.keymap().keys(app.screen_context(), command.action);
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let keys = Line::from(pen.span(Role::KeyHint, keys.join("  ")));
    let room = usize::from(row.width).saturating_sub(titles + 4 + line_width(&keys) + 2);
    let is_off = command.off.is_some();
    let base = if is_off { Role::Dim } else { Role::Text };
    let title = command.action.title();
    let (in_title, in_about): (Vec<usize>, Vec<usize>) =
        command.hits.iter().copied().partition(|hit| *hit < title.chars().count());
    let before = title.chars().count() + 1;
    let in_about: Vec<usize> = in_about.into_iter().filter_map(|hit| hit.checked_sub(before)).collect();
    let mut spans = vec![pen.span(Role::Mark, if is_selected { "> " } else { "  " })];
    spans.extend(marked(pen, base, &left(title, titles), &in_title));
    spans.push(Span::raw("  "));
    match &command.off {
        Some(off) => spans.push(pen.span(Role::Dim, cut(&format!("off: {off}"), room).into_owned())),
        None => spans.extend(marked(pen, Role::Dim, &cut(&command.about, room), &in_about)),
    }
    pen.line(row, &Line::from(spans));
    pen.line_right(row, &keys);
    if is_selected {
        let style = pen.style(Role::Selection);
        pen.paint(row, style);
    }
}

/// A text with the characters that were searched for made strong.
fn marked(pen: &Pen<'_>, base: Role, text: &str, hits: &[usize]) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut last = None;
    for (at, character) in text.chars().enumerate() {
        let role = if hits.contains(&at) { Role::Strong } else { base };
        match spans.last_mut() {
            Some(span) if last == Some(role) => span.content.to_mut().push(character),
            _ => spans.push(pen.span(role, character.to_string())),
        }
        last = Some(role);
    }
    spans
}
