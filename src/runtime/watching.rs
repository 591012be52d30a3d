//! Steps that ask a model, and what is heard of their requests meanwhile: handed on at the pace of frames, never
//! holding up the step.

use std::future::pending;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::{Instant, sleep_until};

use super::jobs::Voice;
use crate::app::{Message, News};
use crate::domain::{Id, Run, RunId, Slate};
use crate::workspace::{Listener, RatingPlan, Whose, Workspace, WorkspaceError};

/// Least time between two messages: nobody sees more than a frame of news shows.
const EVERY: Duration = Duration::from_millis(30);

impl Voice {
    /// Writes the next state of a run.
    pub(super) async fn write_next(&self, workspace: &Workspace, run: Run) -> Result<Run, WorkspaceError> {
        let who = (Whose::Run(run.id), run.spec.user.clone());
        self.watch(workspace, who, Box::pin(workspace.write_next(run))).await
    }

    /// Has items rated.
    pub(super) async fn rate(
        &self,
        workspace: &Workspace,
        run: &Run,
        plan: &RatingPlan,
    ) -> Result<Vec<Slate>, WorkspaceError> {
        let who = (Whose::Run(run.id), run.spec.user.clone());
        self.watch(workspace, who, Box::pin(workspace.rate(run, plan, |_| {}))).await
    }

    /// Does a step for a run of a user, and says meanwhile what is heard of its requests. A loop that is behind
    /// delays what is said, not the step.
    pub(super) async fn watch<T>(
        &self,
        workspace: &Workspace,
        (whose, user): (Whose, Id),
        mut step: BoxFuture<'_, T>,
    ) -> T {
        let (told, run) = (workspace.listen(whose), whose.run());
        let mut said = Box::pin(self.pass_on(&told, (run, &user), Instant::now()));
        loop {
            tokio::select! {
                biased;
                done = &mut step => return done,
                () = &mut said => said.set(self.pass_on(&told, (run, &user), Instant::now() + EVERY)),
            }
        }
    }

    /// Waits for the moment, for room in the loop and for news, and says them.
    async fn pass_on(&self, told: &Listener, (run, user): (RunId, &Id), from: Instant) {
        sleep_until(from).await;
        // Once the loop is gone nobody listens.
        let Ok(room) = self.results.reserve().await else { return pending().await };
        let news = News::Telling { run, user: user.clone(), tellings: told.hear().await };
        room.send(Message::Job { id: self.id, news });
    }
}
