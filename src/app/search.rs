//! Finding words in many short texts fast: one folded text per row, searched as a whole.

use memchr::memmem::Finder;

pub use crate::domain::text::fold;
use crate::domain::text::fold_into;

/// Texts of rows, folded (lower case, without accents) and joined, so that a word is found in all rows by one
/// pass over memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    text: String,
    /// Where each row ends in `text`; each row is followed by a line feed.
    ends: Vec<u32>,
}

impl Haystack {
    /// Folds the texts of rows. A total beyond 4 GiB is cut: later rows are then never found by words.
    pub fn new<'a, R: IntoIterator<Item = &'a str>>(rows: impl Iterator<Item = R>) -> Self {
        let mut haystack = Self::default();
        for row in rows {
            for part in row {
                fold_into(part, &mut haystack.text);
                haystack.text.push(' ');
            }
            haystack.text.push('\n');
            haystack.ends.push(u32::try_from(haystack.text.len()).unwrap_or(u32::MAX));
        }
        haystack
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The folded text of a row.
    pub fn row(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = from.zip(self.ends.get(at).copied()).map(|(from, to)| from as usize..to as usize);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// Marks, for each row, whether all words occur in it. Words must be folded.
    pub fn find(&self, words: &[String]) -> Vec<bool> {
        let Some((first, others)) = words.split_first() else { return vec![true; self.len()] };
        let mut hits = vec![false; self.len()];
        let others: Vec<_> = others.iter().map(Finder::new).collect();
        let finder = Finder::new(first);
        let mut from = 0;
        while let Some(found) = self.text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
            let at = self.ends.partition_point(|&end| end as usize <= from + found);
            let row = self.row(at).as_bytes();
            if let Some(hit) = hits.get_mut(at) {
                *hit = others.iter().all(|word| word.find(row).is_some());
            }
            match self.ends.get(at) {
                Some(&end) if (end as usize) > from => from = end as usize,
                _ => break,
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Haystack {
        Haystack::new(texts.iter().map(|text| [*text]))
    }

    fn found(texts: &[&str], query: &str) -> Vec<usize> {
        let words: Vec<_> = fold(query).split_whitespace().map(str::to_owned).collect();
        let hits = rows(texts).find(&words);
        hits.into_iter().enumerate().filter_map(|(at, hit)| hit.then_some(at)).collect()
    }

    #[test]
    fn words_are_found_in_their_rows_whatever_case_and_accents() {
        let texts = ["Amélie (2001)", "Das Boot", "", "boot camp", "BØRN"];
        assert_eq!(found(&texts, "boot"), [1, 3]);
        assert_eq!(found(&texts, "camp boot"), [3]);
        assert_eq!(found(&texts, "amelie"), [0]);
        assert_eq!(found(&texts, "Born"), [4]);
        assert_eq!(found(&texts, ""), [0, 1, 2, 3, 4]);
        assert_eq!(found(&texts, "boot amelie"), [0; 0]);
        assert_eq!(found(&[], "x"), [0; 0]);
    }

    #[test]
    fn a_word_never_spans_two_rows() {
        assert_eq!(found(&["das", "boot"], "dasboot"), [0; 0]);
        assert_eq!(rows(&["A", "b"]).row(1), "b \n");
        assert_eq!(rows(&["A", "b"]).row(2), "");
    }
}
