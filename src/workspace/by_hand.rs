//! States that a person takes by hand from an answer that the program did not take, and takes back; marked as edited
//! for good.

use super::{Workspace, WorkspaceError};
use crate::domain::{NewCall, ProfileState, Provenance, Run, RunId, Task, Usage};
use crate::simulation::by_hand;

impl Workspace {
    /// Takes the text of a call as the next state of its run, marked as edited.
    ///
    /// # Errors
    /// [`WorkspaceError::ByHand`] with the reason why it cannot be taken, [`WorkspaceError`] otherwise.
    pub async fn accept(&self, run: RunId, call: i64) -> Result<Run, WorkspaceError> {
        let mut open = self.run(run).await?;
        self.fits(&open)?;
        let refused = |why: &str| Err(WorkspaceError::ByHand { call, why: why.to_owned() });
        let calls = self.calls(run).await?;
        let Some(taken) = calls.iter().find(|one| one.id == call) else {
            return refused("this run has no such call");
        };
        let NewCall { task, batch, .. } = taken.made;
        if task != Task::Profile {
            return refused("only profiles are taken by hand");
        }
        if taken.is_aside() {
            return refused("it was made to try prompts or to repeat a step, not for the run");
        }
        if open.states.len() >= batch {
            return refused(&format!(
                "batch {batch} of {run} is written, and what is written stays as it is"
            ));
        }
        if open.next_batch() != Some(batch) {
            return refused(&format!("the batch before {batch} is not written yet"));
        }
        let Some(text) = by_hand(&taken.made.text) else { return refused("it has no text") };
        let history = self.history(self.user(&open.spec.user)?);
        let Some(planned) = history.batch(batch) else { return refused("the history has no such batch") };
        let of_run = calls.iter().filter(|one| !one.is_aside()).map(|one| &one.made);
        let asked = of_run.filter(|one| one.task == task && one.batch == batch);
        let state = ProfileState {
            batch,
            interactions: planned.interactions.to_vec(),
            profile: text.profile,
            // The first profile changes nothing.
            update: text.update.filter(|_| batch > 1),
            // What is taken by hand is a text; what it says that it rests on was not read.
            claims: Vec::new(),
            usage: usage(asked),
            provenance: Provenance::Edited,
        };
        let kept = state.clone();
        if !self.inner.store.with(move |store| store.keep_state(run, &kept)).await? {
            return refused(&format!("batch {batch} of {run} was written meanwhile"));
        }
        open.states.push(state);
        Ok(open)
    }

    /// Takes back a state that was taken by hand, as long as nothing was built upon it.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`] with the reason.
    pub async fn take_back(&self, run: RunId, batch: usize) -> Result<(), WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.take_back(run, batch)).await?)
    }
}

/// What calls took together.
fn usage<'a>(calls: impl Iterator<Item = &'a NewCall>) -> Usage {
    let of = |call: &NewCall| Usage {
        calls: 1,
        attempts: 1,
        tokens_in: call.cost.tokens_in,
        tokens_out: call.cost.tokens_out,
        cost_usd: call.cost.cost_usd,
    };
    calls.map(of).reduce(Usage::plus).unwrap_or_default()
}
