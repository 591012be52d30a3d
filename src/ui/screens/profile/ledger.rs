//! The taste ledger: a row a subject, a column a state, so that what changed in meaning shows without reading.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::View;
use crate::app::screens::profile::BehindTab;
use crate::config::theme::Role;
use crate::explain::{LedgerRow, Subject};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{left, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let profile = &view.app.screens().profile;
    let rows = view.subject.ledger();
    let selected = profile.ledger_row(view.subject);
    let foot = selected.map_or_else(String::new, |at| format!("{} of {}", at + 1, rows.len()));
    let title = view.title(pen, BehindTab::Ledger);
    let focused = view.focused_behind(BehindTab::Ledger);
    let mut column = Column::new(pen.pane(
        area,
        &Pane { title, foot, focused, spot: Some(view.spot_behind(BehindTab::Ledger)), ..Pane::default() },
    ));
    if rows.is_empty() {
        let why = match view.subject.written() {
            0 => "no profile yet",
            _ => "no profile speaks of a genre, theme or era that is known here",
        };
        let none = wrap_plain(why, pen.style(Role::Dim), column.width());
        return column.put_all(pen, none);
    }
    let here = profile.batch(view.subject).unwrap_or(0);
    let states = view.subject.written();
    // The newest states, as far as they fit.
    let room = column.width();
    // `B10` needs a gap behind it.
    let cell = if states > 9 { 4 } else { 3 };
    let shown = (room.saturating_sub(2 + 12 + 2) / cell).clamp(1, states.max(1)).min(states);
    let first_state = states - shown;
    // Marks stand near the names, not at the far end of a wide pane.
    let name_room = room.saturating_sub(2 + shown * cell + 2).min(34);
    let legend = |said: &str| wrap_plain(said, pen.style(Role::Dim), room);
    let mut lines = legend("+ likes  - averse  ~ mixed  . named  < changed here  ! said once, dropped");
    lines.truncate(3);
    if rows.iter().any(|row| row.subject == Subject::Strictness) {
        lines.extend(legend("strictness: + strict  - generous  ~ as others"));
    }
    let below = if usize::from(column.left()) > lines.len() + 5 { lines.len() as u16 } else { 0 };
    let mut bottom = Column::new(column.take_bottom(below));
    bottom.put_all(pen, lines);
    let mut heading = vec![pen.span(Role::Dim, left("  subject", 2 + name_room))];
    for batch in first_state + 1..=states {
        let role = if batch == here { Role::Title } else { Role::Dim };
        heading.push(pen.span(role, left(&format!("B{batch}"), cell)));
    }
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = pen.first_shown(selected.unwrap_or(0), rows.len(), height);
    for (at, row) in rows.iter().enumerate().skip(first).take(height) {
        let area = column.take(1);
        pen.cache.hits.row(area, at, selected.unwrap_or(0), first);
        let is_here = focused && selected == Some(at);
        let line = one(pen, view, row, (first_state, cell), name_room, is_here, here);
        pen.row(area, line, is_here);
    }
}

fn one(
    pen: &Pen<'_>,
    view: View<'_>,
    row: &LedgerRow,
    (first, width): (usize, usize),
    name_room: usize,
    is_here: bool,
    batch: usize,
) -> Line<'static> {
    let name = view.study.data.vocabulary.name(row.subject);
    let changed = changed_in(row, batch);
    let role = if changed { Role::Strong } else { Role::Text };
    let mut spans = vec![
        pen.span(Role::Mark, if is_here { "> " } else { "  " }),
        pen.span(role, left(&name, name_room.saturating_sub(1)) + " "),
    ];
    for (at, cell) in row.cells.iter().enumerate().skip(first) {
        let (mark, role) = match cell.map(|entry| entry.mark) {
            Some('+') => ("+", Role::Supports),
            Some('-') => ("-", Role::Against),
            Some('~') => ("~", Role::Heat),
            Some(_) => (".", Role::Dim),
            None => (" ", Role::Dim),
        };
        let is_new = at + 1 == batch && changed;
        spans.push(pen.span(role, left(&format!("{mark}{}", if is_new { "<" } else { "" }), width)));
    }
    spans.push(pen.span(Role::Warn, if row.is_dropped() { "!" } else { " " }));
    Line::from(spans)
}

/// Whether a state says otherwise than the one before it.
fn changed_in(row: &LedgerRow, batch: usize) -> bool {
    let mark = |batch: usize| {
        let cell = batch.checked_sub(1).and_then(|at| row.cells.get(at)).copied().flatten();
        cell.map(|entry| entry.mark).filter(|mark| *mark != '.')
    };
    batch > 1 && mark(batch) != mark(batch - 1)
}

/// What the ledger says changed with a batch, in a few words: `+drama  -documentary`.
pub(super) fn changes(view: View<'_>, batch: usize) -> String {
    let said = |row: &LedgerRow| {
        let cell =
            |batch: usize| row.cells.get(batch.checked_sub(1)?).copied().flatten().map(|entry| entry.mark);
        let mark = cell(batch).map_or("gone".to_owned(), |mark| mark.to_string());
        let was = cell(batch.saturating_sub(1)).map_or("new".to_owned(), |mark| mark.to_string());
        format!("{} {was} > {mark}", name(view, row.subject))
    };
    let rows = view.subject.ledger().iter().filter(|row| changed_in(row, batch));
    rows.map(said).collect::<Vec<_>>().join(", ")
}

fn name(view: View<'_>, subject: Subject) -> String {
    view.study.data.vocabulary.name(subject).into_owned()
}
