//! What the list of runs can be ordered by.

use std::cmp::Ordering;

use crate::app::kept::RunSummary;
use crate::app::orders::OrderBy;

/// What the list of runs is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunOrder {
    /// By number, newest first, forks under what they left.
    #[default]
    Tree,
    /// By user.
    User,
    /// By name.
    Name,
    /// By who simulates.
    Simulator,
    /// Most batches written first.
    Batches,
    /// Most rated items first.
    Rated,
    /// Smallest mean absolute error first.
    Mae,
    /// Smallest root mean squared error first.
    Rmse,
}

impl OrderBy for RunOrder {
    const ALL: &'static [Self] = &[
        Self::Tree,
        Self::User,
        Self::Name,
        Self::Simulator,
        Self::Batches,
        Self::Rated,
        Self::Mae,
        Self::Rmse,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Tree => "forks",
            Self::User => "user",
            Self::Name => "name",
            Self::Simulator => "simulator",
            Self::Batches => "batches",
            Self::Rated => "n",
            Self::Mae => "MAE",
            Self::Rmse => "RMSE",
        }
    }

    fn directions(self) -> [&'static str; 2] {
        match self {
            Self::Tree => ["newest first", "oldest first"],
            Self::User => ["lowest first", "highest first"],
            Self::Name | Self::Simulator => ["a to z", "z to a"],
            Self::Batches | Self::Rated => ["most first", "fewest first"],
            Self::Mae | Self::Rmse => ["smallest first", "largest first"],
        }
    }
}

/// How two runs stand to each other; those that are equal newest first.
pub(super) fn compare(by: RunOrder, is_reversed: bool, a: &RunSummary, b: &RunSummary) -> Ordering {
    let turned = |order: Ordering| if is_reversed { order.reverse() } else { order };
    // What is undefined stands last, whichever way round.
    let figure = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => turned(a.total_cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let newest = b.id.cmp(&a.id);
    let order = match by {
        RunOrder::Tree => return turned(newest),
        RunOrder::User => turned(a.user.cmp(&b.user)),
        RunOrder::Name => turned(a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        RunOrder::Simulator => turned(a.simulator().cmp(&b.simulator())),
        RunOrder::Batches => turned(b.written.cmp(&a.written)),
        RunOrder::Rated => {
            let n = |run: &RunSummary| run.figures.map_or(0, |figures| figures.n);
            turned(n(b).cmp(&n(a)))
        }
        RunOrder::Mae => figure(a.figures.and_then(|f| f.mae), b.figures.and_then(|f| f.mae)),
        RunOrder::Rmse => figure(a.figures.and_then(|f| f.rmse), b.figures.and_then(|f| f.rmse)),
    };
    order.then(newest)
}
