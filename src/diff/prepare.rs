//! Makes sentences ready for comparison: tokens, and words as numbers; never pairs them.

use std::borrow::Cow;
use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::sentences::{Sentence, sentences};
use super::tokens::{Token, TokenKind, tokens, words};

/// A sentence with what is asked of it again and again while it is compared with others.
#[derive(Debug)]
pub(super) struct Prepared {
    pub sentence: Sentence,
    pub tokens: Vec<Token>,
    /// Words in order, each citation being the same one word.
    masked: Words,
    /// Words in order, those of citations included.
    plain: Words,
    /// The set of citations, with their ratings.
    pub cited: Vec<u32>,
}

/// Words as numbers, in order and sorted.
#[derive(Debug, Default)]
struct Words {
    ordered: Vec<u32>,
    sorted: Vec<u32>,
}

impl Words {
    fn new(ordered: Vec<u32>) -> Self {
        let mut sorted = ordered.clone();
        sorted.sort_unstable();
        Self { ordered, sorted }
    }
}

/// How close two sentences are, each from 0 (no word in common) to 1 (the same words in the same order).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Closeness {
    /// Word ratio with citations masked.
    pub masked: f64,
    /// 0.7 x `masked` + 0.3 x the word ratio of all words.
    pub similarity: f64,
}

/// Numbers for words, the same for both texts.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<String, u32>);

impl Numbers {
    /// The same for a citation whatever it cites.
    const MASK: u32 = 0;

    fn of(&mut self, word: &str) -> u32 {
        let is_lower = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        let lower = if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        if let Some(&number) = self.0.get(&*lower) {
            return number;
        }
        let next = self.0.len() as u32 + 1;
        self.0.insert(lower.into_owned(), next);
        next
    }

    /// The sentences of a text, ready for comparison.
    pub(super) fn prepare(&mut self, text: &str) -> Vec<Prepared> {
        sentences(text).into_iter().map(|sentence| self.prepare_one(sentence)).collect()
    }

    fn prepare_one(&mut self, sentence: Sentence) -> Prepared {
        let tokens = tokens(&sentence.text, &sentence.citations);
        let (mut masked, mut plain, mut cited) = (Vec::new(), Vec::new(), Vec::new());
        for token in &tokens {
            let text = &sentence.text[token.range.clone()];
            match token.kind {
                TokenKind::Punctuation => {}
                TokenKind::Word => {
                    let number = self.of(text);
                    masked.push(number);
                    plain.push(number);
                }
                TokenKind::Citation => {
                    masked.push(Self::MASK);
                    plain.extend(words(text).map(|word| self.of(word)));
                    cited.push(self.of(text));
                }
            }
        }
        cited.sort_unstable();
        cited.dedup();
        Prepared { sentence, tokens, masked: Words::new(masked), plain: Words::new(plain), cited }
    }
}

impl Prepared {
    /// Words in order, those of citations included, as numbers.
    pub(super) fn words(&self) -> &[u32] {
        &self.plain.ordered
    }

    /// Number of words, those of citations included.
    pub(super) fn word_count(&self) -> usize {
        self.plain.ordered.len()
    }

    /// How close two sentences are; `None` where the similarity is below `least`, which most often shows
    /// without comparing the order of words.
    pub(super) fn closeness(&self, other: &Self, least: f64) -> Option<Closeness> {
        if self.sentence.text == other.sentence.text {
            return Some(Closeness { masked: 1.0, similarity: 1.0 });
        }
        let most = mix(most_ratio(&self.masked, &other.masked), most_ratio(&self.plain, &other.plain));
        if most < least {
            return None;
        }
        let masked = ratio(&self.masked, &other.masked);
        let similarity = mix(masked, ratio(&self.plain, &other.plain));
        (similarity >= least).then_some(Closeness { masked, similarity })
    }
}

fn mix(masked: f64, plain: f64) -> f64 {
    0.7 * masked + 0.3 * plain
}

/// Twice the words kept in order over all words of both; 0 where neither has a word.
fn ratio(a: &Words, b: &Words) -> f64 {
    if a.ordered.is_empty() && b.ordered.is_empty() {
        return 0.0;
    }
    2.0 * kept_in_order(&a.ordered, &b.ordered) as f64 / (a.ordered.len() + b.ordered.len()) as f64
}

/// How many words a shortest diff keeps.
pub(super) fn kept_in_order(before: &[u32], after: &[u32]) -> usize {
    capture_diff_slices(Algorithm::Myers, before, after)
        .iter()
        .map(|operation| if let DiffOp::Equal { len, .. } = operation { *len } else { 0 })
        .sum()
}

/// An upper bound of [`ratio`]: the words in common whatever their order.
fn most_ratio(a: &Words, b: &Words) -> f64 {
    let (mut left, mut right) = (a.sorted.as_slice(), b.sorted.as_slice());
    let mut common = 0_usize;
    while let (Some((x, more_left)), Some((y, more_right))) = (left.split_first(), right.split_first()) {
        common += usize::from(x == y);
        left = if x <= y { more_left } else { left };
        right = if y <= x { more_right } else { right };
    }
    let all = a.sorted.len() + b.sorted.len();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}
