//! Where calls are kept the moment they are over; never how.

use std::time::Duration;

use futures::future::BoxFuture;

use crate::domain::{NewCall, RunId, Task};

/// How it goes with a request that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telling {
    /// It is sent.
    Asked {
        /// What for.
        task: Task,
        /// The batch.
        batch: usize,
        /// 1 = first try.
        attempt: u32,
        /// Of how many at most.
        attempts: u32,
    },
    /// So many characters have arrived.
    Arrived {
        /// The batch.
        batch: usize,
        /// Characters so far.
        characters: usize,
    },
    /// It is not sent before some time has passed.
    Waits {
        /// The batch.
        batch: usize,
        /// Why, in the server's words where it had any.
        why: String,
        /// How long.
        pause: Duration,
    },
}

/// Keeps calls.
pub trait CallKeeper: Send + Sync {
    /// Keeps a call; it is safe when the future is done.
    ///
    /// # Errors
    /// A sentence: what was paid for could not be kept, so nothing more is to be asked.
    fn keep(&self, run: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>>;

    /// Keeps a call of which nobody waits for the end: it was cancelled. Must not block.
    fn keep_cancelled(&self, run: RunId, call: NewCall);

    /// Is told how a request goes, for whoever watches. Must not block.
    fn tell(&self, run: RunId, telling: Telling);
}
