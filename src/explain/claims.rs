//! What a sentence claims: the subjects that it names and whether they are said to be liked; never whether
//! that is so.

use std::ops::Range;

use super::reading::Words;
use super::stances::Found;
use super::strictness;
use super::subjects::{Subject, Vocabulary};
use crate::diff::Sentence;

/// Whether something is said to be liked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// It is liked.
    Likes,
    /// It is disliked, or liked less than others.
    Averse,
    /// It goes both ways, or neither.
    Mixed,
    /// The subject is named, but no way of speaking that is known says how it stands.
    Unclear,
}

impl Polarity {
    /// The word in JSON.
    pub const fn json(self) -> &'static str {
        match self {
            Self::Likes => "likes",
            Self::Averse => "averse",
            Self::Mixed => "mixed",
            Self::Unclear => "unclear",
        }
    }

    /// The words on screen, before the subject.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Likes => "likes",
            Self::Averse => "averse to",
            Self::Mixed => "mixed on",
            Self::Unclear => "names",
        }
    }

    pub(super) const fn turned(self) -> Self {
        match self {
            Self::Likes => Self::Averse,
            // "Not averse to" is not yet "likes".
            Self::Averse => Self::Mixed,
            other => other,
        }
    }
}

/// How surely something is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hedge {
    /// Plainly.
    #[default]
    None,
    /// `seem`, `tend`.
    Soft,
    /// `perhaps`, `a slight openness`.
    Faint,
}

/// What a sentence says of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// Whether that is liked.
    pub polarity: Polarity,
    /// How surely.
    pub hedge: Hedge,
    /// Bytes of the sentence that name the subject (the first time).
    pub range: Range<usize>,
    /// Part of the sentence, 0 = first: a `but` begins a new one. Citations belong to the claims of their part.
    pub part: usize,
    /// Whether it is said of lately, so that it counts for what was said of the subject before.
    pub lately: bool,
}

impl Claim {
    /// `+` likes, `-` averse, `~` mixed or only faintly said, `.` named without a stance. Of strictness: `+` strict,
    /// `-` generous, `~` as others.
    pub const fn mark(&self) -> char {
        match (self.polarity, self.hedge) {
            (Polarity::Unclear, _) => '.',
            (Polarity::Mixed, _) | (_, Hedge::Faint) => '~',
            (Polarity::Likes, _) => '+',
            (Polarity::Averse, _) => '-',
        }
    }
}

/// What sentences claim, one list a sentence.
pub fn claims(vocabulary: &Vocabulary, sentences: &[Sentence]) -> Vec<Vec<Claim>> {
    sentences.iter().map(|sentence| Reading::of(vocabulary, sentence).claims).collect()
}

/// A sentence, read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) claims: Vec<Claim>,
    /// Where each part of the sentence begins, ascending; the first is 0.
    parts: Vec<usize>,
}

impl Reading {
    /// The part of the sentence that a byte belongs to.
    pub(super) fn part(&self, byte: usize) -> usize {
        self.parts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    pub(super) fn of(vocabulary: &Vocabulary, sentence: &Sentence) -> Self {
        let words = Words::of(sentence);
        let found = Found::of(vocabulary, &words);
        let mut parts = vec![0];
        parts.extend(found.borders.iter().filter_map(|at| words.range(*at)).map(|range| range.start));
        parts.dedup();
        let mut reading = Self { claims: Vec::new(), parts };
        for (mention, stance) in found.stances(&words) {
            let Some(range) = words.span(mention.from..mention.to) else { continue };
            let part = reading.part(range.start);
            let (polarity, hedge) = stance;
            let claim = Claim { subject: mention.subject, polarity, hedge, range, part, lately: false };
            reading.add(claim);
        }
        if let Some((polarity, at)) = found.lately(&words)
            && let Some(range) = words.range(at)
        {
            let part = reading.part(range.start);
            let mut now = reading.claims.clone();
            now.dedup_by_key(|claim| claim.subject);
            let (hedge, lately) = (Hedge::None, true);
            let now = now.into_iter().filter(|claim| claim.part != part);
            let now = now.map(|claim| Claim { polarity, hedge, range: range.clone(), part, lately, ..claim });
            let now: Vec<Claim> = now.collect();
            reading.claims.extend(now);
        }
        // "Less than others" may be said of dramas alone.
        if let Some((polarity, hedge, at)) = strictness::said(&words.folded)
            && let Some(range) = words.span(at)
        {
            let part = reading.part(range.start);
            if reading.claims.iter().all(|claim| claim.part != part) {
                reading.add(Claim {
                    subject: Subject::Strictness,
                    polarity,
                    hedge,
                    range,
                    part,
                    lately: false,
                });
                reading.claims.sort_by_key(|claim| claim.range.start);
            }
        }
        reading
    }

    /// A subject is claimed once in each part; a stance wins over none, and the first one over later ones.
    fn add(&mut self, claim: Claim) {
        let same = |known: &&mut Claim| known.subject == claim.subject && known.part == claim.part;
        match self.claims.iter_mut().find(same) {
            Some(known) if known.polarity == Polarity::Unclear => *known = claim,
            Some(_) => {}
            None => self.claims.push(claim),
        }
    }
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
