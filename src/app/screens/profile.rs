//! Profile: how the text about the open user grew with each batch and what it rests on; which batch, sentence,
//! item and subject are looked at, and how a change is shown.

mod links;
mod look;
mod offers;
mod raw;
mod why;
mod writing;

pub use look::{BehindTab, Detail, Focus, ProfilePane, Shape, TextTab, View};
pub use raw::raw;
pub use why::{Evidence, Why, WhyRow, tags};

use std::collections::BTreeSet;

use super::metrics::neighbour;
use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::log::Level;
use crate::app::study::Subject;
use crate::diff::{Class, SentencePair};
use crate::domain::{Interaction, Run};
use links::Left;

/// How the profile is looked at.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// How many panes there are.
    pub shape: Shape,
    /// The pane and tab that have the keys.
    pub focus: Focus,
    /// How a change is shown.
    pub view: View,
    /// How finely a changed sentence is shown.
    pub detail: Detail,
    /// Whether unchanged sentences are hidden.
    pub hide_same: bool,
    /// Rewritten sentences that show the whole of what they were: number of the batch, of the sentence.
    unfolded: BTreeSet<(usize, usize)>,
    places: Places,
    /// Places that were left by following a link, newest last.
    trail: Vec<Left>,
}

/// What is selected in each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Places {
    batch: Cursor,
    sentence: Cursor,
    /// Of the evidence of the sentence.
    row: Cursor,
    item: Cursor,
    subject: Cursor,
    /// Line of the raw state.
    line: Cursor,
    /// Rows above the end of a text that is arriving; 0 = the end is followed.
    above_end: usize,
}

impl Profile {
    /// For a terminal of that many columns and rows.
    pub fn new(size: (u16, u16)) -> Self {
        Self { shape: Shape::of(size), ..Self::default() }
    }

    /// Another user or run is open: looks at its newest state.
    pub fn reset(&mut self, subject: &Subject) {
        self.focus.pane = ProfilePane::default();
        self.places = Places::default();
        self.show_batch(subject.written().max(1));
        self.trail.clear();
        self.unfolded.clear();
    }

    /// Looks at a batch, 1 = first.
    pub fn show_batch(&mut self, number: usize) {
        self.places = Places { subject: self.places.subject, ..Places::default() };
        self.places.batch.set(number.saturating_sub(1));
    }

    /// The batch looked at, 1 = first; `None` where there is none.
    pub fn batch(&self, subject: &Subject) -> Option<usize> {
        self.places.batch.of(subject.batches()).map(|at| at + 1)
    }

    /// The sentences that are listed.
    pub fn sentences<'a>(&self, subject: &'a Subject) -> Vec<&'a SentencePair> {
        let Some((batch, diff)) = self.batch(subject).and_then(|batch| Some((batch, subject.diff(batch)?)))
        else {
            return Vec::new();
        };
        let is_diff = self.focus.text != TextTab::Text && batch > 1;
        let shown = |pair: &&SentencePair| {
            if is_diff && self.view != View::After {
                !self.hide_same || pair.class != Class::Same
            } else {
                pair.after.is_some() && !(is_diff && self.hide_same && pair.class == Class::Same)
            }
        };
        diff.sentences.iter().filter(shown).collect()
    }

    /// The selected one of [`Self::sentences`].
    pub fn sentence(&self, sentences: usize) -> Option<usize> {
        self.places.sentence.of(sentences)
    }

    /// The interactions of the batch looked at, as the simulator saw them or will see them.
    pub fn items<'a>(&self, subject: &'a Subject) -> &'a [Interaction] {
        self.batch(subject).map(|batch| subject.interactions(batch)).unwrap_or_default()
    }

    /// The selected one of [`Self::items`].
    pub fn item(&self, subject: &Subject) -> Option<usize> {
        self.places.item.of(self.items(subject).len())
    }

    /// The selected one of so many rows of evidence.
    pub fn row(&self, rows: usize) -> Option<usize> {
        self.places.row.of(rows)
    }

    /// The selected row of the ledger.
    pub fn ledger_row(&self, subject: &Subject) -> Option<usize> {
        self.places.subject.of(subject.ledger().len())
    }

    /// The selected one of so many lines of the raw state.
    pub fn line(&self, lines: usize) -> Option<usize> {
        self.places.line.of(lines)
    }

    /// How many rows above the end of a text that is arriving is looked at.
    pub fn above_end(&self) -> usize {
        self.places.above_end
    }

    /// Moves in a text that is arriving, which has about so many rows.
    pub(in crate::app) fn travel_live(&mut self, action: Action, rows: usize, page: usize) {
        let above = &mut self.places.above_end;
        *above = match action {
            Action::MoveUp => (*above + 1).min(rows),
            Action::PageUp => (*above + page).min(rows),
            Action::Top => rows,
            Action::MoveDown => above.saturating_sub(1),
            Action::PageDown => above.saturating_sub(page),
            _ => 0,
        };
    }

    /// Numbers of the sentences of a batch that show the whole of what they were.
    pub fn unfolded(&self, batch: usize) -> Vec<usize> {
        self.unfolded.iter().filter(|(of, _)| *of == batch).map(|(_, sentence)| *sentence).collect()
    }

    /// Unfolds what the selected sentence was, or all, where any is folded; else folds.
    fn fold(&mut self, all: bool, subject: &Subject) {
        let Some(batch) = self.batch(subject) else { return };
        let sentences = self.sentences(subject);
        let rewritten = |pair: &&SentencePair| pair.class == Class::Rewritten;
        let named = |pair: &SentencePair| pair.after.as_ref().map(|sentence| (batch, sentence.number));
        let meant: Vec<_> = if all {
            sentences.iter().copied().filter(rewritten).filter_map(named).collect()
        } else {
            let at = self.sentence(sentences.len());
            at.and_then(|at| sentences.get(at).copied())
                .filter(rewritten)
                .and_then(named)
                .into_iter()
                .collect()
        };
        if meant.iter().all(|one| self.unfolded.contains(one)) {
            self.unfolded.retain(|one| !meant.contains(one));
        } else {
            self.unfolded.extend(meant);
        }
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        let Some(subject) = &desk.study.subject else { return Answer::Pass };
        match action {
            Action::Next => self.turn(Action::MoveDown, subject),
            Action::Prev => self.turn(Action::MoveUp, subject),
            // What is finished is never overwritten: written again, it is a fork.
            Action::Run if subject.run.as_ref().is_some_and(Run::is_complete) => {
                return self.ask_for_fork(desk.study, false);
            }
            Action::Run | Action::RunRest => writing::write(action, desk),
            Action::Fork => return self.ask_for_fork(desk.study, false),
            Action::Detail => self.detail = neighbour(&Detail::ALL, self.detail, 1),
            Action::Toggle | Action::MarkAll => self.fold(action == Action::MarkAll, subject),
            Action::ViewCycle => self.view = neighbour(&View::ALL, self.view, 1),
            Action::HideSame => self.hide_same = !self.hide_same,
            Action::PaneNext | Action::PanePrev => {
                self.trail.clear();
                self.focus.turn_pane(self.shape, action == Action::PanePrev);
            }
            Action::TabNext | Action::TabPrev => {
                self.trail.clear();
                self.focus.turn_tab(self.shape, action == Action::TabPrev);
            }
            Action::Open => {
                if let Err(why) = self.follow(subject) {
                    desk.say(Level::Info, why);
                }
            }
            _ => {
                let moved = self.travel(action, subject, desk.page);
                return if moved || is_travel(action) { Answer::Done } else { Answer::Pass };
            }
        }
        Answer::Done
    }

    /// Moves in the list that has the keys.
    fn travel(&mut self, action: Action, subject: &Subject, page: usize) -> bool {
        let sentences = self.sentences(subject).len();
        match (self.focus.pane, self.focus.text, self.focus.behind) {
            (ProfilePane::Batches, ..) => {
                self.turn(action, subject);
                is_travel(action)
            }
            (ProfilePane::Text, TextTab::Raw, _) => {
                let state = self.batch(subject).and_then(|batch| subject.state(batch));
                let lines = state.map_or(0, |state| raw(state).lines().count());
                self.places.line.travel(action, lines, page)
            }
            (ProfilePane::Text, ..) => {
                let moved = self.places.sentence.travel(action, sentences, page);
                if moved {
                    self.places.row.set(0);
                }
                moved
            }
            (ProfilePane::Behind, _, BehindTab::Why) => self.travel_rows(action, subject, sentences),
            (ProfilePane::Behind, _, BehindTab::Items) => {
                self.places.item.travel(action, self.items(subject).len(), page)
            }
            (ProfilePane::Behind, _, BehindTab::Ledger) => {
                self.places.subject.travel(action, subject.ledger().len(), page)
            }
        }
    }

    /// Down the evidence of a sentence and on to the next one, up to the one before; pages go by sentences.
    fn travel_rows(&mut self, action: Action, subject: &Subject, sentences: usize) -> bool {
        let rows = |profile: &Self| profile.why(subject).map_or(0, |why| why.rows.len());
        let inside = match action {
            Action::PageDown | Action::PageUp => false,
            _ => self.places.row.travel(action, rows(self), 1),
        };
        if inside || matches!(action, Action::Top | Action::Bottom) {
            return inside;
        }
        let (step, is_back) = match action {
            Action::MoveDown | Action::PageDown => (Action::MoveDown, false),
            Action::MoveUp | Action::PageUp => (Action::MoveUp, action == Action::MoveUp),
            _ => return false,
        };
        let moved = self.places.sentence.travel(step, sentences, 1);
        if moved {
            let last = rows(self).saturating_sub(1);
            self.places.row.set(if is_back { last } else { 0 });
        }
        moved
    }

    fn turn(&mut self, action: Action, subject: &Subject) {
        let places = self.places;
        if self.places.batch.travel(action, subject.batches(), subject.batches()) {
            self.places = Places { batch: self.places.batch, subject: places.subject, ..Places::default() };
            self.trail.clear();
        }
    }
}

fn is_travel(action: Action) -> bool {
    use Action::{Bottom, MoveDown, MoveUp, PageDown, PageUp, Top};
    matches!(action, MoveDown | MoveUp | PageDown | PageUp | Top | Bottom)
}
