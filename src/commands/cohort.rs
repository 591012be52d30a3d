//! The same work for many users at once: in parallel, reported as each is done, one failure not ending the rest.

use std::num::NonZeroUsize;
use std::thread;

use futures::{StreamExt, stream};

use super::args::Common;
use super::failure::{Exit, Failure};
use super::output::{progress_bar, say};
use crate::domain::Id;
use crate::workspace::{Workspace, WorkspaceError};

/// Workers per core: while the simulator computes for some, the store keeps what others have written, and the
/// more of them there are, the more share one wait for the disk.
const PER_CORE: usize = 16;

/// Does `work` for each user and hands what came of it to `report`, in the order in which they are done. A
/// failure or panic of one user is said and does not stop the others; with one user it is the outcome.
///
/// # Errors
/// The last failure, without a message where it was said already.
pub(super) async fn each<T, W, F>(
    common: &Common,
    workspace: &Workspace,
    users: Vec<Id>,
    work: W,
    mut report: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    T: Send + 'static,
    W: Fn(Workspace, Id) -> F,
    F: Future<Output = Result<T, WorkspaceError>> + Send + 'static,
{
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let at_once = common.concurrency.map_or(cores * PER_CORE, NonZeroUsize::get);
    let several = users.len() > 1;
    let bar = progress_bar(common, users.len() as u64, "users");
    let mut tasks = stream::iter(users)
        .map(|user| {
            let task = tokio::spawn(work(workspace.clone(), user.clone()));
            async move { (user, task.await) }
        })
        .buffer_unordered(at_once);
    let mut outcome = Ok(());
    while let Some((user, joined)) = tasks.next().await {
        bar.inc(1);
        let failure = match joined {
            Ok(Ok(done)) => {
                bar.suspend(|| report(done))?;
                continue;
            }
            Ok(Err(error)) => Failure::from(error),
            Err(panic) => Failure::new(Exit::Failed, format!("the work ended in a panic: {panic}")),
        };
        outcome = Err(if several {
            bar.suspend(|| say(&format!("lusifer: user {user}: {}", failure.message)));
            Failure { message: String::new(), ..failure }
        } else {
            failure
        });
    }
    bar.finish_and_clear();
    outcome
}
