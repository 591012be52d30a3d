//! Items rated by the simulator acting as the user. Each slate is kept the moment its answer is there.

use std::collections::HashSet;
use std::num::NonZeroUsize;

use super::{Workspace, WorkspaceError};
use crate::domain::{Id, Interaction, ProfileState, Run, Slate};
use crate::simulation::RatingRequest;

/// How many of the user's newest ratings go with a rating request, as in the method's paper.
const RECENT: usize = 10;

/// What is to be rated on which state.
#[derive(Clone, Debug)]
pub struct RatingPlan {
    /// The state to act on: number of its batch.
    pub state: usize,
    /// The items, each once, in the order in which they are to be rated.
    pub items: Vec<Id>,
    /// Items per request.
    pub slate_size: NonZeroUsize,
}

impl Workspace {
    /// A user's held-out items, oldest rating first, each once: a stated order, unlike "the first in the
    /// file", which would be those with the lowest ids.
    ///
    /// # Errors
    /// [`WorkspaceError::UnknownUser`].
    pub fn held_out_items(&self, user: &Id) -> Result<Vec<Id>, WorkspaceError> {
        let user = self.user(user)?;
        let dataset = self.dataset();
        let rows = self.split().held_out(&dataset.interactions, user);
        let mut seen = HashSet::new();
        Ok(rows.filter(|row| seen.insert(row.item)).map(|row| dataset.interaction(row).item).collect())
    }

    /// Refuses a state number beyond a user's history, before anything is written for it.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchBatch`], [`WorkspaceError::UnknownUser`].
    pub fn has_batch(&self, user: &Id, state: Option<usize>) -> Result<(), WorkspaceError> {
        let batches = self.history(self.user(user)?).batch_count();
        match state {
            Some(state) if state > batches => {
                Err(WorkspaceError::NoSuchBatch { user: user.clone(), state, batches })
            }
            _ => Ok(()),
        }
    }

    /// The states of a run up to that after batch `state` (1 = first), which is the last of them.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchBatch`], [`WorkspaceError::NoSuchState`].
    fn states_up_to<'a>(&self, run: &'a Run, state: usize) -> Result<&'a [ProfileState], WorkspaceError> {
        self.has_batch(&run.spec.user, Some(state))?;
        state.checked_sub(1).and_then(|_| run.states.get(..state)).ok_or(WorkspaceError::NoSuchState {
            run: run.id,
            state,
            written: run.states.len(),
            batches: run.batches,
        })
    }

    /// Rates items slate by slate, reporting each slate as it is kept.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the run is another study, has no such state, an item is not in the data set, the
    /// simulator or the store fails; slates before the failure are kept.
    pub async fn rate(
        &self,
        run: &Run,
        plan: &RatingPlan,
        mut kept: impl FnMut(&Slate),
    ) -> Result<Vec<Slate>, WorkspaceError> {
        self.fits(run)?;
        let dataset = self.dataset();
        if let Some(item) = plan.items.iter().find(|item| dataset.items.find(item).is_none()) {
            return Err(WorkspaceError::UnknownItem { item: item.clone(), data: dataset.name.clone() });
        }
        let states = self.states_up_to(run, plan.state)?;
        let mut slates = Vec::new();
        for items in plan.items.chunks(plan.slate_size.get()) {
            let request = RatingRequest {
                run: run.id,
                user: run.spec.user.clone(),
                states: states.to_vec(),
                recent: most_recent(states.iter().flat_map(|state| &state.interactions)),
                items: items.to_vec(),
                seed: run.spec.seed,
                fit: self.fit,
            };
            let answer = self.words.simulator.rate(&request).await?;
            let (id, state) = (run.id, plan.state);
            let slate = self.inner.store.with(move |store| store.keep_slate(id, state, &answer)).await?;
            kept(&slate);
            slates.push(slate);
        }
        Ok(slates)
    }
}

/// The last ten in time, oldest first, whatever the order of the batches.
pub(super) fn most_recent<'a>(interactions: impl Iterator<Item = &'a Interaction>) -> Vec<Interaction> {
    let mut all: Vec<_> = interactions.collect();
    all.sort_by_key(|interaction| (interaction.timestamp, &interaction.item));
    let from = all.len().saturating_sub(RECENT);
    all[from..].iter().map(|&interaction| interaction.clone()).collect()
}
