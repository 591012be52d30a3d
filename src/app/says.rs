//! What a run's profile says of a genre, in which sentence, or since when it no longer does; never whether that is
//! right.

use super::study::Subject;
use crate::domain::text::clean_line;
use crate::explain::{self, Polarity};

/// What a profile says of a genre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// A sentence speaks of it.
    Sentence {
        /// Its number, 1 = first.
        number: usize,
        /// How it stands to the genre.
        polarity: Polarity,
    },
    /// An earlier state did, and this batch is the first without it.
    Dropped {
        /// Number of the batch.
        at: usize,
    },
    /// None ever did.
    Nothing,
}

impl Says {
    /// What the state after a batch says of a genre, by its place among the data set's.
    pub fn of(subject: &Subject, state: usize, genre: usize) -> Self {
        let Ok(genre) = u8::try_from(genre) else { return Self::Nothing };
        let genre = explain::Subject::Genre(genre);
        let at = |batch: usize| subject.account(batch).and_then(|account| account.says(genre));
        if let Some(said) = at(state) {
            return Self::Sentence { number: said.sentence, polarity: said.claim.polarity };
        }
        let last = (1..state).rev().find(|&batch| at(batch).is_some());
        last.map_or(Self::Nothing, |batch| Self::Dropped { at: batch + 1 })
    }

    /// In a few words: `s5 averse to`, `dropped at B3`.
    pub fn words(self) -> String {
        match self {
            Self::Sentence { number, polarity } => format!("s{number} {}", polarity.word()),
            Self::Dropped { at } => format!("dropped at B{at}"),
            Self::Nothing => "(nothing)".to_owned(),
        }
    }

    /// Whether an error of that sign can come from what is said, or is not said: a profile that is averse to a
    /// genre rates it too low, one that likes it too high, and one that says nothing goes by something else.
    pub fn fits_error(self, bias: f64) -> bool {
        match self {
            Self::Sentence { polarity: Polarity::Likes, .. } => bias > 0.0,
            Self::Sentence { polarity: Polarity::Averse, .. } => bias < 0.0,
            Self::Sentence { .. } => false,
            Self::Dropped { .. } | Self::Nothing => true,
        }
    }
}

/// A sentence of the state after a batch by its number, on one line; empty where there is none.
pub fn sentence(subject: &Subject, state: usize, number: usize) -> String {
    let sentences = subject.diff(state).map(|diff| diff.sentences.as_slice()).unwrap_or_default();
    let mut after = sentences.iter().filter_map(|pair| pair.after.as_ref());
    number
        .checked_sub(1)
        .and_then(|at| after.nth(at))
        .map_or_else(String::new, |sentence| clean_line(&sentence.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_held_against_what_could_have_caused_them() {
        let says = |polarity| Says::Sentence { number: 5, polarity };
        assert!(says(Polarity::Averse).fits_error(-1.0) && !says(Polarity::Averse).fits_error(1.0));
        assert!(says(Polarity::Likes).fits_error(0.5) && !says(Polarity::Likes).fits_error(-0.5));
        assert!(Says::Nothing.fits_error(1.0) && Says::Dropped { at: 3 }.fits_error(-1.0));
        assert!(!says(Polarity::Mixed).fits_error(-1.0));
        assert_eq!(says(Polarity::Averse).words(), "s5 averse to");
        assert_eq!(Says::Dropped { at: 3 }.words(), "dropped at B3");
    }
}
