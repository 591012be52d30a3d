//! A rating, the scale that a data set uses, and where a rating came from.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A rating in half stars: `Rating::from_halves(9)` is 4.5. Range 0 to 127.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(u8);

impl Rating {
    /// A rating of `halves / 2` stars.
    pub const fn from_halves(halves: u8) -> Self {
        Self(halves)
    }

    /// A rating of whole stars, 0 to 127; more saturates.
    pub const fn whole(stars: u8) -> Self {
        Self(stars.saturating_mul(2))
    }

    /// The exact rating for a number of stars; `None` unless it is a multiple of one half from 0 to 127.5.
    pub fn from_stars(stars: f64) -> Option<Self> {
        let halves = stars * 2.0;
        (halves.fract() == 0.0 && (0.0..=255.0).contains(&halves)).then_some(Self(halves as u8))
    }

    /// Half stars, 0 to 255.
    pub const fn halves(self) -> u8 {
        self.0
    }

    /// Stars as a number, for arithmetic.
    pub fn stars(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` so that columns can align ratings with `{:>4}`.
        if self.0.is_multiple_of(2) {
            f.pad(&(self.0 / 2).to_string())
        } else {
            f.pad(&format!("{}.5", self.0 / 2))
        }
    }
}

impl Serialize for Rating {
    /// A whole number of stars as a JSON integer, a half star as `4.5`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(2) {
            serializer.serialize_u8(self.0 / 2)
        } else {
            serializer.serialize_f64(self.stars())
        }
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stars = f64::deserialize(deserializer)?;
        Self::from_stars(stars)
            .ok_or_else(|| de::Error::custom(format!("{stars} is not a rating in half stars")))
    }
}

/// The ratings that a data set allows: from `min` to `max` in whole or half stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingScale {
    /// Lowest rating.
    pub min: Rating,
    /// Highest rating.
    pub max: Rating,
    /// Whether half stars occur.
    pub half_stars: bool,
}

impl RatingScale {
    /// 1 to 5 in whole stars: ML-100K and ML-1M, and what the method's paper asks a model for.
    pub const ONE_TO_FIVE: Self = Self { min: Rating::whole(1), max: Rating::whole(5), half_stars: false };

    /// Distance between two neighbouring ratings, in half stars.
    const fn step(self) -> u8 {
        if self.half_stars { 1 } else { 2 }
    }

    /// Every rating of the scale, lowest first.
    pub fn levels(self) -> impl DoubleEndedIterator<Item = Rating> + ExactSizeIterator + Clone {
        let (min, step) = (self.min.0, self.step());
        let count = u16::from(self.max.0.saturating_sub(min) / step);
        (0..=count).map(move |level| Rating(min + level as u8 * step))
    }

    /// Position of a rating among [`Self::levels`]; `None` when it is not on the scale.
    pub fn level(self, rating: Rating) -> Option<usize> {
        let above = rating.0.checked_sub(self.min.0)?;
        (rating <= self.max && above.is_multiple_of(self.step())).then(|| usize::from(above / self.step()))
    }

    /// Whether a rating is on the scale.
    pub fn contains(self, rating: Rating) -> bool {
        self.level(rating).is_some()
    }

    /// The rating of the scale nearest to a number of stars; halfway goes up, outside goes to the nearer end.
    /// NaN goes to the lowest.
    pub fn nearest(self, stars: f64) -> Rating {
        let step = f64::from(self.step()) / 2.0;
        let level = ((stars - self.min.stars()) / step + 0.5).floor();
        let top = f64::from(self.max.0.saturating_sub(self.min.0) / self.step());
        Rating(self.min.0 + level.clamp(0.0, top) as u8 * self.step())
    }
}

/// Where a rating came from. Nothing that is not real is ever shown as if it were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// From the data set: the user gave it.
    Real,
    /// From a simulator acting as the user.
    Simulated,
    /// Changed by hand.
    Edited,
    /// From an imported recording.
    Recorded,
}

impl Provenance {
    /// The word used in JSON, in the store and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Simulated => "simulated",
            Self::Edited => "edited",
            Self::Recorded => "recorded",
        }
    }

    /// The provenance with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Real, Self::Simulated, Self::Edited, Self::Recorded]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_levels_round_trip() {
        let halves = RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
        for scale in [RatingScale::ONE_TO_FIVE, halves] {
            for (at, level) in scale.levels().enumerate() {
                assert_eq!(scale.level(level), Some(at));
                assert_eq!(scale.nearest(level.stars()), level);
            }
        }
        assert_eq!(halves.levels().len(), 10);
        assert_eq!(RatingScale::ONE_TO_FIVE.level(Rating::from_halves(9)), None);
        assert!(!RatingScale::ONE_TO_FIVE.contains(Rating::whole(6)));
        assert!(!RatingScale::ONE_TO_FIVE.contains(Rating::whole(0)));
    }

    #[test]
    fn nearest_stays_on_the_scale() {
        let scale = RatingScale::ONE_TO_FIVE;
        for (stars, expected) in
            [(-9.0, 1), (3.49, 3), (3.5, 4), (10.0, 5), (f64::NAN, 1), (f64::INFINITY, 5)]
        {
            assert_eq!(scale.nearest(stars), Rating::whole(expected), "{stars}");
        }
    }

    #[test]
    fn ratings_read_and_print_as_people_write_them() {
        assert_eq!(Rating::from_stars(4.5).unwrap().to_string(), "4.5");
        assert_eq!(Rating::from_stars(4.0).unwrap().to_string(), "4");
        assert_eq!(Rating::from_stars(4.3), None);
        assert_eq!(Rating::from_stars(-1.0), None);
        assert_eq!(serde_json::to_string(&[Rating::whole(4), Rating::from_halves(9)]).unwrap(), "[4,4.5]");
    }
}
