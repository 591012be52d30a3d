//! What the list of users can be ordered by.

use std::cmp::{Ordering, Reverse};

use super::count_runs;
use crate::app::orders::OrderBy;
use crate::app::study::Study;
use crate::domain::UserIx;

/// What the list of users is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// By id, lowest first.
    #[default]
    Id,
    /// Most training ratings first.
    Training,
    /// Most held-out ratings first.
    HeldOut,
    /// Highest mean first.
    Mean,
    /// Largest standard deviation first.
    Deviation,
    /// Most runs first.
    Runs,
}

impl OrderBy for UserOrder {
    const ALL: &'static [Self] =
        &[Self::Id, Self::Training, Self::HeldOut, Self::Mean, Self::Deviation, Self::Runs];

    fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Training => "train",
            Self::HeldOut => "held-out",
            Self::Mean => "mean",
            Self::Deviation => "sd",
            Self::Runs => "runs",
        }
    }

    fn directions(self) -> [&'static str; 2] {
        match self {
            Self::Id => ["lowest first", "highest first"],
            Self::Training | Self::HeldOut | Self::Runs => ["most first", "fewest first"],
            Self::Mean => ["highest first", "lowest first"],
            Self::Deviation => ["largest first", "smallest first"],
        }
    }
}

/// All users in an order; those that are equal in it by id.
pub(super) fn sorted(study: &Study, by: UserOrder, is_reversed: bool) -> Vec<UserIx> {
    let totals = &study.data.totals;
    let mut users: Vec<UserIx> = study.data.dataset.users.all().collect();
    let figure = |of: &dyn Fn(UserIx) -> Option<f64>, a: UserIx, b: UserIx| match (of(a), of(b)) {
        (Some(a), Some(b)) if is_reversed => a.total_cmp(&b),
        (Some(a), Some(b)) => b.total_cmp(&a),
        // What is undefined stands last, whichever way round.
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let count = |n: u64| if is_reversed { (n, Reverse(0)) } else { (0, Reverse(n)) };
    match by {
        UserOrder::Id if is_reversed => users.reverse(),
        UserOrder::Id => {}
        UserOrder::Training => users.sort_by_key(|&user| count(totals.user(user).training.n)),
        UserOrder::HeldOut => users.sort_by_key(|&user| count(u64::from(totals.user(user).held_out))),
        UserOrder::Mean => {
            users.sort_by(|&a, &b| -> Ordering { figure(&|user| totals.user(user).training.mean(), a, b) });
        }
        UserOrder::Deviation => {
            users.sort_by(|&a, &b| figure(&|user| totals.user(user).training.deviation(), a, b));
        }
        UserOrder::Runs => users.sort_by_cached_key(|&user| count(count_runs(study, user) as u64)),
    }
    users
}
