//! Two runs, or two states of one, that were read beside each other: what both said, and what has to be known to read
//! it; never how they are read.

use super::{ByChance, PairedReport};
use crate::domain::numbers::{plural, thousands};
use crate::domain::{CallTotals, Id, PackTexts, Run};
use serde::Serialize;

/// Two sides beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// A.
    pub a: Run,
    /// B.
    pub b: Run,
    /// What both said about the same items.
    pub ratings: PairedReport,
    /// Items that A alone rated, and those that B alone rated.
    pub alone: [Vec<Id>; 2],
    /// Why figures of the two cannot be set against each other, a phrase each; empty = they can.
    pub against: Vec<String>,
    /// The prompts that A and B were written with, where their texts are kept.
    pub packs: [Option<PackTexts>; 2],
    /// Batches that both have from before a fork, so that they were not run again.
    pub shared: usize,
    /// What repeating steps of A and of B came to.
    pub chance: [ByChance; 2],
    /// What A and B took; `None` where no model was asked.
    pub took: [Option<Took>; 2],
}

/// What a side took, whoever wrote its states: what it shares was asked for once, and is counted on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Took {
    /// Its calls, failed ones included; tests and repetitions are none of it.
    #[serde(flatten)]
    pub calls: CallTotals,
    /// Items that were asked for and have no rating.
    pub unrated: usize,
}

impl Took {
    /// `14 calls, 2 retries, 9,113 tokens, $0.0031, 24.2 s; 1 item without a rating`
    pub fn words(&self) -> String {
        let Self { calls, unrated } = self;
        let retries = match calls.retried {
            0 => String::new(),
            1 => ", 1 retry".to_owned(),
            retries => format!(", {retries} retries"),
        };
        let tokens = calls.tokens().map_or_else(|| "unknown".to_owned(), thousands);
        let seconds = calls.milliseconds as f64 / 1000.0;
        let unrated = match unrated {
            0 => String::new(),
            n => format!("; {} without a rating", plural(*n, "item")),
        };
        let (calls, cost) = (plural(calls.calls, "call"), calls.cost_in_words());
        format!("{calls}{retries}, {tokens} tokens, {cost}, {seconds:.1} s{unrated}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_side_took_is_told_in_a_line() {
        let calls = CallTotals {
            calls: 14,
            retried: 1,
            tokens_in: Some(9_000),
            tokens_out: Some(113),
            dollars: Some(0.0031),
            milliseconds: 24_240,
            ..CallTotals::default()
        };
        let took = Took { calls, unrated: 0 };
        assert_eq!(took.words(), "14 calls, 1 retry, 9,113 tokens, $0.0031, 24.2 s");
        let local = CallTotals { calls: 1, local: 1, milliseconds: 100, ..CallTotals::default() };
        let took = Took { calls: local, unrated: 2 };
        assert_eq!(took.words(), "1 call, unknown tokens, local, 0.1 s; 2 items without a rating");
        let unsent = Took { calls: CallTotals { calls: 1, ..CallTotals::default() }, unrated: 0 };
        assert_eq!(
            unsent.words(),
            "1 call, unknown tokens, -, 0.0 s",
            "which is not to say that it was local"
        );
        let partly = CallTotals { unknown: 1, ..calls };
        assert!(Took { calls: partly, unrated: 0 }.words().contains("$0.0031+"));
    }
}
