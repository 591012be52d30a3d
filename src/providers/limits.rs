//! How much may be asked at once and per minute: what the settings say, and what the server's headers say; never
//! why a request is made.
//!
//! A bucket may go into debt: what a request really took is known only afterwards, and the next one waits for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use tokio::sync::{Mutex as Turn, Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::failure::reset;
use super::settings::Limits;

/// A server is never waited for longer than this without asking it again: it may say "in 23 h", and that is for a
/// person to know, not to sit through unseen.
const LONGEST: Duration = Duration::from_mins(2);

/// A bucket that fills again.
#[derive(Clone, Debug)]
struct Bucket {
    level: f64,
    most: f64,
    per_second: f64,
    at: Instant,
}

impl Bucket {
    /// No minute gives more than `per_minute`: what the bucket holds at first is taken off what flows in.
    fn new(per_minute: u32, now: Instant) -> Self {
        let limit = f64::from(per_minute.max(1));
        let most = (limit / 20.0).floor().max(1.0);
        Self { level: most, most, per_second: (limit - most + 1.0) / 60.0, at: now }
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.level = passed.mul_add(self.per_second, self.level).min(self.most);
        self.at = now;
    }

    /// How long until so much can be taken; more than the bucket holds is taken when it is full, on credit.
    fn wait(&self, amount: f64) -> Duration {
        let missing = amount.min(self.most) - self.level;
        if missing <= 1e-9 { Duration::ZERO } else { Duration::from_secs_f64(missing / self.per_second) }
    }
}

/// What the server last said of one of its limits.
#[derive(Clone, Copy, Debug)]
struct Told {
    left: f64,
    /// How much there is when all of it is back.
    of: Option<f64>,
    said: Instant,
    /// When all of it is back.
    back: Instant,
}

impl Told {
    /// How long until so much is left. A limit flows back evenly, so there is no need to wait for all of it.
    fn wait(&self, amount: f64, now: Instant) -> Duration {
        let span = self.back.saturating_duration_since(self.said).as_secs_f64();
        let rest = self.back.saturating_duration_since(now);
        if rest.is_zero() {
            return Duration::ZERO;
        }
        let Some(of) = self.of.filter(|of| *of > self.left && span > 0.0) else {
            return if self.left >= amount { Duration::ZERO } else { rest };
        };
        let missing = amount.min(of) - self.left;
        if missing <= 0.0 {
            return Duration::ZERO;
        }
        let after = Duration::from_secs_f64(missing / (of - self.left) * span);
        (self.said + after).saturating_duration_since(now).min(rest)
    }
}

#[derive(Debug)]
struct State {
    requests: Option<Bucket>,
    tokens: Option<Bucket>,
    told_requests: Option<Told>,
    told_tokens: Option<Told>,
    not_before: Option<Instant>,
}

impl State {
    fn wait(&mut self, estimate: f64, now: Instant) -> Duration {
        for bucket in [&mut self.requests, &mut self.tokens].into_iter().flatten() {
            bucket.fill(now);
        }
        [
            self.requests.as_ref().map(|bucket| bucket.wait(1.0)),
            self.tokens.as_ref().map(|bucket| bucket.wait(estimate)),
            self.told_requests.map(|told| told.wait(1.0, now)),
            self.told_tokens.map(|told| told.wait(estimate, now)),
            self.not_before.map(|at| at.saturating_duration_since(now)),
        ]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or_default()
    }

    fn take(&mut self, tokens: f64) {
        if let Some(bucket) = &mut self.tokens {
            bucket.level = (bucket.level - tokens).min(bucket.most);
        }
        if let Some(told) = &mut self.told_tokens {
            told.left -= tokens;
        }
    }
}

/// Why a request is not sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// A limit lets it through after about so long.
    For(Duration),
    /// As many as may be under way at once are.
    Full(usize),
}

/// The limits of a provider, shared by all who ask it.
#[derive(Clone, Debug)]
pub(super) struct Gate {
    state: Arc<Mutex<State>>,
    /// First come, first served.
    turn: Arc<Turn<()>>,
    under_way: Arc<Semaphore>,
    /// How many may be under way at once.
    places: usize,
    /// Rings when what is held is to look again whether it must be.
    hurry: Arc<Notify>,
}

/// Leave to send one request; as long as it lives, it counts as under way.
#[derive(Debug)]
pub(super) struct Leave {
    gate: Gate,
    estimate: f64,
    _place: OwnedSemaphorePermit,
}

impl Gate {
    pub(super) fn new(limits: &Limits) -> Self {
        let now = Instant::now();
        let bucket = |limit: Option<u32>| limit.map(|limit| Bucket::new(limit, now));
        Self {
            state: Arc::new(Mutex::new(State {
                requests: bucket(limits.requests_per_minute),
                tokens: bucket(limits.tokens_per_minute),
                told_requests: None,
                told_tokens: None,
                not_before: None,
            })),
            turn: Arc::default(),
            under_way: Arc::new(Semaphore::new(limits.concurrency.max(1))),
            places: limits.concurrency.max(1),
            hurry: Arc::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a request of about so many tokens may be sent; says first why it is not, if it is not at once.
    pub(super) async fn enter(&self, estimate: u64, held: impl Fn(Held)) -> Option<Leave> {
        let estimate = estimate as f64;
        let _turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(_) => {
                // Behind another one: for what that one waits for.
                let wait = self.state().wait(estimate, Instant::now());
                held(if wait.is_zero() { Held::Full(self.places) } else { Held::For(wait) });
                self.turn.lock().await
            }
        };
        let place = match Arc::clone(&self.under_way).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                held(Held::Full(self.places));
                Arc::clone(&self.under_way).acquire_owned().await.ok()?
            }
        };
        loop {
            let wait = {
                let mut state = self.state();
                let wait = state.wait(estimate, Instant::now());
                if wait.is_zero() {
                    if let Some(bucket) = &mut state.requests {
                        bucket.level -= 1.0;
                    }
                    if let Some(told) = &mut state.told_requests {
                        told.left -= 1.0;
                    }
                    state.take(estimate);
                }
                wait
            };
            if wait.is_zero() {
                return Some(Leave { gate: self.clone(), estimate, _place: place });
            }
            let hurried = self.hurry.notified();
            held(Held::For(wait));
            // At least the clock's grain, or a rest smaller than it would be waited for again and again.
            tokio::select! {
                () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {}
                () = hurried => {}
            }
        }
    }

    /// Nobody asks before this has passed.
    pub(super) fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait.min(LONGEST);
        let mut state = self.state();
        state.not_before = Some(state.not_before.map_or(until, |before| before.max(until)));
    }

    /// Forgets what the server asked for, as somebody wants it asked all the same; limits of the settings stay.
    pub(super) fn let_through(&self) {
        let mut state = self.state();
        (state.not_before, state.told_requests, state.told_tokens) = (None, None, None);
        drop(state);
        self.hurry.notify_waiters();
    }

    /// What the server says is left
    /// (<https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers>).
    pub(super) fn hear(&self, headers: &HeaderMap, now: SystemTime) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| text(name).and_then(|text| text.trim().parse::<f64>().ok());
        let said = Instant::now();
        let told = |what: &str| {
            Some(Told {
                left: number(&format!("x-ratelimit-remaining-{what}"))?,
                of: number(&format!("x-ratelimit-limit-{what}")),
                said,
                back: said + reset(text(&format!("x-ratelimit-reset-{what}"))?.trim(), now)?.min(LONGEST),
            })
        };
        let (requests, tokens) = (told("requests"), told("tokens"));
        let mut state = self.state();
        state.told_requests = requests.or(state.told_requests);
        state.told_tokens = tokens.or(state.told_tokens);
    }
}

impl Leave {
    /// What the request really took: the difference is given back or owed.
    pub(super) fn settle(self, used: Option<u64>) {
        if let Some(used) = used {
            let difference = used as f64 - self.estimate;
            let mut state = self.gate.state();
            if let Some(bucket) = &mut state.tokens {
                bucket.level = (bucket.level - difference).min(bucket.most);
            }
        }
    }

    /// A hold for all who come after.
    pub(super) fn hold(&self, wait: Duration) {
        self.gate.hold(wait);
    }
}

#[cfg(test)]
mod tests;
