//! When the next frame may be drawn; a rule on instants that are given, never a look at the clock.

use std::time::{Duration, Instant};

/// Least time in the long run between frames that somebody asked for: 60 a second are more than anybody reads, and
/// a held key costs no more than that.
const FOR_HAND: Duration = Duration::from_millis(16);

/// Least time in the long run between frames that only tell how work goes on.
const FOR_NEWS: Duration = Duration::from_millis(33);

/// Why a frame is wanted; the more urgent one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// Work has got somewhere.
    News,
    /// Somebody did something: a key, the mouse, another size of the terminal.
    Hand,
}

/// Lets one frame follow another at once, so that what answers a key is not held back by the frame that the
/// key itself caused; after that, one frame in a while. Frames of news never hold back those for a hand.
#[derive(Debug, Default)]
pub(super) struct Pace {
    hand: Budget,
    news: Budget,
}

/// When all frames so far are paid for.
#[derive(Debug, Default)]
struct Budget(Option<Instant>);

impl Budget {
    fn due(&self, every: Duration) -> Option<Instant> {
        self.0.and_then(|paid| paid.checked_sub(every))
    }

    fn pay(&mut self, now: Instant, every: Duration) {
        self.0 = Some(self.0.map_or(now, |paid| paid.max(now)) + every);
    }
}

impl Pace {
    /// From when on a frame may be drawn; `None` = at any time.
    pub(super) fn due(&self, cause: Cause) -> Option<Instant> {
        match cause {
            Cause::Hand => self.hand.due(FOR_HAND),
            Cause::News => self.news.due(FOR_NEWS),
        }
    }

    /// A frame was drawn. One for a hand shows the news as well.
    pub(super) fn drawn(&mut self, cause: Cause, now: Instant) {
        if cause == Cause::Hand {
            self.hand.pay(now, FOR_HAND);
        }
        self.news.pay(now, FOR_NEWS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When frames are drawn, in milliseconds, if there is always one to draw.
    fn held(pace: &mut Pace, cause: Cause, start: Instant, from: u64, to: u64) -> Vec<u64> {
        let mut drawn = Vec::new();
        let mut now = start + Duration::from_millis(from);
        while now < start + Duration::from_millis(to) {
            if pace.due(cause).is_none_or(|due| due <= now) {
                pace.drawn(cause, now);
                drawn.push((now - start).as_millis() as u64);
            } else {
                now += Duration::from_millis(1);
            }
        }
        drawn
    }

    #[test]
    fn two_frames_at_once_then_one_in_sixteen_milliseconds() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(held(&mut pace, Cause::Hand, start, 0, 70), [0, 0, 16, 32, 48, 64]);
        // After a rest the next two are free again, however long the rest was.
        assert_eq!(held(&mut pace, Cause::Hand, start, 1_000, 1_040), [1_000, 1_000, 1_016, 1_032]);
    }

    #[test]
    fn slow_frames_are_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::default();
        for at in [0, 500, 1_000] {
            pace.drawn(Cause::Hand, start + Duration::from_millis(at));
        }
        assert_eq!(held(&mut pace, Cause::Hand, start, 1_000, 1_035), [1_000, 1_016, 1_032]);
    }

    #[test]
    fn news_never_hold_back_a_key_and_the_answer_to_a_key_follows_at_once() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(held(&mut pace, Cause::News, start, 0, 100), [0, 0, 33, 66, 99]);
        let now = start + Duration::from_millis(100);
        assert!(pace.due(Cause::News).is_some_and(|due| due > now));
        assert!(pace.due(Cause::Hand).is_none_or(|due| due <= now));
        let later = start + Duration::from_secs(1);
        pace.drawn(Cause::Hand, later);
        assert!(pace.due(Cause::News).is_none_or(|due| due <= later));
    }
}
