//! Rate: pick items, send them in slates, read what came back beside the held-out ratings.

use lists::{FIELDS, GENRE, meets};
pub use lists::{ItemOrder, Pool};

use super::metrics::neighbour;
use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::filter::Filter;
use crate::app::listing::Listing;

use crate::app::log::Level;
use crate::app::message::Work;
use crate::app::orders::Ordering;
use crate::app::overlay::Overlay;
use crate::app::query::{Query, nearest_value};
use crate::app::study::{self, Study, Subject};
use crate::domain::numbers::plural;
use crate::domain::text::clean_line;
use crate::domain::{Id, ItemIx, UserIx};

mod about;
mod lists;
mod offers;

pub use about::About;
/// How many items are sent together.
pub const SLATE: usize = 10;

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RatePane {
    /// The items to pick from.
    #[default]
    Pick,
    /// What came back.
    Results,
}

/// Picking and rating.
#[derive(Clone, Debug, Default)]
pub struct Rate {
    /// The filter line.
    pub filter: Filter,
    /// The order of the items.
    pub order: Ordering<ItemOrder>,
    /// Which items are listed.
    pub pool: Pool,
    /// The pane that has the keys.
    pub focus: RatePane,
    /// Whether held-out ratings are shown before an item is rated.
    pub truth: bool,
    /// Whether they are shown for each user from the start.
    pub truth_first: bool,
    /// Whether results are of the last send alone.
    pub last_send: bool,
    ordered: Vec<ItemIx>,
    shown: Vec<ItemIx>,
    /// How many would be shown without the filter.
    listed: usize,
    /// Of which user, pool and slates `listed` was counted.
    listed_of: Option<(Option<UserIx>, Pool, i64)>,
    picked: Vec<ItemIx>,
    is_picked: Vec<bool>,
    cursor: Cursor,
    result: Cursor,
    /// The state to act on, where another than the latest was chosen.
    state: Option<usize>,
    /// Answers of slates after this one belong to the last send.
    sent_after: i64,
    user: Option<UserIx>,
}

impl Rate {
    /// The items of a study, for its open user.
    pub fn new(study: &Study) -> Self {
        let (genres, totals) = (study.data.dataset.items.genre_names(), &study.data.totals);
        let known = (0..genres.len()).max_by_key(|&genre| totals.genre(genre).n);
        let genre = known.and_then(|genre| genres.get(genre)).map_or("", AsRef::as_ref);
        let example = clean_line(&format!("{} year<1990", genre.to_lowercase()));
        let filter = Filter::new(FIELDS.map(str::to_owned).into(), example);
        let mut rate = Self { filter, ..Self::default() };
        rate.reset(study);
        rate
    }

    /// Whose items these are.
    pub fn user(&self) -> Option<UserIx> {
        self.user
    }

    /// Another user or run is open: nothing is picked and nothing was sent.
    pub fn reset(&mut self, study: &Study) {
        let truth = self.truth_first;
        *self = Self {
            filter: self.filter.clone(),
            order: self.order,
            pool: self.pool,
            truth,
            truth_first: truth,
            ..Self::default()
        };
        self.user = study.subject.as_ref().map(|subject| subject.user);
        self.is_picked = vec![false; study.data.dataset.items.len()];
        self.sort(study);
    }

    /// The state that would be acted on: number of its batch, 0 where none is written.
    pub fn state(&self, subject: &Subject) -> usize {
        self.state.filter(|state| *state <= subject.written()).unwrap_or(subject.written())
    }

    /// The items that are listed, in order.
    pub fn shown(&self) -> &[ItemIx] {
        &self.shown
    }

    /// A genre near to the one that is asked for and that no item has.
    pub fn near<'a>(&self, study: &'a Study) -> Option<&'a str> {
        let genres = study.data.dataset.items.genre_names();
        let asked = self.filter.query().terms.iter().filter(|term| term.field == GENRE);
        asked
            .filter(|term| !genres.iter().any(|genre| term.meets_text(genre)))
            .find_map(|term| nearest_value(term.value(), genres.iter().map(AsRef::as_ref)))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.shown.len())
    }

    /// The selected item.
    pub fn item(&self) -> Option<ItemIx> {
        self.shown.get(self.selected()?).copied()
    }

    /// The picked items in the order in which they were picked.
    pub fn picked(&self) -> &[ItemIx] {
        &self.picked
    }

    /// How many items there are to filter.
    pub fn listed(&self) -> usize {
        self.listed
    }

    /// Whether an item is picked.
    pub fn is_picked(&self, item: ItemIx) -> bool {
        self.is_picked.get(item.at()).copied().unwrap_or(false)
    }

    /// The answers that are listed: of the last send, or the newest one for each item of the run.
    pub fn results<'a>(&self, subject: &'a Subject) -> Vec<&'a study::Answer> {
        if self.last_send { subject.answers_after(self.sent_after) } else { subject.answers_on(None) }
    }

    /// The selected row of the results.
    pub fn selected_result(&self, subject: &Subject) -> Option<usize> {
        self.result.of(self.results(subject).len())
    }

    /// Selects what came back for an item.
    pub fn show_result(&mut self, item: &Id, study: &Study) {
        let Some(subject) = &study.subject else { return };
        self.focus = RatePane::Results;
        self.last_send = false;
        let at = self.results(subject).iter().position(|answer| answer.id == *item);
        self.result.set(at.unwrap_or(0));
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::PaneNext | Action::PanePrev | Action::TabNext | Action::TabPrev => {
                self.focus = neighbour(&[RatePane::Pick, RatePane::Results], self.focus, 1);
            }
            _ if self.focus == RatePane::Results => return self.act_on_results(action, desk),
            _ => return self.act_on_list(action, desk),
        }
        Answer::Done
    }

    /// Whether the key that opens sends what is picked.
    pub fn sends(&self) -> bool {
        self.focus == RatePane::Pick
    }

    fn act_on_results(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        let rows = desk.study.subject.as_ref().map_or(0, |subject| self.results(subject).len());
        match action {
            Action::ViewCycle => self.last_send = !self.last_send,
            Action::RunRest => {
                let again =
                    desk.study.subject.iter().flat_map(Subject::unanswered).map(|answer| answer.id.clone());
                let again = again.collect();
                self.ask(again, desk);
            }
            Action::Back => self.focus = RatePane::Pick,
            action if self.result.travel(action, rows, desk.page) => {}
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// Another state to act on: whether each update helps can only be seen by rating the same items on several.
    fn turn_state(&mut self, action: Action, study: &Study) {
        let Some(subject) = &study.subject else { return };
        let (here, last) = (self.state(subject), subject.written());
        let next = if action == Action::Next { here + 1 } else { here.saturating_sub(1) };
        // At the latest one it follows what is written next.
        self.state = Some(next.clamp(1, last.max(1))).filter(|state| *state < last);
    }

    fn pick(&mut self, item: ItemIx, pick: bool) {
        let Some(is_picked) = self.is_picked.get_mut(item.at()) else { return };
        match (*is_picked, pick) {
            (false, true) => self.picked.push(item),
            (true, false) => self.picked.retain(|&picked| picked != item),
            _ => return,
        }
        *is_picked = pick;
    }

    /// Picks every item shown, or none of them when all are picked.
    fn pick_all(&mut self) {
        let all = self.shown.iter().all(|&item| self.is_picked(item));
        for &item in &self.shown {
            let Some(is_picked) = self.is_picked.get_mut(item.at()) else { continue };
            if !all && !*is_picked {
                self.picked.push(item);
            }
            *is_picked = !all;
        }
        let is_picked = &self.is_picked;
        self.picked.retain(|item| is_picked.get(item.at()).copied().unwrap_or(false));
    }

    fn send(&mut self, desk: &mut Desk<'_>) {
        let items = &desk.study.data.dataset.items;
        let ids: Vec<Id> = self.picked.iter().filter_map(|&item| items.id(item)).collect();
        for item in std::mem::take(&mut self.picked) {
            if let Some(is_picked) = self.is_picked.get_mut(item.at()) {
                *is_picked = false;
            }
        }
        self.ask(ids, desk);
    }

    fn ask(&mut self, items: Vec<Id>, desk: &mut Desk<'_>) {
        let Some(subject) = &desk.study.subject else { return };
        let Some(run) = subject.run_id() else { return };
        let state = self.state(subject);
        self.sent_after = subject.newest_slate();
        self.last_send = true;
        self.focus = RatePane::Results;
        self.result = Cursor::default();
        let slates = items.len().div_ceil(SLATE);
        let request = if slates == 1 { "1 slate".to_owned() } else { format!("{slates} slates of {SLATE}") };
        desk.say(
            Level::Info,
            format!("{} sent in {request}, as the profile after batch {state}", plural(items.len(), "item")),
        );
        let title = format!("rating {}", plural(items.len(), "item"));
        desk.start(Work::Rate { run, state, items }, title);
    }

    /// What sending the picked items does; `None` where nothing is picked or there is nothing to act on.
    pub fn work(&self, study: &Study) -> Option<Work> {
        let subject = study.subject.as_ref()?;
        let run = subject.run_id()?;
        let state = self.state(subject);
        let items: Vec<Id> =
            self.picked.iter().filter_map(|item| study.data.dataset.items.id(*item)).collect();
        (state > 0 && !items.is_empty()).then_some(Work::Rate { run, state, items })
    }

    /// Answers came in.
    pub fn answered(&mut self, study: &Study) {
        if self.pool == Pool::Unrated {
            self.show(study);
        }
    }

    /// Orders the list by what was chosen in its menu.
    pub fn order_by(&mut self, at: usize, study: &Study) {
        self.order.choose(at);
        self.sort(study);
    }

    /// To the next match of what is, or was last, filtered by.
    fn seek(&mut self, forwards: bool, study: &Study) {
        let Some(query) = self.filter.sought() else { return };
        let passes = passing(study, query);
        let shown = &self.shown;
        self.cursor.seek(forwards, shown.len(), |at| shown.get(at).is_some_and(&passes));
    }

    fn sort(&mut self, study: &Study) {
        self.ordered = lists::sorted(study, self.order.by, self.order.is_reversed);
        self.show(study);
    }
}

impl Listing for Rate {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn act_on_rows(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open => self.send(desk),
            Action::Order => return Answer::Ask(Overlay::Orders(self.order.menu())),
            Action::FindNext | Action::FindPrev => self.seek(action == Action::FindNext, desk.study),
            Action::ViewCycle => {
                self.pool = neighbour(&Pool::ALL, self.pool, 1);
                self.show(desk.study);
            }
            Action::Prev | Action::Next => self.turn_state(action, desk.study),
            Action::Truth => self.truth = !self.truth,
            Action::Toggle => {
                if let Some(item) = self.item() {
                    self.pick(item, !self.is_picked(item));
                    self.cursor.travel(Action::MoveDown, self.shown.len(), 1);
                }
            }
            Action::MarkAll => self.pick_all(),
            action if self.cursor.travel(action, self.shown.len(), desk.page) => {}
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// Applies pool and filter; the selected item stays selected where it is still shown.
    fn show(&mut self, study: &Study) {
        let selected = self.item();
        let passes = passing(study, self.filter.query());
        let (subject, pool) = (study.subject.as_ref(), self.pool);
        let is_listed = |item: ItemIx| subject.is_some_and(|subject| pool.holds(subject, item));
        if self.listed_of != Some((self.user, pool, subject.map_or(0, Subject::newest_slate))) {
            self.listed_of = Some((self.user, pool, subject.map_or(0, Subject::newest_slate)));
            self.listed = self.ordered.iter().filter(|item| is_listed(**item)).count();
        }
        self.shown = self.ordered.iter().copied().filter(|item| passes(item) && is_listed(*item)).collect();
        let at = selected.and_then(|selected| self.shown.iter().position(|&item| item == selected));
        self.cursor.set(at.unwrap_or(0));
    }
}

/// Whether an item meets a query.
fn passing<'a>(study: &'a Study, query: &'a Query) -> impl Fn(&ItemIx) -> bool + use<'a> {
    let hits = study.data.item_words.find(&query.words);
    move |item| {
        hits.get(item.at()).copied().unwrap_or(false)
            && query.terms.iter().all(|term| meets(study, term, *item))
    }
}
