//! Language models as the settings name them, and where their calls are kept; never what is said to them.

use super::{Workspace, WorkspaceError};
use crate::domain::{Call, RunId};

impl Workspace {
    /// The calls of a run, oldest first.
    ///
    /// # Errors
    /// [`WorkspaceError::Store`].
    pub async fn calls(&self, run: RunId) -> Result<Vec<Call>, WorkspaceError> {
        Ok(self.inner.store.with(move |store| store.calls(run)).await?)
    }
}
