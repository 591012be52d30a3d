//! The thread that owns the file: callers send it closures and await the answers.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc as blocking};
use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::error::StoreError;
use super::store::{OpenMode, Store};

type Job = Box<dyn FnOnce(&mut Store) + Send>;

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
        let mut store = Store::open(&path, mode)?;
        let (jobs, mut waiting) = mpsc::channel::<Job>(Self::WAITING);
        let (open, closed) = blocking::channel::<()>();
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                while let Some(job) = waiting.blocking_recv() {
                    job(&mut store);
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
            // The caller may have stopped waiting; the work was done all the same.
            let _ = answer.send(work(store));
        });
        let jobs = self.worker.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }
}
