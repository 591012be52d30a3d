//! A server that is away: one asks whether it is back while the others wait; never how often.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Requests in a row that did not reach the server before the others wait.
const OPENS_AFTER: u32 = 3;

/// What is known of a server's absence, shared by all who ask it.
#[derive(Debug)]
pub(super) struct Outage {
    away: Mutex<Away>,
    /// Who may ask while it is away.
    turn: Semaphore,
}

#[derive(Debug, Default)]
struct Away {
    failures: u32,
    since: Option<Instant>,
}

impl Default for Outage {
    fn default() -> Self {
        Self { away: Mutex::default(), turn: Semaphore::new(1) }
    }
}

impl Outage {
    /// Waits for leave to ask: at once while the server is there; while it is away only one has it, and keeps it
    /// until the server is back or given up.
    pub(super) async fn leave(&self) -> Option<SemaphorePermit<'_>> {
        if !self.is_open() {
            return None;
        }
        let turn = self.turn.acquire().await.ok();
        turn.filter(|_| self.is_open())
    }

    /// The server was not reached; for how long now.
    pub(super) fn not_reached(&self) -> Duration {
        let mut away = self.away();
        away.failures += 1;
        away.since.get_or_insert_with(Instant::now).elapsed()
    }

    /// The server has answered, whatever it said.
    pub(super) fn is_back(&self) {
        *self.away() = Away::default();
    }

    fn is_open(&self) -> bool {
        self.away().failures >= OPENS_AFTER
    }

    fn away(&self) -> MutexGuard<'_, Away> {
        // A count and an instant cannot be left half done.
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_asks_while_the_server_is_away_and_all_go_on_when_it_is_back() {
        let outage = Outage::default();
        assert!(outage.leave().await.is_none());
        for _ in 0..OPENS_AFTER {
            outage.not_reached();
        }
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(outage.not_reached(), Duration::from_secs(4));
        let turn = outage.leave().await;
        assert!(turn.is_some());
        let waits = tokio::time::timeout(Duration::from_mins(1), outage.leave());
        assert!(waits.await.is_err(), "nobody else asks");
        outage.is_back();
        drop(turn);
        assert!(outage.leave().await.is_none());
        assert_eq!(outage.not_reached(), Duration::ZERO, "counted anew");
    }
}
