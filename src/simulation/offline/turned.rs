//! Sentences on a taste or a strictness that turned: what it was, what it is now, and the ratings that show both.

use super::claims::{Direction, rounded};
use super::facets::{FacetIx, Sort};
use super::habits::AMOUNTS;
use super::prose::Pen;
use super::turns::{LevelTurn, Stance, Turn, Turning};
use super::wording::{capitalised, number};
use crate::domain::Order;

const BOTH: &[&str] = &[
    "{when} their taste turns, away from {down} and towards {up}{borne}.",
    "{when} their preferences change: {down} lose ground and {up} gain it{borne}.",
    "{when} a turn shows, from {down} to {up}{borne}.",
];
const ONLY_DOWN: &[&str] = &[
    "{when} their taste turns away from {down}{borne}.",
    "{when} they cool noticeably towards {down}{borne}.",
];
const ONLY_UP: &[&str] =
    &["{when} their taste turns towards {up}{borne}.", "{when} they warm noticeably to {up}{borne}."];

const LOW_HIGH: &[&str] = &[
    "At first {what} left {viewer} cold, to go by {old}, but lately they earn high marks, {new} above all.",
    "Early on {what} fell short, as with {old}; lately they are welcome, {new} above all.",
    "There was little love for {what} at first, {old} being cases in point, but lately they do very well, as with {new}.",
];
const MIDDLING_HIGH: &[&str] = &[
    "At first {what} were nothing special, {old} for instance, but lately they have become favourites, {new} above all.",
    "Early on {what} got middling marks, as with {old}; lately they do very well, {new} above all.",
];
const LOW_MIDDLING: &[&str] = &[
    "The early reserve towards {what}, plain from {old}, has softened: lately they get ordinary marks, as with {new}.",
    "Early on {what} fell short, {old} above all; lately they hold their own, as with {new}.",
];
const HIGH_LOW: &[&str] = &[
    "Early favourites such as {old} speak for {what}, but lately these fall flat, {new} above all.",
    "At first {what} could do little wrong, to go by {old}; lately they disappoint, {new} above all.",
    "Early on {what} earned high marks, as with {old}; lately they leave {viewer} cold, as with {new}.",
];
const HIGH_MIDDLING: &[&str] = &[
    "The early enthusiasm for {what}, plain from {old}, has cooled: lately they get ordinary marks, as with {new}.",
    "At first {what} could do little wrong, to go by {old}; lately they are nothing special, as with {new}.",
];
const MIDDLING_LOW: &[&str] = &[
    "At first {what} did well enough, as with {old}, but lately they fall flat, {new} above all.",
    "Early on {what} got ordinary marks, {old} for instance; lately they disappoint, {new} above all.",
];
const TONE: &[&str] = &[
    "In tone, {before} did better at first, {old} above all; lately {since} have the better of it, as with {new}.",
    "At first it was {before} that pleased, {old} above all; lately it is {since}, with {new}.",
];
const TONE_SINCE: &[&str] = &[
    "Lately {since} do better with them than {before}, which was not so at first.",
    "That {since} fare better than {before} is new.",
];

/// Where the sentences on a turn go from one to the next.
fn pool(turn: &Turn) -> &'static [&'static str] {
    use Stance::{High, Low, Middling};
    match (turn.was, turn.now) {
        (Low, High) => LOW_HIGH,
        (Middling, High) => MIDDLING_HIGH,
        (Low, _) => LOW_MIDDLING,
        (High, Low) => HIGH_LOW,
        (High, _) => HIGH_MIDDLING,
        (Middling, _) => MIDDLING_LOW,
    }
}

/// `After the first 20 ratings`: where the border lies in time.
pub(super) fn when(pen: &Pen<'_>, border: usize) -> String {
    let later = pen.reading.seen.iter().filter(|one| one.batch >= border).count();
    let first = pen.reading.len() - later;
    match pen.reading.order {
        Order::Chronological => format!("after the first {} ratings", number(first)),
        Order::NewestFirst => format!("in their latest {} ratings", number(first)),
    }
}

/// The sentences on a turn, the most important first: that it happened, and what shows it.
pub(super) fn sentences(pen: &Pen<'_>, turning: &Turning) -> Vec<String> {
    let when = when(pen, turning.border);
    let (up, down) = (kinds(pen, turning, Direction::Up), kinds(pen, turning, Direction::Down));
    let templates = match (up.is_empty(), down.is_empty()) {
        (false, false) => BOTH,
        (false, true) => ONLY_UP,
        _ => ONLY_DOWN,
    };
    let lead = pen.voice.pick("turned", templates);
    let borne = if borne_out(pen, turning) { ", and what came later bears it out" } else { "" };
    let slots = [("when", &*when), ("up", &up), ("down", &down), ("borne", borne)];
    let mut sentences = vec![pen.fill(lead, &slots)];
    let mut taken: Vec<&str> = Vec::new();
    for turn in &turning.turns {
        let text = evidence(pen, turn, &mut taken);
        sentences.extend((!text.is_empty()).then_some(text));
    }
    sentences
}

/// Whether ratings after the batch in which taste turned go the same way: three or more of one kind, and none that
/// goes back.
fn borne_out(pen: &Pen<'_>, turning: &Turning) -> bool {
    const FEWEST: usize = 3;
    let later = |turn: &Turn| -> Vec<f64> {
        let own = pen.reading.carriers(turn.facet).iter();
        let after = own.filter(|at| pen.reading.seen.get(**at).is_some_and(|one| one.batch > turning.border));
        after.map(|at| pen.reading.surplus_of(*at) * turn.direction.sign()).collect()
    };
    let all: Vec<Vec<f64>> = turning.turns.iter().filter(|turn| turn.sort != Sort::Tone).map(later).collect();
    let mean = |side: &Vec<f64>| rounded(side.iter().sum::<f64>() / side.len().max(1) as f64);
    pen.reading.order == Order::Chronological
        && all.iter().any(|side| side.len() >= FEWEST && mean(side) > 0.25)
        && all.iter().all(|side| side.len() < 2 || mean(side) > 0.0)
}

/// How the newest batch bears on a turn that was told of before: on the kind that it has most of; `None` where it
/// says nothing about it.
pub(super) fn since(pen: &Pen<'_>, turning: &Turning) -> Option<String> {
    const CLEARLY: f64 = 0.25;
    let new = |turn: &Turn| -> Vec<usize> {
        pen.reading.carriers(turn.facet).iter().copied().filter(|at| pen.reading.is_new(*at)).collect()
    };
    let count = (0..pen.reading.len()).filter(|at| pen.reading.is_new(*at)).count();
    let genres = turning.turns.iter().filter(|turn| turn.sort != Sort::Tone);
    let (turn, own) = genres.map(|turn| (turn, new(turn))).rev().max_by_key(|(_, own)| own.len())?;
    let n = own.len().max(1) as f64;
    let towards = own.iter().map(|at| pen.reading.surplus_of(*at)).sum::<f64>() / n * turn.direction.sign();
    let mean =
        own.iter().filter_map(|at| pen.reading.seen.get(*at)).map(|one| one.rating.stars()).sum::<f64>() / n;
    let head = match rounded(towards) {
        towards if towards > CLEARLY => "The turn is borne out",
        towards if towards < -CLEARLY => "The turn is less plain than before",
        _ => return None,
    };
    (own.len() >= 2 && pen.reading.order == Order::Chronological).then(|| {
        format!(
            "{head}: {} of the {} new ratings went to {} and averaged {:.1}.",
            number(own.len()),
            number(count),
            pen.kind(turn.facet),
            rounded(mean)
        )
    })
}

/// The kinds that went one way, at most two; of tone, both ends, where no other kind went that way.
fn kinds(pen: &Pen<'_>, turning: &Turning, direction: Direction) -> String {
    let same = turning.turns.iter().filter(|turn| turn.sort != Sort::Tone && turn.direction == direction);
    let facets: Vec<FacetIx> = same.map(|turn| turn.facet).take(2).collect();
    let tone = turning.turns.iter().find(|turn| turn.sort == Sort::Tone);
    match (facets.is_empty(), tone.zip(pen.facets.tones)) {
        (true, Some((tone, (dark, light)))) => {
            pen.kind(if tone.direction == direction { dark } else { light })
        }
        _ => pen.kinds(&facets),
    }
}

/// What shows that the view of one kind changed; empty where neither side has anything to show.
fn evidence<'t>(pen: &Pen<'_>, turn: &Turn, taken: &mut Vec<&'t str>) -> String {
    let (old, new) = (pen.cites(&turn.old), pen.cites(&turn.new));
    let tone = (turn.sort == Sort::Tone).then_some(pen.facets.tones).flatten();
    let plain = old.is_empty() || new.is_empty();
    let templates: &[&'t str] = match tone {
        Some(_) if plain || turn.was == Stance::Middling || turn.now == Stance::Middling => TONE_SINCE,
        Some(_) => TONE,
        None if plain => return String::new(),
        None => pool(turn),
    };
    let template = pen.template("turn", turn.facet, templates, taken);
    let what = pen.kind(turn.facet);
    let (before, since) = tone.map_or_else(Default::default, |(dark, light)| {
        let (dark, light) = (pen.kind(dark), pen.kind(light));
        if turn.direction == Direction::Up { (light, dark) } else { (dark, light) }
    });
    let slots = [("what", &*what), ("old", &old), ("new", &new), ("before", &before), ("since", &since)];
    pen.fill(template, &slots)
}

const LEVEL: &[&str] = &[
    "Their standards changed along the way: {before} a {item} got {old}, {since} {new}.",
    "How strictly they judge has changed: {before} a {item} got {old}, {since} {new}.",
];

/// How strictness changed.
pub(super) fn level(pen: &Pen<'_>, turn: LevelTurn) -> String {
    let first = pen.reading.seen.iter().filter(|one| one.batch < turn.border).count();
    let (before, since) = match pen.reading.order {
        Order::Chronological => {
            (format!("over the first {} ratings", number(first)), "since then".to_owned())
        }
        Order::NewestFirst => ("earlier".to_owned(), format!("in the latest {} ratings", number(first))),
    };
    let (old, new) = (amount(pen, turn.old), amount(pen, turn.new));
    // What it is measured by has just been said.
    let new = new.strip_suffix(" than others give").unwrap_or(&new).to_owned();
    let slots = [("before", &*before), ("since", &since), ("old", &old), ("new", &new)];
    pen.fill(pen.voice.pick("level turn", LEVEL), &slots)
}

/// `about half a star less than others give`.
fn amount(pen: &Pen<'_>, steps: f64) -> String {
    match AMOUNTS.iter().rposition(|(from, _)| steps.abs() >= *from) {
        None => "about what others give".to_owned(),
        Some(amount) => {
            format!("{} {} than others give", pen.amount(amount), if steps > 0.0 { "more" } else { "less" })
        }
    }
}

/// `dramas went from 3.0 to 4.8 on average`: a turn in figures; of tone, in words.
pub(super) fn figures(pen: &Pen<'_>, turn: &Turn, border: usize) -> String {
    if let (Sort::Tone, Some((dark, light))) = (turn.sort, pen.facets.tones) {
        let (ahead, behind) = if turn.direction == Direction::Up { (dark, light) } else { (light, dark) };
        return format!("{} now do better than {}", pen.kind(ahead), pen.kind(behind));
    }
    let (old, new) = means(pen, turn, border);
    format!("{} went from {old:.1} to {new:.1} on average", pen.kind(turn.facet))
}

/// Mean rating of a kind in stars on either side of a border: older, newer.
pub(super) fn means(pen: &Pen<'_>, turn: &Turn, border: usize) -> (f64, f64) {
    let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
    for at in pen.reading.carriers(turn.facet) {
        let side = usize::from(pen.reading.is_newer(*at, border));
        sums[side] += pen.reading.seen.get(*at).map_or(0.0, |one| one.rating.stars());
        counts[side] += 1.0;
    }
    let mean = |side: usize| rounded(sums[side] / f64::max(counts[side], 1.0));
    (mean(0), mean(1))
}

/// The update that a turn has come to light in the newest batch; `known` where other kinds are known to have
/// turned there.
pub(super) fn update(pen: &Pen<'_>, turns: &[&Turn], border: usize, known: bool) -> String {
    let Some((first, rest)) = turns.split_first() else { return String::new() };
    let new: Vec<usize> =
        pen.reading.carriers(first.facet).iter().copied().filter(|at| pen.reading.is_new(*at)).collect();
    let shown: Vec<usize> = first.new.iter().copied().filter(|at| pen.reading.is_new(*at)).collect();
    let cites = pen.cites(if shown.is_empty() { &first.new } else { &shown });
    let among = if cites.is_empty() { String::new() } else { format!(", {cites} above all") };
    let count = (0..pen.reading.len()).filter(|at| pen.reading.is_new(*at)).count();
    let direct = pen.reading.order == Order::Chronological
        && border == pen.reading.batch
        && first.sort != Sort::Tone
        && !new.is_empty();
    let text = if direct {
        let (was, now) = means(pen, first, border);
        format!(
            "A turn of taste: {} of the {} new ratings went to {} and averaged {now:.1}, where earlier ones had averaged {was:.1}{among}.",
            number(new.len()),
            number(count),
            pen.kind(first.facet),
        )
    } else if known {
        format!("The turn of taste now takes in more: {}{among}.", figures(pen, first, border))
    } else {
        format!(
            "A turn of taste has become plain: {} {}{among}.",
            when(pen, border),
            figures(pen, first, border)
        )
    };
    let mut sentences = vec![text];
    for (place, turn) in rest.iter().enumerate() {
        let tone = first.sort == Sort::Tone || turn.sort == Sort::Tone;
        let told = if place == 0 && turn.direction != first.direction && !tone {
            let (old, new) = means(pen, turn, border);
            format!("{} went the other way, from {old:.1} to {new:.1}", pen.kind(turn.facet))
        } else {
            figures(pen, turn, border)
        };
        let cites = pen.cites(&turn.new);
        let above_all = if cites.is_empty() { String::new() } else { format!(", {cites} above all") };
        sentences.push(format!("{}{above_all}.", capitalised(&told)));
    }
    sentences.join(" ")
}
