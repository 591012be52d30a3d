//! Runs: the list with its tree of forks, and the selected run below it, or beside it where there is room.
//!
//! ```text
//! S                M                       L
//! +----------+     +-----------------+     +------------+ +---------+
//! | runs     |     | runs            |     | runs       | | the run |
//! | ........ |     +--------+ +------+     +------------+ +---------+
//! | the run  |     | the    | | last |     | last       | | profile |
//! +----------+     | run    | |change|     | change     | |         |
//!                  +--------+ +------+     +------------+ +---------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::actions::Action;
use crate::app::App;
use crate::app::kept::RunSummary;
use crate::app::screens::runs::{Row, Runs, Scope};
use crate::app::study::{Study, Subject};
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::ui::glyphs;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::place::{key_of, sentence};
use crate::ui::parts::shell::{filter, tabs};
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::{plural, thousands, width, wrap, wrap_plain};

mod summary;
mod texts;

/// Cells for the pointer, A and B.
const BEFORE: usize = 5;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    match shell.class {
        _ if app.is_zoomed() || app.screens().runs.rows().is_empty() => {
            draw_list(pen, shell.body, app, study, 0);
        }
        Class::L => {
            let [left, right] = pen.columns(shell.body, &app.columns());
            let stacks = app.stacks();
            let [list, change] = pen.stack(left, &stacks, 0);
            let [facts, profile] = pen.stack(right, &stacks, 1);
            draw_list(pen, list, app, study, 0);
            texts::change(pen, change, app);
            summary::pane(pen, facts, app, study);
            texts::profile(pen, profile, app);
        }
        Class::M => {
            let [list, lower] = pen.stack(shell.body, &app.stacks(), 0);
            let [facts, change] = pen.columns(lower, &app.columns());
            draw_list(pen, list, app, study, 0);
            summary::pane(pen, facts, app, study);
            texts::change(pen, change, app);
        }
        _ => draw_list(pen, shell.body, app, study, 9),
    }
}

fn draw_list(pen: &mut Pen<'_>, area: Rect, app: &App, study: &Study, below: u16) {
    let runs = &app.screens().runs;
    let foot = runs.selected().map_or_else(String::new, |at| {
        format!("{} of {}", thousands(at as u64 + 1), thousands(runs.rows().len() as u64))
    });
    let mut title =
        vec![pen.span(Role::Title, "Runs "), pen.span(Role::Text, thousands(runs.count() as u64))];
    title.push(Span::raw("  "));
    let names = Scope::ALL.map(Scope::word);
    let active = Scope::ALL.iter().position(|scope| *scope == runs.scope).unwrap_or(0);
    title.extend(tabs(pen, &names, active).spans);
    let pane = Pane { title: Line::from(title), foot, focused: true, ..Pane::default() };
    let mut column = Column::new(pen.pane(area, &pane));
    // The list keeps a few rows of its own.
    let bottom = column.take_bottom(below.min(column.left().saturating_sub(8)));
    let line = column.take(1);
    filter(pen, line, app, &runs.filter, &format!("order: {}", runs.order.words()));
    if let Some(hint) = &runs.filter.query().hint {
        let lines = wrap_plain(&clean_line(hint), pen.style(Role::Warn), column.width());
        column.put_all(pen, lines);
    } else if let Some(empty) = runs.emptiness(study) {
        column.gap();
        let lines = wrap_plain(&clean_line(&empty), pen.style(Role::Text), column.width());
        column.put_all(pen, lines);
        if study.runs().is_empty() && runs.scope != Scope::Trash {
            column.gap();
            let (users, run) = (key_of(app, Action::GoUsers), key_of(app, Action::RunRest));
            let lines = sentence(
                pen,
                &[
                    "",
                    &users,
                    " lists the users, ",
                    &run,
                    " writes the batches of the one selected: that is a run.",
                ],
            );
            let lines = wrap(&lines, column.width());
            column.put_all(pen, lines);
        }
    }
    let left_out = left_out(study, runs.scope);
    if let Some(said) = left_out {
        let row = column.take_bottom(1);
        let line = Line::from(pen.span(Role::Dim, crate::ui::text::cut(&said, usize::from(row.width))));
        pen.line(row, &line);
    }
    draw_rows(pen, &mut column, study, runs);
    if bottom.height > 0 {
        summary::compact(pen, &mut Column::new(bottom), app, study);
    }
}

/// `3 runs are of other studies (2 of another split, 1 of another data set): they are under "all"`.
fn left_out(study: &Study, scope: Scope) -> Option<String> {
    if !matches!(scope, Scope::User | Scope::Study) {
        return None;
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for what in study.other_runs().iter().filter(|run| run.trashed.is_none()).filter_map(|run| run.left_out) {
        match counts.iter_mut().find(|(known, _)| *known == what) {
            Some((_, n)) => *n += 1,
            None => counts.push((what, 1)),
        }
    }
    let all: usize = counts.iter().map(|(_, n)| n).sum();
    let each: Vec<String> = counts.iter().map(|(what, n)| format!("{n} with {what}")).collect();
    (all > 0).then(|| format!("{} in the store: {}", plural(all, "more run"), each.join(", ")))
}

fn draw_rows(pen: &mut Pen<'_>, column: &mut Column, study: &Study, runs: &Runs) {
    if runs.rows().is_empty() {
        return;
    }
    let height = usize::from(column.left().saturating_sub(1));
    let selected = runs.selected().unwrap_or(0);
    let first = pen.first_shown(selected, runs.rows().len(), height);
    let shown: Vec<(usize, &Row, &RunSummary)> = runs
        .rows()
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .filter_map(|(at, row)| Some((at, row, study.known_run(row.run)?)))
        .collect();
    let table = table(&shown, runs.scope, column.width());
    let fitting = fitting(&table, column.width().saturating_sub(BEFORE));
    let fitting: Vec<(usize, &TableColumn)> =
        fitting.into_iter().filter_map(|at| Some((at, table.get(at)?))).collect();
    let gap = " ".repeat(GAP);
    let heading: Vec<String> = fitting.iter().map(|(_, column)| column.cell(&column.title)).collect();
    let heading = pen.span(Role::Dim, format!("  AB {}", heading.join(&gap)));
    column.put(pen, heading);
    let open = study.subject.as_ref().and_then(Subject::run_id);
    for (at, row, run) in shown {
        let place = column.take(1);
        pen.cache.hits.row(place, at, selected, first);
        let values = values(row, run);
        let cells: Vec<String> = fitting
            .iter()
            .map(|(at, column)| column.cell(values.get(*at).map_or("", String::as_str)))
            .collect();
        let (a, b) = study.marks.of(run.id);
        let marks = format!("{}{} ", if a { "A" } else { " " }, if b { "B" } else { " " });
        let role = match () {
            () if row.is_ghost || !run.is_open() => Role::Dim,
            () if open == Some(run.id) => Role::Strong,
            () => Role::Text,
        };
        let line = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(Role::Title, marks),
            pen.span(role, cells.join(&gap)),
        ];
        pen.row(place, line, at == selected);
    }
}

/// Branches, number, name, user, simulator, batches, n, errors, date; why a run is not open here.
fn table(shown: &[(usize, &Row, &RunSummary)], scope: Scope, room: usize) -> Vec<TableColumn> {
    let widest = |of: &dyn Fn(&Row, &RunSummary) -> String, least: usize, most: usize| {
        let widest = shown.iter().map(|(_, row, run)| width(&of(row, run))).max().unwrap_or(0);
        widest.clamp(least, most)
    };
    let name = widest(&name, 8, if room > 100 { 28 } else { 16 });
    let user = widest(&|_, run| clean_line(&run.user.to_string()), 4, 12);
    let mut table = vec![
        TableColumn::words("run", widest(&|row, run| branch(row, run), 4, 22), 0),
        TableColumn::words("name", name, 1),
        TableColumn::numbers("user", user, 2),
        TableColumn::words("simulator", widest(&|_, run| run.simulator(), 4, 20), 8),
        TableColumn::numbers("batches", 7, 3),
        TableColumn::numbers("n", 4, 5),
        TableColumn::numbers("MAE", 5, 6),
        TableColumn::numbers("RMSE", 5, 4),
        TableColumn::words("made", 16, 9),
    ];
    match scope {
        Scope::User | Scope::Study => {}
        Scope::Store => table.push(TableColumn::words("not open here", 30, 7)),
        Scope::Trash => table.push(TableColumn::words("in the trash since", 18, 7)),
    }
    table
}

/// The branches of the tree before a run's number.
fn branch(row: &Row, run: &RunSummary) -> String {
    let mut text = String::new();
    let deepest = row.branches.len().saturating_sub(1);
    for (level, more) in row.branches.iter().enumerate() {
        let part = match (level == deepest, more) {
            (true, true) => format!("{} ", glyphs::BRANCH),
            (true, false) => format!("{} ", glyphs::BRANCH_LAST),
            (false, true) => format!("{}  ", glyphs::BAR),
            (false, false) => "   ".to_owned(),
        };
        text.push_str(&part);
    }
    text.push_str(&run.id.to_string());
    text
}

/// The name, and that it is in the trash where it is only here for its forks, or that a state was taken by hand.
fn name(row: &Row, run: &RunSummary) -> String {
    let name = clean_line(&run.name);
    match (row.is_ghost, run.edited.is_empty()) {
        (true, _) => format!("{name} (trash)"),
        (false, false) => format!("{name} (edited)"),
        (false, true) => name,
    }
}

/// The texts of a row, one for each column of [`table`].
fn values(row: &Row, run: &RunSummary) -> Vec<String> {
    let figure = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
    let figures = run.figures.unwrap_or_default();
    let note = match (&run.trashed, run.left_out) {
        (Some(when), _) if !when.is_empty() => minute(when),
        (Some(_), _) => "just now".to_owned(),
        (None, Some(what)) => what.to_owned(),
        (None, None) => String::new(),
    };
    vec![
        branch(row, run),
        name(row, run),
        clean_line(&run.user.to_string()),
        run.simulator(),
        format!("{} of {}", run.written, run.batches),
        if figures.n == 0 { "-".to_owned() } else { thousands(figures.n as u64) },
        figure(figures.mae),
        figure(figures.rmse),
        minute(&run.created),
        note,
    ]
}

/// `2026-11-22 10:00` of `2026-11-22T10:00:00Z`.
fn minute(time: &str) -> String {
    clean_line(&time.chars().take(16).collect::<String>().replace('T', " "))
}
