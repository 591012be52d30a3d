//! Files that are watched for changes; never what stands in them. A watched file costs nothing until it changes, and
//! nothing is watched by a thread where none is named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::{Duration, Instant, sleep_until};

/// An editor writes a file in several steps; they are over after this.
const PAUSE: Duration = Duration::from_millis(60);

/// What watches.
pub(super) struct Watched {
    files: BTreeSet<PathBuf>,
    watcher: Option<RecommendedWatcher>,
    changed: mpsc::Receiver<()>,
    say: mpsc::Sender<()>,
    /// When a change that was heard of is over.
    settled: Option<Instant>,
}

impl Default for Watched {
    /// Nothing.
    fn default() -> Self {
        // One that waits says as much as many.
        let (say, changed) = mpsc::channel(1);
        Self { files: BTreeSet::new(), watcher: None, changed, say, settled: None }
    }
}

impl Watched {
    /// Watches these files, and no others from now on. Where the system cannot watch, an edit shows at the next
    /// start.
    pub(super) fn files(&mut self, files: &[PathBuf]) {
        let files: BTreeSet<PathBuf> = files.iter().cloned().collect();
        if files == self.files {
            return;
        }
        self.watcher = (!files.is_empty()).then(|| watch(&files, self.say.clone())).and_then(|watcher| {
            watcher.inspect_err(|error| tracing::warn!("files cannot be watched: {error}")).ok()
        });
        self.files = files;
    }

    /// Ends when a watched file has changed and the change is over. What was heard is not forgotten when somebody
    /// stops waiting.
    pub(super) async fn changed(&mut self) {
        let settled = match self.settled {
            Some(settled) => settled,
            None if self.changed.recv().await.is_some() => *self.settled.insert(Instant::now() + PAUSE),
            None => std::future::pending().await,
        };
        sleep_until(settled).await;
        self.settled = None;
        // What was said meanwhile is seen with it.
        while self.changed.try_recv().is_ok() {}
    }
}

/// Watches the folders, because editors put a new file in the place of the old one.
fn watch(files: &BTreeSet<PathBuf>, say: mpsc::Sender<()>) -> notify::Result<RecommendedWatcher> {
    let names: BTreeSet<_> = files.iter().filter_map(|file| Some(file.file_name()?.to_owned())).collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let ours = event.is_ok_and(|event| {
            let named = |path: &PathBuf| path.file_name().is_some_and(|name| names.contains(name));
            !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(named)
        });
        if ours {
            // Where one waits already, another says nothing new.
            let _ = say.try_send(());
        }
    })?;
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}
