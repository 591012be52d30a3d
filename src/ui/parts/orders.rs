//! The menu of a list's orders, over the list.

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::note;
use super::overlays::open;
use super::pen::{Column, Pen};
use super::shell::hint;
use crate::actions::Action;
use crate::app::orders::OrderMenu;
use crate::app::{App, Screen};
use crate::config::theme::Role;
use crate::ui::layout::centred;
use crate::ui::text::{left, width};

/// Draws the menu: the present order is marked, and says what choosing it again does.
pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, menu: &OrderMenu) {
    let words = menu.rows.iter().map(|row| width(row.word)).max().unwrap_or(0);
    // Below the orders of users stands what is open, for who has no pane that says it.
    let note = app.study().filter(|_| app.screen() == Screen::Users);
    let below = if note.is_some() { note::ROWS[1] + 1 } else { 0 };
    let area = centred(body, 58, menu.rows.len() as u16 + 4 + below);
    let leave = hint(app.keymap(), app.screen_context(), &[Action::Back]);
    let inner = open(pen, area, "Order", leave.map_or_else(String::new, |key| format!("{key} leaves it")));
    let mut column = Column::new(inner);
    column.gap();
    for (at, row) in menu.rows.iter().enumerate() {
        let line = column.take(1);
        pen.cache.hits.row(line, at, menu.selected(), 0);
        let is_current = row.then.is_some();
        let mut spans = vec![
            pen.span(Role::Mark, if at == menu.selected() { "> " } else { "  " }),
            pen.span(
                if is_current { Role::Mark } else { Role::Dim },
                if is_current { "(*) " } else { "( ) " },
            ),
            pen.span(if is_current { Role::Strong } else { Role::Text }, left(row.word, words)),
            Span::raw("  "),
            pen.span(Role::Dim, left(row.how, 15)),
        ];
        if let Some(then) = row.then {
            spans.push(pen.span(Role::Dim, format!("again: {then}")));
        }
        pen.row(line, spans, at == menu.selected());
    }
    if let Some(study) = note {
        column.gap();
        let lines = note::lines(pen, study, column.width(), false);
        column.put_all(pen, lines);
    }
}
