//! While a data set is read: how far it is, and the users that its files have spoken of so far.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::App;
use crate::config::theme::Role;
use crate::ui::parts::pen::{Column, Pane, Pen, line_width};
use crate::ui::parts::shell::running;
use crate::ui::text::{left, right, thousands, wrap_plain};

/// Cells of a user's number and of each figure.
const CELLS: usize = 10;

/// Draws the pane.
pub fn draw(pen: &mut Pen<'_>, body: Rect, app: &App) {
    let arriving = app.arriving();
    let users = arriving.users();
    let count = thousands(users.len() as u64);
    let title = if users.is_empty() { "Opening".to_owned() } else { format!("Users {count} so far") };
    let foot = arriving
        .selected()
        .map_or_else(String::new, |at| format!("{} of {count} so far", thousands(at as u64 + 1)));
    let title = Line::from(pen.span(Role::Title, title));
    let mut column = Column::new(pen.pane(body, &Pane { title, foot, focused: true, ..Pane::default() }));
    column.gap();
    if let Some(job) = app.jobs().foremost() {
        let title = job.progress.as_ref().map_or(job.title.as_str(), |progress| progress.what.as_str());
        let mut line = running(pen, app, title, job.progress.as_ref());
        // The footer names the key that stops it, too.
        if line_width(&line) > column.width() {
            line.spans.truncate(line.spans.len().saturating_sub(2));
        }
        column.put(pen, line);
    }
    let room = column.width().saturating_sub(4).min(pen.prose());
    let said = match (users.is_empty(), arriving.is_scattered()) {
        (true, true) => {
            "The ratings of each user lie all over the file: users are listed when all of it is read."
        }
        (false, _) => {
            "Training and held-out ratings together; users can be opened, filtered and ordered when all is read."
        }
        (true, false) => return,
    };
    column.gap();
    for mut line in wrap_plain(said, pen.style(Role::Dim), room) {
        line.spans.insert(0, "  ".into());
        column.put(pen, line);
    }
    if users.is_empty() {
        return;
    }
    column.gap();
    let heading = format!("  {}{}{}", left("user", CELLS), right("ratings", CELLS), right("mean", CELLS));
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let selected = arriving.selected().unwrap_or(0);
    let height = usize::from(column.left());
    let first = pen.first_shown(selected, users.len(), height);
    for (at, user) in users.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let figures = format!(
            "{}{}{}",
            left(&user.number.to_string(), CELLS),
            right(&thousands(user.ratings.into()), CELLS),
            right(&format!("{:.2}", user.mean), CELLS)
        );
        let mark = pen.span(Role::Mark, if at == selected { "> " } else { "  " });
        let line = Line::from(vec![mark, pen.span(Role::Text, figures)]);
        pen.row(row, line, at == selected);
    }
}
