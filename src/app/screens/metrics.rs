//! Metrics: what the run's simulated ratings are worth beside baselines on the same rows; which method's
//! confusion matrix and which running figure are shown.

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::jobs::{Jobs, Kind};
use crate::app::offers::Offer;
use crate::app::study::Study;
use crate::metrics::{MethodReport, Report, RunningPoint};

/// Below this many rows figures are dim: too few to read anything into.
pub const FEW: usize = 10;

/// Which figure the running curve shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curve {
    /// Root mean squared error.
    #[default]
    Rmse,
    /// Mean absolute error.
    Mae,
}

impl Curve {
    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rmse => "RMSE",
            Self::Mae => "MAE",
        }
    }

    /// The figure at a point of the running curve.
    pub const fn at(self, point: &RunningPoint) -> f64 {
        match self {
            Self::Rmse => point.rmse,
            Self::Mae => point.mae,
        }
    }

    /// The final figure of a method.
    pub const fn of(self, method: &MethodReport) -> Option<f64> {
        match self {
            Self::Rmse => method.rmse,
            Self::Mae => method.mae,
        }
    }
}

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MetricsPane {
    /// The table of figures.
    #[default]
    Table,
    /// Truth against prediction.
    Confusion,
    /// The running curve.
    Running,
}

impl MetricsPane {
    /// All panes, in the order of their focus.
    pub const ALL: [Self; 3] = [Self::Table, Self::Confusion, Self::Running];

    /// The name on the pane.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Table => "Metrics",
            Self::Confusion => "Confusion",
            Self::Running => "Running",
        }
    }
}

/// The figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct Metrics {
    /// The pane that has the keys.
    pub focus: MetricsPane,
    /// The figure of the running curve.
    pub curve: Curve,
    method: Cursor,
}

impl Metrics {
    /// Index of the method whose column and confusion matrix are looked at.
    pub fn method(&self, report: &Report) -> Option<usize> {
        self.method.of(report.methods.len())
    }

    /// What stands in place of figures where there are none: what is missing and which action leads on.
    pub fn emptiness(study: &Study, jobs: &Jobs) -> Option<Emptiness> {
        let Some(subject) = study.subject.as_ref() else { return Some(Emptiness::NoUser) };
        if subject.report.as_ref().is_some_and(|report| report.n > 0) {
            return None;
        }
        if jobs.running(Kind::Metrics).is_some() || jobs.running(Kind::Slates).is_some() {
            return Some(Emptiness::Working);
        }
        Some(if subject.answers().is_empty() { Emptiness::NothingRated } else { Emptiness::NothingHeldOut })
    }

    /// Orders the list by what was chosen in its menu.
    pub fn order_by(&mut self, _at: usize) {}

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let none = Self::emptiness(study, jobs).map(|_| "no figures yet");
        let other = match self.curve {
            Curve::Rmse => "curve of MAE",
            Curve::Mae => "curve of RMSE",
        };
        vec![
            Offer::new(&[Action::MoveDown, Action::MoveUp], "method").unless(none),
            Offer::quiet(&[Action::Prev, Action::Next], "previous, next method").unless(none),
            Offer::new(&[Action::ViewCycle], other).unless(none),
            Offer::new(&[Action::PaneNext], "pane"),
            Offer::new(&[Action::Zoom], "zoom"),
            Offer::new(&[Action::GoRate], "rate more"),
        ]
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        let methods = desk.study.subject.as_ref().and_then(|subject| subject.report.as_ref());
        let methods = methods.map_or(0, |report| report.methods.len());
        match action {
            Action::Next | Action::MoveDown => _ = self.method.travel(Action::MoveDown, methods, 1),
            Action::Prev | Action::MoveUp => _ = self.method.travel(Action::MoveUp, methods, 1),
            Action::Top | Action::Bottom => _ = self.method.travel(action, methods, 1),
            Action::ViewCycle => {
                self.curve = match self.curve {
                    Curve::Rmse => Curve::Mae,
                    Curve::Mae => Curve::Rmse,
                };
            }
            Action::PaneNext | Action::TabNext => self.focus = neighbour(&MetricsPane::ALL, self.focus, 1),
            Action::PanePrev | Action::TabPrev => self.focus = neighbour(&MetricsPane::ALL, self.focus, 2),
            _ => return Answer::Pass,
        }
        Answer::Done
    }
}

/// What is missing where there are no figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// No user is open.
    NoUser,
    /// They are being worked out.
    Working,
    /// Nothing was rated.
    NothingRated,
    /// What was rated is not held out.
    NothingHeldOut,
}

/// The one `by` places further round in a circle.
pub fn neighbour<T: Copy + PartialEq>(all: &[T], here: T, by: usize) -> T {
    let at = all.iter().position(|one| *one == here).unwrap_or(0);
    all.get((at + by) % all.len().max(1)).copied().unwrap_or(here)
}
