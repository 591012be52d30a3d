//! Calls: the list, and below it what is looked at of the selected call.
//!
//! ```text
//! S                M                       L
//! +----------+     +-----------------+     +-------------------------+
//! | calls    |     | calls           |     | calls                   |
//! +----------+     +--------+ +------+     +-------+ +-------+ +-----+
//! | why, ... |     | request| | why, |     | why,  | |request| |res- |
//! |          |     | ...    | | ...  |     | ...   | |...    | |ponse|
//! +----------+     +--------+ +------+     +-------+ +-------+ +-----+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::pointer::Spot;
use crate::app::screens::calls::{Calls, CallsPane, seconds, status, tags, time, tokens, tries, what};
use crate::app::study::{Study, Subject};
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{Call, CallTotals};
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::place::no_user;
use crate::ui::parts::shell::filter;
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::{thousands, width, wrap_plain};

pub(in crate::ui) mod detail;

/// Cells for the pointer.
const BEFORE: usize = 2;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let Some(subject) = &study.subject else { return no_user(pen, shell.body, app, "Calls") };
    let calls = &app.screens().calls;
    if calls.rows().is_empty() {
        return list(pen, shell.body, app, study, subject);
    }
    let panes = calls.panes();
    let with_keys = panes.iter().find(|(_, shown)| calls.has_keys(CallsPane::Tab(*shown)));
    if app.is_zoomed() || shell.class == Class::Xs {
        return match with_keys {
            Some((tabs, shown)) => detail::draw(pen, shell.body, app, study, (tabs, *shown)),
            None => list(pen, shell.body, app, study, subject),
        };
    }
    let [above, below] = pen.stack(shell.body, &app.stacks(), 0);
    list(pen, above, app, study, subject);
    let places: [Rect; 3] = match shell.class {
        Class::M | Class::L => pen.columns(below, &app.columns()),
        _ => [below, Rect::default(), Rect::default()],
    };
    for ((tabs, shown), place) in panes.iter().zip(places) {
        detail::draw(pen, place, app, study, (tabs, *shown));
    }
}

fn list(pen: &mut Pen<'_>, area: Rect, app: &App, study: &Study, subject: &Subject) {
    let calls = &app.screens().calls;
    let totals = CallTotals::of(calls.rows().iter().map(|call| &call.made));
    let mut title = vec![pen.span(Role::Title, "Calls "), pen.span(Role::Text, totals.calls.to_string())];
    if calls.rows().len() < subject.calls.len() {
        title.push(pen.span(Role::Dim, format!(" of {}", subject.calls.len())));
    }
    if totals.failed > 0 {
        title.push(pen.span(Role::Error, format!("   failed {}", totals.failed)));
    }
    let cost = totals.cost();
    if !cost.is_empty() {
        title.push(pen.span(Role::Text, format!("   {cost}")));
    }
    let foot =
        calls.selected().map_or_else(String::new, |at| format!("{} of {}", at + 1, calls.rows().len()));
    let pane = Pane {
        title: Line::from(title),
        scope: subject.run_id().map(|run| run.to_string()).into_iter().collect(),
        foot,
        focused: calls.has_keys(CallsPane::List),
        spot: Some(Spot::Calls(CallsPane::List)),
    };
    let mut column = Column::new(pen.pane(area, &pane));
    let row = column.take(1);
    filter(pen, row, app, &calls.filter, if calls.failed_only { "failed only" } else { "" });
    if let Some(hint) = &calls.filter.query().hint {
        let lines = wrap_plain(&clean_line(hint), pen.style(Role::Warn), column.width());
        column.put_all(pen, lines);
    }
    if let Some(empty) = calls.emptiness(study, app.jobs()) {
        column.gap();
        let room = column.width().min(pen.prose());
        let lines = wrap_plain(&clean_line(&empty), pen.style(Role::Text), room);
        return column.put_all(pen, lines);
    }
    rows(pen, &mut column, calls, subject);
}

fn rows(pen: &mut Pen<'_>, column: &mut Column, calls: &Calls, subject: &Subject) {
    let height = usize::from(column.left().saturating_sub(1));
    let selected = calls.selected().unwrap_or(0);
    let first = pen.first_shown(selected, calls.rows().len(), height);
    let shown: Vec<_> = calls.rows().iter().enumerate().skip(first).take(height).collect();
    let values: Vec<Vec<String>> = shown.iter().map(|(_, call)| values(call, subject)).collect();
    let table = table(&values);
    let fitting = fitting(&table, column.width().saturating_sub(BEFORE));
    let fitting: Vec<(usize, &TableColumn)> =
        fitting.into_iter().filter_map(|at| Some((at, table.get(at)?))).collect();
    let gap = " ".repeat(GAP);
    let heading: Vec<String> = fitting.iter().map(|(_, column)| column.cell(&column.title)).collect();
    let heading = pen.span(Role::Dim, format!("  {}", heading.join(&gap)));
    column.put(pen, heading);
    for ((at, call), values) in shown.into_iter().zip(values) {
        let place = column.take(1);
        pen.cache.hits.row(place, at, selected, first);
        let mut spans = vec![pen.span(Role::Mark, if at == selected { "> " } else { "  " })];
        for (nth, (which, column)) in fitting.iter().enumerate() {
            let text = column.cell(values.get(*which).map_or("", String::as_str));
            let role =
                if *which == STATUS && !call.made.outcome.is_good() { Role::Error } else { Role::Text };
            spans.push(Span::raw(if nth == 0 { "" } else { gap.as_str() }.to_owned()));
            spans.push(pen.span(role, text));
        }
        pen.row(place, spans, at == selected);
    }
}

/// The column of the status.
const STATUS: usize = 5;

/// Number, time, what for, try, model, status, tokens, of these cached, cost, first token, seconds, marks.
fn table(values: &[Vec<String>]) -> Vec<TableColumn> {
    let widest = |at: usize, least: usize, most: usize| {
        let widest = values.iter().filter_map(|row| row.get(at)).map(|text| width(text)).max().unwrap_or(0);
        widest.clamp(least, most)
    };
    vec![
        TableColumn::numbers("#", widest(0, 3, 9), 0),
        TableColumn::words("time", 8, 5),
        TableColumn::words("what", widest(2, 9, 14), 1),
        TableColumn::words("try", widest(3, 3, 7), 3),
        TableColumn::words("model", widest(4, 8, 24), 8),
        TableColumn::words("status", widest(5, 8, 18), 2),
        TableColumn::numbers("tok in/out", widest(6, 9, 15), 4),
        TableColumn::numbers("cached", widest(7, 6, 9), 10),
        TableColumn::numbers("cost", widest(8, 7, 9), 6),
        TableColumn::numbers("first", 5, 11),
        TableColumn::numbers("s", widest(10, 4, 7), 7),
        TableColumn::words("", widest(11, 10, 28), 9),
    ]
}

/// The texts of a row, one for each column of [`table`].
fn values(call: &Call, subject: &Subject) -> Vec<String> {
    let made = &call.made;
    let none = || "-".to_owned();
    vec![
        call.id.to_string(),
        time(made),
        what(made),
        tries(made),
        clean_line(&made.model),
        status(made),
        tokens(made),
        made.cost.tokens_cached.map_or_else(none, thousands),
        made.price().to_string(),
        made.cost.first_ms.map_or_else(none, seconds),
        seconds(made.cost.total_ms),
        tags(call, &subject.calls),
    ]
}
