//! What ratings are worth: simulated ones joined with the held-out truth, beside baselines on the same rows.

use std::collections::HashMap;

use super::{Workspace, WorkspaceError};
use crate::domain::{Id, Interaction, Rating, Run, RunId, UserIx};
use crate::metrics::{Bootstrap, Predictions, RatedItems, Report, report};
use crate::recommenders::{Baseline, Baselines};
use crate::session::export::RatedRow;

/// The newest answer for an item of a run.
enum Newest {
    Rating(Rating),
    Missing,
    Invalid,
}

impl Workspace {
    /// A user's held-out ratings by item; the newest where an item was rated more than once.
    ///
    /// # Errors
    /// [`WorkspaceError::UnknownUser`].
    pub fn held_out(&self, user: &Id) -> Result<HashMap<Id, Interaction>, WorkspaceError> {
        let dataset = self.dataset();
        let rows = self.split().held_out(&dataset.interactions, self.user(user)?);
        Ok(rows
            .map(|row| dataset.interaction(row))
            .map(|interaction| (interaction.item.clone(), interaction))
            .collect())
    }

    /// Every simulated rating of a run in the order rated, beside the truth where that is held out.
    ///
    /// # Errors
    /// [`WorkspaceError`].
    pub async fn rated_rows(&self, run: &Run) -> Result<Vec<RatedRow>, WorkspaceError> {
        let truth = self.held_out(&run.spec.user)?;
        let slates = self.slates(run.id).await?;
        let row = |state, rated: &crate::domain::SimulatedRating| {
            let real = truth.get(&rated.item);
            RatedRow {
                user: run.spec.user.clone(),
                item: rated.item.clone(),
                state,
                simulated: rated.rating,
                truth: real.map(|real| real.rating),
                timestamp: real.and_then(|real| real.timestamp),
                reason: rated.reason.clone(),
            }
        };
        Ok(slates
            .iter()
            .flat_map(|slate| slate.answer.ratings.iter().map(move |rated| row(slate.state, rated)))
            .collect())
    }

    /// What the ratings of these runs are worth, pooled: of each run and item the answer on its latest state, and
    /// of several on it the newest, if the item is held out: rating items on earlier states, to see whether each
    /// update helps, must not change what the run is worth. With `state`, only answers given on the profile after
    /// that batch.
    ///
    /// # Errors
    /// [`WorkspaceError`].
    pub async fn report(&self, runs: &[RunId], state: Option<usize>) -> Result<Report, WorkspaceError> {
        let mut rated = RatedItems::new(self.baselines().names().iter().cloned());
        for run in runs {
            self.add_rated(*run, state, &mut rated).await?;
        }
        let bootstrap = Bootstrap::default();
        Ok(report(&rated, self.dataset().scale, bootstrap))
    }

    async fn add_rated(
        &self,
        run: RunId,
        state: Option<usize>,
        rated: &mut RatedItems,
    ) -> Result<(), WorkspaceError> {
        let run = self.run(run).await?;
        let user = self.user(&run.spec.user)?;
        let truth = self.held_out(&run.spec.user)?;
        // Items in the order in which their newest answer came: the running curve follows it.
        let mut newest: Vec<(Id, Newest)> = Vec::new();
        let mut slates = self.slates(run.id).await?;
        slates.sort_by_key(|slate| slate.state);
        for slate in slates {
            if state.is_some_and(|state| state != slate.state) {
                continue;
            }
            let answer = slate.answer;
            let ratings = answer.ratings.into_iter().map(|rated| (rated.item, Newest::Rating(rated.rating)));
            let invalid = answer.invalid.into_iter().map(|invalid| (invalid.item, Newest::Invalid));
            let missing = answer.missing.into_iter().map(|item| (item, Newest::Missing));
            newest.extend(ratings.chain(invalid).chain(missing));
        }
        let mut last: HashMap<Id, usize> = HashMap::new();
        for (at, (item, _)) in newest.iter().enumerate() {
            last.insert(item.clone(), at);
        }
        for (at, (item, answer)) in newest.iter().enumerate() {
            let (Some(real), Some(true)) = (truth.get(item), last.get(item).map(|&last| last == at)) else {
                continue;
            };
            match answer {
                Newest::Missing => rated.missing += 1,
                Newest::Invalid => rated.invalid += 1,
                Newest::Rating(rating) => {
                    if let Some(item) = self.dataset().items.find(item) {
                        rated.push(*rating, real.rating, self.baselines().predict_all(user, item));
                    }
                }
            }
        }
        Ok(())
    }

    /// The baselines, trained on the training part when they are first asked for.
    pub fn baselines(&self) -> &Baselines {
        self.inner.baselines.get_or_init(|| Baselines::fit(self.dataset(), self.split()))
    }

    /// What a baseline predicts for the held-out rows of some users, beside the truth.
    pub fn predict_held_out(&self, baseline: Baseline, users: &[UserIx]) -> (Predictions, Vec<Rating>) {
        let dataset = self.dataset();
        let rows = users
            .iter()
            .flat_map(|&user| self.split().held_out(&dataset.interactions, user).map(move |row| (user, row)));
        let (values, truth) =
            rows.map(|(user, row)| (self.baselines().predict(baseline, user, row.item), row.rating)).unzip();
        (Predictions { name: self.baselines().name(baseline).to_owned(), values }, truth)
    }
}
