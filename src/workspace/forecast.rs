//! What steps will take before anything is sent; what is not written yet stands as long as it is asked for.

use super::rating::most_recent;
use super::{Workspace, WorkspaceError};
use crate::domain::{Id, ProfileState, Run, Usage};
use crate::simulation::{Forecast, ProfileRequest, RatingRequest, SimulationError};

/// Words of a profile that nobody has written yet, as many as the packs ask for.
const WORDS: usize = 180;

/// A step on a user's history that nobody has taken yet.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    /// The user.
    pub user: &'a Id,
    /// The states that are written.
    pub written: &'a [ProfileState],
    /// Up to this batch, 1 = first, all are written.
    pub up_to: usize,
    /// Then these are rated on the last of them, so many at once.
    pub items: &'a [Id],
    /// Items per request.
    pub slate: usize,
}

impl Workspace {
    /// What steps will take, if no request has to be made twice; `None` where nobody is asked.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no such user, a prompt that cannot be made.
    pub fn forecast(&self, steps: &Steps<'_>) -> Result<Option<Forecast>, WorkspaceError> {
        if !self.asks_a_model() {
            return Ok(None);
        }
        let Steps { user, written, up_to, items, slate } = steps;
        let history = self.history(self.user(user)?);
        let seed = self.settings().seed;
        let mut states = written.get(..(*up_to).min(written.len())).unwrap_or_default().to_vec();
        let mut all = Forecast::nothing();
        let mut add = |one: Option<Result<Forecast, SimulationError>>| -> Result<(), WorkspaceError> {
            if let Some(one) = one.transpose()? {
                all = std::mem::replace(&mut all, Forecast::nothing()).plus(one);
            }
            Ok(())
        };
        let run = crate::domain::RunId(0);
        for batch in history.batches().skip(states.len()).take_while(|batch| batch.number <= *up_to) {
            let request = ProfileRequest {
                run,
                user: (*user).clone(),
                batch: batch.number,
                batches: history.batch_count(),
                interactions: batch.interactions.to_vec(),
                former: states.clone(),
                seed,
                fit: self.fit,
            };
            add(self.words.simulator.forecast_profile(&request))?;
            states.push(ProfileState {
                batch: batch.number,
                interactions: request.interactions,
                profile: "profile ".repeat(WORDS),
                claims: Vec::new(),
                update: None,
                usage: Usage::default(),
                provenance: crate::domain::Provenance::Simulated,
            });
        }
        let recent = most_recent(states.iter().flat_map(|state| &state.interactions));
        for items in items.chunks((*slate).max(1)) {
            let request = RatingRequest {
                run,
                user: (*user).clone(),
                states: states.clone(),
                recent: recent.clone(),
                items: items.to_vec(),
                seed,
                fit: self.fit,
            };
            add(self.words.simulator.forecast_rating(&request))?;
        }
        Ok(Some(all))
    }

    /// What writing the rest of a run up to a batch will take.
    ///
    /// # Errors
    /// As [`Self::forecast`].
    pub fn forecast_run(&self, run: &Run, up_to: usize) -> Result<Option<Forecast>, WorkspaceError> {
        let slate = self.settings().slate.get();
        self.forecast(&Steps { user: &run.spec.user, written: &run.states, up_to, items: &[], slate })
    }
}
