//! What a run's profile says of a genre, in which sentence, or since when it no longer does; never whether that is
//! right.

use super::message::Opened;
use super::study::{Answer, Subject};
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

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The state that has it, by its batch.
    pub batch: usize,
    /// Its number there, 1 = first.
    pub number: usize,
    /// Whether the state after that one no longer has what it says.
    pub is_dropped: bool,
}

/// What a profile says that bears on the rating of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A sentence cites the item itself.
    Cited {
        /// Its number.
        number: usize,
    },
    /// It says this of one of the item's genres, by its place among the data set's.
    Genre(usize, Says),
    /// Nothing.
    Nothing,
}

impl Cause {
    /// What the state that an answer was given on says of its item: that it cites it; else what it says of the
    /// genre that is asked about; else of the genre that most likely led to such an error.
    pub fn of(data: &Opened, subject: &Subject, answer: &Answer, asked: Option<usize>) -> Self {
        let Some(item) = answer.item else { return Self::Nothing };
        let cites = |checked: &&explain::Checked| checked.citations.iter().any(|one| one.item == Some(item));
        let account = subject.account(answer.state);
        if let Some(checked) = account.and_then(|account| account.sentences.iter().find(cites)) {
            return Self::Cited { number: checked.number };
        }
        let error = answer.error().unwrap_or(0.0);
        let rank = |genre: usize, says: Says| match says {
            Says::Nothing => 4,
            _ if Some(genre) == asked => 0,
            Says::Sentence { .. } if says.fits_error(error) => 1,
            Says::Sentence { .. } => 2,
            Says::Dropped { .. } => 3,
        };
        let genres = data.dataset.items.genres(item).iter();
        let all = genres.map(|genre| (genre, Says::of(subject, answer.state, genre)));
        let best = all.min_by_key(|(genre, says)| rank(*genre, *says));
        match best {
            Some((genre, says)) if says != Says::Nothing => Self::Genre(genre, says),
            _ => Self::Nothing,
        }
    }

    /// In a few words; of the genre that is asked about its name is known.
    pub fn words(self, data: &Opened, asked: Option<usize>) -> String {
        match self {
            Self::Cited { number } => format!("s{number} cites it"),
            Self::Genre(genre, says) if Some(genre) == asked => says.words(),
            Self::Genre(genre, says @ Says::Dropped { .. }) => {
                format!("{} {}", genre_name(data, genre), says.words())
            }
            Self::Genre(genre, says) => format!("{} {}", says.words(), genre_name(data, genre)),
            Self::Nothing => Says::Nothing.words(),
        }
    }

    /// The sentence that it stands in, of the state after a batch or, where that dropped it, of an earlier one.
    pub fn spoken(self, subject: &Subject, state: usize) -> Option<Spoken> {
        let here = |number| Some(Spoken { batch: state, number, is_dropped: false });
        match self {
            Self::Cited { number } | Self::Genre(_, Says::Sentence { number, .. }) => here(number),
            Self::Genre(genre, Says::Dropped { at }) => {
                let batch = at.checked_sub(1)?;
                let genre = explain::Subject::Genre(u8::try_from(genre).ok()?);
                let said = subject.account(batch)?.says(genre)?;
                Some(Spoken { batch, number: said.sentence, is_dropped: true })
            }
            Self::Genre(_, Says::Nothing) | Self::Nothing => None,
        }
    }
}

/// The name of a genre by its place among the data set's.
pub fn genre_name(data: &Opened, genre: usize) -> String {
    let names = data.dataset.items.genre_names();
    names.get(genre).map_or_else(|| "no genre".to_owned(), |name| clean_line(name))
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
