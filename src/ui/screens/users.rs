//! Users: the list, and the selected user beside it (or below it where there is one column).
//!
//! ```text
//! S            M                    L
//! +-------+    +---------+ +----+   +---------+ +----+ +------+
//! | list  |    | list    | |user|   | list    | |user| |runs, |
//! |-------|    |         | |    |   |         | |    | |batch.|
//! | user  |    +---------+ +----+   +---------+ +----+ +------+
//! +-------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::App;
use crate::app::screens::users::{Users, count_runs, too_few};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::UserIx;
use crate::domain::text::clean_line;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::filter;
use crate::ui::text::{left, thousands, wrap_plain};

mod detail;
mod rows;
mod runs;

pub use rows::Rows;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let users = &app.screens().users;
    match shell.class {
        Class::M if !app.is_zoomed() => {
            let [list, side] = pen.columns(shell.body, &app.columns());
            draw_list(pen, list, app, study, 0);
            detail::pane(pen, side, study, users);
        }
        Class::L if !app.is_zoomed() => {
            let [left, middle, right] = pen.columns(shell.body, &app.columns());
            draw_list(pen, left, app, study, 0);
            detail::pane_of_ratings(pen, middle, study, users);
            detail::pane_of_batches(pen, right, study, users);
        }
        _ => draw_list(pen, shell.body, app, study, if app.is_zoomed() { 0 } else { 6 }),
    }
}

fn draw_list(pen: &mut Pen<'_>, area: Rect, app: &App, study: &Study, preview: u16) {
    let users = &app.screens().users;
    let all = study.data.dataset.users.len();
    let shown = users.shown().len();
    let foot = users.selected().map_or_else(String::new, |at| {
        format!("{} of {}", thousands(at as u64 + 1), thousands(shown as u64))
    });
    let mut title = vec![pen.span(Role::Title, "Users "), pen.span(Role::Text, thousands(all as u64))];
    if !users.picked().is_empty() {
        title.push(pen.span(Role::Mark, format!("  {} marked", thousands(users.picked().len() as u64))));
    }
    let pane = Pane { title: Line::from(title), foot, focused: true, ..Pane::default() };
    let mut column = Column::new(pen.pane(area, &pane));
    let bottom = column.take_bottom(if column.left() > preview + 6 { preview } else { 0 });
    let count = format!("{} of {}", thousands(shown as u64), thousands(all as u64));
    let right = if shown == all { String::new() } else { format!("   {count}") };
    let right = format!("order: {}{right}", users.order.words());
    let line = column.take(1);
    filter(pen, line, app, &users.filter, &right);
    match (&users.filter.query().hint, users.emptiness(study)) {
        (Some(hint), _) => {
            let lines = wrap_plain(&clean_line(hint), pen.style(Role::Warn), column.width());
            column.put_all(pen, lines);
        }
        (None, Some(empty)) => {
            column.gap();
            let lines = wrap_plain(&clean_line(&empty), pen.style(Role::Text), column.width());
            column.put_all(pen, lines);
        }
        (None, None) => {}
    }
    draw_rows(pen, &mut column, study, users);
    if let Some(detail) = users.detail().filter(|_| bottom.height > 0) {
        detail::compact(pen, &mut Column::new(bottom), study, detail);
    }
}

fn draw_rows(pen: &mut Pen<'_>, column: &mut Column, study: &Study, users: &Users) {
    if users.shown().is_empty() {
        return;
    }
    // The pointer, and the mark of users that are marked, where any is.
    let marks = usize::from(!users.picked().is_empty()) * 2;
    pen.cache.user_rows.are_of(study, column.width().saturating_sub(2 + marks));
    let line = column.take(1);
    pen.part(line, (pen.cache.user_rows.version(), marks), |pen| {
        let heading = format!("  {}{}", " ".repeat(marks), pen.cache.user_rows.heading());
        let heading = pen.span(Role::Dim, heading);
        pen.line(line, &heading.into());
    });
    let height = usize::from(column.left());
    let selected = users.selected().unwrap_or(0);
    let first = pen.first_shown(selected, users.shown().len(), height);
    for (at, &user) in users.shown().iter().enumerate().skip(first).take(height) {
        let line = column.take(1);
        pen.cache.hits.row(line, at, selected, first);
        let runs = count_runs(study, user);
        let row =
            Row { user, runs, marks, is_marked: users.picked().contains(&user), is_selected: at == selected };
        pen.part(line, (pen.cache.user_rows.version(), &row), |pen| draw_row(pen, line, study, &row));
    }
}

/// What a row is drawn from.
#[derive(Hash)]
struct Row {
    user: UserIx,
    runs: usize,
    /// Cells for the mark.
    marks: usize,
    is_marked: bool,
    is_selected: bool,
}

fn draw_row(pen: &mut Pen<'_>, area: Rect, study: &Study, row: &Row) {
    let pointer = pen.span(Role::Mark, if row.is_selected { "> " } else { "  " });
    let mark = pen.span(Role::Title, left(if row.is_marked { "*" } else { "" }, row.marks));
    let role = if too_few(&study.data, row.user).is_some() { Role::Dim } else { Role::Text };
    let cells = pen.cache.user_rows.row(study, row.user, row.runs);
    let cells = pen.span(role, &*cells);
    pen.line(area, &Line::from(vec![pointer, mark, cells]));
    if row.is_selected {
        let style = pen.style(Role::Selection);
        pen.paint(area, style);
    }
}
