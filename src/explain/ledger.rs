//! The taste ledger: what each state says of each subject, so that what changed in meaning shows at a glance.

use super::check::{Account, Checked};
use super::claims::{Claim, Polarity};
use super::subjects::Subject;

/// A subject over the states.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// The subject.
    pub subject: Subject,
    /// For each state, what it says, and in which sentence; `None` = not named.
    pub cells: Vec<Option<Entry>>,
}

/// What a state says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `+` likes, `-` averse, `~` mixed or faintly said, `.` named without a stance.
    pub mark: char,
    /// Number of the sentence.
    pub sentence: usize,
}

impl LedgerRow {
    /// Whether it was said once, with a stance, and then dropped while later states speak of other things.
    pub fn is_dropped(&self) -> bool {
        let stances = self.cells.iter().flatten().filter(|entry| entry.mark != '.').count();
        let is_last = self.cells.last().is_some_and(Option::is_some);
        stances == 1 && !is_last && self.cells.len() > 1
    }

    /// Whether the newest state says otherwise than the one before it: how, before and after.
    pub fn change(&self) -> Option<(Option<Entry>, Option<Entry>)> {
        let (last, before) = self.cells.split_last()?;
        let before = before.last().copied()?;
        let mark = |entry: Option<Entry>| entry.map(|entry| entry.mark);
        (mark(before) != mark(*last)).then_some((before, *last))
    }

    /// Whether any state takes a stance on it.
    pub fn has_stance(&self) -> bool {
        self.cells.iter().flatten().any(|entry| entry.mark != '.')
    }
}

/// The ledger of some states, oldest first: rows of subjects on which a state takes a stance, in the order in
/// which they were first named; likes before dislikes would hide that order.
pub fn ledger<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Vec<LedgerRow> {
    let accounts: Vec<&Account> = accounts.into_iter().collect();
    let said = accounts.iter().enumerate().flat_map(|(at, account)| {
        let of = move |checked: &'a Checked| checked.claims.iter().map(move |one| (at, checked.number, one));
        account.sentences.iter().flat_map(of)
    });
    rows_of(accounts.len(), said)
}

/// Rows of so many texts: what each claims, by its place, with the number of the sentence.
pub(super) fn rows_of<'a>(
    texts: usize,
    claims: impl Iterator<Item = (usize, usize, &'a Claim)>,
) -> Vec<LedgerRow> {
    let mut rows: Vec<LedgerRow> = Vec::new();
    for (at, number, claim) in claims {
        let row = match rows.iter_mut().position(|row| row.subject == claim.subject) {
            Some(known) => known,
            None => {
                rows.push(LedgerRow { subject: claim.subject, cells: vec![None; texts] });
                rows.len() - 1
            }
        };
        let cell = rows.get_mut(row).and_then(|row| row.cells.get_mut(at));
        if let Some(cell) = cell {
            *cell = Some(merged(*cell, claim, number));
        }
    }
    rows.retain(LedgerRow::has_stance);
    rows
}

/// Two sentences of one state that disagree make it mixed; a stance wins over none.
fn merged(known: Option<Entry>, claim: &Claim, sentence: usize) -> Entry {
    let new = Entry { mark: claim.mark(), sentence };
    match known {
        None => new,
        // What is so lately counts for what was so at first.
        Some(known) if claim.lately && known.sentence == sentence => new,
        Some(known) if known.mark == '.' => new,
        Some(known) if claim.polarity == Polarity::Unclear || known.mark == new.mark => known,
        Some(known) if known.mark == '~' => new,
        Some(known) if new.mark == '~' => known,
        Some(known) => Entry { mark: '~', ..known },
    }
}
