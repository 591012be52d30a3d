//! A step asked for in the prompts in use without anything being written from the answer.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;

use super::told::{Told, Whose};
use super::{Difference, Inner, Workspace, WorkspaceError};
use crate::domain::{NewCall, PromptTrial, RunId};
use crate::session::{CallMark, StoreHandle};
use crate::simulation::{CallKeeper, ProfileRequest, Simulator, Telling};

/// Keeps calls marked as what they are for, and remembers them.
pub(super) struct AsideCalls {
    mark: CallMark,
    store: StoreHandle,
    told: Arc<Told>,
    made: Mutex<Vec<NewCall>>,
}

impl CallKeeper for AsideCalls {
    fn keep(&self, run: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
        let (store, mark) = (self.store.clone(), self.mark);
        Box::pin(async move {
            let kept = store.with(move |store| store.keep_call(run, &call, mark)).await;
            kept.map(drop).map_err(|error| error.to_string())
        })
    }

    fn keep_cancelled(&self, run: RunId, call: NewCall) {
        let mark = self.mark;
        self.store.leave(move |store| store.keep_call(run, &call, mark).map(drop));
    }

    fn tell(&self, run: RunId, telling: Telling) {
        self.told.tell(Whose::Aside(run), telling);
    }

    fn hurried(&self, run: RunId) -> BoxFuture<'static, ()> {
        Box::pin(self.told.hurried(run))
    }
}

impl Workspace {
    /// Keeps calls that nothing of a run is written from.
    pub(super) fn aside(&self, mark: CallMark) -> AsideCalls {
        let Inner { store, told, .. } = &*self.inner;
        AsideCalls { mark, store: store.clone(), told: Arc::clone(told), made: Mutex::default() }
    }

    /// Has the model write a state of a run in the prompts in use. Nothing is kept but the calls, as tests.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no model is asked in this study, the run is another study or has not come that far.
    pub async fn try_prompts(&self, run: RunId, batch: usize) -> Result<PromptTrial, WorkspaceError> {
        let Some(model) = &self.words.model else {
            return Err(WorkspaceError::NoTrial(
                "the offline simulator reads no prompts; name a model with --provider to try them".to_owned(),
            ));
        };
        let run = self.run(run).await?;
        if !matches!(self.difference(&run.spec), None | Some(Difference::Prompts)) {
            self.fits(&run)?;
        }
        let history = self.history(self.user(&run.spec.user)?);
        let read = history.batch(batch).ok_or_else(|| WorkspaceError::NoSuchBatch {
            user: run.spec.user.clone(),
            state: batch,
            batches: history.batch_count(),
        })?;
        let former = run.states.get(..batch - 1).ok_or(WorkspaceError::NoSuchState {
            run: run.id,
            state: batch - 1,
            written: run.states.len(),
            batches: run.batches,
        })?;
        let request = ProfileRequest {
            run: run.id,
            user: run.spec.user.clone(),
            batch,
            batches: run.batches,
            interactions: read.interactions.to_vec(),
            former: former.to_vec(),
            seed: run.spec.seed,
            fit: self.fit,
        };
        let keeper = Arc::new(self.aside(CallMark::Test));
        let asked = model.kept_by(Arc::clone(&keeper) as Arc<dyn CallKeeper>)?;
        let answer = asked.write_profile(&request).await;
        let calls = std::mem::take(&mut *keeper.made.lock().unwrap_or_else(PoisonError::into_inner));
        let hash = asked.identity().prompts().unwrap_or_default().to_owned();
        let before = run.states.get(batch - 1).map(|state| state.profile.clone());
        let (profile, update, why) = match answer {
            Ok(answer) => (Some(answer.profile), answer.update, None),
            Err(error) => (None, None, Some(error.to_string())),
        };
        Ok(PromptTrial { run: run.id, batch, hash, profile, update, why, before, calls })
    }
}
