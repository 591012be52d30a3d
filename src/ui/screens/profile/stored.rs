//! The Raw tab: a state exactly as it is stored, as JSON.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use super::change::scrolled;
use crate::app::screens::profile::{ProfilePane, raw};
use crate::config::theme::Role;
use crate::ui::glyphs::POINTER;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{plural, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>, batch: usize) {
    let Some(state) = view.subject.state(batch) else { return };
    let text = raw(state);
    let lines: Vec<&str> = text.lines().collect();
    let selected = view.app.screens().profile.line(lines.len()).unwrap_or(0);
    let scope = vec![format!("B{batch}"), "as stored".to_owned(), plural(text.len(), "byte")];
    let scope = scope.into_iter().chain(state.is_edited().then(|| "edited".to_owned())).collect();
    let foot = format!("line {} of {}", selected + 1, lines.len());
    let focused = view.focused(ProfilePane::Text);
    let pane =
        Pane { title: view.text_title(pen), scope, foot, focused, spot: Some(view.spot(ProfilePane::Text)) };
    let column = Column::new(pen.pane(area, &pane));
    let room = column.width().saturating_sub(2);
    let mut shown: Vec<Line<'static>> = Vec::new();
    let mut here = 0..0;
    let mut places = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let from = shown.len();
        let indent = line.len() - line.trim_start().len();
        let wrapped =
            wrap_plain(line.trim_start(), pen.style(Role::Text), room.saturating_sub(indent).max(8));
        for row in wrapped {
            let pointer = pen.span(Role::Mark, if at == selected { POINTER } else { " " });
            let mut spans = vec![pointer, Span::raw(" ".repeat(1 + indent))];
            spans.extend(row.spans);
            shown.push(Line::from(spans));
            places.push(at);
        }
        if at == selected {
            here = from..shown.len();
        }
    }
    let area = column.rest();
    let first = scrolled(pen, area, shown, &here, None);
    for (at, y) in places.iter().skip(first).zip(area.y..area.bottom()) {
        pen.cache.hits.row(Rect { y, height: 1, ..area }, *at, selected, first);
    }
}
