//! The update of a batch that changed no statement of taste: how its ratings compare with what was expected, and
//! what moved among the smaller points.

use super::changes::Minor;
use super::claims::{Claim, rounded};
use super::facets::FacetIx;
use super::prose::Pen;
use super::update::noun;
use super::wording::{filled, listed, number};

/// No statement of taste changed: whether the new ratings were as expected, and what moved among the smaller
/// points.
pub(super) fn nothing(pen: &Pen<'_>, minor: &[Minor], surprise: &[(usize, f64)]) -> String {
    let first = as_expected(pen, surprise);
    let of = |pick: fn(&Minor) -> Option<&Claim>| -> Vec<String> {
        minor.iter().filter_map(pick).map(|claim| format!("a {}", noun(pen, claim))).collect()
    };
    let kinds = |pick: fn(&Minor) -> Option<FacetIx>| -> Vec<String> {
        minor.iter().filter_map(pick).map(|facet| pen.kind(facet)).collect()
    };
    let mut clauses: Vec<String> = Vec::new();
    let new = of(|one| if let Minor::HintNew(claim) = one { Some(claim) } else { None });
    if !new.is_empty() {
        clauses.push(format!("{} {} hinted at", listed(&new), if new.len() == 1 { "is" } else { "are" }));
    }
    let gone = of(|one| if let Minor::HintGone(claim) = one { Some(claim) } else { None });
    if !gone.is_empty() {
        clauses.push(format!(
            "{} {} no longer hinted at",
            listed(&gone),
            if gone.len() == 1 { "is" } else { "are" }
        ));
    }
    let split = kinds(|one| if let Minor::SplitNew(facet) = one { Some(*facet) } else { None });
    if !split.is_empty() {
        clauses.push(format!("{} now look divided", listed(&split)));
    }
    let settled = kinds(|one| if let Minor::SplitGone(facet) = one { Some(*facet) } else { None });
    if !settled.is_empty() {
        clauses.push(format!("{} no longer look divided", listed(&settled)));
    }
    clauses.extend(minor.iter().filter_map(|one| match one {
        Minor::Habit(habit) => Some((*habit).to_owned()),
        _ => None,
    }));
    clauses.truncate(2);
    if clauses.is_empty() {
        return first;
    }
    let starts = ["In the details, ", "Among the smaller points, "];
    let start = pen.voice.pick(&format!("minor {}", pen.reading.batch), &starts);
    format!("{first} {start}{}.", clauses.join(", and "))
}

/// How the new ratings compare with what the state before expected.
fn as_expected(pen: &Pen<'_>, surprise: &[(usize, f64)]) -> String {
    const USUAL: f64 = 0.8;
    const FAR: f64 = 1.5;
    const ALL_ONE_WAY: f64 = 0.35;
    let n = surprise.len().max(1) as f64;
    let mean = surprise.iter().map(|(_, gap)| gap.abs()).sum::<f64>() / n;
    let drift = surprise.iter().map(|(_, gap)| gap).sum::<f64>() / n;
    let order = |a: &&(usize, f64), b: &&(usize, f64)| {
        rounded(a.1.abs()).total_cmp(&rounded(b.1.abs())).then(b.0.cmp(&a.0))
    };
    let Some((at, gap)) = surprise.iter().max_by(order) else {
        return "Nothing changed, since none of the new ratings is of an item that is known here.".to_owned();
    };
    let ratings = match surprise.len() {
        1 => "the new rating".to_owned(),
        n => format!("the {} new ratings", number(n)),
    };
    let (side, height) = if *gap > 0.0 { ("better", "higher") } else { ("worse", "lower") };
    let cite = pen.cite(*at);
    let far = surprise.iter().filter(|(_, gap)| rounded(gap.abs()) >= FAR).count();
    let texts: &[&str] = if rounded(drift.abs()) >= ALL_ONE_WAY && surprise.len() > 2 {
        &["No statement of taste had to change, although {ratings} ran somewhat {height} than expected."]
    } else if far > 1 {
        &[
            "Nothing of substance changed: surprises such as {cite} did not add up to anything.",
            "No statement of taste had to change; what came out otherwise than expected, {cite} above all, points in no one direction.",
        ]
    } else if far == 1 && surprise.len() > 1 {
        &[
            "Nothing of substance changed: {ratings} bear the profile out on the whole, though {cite} came out {side} than expected, and one rating alone changes no statement.",
            "The statements of taste stay as they were; among {ratings} only {cite} was a real surprise, and one rating is not enough to change them.",
        ]
    } else if rounded(mean) <= USUAL || surprise.len() == 1 {
        &[
            "Nothing of substance changed: {ratings} came out much as the profile would have it.",
            "No statement of taste had to change, since {ratings} fell close to what was expected.",
            "The picture stays as it was; {ratings} held no real surprise.",
        ]
    } else {
        &["Nothing of substance changed, although {ratings} strayed from expectation in both directions."]
    };
    let texts = if far == 1 && surprise.len() == 1 {
        &["Nothing changed: {cite} came out {side} than expected, but one rating alone changes no statement."]
    } else {
        texts
    };
    let height = if drift > 0.0 {
        "higher"
    } else if drift < 0.0 {
        "lower"
    } else {
        height
    };
    let key = format!("nothing {}", pen.reading.batch);
    let slots = [("ratings", &*ratings), ("cite", &cite), ("side", side), ("height", height)];
    filled(pen.voice.pick(&key, texts), &slots)
}
