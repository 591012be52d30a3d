//! Compare: two runs, or two states, side by side: the aligned texts of a batch, the items that both rated, and the
//! figures with the interval of their difference.

mod matching;
mod panes;
mod prompts;

pub use panes::{ComparePane, Shown};
pub use prompts::PromptDiff;

use super::calls::CallLine;
use super::metrics::neighbour;
use super::profile::View;
use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk, Screen};
use crate::app::marks::Mark;
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::app::overlays::spread::beside_in_short;
use crate::diff::{Class, SentencePair, TextDiff, compare};
use crate::domain::text::clean;
use crate::domain::{BesideChance, RunId, Spread};
use crate::metrics::{Compared, RatingPair, beside_chance};

/// Two sides, once they were read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Both runs and their ratings.
    pub compared: Compared,
    /// Batches of A and B whose states are set against each other, and how much of the words differ.
    pub pairs: Vec<(usize, usize, f64)>,
    at: usize,
    diff: TextDiff,
    prompts: PromptDiff,
}

impl Loaded {
    fn new(compared: Compared, marks: [Mark; 2], before: Option<(usize, usize)>) -> Self {
        let (a, b) = (compared.a.states.len(), compared.b.states.len());
        let common = a.min(b);
        let [start_a, start_b] = marks.map(|mark| mark.batch.unwrap_or(common));
        let differ = |a: usize, b: usize| (a, b, diff_of(&compared, a, b).heat);
        let pairs: Vec<_> = (1..=a)
            .filter_map(|at| Some((at, (at + start_b).checked_sub(start_a)?)))
            .filter(|(_, at)| (1..=b).contains(at))
            .map(|(at_a, at_b)| differ(at_a, at_b))
            .collect();
        let here = before.unwrap_or((start_a, start_b));
        let at = pairs.iter().position(|(a, b, _)| (*a, *b) == here).unwrap_or(pairs.len().saturating_sub(1));
        let diff = pairs.get(at).map(|(a, b, _)| diff_of(&compared, *a, *b)).unwrap_or_default();
        let prompts = PromptDiff::of(&compared);
        Self { compared, pairs, at, diff, prompts }
    }

    fn turn(&mut self, to: usize) {
        if let Some((a, b, _)) = self.pairs.get(to) {
            self.diff = diff_of(&self.compared, *a, *b);
            self.at = to;
        }
    }

    /// The batches of A and of B whose states are shown; `None` where there are no two states.
    pub fn batches(&self) -> Option<(usize, usize)> {
        self.pairs.get(self.at).map(|(a, b, _)| (*a, *b))
    }

    /// The place among [`Self::pairs`].
    pub fn at(&self) -> usize {
        self.at
    }

    /// How A's text differs from B's.
    pub fn diff(&self) -> &TextDiff {
        &self.diff
    }

    /// How A's prompts differ from B's.
    pub fn prompts(&self) -> &PromptDiff {
        &self.prompts
    }

    /// How much of the differences repeating alone makes, a sentence each; none where nothing was repeated.
    pub fn by_chance(&self) -> Vec<String> {
        let chance = &self.compared.chance;
        let figure = |(name, a, b, beside): &(&str, Spread, Spread, BesideChance)| {
            format!("{}  {}", name.to_uppercase(), beside_in_short(a, b, beside))
        };
        let mut lines: Vec<String> = beside_chance(chance).iter().map(figure).collect();
        if let Some((at_a, at_b)) = self.batches() {
            let [a, b] = chance;
            let own = [('A', a.changed(at_a)), ('B', b.changed(at_b))];
            let said = own.iter().filter_map(|(side, changed)| {
                let mean = (*changed)?.mean * 100.0;
                Some(format!("{mean:.0}% between repetitions of {side}"))
            });
            let said: Vec<String> = said.collect();
            if !said.is_empty() {
                let heat = self.diff.heat * 100.0;
                lines.push(format!("words  {heat:.0}% differ between A and B, {}", said.join(", ")));
            }
        }
        lines
    }

    /// How often both said the same, A was closer, B was closer.
    pub fn counts(&self) -> (usize, usize, usize) {
        let pairs = &self.compared.ratings.pairs;
        let of = |shown: Shown| pairs.iter().filter(|pair| shown.lets_through(pair)).count();
        (pairs.len() - of(Shown::Different), of(Shown::ACloser), of(Shown::BCloser))
    }
}

fn diff_of(compared: &Compared, a: usize, b: usize) -> TextDiff {
    let text = |states: &[crate::domain::ProfileState], batch: usize| {
        let state = batch.checked_sub(1).and_then(|at| states.get(at));
        clean(state.map_or("", |state| &state.profile)).into_owned()
    };
    compare(&text(&compared.a.states, a), &text(&compared.b.states, b))
}

/// How two sides are looked at.
#[derive(Clone, Debug)]
pub struct Compare {
    /// The pane that has the keys.
    pub focus: ComparePane,
    /// How the texts are shown.
    pub view: View,
    /// Whether sentences that are the same are hidden.
    pub hide_same: bool,
    /// Whether held-out ratings are shown item by item.
    pub truth: bool,
    /// Which items are to be listed; see [`Self::showing`].
    pub shown: Shown,
    from: Screen,
    wanted: Option<[Mark; 2]>,
    loaded: Option<Loaded>,
    /// The batches to look at once both are read.
    place: Option<(usize, usize)>,
    failure: Option<String>,
    sentence: Cursor,
    row: Cursor,
    line: Cursor,
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            focus: ComparePane::default(),
            view: View::default(),
            hide_same: false,
            // Both have rated what is listed.
            truth: true,
            shown: Shown::default(),
            from: Screen::Runs,
            wanted: None,
            loaded: None,
            place: None,
            failure: None,
            sentence: Cursor::default(),
            row: Cursor::default(),
            line: Cursor::default(),
        }
    }
}

impl Compare {
    /// What is wanted, and from where: leads to the work that reads it.
    pub fn ask(&mut self, marks: [Mark; 2], from: Screen) -> Work {
        if self.wanted != Some(marks) {
            (self.loaded, self.place) = (None, None);
            (self.sentence, self.row, self.line) = Default::default();
        }
        self.failure = None;
        self.wanted = Some(marks);
        if from != Screen::Compare {
            self.from = from;
        }
        Work::Compare { a: marks[0], b: marks[1] }
    }

    /// Looks at these batches once both are read.
    pub(in crate::app) fn look_at(&mut self, batches: Option<(usize, usize)>) {
        self.place = batches;
    }

    /// Where it was asked for.
    pub fn from(&self) -> Screen {
        self.from
    }

    /// What is wanted.
    pub fn wanted(&self) -> Option<[Mark; 2]> {
        self.wanted
    }

    /// Whether a run is one of the two.
    pub fn is_about(&self, run: RunId) -> bool {
        self.wanted.is_some_and(|marks| marks.iter().any(|mark| mark.run == run))
    }

    /// Both sides were read.
    pub fn take(&mut self, compared: Compared) {
        let Some(marks) = self.wanted else { return };
        if [compared.a.id, compared.b.id] != marks.map(|mark| mark.run) {
            return;
        }
        let before = self.loaded.as_ref().and_then(Loaded::batches).or(self.place.take());
        self.loaded = Some(Loaded::new(compared, marks, before));
    }

    /// They could not be read.
    pub fn fail(&mut self, why: &str) {
        self.failure = Some(crate::domain::text::clean_line(why));
    }

    /// What was read.
    pub fn loaded(&self) -> Option<&Loaded> {
        self.loaded.as_ref()
    }

    /// Why nothing could be read.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// The sentences that are listed.
    pub fn sentences(&self) -> Vec<&SentencePair> {
        let shown = |pair: &&SentencePair| {
            (self.view != View::After || pair.after.is_some())
                && !(self.hide_same && pair.class == Class::Same)
        };
        self.loaded.iter().flat_map(|loaded| &loaded.diff.sentences).filter(shown).collect()
    }

    /// The selected one of [`Self::sentences`].
    pub fn sentence(&self, sentences: usize) -> Option<usize> {
        self.sentence.of(sentences)
    }

    /// Which items are listed: who is closer would give the truth away while it is hidden.
    pub fn showing(&self) -> Shown {
        if self.truth || self.shown == Shown::All { self.shown } else { Shown::Different }
    }

    /// The items that are listed.
    pub fn items(&self) -> Vec<&RatingPair> {
        let shown = self.showing();
        let pairs = self.loaded.iter().flat_map(|loaded| &loaded.compared.ratings.pairs);
        pairs.filter(|pair| shown.lets_through(pair)).collect()
    }

    /// The selected one of [`Self::items`].
    pub fn item(&self, items: usize) -> Option<usize> {
        self.row.of(items)
    }

    /// The lines about the prompts.
    pub fn lines(&self) -> &[CallLine] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.prompts.lines)
    }

    /// The selected one of [`Self::lines`].
    pub fn line(&self, lines: usize) -> Option<usize> {
        self.line.of(lines)
    }

    /// What can be meant here.
    pub fn offers(&self) -> Vec<Offer> {
        let not_read = self.loaded.is_none().then_some("the two are being read");
        let pairs = self.loaded.as_ref().map_or(0, |loaded| loaded.pairs.len());
        let no_batch = not_read.or((pairs < 2).then_some("there is no other batch to compare"));
        let is_text = self.focus == ComparePane::Text;
        let is_ratings = self.focus == ComparePane::Ratings;
        let is_prompts = self.focus == ComparePane::Prompts;
        let row = match self.focus {
            ComparePane::Ratings => "item",
            ComparePane::Prompts => "line",
            ComparePane::Text | ComparePane::Figures => "sentence",
        };
        let view = if is_ratings {
            format!("show: {}", self.showing().word())
        } else {
            format!("view: {}", self.view.word())
        };
        let no_view = (is_prompts || self.focus == ComparePane::Figures).then_some("this pane has one view");
        let no_row = (self.focus == ComparePane::Figures).then_some("figures are not gone through");
        let same = if self.hide_same { "show same" } else { "hide same" };
        let truth = if self.truth { "hide truth" } else { "show truth" };
        vec![
            Offer::new(&[Action::Prev, Action::Next], "batch").unless(no_batch),
            Offer::new(&[Action::FindNext, Action::FindPrev], "difference").unless(not_read.or(no_row)),
            Offer::new(&[Action::MoveDown, Action::MoveUp], row).unless(not_read.or(no_row)),
            Offer::new(&[Action::PaneNext], "pane"),
            Offer::new(&[Action::ViewCycle], view).unless(not_read.or(no_view)),
            Offer { footer: is_text, ..Offer::new(&[Action::HideSame], same).unless(not_read) },
            Offer { footer: is_ratings, ..Offer::new(&[Action::Truth], truth).unless(not_read) },
            self.matching_offer(not_read),
            Offer::new(&[Action::PromptShow], if is_prompts { "texts" } else { "prompts" }).unless(not_read),
            Offer::new(&[Action::Swap], "swap A and B").unless(not_read),
            Offer::new(&[Action::Back], "back"),
            Offer::new(&[Action::Zoom], "zoom"),
            Offer::quiet(&[Action::TabNext, Action::TabPrev], "text, ratings, figures, prompts"),
        ]
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        let (sentences, items, lines) = (self.sentences().len(), self.items().len(), self.lines().len());
        match action {
            Action::Next => self.turn(Action::MoveDown),
            Action::Prev => self.turn(Action::MoveUp),
            Action::PaneNext | Action::TabNext => self.focus = neighbour(&ComparePane::ALL, self.focus, 1),
            Action::PanePrev | Action::TabPrev => self.focus = neighbour(&ComparePane::ALL, self.focus, 3),
            Action::ViewCycle if self.focus == ComparePane::Ratings => {
                self.shown = neighbour(&Shown::ALL, self.shown, 1);
                self.row = Cursor::default();
            }
            Action::ViewCycle if self.focus == ComparePane::Prompts => {}
            Action::ViewCycle => self.view = neighbour(&View::ALL, self.view, 1),
            Action::HideSame => self.hide_same = !self.hide_same,
            Action::Truth => self.truth = !self.truth,
            Action::FindNext | Action::FindPrev => self.seek(action == Action::FindNext),
            Action::PromptShow if self.focus == ComparePane::Prompts => self.focus = ComparePane::Text,
            Action::PromptShow => self.focus = ComparePane::Prompts,
            Action::Swap => return self.swap(desk),
            Action::RunRest => self.match_ratings(desk),
            Action::MarkAb | Action::Compare => {
                desk.say(crate::app::log::Level::Info, "A and B are marked in Runs or Profile");
            }
            _ => {
                let moved = match self.focus {
                    ComparePane::Text => self.sentence.travel(action, sentences, desk.page),
                    ComparePane::Ratings => self.row.travel(action, items, desk.page),
                    ComparePane::Prompts => self.line.travel(action, lines, desk.page),
                    ComparePane::Figures => false,
                };
                return if moved || is_travel(action) { Answer::Done } else { Answer::Pass };
            }
        }
        Answer::Done
    }

    fn turn(&mut self, action: Action) {
        let Some(loaded) = &mut self.loaded else { return };
        let mut place = Cursor::default();
        place.set(loaded.at);
        if place.travel(action, loaded.pairs.len(), 1) {
            loaded.turn(place.of(loaded.pairs.len()).unwrap_or(0));
            self.sentence = Cursor::default();
        }
    }

    /// To the next sentence or item that is not the same.
    fn seek(&mut self, forwards: bool) {
        if self.focus == ComparePane::Prompts {
            let lines: Vec<bool> = self.lines().iter().map(prompts::is_change).collect();
            self.line.seek(forwards, lines.len(), |at| lines.get(at).copied().unwrap_or(false));
        } else if self.focus == ComparePane::Ratings {
            let items: Vec<bool> = self.items().iter().map(|pair| !pair.is_same()).collect();
            self.row.seek(forwards, items.len(), |at| items.get(at).copied().unwrap_or(false));
        } else {
            let sentences: Vec<bool> =
                self.sentences().iter().map(|pair| pair.class != Class::Same).collect();
            self.sentence.seek(forwards, sentences.len(), |at| sentences.get(at).copied().unwrap_or(false));
        }
    }

    fn swap(&mut self, desk: &mut Desk<'_>) -> Answer {
        let Some([a, b]) = self.wanted else { return Answer::Done };
        if desk.study.marks.both() == Some([a, b]) {
            desk.swap_marks();
        }
        let place = self.loaded.as_ref().and_then(Loaded::batches).map(|(a, b)| (b, a));
        let work = self.ask([b, a], Screen::Compare);
        // What is looked at stays: the same two states, the other way round.
        self.place = place;
        desk.start(work, "comparing");
        Answer::Done
    }
}

fn is_travel(action: Action) -> bool {
    use Action::{Bottom, MoveDown, MoveUp, PageDown, PageUp, Top};
    matches!(action, MoveDown | MoveUp | PageDown | PageUp | Top | Bottom)
}
