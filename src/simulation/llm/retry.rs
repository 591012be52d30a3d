//! Whether a model is asked again after a failure, and when; a rule on what happened, never a clock, never a socket.

use std::time::Duration;

use crate::simulation::chat::Cause;

/// How often and how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// Most requests for one answer that went wrong on the way (429, 5xx, broken streams).
    pub tries: u32,
    /// Most answers that are looked at for one that can be taken.
    pub answers: u32,
    /// The first pause is at most this long, each further one twice as long.
    pub base: Duration,
    /// No pause of ours is longer.
    pub cap: Duration,
    /// A server that asks for a longer pause is not waited for.
    pub longest: Duration,
    /// A server that cannot be reached is tried for so long.
    pub outage: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            tries: 6,
            answers: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            longest: Duration::from_mins(10),
            outage: Duration::from_mins(5),
        }
    }
}

/// What happened so far for one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoFar {
    /// Requests that failed on the way, this one included.
    pub failed: u32,
    /// For how long the server could not be reached at all, without an answer in between.
    pub unreachable_for: Duration,
}

/// What is done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Asked again after a pause.
    Again(Duration),
    /// Given up: why, in a few words.
    GiveUp(String),
}

impl RetryPolicy {
    /// The same, without a pause: for answers that are there already.
    #[must_use]
    pub fn at_once(self) -> Self {
        Self { base: Duration::ZERO, cap: Duration::ZERO, ..self }
    }

    /// After a failure; `luck` is a random number from 0 up to 1.
    ///
    /// A pause is random between nothing and a bound that doubles ("full jitter", M. Brooker, "Exponential Backoff
    /// And Jitter", AWS Architecture Blog, 2015), so that many who failed together do not come back together.
    /// What a server asks for is waited in full, with the jitter on top.
    pub fn after(&self, cause: Cause, asked: Option<Duration>, so_far: SoFar, luck: f64) -> Next {
        let bound = self.base.saturating_mul(1 << so_far.failed.saturating_sub(1).min(16)).min(self.cap);
        let jitter = bound.mul_f64(luck.clamp(0.0, 1.0));
        match kind(cause) {
            Kind::Final => Next::GiveUp("asking again would not help".to_owned()),
            Kind::Gone if so_far.unreachable_for < self.outage => {
                // Not at once: a server that restarts is not helped by a thousand knocks.
                Next::Again(jitter.max(bound / 2).min(Duration::from_secs(2)))
            }
            Kind::Gone => Next::GiveUp(format!("not reached for {} s", so_far.unreachable_for.as_secs())),
            Kind::Passing if so_far.failed >= self.tries => {
                Next::GiveUp(format!("{} tries went wrong", so_far.failed))
            }
            Kind::Passing => match asked {
                Some(asked) if asked > self.longest => Next::GiveUp(format!(
                    "the server asks to wait {} s, which is longer than {} s",
                    asked.as_secs(),
                    self.longest.as_secs()
                )),
                Some(asked) => Next::Again(asked + jitter.min(Duration::from_secs(1))),
                None => Next::Again(jitter),
            },
        }
    }
}

enum Kind {
    /// Passes by itself.
    Passing,
    /// The server is not there.
    Gone,
    /// Somebody has to do something.
    Final,
}

const fn kind(cause: Cause) -> Kind {
    match cause {
        Cause::Unreachable => Kind::Gone,
        Cause::Broken
        | Cause::TimedOut
        | Cause::RateLimited
        | Cause::Server
        | Cause::MidStream
        | Cause::Garbled => Kind::Passing,
        Cause::Insecure
        | Cause::Quota
        | Cause::Unauthorized
        | Cause::Forbidden
        | Cause::NoSuchModel
        | Cause::NoSuchPlace
        | Cause::TooLong
        | Cause::BadRequest
        | Cause::TooLarge
        | Cause::Refused
        | Cause::Budget
        | Cause::NotRecorded
        | Cause::Changed => Kind::Final,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        tries: 4,
        answers: 3,
        base: Duration::from_millis(500),
        cap: Duration::from_secs(3),
        longest: Duration::from_mins(1),
        outage: Duration::from_secs(20),
    };

    fn after(cause: Cause, asked: Option<u64>, failed: u32, luck: f64) -> Next {
        let so_far = SoFar { failed, unreachable_for: Duration::ZERO };
        POLICY.after(cause, asked.map(Duration::from_secs), so_far, luck)
    }

    fn pause(milliseconds: u64) -> Next {
        Next::Again(Duration::from_millis(milliseconds))
    }

    #[test]
    fn pauses_double_up_to_a_cap_and_are_spread_from_nothing() {
        let bounds: Vec<_> = (1..4).map(|failed| after(Cause::Server, None, failed, 1.0)).collect();
        assert_eq!(bounds, [pause(500), pause(1_000), pause(2_000)]);
        assert_eq!(after(Cause::Server, None, 2, 0.0), pause(0));
        assert_eq!(after(Cause::Server, None, 3, 0.5), pause(1_000));
        assert_eq!(after(Cause::Server, None, 4, 0.5), Next::GiveUp("4 tries went wrong".into()));
        let many = RetryPolicy { tries: 99, ..POLICY };
        let so_far = SoFar { failed: 60, unreachable_for: Duration::ZERO };
        assert_eq!(many.after(Cause::TimedOut, None, so_far, 1.0), pause(3_000));
    }

    #[test]
    fn what_a_server_asks_for_is_waited_in_full_unless_it_is_too_much() {
        assert_eq!(after(Cause::RateLimited, Some(20), 1, 0.0), pause(20_000));
        assert_eq!(after(Cause::RateLimited, Some(20), 1, 1.0), pause(20_500));
        assert!(
            matches!(after(Cause::RateLimited, Some(3_600), 1, 0.0), Next::GiveUp(why) if why.contains("3600 s"))
        );
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for cause in [
            Cause::Quota,
            Cause::Unauthorized,
            Cause::Forbidden,
            Cause::NoSuchModel,
            Cause::NoSuchPlace,
            Cause::BadRequest,
            Cause::TooLong,
            Cause::Insecure,
            Cause::TooLarge,
            Cause::Refused,
            Cause::Budget,
        ] {
            assert!(matches!(after(cause, Some(1), 1, 0.0), Next::GiveUp(_)), "{cause:?}");
        }
    }

    #[test]
    fn a_server_that_is_away_is_waited_for_however_many_tries_it_takes() {
        let at = |seconds, failed| {
            let so_far = SoFar { failed, unreachable_for: Duration::from_secs(seconds) };
            POLICY.after(Cause::Unreachable, None, so_far, 0.0)
        };
        assert_eq!(at(0, 1), pause(250));
        assert_eq!(at(19, 50), pause(1_500));
        assert_eq!(at(20, 51), Next::GiveUp("not reached for 20 s".into()));
    }
}
