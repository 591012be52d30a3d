//! What differs between two states of a portrait, and why: the ratings of the newest batch that bear on it.

use super::claims::{Claim, Direction, Strength, rounded};
use super::facets::{FacetIx, Facets, Sort};
use super::habits::{AMOUNTS, Consensus, Level, Spread};
use super::portrait::Portrait;
use super::reading::Reading;
use super::turns::{LevelTurn, Turn};

/// What happened to a statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// It was not there before.
    New(Claim),
    /// It is surer than before.
    Stronger(Claim),
    /// It is less sure than before; it may have become a mere hint.
    Weaker(Claim),
    /// It now says the opposite.
    Reversed(Claim),
    /// It no longer stands. The claim is the former one.
    Dropped(Claim),
    /// It still holds, but others have taken its place in the text.
    Displaced(Claim),
    /// The user now counts as more generous (or less) than before.
    Level {
        /// More generous than before.
        up: bool,
        /// How the user now compares with others.
        now: Level,
    },
}

impl Change {
    /// The claim that it is about.
    pub(super) fn claim(&self) -> Option<&Claim> {
        match self {
            Self::New(claim)
            | Self::Stronger(claim)
            | Self::Weaker(claim)
            | Self::Reversed(claim)
            | Self::Dropped(claim)
            | Self::Displaced(claim) => Some(claim),
            Self::Level { .. } => None,
        }
    }

    /// The direction in which the user's view of the facet moved: 1 towards liking, -1 away from it.
    fn movement(&self) -> f64 {
        match self {
            Self::New(claim) | Self::Stronger(claim) | Self::Reversed(claim) => claim.direction.sign(),
            Self::Weaker(claim) | Self::Dropped(claim) | Self::Displaced(claim) => -claim.direction.sign(),
            Self::Level { up, .. } => {
                if *up {
                    1.0
                } else {
                    -1.0
                }
            }
        }
    }

    /// How much it matters to a reader.
    fn weight(&self) -> f64 {
        let firm = |claim: &Claim| if claim.strength == Strength::Firm { 1.0 } else { 0.0 };
        let genre = |claim: &Claim| if claim.sort == Sort::Genre { 0.4 } else { 0.0 };
        match self {
            Self::Reversed(claim) => 5.0 + genre(claim),
            Self::New(claim) => 3.0 + firm(claim) + genre(claim),
            Self::Dropped(claim) => 2.8 + firm(claim) + genre(claim),
            Self::Stronger(claim) | Self::Weaker(claim) => 2.0 + genre(claim),
            Self::Level { .. } => 2.5,
            Self::Displaced(_) => 0.5,
        }
    }
}

/// A change with its evidence in the newest batch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Explained {
    pub(super) change: Change,
    /// New ratings that bear on the facet.
    pub(super) new: Vec<usize>,
    /// Those of them that moved it in the direction in which it went, strongest first; empty where the new
    /// ratings as a whole did not.
    pub(super) movers: Vec<usize>,
}

/// All changes, the most important first.
pub(super) fn changes(
    facets: &Facets,
    reading: &Reading<'_>,
    former: &Portrait,
    portrait: &Portrait,
) -> Vec<Explained> {
    let mut found: Vec<Change> = Vec::new();
    for claim in portrait.claims() {
        let was = former.claims().find(|was| was.facet == claim.facet);
        match was {
            None => found.push(Change::New(claim.clone())),
            Some(was) if was.direction != claim.direction => found.push(Change::Reversed(claim.clone())),
            Some(was) if was.strength < claim.strength => found.push(Change::Stronger(claim.clone())),
            Some(was) if was.strength > claim.strength => found.push(Change::Weaker(claim.clone())),
            Some(_) => {}
        }
    }
    let turned = |facet| portrait.turning.as_ref().is_some_and(|turning| turning.of(facet).is_some());
    for was in former.claims() {
        let still = portrait.claims().any(|claim| claim.facet == was.facet);
        // What turned is told as a turn.
        if still || turned(was.facet) {
            continue;
        }
        if portrait.unsaid.contains(&was.facet) {
            found.push(Change::Displaced(was.clone()));
            continue;
        }
        let hint =
            portrait.hints.iter().any(|hint| (hint.facet, hint.direction) == (was.facet, was.direction));
        found.push(if hint { Change::Weaker(was.clone()) } else { Change::Dropped(was.clone()) });
    }
    if portrait.level_turn.is_none()
        && former.level_turn.is_none()
        && let Some(up) = level_moved(former.habits.level, portrait.habits.level)
    {
        found.push(Change::Level { up, now: portrait.habits.level });
    }
    let mut explained: Vec<Explained> =
        found.into_iter().map(|change| explain(facets, reading, change)).collect();
    let weight = |one: &Explained| one.change.weight() + if one.movers.is_empty() { 0.0 } else { 0.7 };
    let facet = |one: &Explained| one.change.claim().map(|claim| claim.facet);
    explained.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(facet(a).cmp(&facet(b))));
    explained
}

/// A change among the smaller points, which is told only where no statement of taste changed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Minor {
    /// A first sign of something.
    HintNew(Claim),
    /// A first sign that did not last.
    HintGone(Claim),
    /// The evidence on a facet is now split.
    SplitNew(FacetIx),
    /// The evidence on a facet is no longer split.
    SplitGone(FacetIx),
    /// What is rated most.
    Staples(Vec<FacetIx>),
    /// How far ratings lie apart.
    Spread(Spread),
    /// How far they go along with others'.
    Consensus(Consensus),
}

/// The smaller points that changed.
pub(super) fn minor(former: &Portrait, portrait: &Portrait) -> Vec<Minor> {
    let mut found = Vec::new();
    let same = |a: &Claim, b: &Claim| (a.facet, a.direction) == (b.facet, b.direction);
    let new = portrait.hints.iter().filter(|hint| !former.hints.iter().any(|was| same(was, hint)));
    found.extend(new.cloned().map(Minor::HintNew));
    let gone = former.hints.iter().filter(|was| {
        !portrait.hints.iter().any(|hint| same(was, hint)) && !portrait.unsaid.contains(&was.facet)
    });
    found.extend(gone.cloned().map(Minor::HintGone));
    let facets = |portrait: &Portrait| portrait.splits.iter().map(|split| split.facet).collect::<Vec<_>>();
    let (was, is) = (facets(former), facets(portrait));
    found.extend(is.iter().filter(|facet| !was.contains(facet)).map(|facet| Minor::SplitNew(*facet)));
    found.extend(was.iter().filter(|facet| !is.contains(facet)).map(|facet| Minor::SplitGone(*facet)));
    let (was, is) = (&former.habits, &portrait.habits);
    // The first word on it is no change, and beside a change of strictness nothing is said of it.
    if was.spread != is.spread && was.spread != Spread::Open && portrait.level_turn.is_none() {
        found.push(Minor::Spread(is.spread));
    }
    if was.staples != is.staples {
        found.push(Minor::Staples(is.staples.clone()));
    }
    if was.consensus != is.consensus {
        found.push(Minor::Consensus(is.consensus));
    }
    found
}

/// What became of turns of taste and of strictness.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TurnNews<'p> {
    /// Kinds that are now seen to have turned.
    pub(super) new: Vec<&'p Turn>,
    /// Kinds whose turn is told otherwise than before.
    pub(super) moved: Vec<&'p Turn>,
    /// Kinds whose turn is no longer seen.
    pub(super) ended: Vec<&'p Turn>,
    /// Whether a turn at the same border was told of before.
    pub(super) known: bool,
    /// The border, where it lies elsewhere than before.
    pub(super) redated: Option<usize>,
    /// A change of strictness that is now seen.
    pub(super) level: Option<LevelTurn>,
    /// Whether one that was seen no longer is.
    pub(super) level_gone: bool,
}

/// What became of turns between two states.
pub(super) fn turn_news<'p>(former: &'p Portrait, portrait: &'p Portrait) -> TurnNews<'p> {
    let all = |portrait: &'p Portrait| portrait.turning.iter().flat_map(|turning| &turning.turns);
    let same = |a: &Turn, b: &Turn| (a.facet, a.direction) == (b.facet, b.direction);
    let mut news = TurnNews::default();
    for turn in all(portrait) {
        match all(former).find(|was| same(was, turn)) {
            None => news.new.push(turn),
            Some(was) if (was.was, was.now) != (turn.was, turn.now) => news.moved.push(turn),
            Some(_) => {}
        }
    }
    news.ended = all(former).filter(|was| !all(portrait).any(|turn| same(was, turn))).collect();
    let border = |portrait: &Portrait| portrait.turning.as_ref().map(|turning| turning.border);
    news.known = border(former).is_some() && border(former) == border(portrait);
    news.redated = border(portrait).filter(|is| border(former).is_some_and(|was| was != *is));
    let side = |turn: Option<LevelTurn>| turn.map(|turn| turn.new > turn.old);
    let moved = side(former.level_turn) != side(portrait.level_turn);
    news.level = portrait.level_turn.filter(|_| moved);
    news.level_gone = former.level_turn.is_some() && portrait.level_turn.is_none();
    news
}

/// Whether the words on strictness moved, and which way; finding out for the first time is no move.
fn level_moved(was: Level, is: Level) -> Option<bool> {
    let height = |level: Level| match level {
        Level::Usual => Some(0.0),
        Level::Open => None,
        Level::Away { generous, amount, .. } => {
            let steps = AMOUNTS.get(amount).map_or(0.0, |(from, _)| *from);
            Some(if generous { steps } else { -steps })
        }
    };
    let (was, is) = height(was).zip(height(is))?;
    ((is - was).abs() > 1e-9).then_some(is > was)
}

fn explain(facets: &Facets, reading: &Reading<'_>, change: Change) -> Explained {
    let movement = change.movement();
    let all: Vec<usize> = (0..reading.len()).filter(|at| reading.is_new(*at)).collect();
    let (new, towards): (Vec<usize>, Vec<f64>) = match change.claim() {
        None => all.into_iter().map(|at| (at, reading.surplus_of(at) * movement)).unzip(),
        Some(claim) => {
            let light = light_end(facets, claim);
            all.into_iter()
                .filter_map(|at| {
                    let carries = |facet: FacetIx| reading.carriers(facet).contains(&at);
                    let sign = match (carries(claim.facet), light.is_some_and(carries)) {
                        (true, _) => 1.0,
                        (false, true) => -1.0,
                        (false, false) => return None,
                    };
                    Some((at, reading.surplus_of(at) * sign * movement))
                })
                .unzip()
        }
    };
    let mut movers = Vec::new();
    if rounded(towards.iter().sum::<f64>()) > 0.0 {
        let mut order: Vec<(f64, usize)> =
            towards.iter().map(|t| rounded(*t)).zip(new.iter().copied()).filter(|(t, _)| *t > 0.25).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        movers = order.into_iter().map(|(_, at)| at).collect();
    }
    Explained { change, new, movers }
}

/// The light end, for a claim about tone.
fn light_end(facets: &Facets, claim: &Claim) -> Option<FacetIx> {
    facets.tones.filter(|(dark, _)| *dark == claim.facet).map(|(_, light)| light)
}

/// Whether a direction is towards the user's liking; for tone, towards the dark end.
pub(super) fn is_up(claim: &Claim) -> bool {
    claim.direction == Direction::Up
}
