//! Opening a workspace for a command: off the asynchronous threads, with progress, stoppable.

use std::sync::Arc;
use std::time::Duration;

use tokio::task;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::output::{progress_bar, skipped_note};
pub(super) use super::settings::settings;
use super::settings::{settings_of_run, store};
use crate::data::Progress;
use crate::domain::{Run, RunId};
use crate::session::OpenMode;
use crate::workspace::{Fit, Settings, Workspace};

/// How often the progress bar looks.
const LOOK: Duration = Duration::from_millis(100);

/// Reads the data set and opens the store.
///
/// # Errors
/// [`Failure`].
pub(super) async fn workspace(
    common: &Common,
    settings: Settings,
    mode: OpenMode,
) -> Result<Workspace, Failure> {
    let progress = Arc::new(Progress::default());
    // Dropped when this future is: an interrupted command stops reading, too.
    let _stop = StopOnDrop(progress.clone());
    let reading = {
        let progress = progress.clone();
        task::spawn_blocking(move || Workspace::open(settings, mode, &progress))
    };
    let bar = progress_bar(common, 100, "% read");
    let mut reading = std::pin::pin!(reading);
    let opened = loop {
        match tokio::time::timeout(LOOK, &mut reading).await {
            Ok(joined) => break joined,
            Err(_) => {
                let (read, total) = progress.bytes();
                bar.set_position(read * 100 / total.max(1));
            }
        }
    };
    bar.finish_and_clear();
    let workspace = opened.map_err(|panic| Failure::new(Exit::Failed, panic))??;
    let workspace = if common.allow_cut { workspace.with_fit(Fit::Anyway) } else { workspace };
    skipped_note(common, workspace.skipped_lines());
    Ok(workspace)
}

struct StopOnDrop(Arc<Progress>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// The run with that number, and a workspace under that run's own split, history and seed.
///
/// # Errors
/// [`Failure`]: no such run, or the data given is not what it was made from.
pub(super) async fn workspace_of_run(
    common: &Common,
    run: RunId,
    mode: OpenMode,
) -> Result<(Workspace, Run), Failure> {
    let kept = store(common, OpenMode::Look)?.run(run)?;
    let workspace = workspace(common, settings_of_run(common, &kept.spec)?, mode).await?;
    let data = &workspace.dataset();
    if kept.spec.data != data.hash {
        return Err(Failure::new(
            Exit::Data,
            format!(
                "run {run} was made from {} ({}), but the data that is open is {} ({}); name the right one \
                 with --data",
                kept.spec.data_name, kept.spec.data, data.name, data.hash
            ),
        ));
    }
    Ok((workspace, kept))
}
