//! How a user rates, whatever the items: strict or generous, narrow or wide, and what is rated most.

use super::claims::rounded;
use super::facets::{FacetIx, Facets, Sort};
use super::reading::Reading;

/// How strictly a user rates, compared with what others give the same items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// About as others do.
    Usual,
    /// Nothing can be told yet.
    Open,
    /// Away from others by [`AMOUNTS`]`[amount]`.
    Away {
        /// Above others.
        generous: bool,
        /// Position in [`AMOUNTS`].
        amount: usize,
        /// Ten to one or more.
        sure: bool,
    },
}

/// (from how many steps on, in words). The words are of a unit that is put after them.
pub(super) const AMOUNTS: [(f64, &str); 6] = [
    (0.15, "about a quarter of a"),
    (0.29, "about a third of a"),
    (0.42, "about half a"),
    (0.62, "about three quarters of a"),
    (0.87, "about a full"),
    (1.20, "more than a full"),
];

/// How far a user's ratings lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// Too few ratings to tell.
    Open,
    /// About as others'.
    Usual,
    /// Nearly all on one rating; its position among the scale's levels.
    OneLevel(usize),
    /// Nearly all on two neighbouring ratings; positions among the scale's levels.
    TwoLevels(usize),
    /// Nearly all at either end of the scale.
    Ends,
    /// Close together.
    Narrow,
    /// Far apart.
    Wide,
    /// Very many at the top.
    Top,
    /// Never in the lower half, although others would be.
    NeverLow,
}

/// How far a user's ratings go along with what others think of the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Consensus {
    /// It cannot be told.
    Open,
    /// As far as with most people.
    Follows,
    /// Clearly less.
    OwnMind,
}

/// How a user rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Habits {
    pub(super) level: Level,
    pub(super) spread: Spread,
    pub(super) consensus: Consensus,
    /// The one or two genres that most ratings go to.
    pub(super) staples: Vec<FacetIx>,
    /// The decade that nearly all ratings go to.
    pub(super) decade: Option<FacetIx>,
}

/// The habits that the ratings show; those of the state before make borders sticky.
pub(super) fn habits(facets: &Facets, reading: &Reading<'_>, step: f64, former: Option<&Habits>) -> Habits {
    Habits {
        level: level(reading, step, former.map(|habits| habits.level)),
        spread: spread(reading, former.map(|habits| habits.spread)),
        consensus: consensus(reading, former.map(|habits| habits.consensus)),
        staples: staples(facets, reading, former.map_or(&[], |habits| &habits.staples)),
        decade: decade(facets, reading),
    }
}

fn level(reading: &Reading<'_>, step: f64, former: Option<Level>) -> Level {
    /// Steps by which a border is crossed later than it would be without a former state.
    const STICKINESS: f64 = 0.04;
    let mean = rounded(reading.level.mean / step);
    let sd = rounded(reading.level.sd / step);
    let (was_generous, was_amount) = match former {
        Some(Level::Away { generous, amount, .. }) => (Some(generous), Some(amount)),
        _ => (None, None),
    };
    let generous = mean > 0.0;
    let same_side = was_generous == Some(generous);
    let start = AMOUNTS[0].0 - if same_side { STICKINESS } else { 0.0 };
    if mean.abs() < start || mean.abs() < 0.6 * sd {
        return if reading.len() < 8 && sd > 0.25 { Level::Open } else { Level::Usual };
    }
    let bucket = |value: f64| AMOUNTS.iter().rposition(|(from, _)| value >= *from).unwrap_or(0);
    let amount = match was_amount.filter(|_| same_side) {
        Some(was) if (bucket(mean.abs() - STICKINESS)..=bucket(mean.abs() + STICKINESS)).contains(&was) => {
            was
        }
        _ => bucket(mean.abs()),
    };
    let was_sure = matches!(former, Some(Level::Away { sure: true, .. })) && same_side;
    let sure = mean.abs() >= sd * if was_sure { 1.15 } else { 1.3 };
    Level::Away { generous, amount, sure }
}

fn spread(reading: &Reading<'_>, former: Option<Spread>) -> Spread {
    let scale = reading.scale();
    let levels: Vec<_> = scale.levels().collect();
    let count = levels.len();
    let n = reading.len();
    if n < 6 || count < 3 {
        return Spread::Open;
    }
    let mut histogram = vec![0_usize; count];
    for one in reading.seen {
        if let Some(at) = scale.level(scale.nearest(one.rating.stars())) {
            histogram[at] += 1;
        }
    }
    let share = |part: usize| part as f64 / n as f64;
    let was = |kind: Spread| if former == Some(kind) { 0.05 } else { 0.0 };
    let pairs = histogram.windows(2).map(|pair| pair[0] + pair[1]).enumerate();
    let best = pairs.max_by_key(|(at, sum)| (*sum, *at));
    let top = histogram[count - 1];
    let low: usize = histogram[..count / 2].iter().sum();
    let ends = count > 3 && n >= 10 && histogram[0] >= 2 && top >= 2;
    if ends && share(histogram[0] + top) >= 0.9 - was(Spread::Ends) {
        return Spread::Ends;
    }
    let most = (0..count).max_by_key(|at| (histogram[*at], *at)).unwrap_or(0);
    if n >= 10 && share(histogram[most]) >= 0.85 - was(Spread::OneLevel(most)) {
        return Spread::OneLevel(most);
    }
    if share(top) >= 0.5 - was(Spread::Top) {
        return Spread::Top;
    }
    if let Some((at, sum)) = best
        && n >= 10
        && share(sum) >= 0.85 - was(Spread::TwoLevels(at))
    {
        return Spread::TwoLevels(at);
    }
    if n >= 15 && low == 0 {
        return Spread::NeverLow;
    }
    let ratio = rounded(reading.spread_ratio());
    if ratio >= 1.18 - was(Spread::Wide) && histogram[0] >= 2 && top >= 2 {
        Spread::Wide
    } else if ratio <= 0.80 + was(Spread::Narrow) {
        Spread::Narrow
    } else {
        Spread::Usual
    }
}

/// From the slope of the user's ratings on the items' offsets: 1 means that an item which others rate a star
/// higher is rated a star higher here as well. Ridge regression with a prior of 1 give or take 0.6.
fn consensus(reading: &Reading<'_>, former: Option<Consensus>) -> Consensus {
    const NOISE: f64 = 0.7;
    const PRIOR: f64 = 1.0 / 0.36;
    let step = reading.crowd.step();
    let offsets: Vec<f64> = reading.seen.iter().map(|one| reading.offset(one.item) / step).collect();
    let mean = offsets.iter().sum::<f64>() / offsets.len().max(1) as f64;
    // Who rates narrowly does not disagree: ratings are taken at the usual spread.
    let spread = reading.spread_ratio().max(0.3);
    let (mut squares, mut product) = (0.0, 0.0);
    for (at, offset) in offsets.iter().enumerate() {
        squares += (offset - mean).powi(2);
        product += (offset - mean) * reading.above_mean(at) / (step * spread);
    }
    let precision = PRIOR + squares / NOISE;
    let slope = rounded((PRIOR + product / NOISE) / precision);
    let eased = |kind: Consensus| if former == Some(kind) { 0.15 } else { 0.0 };
    if rounded(squares) < 2.0 {
        Consensus::Open
    } else if slope >= 0.9 - eased(Consensus::Follows) {
        Consensus::Follows
    } else if slope <= 0.4 + eased(Consensus::OwnMind) {
        Consensus::OwnMind
    } else {
        Consensus::Open
    }
}

/// The one or two genres that at least three in five ratings go to; a genre of the state before is replaced only
/// by one that clearly leads it.
fn staples(facets: &Facets, reading: &Reading<'_>, former: &[FacetIx]) -> Vec<FacetIx> {
    const LEAD: usize = 2;
    let weight = |ix: FacetIx| reading.carriers(ix).len() + if former.contains(&ix) { LEAD } else { 0 };
    let mut genres: Vec<FacetIx> =
        facets.iter().filter(|(_, facet)| facet.sort == Sort::Genre).map(|(ix, _)| ix).collect();
    genres.sort_by_key(|ix| (std::cmp::Reverse(weight(*ix)), *ix));
    genres.truncate(2);
    let n = reading.len();
    if n < 5 {
        return Vec::new();
    }
    genres.retain(|ix| reading.carriers(*ix).len() * 5 >= n);
    let covered = (0..n).filter(|at| genres.iter().any(|ix| reading.carriers(*ix).contains(at))).count();
    if covered * 5 < n * 3 {
        return Vec::new();
    }
    // The order in which they were first named stays.
    if former.len() == genres.len() && former.iter().all(|ix| genres.contains(ix)) {
        return former.to_vec();
    }
    genres
}

/// The decade that at least four in five ratings go to.
fn decade(facets: &Facets, reading: &Reading<'_>) -> Option<FacetIx> {
    let n = reading.len();
    let eras = facets.iter().filter(|(_, facet)| facet.sort == Sort::Era).map(|(ix, _)| ix);
    let most = eras.max_by_key(|ix| reading.carriers(*ix).len())?;
    (n >= 5 && reading.carriers(most).len() * 5 >= n * 4).then_some(most)
}
