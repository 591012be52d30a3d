//! The profiles of several users, written side by side: told batch by batch, one failure not ending the rest.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::StreamExt;

use super::jobs::{MAIN, Voice};
use crate::app::{News, Progress};
use crate::domain::Id;
use crate::workspace::{Workspace, WorkspaceError};

/// Users at a time. Few, so that users are done one after the other and can be looked at.
const AT_ONCE: usize = 4;

/// How far all of it is.
struct Tally {
    users: u64,
    users_done: AtomicU64,
    batches: u64,
    batches_done: AtomicU64,
}

impl Tally {
    fn of(workspace: &Workspace, users: &[Id]) -> Self {
        let batches =
            |user: &Id| workspace.user(user).map_or(0, |user| workspace.history(user).batch_count());
        Self {
            users: users.len() as u64,
            users_done: AtomicU64::new(0),
            batches: users.iter().map(|user| batches(user) as u64).sum(),
            batches_done: AtomicU64::new(0),
        }
    }

    fn progress(&self) -> News {
        let what = format!("{} of {} users", self.users_done.load(Ordering::Relaxed), self.users);
        let done = self.batches_done.load(Ordering::Relaxed);
        News::Progress(Progress { what, done, total: Some(self.batches), unit: "batches" })
    }
}

/// Writes every batch that is left of the runs called `main`.
pub(super) async fn write_all(voice: &Voice, workspace: &Workspace, users: Vec<Id>) {
    let tally = Arc::new(Tally::of(workspace, &users));
    voice.say(tally.progress()).await;
    let work = |workspace: Workspace, user: Id| {
        let (voice, tally) = (voice.clone(), tally.clone());
        async move { write(&voice, &workspace, &user, &tally).await }
    };
    let mut done = pin!(workspace.for_each_user(users, AT_ONCE, work));
    while let Some((user, outcome)) = done.next().await {
        if let Err(error) = outcome {
            voice.say(News::UserFailed(user, error.to_string())).await;
        }
        tally.users_done.fetch_add(1, Ordering::Relaxed);
        voice.say(tally.progress()).await;
    }
}

async fn write(voice: &Voice, workspace: &Workspace, user: &Id, tally: &Tally) -> Result<(), WorkspaceError> {
    let mut run = voice.step(workspace.ensure_run(user, MAIN)).await?;
    tally.batches_done.fetch_add(run.states.len() as u64, Ordering::Relaxed);
    while !run.is_complete() {
        run = voice.step(voice.write_next(workspace, run)).await?;
        tally.batches_done.fetch_add(1, Ordering::Relaxed);
        voice.say(News::StateWritten(Box::new(run.clone()))).await;
        voice.say(tally.progress()).await;
    }
    Ok(())
}
