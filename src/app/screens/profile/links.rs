//! From a sentence to its items and from an item to its sentences, and back to the same place; never what they
//! look like.

use super::look::{BehindTab, Focus, ProfilePane, TextTab};
use super::why::Why;
use super::{Places, Profile};
use crate::app::says::Spoken;
use crate::app::study::Subject;
use crate::explain::Fit;

/// A place to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    focus: Focus,
    places: Places,
    hide_same: bool,
}

/// How many places are remembered.
const TRAIL: usize = 32;

impl Profile {
    /// Follows the link of what is selected; why not, where it leads nowhere.
    pub(super) fn follow(&mut self, subject: &Subject) -> Result<(), &'static str> {
        let here = Left { focus: self.focus, places: self.places, hide_same: self.hide_same };
        match (self.focus.pane, self.focus.behind) {
            (ProfilePane::Batches, _) => self.focus.pane = ProfilePane::Text,
            (ProfilePane::Text, _) => {
                if self.why(subject).is_none() {
                    return Err("no sentence is selected");
                }
                self.focus.pane = ProfilePane::Behind;
                self.focus.behind = BehindTab::Why;
                self.places.row.set(0);
            }
            (ProfilePane::Behind, BehindTab::Why) => {
                let why = self.why(subject).ok_or("no sentence is selected")?;
                let row = self.places.row.of(why.rows.len()).and_then(|at| why.rows.get(at));
                let row = row.ok_or("there is no item to open")?;
                let spot = why.spot(subject, *row).ok_or("this title belongs to no batch of the history")?;
                self.show_item(subject, spot);
            }
            (ProfilePane::Behind, BehindTab::Items) => {
                let sentence = self.linked_sentences(subject).first().copied();
                self.show_sentence(subject, sentence.ok_or("no sentence speaks of this item")?);
            }
            (ProfilePane::Behind, BehindTab::Ledger) => {
                let (batch, sentence) = self.ledger_target(subject).ok_or("no state names it")?;
                if Some(batch) != self.batch(subject) {
                    self.show_batch(batch);
                }
                self.show_sentence(subject, sentence);
            }
        }
        if self.trail.len() == TRAIL {
            self.trail.remove(0);
        }
        self.trail.push(here);
        Ok(())
    }

    /// Back to where the last link was followed from; whether there was one.
    pub fn come_back(&mut self) -> bool {
        let Some(left) = self.trail.pop() else { return false };
        (self.focus, self.places, self.hide_same) = (left.focus, left.places, left.hide_same);
        true
    }

    /// Whether a link was followed that can be come back from.
    pub fn can_come_back(&self) -> bool {
        !self.trail.is_empty()
    }

    /// Looks at a sentence of any state; one that was dropped is looked at where it was dropped, if that is shown.
    pub(in crate::app) fn show_spoken(&mut self, subject: &Subject, spoken: Spoken) {
        let Spoken { batch, number, is_dropped } = spoken;
        self.trail.clear();
        if is_dropped {
            self.show_batch(batch + 1);
            (self.focus.pane, self.focus.text) = (ProfilePane::Text, TextTab::Diff);
            let was_it = |pair: &&crate::diff::SentencePair| {
                pair.before.as_ref().is_some_and(|sentence| sentence.number == number)
            };
            if let Some(at) = self.sentences(subject).iter().position(was_it) {
                return self.places.sentence.set(at);
            }
        }
        self.show_batch(batch);
        self.show_sentence(subject, number);
    }

    /// Looks at an item of a batch.
    fn show_item(&mut self, subject: &Subject, (batch, at): (usize, usize)) {
        if Some(batch) != self.batch(subject) {
            self.show_batch(batch);
        }
        self.focus.pane = ProfilePane::Behind;
        self.focus.behind = BehindTab::Items;
        self.places.item.set(at);
    }

    /// Looks at a sentence of the state, by its number in the text.
    fn show_sentence(&mut self, subject: &Subject, number: usize) {
        self.focus.pane = ProfilePane::Text;
        if self.focus.text == TextTab::Raw {
            self.focus.text = TextTab::Diff;
        }
        if self.place_of(subject, number).is_none() {
            // It did not change, and those sentences are hidden.
            self.hide_same = false;
        }
        if let Some(at) = self.place_of(subject, number) {
            self.places.sentence.set(at);
        }
    }

    fn place_of(&self, subject: &Subject, number: usize) -> Option<usize> {
        let is_it =
            |pair: &&crate::diff::SentencePair| pair.after.as_ref().is_some_and(|s| s.number == number);
        self.sentences(subject).iter().position(is_it)
    }

    /// What is known of the selected sentence.
    pub fn why<'a>(&self, subject: &'a Subject) -> Option<Why<'a>> {
        let sentences = self.sentences(subject);
        let pair = sentences.get(self.sentence(sentences.len())?)?;
        Why::of(subject, self.batch(subject)?, pair)
    }

    /// How each item of the batch stands to the selected sentence: `None` = it has nothing to do with it.
    pub fn linked_items(&self, subject: &Subject) -> Vec<Option<(Fit, bool)>> {
        let mut linked = vec![None; self.items(subject).len()];
        let Some(why) = self.why(subject).filter(|why| Some(why.account.batch) == self.batch(subject)) else {
            return linked;
        };
        for item in &why.checked.items {
            if let Some(place) = linked.get_mut(item.at) {
                *place = Some((item.fit, item.is_cited));
            }
        }
        linked
    }

    /// The sentences that cite the selected item, by number; where none does, those that it speaks against or
    /// for without being cited.
    pub fn linked_sentences(&self, subject: &Subject) -> Vec<usize> {
        let account = self.batch(subject).and_then(|batch| subject.account(batch));
        let (Some(account), Some(item)) = (account, self.item(subject)) else { return Vec::new() };
        let cited = account.cited_by.get(item).cloned().unwrap_or_default();
        if !cited.is_empty() {
            return cited;
        }
        let bears = |fit: Fit| {
            let of_it = |checked: &&crate::explain::Checked| {
                checked.items.iter().any(|one| one.at == item && one.fit == fit)
            };
            account.sentences.iter().filter(of_it).map(|checked| checked.number).collect::<Vec<_>>()
        };
        let against = bears(Fit::Contradicts);
        if against.is_empty() { bears(Fit::Supports) } else { against }
    }

    /// The sentence that the selected row of the ledger leads to: in the state looked at, else in the newest
    /// one that has it.
    fn ledger_target(&self, subject: &Subject) -> Option<(usize, usize)> {
        let row = subject.ledger().get(self.ledger_row(subject)?)?;
        let of = |batch: usize| {
            row.cells.get(batch.checked_sub(1)?).copied().flatten().map(|entry| (batch, entry.sentence))
        };
        let here = self.batch(subject)?;
        of(here).or_else(|| (1..=row.cells.len()).rev().find_map(of))
    }
}
