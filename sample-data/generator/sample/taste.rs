//! The taste model: from what a film is and what a user likes to a score in hundredths of a star, and on to
//! whole stars.

use super::films::Film;
use super::people::{Likes, Person, Weights};

/// The crowd's opinion of a film of ordinary quality, in tenths of a star.
const ORDINARY: i64 = 39;
/// Likes and dislikes together move a rating by at most this much, in hundredths of a star.
const MOST: i64 = 220;

/// One state of a user's mind.
pub(crate) struct Taste {
    level: i64,
    quality: i64,
    likes: Likes,
}

/// The tastes that a user may have: at first, and in the other state (after the drift, or in the other mood).
pub(crate) struct Tastes {
    first: Taste,
    other: Option<Taste>,
}

impl Tastes {
    pub(crate) fn of(person: &Person) -> Self {
        let taste = |level, likes| Taste { level, quality: person.quality, likes };
        let drifted = person
            .drift
            .as_ref()
            .map(|drift| taste(person.level + drift.level, person.likes.replaced_by(&drift.likes)));
        let moody = person.moods.as_ref().map(|moods| taste(person.level, person.likes.replaced_by(moods)));
        Self { first: taste(person.level, person.likes.clone()), other: drifted.or(moody) }
    }

    /// The taste at a moment: the other one, if it is its turn and there is one.
    pub(crate) fn now(&self, other: bool) -> &Taste {
        self.other.as_ref().filter(|_| other).unwrap_or(&self.first)
    }
}

impl Taste {
    /// What the user's likes and dislikes add to a film: the sum of all weights that apply, within bounds.
    pub(crate) fn affinity(&self, film: &Film) -> i64 {
        let sum = |weights: &Weights, names: &[String]| -> i64 {
            names.iter().filter_map(|name| weights.get(name)).sum()
        };
        let likes = &self.likes;
        let all = sum(&likes.genres, &film.genres)
            + sum(&likes.themes, &film.themes)
            + sum(&likes.tones, &film.tones)
            + sum(&likes.decades, &[film.decade()]);
        all.clamp(-MOST, MOST)
    }

    /// The user's score: level + shared part of the crowd's opinion + likes, in hundredths of a star.
    pub(crate) fn score(&self, film: &Film) -> i64 {
        self.level + (film.crowd - ORDINARY) * 10 * self.quality / 100 + self.affinity(film)
    }
}

/// The stars for a score: one more than the number of steps that it reaches.
pub(crate) fn stars(score: i64, steps: &[i64; 4]) -> u8 {
    1 + steps.iter().filter(|&&step| score >= step).count() as u8
}
