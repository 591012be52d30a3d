//! A pane of a call: its tabs, and the lines of the one that is shown, wrapped or broken to the room there is.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::App;
use crate::app::pointer::Spot;
use crate::app::screens::calls::{CallLine, CallTab, CallsPane, Ink};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::ui::glyphs::POINTER;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::tabs;
use crate::ui::screens::profile::change::scrolled;
use crate::ui::text::{width, wrap};

pub(super) fn draw(
    pen: &mut Pen<'_>,
    area: Rect,
    app: &App,
    study: &Study,
    (names, shown): (&[CallTab], CallTab),
) {
    let calls = &app.screens().calls;
    let Some(call) = calls.call() else { return };
    let pane = CallsPane::Tab(shown);
    let focused = calls.has_keys(pane);
    let lines = calls.lines(study, shown);
    let selected = calls.line(shown, &lines);
    let active = names.iter().position(|tab| *tab == shown).unwrap_or(0);
    let titles: Vec<&'static str> = names.iter().map(|tab| tab.title()).collect();
    let title = tabs(pen, &titles, active);
    let foot = if focused { format!("line {} of {}", selected + 1, lines.len()) } else { String::new() };
    let scope = vec![format!("call {}", call.id)];
    let frame = Pane { title, scope, foot, focused, spot: Some(Spot::Calls(pane)) };
    put(pen, area, &frame, &lines, selected);
}

/// Lines in a pane, the selected one in sight, with a pointer where the pane has the keys.
pub(in crate::ui) fn put(
    pen: &mut Pen<'_>,
    area: Rect,
    frame: &Pane<'_>,
    lines: &[CallLine],
    selected: usize,
) {
    let column = Column::new(pen.pane(area, frame));
    let focused = frame.focused;
    let room = column.width().saturating_sub(2);
    let mut rows: Vec<Line<'static>> = Vec::new();
    let mut places = Vec::new();
    let mut here = 0..0;
    for (at, line) in lines.iter().enumerate() {
        let from = rows.len();
        for row in broken(pen, line, room) {
            let pointer = pen.span(Role::Mark, if at == selected && focused { POINTER } else { " " });
            let mut spans = vec![pointer, Span::raw(" ")];
            spans.extend(row);
            rows.push(Line::from(spans));
            places.push(at);
        }
        if at == selected {
            here = from..rows.len();
        }
    }
    let area = column.rest();
    let first = scrolled(pen, area, rows, &here, None);
    for (at, y) in places.iter().skip(first).zip(area.y..area.bottom()) {
        pen.cache.hits.row(Rect { y, height: 1, ..area }, *at, selected, first);
    }
}

const fn role(ink: Ink) -> Role {
    match ink {
        Ink::Plain => Role::Text,
        Ink::Quiet => Role::Dim,
        Ink::Strong => Role::Strong,
        Ink::Good => Role::Supports,
        Ink::Bad => Role::Error,
        Ink::Mark => Role::Mark,
        Ink::Insert => Role::Insert,
        Ink::Delete => Role::Delete,
    }
}

/// A line in rows, with its caret below the place that it points at.
fn broken(pen: &Pen<'_>, line: &CallLine, room: usize) -> Vec<Vec<Span<'static>>> {
    // Prose is read in lines that an eye can follow; what came is shown as wide as there is room.
    let room = if line.is_raw { room } else { room.min(pen.prose()) };
    // Prose keeps the spaces that a line begins with.
    let begins = line.spans.first().map_or(0, |(_, text)| text.len() - text.trim_start().len());
    let indent = (line.indent + if line.is_raw { 0 } else { begins }).min(room / 3);
    let lead = line.lead.as_ref().map(|(ink, text)| pen.span(role(*ink), text.clone()));
    let hang = indent + lead.as_ref().map_or(0, |lead| width(&lead.content));
    let spans: Vec<Span<'static>> =
        line.spans.iter().map(|(ink, text)| pen.span(role(*ink), text.clone())).collect();
    let room = room.saturating_sub(hang).max(1);
    let rows: Vec<Vec<Span<'static>>> = if line.is_raw {
        chopped(&spans, room)
    } else {
        wrap(&spans, room).into_iter().map(|row| row.spans).collect()
    };
    let mut placed = Vec::new();
    let caret = line.caret.as_ref().map(|(at, said)| (at / room, at % room, said));
    let last = rows.len().saturating_sub(1);
    for (at, row) in rows.into_iter().enumerate() {
        let mut spans = match lead.clone().filter(|_| at == 0) {
            Some(lead) => vec![Span::raw(" ".repeat(indent)), lead],
            None => vec![Span::raw(" ".repeat(hang))],
        };
        spans.extend(row);
        placed.push(spans);
        // A text that breaks off is rejected at a place behind its end.
        if let Some((_, cell, said)) = caret.filter(|(row, ..)| *row == at || at == last && *row > last) {
            placed.extend(
                pointed(pen, cell, said, room)
                    .into_iter()
                    .map(|row| std::iter::once(Span::raw(" ".repeat(hang))).chain(row).collect()),
            );
        }
    }
    placed
}

/// A caret in a cell, and what is said there: after it, or before it where there is more room.
fn pointed(pen: &Pen<'_>, cell: usize, said: &str, room: usize) -> Vec<Vec<Span<'static>>> {
    let cell = cell.min(room.saturating_sub(1));
    let said = crate::domain::text::clean_line(said);
    let long = width(&said) + 1;
    if cell + 1 + long <= room {
        let text = format!("{}^ {said}", " ".repeat(cell));
        return vec![vec![pen.span(Role::Error, text)]];
    }
    let mut rows = vec![vec![pen.span(Role::Error, format!("{}^", " ".repeat(cell)))]];
    let words = wrap(&[pen.span(Role::Error, said)], room);
    rows.extend(words.into_iter().map(|line| line.spans));
    rows
}

/// Broken wherever a row is full: every space stays.
fn chopped(spans: &[Span<'_>], room: usize) -> Vec<Vec<Span<'static>>> {
    let mut rows: Vec<Vec<Span<'static>>> = vec![Vec::new()];
    let mut used = 0;
    let mut push = |rows: &mut Vec<Vec<Span<'static>>>, cluster: &str, style: Style| {
        let cells = width(cluster);
        if cells > room {
            return;
        }
        if used + cells > room {
            rows.push(Vec::new());
            used = 0;
        }
        used += cells;
        if let Some(row) = rows.last_mut() {
            match row.last_mut() {
                Some(last) if last.style == style => last.content.to_mut().push_str(cluster),
                _ => row.push(Span::styled(cluster.to_owned(), style)),
            }
        }
    };
    for span in spans {
        for cluster in span.content.graphemes(true) {
            push(&mut rows, cluster, span.style);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_space_stays_where_every_space_counts() {
        let rows = chopped(&[Span::raw("a  b"), Span::raw("漢 字 ")], 4);
        let text: Vec<String> = rows.into_iter().map(|row| Line::from(row).to_string()).collect();
        assert_eq!(text, ["a  b", "漢 ", "字 "]);
    }
}
