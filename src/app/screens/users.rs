//! Users: the list of all users with counts of their training part, filter and order, and the selected user
//! in more detail.

use std::cmp::Ordering;

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk, Screen};
use crate::app::filter::Filter;
use crate::app::message::{Opened, Work};
use crate::app::offers::Offer;
use crate::app::query::{Term, nearest_value};
use crate::app::study::Study;
use crate::app::totals::{Tally, UserTotals, histogram};
use crate::config::keymap::Key;
use crate::domain::text::clean_line;
use crate::domain::{History, UserIx};

/// How the list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// By id, lowest first.
    #[default]
    Id,
    /// Most training ratings first.
    Training,
    /// Most held-out ratings first.
    HeldOut,
    /// Highest mean first.
    Mean,
    /// Largest standard deviation first.
    Deviation,
    /// Most runs first.
    Runs,
}

impl UserOrder {
    const ALL: [Self; 6] = [Self::Id, Self::Training, Self::HeldOut, Self::Mean, Self::Deviation, Self::Runs];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Training => "train",
            Self::HeldOut => "held-out",
            Self::Mean => "mean",
            Self::Deviation => "sd",
            Self::Runs => "runs",
        }
    }
}

/// Fields of the filter besides the data set's columns, in front of them.
const FIELDS: [&str; 7] = ["id", "train", "held-out", "mean", "sd", "runs", "batches"];

/// The list of users.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// The filter line.
    pub filter: Filter,
    /// The order of the list.
    pub order: UserOrder,
    ordered: Vec<UserIx>,
    shown: Vec<UserIx>,
    cursor: Cursor,
    detail: Option<UserDetail>,
}

/// The selected user in more detail, of the training part alone.
#[derive(Clone, Debug, PartialEq)]
pub struct UserDetail {
    /// The user.
    pub user: UserIx,
    /// Number of ratings at each level of the scale.
    pub histogram: Vec<u64>,
    /// First and last time, where there are times.
    pub span: Option<(i64, i64)>,
    /// Genres with at least [`GENRE_ROWS`] ratings, from those liked more than others like them downwards.
    pub genres: Vec<GenreRow>,
    /// The history in batches.
    pub history: History,
}

/// A genre is only judged from this many ratings on.
pub const GENRE_ROWS: u64 = 5;

/// What a user thinks of a genre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GenreRow {
    /// Index among the data set's genres.
    pub genre: usize,
    /// How many ratings.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their mean minus that of all users' ratings of the genre.
    pub above_all: f64,
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
        let column = self.column(term)?;
        let users = &study.data.dataset.users;
        nearest_value(term.value(), users.all().filter_map(|user| users.value(user, column)))
    }

    fn column(&self, term: &Term) -> Option<&str> {
        self.filter.fields().get(term.field).filter(|_| term.field >= FIELDS.len()).map(String::as_str)
    }

    /// What can be meant here.
    pub fn offers(&self) -> Vec<Offer> {
        let none = self.shown.is_empty().then_some("no user is shown");
        let mut offers = vec![
            Offer::new(&[Action::Open], "open the profile").unless(none),
            Offer::new(&[Action::Find], "filter"),
            Offer::new(&[Action::Order], format!("order: {}", self.order.word())),
            Offer::new(&[Action::MoveDown, Action::MoveUp], "user").unless(none),
        ];
        if !self.filter.query().is_empty() {
            offers.push(Offer::new(&[Action::Back], "all users"));
        }
        offers
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Find => self.filter.open(),
            Action::Back if self.filter.is_open() || !self.filter.input().text().is_empty() => {
                self.filter.clear();
                self.show(desk.study);
            }
            Action::Open if self.filter.is_open() => self.filter.close(),
            Action::Open => return self.open(desk),
            Action::Order => {
                let at = UserOrder::ALL.iter().position(|order| *order == self.order).unwrap_or(0);
                self.order = UserOrder::ALL.into_iter().cycle().nth(at + 1).unwrap_or_default();
                self.sort(desk.study);
            }
            action if self.cursor.travel(action, self.shown.len(), desk.page) => self.look(&desk.study.data),
            Action::MoveDown | Action::MoveUp | Action::PageDown | Action::PageUp => {}
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    fn open(&mut self, desk: &mut Desk<'_>) -> Answer {
        let Some(user) = self.user() else { return Answer::Done };
        let is_open = desk.study.subject.as_ref().is_some_and(|subject| subject.user == user);
        if !is_open && let Some(subject) = desk.study.open(user) {
            let user = subject.id.clone();
            desk.read_run(Work::OpenRun { user });
        }
        Answer::Go(Screen::Profile)
    }

    /// Takes a key while the filter is typed.
    pub fn key(&mut self, key: Key, study: &Study) {
        if self.filter.key(key) {
            self.show(study);
        }
    }

    /// Takes pasted text while the filter is typed.
    pub fn paste(&mut self, text: &str, study: &Study) {
        if self.filter.paste(text) {
            self.show(study);
        }
    }

    /// The runs changed.
    pub fn runs_changed(&mut self, study: &Study) {
        let asks_for_runs = self.filter.query().terms.iter().any(|term| term.field == 5);
        if self.order == UserOrder::Runs || asks_for_runs {
            self.sort(study);
        }
    }

    fn sort(&mut self, study: &Study) {
        let totals = &study.data.totals;
        let runs = |user: UserIx| count_runs(study, user);
        let down = |a: Option<f64>, b: Option<f64>| b.partial_cmp(&a).unwrap_or(Ordering::Equal);
        self.ordered = study.data.dataset.users.all().collect();
        match self.order {
            UserOrder::Id => {}
            UserOrder::Training => {
                self.ordered.sort_by_key(|&user| std::cmp::Reverse(totals.user(user).training.n));
            }
            UserOrder::HeldOut => {
                self.ordered.sort_by_key(|&user| std::cmp::Reverse(totals.user(user).held_out));
            }
            UserOrder::Mean => self
                .ordered
                .sort_by(|&a, &b| down(totals.user(a).training.mean(), totals.user(b).training.mean())),
            UserOrder::Deviation => self.ordered.sort_by(|&a, &b| {
                down(totals.user(a).training.deviation(), totals.user(b).training.deviation())
            }),
            UserOrder::Runs => self.ordered.sort_by_cached_key(|&user| std::cmp::Reverse(runs(user))),
        }
        self.show(study);
    }

    /// Applies the filter; the selected user stays selected where it is still shown.
    fn show(&mut self, study: &Study) {
        let selected = self.user();
        let query = self.filter.query();
        let hits = study.data.user_words.find(&query.words);
        let passes = |user: &UserIx| {
            hits.get(user.at()).copied().unwrap_or(false)
                && query.terms.iter().all(|term| self.meets(study, term, *user))
        };
        self.shown = self.ordered.iter().copied().filter(passes).collect();
        let at = selected.and_then(|selected| self.shown.iter().position(|&user| user == selected));
        self.cursor.set(at.unwrap_or(0));
        self.look(&study.data);
    }

    fn meets(&self, study: &Study, term: &Term, user: UserIx) -> bool {
        if let Some(column) = self.column(term) {
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

    /// Looks at the selected user; nothing to do when it is the same one.
    fn look(&mut self, data: &Opened) {
        let user = self.user();
        if self.detail.as_ref().map(|detail| detail.user) != user {
            self.detail = user.map(|user| UserDetail::of(data, user));
        }
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

impl UserDetail {
    fn of(data: &Opened, user: UserIx) -> Self {
        let dataset = &data.dataset;
        let rows = || data.split.training(&dataset.interactions, user);
        let mut by_genre = vec![Tally::default(); dataset.items.genre_names().len().min(64)];
        for row in rows() {
            for genre in dataset.items.genres(row.item).iter() {
                if let Some(tally) = by_genre.get_mut(genre) {
                    tally.add(row.rating.halves());
                }
            }
        }
        let mut genres: Vec<GenreRow> = by_genre
            .iter()
            .enumerate()
            .filter(|(_, tally)| tally.n >= GENRE_ROWS)
            .filter_map(|(genre, tally)| {
                let (mean, all) = tally.mean().zip(data.totals.genre(genre).mean())?;
                Some(GenreRow { genre, n: tally.n, mean, above_all: mean - all })
            })
            .collect();
        genres.sort_by(|a, b| b.above_all.total_cmp(&a.above_all).then(a.genre.cmp(&b.genre)));
        let first = rows().next().and_then(|row| row.timestamp);
        Self {
            user,
            histogram: histogram(dataset.scale, rows().map(|row| row.rating)),
            span: first.zip(rows().next_back().and_then(|row| row.timestamp)),
            genres,
            history: History::of(dataset, &data.split, user, &data.history),
        }
    }
}
