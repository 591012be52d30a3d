//! The sentence or two that say what a batch changed in the profile and why, or honestly that nothing did.

use super::changes::{Change, Explained, Minor, TurnNews, is_up};
use super::claims::{Claim, Sense, Strength, rounded};
use super::facets::{FacetIx, Sort};
use super::habits::Level;
use super::prose::Pen;
use super::turned;
use super::turns::{LevelTurn, Turn, Turning};
use super::unchanged;
use super::wording::{capitalised, filled, listed, number};
use crate::domain::Order;

/// The update for the newest batch. `surprise` is how far its ratings lay from what the state before expected,
/// in steps, by position.
pub(super) fn update(
    pen: &Pen<'_>,
    news: &TurnNews<'_>,
    turning: Option<&Turning>,
    changes: &[Explained],
    minor: &[Minor],
    surprise: &[(usize, f64)],
) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut rest = changes;
    let no_turn = news.new.is_empty() && news.level.is_none();
    if let Some(turning) = turning {
        if !news.new.is_empty() {
            sentences.push(turned::update(pen, &news.new, turning.border, news.known));
        } else if news.redated.is_none() {
            sentences.extend(turned::since(pen, turning));
        }
    }
    if let Some(turn) = news.level {
        sentences.push(level_turned(pen, turn, surprise));
    }
    if no_turn && let Some((main, others)) = changes.split_first() {
        sentences.push(main_sentence(pen, main));
        rest = others;
    }
    let clauses = [turn_clauses(pen, news), rest_clauses(pen, rest)].concat();
    if !clauses.is_empty() {
        let starts = ["Besides, ", "In addition, ", "At the same time, ", "Along with that, "];
        let start = if sentences.is_empty() {
            ""
        } else {
            pen.voice.pick(&format!("besides {}", pen.reading.batch), &starts)
        };
        sentences.push(filled(&format!("{start}{}.", unchanged::clauses_joined(&clauses)), &[]));
    }
    if sentences.is_empty() {
        return unchanged::nothing(pen, minor, surprise);
    }
    let named: Vec<FacetIx> = changes.iter().filter_map(|one| one.change.claim()).map(|c| c.facet).collect();
    let turns = news.new.iter().chain(&news.ended).map(|turn| turn.facet);
    sentences.extend(unchanged::details(pen, minor, &named.into_iter().chain(turns).collect::<Vec<_>>()));
    sentences.join(" ")
}

/// A change of strictness that has come to light.
fn level_turned(pen: &Pen<'_>, turn: LevelTurn, surprise: &[(usize, f64)]) -> String {
    let up = turn.new > turn.old;
    let (side, more) = if up { ("above", "more generous") } else { ("below", "stricter") };
    let mut order: Vec<(f64, usize)> =
        surprise.iter().map(|(at, gap)| (rounded(if up { *gap } else { -*gap }), *at)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let shown: Vec<usize> =
        order.into_iter().filter(|(gap, _)| *gap > 0.5).map(|(_, at)| at).take(2).collect();
    if turn.border < pen.reading.batch || shown.is_empty() || pen.reading.order != Order::Chronological {
        return "Over all batches it is now plain that their strictness changed along the way.".to_owned();
    }
    format!(
        "The new ratings lie well {side} what the earlier ones would suggest, {} above all, whatever the kind of {}: the user has grown {more}.",
        pen.cites(&shown),
        pen.facets.wording.item,
    )
}

/// What became of turns that were told of before.
fn turn_clauses(pen: &Pen<'_>, news: &TurnNews<'_>) -> Vec<String> {
    let mut clauses = Vec::new();
    let kinds = |turns: &[&Turn]| pen.kinds(&turns.iter().map(|turn| turn.facet).collect::<Vec<_>>());
    if !news.moved.is_empty() {
        clauses.push(format!("the change of view on {} now looks somewhat different", kinds(&news.moved)));
    }
    if !news.ended.is_empty() {
        clauses.push(format!("a change of view on {} is no longer plain", kinds(&news.ended)));
    }
    if let Some(border) = news.redated {
        clauses.push(format!("the turn is now dated {}", turned::when(pen, border)));
    }
    if news.level_gone {
        clauses.push("a change of strictness is no longer plain".to_owned());
    }
    clauses
}

/// `liking for war films`: what a claim comes to, as a noun.
fn noun(pen: &Pen<'_>, claim: &Claim) -> String {
    let (head, kind) = head(pen, claim);
    format!("{head} {kind}")
}

/// `liking for` and `war films`.
fn head(pen: &Pen<'_>, claim: &Claim) -> (&'static str, String) {
    let what = || pen.subject(std::slice::from_ref(claim));
    match (claim.sort, claim.sense, is_up(claim)) {
        (Sort::Tone, _, up) => ("leaning towards", tone(pen, up)),
        (_, Sense::Absolute, true) => ("liking for", what()),
        (_, Sense::Absolute, false) => ("reserve towards", what()),
        (_, Sense::Relative, true) => ("milder view of", what()),
        (_, Sense::Relative, false) => ("stricter view of", what()),
    }
}

fn tone(pen: &Pen<'_>, dark: bool) -> String {
    let items = pen.facets.wording.items;
    if dark { format!("darker {items}") } else { format!("light-hearted {items}") }
}

/// `liking for them`, where the kind has just been named.
fn short_noun(pen: &Pen<'_>, claim: &Claim) -> String {
    match (claim.sort, claim.sense, is_up(claim)) {
        (Sort::Tone, ..) => noun(pen, claim),
        (_, Sense::Absolute, true) => "liking for them".to_owned(),
        (_, Sense::Absolute, false) => "reserve towards them".to_owned(),
        (_, Sense::Relative, true) => "milder view of them".to_owned(),
        (_, Sense::Relative, false) => "stricter view of them".to_owned(),
    }
}

fn main_sentence(pen: &Pen<'_>, main: &Explained) -> String {
    let Some(claim) = main.change.claim() else { return level_sentence(pen, main) };
    if main.movers.is_empty() { indirect(pen, main, claim) } else { direct(pen, main, claim) }
}

const NEW: &[&str] = &[
    "{evidence}, and {article} {noun} can now be made out.",
    "{evidence}, enough to speak of {article} {noun}.",
    "{evidence}, which brings {article} {noun} into the picture.",
];
const STRONGER: &[&str] = &[
    "{evidence}, and the {noun} is surer than before.",
    "{evidence}, which makes the {noun} plainer.",
    "{evidence}, and so the {noun} stands on firmer ground.",
];
const WEAKER: &[&str] = &[
    "{evidence}, and the {noun} is less certain than before.",
    "{evidence}, which puts the {noun} in some doubt.",
    "{evidence}, so the {noun} is stated more cautiously.",
];
const DROPPED: &[&str] = &[
    "{evidence}, and the {noun} no longer stands.",
    "{evidence}, so the statement of a {noun} is withdrawn.",
    "{evidence}, after which the {noun} could not be upheld.",
];
const REVERSED: &[&str] = &[
    "{evidence}, and what had looked like the opposite is now {article} {noun}.",
    "{evidence}, which turns the earlier statement around into {article} {noun}.",
];

/// A change that ratings of the facet itself brought about.
fn direct(pen: &Pen<'_>, main: &Explained, claim: &Claim) -> String {
    let (templates, key) = match main.change {
        Change::New(_) => (NEW, "new"),
        Change::Stronger(_) => (STRONGER, "stronger"),
        Change::Weaker(_) => (WEAKER, "weaker"),
        Change::Dropped(_) => (DROPPED, "dropped"),
        Change::Displaced(_) => return displaced(pen, claim),
        Change::Reversed(_) => (REVERSED, "reversed"),
        Change::Level { .. } => return String::new(),
    };
    if let (Change::New(_), [only]) = (&main.change, main.movers.as_slice())
        && claim.sort != Sort::Tone
        && claim.support.contains(only)
    {
        return one_more(pen, claim, *only);
    }
    let short = short_noun(pen, claim);
    let firm = claim.strength == Strength::Firm && matches!(main.change, Change::New(_));
    let article = if firm { "a clear" } else { "a" };
    let evidence = evidence(pen, main, claim);
    let key = format!("{key} {}", pen.reading.batch);
    filled(
        pen.voice.pick(&key, templates),
        &[("evidence", &evidence), ("noun", &short), ("article", article)],
    )
}

/// A new claim to which the batch added a single rating: it stands on that and on earlier ones.
fn one_more(pen: &Pen<'_>, claim: &Claim, at: usize) -> String {
    let what = pen.subject(std::slice::from_ref(claim));
    let better = if is_up(claim) { "better" } else { "worse" };
    let (cite, count) = (pen.cite(at), number(claim.support.len()));
    let noun = short_noun(pen, claim);
    format!(
        "With {cite} there are now {count} {what} that did {better} than expected, enough to speak of a {noun}."
    )
}

/// `Three of the ten new ratings went to war films, 'Glory' (5) and 'Platoon' (5) among them`.
fn evidence(pen: &Pen<'_>, main: &Explained, claim: &Claim) -> String {
    let batch = (0..pen.reading.len()).filter(|at| pen.reading.is_new(*at)).count();
    let named = main.new.len();
    let share = match (named, batch) {
        (1, 1) => "The one new rating".to_owned(),
        (2, 2) => "Both new ratings".to_owned(),
        (named, batch) if named == batch => format!("All {} new ratings", number(batch)),
        (named, batch) => format!("{} of the {} new ratings", capitalised(&number(named)), number(batch)),
    };
    let what = match claim.sort {
        Sort::Tone => format!("{} with a marked tone", pen.facets.wording.items),
        _ => pen.subject(std::slice::from_ref(claim)),
    };
    let shown: Vec<usize> = main.movers.iter().copied().take(2).collect();
    let cites = pen.cites(&shown);
    let tail = if shown.len() == named { format!(", {cites}") } else { format!(", {cites} among them") };
    format!("{share} went to {what}{tail}")
}

/// A change without new ratings of the facet that would explain it: similar items or the user's level did it.
fn indirect(pen: &Pen<'_>, main: &Explained, claim: &Claim) -> String {
    let noun = noun(pen, claim);
    let items = pen.facets.wording.items;
    let cause = if main.new.is_empty() {
        format!("although none of the new ratings went there; it follows from ratings of similar {items}")
    } else {
        format!("less through new ratings of that kind than through those of similar {items}")
    };
    match main.change {
        Change::New(_) => format!("A {noun} can now be made out, {cause}."),
        Change::Stronger(_) => format!("The {noun} is surer than before, {cause}."),
        Change::Weaker(_) => format!("The {noun} is less certain than before, {cause}."),
        Change::Displaced(_) => displaced(pen, claim),
        Change::Dropped(_) => format!("The {noun} no longer stands, {cause}."),
        Change::Reversed(_) => format!("What had looked like the opposite is now a {noun}, {cause}."),
        Change::Level { .. } => String::new(),
    }
}

fn displaced(pen: &Pen<'_>, claim: &Claim) -> String {
    format!("The {} still holds but makes room in the text for surer ones.", noun(pen, claim))
}

fn level_sentence(pen: &Pen<'_>, main: &Explained) -> String {
    let Change::Level { up, now } = main.change else { return String::new() };
    let (more, side) = (stricter(up, now), if up { "higher" } else { "lower" });
    let shown: Vec<usize> = main.movers.iter().copied().take(2).collect();
    if shown.is_empty() {
        return format!("With more ratings to go by, the user now looks {more} than the profile said.");
    }
    let batch = number(main.new.len());
    let cites = pen.cites(&shown);
    let as_in = if shown.len() == 1 { format!("as with {cites}") } else { format!("{cites} among them") };
    if main.new.len() == 1 {
        return format!(
            "The new rating, {cites}, runs {side} than the earlier ones, so the user now looks {more}."
        );
    }
    format!(
        "The {batch} new ratings run {side} than the earlier ones, {as_in}, so the user now looks {more}."
    )
}

/// In words, which way the strictness moved, given where it stands now.
fn stricter(up: bool, now: Level) -> &'static str {
    match (up, now) {
        (true, Level::Away { generous: false, .. }) => "less strict",
        (true, _) => "more generous",
        (false, Level::Away { generous: true, .. }) => "less generous",
        (false, _) => "stricter",
    }
}

/// What else changed, in clauses.
fn rest_clauses(pen: &Pen<'_>, rest: &[Explained]) -> Vec<String> {
    let mut clauses: Vec<String> = Vec::new();
    let mut say = |pick: fn(&Change) -> bool, article: &str, one: &str, several: &str| {
        let claims: Vec<&Claim> =
            rest.iter().filter(|one| pick(&one.change)).filter_map(|one| one.change.claim()).collect();
        let nouns = nouns(pen, &claims, article);
        if !nouns.is_empty() {
            clauses.push(format!("{} {}", listed(&nouns), if nouns.len() == 1 { one } else { several }));
        }
    };
    say(|change| matches!(change, Change::New(_)), "a", "appears", "appear");
    say(
        |change| matches!(change, Change::Reversed(_)),
        "a",
        "replaces its opposite",
        "replace their opposites",
    );
    say(|change| matches!(change, Change::Stronger(_)), "the", "becomes surer", "become surer");
    say(|change| matches!(change, Change::Weaker(_)), "the", "becomes less certain", "become less certain");
    say(|change| matches!(change, Change::Dropped(_)), "the", "no longer stands", "no longer stand");
    say(
        |change| matches!(change, Change::Displaced(_)),
        "the",
        "makes room for surer statements",
        "make room for surer statements",
    );
    for one in rest {
        if let Change::Level { up, now } = one.change {
            clauses.push(format!("the ratings look {}", stricter(up, now)));
        }
    }
    clauses
}

/// Claims as nouns, those of one sort in one: `a liking for comedies and war films`.
pub(super) fn nouns(pen: &Pen<'_>, claims: &[&Claim], article: &str) -> Vec<String> {
    let mut groups: Vec<(&'static str, Vec<String>)> = Vec::new();
    for claim in claims {
        let (head, kind) = head(pen, claim);
        match groups.iter_mut().find(|(known, _)| *known == head) {
            Some((_, kinds)) => kinds.push(kind),
            None => groups.push((head, vec![kind])),
        }
    }
    groups.into_iter().map(|(head, kinds)| format!("{article} {head} {}", listed(&kinds))).collect()
}
