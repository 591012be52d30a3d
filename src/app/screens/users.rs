//! Users: the list of all users with counts of their training part, filter and order, and the selected user
//! in more detail.

use std::collections::BTreeSet;

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk, Screen};
use crate::app::filter::Filter;
use crate::app::jobs::{Jobs, Kind, Pace};
use crate::app::listing::Listing;
use crate::app::log::Level;
use crate::app::message::{Opened, Work};
use crate::app::offers::Offer;
use crate::app::orders::Ordering;
use crate::app::overlay::Overlay;
use crate::app::query::{Query, Term, nearest_value};
use crate::app::study::Study;
use crate::app::totals::UserTotals;
use crate::app::undo::{Deed, UserMarks, Way};
use crate::domain::UserIx;
use crate::domain::numbers::thousands;
use crate::domain::text::clean_line;

mod detail;
mod order;

pub use detail::{DecadeRow, GENRE_ROWS, GenreRow, UserDetail, by_genre};
pub use order::UserOrder;

/// Fields of the filter besides the data set's columns, in front of them.
const FIELDS: [&str; 7] = ["id", "train", "held-out", "mean", "sd", "runs", "batches"];

/// The list of users.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// The filter line.
    pub filter: Filter,
    /// The order of the list.
    pub order: Ordering<UserOrder>,
    ordered: Vec<UserIx>,
    shown: Vec<UserIx>,
    cursor: Cursor,
    detail: Option<UserDetail>,
    /// Users that are marked, whether they are shown or not.
    picked: BTreeSet<UserIx>,
}

impl Users {
    /// The list of a study's users.
    pub fn new(study: &Study) -> Self {
        let columns = study.data.dataset.users.columns().iter().map(ToString::to_string);
        let fields = FIELDS.into_iter().map(str::to_owned).chain(columns).collect();
        let mut users = Self { filter: Filter::new(fields, example(study)), ..Self::default() };
        users.sort(study);
        users
    }

    /// The users that pass the filter, in order.
    pub fn shown(&self) -> &[UserIx] {
        &self.shown
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.shown.len())
    }

    /// The selected user.
    pub fn user(&self) -> Option<UserIx> {
        self.shown.get(self.selected()?).copied()
    }

    /// Users that are marked.
    pub fn picked(&self) -> &BTreeSet<UserIx> {
        &self.picked
    }

    /// Marks the selected user, or unmarks it.
    fn pick(&mut self, desk: &mut Desk<'_>) {
        let Some(user) = self.user() else { return };
        self.mark(vec![user], !self.picked.contains(&user), desk);
    }

    /// Marks all users that are shown; none, where all of them are.
    fn pick_all(&mut self, desk: &mut Desk<'_>) {
        let is_picked = |user: &UserIx| self.picked.contains(user);
        let others: Vec<UserIx> = self.shown.iter().copied().filter(|user| !is_picked(user)).collect();
        if others.is_empty() {
            self.mark(self.shown.clone(), false, desk);
        } else {
            self.mark(others, true, desk);
        }
    }

    /// Marks users, or unmarks them, so that it can be undone.
    fn mark(&mut self, users: Vec<UserIx>, are_marked: bool, desk: &mut Desk<'_>) {
        let name = match users.as_slice() {
            [] => return,
            [user] => {
                let id = desk.study.data.dataset.users.id(*user);
                format!("user {}", id.map_or_else(String::new, |id| clean_line(&id.to_string())))
            }
            users => format!("{} users", thousands(users.len() as u64)),
        };
        let marks = UserMarks { users: users.into(), are_marked, name };
        self.set_marks(&marks);
        // Their marks say it already.
        desk.study.deeds.note(Way::Forth, Deed::Users(marks));
    }

    /// Marks users, or unmarks them.
    pub(in crate::app) fn set_marks(&mut self, marks: &UserMarks) {
        if marks.are_marked {
            self.picked.extend(marks.users.iter());
        } else {
            for user in marks.users.iter() {
                self.picked.remove(user);
            }
        }
    }

    /// Writes the profiles of those that are marked, in the order of the list; of the selected one where none is.
    fn write(&mut self, desk: &mut Desk<'_>) {
        let marked = self.ordered.iter().copied().filter(|user| self.picked.contains(user));
        let mut users: Vec<UserIx> = marked.collect();
        if users.is_empty() {
            users.extend(self.user());
        }
        let users = users.into_iter().filter_map(|user| desk.study.data.dataset.users.id(user)).collect();
        desk.write_all(users);
        self.mark(self.picked.iter().copied().collect(), false, desk);
    }

    /// The selected user in more detail.
    pub fn detail(&self) -> Option<&UserDetail> {
        self.detail.as_ref()
    }

    /// Why the list is empty, where it is.
    pub fn emptiness(&self, study: &Study) -> Option<String> {
        if !self.shown.is_empty() {
            return None;
        }
        if study.data.dataset.users.is_empty() {
            return Some("the data set has no users".to_owned());
        }
        let near = self.filter.query().terms.iter().find_map(|term| self.near(study, term));
        let near = near.map_or(String::new(), |near| format!(" - did you mean {near}?"));
        Some(format!("no user matches \"{}\"{near}", self.filter.input().text()))
    }

    fn near<'a>(&self, study: &'a Study, term: &Term) -> Option<&'a str> {
        let column = column(self.filter.fields(), term)?;
        let users = &study.data.dataset.users;
        nearest_value(term.value(), users.all().filter_map(|user| users.value(user, column)))
    }

    /// What can be meant here.
    pub fn offers(&self, jobs: &Jobs) -> Vec<Offer> {
        let none = self.shown.is_empty().then_some("no user is shown");
        let write = match self.picked.len() {
            0 => "write all batches".to_owned(),
            1 => "write the marked user".to_owned(),
            n => format!("write {n} users"),
        };
        let write_off = Desk::write_all_off(jobs).or_else(|| {
            let nobody = none.filter(|_| self.picked.is_empty());
            nobody.map(str::to_owned)
        });
        let is_running = jobs.running(Kind::WriteAll);
        let mut offers = Vec::new();
        if let Some(job) = is_running {
            let pause = if job.pace == Pace::Going { "pause" } else { "go on" };
            offers.extend([Offer::new(&[Action::Pause], pause), Offer::new(&[Action::Cancel], "cancel")]);
        }
        offers.extend([
            Offer::new(&[Action::Open], "open the profile").unless(none),
            Offer::new(&[Action::Toggle], "mark").unless(none),
            Offer { footer: is_running.is_none(), ..Offer::new(&[Action::RunRest], write).unless(write_off) },
            Offer::new(&[Action::Find], "filter"),
            Offer::new(&[Action::Order], "order"),
            Offer::new(&[Action::MoveDown, Action::MoveUp], "user").unless(none),
            Offer::quiet(&[Action::MarkAll], "mark all users shown, or none").unless(none),
        ]);
        if !self.filter.query().is_empty() {
            offers.push(Offer::new(&[Action::Back], "all users"));
        }
        offers.push(matches_offer(&self.filter).unless(none));
        offers
    }

    /// To the next match of what is, or was last, filtered by.
    fn seek(&mut self, forwards: bool, study: &Study) {
        if let Some(query) = self.filter.sought() {
            let passes = passing(study, self.filter.fields(), query);
            let shown = &self.shown;
            self.cursor.seek(forwards, shown.len(), |at| shown.get(at).is_some_and(&passes));
        }
        self.look(&study.data);
    }

    /// Selects a user, where it is shown.
    pub(in crate::app) fn select(&mut self, user: UserIx, study: &Study) {
        if let Some(at) = self.shown.iter().position(|&shown| shown == user) {
            self.cursor.set(at);
            self.look(&study.data);
        }
    }

    /// Orders the list by what was chosen in its menu.
    pub fn order_by(&mut self, at: usize, study: &Study) {
        self.order.choose(at);
        self.sort(study);
    }

    fn open(&mut self, desk: &mut Desk<'_>) -> Answer {
        let Some(user) = self.user() else { return Answer::Done };
        let is_open = desk.study.subject.as_ref().is_some_and(|subject| subject.user == user);
        if !is_open && let Some(subject) = desk.study.open(user) {
            let id = subject.id.clone();
            desk.read_run(Work::OpenRun { user: id.clone() });
            if let Some(n) = too_few(&desk.study.data, user) {
                let size = desk.study.data.history.batch_size;
                desk.say(
                    Level::Info,
                    format!("user {id} has {n} training ratings, fewer than a batch of {size}"),
                );
            }
        }
        Answer::Go(Screen::Profile)
    }

    /// The runs changed.
    pub fn runs_changed(&mut self, study: &Study) {
        let asks_for_runs = self.filter.query().terms.iter().any(|term| term.field == 5);
        if self.order.by == UserOrder::Runs || asks_for_runs {
            self.sort(study);
        }
    }

    fn sort(&mut self, study: &Study) {
        self.ordered = order::sorted(study, self.order.by, self.order.is_reversed);
        self.show(study);
    }

    /// Looks at the selected user; nothing to do when it is the same one.
    fn look(&mut self, data: &Opened) {
        let user = self.user();
        if self.detail.as_ref().map(|detail| detail.user) != user {
            self.detail = user.map(|user| UserDetail::of(data, user));
        }
    }
}

impl Listing for Users {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn act_on_rows(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open => return self.open(desk),
            Action::Order => return Answer::Ask(Overlay::Orders(self.order.menu())),
            Action::Toggle => self.pick(desk),
            Action::MarkAll => self.pick_all(desk),
            Action::RunRest => self.write(desk),
            Action::FindNext | Action::FindPrev => self.seek(action == Action::FindNext, desk.study),
            action if self.cursor.travel(action, self.shown.len(), desk.page) => self.look(&desk.study.data),
            Action::MoveDown | Action::MoveUp | Action::PageDown | Action::PageUp => {}
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// Applies the filter; the selected user stays selected where it is still shown.
    fn show(&mut self, study: &Study) {
        let selected = self.user();
        let passes = passing(study, self.filter.fields(), self.filter.query());
        let shown: Vec<UserIx> = self.ordered.iter().copied().filter(passes).collect();
        let at = selected.and_then(|selected| shown.iter().position(|&user| user == selected));
        self.shown = shown;
        self.cursor.set(at.unwrap_or(0));
        self.look(&study.data);
    }
}

/// Whether a user meets a query.
fn passing<'a>(
    study: &'a Study,
    fields: &'a [String],
    query: &'a Query,
) -> impl Fn(&UserIx) -> bool + use<'a> {
    let hits = study.data.user_words.find(&query.words);
    move |user| {
        hits.get(user.at()).copied().unwrap_or(false)
            && query.terms.iter().all(|term| meets(study, fields, term, *user))
    }
}

/// The column of the data set that a condition is about, where it is about one.
fn column<'a>(fields: &'a [String], term: &Term) -> Option<&'a str> {
    fields.get(term.field).filter(|_| term.field >= FIELDS.len()).map(String::as_str)
}

fn meets(study: &Study, fields: &[String], term: &Term, user: UserIx) -> bool {
    if let Some(column) = column(fields, term) {
        return study.data.dataset.users.value(user, column).is_some_and(|value| term.meets_text(value));
    }
    let UserTotals { training, held_out } = study.data.totals.user(user);
    match term.field {
        0 => study.data.dataset.users.id(user).is_some_and(|id| term.meets_text(&id.to_string())),
        1 => term.meets_number(Some(training.n as f64)),
        2 => term.meets_number(Some(f64::from(held_out))),
        3 => term.meets_number(training.mean()),
        4 => term.meets_number(training.deviation()),
        5 => term.meets_number(Some(count_runs(study, user) as f64)),
        _ => term.meets_number(Some(batches_of(&study.data, user) as f64)),
    }
}

/// A filter that finds somebody: a condition on a count and a word of the first user.
fn example(study: &Study) -> String {
    let users = &study.data.dataset.users;
    let is_word = |value: &&str| value.len() > 2 && value.chars().all(char::is_alphabetic);
    let word = users.all().next().into_iter().flat_map(|user| users.known(user));
    let word = word.filter(|(_, value)| is_word(value)).map(|(name, value)| format!("{name}:{value}")).next();
    clean_line(&format!("train>50 {}", word.unwrap_or_default()))
}

/// How many runs a user has.
pub fn count_runs(study: &Study, user: UserIx) -> usize {
    study.data.dataset.users.id(user).map_or(0, |id| study.runs_of(&id).count())
}

/// How many batches the history of a user has.
pub fn batches_of(data: &Opened, user: UserIx) -> usize {
    let length = data.history.length.get().min(data.totals.user(user).training.n as usize);
    length.div_ceil(data.history.batch_size.get())
}

/// How many training ratings a user has, where they do not fill one batch.
pub fn too_few(data: &Opened, user: UserIx) -> Option<u64> {
    let n = data.totals.user(user).training.n;
    (n < data.history.batch_size.get() as u64).then_some(n)
}

/// Going from match to match of a list's filter.
pub(in crate::app) fn matches_offer(filter: &Filter) -> Offer {
    let nothing = filter.sought().is_none().then_some("nothing was filtered by yet");
    Offer::quiet(&[Action::FindNext, Action::FindPrev], "match").unless(nothing)
}
