//! The same work for many users at once: in parallel, told as each is done, one failure not ending the rest.

use std::num::NonZeroUsize;
use std::thread;

use futures::{Stream, StreamExt, stream};
use thiserror::Error;
use tokio::task::JoinHandle;

use super::{Workspace, WorkspaceError, models};
use crate::domain::Id;

/// Workers per core: while the simulator computes for some, the store keeps what others have written, and the
/// more of them there are, the more share one wait for the disk.
const PER_CORE: usize = 16;

/// Users a place at a model's server: while an answer is kept and the next prompt made, another's request takes it.
const PER_PLACE: usize = 2;

/// Why the work for one user was not done; that for the others goes on.
#[derive(Debug, Error)]
pub enum CohortError {
    /// The work says why.
    #[error(transparent)]
    Work(#[from] WorkspaceError),
    /// The work panicked.
    #[error("the work ended in a panic: {0}")]
    Panic(String),
}

/// A task that ends when nobody waits for it any more.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Workspace {
    /// How many users are worked on at once when nothing else is asked for: as many as keep the processor and the disk
    /// busy, or all places that a model's server has for us.
    pub fn users_at_once(&self) -> usize {
        match models::places(self.settings()) {
            None => thread::available_parallelism().map_or(1, NonZeroUsize::get) * PER_CORE,
            Some(places) => places * PER_PLACE,
        }
    }

    /// Does `work` for each user, `at_once` of them at a time, and gives what came of it in the order in which they
    /// are done. Dropping the stream stops what is under way; what was kept stays.
    pub fn for_each_user<T, W, F>(
        &self,
        users: Vec<Id>,
        at_once: usize,
        work: W,
    ) -> impl Stream<Item = (Id, Result<T, CohortError>)>
    where
        T: Send + 'static,
        W: Fn(Self, Id) -> F,
        F: Future<Output = Result<T, WorkspaceError>> + Send + 'static,
    {
        let workspace = self.clone();
        stream::iter(users)
            .map(move |user| {
                let mut task = Task(tokio::spawn(work(workspace.clone(), user.clone())));
                async move {
                    let outcome = match (&mut task.0).await {
                        Ok(outcome) => outcome.map_err(CohortError::from),
                        Err(panic) => Err(CohortError::Panic(panic.to_string())),
                    };
                    (user, outcome)
                }
            })
            .buffer_unordered(at_once.max(1))
    }
}
