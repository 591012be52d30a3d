//! The diff of two texts: sentences of both in reading order, each with its class and its changed words.

use super::align::{Pair, align};
use super::prepare::{Numbers, Prepared, kept_in_order};
use super::sentences::Sentence;
use super::tokens::words;
use super::words::{Kind, Span, replaced, word_diff};

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// In both texts, letter by letter.
    Same,
    /// The same claim, reworded: similarity of at least 0.6.
    Edited,
    /// The same claim with other citations: word ratio of at least 0.8 with citations masked.
    Evidence,
    /// A counterpart exists, but little of its wording: similarity of 0.45 to 0.6.
    Rewritten,
    /// Only in the text after.
    Added,
    /// Only in the text before.
    Dropped,
    /// In both texts, letter by letter or nearly (similarity of at least 0.8), at different places.
    Moved,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 7] =
        [Self::Same, Self::Edited, Self::Evidence, Self::Rewritten, Self::Added, Self::Dropped, Self::Moved];

    /// The word used in JSON and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Edited => "edited",
            Self::Evidence => "evidence",
            Self::Rewritten => "rewritten",
            Self::Added => "added",
            Self::Dropped => "dropped",
            Self::Moved => "moved",
        }
    }

    /// The mark in the gutter, which tells the classes apart without colour.
    pub const fn mark(self) -> char {
        match self {
            Self::Same => '=',
            Self::Edited => '~',
            Self::Evidence => '*',
            Self::Rewritten => 'R',
            Self::Added => '+',
            Self::Dropped => '-',
            Self::Moved => '>',
        }
    }

    fn of(pair: &Pair, before: &Prepared, after: &Prepared) -> Self {
        /// From this word ratio on, with citations masked, a claim is the same one.
        const SAME_CLAIM: f64 = 0.8;
        /// From this similarity on, a word diff can be read.
        const EDITED: f64 = 0.6;
        if pair.moved {
            Self::Moved
        } else if before.sentence.text == after.sentence.text {
            Self::Same
        } else if pair.closeness.masked >= SAME_CLAIM && before.cited != after.cited {
            Self::Evidence
        } else if pair.closeness.similarity >= EDITED {
            Self::Edited
        } else {
            Self::Rewritten
        }
    }
}

/// A sentence and its counterpart in the other text, or a sentence without one.
#[derive(Clone, Debug, PartialEq)]
pub struct SentencePair {
    /// What became of it.
    pub class: Class,
    /// The sentence of the text before; `None` for an added one.
    pub before: Option<Sentence>,
    /// The sentence of the text after; `None` for a dropped one.
    pub after: Option<Sentence>,
    /// Its pieces: kept and deleted ones together are `before`'s text, kept and inserted ones `after`'s.
    /// Word by word for edited, evidence and moved sentences; else a whole sentence is one piece.
    pub words: Vec<Span>,
    /// 0.45 to 1 for a pair; `None` for an added or a dropped sentence.
    pub similarity: Option<f64>,
    /// Whether a paragraph of the text it is shown from (`after`, or `before` for a dropped sentence) begins
    /// with it.
    pub starts_paragraph: bool,
}

/// How one text became another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextDiff {
    /// Every sentence of both texts once, in the reading order of the text after; dropped sentences stand where
    /// they were, before the added ones that took their place.
    pub sentences: Vec<SentencePair>,
    /// Whether fewer than 40 % of the sentences after have a counterpart, so that the two texts are easier to
    /// read one after the other than as a diff.
    pub heavy_rewrite: bool,
    /// Sentences of the text after that have a counterpart.
    pub paired: usize,
    /// Words of the text before; a title is counted by its words.
    pub words_before: usize,
    /// Words of the text after.
    pub words_after: usize,
    /// Words that the whole texts share in the same order, whatever their sentences.
    pub words_kept: usize,
    /// Share of words that were not kept, 0 to 1: 1 - `words_kept` / the greater number of words; 0 for two
    /// texts without words.
    pub heat: f64,
}

impl TextDiff {
    /// Share of words that were kept, 0 to 1.
    pub fn kept_share(&self) -> f64 {
        1.0 - self.heat
    }

    /// How many sentences are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.sentences.iter().filter(|pair| pair.class == class).count()
    }

    /// Number of sentences of the text after.
    pub fn sentences_after(&self) -> usize {
        self.sentences.len() - self.count(Class::Dropped)
    }
}

/// Compares two texts sentence by sentence. Any text will do; two texts of 220 words take well under a
/// millisecond, and beyond some 5,000 words only identical sentences are sure to be paired.
pub fn compare(before: &str, after: &str) -> TextDiff {
    let mut numbers = Numbers::default();
    let (old, new) = (numbers.prepare(before), numbers.prepare(after));
    let pairs = align(&old, &new);
    let heavy_rewrite = !new.is_empty() && pairs.len() * 5 < new.len() * 2;
    let sentences = in_reading_order(&old, &new, &pairs);
    let words = |text: &[Prepared]| text.iter().flat_map(Prepared::words).copied().collect::<Vec<_>>();
    let (old_words, new_words) = (words(&old), words(&new));
    let words_kept = words_kept(&old_words, &new_words, &sentences);
    let most = old_words.len().max(new_words.len());
    let heat = if most == 0 { 0.0 } else { 1.0 - words_kept as f64 / most as f64 };
    TextDiff {
        sentences,
        heavy_rewrite,
        paired: pairs.len(),
        words_before: old_words.len(),
        words_after: new_words.len(),
        words_kept,
        heat,
    }
}

/// Words in common and in order; for very long texts only those of kept pieces, which are found already.
fn words_kept(before: &[u32], after: &[u32], sentences: &[SentencePair]) -> usize {
    const WORK: usize = 100_000_000;
    if before.len().saturating_mul(after.len()) <= WORK {
        return kept_in_order(before, after);
    }
    let kept = sentences.iter().flat_map(|pair| &pair.words).filter(|span| span.kind == Kind::Kept);
    let count: usize = kept.map(|span| words(&span.text).count()).sum();
    count.min(before.len()).min(after.len())
}

fn in_reading_order(before: &[Prepared], after: &[Prepared], pairs: &[Pair]) -> Vec<SentencePair> {
    let mut sentences = Vec::with_capacity(before.len() + after.len());
    let mut has_pair = vec![false; before.len()];
    for pair in pairs {
        has_pair[pair.before] = true;
    }
    let mut in_order = pairs.iter().filter(|pair| !pair.moved).peekable();
    let mut next_pair = pairs.iter().peekable();
    let mut next_before = 0;
    for (at, sentence) in after.iter().enumerate() {
        while in_order.next_if(|pair| pair.after < at).is_some() {}
        // Up to the next sentence that kept its place, what has no counterpart was dropped here.
        let reached = in_order.peek().map_or(before.len(), |pair| pair.before);
        let passed = next_before..reached;
        sentences.extend(passed.filter(|&at| !has_pair[at]).map(|at| lone(Class::Dropped, &before[at])));
        next_before = next_before.max(reached);
        sentences.push(match next_pair.next_if(|pair| pair.after == at) {
            Some(pair) => paired(pair, &before[pair.before], sentence),
            None => lone(Class::Added, sentence),
        });
    }
    sentences.extend(
        (next_before..before.len()).filter(|&at| !has_pair[at]).map(|at| lone(Class::Dropped, &before[at])),
    );
    mark_paragraphs(&mut sentences);
    sentences
}

fn lone(class: Class, prepared: &Prepared) -> SentencePair {
    let sentence = Some(prepared.sentence.clone());
    let (before, after) = if class == Class::Dropped { (sentence, None) } else { (None, sentence) };
    let text = |sentence: &Option<Sentence>| sentence.as_ref().map(|sentence| sentence.text.clone());
    let words = replaced(text(&before).as_deref(), text(&after).as_deref());
    SentencePair { class, before, after, words, similarity: None, starts_paragraph: false }
}

fn paired(pair: &Pair, before: &Prepared, after: &Prepared) -> SentencePair {
    let class = Class::of(pair, before, after);
    let words = match class {
        Class::Edited | Class::Evidence | Class::Moved => word_diff(before, after),
        _ => replaced(Some(&before.sentence.text), Some(&after.sentence.text)),
    };
    SentencePair {
        class,
        before: Some(before.sentence.clone()),
        after: Some(after.sentence.clone()),
        words,
        similarity: Some(pair.closeness.similarity),
        starts_paragraph: false,
    }
}

fn mark_paragraphs(sentences: &mut [SentencePair]) {
    let (mut last_before, mut last_after) = (0, 0);
    for pair in sentences {
        let (shown, last) = match (&pair.after, &pair.before) {
            (Some(after), _) => (after.paragraph, &mut last_after),
            (None, Some(before)) => (before.paragraph, &mut last_before),
            (None, None) => continue,
        };
        pair.starts_paragraph = shown != *last;
        *last = shown;
        // What a pair shows of the text before counts too, unless the sentence came from elsewhere.
        if let (Some(_), Some(before), true) = (&pair.after, &pair.before, pair.class != Class::Moved) {
            last_before = before.paragraph;
        }
    }
}
