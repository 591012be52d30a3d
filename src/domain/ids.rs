//! Identifiers: what a data set calls its users and items, and the dense indices that stand for them here.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Dense index of a user: `0..Dataset::users.len()`, in the order of the users' ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserIx(pub u32);

/// Dense index of an item: `0..Dataset::items.len()`, in the order of the items' ids, so that comparing
/// two indices breaks ties "by item id".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIx(pub u32);

impl UserIx {
    /// The index as a position in a column.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl ItemIx {
    /// The index as a position in a column.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// What the data set itself calls a user or an item. A JSON number where it is a whole number, else a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// A whole number, as in every MovieLens file.
    Number(i64),
    /// Anything else.
    Text(Arc<str>),
}

impl Id {
    /// Reads an id as a person or a store writes it: a plain whole number (`12`, `-3`) becomes a number;
    /// everything else, `012` and `+1` included, stays text so that writing it again gives the same characters.
    pub fn parse(text: &str) -> Self {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Self::Number(number),
            _ => Self::Text(text.into()),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The sorted, unique ids of all users or of all items: position = dense index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Whole numbers, ascending.
    Numbers(Vec<i64>),
    /// Texts, ascending by bytes.
    Texts(Vec<Arc<str>>),
}

impl Default for Ids {
    fn default() -> Self {
        Self::Numbers(Vec::new())
    }
}

impl Ids {
    /// Sorts and de-duplicates whole numbers.
    pub fn from_numbers(mut numbers: Vec<i64>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        Self::Numbers(numbers)
    }

    /// Sorts and de-duplicates texts.
    pub fn from_texts(mut texts: Vec<Arc<str>>) -> Self {
        texts.sort_unstable();
        texts.dedup();
        Self::Texts(texts)
    }

    /// How many ids there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// Whether there is no id at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id at a dense index; `None` beyond the end.
    pub fn get(&self, at: usize) -> Option<Id> {
        match self {
            Self::Numbers(numbers) => numbers.get(at).copied().map(Id::Number),
            // As it would be read again: "12" among texts is the number 12 on the command line, in JSON and in the
            // store, so it is here.
            Self::Texts(texts) => texts.get(at).map(|text| Id::parse(text)),
        }
    }

    /// The dense index of an id. MovieLens ids are nearly consecutive, so the place where a number would
    /// stand without gaps is tried before the binary search.
    pub fn position(&self, id: &Id) -> Option<u32> {
        match (self, id) {
            (Self::Numbers(numbers), Id::Number(number)) => {
                let guess = usize::try_from(number.wrapping_sub(*numbers.first()?)).ok();
                if let Some(guess) = guess.filter(|&guess| numbers.get(guess) == Some(number)) {
                    return Some(guess as u32);
                }
                numbers.binary_search(number).ok().map(|at| at as u32)
            }
            (Self::Texts(texts), Id::Text(text)) => texts.binary_search(text).ok().map(|at| at as u32),
            (Self::Texts(texts), Id::Number(number)) => {
                texts.binary_search(&number.to_string().into()).ok().map(|at| at as u32)
            }
            (Self::Numbers(_), Id::Text(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_gaps_are_found_and_strangers_are_not() {
        let ids = Ids::from_numbers(vec![9, 1, 2, 9, 400]);
        assert_eq!(ids.len(), 4);
        for (at, number) in [1, 2, 9, 400].into_iter().enumerate() {
            assert_eq!(ids.position(&Id::Number(number)), Some(at as u32));
            assert_eq!(ids.get(at), Some(Id::Number(number)));
        }
        for stranger in [i64::MIN, -1, 0, 3, 401, i64::MAX] {
            assert_eq!(ids.position(&Id::Number(stranger)), None);
        }
        assert_eq!(Ids::default().position(&Id::Number(1)), None);
    }

    #[test]
    fn only_canonical_numbers_become_numbers() {
        assert_eq!(Id::parse("12"), Id::Number(12));
        for text in ["012", "+1", "1.0", "", "b7", "99999999999999999999"] {
            assert_eq!(Id::parse(text).to_string(), text);
            assert!(matches!(Id::parse(text), Id::Text(_)), "{text}");
        }
    }

    #[test]
    fn text_tables_find_numbers_by_their_digits() {
        let ids = Ids::from_texts(vec!["b7".into(), "12".into()]);
        assert_eq!(ids.position(&Id::parse("12")), Some(0));
        assert_eq!(ids.position(&Id::parse("b7")), Some(1));
        assert_eq!([ids.get(0), ids.get(1)], [Some(Id::Number(12)), Some(Id::Text("b7".into()))]);
    }
}
