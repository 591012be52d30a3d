//! What the selected sentence rests on, in rows that can be opened: its citations, then the items of the batch
//! that it does not cite but that speak against it or for it.

use std::collections::BTreeMap;

use crate::app::study::Subject;
use crate::diff::SentencePair;
use crate::domain::ItemIx;
use crate::explain::{Account, Bearing, Checked, CheckedCitation, Fit, Place, StatedItem};

/// What is known of a sentence.
#[derive(Clone, Debug)]
pub struct Why<'a> {
    /// The sentence, checked.
    pub checked: &'a Checked,
    /// The state that it stands in; for a dropped sentence the one before.
    pub account: &'a Account,
    /// Its rows.
    pub rows: Vec<WhyRow<'a>>,
}

/// A row that can be selected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WhyRow<'a> {
    /// What is known here of the sentence.
    Evidence(Evidence<'a>),
    /// What the writer of the state says that a claim rests on.
    Stated(&'a StatedItem),
}

/// What bears on a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Evidence<'a> {
    /// Something that the sentence cites.
    Cited(&'a CheckedCitation),
    /// An item of the batch that it does not cite.
    NotCited(Bearing),
}

/// Short names of what a state cites, in reading order: `a`, `b`, ... `z`, `aa`.
pub fn tags(account: &Account) -> BTreeMap<ItemIx, String> {
    let mut tags: BTreeMap<ItemIx, String> = BTreeMap::new();
    for item in account.sentences.iter().flat_map(|checked| &checked.citations).filter_map(|one| one.item) {
        let next = tags.len();
        tags.entry(item).or_insert_with(|| {
            let letter = char::from(b'a' + (next % 26) as u8);
            std::iter::repeat_n(letter, next / 26 + 1).collect()
        });
    }
    tags
}

/// Where an item can be looked at: number of the batch, place in it.
pub(super) type Spot = (usize, usize);

impl<'a> Why<'a> {
    /// What is known of one of the sentences shown for a batch.
    pub fn of(subject: &'a Subject, batch: usize, pair: &SentencePair) -> Option<Self> {
        let (batch, sentence) = match (&pair.after, &pair.before) {
            (Some(after), _) => (batch, after),
            (None, Some(before)) => (batch.checked_sub(1)?, before),
            (None, None) => return None,
        };
        let account = subject.account(batch)?;
        let checked = account.sentence(sentence.number)?;
        let uncited = |fit: Fit| checked.items.iter().filter(move |item| !item.is_cited && item.fit == fit);
        let evidence = checked.citations.iter().map(Evidence::Cited);
        let evidence = evidence.chain(uncited(Fit::Contradicts).copied().map(Evidence::NotCited));
        let evidence = evidence.chain(uncited(Fit::Supports).copied().map(Evidence::NotCited));
        let stated = account.stated.iter().flat_map(|claim| &claim.items).map(WhyRow::Stated);
        let rows = evidence.map(WhyRow::Evidence).chain(stated).collect();
        Some(Self { checked, account, rows })
    }

    /// The rows of what is known here, which stand first.
    pub fn evidence(&self) -> impl Iterator<Item = Evidence<'a>> {
        self.rows.iter().map_while(|row| match row {
            WhyRow::Evidence(evidence) => Some(*evidence),
            WhyRow::Stated(_) => None,
        })
    }

    /// Where the item of a row can be looked at; `None` where it belongs to no batch.
    pub(super) fn spot(&self, subject: &Subject, row: WhyRow<'_>) -> Option<Spot> {
        let (found, id) = match row {
            WhyRow::Evidence(Evidence::NotCited(bearing)) => {
                return Some((self.account.batch, bearing.at));
            }
            WhyRow::Evidence(Evidence::Cited(citation)) => (citation.found, citation.id.as_ref()),
            WhyRow::Stated(stated) => (stated.found, Some(&stated.id)),
        };
        let (_, Place::Batch(batch)) = found.rating()? else { return None };
        let items = subject.interactions(batch);
        Some((batch, items.iter().position(|one| Some(&one.item) == id)?))
    }
}
