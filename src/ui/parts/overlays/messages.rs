//! The messages over a screen, in full: what the status row had to cut can be read here.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{open, sheet};
use crate::app::App;
use crate::app::log::Level;
use crate::app::overlays::messages::MessageSheet;
use crate::config::theme::Role;
use crate::ui::layout::{box_width, centred};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{left, plural, wrap_plain};

/// Cells of the box.
const WIDTH: u16 = 100;

/// Mark, time, level and their gaps.
const BEFORE: usize = 2 + 8 + 2 + 5 + 2;

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, messages: &MessageSheet) {
    if let Some(first) = messages.whole {
        return whole(pen, body, app, messages, first);
    }
    let shown = app.messages();
    let selected = messages.cursor.of(shown.len()).unwrap_or(0);
    let room = usize::from(box_width(body, WIDTH)).saturating_sub(BEFORE + 4).max(8);
    let mut lines: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    for (at, entry) in shown.iter().enumerate() {
        let role = match entry.level {
            Level::Info => Role::Info,
            Level::Warn => Role::Warn,
            Level::Error => Role::Error,
        };
        let seconds = entry.at.as_secs();
        let when = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        for (nth, text) in wrap_plain(&entry.text, pen.style(Role::Text), room).into_iter().enumerate() {
            let mut spans = if nth == 0 {
                vec![
                    pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
                    pen.span(Role::Dim, when.clone()),
                    pen.span(role, format!("  {}  ", left(entry.level.word(), 5))),
                ]
            } else {
                vec![Span::raw(" ".repeat(BEFORE))]
            };
            spans.extend(text.spans);
            lines.push((Some(at), Line::from(spans)));
        }
    }
    let (count, all) = (shown.len(), app.log().len());
    if count == 0 {
        let nothing = if all == 0 { "nothing was said yet" } else { "none of these was said" };
        lines.push((None, Line::from(pen.span(Role::Dim, nothing))));
    }
    let area = centred(body, WIDTH, (lines.len() as u16).saturating_add(2).max(5));
    let foot = match count {
        0 => String::new(),
        _ if count < all => {
            format!("{count} of {}, newest first, by time since the start", plural(all, "message"))
        }
        _ => format!("{}, newest first, by time since the start", plural(count, "message")),
    };
    pen.cover(area);
    let title = Line::from(pen.span(Role::Title, "Messages"));
    let scope = vec![messages.words().to_owned()];
    let inner = pen.pane(area, &Pane { title, scope, foot, focused: true, ..Pane::default() });
    sheet(pen, inner, lines, selected);
}

/// The selected message alone, from a row on.
fn whole(pen: &mut Pen<'_>, body: Rect, app: &App, messages: &MessageSheet, first: usize) {
    let shown = app.messages();
    let Some(entry) = messages.cursor.of(shown.len()).and_then(|at| shown.get(at)) else { return };
    let room = usize::from(box_width(body, WIDTH)).saturating_sub(4).min(pen.prose()).max(8);
    let lines = wrap_plain(&entry.text, pen.style(Role::Text), room);
    let area = centred(body, WIDTH, (lines.len() as u16).saturating_add(2).max(5));
    let height = usize::from(area.height.saturating_sub(2));
    let first = first.min(lines.len().saturating_sub(height));
    let foot = if lines.len() > height {
        format!("rows {} to {} of {}", first + 1, (first + height).min(lines.len()), lines.len())
    } else {
        String::new()
    };
    let inner = open(pen, area, "Message", foot);
    Column::new(inner).put_all(pen, lines.into_iter().skip(first));
}
