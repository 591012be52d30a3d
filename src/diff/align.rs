//! Pairs the sentences of two texts, in order where they can be, and finds those that moved; never looks
//! inside a pair.

use std::collections::HashMap;
use std::ops::Range;

use super::prepare::{Closeness, Prepared};

/// Sentences below this similarity are not a pair.
const PAIR: f64 = 0.45;
/// Sentences that would pair out of order are the same one moved from this similarity on.
const MOVED: f64 = 0.8;

/// Steps of work (roughly, word against word) after which only identical sentences are still paired: enough
/// for two texts of 5,000 words; some tenths of a second.
const WORK: usize = 32_000_000;
/// What it costs to look at a sentence at all, in words.
const LOOK: usize = 8;

/// Two sentences that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub before: usize,
    pub after: usize,
    pub closeness: Closeness,
    /// Whether other pairs would have to cross it.
    pub moved: bool,
}

/// All pairs, ascending by `after`. The pairs that have not moved ascend by `before` as well, and no other
/// choice of such pairs has a greater sum of similarities, unless the texts are too long to try all.
pub(super) fn align(before: &[Prepared], after: &[Prepared]) -> Vec<Pair> {
    let mut aligner = Aligner { before, after, work: WORK, pairs: Vec::new() };
    aligner.in_order(0..before.len(), 0..after.len());
    aligner.moved();
    aligner.pairs.sort_unstable_by_key(|pair| pair.after);
    aligner.pairs
}

struct Aligner<'a> {
    before: &'a [Prepared],
    after: &'a [Prepared],
    /// Steps that are left.
    work: usize,
    pairs: Vec<Pair>,
}

impl Aligner<'_> {
    fn same(&self, before: usize, after: usize) -> bool {
        self.before[before].sentence.text == self.after[after].sentence.text
    }

    fn pair_same(&mut self, before: usize, after: usize, moved: bool) {
        let closeness = Closeness { masked: 1.0, similarity: 1.0 };
        self.pairs.push(Pair { before, after, closeness, moved });
    }

    /// Takes the steps that comparing all with all needs from what is left; `false` when that is not enough.
    fn afford(&mut self, before: impl Iterator<Item = usize>, after: impl Iterator<Item = usize>) -> bool {
        let cost_before: usize = before.map(|at| self.before[at].word_count() + LOOK).sum();
        let cost_after: usize = after.map(|at| self.after[at].word_count() + LOOK).sum();
        let cost = cost_before.saturating_mul(cost_after);
        let affordable = cost <= self.work;
        if affordable {
            self.work -= cost;
        }
        affordable
    }

    /// Pairs sentences without crossings.
    fn in_order(&mut self, mut before: Range<usize>, mut after: Range<usize>) {
        // Identical sentences at the ends belong to some best choice: no pair is worth more.
        while !before.is_empty() && !after.is_empty() && self.same(before.start, after.start) {
            self.pair_same(before.start, after.start, false);
            before.start += 1;
            after.start += 1;
        }
        while !before.is_empty() && !after.is_empty() && self.same(before.end - 1, after.end - 1) {
            self.pair_same(before.end - 1, after.end - 1, false);
            before.end -= 1;
            after.end -= 1;
        }
        if before.is_empty() || after.is_empty() {
            return;
        }
        if self.afford(before.clone(), after.clone()) {
            self.best(before, after);
        } else {
            self.between_anchors(before, after);
        }
    }

    /// For long texts: pairs the sentences that occur once on either side, then tries what lies between.
    fn between_anchors(&mut self, before: Range<usize>, after: Range<usize>) {
        let anchors = self.anchors(before.clone(), after.clone());
        if anchors.is_empty() {
            return;
        }
        let (mut from_before, mut from_after) = (before.start, after.start);
        for (at_before, at_after) in anchors.into_iter().chain([(before.end, after.end)]) {
            self.in_order(from_before..at_before, from_after..at_after);
            if at_before < before.end {
                self.pair_same(at_before, at_after, false);
            }
            (from_before, from_after) = (at_before + 1, at_after + 1);
        }
    }

    /// The longest rising series of identical sentences that occur once on either side.
    fn anchors(&self, before: Range<usize>, after: Range<usize>) -> Vec<(usize, usize)> {
        let once = |sentences: &[Prepared], range: Range<usize>| {
            let mut places: HashMap<String, Option<usize>> = HashMap::new();
            for at in range {
                places
                    .entry(sentences[at].sentence.text.clone())
                    .and_modify(|place| *place = None)
                    .or_insert(Some(at));
            }
            places
        };
        let there = once(self.after, after);
        let mut common: Vec<(usize, usize)> = once(self.before, before)
            .into_iter()
            .filter_map(|(text, at)| Some((at?, there.get(&text).copied()??)))
            .collect();
        common.sort_unstable();
        longest_rising(&common)
    }

    /// Dynamic programming: the choice without crossings with the greatest sum of similarities.
    fn best(&mut self, before: Range<usize>, after: Range<usize>) {
        let (rows, columns) = (before.len(), after.len());
        let closeness: Vec<Option<Closeness>> = before
            .clone()
            .flat_map(|b| after.clone().map(move |a| (b, a)))
            .map(|(b, a)| self.before[b].closeness(&self.after[a], PAIR))
            .collect();
        // `sums[b][a]`: the greatest sum from sentences `b` and `a` on.
        let width = columns + 1;
        let mut sums = vec![0.0_f64; (rows + 1) * width];
        let taken = |sums: &[f64], b: usize, a: usize| {
            closeness[b * columns + a]
                .map_or(f64::NEG_INFINITY, |c| c.similarity + sums[(b + 1) * width + a + 1])
        };
        for b in (0..rows).rev() {
            for a in (0..columns).rev() {
                let skipped = sums[(b + 1) * width + a].max(sums[b * width + a + 1]);
                sums[b * width + a] = skipped.max(taken(&sums, b, a));
            }
        }
        let (mut b, mut a) = (0, 0);
        while b < rows && a < columns {
            let sum = sums[b * width + a];
            if taken(&sums, b, a) >= sum {
                if let Some(closeness) = closeness[b * columns + a] {
                    let (before, after) = (before.start + b, after.start + a);
                    self.pairs.push(Pair { before, after, closeness, moved: false });
                }
                b += 1;
                a += 1;
            } else if sums[(b + 1) * width + a] >= sum {
                b += 1;
            } else {
                a += 1;
            }
        }
    }

    /// Pairs what is left over and close, the closest first, whatever the order.
    fn moved(&mut self) {
        let (before, after) = self.left_over();
        let mut candidates: Vec<Pair> = if self.afford(before.iter().copied(), after.iter().copied()) {
            let all = before.iter().flat_map(|&b| after.iter().map(move |&a| (b, a)));
            all.filter_map(|(before, after)| {
                let closeness = self.before[before].closeness(&self.after[after], MOVED)?;
                Some(Pair { before, after, closeness, moved: true })
            })
            .collect()
        } else {
            return self.moved_same(&before, &after);
        };
        candidates.sort_by(|x, y| {
            y.closeness.similarity.total_cmp(&x.closeness.similarity).then(x.after.cmp(&y.after))
        });
        let mut taken_before = vec![false; self.before.len()];
        let mut taken_after = vec![false; self.after.len()];
        for pair in candidates {
            if !taken_before[pair.before] && !taken_after[pair.after] {
                (taken_before[pair.before], taken_after[pair.after]) = (true, true);
                self.pairs.push(pair);
            }
        }
    }

    /// For long texts: only identical sentences, the first with the first.
    fn moved_same(&mut self, before: &[usize], after: &[usize]) {
        let sentences = self.before;
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for &at in before.iter().rev() {
            places.entry(&sentences[at].sentence.text).or_default().push(at);
        }
        for &at in after {
            let text = self.after[at].sentence.text.as_str();
            if let Some(from) = places.get_mut(text).and_then(Vec::pop) {
                self.pair_same(from, at, true);
            }
        }
    }

    /// The sentences of either text that have no pair yet.
    fn left_over(&self) -> (Vec<usize>, Vec<usize>) {
        let mut before = vec![false; self.before.len()];
        let mut after = vec![false; self.after.len()];
        for pair in &self.pairs {
            (before[pair.before], after[pair.after]) = (true, true);
        }
        let free = |taken: Vec<bool>| (0..taken.len()).filter(|&at| !taken[at]).collect();
        (free(before), free(after))
    }
}

/// The longest series of (before, after) that rises on both sides; `common` rises by `before`.
fn longest_rising(common: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `ends[k]`: the place in `common` where a series of length k + 1 ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![None; common.len()];
    for (at, &(_, after)) in common.iter().enumerate() {
        let length = ends.partition_point(|&end| common[end].1 < after);
        previous[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut series: Vec<_> =
        std::iter::successors(ends.last().copied(), |&at| previous[at]).map(|at| common[at]).collect();
    series.reverse();
    series
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::prepare::Numbers;

    fn pairs(before: &str, after: &str) -> Vec<(usize, usize, bool)> {
        let mut numbers = Numbers::default();
        let (before, after) = (numbers.prepare(before), numbers.prepare(after));
        align(&before, &after).into_iter().map(|pair| (pair.before, pair.after, pair.moved)).collect()
    }

    #[test]
    fn the_greatest_sum_wins_over_the_first_match() {
        let before = "Likes warm family comedies a lot. Likes warm family comedies with wit.";
        let after = "Likes warm family comedies with wit.";
        assert_eq!(pairs(before, after), [(1, 0, false)]);
    }

    #[test]
    fn a_sentence_that_changed_places_moved() {
        let before = "One thing about drama. Another fact on horror films. The last word is comedy.";
        let after = "Another fact on horror films. The last word is comedy. One thing about drama.";
        assert_eq!(pairs(before, after), [(1, 0, false), (2, 1, false), (0, 2, true)]);
    }

    #[test]
    fn long_texts_keep_their_identical_sentences() {
        let line = |n: usize| format!("Sentence w{n} has its own words x{} and y{}. ", n * 7, n * 13);
        let before: String = (0..20_000).map(line).collect();
        let after: String = (0..20_000).filter(|n| n % 10 != 3).map(line).chain([line(13)]).collect();
        let found = pairs(&before, &after);
        assert_eq!(found.len(), 18_001);
        assert_eq!(found.iter().filter(|pair| pair.2).count(), 1);
    }

    #[test]
    fn the_longest_rising_series() {
        assert_eq!(longest_rising(&[(0, 5), (1, 1), (2, 2), (3, 0), (4, 9)]), [(1, 1), (2, 2), (4, 9)]);
        assert_eq!(longest_rising(&[]), []);
    }
}
