//! Opening a study, and where the open one is; never what is done in it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task;

use super::jobs::Voice;
use crate::app::arriving::ArrivingUser;
use crate::app::{News, Opened, Progress};
use crate::domain::DataHash;
use crate::domain::numbers::thousands;
use crate::workspace::{Arrival, Arrived, OpenMode, ReadProgress, Settings, Workspace, WorkspaceError};

/// How often it is said how far reading is.
const LOOK: Duration = Duration::from_millis(100);
/// Bytes of a megabyte.
const MEGA: u64 = 1_000_000;

/// Where the open study is; another model, or other prompts, are another study of the same data.
#[derive(Clone, Default)]
pub(super) struct Place(Arc<Mutex<Option<Workspace>>>);

impl Place {
    /// The study as it is now; who has it goes on with it whatever takes its place.
    pub(super) fn get(&self) -> Option<Workspace> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Another takes its place.
    pub(super) fn set(&self, workspace: Workspace) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(workspace);
    }
}

/// Reads the data set off the asynchronous threads, saying how far it is.
pub(super) async fn open(
    voice: &Voice,
    settings: Settings,
    expected: Option<DataHash>,
    place: &Place,
) -> Result<Opened, String> {
    let progress = Arc::new(ReadProgress::default());
    // Dropped when the job is cancelled: reading stops at the next border between chunks.
    let _stop = StopOnDrop(progress.clone());
    let reading = {
        let progress = progress.clone();
        task::spawn_blocking(move || {
            let workspace = Workspace::open(settings, OpenMode::Create, &progress)?;
            let mut opened = Opened::new(
                workspace.dataset().clone(),
                workspace.split().clone(),
                workspace.history_spec(),
                workspace.source_label(),
                workspace.provider_label(),
                workspace.settings().seed,
            );
            opened.writer.clone_from(&workspace.settings().provider);
            opened.asks_a_model = workspace.asks_a_model();
            opened.prompts = workspace.prompts_in_use();
            opened.prompts_folder = workspace.prompts_folder().map(Path::to_path_buf);
            Ok::<_, WorkspaceError>((workspace, opened))
        })
    };
    let mut reading = std::pin::pin!(reading);
    let joined = loop {
        match tokio::time::timeout(LOOK, &mut reading).await {
            Ok(joined) => break joined,
            Err(_) => {
                let (done, total) = progress.bytes();
                let what = format!("{} ratings read", thousands(progress.rows()));
                let total = (total > 0).then_some(total / MEGA);
                voice.say(News::Progress(Progress { what, done: done / MEGA, total, unit: "MB" })).await;
                if let Some(Arrived { from, users, is_scattered }) = progress.arrived() {
                    let users = users.iter().map(arriving).collect();
                    voice.say(News::Arriving { from, users, is_scattered }).await;
                }
            }
        }
    };
    let (workspace, opened) =
        joined.map_err(|panic| panic.to_string())?.map_err(|error| error.to_string())?;
    if expected.is_some_and(|expected| expected != opened.dataset.hash) {
        return Err(format!("{} holds other ratings than it did", opened.source));
    }
    place.set(workspace);
    Ok(opened)
}

/// As the screens have it.
fn arriving(Arrival { user, ratings, halves }: &Arrival) -> ArrivingUser {
    let mean = *halves as f64 / 2.0 / f64::from((*ratings).max(1));
    ArrivingUser { number: *user, ratings: *ratings, mean }
}

struct StopOnDrop(Arc<ReadProgress>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
