//! Calls: every request of the open run to a model, one row an attempt, and what went over the wire in one call; never
//! how it is drawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::filter::Filter;
use crate::app::jobs::{Jobs, Kind};
use crate::app::listing::Listing;
use crate::app::offers::Offer;
use crate::app::study::{Study, Subject};
use crate::domain::{Call, RunId, Task};

mod curl;
mod facts;
mod lines;
mod meets;
mod raw;
mod request;
mod tabs;

pub use curl::curl;
pub use facts::{clock, money, next_try, seconds, status, tags, time, tokens, tries, what};
pub use lines::{CallLine, Ink, lines};
use meets::{FIELDS, meets};
pub(super) use raw::visible;
pub use tabs::{CallTab, CallsPane};

use super::metrics::neighbour;
use super::profile::Shape;
use super::users::matches_offer;

/// The calls of the open run.
#[derive(Clone, Debug)]
pub struct Calls {
    /// The filter line.
    pub filter: Filter,
    /// Whether only those are listed whose answer was not taken.
    pub failed_only: bool,
    /// Which panes there are.
    pub shape: Shape,
    /// Whether the list has the keys, or the pane of the foremost tab.
    pub is_inside: bool,
    /// The tabs, the one that was looked at last first.
    recent: Vec<CallTab>,
    rows: Vec<Arc<Call>>,
    cursor: Cursor,
    /// The line of the foremost tab; `None` = nobody moved yet.
    line: Option<Cursor>,
    /// Messages of the request that are folded.
    folded: BTreeSet<usize>,
    /// Of which run so many calls are listed.
    seen: Option<(RunId, usize)>,
}

impl Default for Calls {
    fn default() -> Self {
        let fields = FIELDS.into_iter().map(str::to_owned).collect();
        Self {
            filter: Filter::new(fields, "status:rejected batch:2".to_owned()),
            failed_only: false,
            shape: Shape::default(),
            is_inside: false,
            recent: CallTab::ALL.to_vec(),
            rows: Vec::new(),
            cursor: Cursor::default(),
            line: None,
            folded: BTreeSet::new(),
            seen: None,
        }
    }
}

impl Calls {
    /// The calls that are listed, oldest first.
    pub fn rows(&self) -> &[Arc<Call>] {
        &self.rows
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.rows.len())
    }

    /// The selected call.
    pub fn call(&self) -> Option<&Arc<Call>> {
        self.rows.get(self.selected()?)
    }

    /// The foremost tab: the one that `[` and `]` turn and whose pane can have the keys.
    pub fn tab(&self) -> CallTab {
        self.recent.first().copied().unwrap_or_default()
    }

    /// Brings a tab to the front.
    pub fn show_tab(&mut self, tab: CallTab) {
        if self.tab() != tab {
            self.recent.retain(|one| *one != tab);
            self.recent.insert(0, tab);
            self.line = None;
        }
    }

    /// The panes of a call: the tabs of each, and which of them is shown.
    pub fn panes(&self) -> Vec<(Vec<CallTab>, CallTab)> {
        let shown = |tabs: &[CallTab]| {
            let front = self.recent.iter().copied().find(|tab| tabs.contains(tab)).unwrap_or_default();
            // A comparison is only there while it is looked at.
            let tabs = tabs.iter().copied().filter(|tab| *tab != CallTab::Diff || front == *tab);
            (tabs.collect(), front)
        };
        CallTab::groups(self.shape).iter().map(|tabs| shown(tabs)).collect()
    }

    /// Whether a pane has the keys.
    pub fn has_keys(&self, pane: CallsPane) -> bool {
        match pane {
            CallsPane::List => !self.is_inside,
            CallsPane::Tab(tab) => self.is_inside && self.tab() == tab,
        }
    }

    /// Gives a pane the keys.
    pub fn focus(&mut self, pane: CallsPane) {
        self.is_inside = pane != CallsPane::List;
        if let CallsPane::Tab(tab) = pane {
            self.show_tab(tab);
        }
    }

    /// What a tab says of the selected call.
    pub fn lines(&self, study: &Study, tab: CallTab) -> Vec<CallLine> {
        let Some(call) = self.call() else { return Vec::new() };
        lines(call, tab, all(study), &self.folded, raw::IN_SIGHT)
    }

    /// The same in full, for a copy.
    pub fn whole(&self, study: &Study, tab: CallTab) -> Vec<CallLine> {
        let Some(call) = self.call() else { return Vec::new() };
        lines(call, tab, all(study), &BTreeSet::new(), usize::MAX)
    }

    /// The line that is looked at in a tab: where somebody moved to, or else where the answer was rejected.
    pub fn line(&self, tab: CallTab, lines: &[CallLine]) -> usize {
        let rejected = || lines.iter().position(|line| line.caret.is_some()).unwrap_or(0);
        let moved = self.line.filter(|_| self.has_keys(CallsPane::Tab(tab)));
        moved.and_then(|line| line.of(lines.len())).unwrap_or_else(rejected)
    }

    /// Why nothing is listed, where nothing is.
    pub fn emptiness(&self, study: &Study, jobs: &Jobs) -> Option<String> {
        if !self.rows.is_empty() {
            return None;
        }
        let text = self.filter.input().text();
        let Some(run) = study.subject.as_ref().and_then(|subject| subject.run.as_ref()) else {
            return Some("no run is open, so that no model was called".to_owned());
        };
        if all(study).is_empty() && jobs.running(Kind::Calls).is_some() {
            return Some("reading the calls".to_owned());
        }
        let provider = &run.spec.simulator.provider;
        Some(match all(study).len() {
            0 if provider == "sim" => {
                format!("no model call in {}: sim is the offline simulator, which calls none", run.id)
            }
            0 => format!("no model call in {}", run.id),
            _ if !text.is_empty() => format!("no call matches \"{text}\""),
            _ => format!("no call of {} failed", run.id),
        })
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study) -> Vec<Offer> {
        let none = self.call().is_none().then_some("no call is listed");
        let state = match self.call().map(|call| call.made.task) {
            Some(Task::Rating) => "its ratings",
            _ => "its state",
        };
        let next = self.call().and_then(|call| next_try(call, all(study)));
        let alone = next.is_none().then_some("no other try came after it");
        let failed = if self.failed_only { "all calls" } else { "failed only" };
        let is_folding = self.is_inside && self.tab() == CallTab::Request;
        let mut offers = vec![
            Offer::new(&[Action::Open], state).unless(none),
            Offer::new(&[Action::MoveDown, Action::MoveUp], if self.is_inside { "line" } else { "call" })
                .unless(none),
            Offer::new(&[Action::PaneNext], "pane").unless(none),
            Offer::new(&[Action::TabPrev, Action::TabNext], "tab").unless(none),
            Offer::new(&[Action::Failed], failed).unless(none.filter(|_| !self.failed_only)),
            Offer::new(&[Action::Detail], "diff next try").unless(none.or(alone)),
            Offer::new(&[Action::Copy], "copy as curl").unless(none),
            Offer::new(&[Action::Find], "filter").unless(all(study).is_empty().then_some("there is no call")),
            Offer::new(&[Action::Zoom], "zoom"),
            Offer::quiet(&[Action::Prev, Action::Next], "call before, call after").unless(none),
        ];
        if is_folding {
            offers.insert(1, Offer::new(&[Action::Toggle], "fold message"));
        }
        if !self.filter.query().is_empty() {
            offers.push(Offer::new(&[Action::Back], "no filter"));
        }
        offers.push(matches_offer(&self.filter).unless(none));
        offers
    }

    /// To what came of the call.
    fn open(&self) -> Answer {
        match self.call().map(|call| (call.made.task, call.made.batch)) {
            Some((Task::Profile, batch)) => Answer::GoToState(batch),
            Some((Task::Rating, _)) => Answer::GoToRatings,
            None => Answer::Done,
        }
    }

    fn leave_diff(&mut self) {
        // What was in front before is the next of them.
        if let Some(before) = self.recent.iter().copied().find(|tab| *tab != CallTab::Diff) {
            self.show_tab(before);
            self.recent.retain(|tab| *tab != CallTab::Diff);
            self.recent.push(CallTab::Diff);
        }
    }

    fn turn_tab(&mut self, by: usize) {
        let here = self.tab();
        if let Some((tabs, _)) = self.panes().into_iter().find(|(tabs, _)| tabs.contains(&here)) {
            let by = if by == 1 { 1 } else { tabs.len().saturating_sub(1) };
            let to = neighbour(&tabs, here, by);
            if here == CallTab::Diff {
                self.leave_diff();
            }
            self.show_tab(to);
        }
    }

    fn turn_pane(&mut self, by: usize) {
        let panes: Vec<CallsPane> = std::iter::once(CallsPane::List)
            .chain(self.panes().into_iter().map(|(_, shown)| CallsPane::Tab(shown)))
            .collect();
        let here = panes.iter().position(|pane| self.has_keys(*pane)).unwrap_or(0);
        let by = if by == 1 { 1 } else { panes.len() - 1 };
        if let Some(pane) = panes.get((here + by) % panes.len()) {
            self.focus(*pane);
        }
    }

    fn travel(&mut self, action: Action, desk: &Desk<'_>) {
        if !self.is_inside {
            return self.travel_calls(action, desk.page);
        }
        let tab = self.tab();
        let lines = self.lines(desk.study, tab);
        let mut cursor = Cursor::default();
        cursor.set(self.line(tab, &lines));
        cursor.travel(action, lines.len(), desk.page);
        self.line = Some(cursor);
    }

    fn travel_calls(&mut self, action: Action, page: usize) {
        if self.cursor.travel(action, self.rows.len(), page) {
            self.line = None;
            self.folded.clear();
        }
    }

    /// Folds the message that the line belongs to, or unfolds it.
    fn fold(&mut self, study: &Study) {
        let lines = self.lines(study, CallTab::Request);
        let at = self.line(CallTab::Request, &lines);
        let Some(part) = lines.get(at).and_then(|line| line.part) else { return };
        if !self.folded.remove(&part) {
            self.folded.insert(part);
        }
        // Its heading is what stays.
        let lines = self.lines(study, CallTab::Request);
        let mut cursor = Cursor::default();
        cursor.set(lines.iter().position(|line| line.part == Some(part)).unwrap_or(0));
        self.line = Some(cursor);
    }

    fn seek(&mut self, forwards: bool) {
        if let Some(query) = self.filter.sought() {
            let rows = &self.rows;
            let passes = |at: usize| rows.get(at).is_some_and(|call| meets(query, call));
            self.cursor.seek(forwards, rows.len(), passes);
            self.line = None;
        }
    }

    /// Selects the last call that was made for a state, where one is listed.
    pub fn select_state(&mut self, batch: usize) {
        let is_it = |call: &Arc<Call>| {
            call.made.task == Task::Profile && call.made.batch == batch && !call.is_aside()
        };
        if let Some(at) = self.rows.iter().rposition(is_it) {
            self.cursor.set(at);
            self.line = None;
        }
    }

    /// Lists the calls anew where the run has others than are listed.
    pub(in crate::app) fn refresh(&mut self, study: &Study) {
        let run = study.subject.as_ref().and_then(Subject::run_id);
        let here = run.map(|run| (run, all(study).len()));
        if here == self.seen {
            return;
        }
        let is_other = here.map(|(run, _)| run) != self.seen.map(|(run, _)| run);
        self.seen = here;
        self.show(study);
        if is_other {
            // What was done last is what is asked about.
            self.cursor.set(self.rows.len().saturating_sub(1));
            self.line = None;
            self.folded.clear();
        }
    }
}

impl Listing for Calls {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn act_on_rows(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open => return self.open(),
            Action::Failed => {
                self.failed_only = !self.failed_only;
                self.show(desk.study);
            }
            Action::Detail | Action::Back if self.tab() == CallTab::Diff => self.leave_diff(),
            Action::Detail => self.show_tab(CallTab::Diff),
            Action::TabNext => self.turn_tab(1),
            Action::TabPrev => self.turn_tab(usize::MAX),
            Action::PaneNext => self.turn_pane(1),
            Action::PanePrev => self.turn_pane(usize::MAX),
            Action::Toggle if self.is_inside && self.tab() == CallTab::Request => self.fold(desk.study),
            Action::FindNext | Action::FindPrev => self.seek(action == Action::FindNext),
            Action::Next => self.travel_calls(Action::MoveDown, 1),
            Action::Prev => self.travel_calls(Action::MoveUp, 1),
            Action::MoveDown
            | Action::MoveUp
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom => self.travel(action, desk),
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// Lists what passes; the selected call stays selected where it is still listed.
    fn show(&mut self, study: &Study) {
        let selected = self.call().map(|call| call.id);
        let query = self.filter.query();
        let passes =
            |call: &&Arc<Call>| (!self.failed_only || !call.made.outcome.is_good()) && meets(query, call);
        self.rows = all(study).iter().filter(passes).cloned().collect();
        let at = self.rows.iter().position(|call| Some(call.id) == selected);
        self.cursor.set(at.unwrap_or(self.rows.len().saturating_sub(1)));
        if at.is_none() {
            self.line = None;
            self.folded.clear();
        }
    }
}

/// All calls of the open run.
fn all(study: &Study) -> &[Arc<Call>] {
    study.subject.as_ref().map(|subject| subject.calls.as_slice()).unwrap_or_default()
}
