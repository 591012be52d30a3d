//! How the subjects that a sentence names are said to stand: by the cue that governs each, its negation and its
//! hedge; never which parts a sentence has for who reads it.

use std::borrow::Cow;
use std::ops::Range;

use super::claims::{Hedge, Polarity};
use super::cues::{Cue, cues_at};
use super::eras::era_at;
use super::reading::Words;
use super::subjects::{Subject, Vocabulary};
use crate::diff::TokenKind;

/// A subject by the words that name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) subject: Subject,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What stands where in a sentence.
#[derive(Default)]
pub(super) struct Found {
    mentions: Vec<Mention>,
    /// Liked, disliked, both, silent: place of the first word, length, cue.
    cues: Vec<(usize, usize, Cue)>,
    turns: Vec<usize>,
    thans: Vec<usize>,
    hedges: Vec<(usize, Hedge)>,
    /// Words that begin a new part.
    pub(super) borders: Vec<usize>,
}

impl Found {
    pub(super) fn of(vocabulary: &Vocabulary, words: &Words<'_>) -> Self {
        let mut found = Self::default();
        let mut at = 0;
        while at < words.folded.len() {
            if words.kinds.get(at) == Some(&TokenKind::Citation) {
                at += 1;
                continue;
            }
            if let Some((subject, length)) = subject_at(vocabulary, words, at) {
                found.mentions.push(Mention { subject, from: at, to: at + length });
                // `romantic comedies` names two; a name never is a cue.
                at += length;
                continue;
            }
            if let Some(subjects) = parts_of_hyphenated(vocabulary, words.word(at)) {
                found.mentions.extend(subjects.map(|subject| Mention { subject, from: at, to: at + 1 }));
            }
            let mut length = 1;
            for (cue, words_of_cue) in cues_at(words.from(at)) {
                found.note(cue, at, words_of_cue, words);
                length = length.max(words_of_cue);
            }
            if words.word(at) == ";" || words.word(at) == "—" {
                found.borders.push(at);
            }
            at += length;
        }
        found
    }

    fn note(&mut self, cue: Cue, at: usize, length: usize, words: &Words<'_>) {
        match cue {
            Cue::Up | Cue::Down | Cue::Both | Cue::Silent => self.cues.push((at, length, cue)),
            Cue::Not if words.word(at) == "not" && words.word(at + 1) == "only" => {}
            Cue::Not => self.turns.push(at),
            Cue::Than => self.thans.push(at),
            Cue::Soft => self.hedges.push((at, Hedge::Soft)),
            // "Films that may shock" says nothing of the liking.
            Cue::Faint if matches!(words.word(at.wrapping_sub(1)), "that" | "which" | "who" | "they") => {}
            Cue::Faint => self.hedges.push((at, Hedge::Faint)),
            Cue::Border => self.borders.push(at),
        }
    }

    fn part(&self, at: usize) -> usize {
        self.borders.partition_point(|border| *border <= at)
    }

    /// Each mention with what is said of it. Mentions in a list share what is said of the list.
    pub(super) fn stances(&self, words: &Words<'_>) -> Vec<(Mention, (Polarity, Hedge))> {
        let mut stances: Vec<(Mention, (Polarity, Hedge))> = Vec::new();
        let mut from = 0;
        while from < self.mentions.len() {
            let mut to = from + 1;
            while to < self.mentions.len() && self.is_list(words, self.mentions[to - 1], self.mentions[to]) {
                to += 1;
            }
            let list = &self.mentions[from..to];
            if let (Some(first), Some(last)) = (list.first(), list.last()) {
                let stance = self.stance(words, first.from, last.to);
                stances.extend(list.iter().map(|mention| (*mention, stance)));
            }
            from = to;
        }
        stances
    }

    /// `At first dramas left them cold, but lately they do well`: what is said of "they", and from which word
    /// on, is of what was named before.
    pub(super) fn lately(&self, words: &Words<'_>) -> Option<(Polarity, usize)> {
        let lately = (0..words.folded.len()).find(|at| words.word(*at) == "lately")?;
        if !matches!(words.word(lately + 1), "they" | "these") || self.mentions.last()?.from > lately {
            return None;
        }
        let (.., cue) = self.cues.iter().find(|(at, ..)| *at > lately)?;
        match cue {
            Cue::Up => Some((Polarity::Likes, lately)),
            Cue::Down => Some((Polarity::Averse, lately)),
            Cue::Both => Some((Polarity::Mixed, lately)),
            _ => None,
        }
    }

    /// Whether only commas, `and`, `or` and a word or two stand between two mentions.
    fn is_list(&self, words: &Words<'_>, one: Mention, next: Mention) -> bool {
        let between = one.to..next.from.max(one.to);
        let is_joint = |at: usize| {
            let word = words.word(at);
            matches!(
                word,
                "," | "and" | "or" | "&" | "/" | "as" | "well" | "with" | "genres" | "films" | "movies"
            )
        };
        let others = between.clone().filter(|at| !is_joint(*at)).count();
        let is_free = |at: &usize| !between.contains(at);
        others <= 2
            && self.part(one.from) == self.part(next.from)
            && self.cues.iter().all(|(at, ..)| is_free(at))
            && self.thans.iter().chain(&self.turns).all(is_free)
    }

    /// What is said of the words from `from` up to `to`: by the cue that governs them.
    fn stance(&self, words: &Words<'_>, from: usize, to: usize) -> (Polarity, Hedge) {
        let part = self.part(from);
        let here = |(at, ..): &&(usize, usize, Cue)| self.part(*at) == part;
        let before = self.cues.iter().rev().filter(here).find(|(at, length, _)| at + length <= from);
        let after = self.cues.iter().filter(here).find(|(at, ..)| *at >= to);
        // "X is unknown" and "X divide them" say it themselves.
        let commas = |range: Range<usize>| range.filter(|at| matches!(words.word(*at), "," | "''")).count();
        let near_before = before.filter(|(at, ..)| commas(*at..from) == 0);
        let near_after = after.filter(|(at, ..)| commas(to..*at) == 0);
        let speaks_itself = near_after.filter(|(_, _, cue)| matches!(cue, Cue::Both | Cue::Silent));
        let Some(&(at, length, cue)) = speaks_itself.or(near_before).or(near_after).or(before).or(after)
        else {
            return (Polarity::Unclear, Hedge::None);
        };
        let mut polarity = match cue {
            Cue::Up => Polarity::Likes,
            Cue::Down => Polarity::Averse,
            Cue::Both => Polarity::Mixed,
            _ => return (Polarity::Unclear, Hedge::None),
        };
        let mut hedge = self.hedge_near(words, at, length);
        // "They care noticeably less for X."
        let is_lack = |turn: usize| {
            let gives = matches!(
                words.word(turn + 1),
                "offer"
                    | "provide"
                    | "feature"
                    | "have"
                    | "deliver"
                    | "include"
                    | "contain"
                    | "possess"
                    | "prioritize"
            );
            matches!(words.word(turn), "lack" | "lacks" | "lacking" | "without")
                || gives && matches!(words.word(turn), "not" | "don't" | "doesn't" | "didn't")
        };
        let close = at + length..(at + length + 3).min(from);
        let late = self.turns.iter().filter(|turn| close.contains(turn) && !is_lack(**turn));
        if self.is_turned(words, at) != (late.count() % 2 == 1) {
            polarity = polarity.turned();
        }
        // "Averse to films that lack humour" speaks for humour.
        let between =
            |from: usize, to: usize| (from..to).any(|at| matches!(words.word(at), "," | "and" | "or" | "''"));
        let lack = self.turns.iter().rev().find(|turn| (at + length..from).contains(turn) && is_lack(**turn));
        if lack.is_some_and(|lack| !between(*lack, from)) {
            polarity = match polarity {
                Polarity::Likes => Polarity::Averse,
                Polarity::Averse => Polarity::Likes,
                other => other,
            };
            hedge = hedge.max(Hedge::Soft);
        }
        if at < from && self.is_other_side(words, at, length, from) {
            // "Rated above comedies" is no word against comedies.
            let is_plain = polarity == Polarity::Likes && words.word(at + length - 1) != "above";
            polarity = if is_plain { Polarity::Averse } else { Polarity::Unclear };
            hedge = hedge.max(Hedge::Soft);
        }
        (polarity, hedge)
    }

    /// Whether words behind a cue stand on the other side of its comparison.
    fn is_other_side(&self, words: &Words<'_>, cue: usize, length: usize, from: usize) -> bool {
        words.word(cue + length - 1) == "above"
            || self.thans.iter().any(|than| (cue + length..from).contains(than))
    }

    /// A negation stands up to three words before the cue, in the same part, with no other cue between.
    fn is_turned(&self, words: &Words<'_>, cue: usize) -> bool {
        const REACH: usize = 4;
        let near = |turn: &&usize| {
            let turn = **turn;
            turn < cue
                && cue - turn <= REACH
                && self.part(turn) == self.part(cue)
                && !(turn..cue).any(|at| words.word(at) == ",")
                && !self.cues.iter().any(|(other, ..)| (turn + 1..cue).contains(other))
        };
        let turns = self.turns.iter().filter(near).count();
        turns % 2 == 1
    }

    fn hedge_near(&self, words: &Words<'_>, cue: usize, length: usize) -> Hedge {
        const BEFORE: usize = 6;
        const AFTER: usize = 3;
        let near = |(at, _): &&(usize, Hedge)| {
            let window = cue.saturating_sub(BEFORE)..cue + length + AFTER;
            let between = (*at).min(cue)..(*at).max(cue);
            window.contains(at)
                && self.part(*at) == self.part(cue)
                && !between.clone().any(|at| matches!(words.word(at), "," | "''"))
        };
        self.hedges.iter().filter(near).map(|(_, hedge)| *hedge).max().unwrap_or_default()
    }
}

fn subject_at(vocabulary: &Vocabulary, words: &Words<'_>, at: usize) -> Option<(Subject, usize)> {
    vocabulary.named(words.from(at)).or_else(|| era_at(words.word(at), words.word(at + 1)))
}

/// The subjects of `action-driven`, `romantic-comedy`.
fn parts_of_hyphenated<'a>(
    vocabulary: &'a Vocabulary,
    word: &'a str,
) -> Option<impl Iterator<Item = Subject> + 'a> {
    word.contains('-').then(|| {
        word.split('-')
            .filter_map(|part| vocabulary.named(&[Cow::Borrowed(part)]))
            .map(|(subject, _)| subject)
    })
}
