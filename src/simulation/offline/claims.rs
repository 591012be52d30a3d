//! What can be said of a user's taste: which facets the posterior sets apart, how surely, and on what evidence.

use super::facets::{Facet, FacetIx, Facets, Sort};
use super::reading::Reading;

/// More or less than the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The user likes it more; for the tone, prefers the darker end.
    Up,
    /// The user likes it less; for the tone, prefers the lighter end.
    Down,
}

impl Direction {
    pub(super) fn of(value: f64) -> Self {
        if value < 0.0 { Self::Down } else { Self::Up }
    }

    /// 1 or -1.
    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Up => 1.0,
            Self::Down => -1.0,
        }
    }
}

/// How sure a claim is, by how many standard deviations its effect is away from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Two to one or more.
    Hint,
    /// Three to one or more.
    Lean,
    /// Nine to one or more.
    Firm,
}

impl Strength {
    /// Standard deviations at which a strength begins.
    pub(super) const fn threshold(self) -> f64 {
        match self {
            Self::Hint => 0.43,
            Self::Lean => 0.67,
            Self::Firm => 1.30,
        }
    }

    /// The strength of a claim that had `former` before: a border is crossed downwards a little later than
    /// upwards, so that sentences do not flicker.
    fn of(z: f64, former: Option<Self>) -> Option<Self> {
        const STICKINESS: f64 = 0.12;
        [Self::Firm, Self::Lean, Self::Hint].into_iter().find(|strength| {
            let eased = if former.is_some_and(|former| former >= *strength) { STICKINESS } else { 0.0 };
            z >= strength.threshold() - eased
        })
    }
}

/// Whether the user likes it absolutely, or only more than others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// It is also rated higher (lower) than the rest.
    Absolute,
    /// The user departs from others in this direction, but the facet is not among the user's best (worst).
    Relative,
}

/// A statement about a facet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claim {
    pub(super) facet: FacetIx,
    pub(super) sort: Sort,
    pub(super) direction: Direction,
    pub(super) strength: Strength,
    pub(super) sense: Sense,
    /// Effect over its standard deviation, in the claim's direction.
    pub(super) z: f64,
    /// Positions of the ratings that speak for it, strongest first.
    pub(super) support: Vec<usize>,
}

/// In steps: what is nearer to expectation speaks neither for nor against.
const NEUTRAL: f64 = 0.25;
/// In stars times the scale's step: smaller effects are not worth a sentence.
const SMALLEST: f64 = 0.06;
/// In steps: how far a facet's own ratings must lie from the user's mean for "likes" or "dislikes" to be seen.
const VISIBLE: f64 = 0.1;
/// In steps: marks that far below the crowd's mean are still decent.
const DECENT: f64 = 0.4;
/// Standard deviations from which on "more than others, though not much" is worth the words.
const RELATIVE: f64 = 0.9;
/// What makes up more of the history than this cannot be set apart from the rest.
const LARGEST_SHARE: f64 = 0.8;

/// All claims that the ratings support, strongest first. `former` are the claims of the state before.
pub(super) fn claims(facets: &Facets, reading: &Reading<'_>, former: &[Claim]) -> Vec<Claim> {
    let light = facets.tones.map(|(_, light)| light);
    let mut claims: Vec<Claim> = facets
        .iter()
        .filter(|(ix, _)| Some(*ix) != light)
        .filter_map(|(ix, facet)| claim(facets, ix, facet, reading, former))
        .collect();
    claims.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.facet.cmp(&b.facet)));
    without_doubles(claims, reading)
}

fn claim(
    facets: &Facets,
    ix: FacetIx,
    facet: &Facet,
    reading: &Reading<'_>,
    former: &[Claim],
) -> Option<Claim> {
    let counterpart = facets.tones.filter(|(dark, _)| *dark == ix).map(|(_, light)| light);
    let own = reading.carriers(ix);
    let opposite = counterpart.map_or(&[][..], |light| reading.carriers(light));
    let share = own.len() as f64 / reading.len().max(1) as f64;
    if own.len() + opposite.len() < 2 || own.is_empty() || share > LARGEST_SHARE {
        return None;
    }
    let rest = counterpart.and_then(|light| facets.get(light)).map_or(&facets.everything, |f| &f.prototype);
    let effect = reading.posterior.contrast(&facet.prototype, rest);
    let direction = Direction::of(rounded(effect.mean));
    let before = former.iter().find(|claim| claim.facet == ix && claim.direction == direction);
    // A theme's items have little in common but a word, so its place in the model is less certain.
    let trust = if facet.sort == Sort::Theme { 0.85 } else { 1.0 };
    let z = rounded(trust * effect.mean * direction.sign() / effect.sd.max(1e-9));
    let strength = Strength::of(z, before.map(|claim| claim.strength))?;
    if rounded(effect.mean.abs()) < SMALLEST {
        return None;
    }
    let (support, against) = sides(own, opposite, direction, reading);
    let theme = facet.sort == Sort::Theme;
    let fewest = if theme { 3 } else { 2 };
    // However far the estimate, two ratings make no certainty; and few items with a word in common no statement.
    let strength = match (support.len(), theme) {
        (..3, true) => Strength::Hint,
        (3, true) | (..3, false) => strength.min(Strength::Lean),
        _ => strength,
    };
    let enough = support.len() >= 2
        && support.len() >= against
        && own.len() + opposite.len() >= fewest
        && own_mean(own, opposite, direction, reading) >= if theme { 0.25 } else { 0.12 };
    let robust =
        stands_without_its_best(&reading.posterior.contrast_parts(&facet.prototype, rest), direction);
    if !(enough && robust) {
        return None;
    }
    let total = rounded(reading.posterior.total_contrast(&facet.prototype, rest)) * direction.sign();
    let raw = rounded(
        reading.mean_above(own) - if opposite.is_empty() { 0.0 } else { reading.mean_above(opposite) },
    );
    let step = reading.crowd.step();
    let absolute = total > 0.0 && raw * direction.sign() >= VISIBLE * step;
    let sense = if absolute { Sense::Absolute } else { Sense::Relative };
    // Only genres are worth "more than others, though not much": elsewhere it would be a riddle. And "harder on
    // them than others are" is said of marks that are decent all the same.
    let decent = reading.mean + raw >= reading.crowd.mean() - DECENT * step;
    let relative = facet.sort == Sort::Genre && z >= RELATIVE && (direction == Direction::Up || decent);
    (absolute || relative).then_some(Claim {
        facet: ix,
        sort: facet.sort,
        direction,
        strength,
        sense,
        z,
        support,
    })
}

/// How far the facet's own ratings lie in the direction, in steps, two ordinary ratings mixed in: a claim may
/// lean on similar items, but not on them alone.
fn own_mean(own: &[usize], opposite: &[usize], direction: Direction, reading: &Reading<'_>) -> f64 {
    let sum = |side: &[usize]| side.iter().map(|at| reading.surplus_of(*at)).sum::<f64>();
    let n = (own.len() + opposite.len()) as f64;
    rounded((sum(own) - sum(opposite)) * direction.sign() / (n + 2.0))
}

/// Positions that speak for the direction, strongest first, and how many speak against it.
fn sides(
    own: &[usize],
    opposite: &[usize],
    direction: Direction,
    reading: &Reading<'_>,
) -> (Vec<usize>, usize) {
    let towards = |at: usize, sign: f64| rounded(reading.surplus_of(at) * direction.sign() * sign);
    let all = own.iter().map(|at| (*at, towards(*at, 1.0)));
    let all = all.chain(opposite.iter().filter(|at| !own.contains(at)).map(|at| (*at, towards(*at, -1.0))));
    let (mut support, mut against) = (Vec::new(), 0);
    for (at, towards) in all {
        if towards > NEUTRAL {
            support.push((at, towards));
        } else if towards < -NEUTRAL {
            against += 1;
        }
    }
    support.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    (support.into_iter().map(|(at, _)| at).collect(), against)
}

/// Whether the effect keeps its sign when the rating that adds most to it is taken away.
fn stands_without_its_best(parts: &[f64], direction: Direction) -> bool {
    let towards = parts.iter().map(|part| part * direction.sign());
    let best = towards.clone().fold(0.0, f64::max);
    rounded(towards.sum::<f64>() - best) > 0.0
}

/// Drops claims that say the same of nearly the same ratings as a stronger one; genres go before the rest.
fn without_doubles(claims: Vec<Claim>, reading: &Reading<'_>) -> Vec<Claim> {
    const SAME: f64 = 0.6;
    const INSIDE: f64 = 0.7;
    let mut kept: Vec<Claim> = Vec::new();
    let (genres, others): (Vec<_>, Vec<_>) = claims.into_iter().partition(|claim| claim.sort == Sort::Genre);
    for claim in genres.into_iter().chain(others) {
        let double = kept.iter().any(|other| {
            other.direction == claim.direction
                && claim.sort != Sort::Tone
                && (overlap(reading.carriers(other.facet), reading.carriers(claim.facet)) > SAME
                    || within(reading.carriers(claim.facet), reading.carriers(other.facet)) > INSIDE
                        && claim.sort == Sort::Theme)
        });
        if !double {
            kept.push(claim);
        }
    }
    kept.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.facet.cmp(&b.facet)));
    kept
}

/// Shared share of two sorted lists, 0 to 1 (Jaccard).
pub(super) fn overlap(a: &[usize], b: &[usize]) -> f64 {
    let both = a.iter().filter(|at| b.binary_search(at).is_ok()).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// Share of one sorted list that lies within another, 0 to 1.
fn within(a: &[usize], b: &[usize]) -> f64 {
    a.iter().filter(|at| b.binary_search(at).is_ok()).count() as f64 / a.len().max(1) as f64
}

/// Six decimals: what differs in the last bits on another machine must not turn a word.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
