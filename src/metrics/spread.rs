//! The same items rated several times: how far apart the ratings of each lie, and what that makes of the figures.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Running;
use crate::domain::{BesideChance, Id, Rating, RatingScale, Spread};

/// What was said of items at one time.
pub type Draw = BTreeMap<Id, Rating>;

/// An item that was rated several times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemSpread {
    /// The item.
    pub item: Id,
    /// What was said of it each time; `None` = no rating came.
    pub ratings: Vec<Option<Rating>>,
    /// Its ratings in short; `None` where none came.
    pub stars: Option<Spread>,
    /// What the user had said, where that is held out and known.
    pub truth: Option<Rating>,
}

impl ItemSpread {
    /// Whether the same rating came every time.
    pub fn is_same(&self) -> bool {
        self.ratings.iter().all(|rating| rating.is_some() && *rating == self.ratings[0])
    }
}

/// The figures of one time, over the items that were rated every time and whose truth is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DrawFigures {
    /// Root mean squared error.
    pub rmse: Option<f64>,
    /// Mean absolute error.
    pub mae: Option<f64>,
    /// Mean error.
    pub bias: Option<f64>,
}

/// The same items rated several times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatingSpread {
    /// The items, in the order asked.
    pub items: Vec<ItemSpread>,
    /// Items that were rated the same every time.
    pub same: usize,
    /// Items that were rated every time and whose truth is known: what the figures stand on.
    pub n: usize,
    /// The figures of each time.
    pub draws: Vec<DrawFigures>,
    /// Standard deviation of an item's ratings, the mean over items that were rated at least twice.
    pub item_sd: Option<f64>,
    /// RMSE of each time, in short.
    pub rmse: Option<Spread>,
    /// MAE of each time.
    pub mae: Option<Spread>,
    /// Bias of each time.
    pub bias: Option<Spread>,
}

/// What repeating the steps of one side of a comparison came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ByChance {
    /// RMSE of each time that the items were rated; `None` where that was not repeated.
    pub rmse: Option<Spread>,
    /// MAE of each time.
    pub mae: Option<Spread>,
    /// Of batches that were repeated, the share of words that differ between two of their texts.
    pub changed: Vec<(usize, Spread)>,
}

impl ByChance {
    /// The share of words that differ between two texts of a batch.
    pub fn changed(&self, batch: usize) -> Option<&Spread> {
        self.changed.iter().find(|(known, _)| *known == batch).map(|(_, changed)| changed)
    }
}

/// Names of figures with A's and B's means beside what repeating alone makes of them.
pub fn beside_chance([a, b]: &[ByChance; 2]) -> Vec<(&'static str, Spread, Spread, BesideChance)> {
    let pairs = [("rmse", a.rmse.zip(b.rmse)), ("mae", a.mae.zip(b.mae))];
    let beside = |(name, pair): (&'static str, Option<(Spread, Spread)>)| {
        let (a, b) = pair?;
        Some((name, a, b, BesideChance::of(&a, &b)?))
    };
    pairs.into_iter().filter_map(beside).collect()
}

/// How far apart lies what was said of `items` at several times.
pub fn rating_spread(items: &[Id], draws: &[Draw], truth: &Draw, scale: RatingScale) -> RatingSpread {
    let items: Vec<ItemSpread> = items
        .iter()
        .map(|item| {
            let ratings: Vec<Option<Rating>> = draws.iter().map(|draw| draw.get(item).copied()).collect();
            let stars: Vec<f64> = ratings.iter().flatten().map(|rating| rating.stars()).collect();
            let (stars, truth) = (Spread::of(&stars), truth.get(item).copied());
            ItemSpread { item: item.clone(), ratings, stars, truth }
        })
        .collect();
    let is_whole = |item: &&ItemSpread| item.truth.is_some() && item.ratings.iter().all(Option::is_some);
    let whole: Vec<&ItemSpread> = items.iter().filter(is_whole).collect();
    let figures: Vec<DrawFigures> = (0..draws.len())
        .map(|at| {
            let mut running = Running::new(scale);
            running.extend(whole.iter().filter_map(|item| Some((item.ratings[at]?.stars(), item.truth?))));
            DrawFigures { rmse: running.rmse(), mae: running.mae(), bias: running.bias() }
        })
        .collect();
    let over =
        |of: fn(&DrawFigures) -> Option<f64>| Spread::of(&figures.iter().filter_map(of).collect::<Vec<_>>());
    let sds: Vec<f64> = items.iter().filter_map(|item| item.stars?.sd).collect();
    RatingSpread {
        same: items.iter().filter(|item| item.is_same()).count(),
        n: whole.len(),
        item_sd: Spread::of(&sds).map(|sds| sds.mean),
        rmse: over(|figures| figures.rmse),
        mae: over(|figures| figures.mae),
        bias: over(|figures| figures.bias),
        draws: figures,
        items,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(ratings: &[(i64, u8)]) -> Draw {
        ratings.iter().map(|(item, stars)| (Id::Number(*item), Rating::whole(*stars))).collect()
    }

    #[test]
    fn figures_stand_on_what_was_rated_every_time() {
        let items: Vec<Id> = [1, 2, 3].map(Id::Number).into();
        let draws =
            [draw(&[(1, 4), (2, 2), (3, 5)]), draw(&[(1, 4), (2, 3)]), draw(&[(1, 4), (2, 4), (3, 5)])];
        let truth = Draw::from([
            (Id::Number(1), Rating::whole(5)),
            (Id::Number(2), Rating::whole(2)),
            (Id::Number(3), Rating::whole(5)),
        ]);
        let spread = rating_spread(&items, &draws, &truth, RatingScale::ONE_TO_FIVE);
        assert_eq!((spread.n, spread.same, spread.draws.len()), (2, 1, 3), "the third was left out once");
        assert_eq!(spread.items[1].stars.unwrap().sd, Some(1.0));
        assert_eq!((spread.items[2].stars.unwrap().n, spread.items[2].is_same()), (2, false));
        let rmse: Vec<f64> = spread.draws.iter().map(|draw| draw.rmse.unwrap()).collect();
        assert!((rmse[0] - 0.5_f64.sqrt()).abs() < 1e-9 && (rmse[1] - 1.0).abs() < 1e-9, "{rmse:?}");
        assert!((spread.rmse.unwrap().mean - rmse.iter().sum::<f64>() / 3.0).abs() < 1e-12);
        assert!((spread.item_sd.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn without_truth_there_are_no_figures_and_without_ratings_no_spread() {
        let items = vec![Id::Number(1)];
        let draws = [draw(&[(1, 4)]), Draw::new()];
        let spread = rating_spread(&items, &draws, &Draw::new(), RatingScale::ONE_TO_FIVE);
        assert_eq!((spread.n, spread.rmse, spread.item_sd), (0, None, None));
        assert_eq!(spread.items[0].ratings, [Some(Rating::whole(4)), None]);
    }
}
