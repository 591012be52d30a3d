//! When the next frame may be drawn; a rule on instants that are given, never a look at the clock.

use std::time::{Duration, Instant};

/// Least time between frames in the long run: 60 a second are more than anybody reads, and a held key or a
/// fast job costs no more than that.
const FRAME: Duration = Duration::from_millis(16);

/// Lets one frame follow another at once, so that what answers a key is not held back by the frame that the
/// key itself caused; after that, one frame in [`FRAME`].
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// When all frames so far are paid for.
    paid: Option<Instant>,
}

impl Pace {
    /// From when on a frame may be drawn; `None` = at any time.
    pub(super) fn due(&self) -> Option<Instant> {
        self.paid.and_then(|paid| paid.checked_sub(FRAME))
    }

    /// A frame was drawn.
    pub(super) fn drawn(&mut self, now: Instant) {
        self.paid = Some(self.paid.map_or(now, |paid| paid.max(now)) + FRAME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When frames are drawn, in milliseconds, if there is always one to draw.
    fn held_key(pace: &mut Pace, start: Instant, from: u64, to: u64) -> Vec<u64> {
        let mut drawn = Vec::new();
        let mut now = start + Duration::from_millis(from);
        while now < start + Duration::from_millis(to) {
            if pace.due().is_none_or(|due| due <= now) {
                pace.drawn(now);
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
        assert_eq!(held_key(&mut pace, start, 0, 70), [0, 0, 16, 32, 48, 64]);
        // After a rest the next two are free again, however long the rest was.
        assert_eq!(held_key(&mut pace, start, 1_000, 1_040), [1_000, 1_000, 1_016, 1_032]);
    }

    #[test]
    fn slow_frames_are_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::default();
        for at in [0, 500, 1_000] {
            pace.drawn(start + Duration::from_millis(at));
        }
        assert_eq!(held_key(&mut pace, start, 1_000, 1_035), [1_000, 1_016, 1_032]);
    }
}
