//! A user's ratings: which films are seen when, and what is thought of them at that moment.

use anyhow::Context as _;

use super::dice::Dice;
use super::films::Film;
use super::people::Person;
use super::taste::{Tastes, stars};
use super::timeline::{HISTORY, Slot, days_since_1970, timeline};

/// One rating.
pub(crate) struct Rated {
    pub(crate) item: u32,
    pub(crate) stars: u8,
    pub(crate) slot: Slot,
    /// Whether it was given under the taste after the drift, or in the other mood.
    pub(crate) other_taste: bool,
}

/// A user's ratings, sorted by time, then item id.
pub(crate) struct Diary {
    pub(crate) rated: Vec<Rated>,
    /// The first rating under the new taste.
    pub(crate) drift: Option<usize>,
}

impl Diary {
    /// The training ratings, oldest first.
    pub(crate) fn training(&self) -> impl Iterator<Item = &Rated> {
        self.rated.iter().filter(|rated| !rated.slot.held_out)
    }
}

/// Draws all ratings of a user.
///
/// # Errors
/// When the films run out or the timeline cannot be laid.
pub(crate) fn diary(person: &Person, films: &[Film]) -> anyhow::Result<Diary> {
    let mut dice = Dice::of_user(person.id);
    let timeline = timeline(person, &mut dice)?;
    let tastes = Tastes::of(person);
    let slots = &timeline.slots;

    let in_other_taste = |at: usize, slot: &Slot| {
        let drifted = timeline.drift.is_some_and(|drift| at >= drift);
        drifted || (person.moods.is_some() && slot.sitting % 2 == 1)
    };
    let mut seen = vec![false; films.len()];
    let mut order = Vec::with_capacity(slots.len());
    for (at, slot) in slots.iter().enumerate() {
        let other_taste = in_other_taste(at, slot);
        let near_the_turn = at + HISTORY * 11 / 8 >= slots.len();
        let weight = |(film, seen): (&Film, &bool)| {
            // Nobody rates a film of 1998 in the spring of 1998: it is out from the middle of its year on.
            let out = days_since_1970(i64::from(film.year), 7, 1) * 86_400 <= slot.time;
            if *seen || !out { 0 } else { chance(person, film, &tastes, other_taste, near_the_turn) }
        };
        let weights: Vec<u64> = films.iter().zip(&seen).map(weight).collect();
        let film = dice.pick(&weights).context("no film is left to rate")?;
        seen[film] = true;
        order.push(film);
    }
    // Within a second the study's order is by item id, and a rating's taste goes by its place in that order.
    for page in pages(slots) {
        order[page].sort_unstable();
    }

    let rated = order.iter().zip(slots).enumerate().map(|(at, (&film, slot))| {
        let other_taste = in_other_taste(at, slot);
        let score = tastes.now(other_taste).score(&films[film]) + person.noise * dice.noise() / 1000;
        Rated { item: films[film].id, stars: stars(score, &person.steps), slot: *slot, other_taste }
    });
    Ok(Diary { rated: rated.collect(), drift: timeline.drift })
}

/// The weight with which a film is the next to be seen: its fame, times how much it draws this user now. Near
/// the turn, a user with two tastes is still or already drawn a little by the other one, and sees more films
/// that the two judge differently, so that ten ratings can show the change.
fn chance(person: &Person, film: &Film, tastes: &Tastes, other_taste: bool, near_the_turn: bool) -> u64 {
    let fame = (100 - person.fame.min(100)) * 8 + person.fame * film.fame * film.fame;
    let now = tastes.now(other_taste).affinity(film);
    let (liking, contrast) = if near_the_turn {
        let then = tastes.now(!other_taste).affinity(film);
        ((3 * now + 2 * then) / 5, (now - then).abs())
    } else {
        (now, 0)
    };
    let draw = (150 + liking * person.appetite / 100).clamp(60, 900);
    fame * (draw * (100 + 2 * contrast)) as u64
}

/// The stretches of slots that share a second.
fn pages(slots: &[Slot]) -> Vec<std::ops::Range<usize>> {
    let mut pages = Vec::new();
    let mut from = 0;
    for page in slots.chunk_by(|one, next| one.time == next.time) {
        pages.push(from..from + page.len());
        from += page.len();
    }
    pages
}
