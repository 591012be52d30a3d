//! The thread that owns the file: callers send it closures and await the answers.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc as blocking};
use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::error::StoreError;
use super::store::{OpenMode, Store};

/// Work on the store, and how its outcome is then told.
type Job = Box<dyn FnOnce(&mut Store) -> Report + Send>;

/// Tells an outcome, once it is known whether what was written is on disk.
type Report = Box<dyn FnOnce(Result<(), StoreError>)>;

/// The asynchronous side of a [`Store`]. Cheap to clone; the file is closed when the last clone is gone and
/// everything that was sent is done.
///
/// A caller that stops waiting does not undo its write: what was sent is kept.
#[derive(Clone)]
pub struct StoreHandle {
    worker: Arc<Worker>,
}

/// The thread, as long as somebody has work for it.
struct Worker {
    /// `None` only while it is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    /// Disconnected once the file is closed. Only looked at when dropped; the lock makes it shareable.
    closed: Mutex<blocking::Receiver<()>>,
}

impl Drop for Worker {
    /// Waits until the file is closed, so that a command that ends in order leaves one file and no log beside it.
    /// Not for long: what is still locked then is as safe as after a kill.
    fn drop(&mut self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        self.jobs = None;
        if let Ok(closed) = self.closed.get_mut() {
            // Nothing is ever sent: the answer is "disconnected", or that it takes too long.
            let _ = closed.recv_timeout(PATIENCE);
        }
    }
}

impl StoreHandle {
    /// How many jobs may wait; a sender beyond that waits too, so a fast cohort cannot fill memory.
    const WAITING: usize = 256;

    /// Opens the store in a thread of its own and waits until it is open.
    ///
    /// # Errors
    /// What [`Store::open`] says.
    pub fn open(path: PathBuf, mode: OpenMode) -> Result<Self, StoreError> {
        let store = Store::open(&path, mode)?;
        Self::hold(store, path)
    }

    /// Gives a store that is open a thread of its own.
    ///
    /// # Errors
    /// What SQLite says; there is no thread to be had.
    pub fn of(store: Store) -> Result<Self, StoreError> {
        let path = store.path().to_path_buf();
        Self::hold(store, path)
    }

    fn hold(mut store: Store, path: PathBuf) -> Result<Self, StoreError> {
        store.sync_together()?;
        let (jobs, mut waiting) = mpsc::channel::<Job>(Self::WAITING);
        let (open, closed) = blocking::channel::<()>();
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                while let Some(job) = waiting.blocking_recv() {
                    do_together(&mut store, job, &mut waiting);
                }
                drop(store);
                drop(open);
            })
            .map_err(|e| StoreError::NotWritable { path, detail: e.to_string() })?;
        Ok(Self { worker: Arc::new(Worker { jobs: Some(jobs), closed: Mutex::new(closed) }) })
    }

    /// Runs `work` on the store, in the order sent.
    ///
    /// # Errors
    /// What `work` says; [`StoreError::Closed`] when the store's thread is gone.
    pub async fn with<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, wait) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            let outcome = work(store);
            Box::new(move |on_disk| {
                // The caller may have stopped waiting; the work was done all the same.
                let _ = answer.send(outcome.and_then(|done| on_disk.map(|()| done)));
            })
        });
        let jobs = self.worker.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }

    /// Leaves `work` to the store without waiting for it, where waiting is not possible. What goes wrong is logged.
    pub fn leave<F>(&self, work: F)
    where
        F: FnOnce(&mut Store) -> Result<(), StoreError> + Send + 'static,
    {
        let Some(jobs) = &self.worker.jobs else { return };
        let job: Job = Box::new(move |store| {
            let outcome = work(store);
            Box::new(move |on_disk| {
                if let Err(error) = outcome.and(on_disk) {
                    tracing::error!("what was left to the store was not kept: {error}");
                }
            })
        });
        if let Err(mpsc::error::TrySendError::Full(job)) = jobs.try_send(job) {
            // Rare: hundreds of jobs wait already. A thread can wait where the caller cannot.
            let jobs = jobs.clone();
            thread::spawn(move || drop(jobs.blocking_send(job)));
        }
    }
}

/// Does a job and all that wait behind it, in order, waits for the disk once, and only then tells the outcomes:
/// many users who are written at once do not each wait for a disk of their own.
fn do_together(store: &mut Store, first: Job, waiting: &mut mpsc::Receiver<Job>) {
    let mut reports = vec![first(store)];
    while reports.len() < StoreHandle::WAITING
        && let Ok(job) = waiting.try_recv()
    {
        reports.push(job(store));
    }
    let on_disk = store.sync().map_err(|error| error.to_string());
    let is_gone = store.still_there().is_err();
    let path = store.path().to_path_buf();
    for report in reports {
        report(match &on_disk {
            _ if is_gone => Err(StoreError::Gone { path: path.clone() }),
            Ok(_) => Ok(()),
            Err(detail) => Err(StoreError::NotWritable { path: path.clone(), detail: detail.clone() }),
        });
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    /// How many rows are there, and whether anything was not yet on disk when the job was done.
    fn add(store: &mut Store) -> Result<(i64, bool), StoreError> {
        let behind = store.is_behind();
        store.connection.execute("INSERT INTO notes DEFAULT VALUES", []).map_err(|e| store.error(e))?;
        let rows = store.connection.query_row("SELECT count(*) FROM notes", [], |row| row.get(0));
        Ok((rows.map_err(|e| store.error(e))?, behind))
    }

    #[tokio::test]
    async fn what_waits_is_done_in_order_and_brought_to_the_disk_together() {
        let folder = tempfile::tempdir().unwrap();
        let handle = StoreHandle::open(folder.path().join("lusifer.db"), OpenMode::Create).unwrap();
        let (go, gate) = blocking::channel::<()>();
        let first = handle.with(move |store| {
            store.connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)", []).unwrap();
            gate.recv().unwrap();
            add(store)
        });
        let others = join_all((0..20).map(|_| handle.with(add)));
        // All are sent, in this order, before the first may go on.
        let (first, others, ()) = futures::join!(first, others, async { go.send(()).unwrap() });
        assert_eq!(first.unwrap(), (1, false));
        for (at, other) in others.into_iter().enumerate() {
            // None was alone with its wait for the disk ...
            assert_eq!(other.unwrap(), (at as i64 + 2, true));
        }
        // ... and none was told before that was over.
        assert!(!handle.with(|store| Ok(store.is_behind())).await.unwrap());
    }

    #[tokio::test]
    async fn a_store_that_is_only_looked_at_has_no_log() {
        let folder = tempfile::tempdir().unwrap();
        let handle = StoreHandle::open(folder.path().join("lusifer.db"), OpenMode::Look).unwrap();
        assert!(!handle.with(|store| Ok(store.is_behind())).await.unwrap());
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
