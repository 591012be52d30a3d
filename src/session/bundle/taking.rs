//! Runs of the store as a bundle, and runs of a bundle taken into a store; never the form of the file.

use std::path::Path;

use rusqlite::TransactionBehavior;

use super::{Bundle, BundledRun};
use crate::domain::{ForkPoint, RunId};
use crate::session::StoreError;
use crate::session::calls::{CallMark, insert_call};
use crate::session::prompts::insert_pack;
use crate::session::repetitions::insert_repetition;
use crate::session::runs::{RunSummary, insert_run};
use crate::session::slates::insert_slate;
use crate::session::states::insert_state;
use crate::session::store::Store;

impl Store {
    /// These runs and those that they share states with, as a bundle.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRun`].
    pub fn bundle(&self, runs: &[RunId]) -> Result<Bundle, StoreError> {
        let mut bundle = Bundle::default();
        for run in runs {
            let mut line = vec![self.summary(*run)?];
            while let Some(point) = line.last().and_then(|run| run.fork) {
                line.push(self.summary(point.run)?);
            }
            for RunSummary { id, name, spec, fork, created, batches, .. } in line.into_iter().rev() {
                if bundle.runs.iter().any(|known| known.id == id) {
                    continue;
                }
                let shared = fork.map_or(0, |fork| fork.from_batch - 1);
                let states = self.run(id)?.states.split_off(shared);
                let (slates, calls, repetitions) = (self.slates(id)?, self.calls(id)?, self.repetitions(id)?);
                let hash =
                    spec.simulator.prompts().filter(|hash| bundle.packs.iter().all(|it| it.hash != *hash));
                if let Some(pack) = hash.map(|hash| self.pack(hash)).transpose()?.flatten() {
                    bundle.packs.push(pack);
                }
                bundle.runs.push(BundledRun {
                    id,
                    name,
                    spec,
                    fork,
                    created,
                    batches,
                    states,
                    slates,
                    calls,
                    repetitions,
                });
            }
        }
        Ok(bundle)
    }

    /// Takes in the runs of a bundle, all or none, under the next numbers of this store; in the bundle's order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn import(&mut self, bundle: &Bundle) -> Result<Vec<RunId>, StoreError> {
        self.take_in(bundle, Numbers::Next)
    }

    /// The runs of a bundle under the numbers that they had, in a store that is gone with the process.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn of_bundle(bundle: &Bundle, path: &Path) -> Result<Self, StoreError> {
        let mut store = Self::in_memory(path)?;
        store.take_in(bundle, Numbers::Own)?;
        Ok(store)
    }

    fn take_in(&mut self, bundle: &Bundle, numbers: Numbers) -> Result<Vec<RunId>, StoreError> {
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        let mut taken: Vec<(RunId, RunId)> = Vec::new();
        for bundled in &bundle.runs {
            let now = |run: RunId| taken.iter().find(|(was, _)| *was == run).map(|(_, is)| *is);
            let fork = bundled
                .fork
                .map(|point| now(point.run).map(|run| ForkPoint { run, ..point }).ok_or(point.run))
                .transpose()
                .map_err(StoreError::NoSuchRun)?;
            let BundledRun { name, spec, batches, .. } = bundled;
            let inserted = insert_run(&transaction, name, spec, *batches, fork).map_err(error)?;
            let run = RunId(if numbers == Numbers::Own { bundled.id.0 } else { inserted });
            transaction
                .execute(
                    "UPDATE run SET id = ?2, created = ?3 WHERE id = ?1",
                    rusqlite::params![inserted, run.0, bundled.created],
                )
                .map_err(error)?;
            for state in &bundled.states {
                insert_state(&transaction, run, state).map_err(error)?;
            }
            for slate in &bundled.slates {
                insert_slate(&transaction, run, slate.state, &slate.answer, Some(&slate.created))
                    .map_err(error)?;
            }
            for call in &bundled.calls {
                insert_call(&transaction, run, &call.made, CallMark::of(call)).map_err(error)?;
            }
            for repetition in &bundled.repetitions {
                insert_repetition(&transaction, run, repetition).map_err(error)?;
            }
            taken.push((bundled.id, run));
        }
        for pack in &bundle.packs {
            insert_pack(&transaction, pack).map_err(error)?;
        }
        transaction.commit().map_err(error)?;
        Ok(taken.into_iter().map(|(_, run)| run).collect())
    }
}

/// Which numbers runs get.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// The next ones of the store.
    Next,
    /// Those that they had.
    Own,
}
