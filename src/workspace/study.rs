//! Runs: started, resumed, stepped, forked. Each state is kept the moment it is valid.

use super::{Difference, Workspace, WorkspaceError};
use crate::domain::{Id, ProfileState, Run, RunId, RunSpec, Slate};
use crate::session::{NewRun, RunFilter, RunSummary};
use crate::simulation::{Grounds, ProfileRequest};

impl Workspace {
    /// The user's run of that name under the settings, started now if there is none.
    ///
    /// # Errors
    /// [`WorkspaceError`]: unknown user, no training ratings, store.
    pub async fn ensure_run(&self, user: &Id, name: &str) -> Result<Run, WorkspaceError> {
        let history = self.history(self.user(user)?);
        if history.is_empty() {
            let split = self.split().name().to_owned();
            return Err(WorkspaceError::NoHistory { user: user.clone(), split });
        }
        self.keep_prompts().await?;
        let new =
            NewRun { name: name.to_owned(), spec: self.spec(user.clone()), batches: history.batch_count() };
        Ok(self.inner.store.with(move |store| store.ensure_run(&new)).await?)
    }

    /// A run by number, whatever its data and simulator.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`] when there is none.
    pub async fn run(&self, id: RunId) -> Result<Run, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.run(id)).await?)
    }

    /// All runs on this data set under these settings, oldest first; of one user if one is given. Only runs
    /// that [`Self::write_next`] could go on with.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn runs(&self, user: Option<Id>) -> Result<Vec<RunSummary>, WorkspaceError> {
        let filter = RunFilter { data: Some(self.dataset().hash), user, ..RunFilter::default() };
        let mut runs = self.inner.store.with(move |store| store.runs(&filter)).await?;
        runs.retain(|run| self.difference(&run.spec).is_none());
        Ok(runs)
    }

    /// The slates of a run, oldest first.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn slates(&self, run: RunId) -> Result<Vec<Slate>, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.slates(run)).await?)
    }

    /// Writes the next state of a run and keeps it; a complete run comes back as it is. `run` must be as the
    /// store has it. If another process kept the same batch first, its state counts.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the run is another study, the simulator fails, the store fails.
    pub async fn write_next(&self, mut run: Run) -> Result<Run, WorkspaceError> {
        self.fits(&run)?;
        let Some(number) = run.next_batch() else { return Ok(run) };
        let history = self.history(self.user(&run.spec.user)?);
        let Some(batch) = history.batch(number) else { return Ok(run) };
        let request = ProfileRequest {
            run: run.id,
            user: run.spec.user.clone(),
            batch: number,
            batches: run.batches,
            interactions: batch.interactions.to_vec(),
            former: run.states.clone(),
            seed: run.spec.seed,
            fit: self.fit,
        };
        let answer = self.words.simulator.write_profile(&request).await?;
        let written = ProfileState {
            batch: number,
            interactions: request.interactions,
            profile: answer.profile,
            update: answer.update,
            claims: answer.claims,
            usage: answer.usage,
            provenance: crate::domain::Provenance::Simulated,
        };
        // What is played is as it was recorded, also where a person had a hand in it.
        let state = self.recorded_state(run.id, number).cloned().unwrap_or(written);
        let (id, to_keep) = (run.id, state.clone());
        let kept = self.inner.store.with(move |store| store.keep_state(id, &to_keep)).await?;
        if kept {
            run.states.push(state);
            Ok(run)
        } else {
            self.run(id).await
        }
    }

    /// What the simulator had in mind with the sentences of a written state; empty for a simulator that cannot
    /// tell, and for a state that another study wrote.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the simulator fails, the store fails.
    pub async fn grounds(&self, run: &Run, batch: usize) -> Result<Vec<Grounds>, WorkspaceError> {
        if self.difference(&run.spec).is_some() {
            return Ok(Vec::new());
        }
        let Some((state, former)) = run.states.get(..batch).and_then(<[ProfileState]>::split_last) else {
            return Ok(Vec::new());
        };
        // A state that is shared was worded with the seed of the run that wrote it.
        let mut seed = run.spec.seed;
        let mut fork = run.fork;
        while let Some(left) = fork.filter(|fork| batch < fork.from_batch) {
            let parent = self.run(left.run).await?;
            (seed, fork) = (parent.spec.seed, parent.fork);
        }
        let request = ProfileRequest {
            run: run.id,
            user: run.spec.user.clone(),
            batch,
            batches: run.batches,
            interactions: state.interactions.clone(),
            former: former.to_vec(),
            seed,
            fit: self.fit,
        };
        Ok(self.words.simulator.grounds(&request).await?)
    }

    /// Writes all missing states up to batch `last`, reporting each as it is kept. Resumes where the run is.
    ///
    /// # Errors
    /// As [`Self::write_next`]; the states before the failure are kept.
    pub async fn write_up_to(
        &self,
        mut run: Run,
        last: usize,
        mut kept: impl FnMut(&Run),
    ) -> Result<Run, WorkspaceError> {
        while run.next_batch().is_some_and(|next| next <= last) {
            run = self.write_next(run).await?;
            kept(&run);
        }
        Ok(run)
    }

    /// Starts a run that shares the states before `from_batch`, to be written on with `seed`; without one, with
    /// the first seed after the parent's that no other fork of it has, because the same seed would say the
    /// same again.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the run is another study or has not come that far.
    pub async fn fork(
        &self,
        run: RunId,
        from_batch: usize,
        name: &str,
        seed: Option<u64>,
    ) -> Result<Run, WorkspaceError> {
        let parent = self.run(run).await?;
        // Whoever writes on, and in whatever words: what is shared was written from the same ratings.
        match self.difference(&parent.spec) {
            None | Some(Difference::Prompts | Difference::Simulator) => {}
            Some(_) => self.fits(&parent)?,
        }
        if from_batch > parent.batches {
            return Err(WorkspaceError::ForkBeyond { run, batches: parent.batches, from_batch });
        }
        // Those in the trash count: they may come back.
        let forks = self.inner.store.with(move |store| store.forks_of(run)).await?.len();
        let seed = seed.unwrap_or(parent.spec.seed.wrapping_add(forks as u64 + 1));
        let name = name.to_owned();
        let spec = RunSpec { seed, ..self.spec(parent.spec.user) };
        self.keep_prompts().await?;
        Ok(self.inner.store.with(move |store| store.fork(run, from_batch, &name, &spec)).await?)
    }
}
