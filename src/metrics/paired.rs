//! Two raters on the same items: who said what, who was closer, and whether the difference between their figures is
//! more than chance.

use serde::Serialize;

use super::bootstrap::{Bootstrap, paired_intervals};
use super::{MethodReport, Running};
use crate::domain::{Id, Rating, RatingScale};

/// An item that both rated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatingPair {
    /// The item.
    pub item: Id,
    /// What A said.
    pub a: Rating,
    /// What B said.
    pub b: Rating,
    /// What the user had said, where that is held out and known.
    pub truth: Option<Rating>,
}

/// Whose rating is nearer to the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Closer {
    /// A's.
    A,
    /// B's.
    B,
    /// They are equally far away.
    Neither,
}

impl RatingPair {
    /// Whether they said the same.
    pub fn is_same(&self) -> bool {
        self.a == self.b
    }

    /// Who is closer, and by how many stars; `None` where the truth is not known.
    pub fn closer(&self) -> Option<(Closer, f64)> {
        let truth = self.truth?.stars();
        let gain = (self.a.stars() - truth).abs() - (self.b.stars() - truth).abs();
        Some(match gain {
            gain if gain > 0.0 => (Closer::B, gain),
            gain if gain < 0.0 => (Closer::A, -gain),
            _ => (Closer::Neither, 0.0),
        })
    }
}

/// A figure of both, and B's minus A's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairedFigure {
    /// `mae`, `rmse`, `bias`, `pearson`.
    pub name: &'static str,
    /// A's; `None` = undefined.
    pub a: Option<f64>,
    /// B's.
    pub b: Option<f64>,
    /// B's minus A's.
    pub difference: Option<f64>,
    /// 95 % interval of the difference, from a bootstrap that draws the same rows for both; `None` below 10 rows.
    pub ci: Option<[f64; 2]>,
}

impl PairedFigure {
    /// Whether the interval leaves no doubt that there is a difference; `None` where there is no interval.
    pub fn is_clear(&self) -> Option<bool> {
        self.ci.map(|[low, high]| low > 0.0 || high < 0.0)
    }
}

/// Two raters on the same items.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PairedReport {
    /// Items that both rated and whose truth is known: what the figures stand on.
    pub n: usize,
    /// Every item that both rated.
    pub pairs: Vec<RatingPair>,
    /// Items that only A rated.
    pub only_a: usize,
    /// Items that only B rated.
    pub only_b: usize,
    /// MAE, RMSE, bias, Pearson.
    pub figures: Vec<PairedFigure>,
}

impl PairedReport {
    /// The same without differences, for two that cannot be set against each other: a number would be read,
    /// whatever is written beside it.
    #[must_use]
    pub fn without_differences(mut self) -> Self {
        for figure in &mut self.figures {
            (figure.difference, figure.ci) = (None, None);
        }
        self
    }
}

/// Compares two raters on the items that both rated; `only` are the numbers of items that A alone and B alone
/// rated.
pub fn paired(
    pairs: Vec<RatingPair>,
    only: (usize, usize),
    scale: RatingScale,
    bootstrap: Bootstrap,
) -> PairedReport {
    let known: Vec<(f64, f64, Rating)> =
        pairs.iter().filter_map(|pair| Some((pair.a.stars(), pair.b.stars(), pair.truth?))).collect();
    let figures_of = |side: fn(&(f64, f64, Rating)) -> f64| {
        let mut running = Running::new(scale);
        running.extend(known.iter().map(|row| (side(row), row.2)));
        running.report("")
    };
    let (a, b) = (figures_of(|row| row.0), figures_of(|row| row.1));
    let column = |side: fn(&(f64, f64, Rating)) -> f64| {
        known.iter().map(|row| (side(row), row.2.stars())).collect::<Vec<_>>()
    };
    let [mae, rmse, bias, pearson] = paired_intervals(&[column(|row| row.0), column(|row| row.1)], bootstrap);
    let figure = |name, of: fn(&MethodReport) -> Option<f64>, ci: Option<[f64; 2]>| {
        let (a, b) = (of(&a), of(&b));
        let difference = a.zip(b).map(|(a, b)| b - a);
        PairedFigure { name, a, b, difference, ci: ci.filter(|_| difference.is_some()) }
    };
    let figures = vec![
        figure("mae", |report| report.mae, mae),
        figure("rmse", |report| report.rmse, rmse),
        figure("bias", |report| report.bias, bias),
        figure("pearson", |report| report.pearson, pearson),
    ];
    PairedReport { n: known.len(), only_a: only.0, only_b: only.1, figures, pairs }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(item: i64, a: u8, b: u8, truth: Option<u8>) -> RatingPair {
        let rating = Rating::whole;
        RatingPair { item: Id::Number(item), a: rating(a), b: rating(b), truth: truth.map(rating) }
    }

    #[test]
    fn who_is_closer_is_a_matter_of_distance() {
        assert_eq!(pair(1, 2, 4, Some(5)).closer(), Some((Closer::B, 2.0)));
        assert_eq!(pair(1, 4, 1, Some(3)).closer(), Some((Closer::A, 1.0)));
        assert_eq!(pair(1, 2, 4, Some(3)).closer(), Some((Closer::Neither, 0.0)));
        assert_eq!(pair(1, 2, 4, None).closer(), None);
    }

    #[test]
    fn figures_stand_on_the_items_whose_truth_is_known() {
        let pairs: Vec<_> = (0..12).map(|at| pair(at, 3, 4, (at < 11).then_some(5))).collect();
        let report = paired(pairs, (2, 0), RatingScale::ONE_TO_FIVE, Bootstrap::default());
        assert_eq!((report.n, report.pairs.len(), report.only_a), (11, 12, 2));
        let mae = &report.figures[0];
        assert_eq!((mae.a, mae.b, mae.difference), (Some(2.0), Some(1.0), Some(-1.0)));
        // Every row differs by the same, so every resample does.
        assert_eq!(mae.ci, Some([-1.0, -1.0]));
        assert_eq!(mae.is_clear(), Some(true));
        let pearson = &report.figures[3];
        assert_eq!((pearson.difference, pearson.ci), (None, None), "a constant side has no correlation");
    }

    #[test]
    fn the_paired_interval_is_narrower_than_that_of_either_and_holds_zero_for_equals() {
        // Both are off by the same much on hard items: only the pairing sees that they hardly differ.
        let pairs: Vec<_> = (0..60)
            .map(|at| {
                let truth = 1 + (at % 5) as u8;
                let a = 1 + (at * 7 % 5) as u8;
                let b = if at % 15 == 0 { 1 + (at * 3 % 5) as u8 } else { a };
                pair(at, a, b, Some(truth))
            })
            .collect();
        let report = paired(pairs, (0, 0), RatingScale::ONE_TO_FIVE, Bootstrap::default());
        let [low, high] = report.figures[0].ci.unwrap();
        assert!(low <= 0.0 && high >= 0.0 && high - low < 0.3, "{low} {high}");
        assert_eq!(report.figures[0].is_clear(), Some(false));
    }

    #[test]
    fn few_rows_have_no_interval_and_none_no_figures() {
        let few =
            paired(vec![pair(1, 3, 4, Some(5))], (0, 0), RatingScale::ONE_TO_FIVE, Bootstrap::default());
        assert_eq!((few.n, few.figures[0].ci), (1, None));
        let none = paired(vec![pair(1, 3, 4, None)], (0, 0), RatingScale::ONE_TO_FIVE, Bootstrap::default());
        assert_eq!((none.n, none.figures[1].a, none.figures[1].difference), (0, None, None));
    }
}
