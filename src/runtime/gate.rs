//! Holding a job between two steps: a step that is under way is finished, the next waits at the gate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// A job's side of the gate. Clones belong to the same job.
#[derive(Clone)]
pub(super) struct Gate {
    held: watch::Receiver<bool>,
    under_way: Arc<AtomicUsize>,
}

/// Counts a step as long as it is under way, even if its task is dropped.
struct Step<'a>(&'a AtomicUsize);

impl Drop for Step<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Gate {
    /// A gate and what holds it: `true` = hold.
    pub(super) fn new() -> (watch::Sender<bool>, Self) {
        let (hold, held) = watch::channel(false);
        (hold, Self { held, under_way: Arc::default() })
    }

    /// Does a step once the gate is open. `at_rest` is awaited whenever the gate is closed and no step is under way.
    pub(super) async fn step<T, F>(&self, at_rest: impl Fn() -> F, step: impl Future<Output = T>) -> T
    where
        F: Future<Output = ()>,
    {
        let mut held = self.held.clone();
        if *held.borrow() {
            self.rest(&at_rest).await;
            // Whoever could open it is gone with the program: then nothing waits any more.
            let _ = held.wait_for(|held| !held).await;
        }
        self.under_way.fetch_add(1, Ordering::AcqRel);
        let counted = Step(&self.under_way);
        let outcome = step.await;
        drop(counted);
        if *held.borrow() {
            self.rest(&at_rest).await;
        }
        outcome
    }

    async fn rest<F: Future<Output = ()>>(&self, at_rest: &impl Fn() -> F) {
        if self.under_way.load(Ordering::Acquire) == 0 {
            at_rest().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use futures::poll;

    use super::*;

    #[tokio::test]
    async fn a_closed_gate_lets_the_step_under_way_end_and_the_next_wait() {
        let (hold, gate) = Gate::new();
        let rests = AtomicUsize::new(0);
        let at_rest = || {
            rests.fetch_add(1, Ordering::Relaxed);
            ready(())
        };
        let mut under_way = Box::pin(gate.step(at_rest, async {
            tokio::task::yield_now().await;
            1
        }));
        assert!(poll!(&mut under_way).is_pending());
        hold.send(true).unwrap();
        let mut next = Box::pin(gate.step(at_rest, async { 2 }));
        assert!(poll!(&mut next).is_pending());
        assert_eq!(rests.load(Ordering::Relaxed), 0, "something is under way");
        assert_eq!(under_way.await, 1);
        assert_eq!(rests.load(Ordering::Relaxed), 1);
        assert!(poll!(&mut next).is_pending());
        hold.send(false).unwrap();
        assert_eq!(next.await, 2);
    }

    #[tokio::test]
    async fn a_step_that_is_dropped_is_not_under_way() {
        let (hold, gate) = Gate::new();
        let mut endless = Box::pin(gate.step(|| ready(()), pending::<()>()));
        assert!(poll!(&mut endless).is_pending());
        assert_eq!(gate.under_way.load(Ordering::Relaxed), 1);
        drop(endless);
        assert_eq!(gate.under_way.load(Ordering::Relaxed), 0);
        drop(hold);
    }
}
