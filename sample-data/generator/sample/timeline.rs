//! When a user rates: sittings, pages of ratings that share a second, which ratings are held out, and at
//! which rating a drift begins. What is rated is decided elsewhere.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};

use super::dice::Dice;
use super::people::Person;

/// How many of the newest training ratings feed a profile, and how many of them make a batch: the study's defaults.
pub(crate) const HISTORY: usize = 40;
pub(crate) const BATCH: usize = 10;
/// One rating in this many is held out.
const FOLDS: usize = 5;

/// The moment of one rating.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// Seconds since 1970.
    pub(crate) time: i64,
    /// Sitting, from 0.
    pub(crate) sitting: usize,
    /// Whether the rating is held out in split u1.
    pub(crate) held_out: bool,
}

/// All moments of a user, oldest first.
pub(crate) struct Timeline {
    pub(crate) slots: Vec<Slot>,
    /// The first slot under the new taste; it opens a sitting, so that no tie crosses it.
    pub(crate) drift: Option<usize>,
}

/// Lays out a user's ratings in time.
///
/// # Errors
/// When the start is no date, or the ratings do not suffice for the drift.
pub(crate) fn timeline(person: &Person, dice: &mut Dice) -> anyhow::Result<Timeline> {
    let (held_out, drift) = split(person, dice)?;
    let starts = sitting_starts(person, drift, dice);
    let day = person.start.date.context("the start must be a date")?;
    let first_day = days_since_1970(i64::from(day.year), i64::from(day.month), i64::from(day.day));

    let mut slots: Vec<Slot> = Vec::with_capacity(person.ratings);
    for (sitting, &from) in starts.iter().enumerate() {
        let to = starts.get(sitting + 1).copied().unwrap_or(person.ratings);
        let day = first_day + day_of_sitting(sitting, starts.len(), person.days, dice);
        // Evening in the United States is the small hours of the next day in UTC.
        let evening = day * 86_400 + 23 * 3_600 + dice.below(4 * 3_600) as i64;
        let rested = slots.last().map_or(evening, |slot| slot.time + 3_600);
        let mut time = evening.max(rested);
        let mut slot = from;
        while slot < to {
            let page = (1 + dice.below(person.page) as usize).min(to - slot);
            slots.extend(held_out[slot..slot + page].iter().map(|&held_out| Slot {
                time,
                sitting,
                held_out,
            }));
            time += (0..page).map(|_| 10 + dice.below(25) as i64).sum::<i64>();
            slot += page;
        }
    }
    Ok(Timeline { slots, drift })
}

/// Which slots are held out, and the slot where a drift begins. One rating in five is held out, spread evenly
/// over the user's time. Of a user who changes, two thirds of them come after the change: judged on a taste
/// that is gone, a profile that has understood the change would look worse than one that has not.
fn split(person: &Person, dice: &mut Dice) -> anyhow::Result<(Vec<bool>, Option<usize>)> {
    let ratings = person.ratings;
    let count = (ratings + FOLDS / 2) / FOLDS;
    let mut held_out = vec![false; ratings];
    let Some(drift) = &person.drift else {
        hold_out(&mut held_out, count, dice);
        return Ok((held_out, None));
    };
    ensure!(ratings - count >= HISTORY, "a drift needs {HISTORY} training ratings");
    let after = count * 2 / 3;
    let turn = ratings - after - (HISTORY - BATCH * (drift.batch - 1));
    hold_out(&mut held_out[..turn], count - after, dice);
    // The first rating under the new taste is a training one, so that the batch begins with it.
    hold_out(&mut held_out[turn + 1..], after, dice);
    Ok((held_out, Some(turn)))
}

/// Holds out `count` slots: one in each of as many stretches of about the same length.
fn hold_out(slots: &mut [bool], count: usize, dice: &mut Dice) {
    for stretch in 0..count {
        let from = stretch * slots.len() / count;
        let to = (stretch + 1) * slots.len() / count;
        slots[from + dice.below((to - from) as u64) as usize] = true;
    }
}

/// The slots that open a sitting: about even, a little uneven, and one of them where the drift begins.
fn sitting_starts(person: &Person, drift: Option<usize>, dice: &mut Dice) -> Vec<usize> {
    let (ratings, sittings) = (person.ratings, person.sittings);
    let mean = ratings / sittings;
    let mut starts = BTreeSet::from([0]);
    for sitting in 1..sittings {
        let at = sitting * ratings / sittings + dice.below((mean / 2 + 1) as u64) as usize - mean / 4;
        // A sitting of two ratings beside the drift's would look like a slip of the generator.
        if drift.is_none_or(|drift| drift.abs_diff(at) > 2) {
            starts.insert(at.min(ratings - 1));
        }
    }
    starts.extend(drift);
    starts.into_iter().collect()
}

/// Days after the start: evenly over the span, moved by up to a third of the gap.
fn day_of_sitting(sitting: usize, sittings: usize, days: i64, dice: &mut Dice) -> i64 {
    let gaps = sittings.saturating_sub(1).max(1) as i64;
    let moved = dice.below((days / gaps / 3 + 1) as u64) as i64;
    if sitting == 0 || sitting + 1 == sittings {
        sitting as i64 * days / gaps
    } else {
        sitting as i64 * days / gaps + moved
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `days_from_civil`), for years after 0.
pub(crate) fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}
