//! Two runs, or two states of one, side by side: their texts, and what both said about the same items.

use std::collections::{HashMap, HashSet};

use super::{Workspace, WorkspaceError};
use crate::domain::{
    Call, CallTotals, Id, Interaction, Line, PackTexts, Rating, RepeatStep, Run, RunId, Slate, Task, line_of,
    not_comparable, shared_batches,
};
use crate::metrics::{Bootstrap, ByChance, Compared, RatingPair, Took, paired};

/// One side of a comparison: a run, and the state whose ratings are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The run.
    pub run: RunId,
    /// Only ratings given on the state after this batch; `None` = of each item the newest on its latest state.
    pub state: Option<usize>,
}

impl Workspace {
    /// Compares two sides on the items that both rated, in the order in which A was asked. The truth is known where
    /// both are of the data and split that are open.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchState`], [`WorkspaceError::Store`].
    pub async fn compare(&self, a: Side, b: Side) -> Result<Compared, WorkspaceError> {
        let (run_a, run_b) = (self.side(a).await?, self.side(b).await?);
        let (of_a, of_b) = (self.newest(a).await?, self.newest(b).await?);
        let against = not_comparable(&run_a.spec, &run_b.spec);
        let is_open =
            |run: &Run| run.spec.data == self.dataset().hash && run.spec.split == self.split().name();
        let truth: HashMap<Id, Interaction> = if is_open(&run_a) && is_open(&run_b) {
            self.held_out(&run_a.spec.user)?
        } else {
            HashMap::new()
        };
        let said_by_b: HashMap<&Id, Rating> = of_b.iter().map(|(item, rating)| (item, *rating)).collect();
        // Ratings of different users are of different tastes: there is nothing to pair.
        let same_user = run_a.spec.user == run_b.spec.user && run_a.spec.data == run_b.spec.data;
        let pairs: Vec<RatingPair> = of_a
            .iter()
            .filter(|_| same_user)
            .filter_map(|(item, rating)| {
                let (a, b) = (*rating, *said_by_b.get(item)?);
                let truth = truth.get(item).map(|real| real.rating);
                Some(RatingPair { item: item.clone(), a, b, truth })
            })
            .collect();
        let both: HashSet<&Id> = pairs.iter().map(|pair| &pair.item).collect();
        let alone = |rated: &[(Id, Rating)]| -> Vec<Id> {
            rated.iter().map(|(item, _)| item).filter(|item| !both.contains(item)).cloned().collect()
        };
        let alone = [alone(&of_a), alone(&of_b)];
        let only = (alone[0].len(), alone[1].len());
        let ratings = paired(pairs, only, self.dataset().scale, Bootstrap::default());
        let ratings = if against.is_empty() { ratings } else { ratings.without_differences() };
        let packs = [self.pack_of(&run_a).await?, self.pack_of(&run_b).await?];
        let shared = shared_batches(&self.line(&run_a).await?, &self.line(&run_b).await?);
        let mut chance = [self.by_chance(a, &run_a).await?, self.by_chance(b, &run_b).await?];
        if !against.is_empty() || only != (0, 0) {
            // Of other items, other figures.
            for side in &mut chance {
                (side.rmse, side.mae) = (None, None);
            }
        }
        let took = [self.took(a, &run_a).await?, self.took(b, &run_b).await?];
        Ok(Compared { a: run_a, b: run_b, ratings, alone, against, packs, shared, chance, took })
    }

    /// What a side took; `None` where no model was asked.
    async fn took(&self, side: Side, run: &Run) -> Result<Option<Took>, WorkspaceError> {
        if run.spec.simulator.model.is_none() {
            return Ok(None);
        }
        let latest = side.state.unwrap_or(run.states.len());
        let mut calls = self.calls(run.id).await?;
        calls.retain(|call| {
            let batch = call.made.batch;
            !call.is_aside()
                && match call.made.task {
                    // Tries for a batch that was never written were paid for as well.
                    Task::Profile => side.state.is_none_or(|state| batch <= state),
                    Task::Rating => side.state.is_none_or(|state| batch == state),
                }
        });
        for (parent, shared) in self.line(run).await?.into_iter().skip(1) {
            let is_shared = |call: &Call| {
                call.made.task == Task::Profile && call.made.batch <= shared.min(latest) && !call.is_aside()
            };
            calls.extend(self.calls(parent).await?.into_iter().filter(is_shared));
        }
        let mut slates = self.slates(run.id).await?;
        slates.retain(|slate| side.state.is_none_or(|state| state == slate.state));
        let asked = |is_rated: bool| -> HashSet<&Id> {
            let all = slates.iter().flat_map(answers);
            all.filter(|(_, rating)| !is_rated || rating.is_some()).map(|(item, _)| item).collect()
        };
        let unrated = asked(false).len() - asked(true).len();
        Ok(Some(Took { calls: CallTotals::of(calls.iter().map(|call| &call.made)), unrated }))
    }

    /// The prompts that a run was written with; `None` where it has none or their texts are not kept.
    async fn pack_of(&self, run: &Run) -> Result<Option<PackTexts>, WorkspaceError> {
        let Some(hash) = run.spec.simulator.prompts().map(str::to_owned) else { return Ok(None) };
        Ok(self.inner.store.with(move |store| store.pack(&hash)).await?)
    }

    /// A run and those that it comes from.
    async fn line(&self, run: &Run) -> Result<Line, WorkspaceError> {
        let mut forks = Vec::new();
        let mut left = run.fork;
        while let Some(fork) = left {
            forks.push(fork);
            left = self.run(fork.run).await?.fork;
        }
        Ok(line_of(run.id, run.states.len(), forks))
    }

    /// What repeating steps of a side came to: its ratings, and the texts of its batches.
    async fn by_chance(&self, side: Side, run: &Run) -> Result<ByChance, WorkspaceError> {
        let mut chance = ByChance::default();
        let latest = side.state.unwrap_or(run.states.len());
        for state in &run.states {
            let step = RepeatStep { run: run.id, task: Task::Profile, batch: state.batch };
            let text = self.spread(step).await?.text;
            chance.changed.extend(text.and_then(|text| Some((state.batch, text.changed?))));
        }
        if latest > 0 {
            let step = RepeatStep { run: run.id, task: Task::Rating, batch: latest };
            let ratings = self.spread(step).await?.ratings;
            (chance.rmse, chance.mae) = ratings.map_or((None, None), |ratings| (ratings.rmse, ratings.mae));
        }
        Ok(chance)
    }

    async fn side(&self, side: Side) -> Result<Run, WorkspaceError> {
        let run = self.run(side.run).await?;
        match side.state {
            Some(state) if state == 0 || state > run.states.len() => Err(WorkspaceError::NoSuchState {
                run: run.id,
                state,
                written: run.states.len(),
                batches: run.batches,
            }),
            _ => Ok(run),
        }
    }

    /// The newest valid rating of each item, in the order in which items were last asked.
    async fn newest(&self, side: Side) -> Result<Vec<(Id, Rating)>, WorkspaceError> {
        let mut slates = self.slates(side.run).await?;
        slates.sort_by_key(|slate| slate.state);
        let meant = slates.iter().filter(|slate| side.state.is_none_or(|state| state == slate.state));
        let mut seen = HashSet::new();
        let mut newest: Vec<(Id, Rating)> = Vec::new();
        for slate in meant.rev() {
            // The last word on an item counts, even where it is no rating.
            newest.extend(answers(slate).rev().filter_map(|(item, rating)| {
                let is_new = seen.insert(item.clone());
                rating.filter(|_| is_new).map(|rating| (item.clone(), rating))
            }));
        }
        newest.reverse();
        Ok(newest)
    }
}

/// What a slate asked for, and what came of it.
pub(super) fn answers(slate: &Slate) -> impl DoubleEndedIterator<Item = (&Id, Option<Rating>)> {
    let answer = &slate.answer;
    let rated = answer.ratings.iter().map(|rated| (&rated.item, Some(rated.rating)));
    let invalid = answer.invalid.iter().map(|invalid| (&invalid.item, None));
    rated.chain(invalid).chain(answer.missing.iter().map(|item| (item, None)))
}
