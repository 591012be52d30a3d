//! The sentence or two that say what a batch changed in the profile and why, or honestly that nothing did.

use super::changes::{Change, Explained, Minor, is_up};
use super::claims::{Claim, Sense, Strength};
use super::facets::Sort;
use super::habits::Level;
use super::prose::Pen;
use super::unchanged;
use super::wording::{capitalised, filled, listed, number};

/// The update for the newest batch. `surprise` is how far its ratings lay from what the state before expected,
/// in steps, by position.
pub(super) fn update(
    pen: &Pen<'_>,
    changes: &[Explained],
    minor: &[Minor],
    surprise: &[(usize, f64)],
) -> String {
    let Some(main) = changes.first() else { return unchanged::nothing(pen, minor, surprise) };
    let mut text = main_sentence(pen, main);
    if let Some(rest) = rest_sentence(pen, &changes[1..]) {
        text.push(' ');
        text.push_str(&rest);
    }
    text
}

/// `liking for war films`: what a claim comes to, as a noun.
pub(super) fn noun(pen: &Pen<'_>, claim: &Claim) -> String {
    let what = pen.subject(std::slice::from_ref(claim));
    match (claim.sort, claim.sense, is_up(claim)) {
        (Sort::Tone, _, up) => format!("leaning towards {}", tone(pen, up)),
        (_, Sense::Absolute, true) => format!("liking for {what}"),
        (_, Sense::Absolute, false) => format!("reserve towards {what}"),
        (_, Sense::Relative, true) => format!("milder view of {what}"),
        (_, Sense::Relative, false) => format!("stricter view of {what}"),
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
    format!(
        "The {} still holds but moves into the background, as other statements have grown surer.",
        noun(pen, claim)
    )
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

/// What else changed, in one sentence; `None` where nothing did.
fn rest_sentence(pen: &Pen<'_>, rest: &[Explained]) -> Option<String> {
    const MOST: usize = 3;
    let (named, more) = rest.split_at(rest.len().min(MOST));
    let of = |pick: fn(&Change) -> bool| -> Vec<String> {
        let claims = named.iter().filter(|one| pick(&one.change)).filter_map(|one| one.change.claim());
        claims.map(|claim| noun(pen, claim)).collect()
    };
    let mut clauses: Vec<String> = Vec::new();
    let mut say = |nouns: Vec<String>, article: &str, one: &str, several: &str| {
        let verb = if nouns.len() == 1 { one } else { several };
        let nouns: Vec<String> = nouns.iter().map(|noun| format!("{article} {noun}")).collect();
        if !nouns.is_empty() {
            clauses.push(format!("{} {verb}", listed(&nouns)));
        }
    };
    say(of(|change| matches!(change, Change::New(_))), "a", "appears", "appear");
    say(
        of(|change| matches!(change, Change::Reversed(_))),
        "a",
        "replaces its opposite",
        "replace their opposites",
    );
    say(of(|change| matches!(change, Change::Stronger(_))), "the", "becomes surer", "become surer");
    say(
        of(|change| matches!(change, Change::Weaker(_))),
        "the",
        "becomes less certain",
        "become less certain",
    );
    say(of(|change| matches!(change, Change::Dropped(_))), "the", "is given up", "are given up");
    let displaced = of(|change| matches!(change, Change::Displaced(_)));
    say(displaced, "the", "moves into the background", "move into the background");
    for one in named {
        if let Change::Level { up, now } = one.change {
            clauses.push(format!("the ratings look {}", stricter(up, now)));
        }
    }
    if !more.is_empty() {
        let s = if more.len() == 1 { "" } else { "s" };
        clauses.push(format!("{} further statement{s} shifted", number(more.len())));
    }
    let starts = ["Besides, ", "In addition, ", "At the same time, ", "Along with that, "];
    let start = pen.voice.pick(&format!("besides {}", pen.reading.batch), &starts);
    let joined = match clauses.as_slice() {
        [a, b] if a.contains(" and ") || b.contains(" and ") => format!("{a}, and {b}"),
        _ => listed(&clauses),
    };
    (!clauses.is_empty()).then(|| format!("{start}{joined}."))
}
