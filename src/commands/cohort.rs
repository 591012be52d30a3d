//! The same work for many users at once, as a command tells it: a bar, a line for each failure.

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::StreamExt;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::output::{progress_bar, say};
use crate::domain::Id;
use crate::workspace::{CohortError, Workspace, WorkspaceError};

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
    let at_once = common.concurrency.map_or_else(|| workspace.users_at_once(), NonZeroUsize::get);
    let several = users.len() > 1;
    let bar = progress_bar(common, users.len() as u64, "users");
    let mut done = pin!(workspace.for_each_user(users, at_once, work));
    let mut outcome = Ok(());
    while let Some((user, result)) = done.next().await {
        bar.inc(1);
        let failure = match result {
            Ok(done) => {
                bar.suspend(|| report(done))?;
                continue;
            }
            Err(CohortError::Work(error)) => Failure::from(error),
            Err(error) => Failure::new(Exit::Failed, error),
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
