//! What a profile says after a batch: habits, claims in sentences that last while their claims do, and what is
//! still open. Built batch by batch from ratings alone, each state from the one before.

use super::cites::{fresh_cites, kept_cites, looks_the_part};
use super::claims::{self, Claim, Direction, Sense, Strength, rounded};
use super::facets::{FacetIx, Facets, Sort};
use super::habits::{self, Habits};
use super::reading::Reading;
use super::turns::{self, LevelTurn, Turning};
use super::voice::Voice;

/// One sentence of taste: a claim, or two that appeared together and still say the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) claims: Vec<Claim>,
    /// Which wording it has, for as long as it lives.
    pub(super) variant: usize,
    /// Which way it has of citing.
    pub(super) tail: usize,
    /// Positions of the ratings that it cites.
    pub(super) cites: Vec<usize>,
}

/// A facet on which the evidence is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) facet: FacetIx,
    /// A rating that went well and one that did not.
    pub(super) good: usize,
    pub(super) bad: usize,
}

/// All that is said of a user after a batch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Portrait {
    pub(super) habits: Habits,
    pub(super) turning: Option<Turning>,
    pub(super) level_turn: Option<LevelTurn>,
    pub(super) units: Vec<Unit>,
    /// Claims too weak to stand in the main text.
    pub(super) hints: Vec<Claim>,
    pub(super) splits: Vec<Split>,
    /// What could be said too, had the text room for it.
    pub(super) unsaid: Vec<FacetIx>,
    /// Two kinds that the user rates often, the better one first.
    pub(super) ranked: Option<(FacetIx, FacetIx)>,
    /// Genres that many rate, but not this user.
    pub(super) unseen: Vec<FacetIx>,
}

impl Portrait {
    /// The claims of the main text.
    pub(super) fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.units.iter().flat_map(|unit| &unit.claims)
    }

    /// Draws the portrait after the newest batch of `reading`.
    pub(super) fn draw(facets: &Facets, reading: &Reading<'_>, voice: &Voice, former: Option<&Self>) -> Self {
        let before: Vec<Claim> =
            former.map_or_else(Vec::new, |was| was.claims().chain(&was.hints).cloned().collect());
        let habits = habits::habits(facets, reading, reading.crowd.step(), former.map(|was| &was.habits));
        let turning = turns::turning(facets, reading, former.and_then(|was| was.turning.as_ref()));
        // Where taste turned, ratings of other kinds rise and fall with it.
        let level_turn = if turning.is_some() {
            None
        } else {
            turns::level_turn(reading, former.and_then(|was| was.level_turn))
        };
        let lately = turning.as_ref().map(|turning| reading.lately(facets, turning.border));
        let mut all = claims::claims(facets, reading, &before);
        if let (Some(turning), Some(lately)) = (&turning, &lately) {
            let of_newer = claims::claims(facets, lately, &before);
            all = turns::reconciled(all, of_newer, turning, lately);
        }
        for claim in &mut all {
            // A statement that no rating could be shown for is no more than a hint.
            let shown = claim.support.iter().any(|at| looks_the_part(claim, *at, reading));
            if (claim.sense == Sense::Absolute || claim.direction == Direction::Up) && !shown {
                claim.strength = Strength::Hint;
            }
        }
        let shown: Vec<FacetIx> = before.iter().map(|claim| claim.facet).collect();
        // What turned takes the room of about two statements each.
        let told = turning.as_ref().map_or(0, |turning| turning.turns.len().min(2));
        let (main, mut hints, unsaid) = select(all, &shown, 7 - 2 * told);
        // In the order in which they were first told.
        let place =
            |hint: &Claim| former.and_then(|was| was.hints.iter().position(|h| h.facet == hint.facet));
        hints.sort_by_key(|hint| place(hint).unwrap_or(usize::MAX));
        let units = units(facets, reading, voice, main, former.map_or(&[], |was| &was.units));
        let mut named: Vec<FacetIx> =
            units.iter().flat_map(|u| &u.claims).chain(&hints).map(|c| c.facet).collect();
        named.extend(turning.iter().flat_map(|turning| &turning.turns).map(|turn| turn.facet));
        let current = lately.as_ref().unwrap_or(reading);
        let splits = splits(facets, current, &named, former.map_or(&[], |was| &was.splits));
        let ranked = ranked(facets, current, &named, former.and_then(|was| was.ranked));
        let unseen = unseen(facets, reading, &named);
        Self { habits, turning, level_turn, units, hints, splits, unsaid, ranked, unseen }
    }
}

/// How many claims of a sort and direction the main text has room for.
fn room(claim: &Claim) -> usize {
    match (claim.sort, claim.sense, claim.direction) {
        (Sort::Genre, Sense::Absolute, Direction::Up) => 3,
        (Sort::Genre, Sense::Absolute, Direction::Down) | (Sort::Theme, ..) => 2,
        _ => 1,
    }
}

/// Claims of the main text and hints, each strongest first, and what there is no room for; what was said before
/// goes before what is new and about as strong.
fn select(mut all: Vec<Claim>, shown: &[FacetIx], most: usize) -> (Vec<Claim>, Vec<Claim>, Vec<FacetIx>) {
    const LOYALTY: f64 = 0.4;
    const HINTS: usize = 2;
    let weight = |claim: &Claim| claim.z + if shown.contains(&claim.facet) { LOYALTY } else { 0.0 };
    all.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.facet.cmp(&b.facet)));
    let (mut main, mut hints, mut unsaid): (Vec<Claim>, Vec<Claim>, Vec<FacetIx>) = Default::default();
    for claim in all {
        let alike = |other: &&Claim| {
            (other.sort, other.direction) == (claim.sort, claim.direction)
                && (claim.sort != Sort::Genre || other.sense == claim.sense)
        };
        if claim.strength >= Strength::Lean {
            if main.len() < most && main.iter().filter(alike).count() < room(&claim) {
                main.push(claim);
            } else {
                unsaid.push(claim.facet);
            }
        } else if claim.sense == Sense::Absolute {
            if hints.len() < HINTS {
                hints.push(claim);
            } else {
                unsaid.push(claim.facet);
            }
        }
    }
    (main, hints, unsaid)
}

/// Puts claims into sentences: those of the state before stay together while they agree; new ones of one sort
/// that agree share a sentence.
fn units(
    facets: &Facets,
    reading: &Reading<'_>,
    voice: &Voice,
    main: Vec<Claim>,
    former: &[Unit],
) -> Vec<Unit> {
    let mut left = main;
    let mut units: Vec<Unit> = Vec::new();
    for was in former {
        let same = |claim: &Claim| {
            was.claims.iter().any(|old| {
                (old.facet, old.direction, old.sense) == (claim.facet, claim.direction, claim.sense)
            })
        };
        let (mut stay, rest): (Vec<Claim>, Vec<Claim>) = left.into_iter().partition(same);
        left = rest;
        // In the order in which they were named.
        stay.sort_by_key(|claim| was.claims.iter().position(|old| old.facet == claim.facet));
        let parted = stay.split_off(stay.len().min(1 + usize::from(agree(&stay))));
        left.extend(parted);
        if !stay.is_empty() {
            let elsewhere =
                former.iter().filter(|other| other.variant != was.variant || other.claims != was.claims);
            let used: Vec<usize> =
                elsewhere.chain(&units).flat_map(|unit| unit.cites.iter().copied()).collect();
            let cites = kept_cites(was, &stay, reading, &used);
            units.push(Unit { claims: stay, variant: was.variant, tail: was.tail, cites });
        }
    }
    left.sort_by(|a, b| b.z.total_cmp(&a.z).then(a.facet.cmp(&b.facet)));
    while !left.is_empty() {
        let mut claims = vec![left.remove(0)];
        if let Some(at) = left.iter().position(|other| joins(&claims[0], other)) {
            claims.push(left.remove(at));
        }
        let taken: Vec<usize> =
            units.iter().filter(|u| Voice::same_pool(u, &claims)).map(|unit| unit.variant).collect();
        let key = facets.get(claims[0].facet).map_or("", |facet| &facet.key);
        let variant = voice.variant(key, &claims, &taken);
        let tails: Vec<usize> = units.iter().map(|unit| unit.tail).collect();
        let tail = voice.tail(key, &tails);
        let used: Vec<usize> = units.iter().flat_map(|unit| unit.cites.iter().copied()).collect();
        let cites = fresh_cites(&claims, reading, &used);
        units.push(Unit { claims, variant, tail, cites });
    }
    units.sort_by_key(place);
    units
}

/// Where in the text a sentence stands: likes, then what goes with them, then dislikes.
fn place(unit: &Unit) -> (u8, u8) {
    let Some(first) = unit.claims.first() else { return (9, 9) };
    let sort = match first.sort {
        Sort::Genre => 0,
        Sort::Tone => 1,
        Sort::Theme => 2,
        Sort::Era => 3,
        Sort::Reach => 4,
    };
    match (first.sense, first.direction) {
        _ if first.sort == Sort::Tone => (1, sort),
        (Sense::Absolute, Direction::Up) => (0, sort),
        (Sense::Relative, Direction::Up) => (2, sort),
        (Sense::Absolute, Direction::Down) => (3, sort),
        (Sense::Relative, Direction::Down) => (4, sort),
    }
}

fn agree(claims: &[Claim]) -> bool {
    matches!(claims, [a, b] if a.strength == b.strength)
}

/// Whether two new claims may share a sentence.
fn joins(a: &Claim, b: &Claim) -> bool {
    a.sort == b.sort
        && matches!(a.sort, Sort::Genre | Sort::Theme | Sort::Era)
        && (a.direction, a.strength, a.sense) == (b.direction, b.strength, b.sense)
}

/// Genres with four ratings or more, good and bad ones, whose effect is near nothing.
fn splits(facets: &Facets, reading: &Reading<'_>, named: &[FacetIx], former: &[Split]) -> Vec<Split> {
    const CLEARLY: f64 = 0.6;
    const MOST: usize = 2;
    let mut found: Vec<(f64, Split)> = Vec::new();
    for (ix, facet) in facets.iter() {
        let own = reading.carriers(ix);
        if facet.sort != Sort::Genre || own.len() < 4 || named.contains(&ix) {
            continue;
        }
        let was = former.iter().find(|split| split.facet == ix);
        let high =
            own.iter().filter(|at| reading.surplus_of(**at) > CLEARLY && reading.above_mean(**at) > 0.0);
        let low =
            own.iter().filter(|at| reading.surplus_of(**at) < -CLEARLY && reading.above_mean(**at) < 0.0);
        let (high, low): (Vec<usize>, Vec<usize>) = (high.copied().collect(), low.copied().collect());
        let effect = reading.posterior.contrast(&facet.prototype, &facets.everything);
        let undecided = rounded(effect.mean.abs() / effect.sd.max(1e-9)) < Strength::Hint.threshold();
        let split = high.len() >= 2 && low.len() >= 2 && undecided;
        if !split {
            continue;
        }
        let best = |sign: f64| {
            own.iter().copied().max_by(|a, b| {
                (reading.surplus_of(*a) * sign).total_cmp(&(reading.surplus_of(*b) * sign)).then(b.cmp(a))
            })
        };
        let kept = was.filter(|was| high.contains(&was.good) && low.contains(&was.bad));
        let pair = kept.map(|was| (was.good, was.bad)).or_else(|| best(1.0).zip(best(-1.0)));
        let Some((good, bad)) = pair else { continue };
        let weight = high.len().min(low.len()) as f64 + if was.is_some() { 1.5 } else { 0.0 };
        found.push((weight, Split { facet: ix, good, bad }));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.facet.cmp(&b.1.facet)));
    let mut kept: Vec<Split> = Vec::new();
    for (_, split) in found {
        let cited = |other: &Split| other.good == split.good || other.bad == split.bad;
        if kept.len() < MOST && !kept.iter().any(cited) {
            kept.push(split);
        }
    }
    let place = |split: &Split| former.iter().position(|was| was.facet == split.facet);
    kept.sort_by_key(|split| place(split).unwrap_or(usize::MAX));
    kept
}

/// The best and the worst of the genres that a fifth of the ratings or more go to, where expectation and ratings
/// agree that they differ and no claim says so already.
fn ranked(
    facets: &Facets,
    reading: &Reading<'_>,
    named: &[FacetIx],
    former: Option<(FacetIx, FacetIx)>,
) -> Option<(FacetIx, FacetIx)> {
    const APART: f64 = 0.2;
    let step = reading.crowd.step();
    let total = |ix: FacetIx| {
        let prototype = &facets.get(ix)?.prototype;
        Some(rounded(reading.posterior.total_contrast(prototype, &facets.everything) / step))
    };
    let claimed = |ix: FacetIx| named.contains(&ix);
    let apart = |best: FacetIx, worst: FacetIx, least: f64| {
        let raw = reading.mean_above(reading.carriers(best)) - reading.mean_above(reading.carriers(worst));
        let expected = total(best).zip(total(worst)).map_or(0.0, |(best, worst)| best - worst);
        expected >= least && rounded(raw / step) >= least && !claimed(best) && !claimed(worst)
    };
    if let Some((best, worst)) = former.filter(|(best, worst)| apart(*best, *worst, APART * 0.6)) {
        return Some((best, worst));
    }
    let mut often: Vec<(FacetIx, f64)> = facets
        .iter()
        .filter(|(ix, facet)| {
            let own = reading.carriers(*ix).len();
            facet.sort == Sort::Genre && own >= 3 && own * 5 >= reading.len()
        })
        .filter_map(|(ix, _)| Some((ix, total(ix)?)))
        .collect();
    often.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (best, worst) = (often.first()?.0, often.last()?.0);
    (best != worst && apart(best, worst, APART)).then_some((best, worst))
}

/// Up to three genres that many people rate and this user hardly does: at most one rating in twenty. What is
/// spoken of elsewhere is not among them.
fn unseen(facets: &Facets, reading: &Reading<'_>, named: &[FacetIx]) -> Vec<FacetIx> {
    const COMMON: f64 = 0.025;
    const MOST: usize = 3;
    let few = reading.len() / 20;
    let mut unseen: Vec<(FacetIx, f64)> = facets
        .iter()
        .filter(|(ix, facet)| {
            facet.sort == Sort::Genre
                && facet.share >= COMMON
                && reading.carriers(*ix).len() <= few
                && !named.contains(ix)
        })
        .map(|(ix, facet)| (ix, facet.share))
        .collect();
    unseen.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    unseen.into_iter().map(|(ix, _)| ix).take(MOST).collect()
}
