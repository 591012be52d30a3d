//! Some numbers in short: how many, where they lie and how far apart; never what they are of.

use serde::Serialize;

/// Numbers in short.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation of a sample (n - 1); `None` of a single number.
    pub sd: Option<f64>,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// Of these; `None` of none.
    pub fn of(numbers: &[f64]) -> Option<Self> {
        let n = numbers.len();
        let (min, max) = numbers.iter().fold(None, |range: Option<(f64, f64)>, &number| match range {
            None => Some((number, number)),
            Some((min, max)) => Some((min.min(number), max.max(number))),
        })?;
        // Of equal numbers exactly that number, whatever a sum would be rounded to.
        let mean = if min < max { numbers.iter().sum::<f64>() / n as f64 } else { min };
        let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
        let sd = (n > 1).then(|| (squares / (n - 1) as f64).sqrt());
        Some(Self { n, mean, sd, min, max })
    }
}

/// A difference of two means beside what repeating alone makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BesideChance {
    /// B's mean minus A's.
    pub difference: f64,
    /// Standard deviation of the difference between one of A and one of B.
    pub sd: f64,
    /// The difference in units of `sd`; `None` where that is 0.
    pub times: Option<f64>,
}

impl BesideChance {
    /// Of these two; `None` where one of them was not repeated.
    pub fn of(a: &Spread, b: &Spread) -> Option<Self> {
        let difference = b.mean - a.mean;
        let sd = a.sd?.hypot(b.sd?);
        Some(Self { difference, sd, times: (sd > 0.0).then(|| difference / sd) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_short() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((spread.n, spread.mean, spread.min, spread.max), (4, 2.5, 1.0, 4.0));
        assert!((spread.sd.unwrap() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[2.0]).unwrap().sd, None, "of one number nobody knows how far others lie");
        let same = Spread::of(&[0.1, 0.1, 0.1]).unwrap();
        assert_eq!((same.mean, same.sd), (0.1, Some(0.0)));
    }

    #[test]
    fn a_difference_is_told_in_units_of_what_chance_makes() {
        let (a, b) = (Spread::of(&[1.0, 1.6]).unwrap(), Spread::of(&[2.0, 2.8]).unwrap());
        let beside = BesideChance::of(&a, &b).unwrap();
        assert!((beside.difference - 1.1).abs() < 1e-12 && (beside.sd - 0.5_f64.sqrt()).abs() < 1e-12);
        assert!((beside.times.unwrap() - 1.1 / 0.5_f64.sqrt()).abs() < 1e-12);
        let one = Spread::of(&[1.0]).unwrap();
        assert_eq!(BesideChance::of(&one, &b), None);
        let (still, other) = (Spread::of(&[1.0, 1.0]).unwrap(), Spread::of(&[3.0, 3.0]).unwrap());
        assert_eq!(BesideChance::of(&still, &other).unwrap().times, None);
    }
}
