//! A slate that a model is asked for: its tries, what it waits for, what has arrived.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::View;
use crate::app::live::Live;
use crate::config::theme::Role;
use crate::domain::Task;
use crate::ui::parts::live;
use crate::ui::parts::pen::{Column, Pane, Pen};

/// Rows of the pane, and of a small one.
const ROWS: [u16; 2] = [12, 9];

/// Draws it at the top of an area where a slate is asked for; what is left of the area.
pub(super) fn above(pen: &mut Pen<'_>, area: Rect, view: View<'_>) -> Rect {
    let Some(asked) = view.app.live().of(&view.subject.id, view.subject.run_id(), Task::Rating) else {
        return area;
    };
    let [whole, small] = ROWS;
    let height = if area.height >= 3 * whole { whole } else { small.min(area.height) };
    let pane = Rect { height, ..area };
    let rest = Rect { y: area.y + height, height: area.height - height, ..area };
    draw(pen, pane, view, asked);
    rest
}

fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>, asked: &Live) {
    let title = Line::from(pen.span(Role::Title, "Asking"));
    let pane = Pane { title, scope: vec![live::spent(asked)], ..Pane::default() };
    let mut column = Column::new(pen.pane(area, &pane));
    let head = live::head(pen, &format!("A slate on B{}", asked.batch), asked);
    column.put(pen, head);
    // A wait says itself what went wrong before it.
    let most = match (&asked.wait, column.left()) {
        (Some(_), left) => usize::from(left > 6),
        (None, left) => usize::from(left / 3).max(1),
    };
    live::tries(pen, &mut column, asked, most);
    match &asked.wait {
        Some(waiting) => live::waiting(pen, &mut column, view.app, waiting),
        None => live::text(pen, &mut column, asked, false, 0),
    }
}
