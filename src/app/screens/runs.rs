//! Runs: the kept runs as a list or a tree of forks, of one user, of this data, of the whole store or in the trash;
//! which are marked as A and B, and the selected one in more detail.

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk, Screen};
use crate::app::filter::Filter;
use crate::app::input::LineInput;
use crate::app::jobs::{Jobs, Kind};
use crate::app::kept::{RunChange, RunSummary};
use crate::app::listing::Listing;
use crate::app::marks::Mark;
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::app::orders::Ordering;
use crate::app::overlay::{Decision, Overlay, Prompt, Purpose, Question};
use crate::app::study::Study;
use crate::domain::{Run, RunId, Slate};

mod look;
mod marking;
mod meets;
mod order;
mod tree;

pub use look::{Look, StateLook};
use marking::swap_off;
pub(in crate::app) use marking::{compare_label, compare_off, left_by, mark_label};
use meets::{FIELDS, meets};
pub use order::RunOrder;
pub use tree::Row;

use super::metrics::neighbour;
use super::users::matches_offer;

/// Whose runs are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those of the open user.
    User,
    /// Those of the open study.
    #[default]
    Study,
    /// All that are in use, of other studies too.
    Store,
    /// Those in the trash.
    Trash,
}

impl Scope {
    /// All scopes, in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::User, Self::Study, Self::Store, Self::Trash];

    /// The name on the tab.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "this user",
            Self::Study => "this data",
            Self::Store => "all",
            Self::Trash => "trash",
        }
    }
}

/// The list of runs.
#[derive(Clone, Debug)]
pub struct Runs {
    /// The filter line.
    pub filter: Filter,
    /// The order of the list.
    pub order: Ordering<RunOrder>,
    /// Whose runs are listed.
    pub scope: Scope,
    rows: Vec<Row>,
    /// Rows that are no ghosts.
    count: usize,
    cursor: Cursor,
    look: Option<Look>,
    /// Whether the runs changed since they were listed.
    is_stale: bool,
}

impl Default for Runs {
    fn default() -> Self {
        let fields = FIELDS.into_iter().map(str::to_owned).collect();
        Self {
            filter: Filter::new(fields, "user:1 batches>2".to_owned()),
            order: Ordering::default(),
            scope: Scope::default(),
            rows: Vec::new(),
            count: 0,
            cursor: Cursor::default(),
            look: None,
            is_stale: false,
        }
    }
}

impl Runs {
    /// The rows that are shown.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many runs are shown, not counting those that are only there for their forks.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Rows in which the whole list can be read, with its frame, filter, heading and note.
    pub fn rows_wanted(&self, study: &Study) -> u16 {
        let is_noted = matches!(self.scope, Scope::User | Scope::Study)
            && study.other_runs().iter().any(|run| run.trashed.is_none() && run.left_out.is_some());
        (self.rows.len().max(1) as u16).saturating_add(4 + u16::from(is_noted))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.rows.len())
    }

    /// The selected run.
    pub fn run(&self) -> Option<RunId> {
        Some(self.rows.get(self.selected()?)?.run)
    }

    /// The selected run in more detail, once it was read.
    pub fn look(&self) -> Option<&Look> {
        self.look.as_ref().filter(|look| Some(look.run.id) == self.run())
    }

    /// What is known of the selected run.
    pub fn summary<'a>(&self, study: &'a Study) -> Option<&'a RunSummary> {
        study.known_run(self.run()?)
    }

    /// Why the list is empty, where it is.
    pub fn emptiness(&self, study: &Study) -> Option<String> {
        if !self.rows.is_empty() {
            return None;
        }
        let text = self.filter.input().text();
        if !text.is_empty() {
            return Some(format!("no run matches \"{text}\""));
        }
        Some(match (self.scope, &study.subject) {
            (Scope::User, None) => "no user is open".to_owned(),
            (Scope::User, Some(subject)) => format!("user {} has no run yet", subject.id),
            (Scope::Study | Scope::Store, _) => match in_trash(study) {
                0 => "no run yet".to_owned(),
                trashed => format!("no run; {trashed} in the trash"),
            },
            (Scope::Trash, _) => "the trash is empty".to_owned(),
        })
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let run = self.summary(study);
        let none = run.is_none().then_some("no run is shown");
        let is_trashed = run.is_some_and(|run| run.trashed.is_some());
        let open_off = none.map(str::to_owned).or_else(|| run.and_then(closed));
        let change_off = none.map(str::to_owned).or_else(|| run.and_then(|run| change_off(run, jobs)));
        let trash_off = change_off.clone().or_else(|| is_trashed.then(|| "it is there already".to_owned()));
        let open = if is_trashed {
            Offer::new(&[Action::Open], "take it out of the trash").unless(change_off.clone())
        } else {
            Offer::new(&[Action::Open], "open").unless(open_off)
        };
        let compare_off = compare_off(study, self.run());
        let mut offers = vec![
            open,
            Offer::new(&[Action::MarkAb], mark_label(study)).unless(none),
            Offer::new(&[Action::Compare], compare_label(study, self.run())).unless(compare_off),
            Offer::new(&[Action::Prev, Action::Next], "scope"),
            Offer::new(&[Action::Find], "filter"),
            Offer::new(&[Action::Order], "order"),
            Offer::new(&[Action::Rename], "rename").unless(change_off),
            Offer::new(&[Action::Delete], "trash").unless(trash_off),
            Offer::new(&[Action::MoveDown, Action::MoveUp], "run").unless(none),
        ];
        if !self.filter.query().is_empty() {
            offers.push(Offer::new(&[Action::Back], "all runs"));
        }
        offers.push(Offer::quiet(&[Action::TabPrev, Action::TabNext], "whose runs are listed"));
        offers.push(Offer::quiet(&[Action::Swap], "A becomes B and B becomes A").unless(swap_off(study)));
        offers.push(matches_offer(&self.filter).unless(none));
        offers
    }

    fn open(&mut self, desk: &mut Desk<'_>) -> Answer {
        let Some(run) = self.summary(desk.study) else { return Answer::Done };
        let id = run.id;
        if run.trashed.is_some() {
            desk.change(RunChange::Restored(id));
            return Answer::Done;
        }
        let Some(user) = desk.study.data.dataset.users.find(&run.user) else { return Answer::Done };
        let subject = desk.study.subject.as_ref();
        if subject.is_none_or(|subject| subject.user != user) {
            desk.study.open(user);
        } else if subject.is_some_and(|subject| subject.run_id() == Some(id)) {
            return Answer::Go(Screen::Profile);
        }
        desk.read_run(Work::OpenRunById { run: id });
        Answer::Go(Screen::Profile)
    }

    fn turn_scope(&mut self, by: usize, study: &Study) {
        self.scope = neighbour(&Scope::ALL, self.scope, by);
        self.show(study);
    }

    fn ask_for_name(&self, study: &Study) -> Answer {
        let Some(run) = self.summary(study) else { return Answer::Done };
        Answer::Ask(Overlay::Prompt(Box::new(Prompt {
            title: format!("Rename {}", run.id),
            about: "Only the name changes: states, forks and ratings stay as they are.".to_owned(),
            input: LineInput::new(&run.name),
            purpose: Purpose::Rename { run: run.id },
        })))
    }

    fn ask_to_trash(&self, study: &Study) -> Answer {
        let Some(run) = self.summary(study) else { return Answer::Done };
        let forks = study.runs().iter().filter(|other| other.fork.is_some_and(|fork| fork.run == run.id));
        let forks = match forks.count() {
            0 => String::new(),
            1 => " Its fork keeps what it shares with it.".to_owned(),
            n => format!(" Its {n} forks keep what they share with it."),
        };
        Answer::Ask(Overlay::Question(Question {
            text: format!("Put {} of user {} into the trash?", run.label(), run.user),
            about: format!(
                "Nothing is deleted: undo, or opening it in the trash, takes it out again.{forks}"
            ),
            yes: Decision::Trash(run.id),
        }))
    }

    /// To the next match of what is, or was last, filtered by.
    fn seek(&mut self, forwards: bool, study: &Study) {
        if let Some(query) = self.filter.sought() {
            let rows = &self.rows;
            let passes = |row: &Row| study.known_run(row.run).is_some_and(|run| meets(query, run));
            self.cursor.seek(forwards, rows.len(), |at| rows.get(at).is_some_and(passes));
        }
    }

    /// Orders the list by what was chosen in its menu.
    pub fn order_by(&mut self, at: usize, study: &Study) {
        self.order.choose(at);
        self.show(study);
    }

    /// A run was read to be looked at.
    pub fn seen(&mut self, run: Run, slates: &[Slate]) {
        self.look = Some(Look::of(run, slates));
    }

    /// Selects a run, where it is shown.
    pub fn select(&mut self, run: RunId) {
        if let Some(at) = self.rows.iter().position(|row| row.run == run) {
            self.cursor.set(at);
        }
    }

    /// The runs changed: they are listed anew when they are next looked at.
    pub fn runs_changed(&mut self) {
        self.is_stale = true;
    }

    /// Lists them anew where they changed.
    pub fn refresh(&mut self, study: &Study) {
        if self.is_stale {
            self.show(study);
        }
    }
}

impl Listing for Runs {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn act_on_rows(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open => return self.open(desk),
            Action::Order => return Answer::Ask(Overlay::Orders(self.order.menu())),
            Action::Next | Action::TabNext => self.turn_scope(1, desk.study),
            Action::Prev | Action::TabPrev => self.turn_scope(Scope::ALL.len() - 1, desk.study),
            Action::Rename => return self.ask_for_name(desk.study),
            Action::Delete => return self.ask_to_trash(desk.study),
            Action::MarkAb => {
                if let Some(run) = self.run() {
                    desk.mark(Mark { run, batch: None });
                }
            }
            Action::FindNext | Action::FindPrev => self.seek(action == Action::FindNext, desk.study),
            action if self.cursor.travel(action, self.rows.len(), desk.page) => {}
            Action::MoveDown | Action::MoveUp | Action::PageDown | Action::PageUp => {}
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// Lists what the scope and the filter let through; the selected run stays selected where it is still shown.
    fn show(&mut self, study: &Study) {
        self.is_stale = false;
        let (selected, place) = (self.run(), self.selected());
        let subject = study.subject.as_ref().map(|subject| &subject.id);
        let query = self.filter.query();
        let is_in_scope = |run: &&RunSummary| match self.scope {
            Scope::User => run.is_open() && Some(&run.user) == subject,
            Scope::Study => run.is_open(),
            Scope::Store => run.trashed.is_none(),
            Scope::Trash => run.trashed.is_some(),
        };
        let mut shown: Vec<&RunSummary> = study
            .runs()
            .iter()
            .chain(study.other_runs())
            .filter(is_in_scope)
            .filter(|run| meets(query, run))
            .collect();
        let Ordering { by, is_reversed } = self.order;
        shown.sort_by(|a, b| order::compare(by, is_reversed, a, b));
        let ids: Vec<RunId> = shown.iter().map(|run| run.id).collect();
        self.count = ids.len();
        let is_whole = query.is_empty() && self.scope != Scope::Trash;
        self.rows = if by == RunOrder::Tree {
            let parent = |run| study.known_run(run).and_then(|run| run.fork).map(|fork| fork.run);
            let ghost = |run| is_whole && study.known_run(run).is_some_and(|run| run.trashed.is_some());
            tree::rows(&ids, parent, ghost)
        } else {
            ids.into_iter().map(Row::flat).collect()
        };
        let at = selected.and_then(|selected| self.rows.iter().position(|row| row.run == selected));
        self.cursor.set(at.or(place).unwrap_or(0));
    }
}

/// How many runs are in the trash.
fn in_trash(study: &Study) -> usize {
    study.runs().iter().chain(study.other_runs()).filter(|run| run.trashed.is_some()).count()
}

/// Why a run cannot be opened, where it cannot.
fn closed(run: &RunSummary) -> Option<String> {
    if run.trashed.is_some() {
        return Some(format!("{} is in the trash", run.id));
    }
    run.left_out.map(|what| format!("{} was made with {what}; open that to read it", run.id))
}

/// Why a run cannot be changed now, where it cannot.
fn change_off(run: &RunSummary, jobs: &Jobs) -> Option<String> {
    if jobs.running(Kind::Change).is_some() {
        return Some("another change is being kept".to_owned());
    }
    let is_written = jobs.running(Kind::Write).is_some_and(|job| job.user.as_ref() == Some(&run.user));
    is_written.then(|| format!("a run of user {} is being written", run.user))
}
