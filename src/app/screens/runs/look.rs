//! The selected run in more detail: how its text changed from batch to batch, and what was rated.

use crate::diff::{TextDiff, compare};
use crate::domain::text::clean;
use crate::domain::{Run, Slate};

/// A run that was looked at.
#[derive(Clone, Debug)]
pub struct Look {
    /// The run.
    pub run: Run,
    /// Its states.
    pub states: Vec<StateLook>,
    /// How each text came of the one before it, that of the first of none.
    pub diffs: Vec<TextDiff>,
    /// How many slates were rated.
    pub slates: usize,
    /// How many items were asked for, each once.
    pub items: usize,
    /// Answers that were no rating of the scale.
    pub invalid: usize,
    /// Items for which nothing came back.
    pub missing: usize,
}

/// What is said of a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateLook {
    /// Share of words that were not kept from the state before; `None` of the first.
    pub heat: Option<f64>,
    /// Words of the text.
    pub words: usize,
}

impl Look {
    /// Looks at a run.
    pub fn of(run: Run, slates: &[Slate]) -> Self {
        let mut states = Vec::with_capacity(run.states.len());
        let mut diffs = Vec::with_capacity(run.states.len());
        for (at, state) in run.states.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| run.states.get(at));
            let diff = compare(&clean(before.map_or("", |before| &before.profile)), &clean(&state.profile));
            states.push(StateLook { heat: before.map(|_| diff.heat), words: diff.words_after });
            diffs.push(diff);
        }
        let mut items: Vec<_> = slates
            .iter()
            .flat_map(|slate| {
                let answer = &slate.answer;
                let rated = answer.ratings.iter().map(|rated| &rated.item);
                rated.chain(&answer.missing).chain(answer.invalid.iter().map(|bad| &bad.item))
            })
            .collect();
        items.sort_unstable();
        items.dedup();
        let items = items.len();
        Self {
            states,
            diffs,
            slates: slates.len(),
            items,
            invalid: slates.iter().map(|slate| slate.answer.invalid.len()).sum(),
            missing: slates.iter().map(|slate| slate.answer.missing.len()).sum(),
            run,
        }
    }
}
