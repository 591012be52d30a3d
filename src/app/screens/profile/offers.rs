//! What can be meant on the profile, in words of the place that has the keys, and why not where it cannot.

use super::look::{BehindTab, ProfilePane, Shape, TextTab};
use super::writing::{fork_off, write_off};
use super::{Evidence, Profile, WhyRow};
use crate::actions::Action;
use crate::app::jobs::{Jobs, Kind};
use crate::app::offers::Offer;
use crate::app::screens::runs::{compare_label, compare_off, mark_label};
use crate::app::study::{Study, Subject};
use crate::diff::{Class, SentencePair};
use crate::domain::Run;

impl Profile {
    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let Some(subject) = &study.subject else {
            return vec![Offer::new(&[Action::GoUsers], "pick a user")];
        };
        let write_off = write_off(study, subject, jobs);
        let next = subject.run.as_ref().map_or(Some(1), Run::next_batch);
        let left = subject.batches() - subject.written().min(subject.batches());
        let mut offers = Vec::new();
        if jobs.running(Kind::Write).is_some() {
            offers.push(Offer::new(&[Action::Cancel], "cancel"));
        }
        let here = self.batch(subject).unwrap_or(1);
        let write = match next {
            Some(next) => Offer::new(&[Action::Run], format!("write B{next}")).unless(write_off.clone()),
            None => Offer::quiet(&[Action::Run], format!("write B{here} again, in a fork"))
                .unless(fork_off(subject, jobs)),
        };
        let rest = if left > 1 { format!("write all {left} left") } else { "write what is left".to_owned() };
        let follow = Offer::new(&[Action::Open], self.leads_to()).unless(self.leads_nowhere(subject));
        offers.extend([
            write,
            Offer { footer: left > 1, ..Offer::new(&[Action::RunRest], rest).unless(write_off) },
            Offer::new(&[Action::Prev, Action::Next], "batch"),
            Offer::new(&[Action::MoveDown, Action::MoveUp], self.row_name()),
            follow,
        ]);
        if self.can_come_back() {
            offers.push(Offer::new(&[Action::Back], "come back"));
        }
        offers.extend([
            Offer::new(&[Action::TabPrev, Action::TabNext], self.tab_words()),
            Offer::new(&[Action::PaneNext], "pane"),
        ]);
        offers.extend(comparing(study, subject));
        offers.extend(self.reading_offers(subject));
        offers.extend([
            Offer::new(&[Action::Fork], format!("fork from B{here}")).unless(fork_off(subject, jobs)),
            Offer::new(&[Action::Zoom], "zoom"),
            Offer::quiet(&[Action::Edit], "edit the prompt of this batch"),
            Offer::quiet(&[Action::PromptShow], "the prompt of this batch, as it is sent"),
        ]);
        offers
    }

    /// How a change is shown.
    fn reading_offers(&self, subject: &Subject) -> [Offer; 5] {
        let is_diff = self.focus.pane == ProfilePane::Text && self.focus.text == TextTab::Diff;
        let no_diff = (subject.written() < 2).then_some("nothing to compare yet");
        let sentences = self.sentences(subject);
        let is_rewritten = |pair: &SentencePair| pair.class == Class::Rewritten;
        let here = self.sentence(sentences.len()).and_then(|at| sentences.get(at).copied());
        let unfolded = self.batch(subject).map(|batch| self.unfolded(batch)).unwrap_or_default();
        let is_unfolded = |pair: &SentencePair| {
            pair.after.as_ref().is_some_and(|sentence| unfolded.contains(&sentence.number))
        };
        let not_here = !here.is_some_and(is_rewritten);
        let not_here = not_here.then_some("this sentence is not a rewritten one");
        let nowhere = !sentences.iter().any(|pair| is_rewritten(pair));
        let nowhere = nowhere.then_some("no sentence here is rewritten");
        let all = sentences.iter().filter(|pair| is_rewritten(pair)).all(|pair| is_unfolded(pair));
        let fold = if here.is_some_and(is_unfolded) {
            "fold what this sentence was"
        } else {
            "unfold what this sentence was"
        };
        let fold_all = if all && nowhere.is_none() {
            "fold all that was rewritten"
        } else {
            "unfold all that was rewritten"
        };
        let same = if self.hide_same { "show same" } else { "hide same" };
        let detail = format!("detail: {}", self.detail.word());
        let offer = |actions, label: String| Offer { footer: is_diff, ..Offer::new(actions, label) };
        [
            offer(&[Action::ViewCycle], format!("view: {}", self.view.word())).unless(no_diff),
            offer(&[Action::HideSame], same.to_owned()).unless(no_diff),
            offer(&[Action::Toggle], fold.to_owned()).unless(no_diff.or(not_here)),
            Offer::quiet(&[Action::MarkAll], fold_all).unless(no_diff.or(nowhere)),
            offer(&[Action::Detail], detail).unless(no_diff),
        ]
    }

    /// What the tabs are that the keys go through here.
    fn tab_words(&self) -> &'static str {
        match (self.shape, self.focus.pane) {
            (Shape::One, _) => "tab",
            (_, ProfilePane::Behind) => "why, items, ledger",
            _ => "diff, text, raw",
        }
    }

    fn row_name(&self) -> &'static str {
        match (self.focus.pane, self.focus.text, self.focus.behind) {
            (ProfilePane::Batches, ..) => "batch",
            (ProfilePane::Text, TextTab::Raw, _) => "line",
            (ProfilePane::Text, ..) => "sentence",
            (ProfilePane::Behind, _, BehindTab::Why) => "evidence",
            (ProfilePane::Behind, _, BehindTab::Items) => "item",
            (ProfilePane::Behind, _, BehindTab::Ledger) => "subject",
        }
    }

    fn leads_to(&self) -> &'static str {
        match (self.focus.pane, self.focus.behind) {
            (ProfilePane::Batches, _) => "read it",
            (ProfilePane::Text, _) => "its evidence",
            (ProfilePane::Behind, BehindTab::Why) => "open the item",
            (ProfilePane::Behind, BehindTab::Items) => "its sentence",
            (ProfilePane::Behind, BehindTab::Ledger) => "the sentence",
        }
    }

    fn leads_nowhere(&self, subject: &Subject) -> Option<&'static str> {
        match (self.focus.pane, self.focus.behind) {
            (ProfilePane::Batches, _) => None,
            (ProfilePane::Text, _) => self.why(subject).is_none().then_some("there is no sentence yet"),
            (ProfilePane::Behind, BehindTab::Why) => {
                let Some(why) = self.why(subject) else { return Some("there is no sentence yet") };
                let row = self.row(why.rows.len()).and_then(|at| why.rows.get(at));
                match row {
                    None => Some("this sentence has no item to open"),
                    Some(row @ (WhyRow::Evidence(Evidence::Cited(_)) | WhyRow::Stated(_)))
                        if why.spot(subject, *row).is_none() =>
                    {
                        Some("this title belongs to no batch of the history")
                    }
                    Some(_) => None,
                }
            }
            (ProfilePane::Behind, BehindTab::Items) => {
                self.linked_sentences(subject).is_empty().then_some("no sentence speaks of this item")
            }
            (ProfilePane::Behind, BehindTab::Ledger) => {
                subject.ledger().is_empty().then_some("no profile speaks of a subject yet")
            }
        }
    }
}

/// Marking and comparing, where the user has runs to compare.
fn comparing(study: &Study, subject: &Subject) -> Vec<Offer> {
    let Some(run) = subject.run_id().filter(|_| study.runs_of(&subject.id).nth(1).is_some()) else {
        return Vec::new();
    };
    let off = compare_off(study, Some(run));
    let can = off.is_none();
    vec![
        Offer { footer: can, ..Offer::new(&[Action::Compare], compare_label(study, Some(run))).unless(off) },
        Offer { footer: !can, ..Offer::new(&[Action::MarkAb], mark_label(study)) },
    ]
}
