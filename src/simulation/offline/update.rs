//! The sentence or two that say what a batch changed in the profile and why, or honestly that nothing did.

use super::changes::{Change, Explained, is_up};
use super::claims::{Claim, Sense, Strength, rounded};
use super::facets::Sort;
use super::prose::Pen;
use super::wording::{capitalised, filled, listed, number};

/// The update for the newest batch. `surprise` is how far its ratings lay from what the state before expected,
/// in steps, by position.
pub(super) fn update(pen: &Pen<'_>, changes: &[Explained], surprise: &[(usize, f64)]) -> String {
    let Some(main) = changes.first() else { return nothing(pen, surprise) };
    let mut text = main_sentence(pen, main);
    if let Some(rest) = rest_sentence(pen, &changes[1..]) {
        text.push(' ');
        text.push_str(&rest);
    }
    text
}

/// `liking for war films`: what a claim comes to, as a noun.
fn noun(pen: &Pen<'_>, claim: &Claim) -> String {
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
        Change::Reversed(_) => (REVERSED, "reversed"),
        Change::Level { .. } => return String::new(),
    };
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
        Sort::Tone => format!("darker or lighter {}", pen.facets.wording.items),
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
        Change::Dropped(_) => format!("The {noun} no longer stands, {cause}."),
        Change::Reversed(_) => format!("What had looked like the opposite is now a {noun}, {cause}."),
        Change::Level { .. } => String::new(),
    }
}

fn level_sentence(pen: &Pen<'_>, main: &Explained) -> String {
    let up = matches!(main.change, Change::Level { up: true });
    let (more, side) = if up { ("more generous", "higher") } else { ("stricter", "lower") };
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

/// What else changed, in one sentence; `None` where nothing did.
fn rest_sentence(pen: &Pen<'_>, rest: &[Explained]) -> Option<String> {
    const MOST: usize = 2;
    let clause = |one: &Explained| {
        let noun = one.change.claim().map(|claim| noun(pen, claim));
        match (&one.change, noun) {
            (Change::New(_), Some(noun)) => format!("a {noun} appears"),
            (Change::Stronger(_), Some(noun)) => format!("the {noun} becomes surer"),
            (Change::Weaker(_), Some(noun)) => format!("the {noun} becomes less certain"),
            (Change::Dropped(_), Some(noun)) => format!("the {noun} is given up"),
            (Change::Reversed(_), Some(noun)) => format!("an earlier view turns into a {noun}"),
            (Change::Level { up: true }, _) => "the ratings look more generous".to_owned(),
            (Change::Level { up: false }, _) => "the ratings look stricter".to_owned(),
            (_, None) => String::new(),
        }
    };
    let mut clauses: Vec<String> = rest.iter().take(MOST).map(clause).collect();
    let more = rest.len().saturating_sub(MOST);
    if more > 0 {
        let s = if more == 1 { "" } else { "s" };
        clauses.push(format!("{} smaller point{s} shifted", number(more)));
    }
    let start = ["Besides, ", "In addition, ", "At the same time, ", "Along with that, "];
    let key = format!("besides {}", pen.reading.batch);
    (!clauses.is_empty()).then(|| format!("{}{}.", pen.voice.pick(&key, &start), listed(&clauses)))
}

/// Nothing changed: whether the new ratings were as expected, and which was not.
fn nothing(pen: &Pen<'_>, surprise: &[(usize, f64)]) -> String {
    const USUAL: f64 = 0.8;
    let mean = surprise.iter().map(|(_, gap)| gap.abs()).sum::<f64>() / surprise.len().max(1) as f64;
    let worst =
        surprise.iter().max_by(|a, b| rounded(a.1.abs()).total_cmp(&rounded(b.1.abs())).then(b.0.cmp(&a.0)));
    let ratings = match surprise.len() {
        1 => "the new rating".to_owned(),
        n => format!("the {} new ratings", number(n)),
    };
    match worst {
        Some((at, gap)) if rounded(gap.abs()) >= 1.5 => {
            let side = if *gap > 0.0 { "better" } else { "worse" };
            let cite = pen.cite(*at);
            format!(
                "Nothing of substance changed: {ratings} bear the profile out on the whole, though {cite} came out {side} than expected, and one rating alone changes no statement."
            )
        }
        Some(_) if rounded(mean) <= USUAL => {
            let texts = [
                "Nothing of substance changed: {ratings} came out much as the profile would have it.",
                "No statement had to change, since {ratings} fell close to what was expected.",
                "The picture stays as it was; {ratings} held no real surprise.",
            ];
            filled(
                pen.voice.pick(&format!("nothing {}", pen.reading.batch), &texts),
                &[("ratings", &ratings)],
            )
        }
        Some(_) => format!(
            "Nothing of substance changed, although {ratings} strayed from expectation in no common direction."
        ),
        None => "Nothing changed, since none of the new ratings could be read.".to_owned(),
    }
}
