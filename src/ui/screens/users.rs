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
use crate::app::screens::users::{Users, too_few};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::filter;
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::{thousands, width, wrap_plain};

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
    let table = table(pen, study);
    // The pointer, and the mark of users that are marked, where any is.
    let marks = usize::from(!users.picked().is_empty()) * 2;
    let fitting = fitting(&table, column.width().saturating_sub(2 + marks));
    let fitting: Vec<(usize, &TableColumn)> =
        fitting.into_iter().filter_map(|at| Some((at, table.get(at)?))).collect();
    let gap = " ".repeat(GAP);
    pen.cache.user_rows.are_of(study, &fitting);
    let heading: Vec<String> = fitting.iter().map(|(_, column)| column.cell(&column.title)).collect();
    let heading = pen.span(Role::Dim, format!("  {}{}", " ".repeat(marks), heading.join(&gap)));
    if users.shown().is_empty() {
        return;
    }
    column.put(pen, heading);
    let height = usize::from(column.left());
    let selected = users.selected().unwrap_or(0);
    let first = pen.first_shown(selected, users.shown().len(), height);
    for (at, &user) in users.shown().iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let cells = pen.cache.user_rows.row(study, user, &fitting);
        let mark = pen.span(Role::Mark, if at == selected { "> " } else { "  " });
        let role = if too_few(&study.data, user).is_some() { Role::Dim } else { Role::Text };
        let cells = pen.span(role, &*cells);
        let picked = match (marks > 0, users.picked().contains(&user)) {
            (false, _) => "",
            (true, true) => "* ",
            (true, false) => "  ",
        };
        let picked = pen.span(Role::Title, picked);
        pen.line(row, &Line::from(vec![mark, picked, cells]));
        if at == selected {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
}

/// Id, the data set's columns, counts.
fn table(pen: &mut Pen<'_>, study: &Study) -> Vec<TableColumn> {
    let data = &study.data;
    let (hash, names) = (data.dataset.hash, data.dataset.users.columns());
    let known =
        pen.cache.user_columns.take().filter(|(of, widths)| *of == hash && widths.len() == names.len() + 1);
    let (_, widths) = known.unwrap_or_else(|| (hash, measure(study)));
    let mut table = vec![TableColumn::numbers("id", widths.first().copied().unwrap_or(6), 0)];
    for (at, (name, width)) in names.iter().zip(widths.iter().skip(1)).enumerate() {
        // The first few say more than the deviation, further ones less.
        let rank = if at < 3 { 5 + at } else { 6 + at };
        table.push(TableColumn::words(clean_line(name), *width, rank));
    }
    table.extend([
        TableColumn::numbers("train", 6, 1),
        TableColumn::numbers("held-out", 8, 2),
        TableColumn::numbers("mean", 4, 3),
        TableColumn::numbers("sd", 4, 8),
        TableColumn::numbers("runs", 4, 4),
        TableColumn::words("batches", 11, 7 + names.len()),
    ]);
    pen.cache.user_columns = Some((hash, widths));
    table
}

/// Widths of the id and of the data set's columns, from the first users that have values.
fn measure(study: &Study) -> Vec<usize> {
    const LOOKED_AT: usize = 2_000;
    const WIDEST: usize = 16;
    let users = &study.data.dataset.users;
    let sample = || users.all().take(LOOKED_AT).chain(users.all().rev().take(1));
    let id = sample().filter_map(|user| users.id(user)).map(|id| width(&clean_line(&id.to_string()))).max();
    let mut widths = vec![id.unwrap_or(0).clamp(4, WIDEST)];
    for name in users.columns() {
        let widest =
            sample().filter_map(|user| users.value(user, name)).map(|value| width(&clean_line(value))).max();
        widths.push(widest.unwrap_or(0).max(width(&clean_line(name))).min(WIDEST));
    }
    widths
}
