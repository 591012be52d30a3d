//! Metrics: what the run's simulated ratings are worth beside baselines on the same rows; of which state, which
//! method's confusion matrix, which running figure and which groups of items are shown.

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::jobs::{Jobs, Kind};
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::app::orders::Ordering;
use crate::app::overlay::Overlay;
use crate::app::study::{self, Scope, Study, Subject};
use crate::metrics::{MethodReport, Report, RunningPoint};

mod causes;
mod groups;
mod updates;

pub use causes::LARGEST;
use groups::groups;
pub use groups::{Group, GroupKey, GroupOrder, SplitBy, items_of};
pub use updates::{Updates, updates};

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
    /// Root mean squared error on each profile state, of items that all of them rated.
    State,
}

impl Curve {
    const ALL: [Self; 3] = [Self::Rmse, Self::Mae, Self::State];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rmse | Self::State => "RMSE",
            Self::Mae => "MAE",
        }
    }

    /// What it runs over.
    pub const fn over(self) -> &'static str {
        match self {
            Self::Rmse | Self::Mae => "items rated",
            Self::State => "profile state",
        }
    }

    /// The figure at a point of the running curve.
    pub const fn at(self, point: &RunningPoint) -> f64 {
        match self {
            Self::Rmse | Self::State => point.rmse,
            Self::Mae => point.mae,
        }
    }

    /// The final figure of a method.
    pub const fn of(self, method: &MethodReport) -> Option<f64> {
        match self {
            Self::Rmse | Self::State => method.rmse,
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
    /// Errors by genre, decade or state, and the items of one of them.
    Groups,
}

impl MetricsPane {
    /// All panes, in the order of their focus.
    pub const ALL: [Self; 4] = [Self::Table, Self::Confusion, Self::Running, Self::Groups];

    /// The name on the pane.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Table => "Metrics",
            Self::Confusion => "Confusion",
            Self::Running => "Running",
            Self::Groups => "Errors",
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
    /// What errors are grouped by.
    pub split: SplitBy,
    /// The order of the groups.
    pub order: Ordering<GroupOrder>,
    /// The group whose items are listed; `None` = the groups are.
    pub listed: Option<GroupKey>,
    /// The pane to go back to from the items.
    came_from: MetricsPane,
    method: Cursor,
    group: Cursor,
    item: Cursor,
}

impl Metrics {
    /// Index of the method whose column and confusion matrix are looked at.
    pub fn method(&self, report: &Report) -> Option<usize> {
        self.method.of(report.methods.len())
    }

    /// The selected one of so many listed items.
    pub fn item(&self, items: usize) -> Option<usize> {
        self.item.of(items)
    }

    /// The groups that are listed, in order.
    pub fn groups(&self, study: &Study) -> Vec<Group> {
        groups_by(study, self.split, self.order)
    }

    /// The ratings of the group that is looked into, those that are furthest off first.
    pub fn items<'a>(&self, study: &'a Study) -> Vec<&'a study::Answer> {
        let Some((subject, key)) = study.subject.as_ref().zip(self.listed) else { return Vec::new() };
        let scope = if matches!(key, GroupKey::State(_)) { None } else { subject.scope() };
        items_of(&study.data, &subject.answers_on(scope), key)
    }

    /// What stands in place of figures where there are none: what is missing and which action leads on.
    pub fn emptiness(study: &Study, jobs: &Jobs) -> Option<Emptiness> {
        let Some(subject) = study.subject.as_ref() else { return Some(Emptiness::NoUser) };
        if subject.scoped_report().is_some_and(|report| report.n > 0) {
            return None;
        }
        if jobs.running(Kind::Metrics).is_some() || jobs.running(Kind::Slates).is_some() {
            return Some(Emptiness::Working);
        }
        Some(if subject.answers().is_empty() { Emptiness::NothingRated } else { Emptiness::NothingHeldOut })
    }

    /// Rows that the table of figures wants, notes included.
    pub fn rows_of_table(report: &Report) -> u16 {
        report.methods.len() as u16 + 4 + u16::from(report.n < FEW)
    }

    /// Orders the groups by what was chosen in their menu.
    pub fn order_by(&mut self, at: usize) {
        self.order.choose(at);
        self.group = Cursor::default();
    }

    /// Why the same items cannot be rated on every state, where they cannot.
    fn each_off(subject: Option<&Subject>, jobs: &Jobs) -> Option<&'static str> {
        let subject = subject?;
        if subject.written() < 2 {
            return Some("only one profile state is written");
        }
        if jobs.running(Kind::Rate).is_some() {
            return Some("items are being rated");
        }
        updates::missing(subject).is_empty().then_some("every state rated them")
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        const ROW: &[Action] = &[Action::MoveDown, Action::MoveUp];
        let none = Self::emptiness(study, jobs).map(|_| "no figures yet");
        let subject = study.subject.as_ref();
        let one = subject.is_some_and(|subject| scopes(subject).len() < 2);
        let one = one.then_some("all ratings are of one profile state");
        let mut offers = match (self.focus, self.listed) {
            (MetricsPane::Groups, Some(_)) => vec![
                Offer::new(ROW, "item").unless(none),
                self.cause_offer(study).unless(none),
                Offer::new(&[Action::GoRate], "its reasons").unless(none),
                Offer::new(&[Action::Back], "back"),
            ],
            (MetricsPane::Groups, None) if self.largest_row(study).is_some() => vec![
                Offer::new(ROW, "item").unless(none),
                self.cause_offer(study).unless(none),
                Offer::new(&[Action::GoRate], "its reasons").unless(none),
                Offer::new(&[Action::ViewCycle], "split by").unless(none),
                Offer::new(&[Action::Order], "order").unless(none),
            ],
            (MetricsPane::Groups, None) => vec![
                Offer::new(ROW, self.split.word()).unless(none),
                Offer::new(&[Action::Open], "list items").unless(none),
                Offer::new(&[Action::ViewCycle], "split by").unless(none),
                Offer::new(&[Action::Order], "order").unless(none),
            ],
            (MetricsPane::Running, _) => vec![
                Offer::new(&[Action::ViewCycle], "another curve").unless(none),
                Offer::new(&[Action::Open], "list errors").unless(none),
            ],
            (MetricsPane::Confusion, _) => vec![
                Offer::new(ROW, "method").unless(none),
                Offer::new(&[Action::Open], "list the most confused").unless(none),
            ],
            (MetricsPane::Table, _) => vec![
                Offer::new(ROW, "method").unless(none),
                Offer::new(&[Action::Open], "list errors").unless(none),
                Offer::quiet(&[Action::ViewCycle], "another curve").unless(none),
            ],
        };
        let each = Offer::new(&[Action::RunRest], "rate on every state");
        offers.extend([
            Offer::new(&[Action::PaneNext], "pane"),
            Offer::new(&[Action::Prev, Action::Next], "scope").unless(none.or(one)),
            each.unless(none.or(Self::each_off(subject, jobs))),
            Offer::new(&[Action::Zoom], "zoom"),
        ]);
        if self.answer(study).is_none() {
            offers.push(Offer::new(&[Action::GoRate], "rate more"));
        }
        if jobs.running(Kind::Rate).is_some() {
            offers.insert(0, Offer::new(&[Action::Cancel], "cancel"));
        }
        offers
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Next => choose_scope(desk, 1),
            Action::Prev => choose_scope(desk, usize::MAX),
            Action::RunRest => rate_each(desk),
            Action::PaneNext | Action::TabNext => self.focus = neighbour(&MetricsPane::ALL, self.focus, 1),
            Action::PanePrev | Action::TabPrev => self.focus = neighbour(&MetricsPane::ALL, self.focus, 3),
            Action::ViewCycle if self.focus == MetricsPane::Groups => {
                self.split = neighbour(&SplitBy::ALL, self.split, 1);
                self.listed = None;
                self.group = Cursor::default();
            }
            Action::ViewCycle => self.curve = neighbour(&Curve::ALL, self.curve, 1),
            Action::Order => {
                self.focus = MetricsPane::Groups;
                self.listed = None;
                return Answer::Ask(Overlay::Orders(self.order.menu()));
            }
            Action::Open => return self.open(desk),
            Action::GoRate if self.answer(desk.study).is_some() => {
                let item = self.answer(desk.study).map(|answer| answer.id.clone());
                return item.map_or(Answer::Pass, Answer::GoToResult);
            }
            Action::Back if self.focus == MetricsPane::Groups && self.listed.is_some() => {
                self.listed = None;
                self.focus = self.came_from;
            }
            _ => return self.travel(action, desk),
        }
        Answer::Done
    }

    /// Moves in the list that has the keys.
    fn travel(&mut self, action: Action, desk: &Desk<'_>) -> Answer {
        let report = desk.study.subject.as_ref().and_then(Subject::scoped_report);
        let methods = report.map_or(0, |report| report.methods.len());
        let moved = match (self.focus, self.listed) {
            (MetricsPane::Groups, Some(_)) => {
                self.item.travel(action, self.items(desk.study).len(), desk.page)
            }
            (MetricsPane::Groups, None) => {
                let rows = self.groups(desk.study).len() + self.largest(desk.study).len();
                self.group.travel(action, rows, desk.page)
            }
            _ => self.method.travel(action, methods, desk.page),
        };
        match action {
            _ if moved => Answer::Done,
            Action::MoveDown
            | Action::MoveUp
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom => Answer::Done,
            _ => Answer::Pass,
        }
    }

    /// Looks into what is selected: a group's items, the largest confusion, all errors; what the profile says
    /// that bears on an item.
    fn open(&mut self, desk: &mut Desk<'_>) -> Answer {
        if self.answer(desk.study).is_some() {
            return self.open_cause(desk);
        }
        let study = &*desk.study;
        let report = study.subject.as_ref().and_then(Subject::scoped_report);
        let key = match (self.focus, self.listed) {
            (MetricsPane::Groups, None) => {
                let groups = self.groups(study);
                self.group.of(groups.len()).and_then(|at| groups.get(at)).map(|group| group.key)
            }
            (MetricsPane::Confusion, _) => {
                report.and_then(|report| report.methods.first()).and_then(|model| {
                    let (_, truth, said) = most_confused(&model.confusion)?;
                    let level = |at: usize| study.data.dataset.scale.levels().nth(at);
                    Some(GroupKey::Cell { truth: level(truth)?, said: level(said)? })
                })
            }
            _ => Some(GroupKey::All),
        };
        if let Some(key) = key {
            self.came_from = self.focus;
            self.focus = MetricsPane::Groups;
            self.listed = Some(key);
            self.item = Cursor::default();
        }
        Answer::Done
    }
}

/// The ratings in scope in groups.
pub fn groups_by(study: &Study, split: SplitBy, order: Ordering<GroupOrder>) -> Vec<Group> {
    let Some(subject) = &study.subject else { return Vec::new() };
    // States are only told apart where all of them are in scope.
    let scope = if split == SplitBy::State { None } else { subject.scope() };
    groups(&study.data, &subject.answers_on(scope), split, order)
}

/// The scopes that can be chosen: each state that was asked and, where there are several, the run as a whole.
pub fn scopes(subject: &Subject) -> Vec<Scope> {
    let states = subject.rated_states();
    if states.len() < 2 {
        return vec![Scope::Run];
    }
    states.into_iter().map(Scope::State).chain([Scope::Run]).collect()
}

fn choose_scope(desk: &mut Desk<'_>, by: usize) {
    let Some(subject) = desk.study.subject.as_mut() else { return };
    let all = scopes(subject);
    let here = subject.scope().map_or(Scope::Run, Scope::State);
    let by = if by == usize::MAX { all.len().saturating_sub(1) } else { by };
    subject.chosen_scope = neighbour(&all, here, by);
    if subject.scoped_report().is_none() {
        desk.refresh_metrics();
    }
}

/// Has the rated items rated on every state that did not rate them.
fn rate_each(desk: &mut Desk<'_>) {
    let Some(subject) = desk.study.subject.as_ref() else { return };
    let (Some(run), parts) = (subject.run_id(), updates::missing(subject)) else { return };
    let items: usize = parts.iter().map(|(_, items)| items.len()).sum();
    let states: Vec<String> = parts.iter().map(|(state, _)| format!("B{state}")).collect();
    let title = format!("rating {} on {}", crate::domain::numbers::plural(items, "item"), states.join(", "));
    desk.start(Work::RateEach { run, parts }, title);
}

/// The largest count beside the diagonal: how many, level of the truth, level that was said.
pub fn most_confused(confusion: &[Vec<u64>]) -> Option<(u64, usize, usize)> {
    let cells = confusion.iter().enumerate().flat_map(|(truth, row)| {
        row.iter().enumerate().filter(move |(said, _)| *said != truth).map(move |(said, n)| (*n, truth, said))
    });
    cells.max_by_key(|(n, truth, said)| (*n, truth.abs_diff(*said))).filter(|(n, ..)| *n > 0)
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
