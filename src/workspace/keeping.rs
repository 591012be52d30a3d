//! What is done with kept runs besides writing them: named anew, put into the trash and taken out of it, looked
//! through with their figures.

use std::collections::HashMap;

use super::{Difference, Workspace, WorkspaceError};
use crate::domain::{Id, Rating, RunId};
use crate::metrics::Running;
use crate::session::{RunFilter, RunSummary, Trash};

/// A kept run, with what a list says of it.
#[derive(Clone, Debug)]
pub struct KeptRun {
    /// The run.
    pub run: RunSummary,
    /// In what it differs from the study that is open, so that it cannot be gone on with here; `None` = it can.
    pub difference: Option<Difference>,
    /// What its ratings are worth; `None` where the truth is not open: other data or another split.
    pub figures: Option<RunFigures>,
}

/// What the ratings of a run are worth: of each held-out item the newest answer on the latest state.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunFigures {
    /// Items with a valid rating and a held-out truth.
    pub n: usize,
    /// Mean absolute error; `None` of nothing.
    pub mae: Option<f64>,
    /// Root mean squared error; `None` of nothing.
    pub rmse: Option<f64>,
}

impl Workspace {
    /// Gives a run another name and returns the one that it had.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn rename(&self, run: RunId, name: &str) -> Result<String, WorkspaceError> {
        let name = name.to_owned();
        Ok(self.inner.store.with(move |store| store.rename(run, &name)).await?)
    }

    /// Puts a run into the trash; forks of it keep what they share.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn trash(&self, run: RunId) -> Result<bool, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.trash(run)).await?)
    }

    /// Takes a run out of the trash.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn restore(&self, run: RunId) -> Result<bool, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.restore(run)).await?)
    }

    /// Every run of the store, oldest first: of this study, of others, and those in the trash.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn all_runs(&self) -> Result<Vec<KeptRun>, WorkspaceError> {
        let all = RunFilter { trash: Trash::Included, ..RunFilter::default() };
        let here = RunFilter { data: Some(self.dataset().hash), ..RunFilter::default() };
        let (runs, ratings) =
            self.inner.store.with(move |store| Ok((store.runs(&all)?, store.newest_ratings(&here)?))).await?;
        let mut rated: HashMap<RunId, Vec<(Id, Option<Rating>)>> = HashMap::new();
        for (run, item, rating) in ratings {
            rated.entry(run).or_default().push((item, rating));
        }
        Ok(runs
            .into_iter()
            .map(|run| {
                let difference = self.difference(&run.spec);
                let is_known = run.spec.data == self.dataset().hash && run.spec.split == self.split().name();
                let rated = rated.remove(&run.id).unwrap_or_default();
                let figures = is_known.then(|| self.figures(&run.spec.user, &rated));
                KeptRun { run, difference, figures }
            })
            .collect())
    }

    fn figures(&self, user: &Id, rated: &[(Id, Option<Rating>)]) -> RunFigures {
        if rated.is_empty() {
            return RunFigures::default();
        }
        let truth = self.held_out(user).unwrap_or_default();
        let mut running = Running::new(self.dataset().scale);
        running.extend(
            rated.iter().filter_map(|(item, rating)| Some(((*rating)?.stars(), truth.get(item)?.rating))),
        );
        RunFigures { n: running.rows(), mae: running.mae(), rmse: running.rmse() }
    }
}
