//! A user's ratings: which films are seen when, and what is thought of them at that moment.

use anyhow::Context as _;

use super::dice::Dice;
use super::films::Film;
use super::people::Person;
use super::taste::{Taste, Tastes, stars};
use super::timeline::{HISTORY, Slot, timeline};

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

    let mut seen = vec![false; films.len()];
    let mut order = Vec::with_capacity(slots.len());
    for at in 0..slots.len() {
        let near_the_turn = at + HISTORY * 11 / 8 >= slots.len();
        let weights: Vec<u64> = films
            .iter()
            .zip(&seen)
            .map(|(film, &seen)| if seen { 0 } else { chance(person, film, &tastes, near_the_turn) })
            .collect();
        let film = dice.pick(&weights).context("no film is left to rate")?;
        seen[film] = true;
        order.push(film);
    }
    // Within a second the study's order is by item id, and a rating's taste goes by its place in that order.
    for page in pages(slots) {
        order[page].sort_unstable();
    }

    let rated = order.iter().zip(slots).enumerate().map(|(at, (&film, slot))| {
        let drifted = timeline.drift.is_some_and(|drift| at >= drift);
        let other_taste = drifted || (person.moods.is_some() && slot.sitting % 2 == 1);
        let taste: &Taste = tastes.other.as_ref().filter(|_| other_taste).unwrap_or(&tastes.first);
        let score = taste.score(&films[film]) + person.noise * dice.noise() / 1000;
        Rated { item: films[film].id, stars: stars(score, &person.steps), slot: *slot, other_taste }
    });
    Ok(Diary { rated: rated.collect(), drift: timeline.drift })
}

/// The weight with which a film is the next to be seen: fame, times the draw that it has for this user. A
/// user who changes sees, around the change, more films that the two tastes judge differently, so that the
/// change shows in ten ratings.
fn chance(person: &Person, film: &Film, tastes: &Tastes, near_the_turn: bool) -> u64 {
    let fame = (100 - person.fame.min(100)) * 8 + person.fame * film.fame * film.fame;
    let two_minded = tastes.other.is_some();
    let draw = if two_minded && !near_the_turn { tastes.first.affinity(film) } else { tastes.draw(film) };
    let telling = if near_the_turn && tastes.contrast(film) >= 60 { 3 } else { 1 };
    fame * (100 + draw).clamp(30, 320) as u64 * telling
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
