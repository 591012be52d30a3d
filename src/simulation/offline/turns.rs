//! Where a user's taste or strictness turned: kinds of items on which newer ratings clearly part from older ones,
//! all at one border between batches; never words about it.

use super::claims::{Claim, Direction, overlap, rounded};
use super::facets::{FacetIx, Facets, Sort};
use super::reading::Reading;
use crate::recommenders::taste::{Tally, shift};

/// What the ratings of one side of the border say of a kind of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stance {
    /// Below the rest; of a tone, the lighter end ahead.
    Low,
    /// Neither.
    Middling,
    /// Above the rest; of a tone, the darker end ahead.
    High,
}

/// A kind of items on which the user's view changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turn {
    pub(super) facet: FacetIx,
    pub(super) sort: Sort,
    /// Up where newer ratings lie above older ones; of a tone, where taste grew darker.
    pub(super) direction: Direction,
    pub(super) was: Stance,
    pub(super) now: Stance,
    /// The change over its standard deviation.
    pub(super) z: f64,
    /// Ratings that show the older view and the newer one, the clearest first.
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
}

/// A turn of taste: the border and all that changed there, the surest first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turning {
    /// The first batch on the later-read side of the border.
    pub(super) border: usize,
    pub(super) turns: Vec<Turn>,
}

/// Standard deviations from which on one kind shows that taste turned; found by shuffling the times of real
/// ratings, after which one user in forty shows as much by chance.
const FIRM: f64 = 2.7;
/// From which on another kind is said to have turned along with it.
const ALONG: f64 = 1.5;
/// The same for decades and themes, whose items have less in common.
const ALONG_LOOSE: f64 = 2.0;
/// By which both are eased for what was said before.
const STICKINESS: f64 = 0.35;
const MOST: usize = 4;

/// The turn of taste that the ratings show, if they do; that of the state before stays while it can.
pub(super) fn turning(facets: &Facets, reading: &Reading<'_>, former: Option<&Turning>) -> Option<Turning> {
    let borders = 2..=reading.batch;
    let mut best: Option<(f64, Turning)> = None;
    for border in borders {
        let was = former.filter(|former| former.border == border);
        let known = |facet: FacetIx| was.is_some_and(|was| was.turns.iter().any(|turn| turn.facet == facet));
        let mut turns: Vec<Turn> =
            facets.iter().filter_map(|(ix, _)| turn(facets, reading, ix, border, was)).collect();
        turns.retain(|turn| {
            let along = if matches!(turn.sort, Sort::Genre | Sort::Tone) { ALONG } else { ALONG_LOOSE };
            turn.z >= along - if known(turn.facet) { STICKINESS } else { 0.0 }
        });
        turns.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.facet.cmp(&b.facet)));
        let mut turns = without_doubles(turns, reading);
        let firm = FIRM - if was.is_some() { STICKINESS } else { 0.0 };
        // A theme alone makes no turn: too few items share more than its word.
        let evident = turns.iter().any(|turn| turn.z >= firm && turn.sort != Sort::Theme);
        if !evident {
            continue;
        }
        let weight =
            turns.iter().map(|turn| turn.z.powi(2)).sum::<f64>() + if was.is_some() { 6.0 } else { 0.0 };
        // In the order in which they were first told.
        let place =
            |turn: &Turn| was.and_then(|was| was.turns.iter().position(|one| one.facet == turn.facet));
        turns.sort_by_key(|turn| place(turn).unwrap_or(MOST));
        if best.as_ref().is_none_or(|(most, _)| rounded(weight) > rounded(*most)) {
            best = Some((weight, Turning { border, turns }));
        }
    }
    best.map(|(_, turning)| turning)
}

impl Turning {
    /// Whether a kind is among those that turned.
    pub(super) fn of(&self, facet: FacetIx) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.facet == facet)
    }
}

/// A change of strictness at a border, in steps: how far ratings lay above what others give, before and since.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LevelTurn {
    pub(super) border: usize,
    pub(super) old: f64,
    pub(super) new: f64,
}

/// The clearest change of strictness, if there is one beyond doubt; that of the state before stays while it can.
pub(super) fn level_turn(reading: &Reading<'_>, former: Option<LevelTurn>) -> Option<LevelTurn> {
    const FEWEST: usize = 8;
    const PLAIN: f64 = 0.6;
    const SURE: f64 = 3.0;
    const USUAL: (f64, f64) = (0.8, 8.0);
    let gaps: Vec<f64> = reading.posterior.surpluses().map(|gap| gap / reading.crowd.step()).collect();
    let mut best: Option<(f64, LevelTurn)> = None;
    for border in 2..=reading.batch {
        let (new, old): (Vec<usize>, Vec<usize>) =
            (0..gaps.len()).partition(|at| reading.is_newer(*at, border));
        if new.len() < FEWEST || old.len() < FEWEST {
            continue;
        }
        let mean = |side: &[usize]| side.iter().map(|at| gaps[*at]).sum::<f64>() / side.len() as f64;
        let squares =
            |side: &[usize], mean: f64| side.iter().map(|at| (gaps[*at] - mean).powi(2)).sum::<f64>();
        let turn = LevelTurn { border, old: rounded(mean(&old)), new: rounded(mean(&new)) };
        let all = squares(&old, turn.old) + squares(&new, turn.new);
        let variance = (USUAL.0 * USUAL.1 + all) / (USUAL.1 + gaps.len() as f64);
        let sd = (variance / old.len() as f64 + variance / new.len() as f64).sqrt();
        let known =
            former.is_some_and(|was| was.border == border && (was.new > was.old) == (turn.new > turn.old));
        let eased = if known { STICKINESS } else { 0.0 };
        let gap = (turn.new - turn.old).abs();
        let z = rounded(gap / sd);
        if gap >= PLAIN && z >= SURE - eased && best.is_none_or(|(most, _)| z + eased > most) {
            best = Some((z + eased, turn));
        }
    }
    best.map(|(_, turn)| turn)
}

/// What can be claimed once taste has turned: of the statements on all ratings those that did not turn and that
/// the newer ratings bear out, and what the newer ratings alone say besides. What rests on older ratings only
/// belongs to the taste that was left behind.
pub(super) fn reconciled(
    of_all: Vec<Claim>,
    of_newer: Vec<Claim>,
    turning: &Turning,
    lately: &Reading<'_>,
) -> Vec<Claim> {
    const FEWEST: usize = 2;
    let mut claims = of_all;
    claims.retain(|claim| {
        let newer = lately.carriers(claim.facet);
        let sum: f64 = newer.iter().map(|at| lately.surplus_of(*at)).sum();
        let borne_out = newer.len() >= FEWEST && rounded(sum * claim.direction.sign()) > 0.0;
        turning.of(claim.facet).is_none() && borne_out
    });
    for claim in of_newer {
        let known = claims.iter().any(|other| other.facet == claim.facet);
        if !known && turning.of(claim.facet).is_none() {
            claims.push(claim);
        }
    }
    claims.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.facet.cmp(&b.facet)));
    claims
}

/// The change of view on one kind at a border; `None` where the ratings do not show one.
fn turn(
    facets: &Facets,
    reading: &Reading<'_>,
    ix: FacetIx,
    border: usize,
    former: Option<&Turning>,
) -> Option<Turn> {
    const FEWEST: usize = 3;
    const PLAIN: f64 = 0.6;
    let facet = facets.get(ix)?;
    if facet.sort == Sort::Reach || facets.tones.is_some_and(|(_, light)| light == ix) {
        return None;
    }
    let opposite = facets.tones.filter(|(dark, _)| *dark == ix).map(|(_, light)| reading.carriers(light));
    let opposite = opposite.unwrap_or(&[]);
    let own = reading.carriers(ix);
    let mut tally = Tally::default();
    // Older and newer: positions with the sign of their end.
    let mut sides: [Vec<(usize, f64)>; 2] = Default::default();
    for at in 0..reading.len() {
        let newer = reading.is_newer(at, border);
        let group = match (own.binary_search(&at).is_ok(), opposite.binary_search(&at).is_ok()) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        };
        tally.add(reading.surplus_of(at), group, newer);
        if let Some(dark) = group {
            sides[usize::from(newer)].push((at, if dark { 1.0 } else { -1.0 }));
        }
    }
    if sides.iter().any(|side| side.len() < FEWEST) {
        return None;
    }
    let effect = shift(&tally);
    let direction = Direction::of(rounded(effect.mean));
    let z = rounded(effect.mean.abs() / effect.sd.max(1e-9));
    let mean = |side: &[(usize, f64)], of: &dyn Fn(usize) -> f64| {
        side.iter().map(|(at, sign)| of(*at) * sign).sum::<f64>() / side.len() as f64
    };
    let [old, new] = &sides;
    let step = reading.crowd.step();
    let before = former.and_then(|was| was.of(ix));
    let surpluses = [old, new].map(|side| rounded(mean(side, &|at| reading.surplus_of(at))));
    let raws = [old, new].map(|side| rounded(mean(side, &|at| reading.above_mean(at) / step)));
    let plain = [surpluses, raws].iter().all(|[old, new]| (new - old) * direction.sign() >= PLAIN);
    let [was, now] = [0, 1].map(|side| stance(surpluses[side], raws[side]));
    let changed = if direction == Direction::Up { now > was } else { now < was };
    (plain && changed).then(|| Turn {
        facet: ix,
        sort: facet.sort,
        direction,
        was,
        now,
        z,
        old: shown(old, was, reading, before.map_or(&[], |turn| &turn.old)),
        new: shown(new, now, reading, before.map_or(&[], |turn| &turn.new)),
    })
}

fn stance(surplus: f64, raw: f64) -> Stance {
    const CLEAR: f64 = 0.25;
    const VISIBLE: f64 = 0.1;
    if surplus >= CLEAR && raw >= VISIBLE {
        Stance::High
    } else if surplus <= -CLEAR && raw <= -VISIBLE {
        Stance::Low
    } else {
        Stance::Middling
    }
}

/// Up to two ratings of a side that show its stance: the clearest; where it is neither, the most middling. Of a
/// tone, what was liked at the end that was ahead. Those of the state before stay while they fit.
fn shown(side: &[(usize, f64)], stance: Stance, reading: &Reading<'_>, before: &[usize]) -> Vec<usize> {
    const CLEARLY: f64 = 0.4;
    let two_ends = side.iter().any(|(_, sign)| *sign < 0.0);
    let above = |at: usize| reading.above_mean(at) / reading.crowd.step();
    let mut fit: Vec<(f64, usize)> = side
        .iter()
        .filter_map(|(at, sign)| {
            let towards = match stance {
                Stance::Middling => return Some((rounded(-above(*at).abs()), *at)),
                Stance::Low => -1.0,
                Stance::High => 1.0,
            };
            let wanted = if two_ends { 1.0 } else { towards };
            let belongs = !two_ends || *sign * towards > 0.0;
            let clearly = belongs && rounded(above(*at) * wanted) >= CLEARLY;
            clearly.then(|| (rounded((above(*at) + reading.surplus_of(*at)) * wanted), *at))
        })
        .collect();
    fit.sort_by(|a, b| {
        let known = |at: usize| before.contains(&at);
        known(b.1).cmp(&known(a.1)).then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1))
    });
    fit.into_iter().map(|(_, at)| at).take(2).collect()
}

/// The surest of kinds that share most of their ratings; genres and tone go before the rest.
fn without_doubles(turns: Vec<Turn>, reading: &Reading<'_>) -> Vec<Turn> {
    const SAME: f64 = 0.5;
    let mut kept: Vec<Turn> = Vec::new();
    let (first, then): (Vec<_>, Vec<_>) =
        turns.into_iter().partition(|turn| matches!(turn.sort, Sort::Genre | Sort::Tone));
    for turn in first.into_iter().chain(then) {
        let double = kept.iter().any(|other| {
            other.direction == turn.direction
                && turn.sort != Sort::Tone
                && overlap(reading.carriers(other.facet), reading.carriers(turn.facet)) > SAME
        });
        if !double && kept.len() < MOST {
            kept.push(turn);
        }
    }
    kept
}
