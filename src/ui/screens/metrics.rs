//! Metrics: the table of methods, truth against prediction, the running curve, errors by group.
//!
//! ```text
//! XS and S          M                               L
//! +----------+      scope                           scope
//! | one of   |      +-------------+ +---------+     +-----------+ +---------+ +---------+
//! | the four |      | table       | | confus. |     | table     | | confus. | | errors  |
//! |          |      +-------------+ +---------+     +-----------+ |         | |         |
//! +----------+      | curve       | | errors  |     | curve     | | calibr. | | largest |
//!                   +-------------+ +---------+     +-----------+ +---------+ +---------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::actions::Action;
use crate::app::App;
use crate::app::pointer::Spot;
use crate::app::screens::metrics::{Emptiness, FEW, Metrics, MetricsPane, scopes};
use crate::app::study::{Scope, Study, Subject};
use crate::config::theme::Role;
use crate::domain::RatingScale;
use crate::domain::numbers::plural;
use crate::metrics::Report;
use crate::ui::layout::{Class, Shell, left_column};
use crate::ui::parts::charts::heat::Square;
use crate::ui::parts::pen::{Column, Pane, Pen, line_width};
use crate::ui::parts::place::{key_of, no_user};
use crate::ui::parts::shell::{running as running_job, tabs};

mod confusion;
mod figures;
mod groups;
mod running;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    if let Some(emptiness) = Metrics::emptiness(study, app.jobs()) {
        return empty(pen, shell.body, app, study, emptiness);
    }
    let Some(subject) = study.subject.as_ref() else { return };
    let Some(report) = subject.scoped_report() else { return };
    let metrics = &app.screens().metrics;
    let method = metrics.method(report).unwrap_or(0);
    let scale = study.data.dataset.scale;
    let view = View { app, metrics: *metrics, study, subject, report, method, scale };
    if shell.strip.height > 0 {
        view.scope_line(pen, shell.strip);
    }
    // Frame, scope, table, a gap, confusion.
    let wants = 2 + 1 + figures::least(report) + 1 + Square::height(scale.levels().len());
    match shell.class {
        _ if app.is_zoomed() => view.alone(pen, shell.body),
        Class::TooSmall | Class::Xs => view.alone(pen, shell.body),
        Class::S if shell.body.height < wants || metrics.focus == MetricsPane::Groups => {
            view.alone(pen, shell.body);
        }
        Class::S => view.together(pen, shell.body),
        Class::M => {
            let [left, right] = pen.columns(shell.body, &app.columns());
            let stacks = app.stacks();
            let [table, curve] = pen.stack(left, &stacks, 0);
            let [confusion, groups] = pen.stack(right, &stacks, 1);
            view.panes(pen, [table, confusion, curve, groups]);
        }
        Class::L => {
            // The errors get room for bars beside what the profile says.
            let [left, middle, right] = pen.columns(shell.body, &app.columns());
            let [table, curve] = pen.stack(left, &app.stacks(), 0);
            view.panes(pen, [table, middle, curve, right]);
        }
    }
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct View<'a> {
    app: &'a App,
    metrics: Metrics,
    study: &'a Study,
    subject: &'a Subject,
    report: &'a Report,
    method: usize,
    scale: RatingScale,
}

impl View<'_> {
    /// The focused pane over the whole body, the others named as tabs.
    fn alone(self, pen: &mut Pen<'_>, area: Rect) {
        let mut column = Column::new(self.tabbed(pen, area));
        self.fill(pen, &mut column, self.metrics.focus);
    }

    /// A pane that names the others as tabs, with the scope in its first row where it stands nowhere else.
    fn tabbed(self, pen: &mut Pen<'_>, area: Rect) -> Rect {
        let names = MetricsPane::ALL.map(MetricsPane::title);
        let active = MetricsPane::ALL.iter().position(|pane| *pane == self.metrics.focus).unwrap_or(0);
        let title = tabs(pen, &names, active);
        let spot = Some(Spot::Metrics(self.metrics.focus));
        let (scope, foot) = (self.scope(self.metrics.focus), self.foot(self.metrics.focus));
        let mut column = Column::new(pen.pane(area, &Pane { title, scope, foot, focused: true, spot }));
        if area.height >= 18 {
            let row = column.take(1);
            self.scope_line(pen, row);
        }
        column.rest()
    }

    /// Four panes.
    fn panes(self, pen: &mut Pen<'_>, areas: [Rect; 4]) {
        for (pane, area) in MetricsPane::ALL.into_iter().zip(areas) {
            let title = Line::from(pen.span(Role::Title, pane.title()));
            let focused = pane == self.metrics.focus;
            let spot = Some(Spot::Metrics(pane));
            let look = Pane { title, scope: self.scope(pane), foot: self.foot(pane), focused, spot };
            let mut column = Column::new(pen.pane(area, &look));
            self.fill(pen, &mut column, pane);
        }
    }

    /// Table, confusion and curve in one pane.
    fn together(self, pen: &mut Pen<'_>, area: Rect) {
        let mut column = Column::new(self.tabbed(pen, area));
        let square = Square::height(self.scale.levels().len());
        let table = Metrics::rows_of_table(self.report).min(column.left().saturating_sub(square + 1));
        let below = column.left().saturating_sub(table + 1);
        let bottom = column.take_bottom(below);
        self.fill(pen, &mut column, MetricsPane::Table);
        let [wide, narrow] = Square::widths(self.scale.levels().len()).map(|width| width as u16 + 2);
        let [left, right] = left_column(bottom, if wide + 40 <= bottom.width { wide } else { narrow });
        self.fill(pen, &mut Column::new(left), MetricsPane::Confusion);
        let mut right = Column::new(right);
        let curve = self.metrics.curve;
        let heading = pen.span(Role::Dim, format!("{} by {}", curve.word(), curve.over()));
        right.put(pen, heading);
        self.fill(pen, &mut right, MetricsPane::Running);
    }

    fn fill(&self, pen: &mut Pen<'_>, column: &mut Column, pane: MetricsPane) {
        match pane {
            MetricsPane::Table => figures::draw(pen, column, self.report, self.method),
            MetricsPane::Confusion => confusion::draw(pen, column, self),
            MetricsPane::Running => running::draw(pen, column, self),
            MetricsPane::Groups => groups::draw(pen, column, self),
        }
    }

    fn scope(self, pane: MetricsPane) -> Vec<String> {
        match pane {
            MetricsPane::Table => vec![format!("n {}", self.report.n)],
            MetricsPane::Confusion => self
                .report
                .methods
                .get(self.method)
                .map(|method| figures::label(&method.name))
                .into_iter()
                .collect(),
            MetricsPane::Running => {
                vec![format!("{} by {}", self.metrics.curve.word(), self.metrics.curve.over())]
            }
            MetricsPane::Groups if self.metrics.listed.is_some() => vec!["items".to_owned()],
            MetricsPane::Groups => vec![
                format!("by {}", self.metrics.split.word()),
                format!("order: {}", self.metrics.order.words()),
            ],
        }
    }

    fn foot(self, pane: MetricsPane) -> String {
        if pane != MetricsPane::Groups {
            return String::new();
        }
        let (at, rows) = if self.metrics.listed.is_some() {
            let rows = self.metrics.items(self.study).len();
            (self.metrics.item(rows), rows)
        } else if let Some(at) = self.metrics.largest_row(self.study) {
            (Some(at), self.metrics.largest(self.study).len())
        } else {
            (self.metrics.group_row(self.study), self.metrics.groups(self.study).len())
        };
        at.map_or_else(String::new, |at| format!("{} of {rows}", at + 1))
    }

    /// ` scope  B1 [B4]  whole run   n 132 of 132 held-out   missing 0   invalid 0`
    fn scope_line(self, pen: &mut Pen<'_>, area: Rect) {
        let here = self.subject.scope().map_or(Scope::Run, Scope::State);
        let all = scopes(self.subject);
        let only = all.len() < 2;
        let mut spans = vec![pen.span(Role::Dim, " scope ")];
        for scope in all {
            let name = match scope {
                Scope::State(state) => format!("B{state}"),
                _ if only => match self.subject.rated_states().first() {
                    Some(state) => format!("profile B{state}"),
                    None => "whole run".to_owned(),
                },
                _ => "latest of each".to_owned(),
            };
            let (role, name) = if scope == here {
                (Role::Title, format!("[{name}]"))
            } else {
                (Role::Text, format!(" {name} "))
            };
            spans.push(pen.span(role, name));
        }
        let Report { n, missing, invalid, .. } = self.report;
        let facts = [
            format!("n {n} of {} held-out", self.subject.held_out.len()),
            format!("missing {missing}"),
            format!("invalid {invalid}"),
        ];
        let mut used = line_width(&Line::from(spans.clone()));
        for fact in facts {
            used += fact.len() + 3;
            if used > usize::from(area.width) {
                break;
            }
            spans.push(Span::raw("   "));
            spans.push(pen.span(Role::Text, fact));
        }
        if let Some(job) = self.app.jobs().running(crate::app::jobs::Kind::Rate) {
            spans.extend(running_job(pen, self.app, &job.title, job.progress.as_ref()).spans);
        }
        pen.line(area, &Line::from(spans));
    }
}

fn empty(pen: &mut Pen<'_>, body: Rect, app: &App, study: &Study, emptiness: Emptiness) {
    if emptiness == Emptiness::NoUser {
        return no_user(pen, body, app, "Metrics");
    }
    let title = Line::from(pen.span(Role::Title, "Metrics"));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    let key = |action: Action| key_of(app, action);
    let line = match emptiness {
        Emptiness::Working | Emptiness::NoUser => vec![pen.span(Role::Text, "Working out the figures ...")],
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
