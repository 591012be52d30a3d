//! Where calls are kept the moment they are over; never how.

use futures::future::BoxFuture;

use crate::domain::{NewCall, RunId};

/// Keeps calls.
pub trait CallKeeper: Send + Sync {
    /// Keeps a call; it is safe when the future is done.
    ///
    /// # Errors
    /// A sentence: what was paid for could not be kept, so nothing more is to be asked.
    fn keep(&self, run: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>>;

    /// Keeps a call of which nobody waits for the end: it was cancelled. Must not block.
    fn keep_cancelled(&self, run: RunId, call: NewCall);
}
