//! Metrics: the table of methods, truth against prediction, the running curve.
//!
//! ```text
//! XS               S                       M and L
//! +----------+     +-----------------+     +-------------------------+
//! | one of   |     | table           |     | table                   |
//! | the      |     |-----------------|     +-------------------------+
//! | three    |     | confus. | curve |     +---------+ +-------------+
//! +----------+     +-----------------+     | confus. | | curve       |
//!                                          +---------+ +-------------+
//! ```

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use crate::actions::Action;
use crate::app::App;
use crate::app::screens::metrics::{Emptiness, FEW, Metrics, MetricsPane};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::RatingScale;
use crate::metrics::Report;
use crate::ui::layout::{Class, Shell, left_column};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::{hint, tabs};
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
    let view = View { metrics: *metrics, report, method, scale };
    let wants = figures::height(report) + confusion::height(scale);
    match shell.class {
        _ if app.is_zoomed() => view.alone(pen, shell.body),
        Class::TooSmall | Class::Xs => view.alone(pen, shell.body),
        Class::S if shell.body.height < wants + 3 => view.alone(pen, shell.body),
        Class::S => view.together(pen, shell.body),
        Class::M | Class::L => view.apart(pen, shell.body),
    }
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct View<'a> {
    metrics: Metrics,
    report: &'a Report,
    method: usize,
    scale: RatingScale,
}

impl View<'_> {
    /// The focused pane over the whole body, the others named as tabs.
    fn alone(self, pen: &mut Pen<'_>, area: Rect) {
        let names = MetricsPane::ALL.map(MetricsPane::title);
        let active = MetricsPane::ALL.iter().position(|pane| *pane == self.metrics.focus).unwrap_or(0);
        let title = tabs(pen, &names, active);
        let scope = self.scope(self.metrics.focus);
        let column = Column::new(pen.pane(area, &Pane { title, scope, focused: true, ..Pane::default() }));
        self.fill(pen, column, self.metrics.focus);
    }

    /// Three panes.
    fn apart(self, pen: &mut Pen<'_>, area: Rect) {
        let table = figures::height(self.report) + 3;
        let [top, bottom] =
            Layout::vertical([Constraint::Length(table.min(area.height / 2)), Constraint::Min(0)])
                .areas(area);
        let [left, right] = left_column(bottom, confusion::width(self.scale) as u16 + 6);
        for (pane, area) in MetricsPane::ALL.into_iter().zip([top, left, right]) {
            let title = Line::from(pen.span(Role::Title, pane.title()));
            let focused = pane == self.metrics.focus;
            let pane_look = Pane { title, scope: self.scope(pane), focused, ..Pane::default() };
            let column = Column::new(pen.pane(area, &pane_look));
            self.fill(pen, column, pane);
        }
    }

    /// Everything in one pane.
    fn together(self, pen: &mut Pen<'_>, area: Rect) {
        let title = Line::from(pen.span(Role::Title, MetricsPane::Table.title()));
        let scope = self.scope(MetricsPane::Table);
        let mut column =
            Column::new(pen.pane(area, &Pane { title, scope, focused: true, ..Pane::default() }));
        let below = column.left().saturating_sub(figures::height(self.report) + 1);
        let bottom = column.take_bottom(below);
        self.fill(pen, column, MetricsPane::Table);
        let [left, right] = left_column(bottom, confusion::width(self.scale) as u16 + 2);
        self.fill(pen, Column::new(left), MetricsPane::Confusion);
        let mut right = Column::new(right);
        let heading = pen.span(Role::Dim, format!("running {}", self.metrics.curve.word()));
        right.put(pen, heading);
        self.fill(pen, right, MetricsPane::Running);
    }

    fn fill(self, pen: &mut Pen<'_>, mut column: Column, pane: MetricsPane) {
        match pane {
            MetricsPane::Table => figures::draw(pen, &mut column, self.report, self.method),
            MetricsPane::Confusion => confusion::draw(pen, &mut column, self.report, self.method, self.scale),
            MetricsPane::Running => curve::draw(pen, column.rest(), self.report, self.metrics.curve),
        }
    }

    fn scope(self, pane: MetricsPane) -> Vec<String> {
        match pane {
            MetricsPane::Table => vec![
                format!("n {}", self.report.n),
                format!("missing {}", self.report.missing),
                format!("invalid {}", self.report.invalid),
            ],
            MetricsPane::Confusion => self
                .report
                .methods
                .get(self.method)
                .map(|method| figures::label(&method.name))
                .into_iter()
                .collect(),
            MetricsPane::Running => vec![self.metrics.curve.word().to_owned(), "by items rated".to_owned()],
        }
    }
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
                    format!(
                        "{} asked, none with both a rating and a held-out truth. ",
                        plural(asked, "item")
                    ),
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
