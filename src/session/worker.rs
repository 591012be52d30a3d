//! The thread that owns the file: callers send it closures and await the answers.

use std::path::PathBuf;
use std::thread;

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
    jobs: mpsc::Sender<Job>,
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
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                while let Some(job) = waiting.blocking_recv() {
                    job(&mut store);
                }
            })
            .map_err(|e| StoreError::NotWritable { path, detail: e.to_string() })?;
        Ok(Self { jobs })
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
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        wait.await.map_err(|_| StoreError::Closed)?
    }
}
