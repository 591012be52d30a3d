//! Metrics: the table of methods, truth against prediction, the running curve.
//!
//! ```text
//! S                       M and L
//! +-----------------+     +-----------+ +-----------+
//! | table           |     | table     | | confusion |
//! |-----------------|     +-----------+ +-----------+
//! | confus. | curve |     +-------------------------+
//! +-----------------+     | curve                   |
//!                         +-------------------------+
//! ```

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use crate::actions::Action;
use crate::app::App;
use crate::app::screens::metrics::{Emptiness, FEW, Metrics, MetricsPane};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::metrics::Report;
use crate::ui::layout::{Class, Shell, columns};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::plural;

mod confusion;
mod curve;
mod figures;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    if let Some(emptiness) = Metrics::emptiness(study, app.jobs()) {
        return empty(pen, shell.body, app, study, emptiness);
    }
    let Some(report) = study.subject.as_ref().and_then(|subject| subject.report.as_ref()) else { return };
    let metrics = &app.screens().metrics;
    let method = metrics.method(report).unwrap_or(0);
    let scale = study.data.dataset.scale;
    let frame = |pen: &mut Pen<'_>, area, pane: MetricsPane| {
        let title = Line::from(pen.span(Role::Title, pane.title()));
        let scope = match pane {
            MetricsPane::Table => vec![scope(report)],
            MetricsPane::Confusion => report.methods.get(method).map(|method| method.name.clone()).into_iter().collect(),
            MetricsPane::Running => vec![metrics.curve.word().to_owned()],
        };
        let focused = metrics.focus == pane;
        Column::new(pen.pane(area, &Pane { title, scope, focused, ..Pane::default() }))
    };
    if app.is_zoomed() {
        let mut column = frame(pen, shell.body, metrics.focus);
        return match metrics.focus {
            MetricsPane::Table => figures::draw(pen, &mut column, report, method, true),
            MetricsPane::Confusion => confusion::draw(pen, &mut column, report, method, scale),
            MetricsPane::Running => curve::draw(pen, column.rest(), report, metrics.curve),
        };
    }
    if shell.class < Class::M {
        let column = frame(pen, shell.body, MetricsPane::Table);
        return single(pen, column, app, study, report);
    }
    let table_rows = figures::height(report) + 2;
    let [top, bottom] =
        Layout::vertical([Constraint::Length(table_rows.min(shell.body.height / 2)), Constraint::Min(0)]).areas(shell.body);
    let [left, right] = columns(top, confusion::width(scale) as u16 + 6);
    let mut table = frame(pen, left, MetricsPane::Table);
    figures::draw(pen, &mut table, report, method, true);
    let mut matrix = frame(pen, right, MetricsPane::Confusion);
    confusion::draw(pen, &mut matrix, report, method, scale);
    let running = frame(pen, bottom, MetricsPane::Running);
    curve::draw(pen, running.rest(), report, metrics.curve);
}

/// Everything in one pane.
fn single(pen: &mut Pen<'_>, mut column: Column, app: &App, study: &Study, report: &Report) {
    let metrics = &app.screens().metrics;
    let method = metrics.method(report).unwrap_or(0);
    let scale = study.data.dataset.scale;
    let lower = (scale.levels().len() as u16 + 2).max(7);
    let roomy = column.left() >= figures::height(report) + lower;
    if !roomy {
        // One after the other where they cannot stand together.
        return match metrics.focus {
            MetricsPane::Table => figures::draw(pen, &mut column, report, method, true),
            MetricsPane::Confusion => confusion::draw(pen, &mut column, report, method, scale),
            MetricsPane::Running => curve::draw(pen, column.rest(), report, metrics.curve),
        };
    }
    let below = column.left().saturating_sub(figures::height(report));
    let bottom = column.take_bottom(below);
    figures::draw(pen, &mut column, report, method, false);
    let matrix = confusion::width(scale) as u16 + 3;
    let [left, right] =
        Layout::horizontal([Constraint::Length(matrix.min(bottom.width)), Constraint::Min(0)]).areas(bottom);
    confusion::draw(pen, &mut Column::new(left), report, method, scale);
    curve::draw(pen, right, report, metrics.curve);
}

fn scope(report: &Report) -> String {
    format!("n {}   missing {}   invalid {}", report.n, report.missing, report.invalid)
}

fn empty(pen: &mut Pen<'_>, body: Rect, app: &App, study: &Study, emptiness: Emptiness) {
    let title = Line::from(pen.span(Role::Title, "Metrics"));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    let key = |action: Action| {
        hint(app.keymap(), app.screen_context(), &[action]).unwrap_or_else(|| action.title().to_owned())
    };
    let line = match emptiness {
        Emptiness::NoUser => vec![
            pen.span(Role::Text, "No user is open. "),
            pen.span(Role::KeyHint, key(Action::GoUsers)),
            pen.span(Role::Text, " lists the users."),
        ],
        Emptiness::Working => vec![pen.span(Role::Text, "Working out the figures ...")],
        Emptiness::NothingRated => vec![
            pen.span(Role::Text, "No rated held-out items yet. "),
            pen.span(Role::KeyHint, key(Action::GoRate)),
            pen.span(Role::Text, " picks and rates."),
        ],
        Emptiness::NothingHeldOut => {
            let asked = study.subject.as_ref().map_or(0, |subject| subject.answers().len());
            vec![
                pen.span(
                    Role::Text,
                    format!("{} asked, none with both a rating and a held-out truth. ", plural(asked, "item")),
                ),
                pen.span(Role::KeyHint, key(Action::GoRate)),
                pen.span(Role::Text, " picks more."),
            ]
        }
    };
    column.put(pen, line);
}

/// Whether figures stand on too few rows.
const fn is_thin(report: &Report) -> bool {
    report.n < FEW
}
