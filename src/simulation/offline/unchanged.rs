//! The update of a batch that changed no statement of taste: how its ratings compare with what was expected, and
//! what moved among the smaller points.

use super::changes::Minor;
use super::claims::{Claim, rounded};
use super::facets::FacetIx;
use super::habits::{Consensus, Spread};
use super::prose::Pen;
use super::update::nouns;
use super::wording::{filled, listed, number};

/// No statement of taste changed: whether the new ratings were as expected, and what moved among the smaller
/// points.
pub(super) fn nothing(pen: &Pen<'_>, minor: &[Minor], surprise: &[(usize, f64)]) -> String {
    let first = as_expected(pen, surprise);
    match details(pen, minor, &[]) {
        Some(details) => format!("{first} {details}"),
        None => first,
    }
}

/// What moved among the smaller points, in one sentence; `named` kinds have been spoken of already.
pub(super) fn details(pen: &Pen<'_>, minor: &[Minor], named: &[FacetIx]) -> Option<String> {
    const MOST: usize = 4;
    let fresh = |facet: &FacetIx| !named.contains(facet);
    let of = |pick: fn(&Minor) -> Option<&Claim>| -> Vec<String> {
        let claims: Vec<&Claim> = minor.iter().filter_map(pick).filter(|claim| fresh(&claim.facet)).collect();
        nouns(pen, &claims, "a")
    };
    let kinds = |pick: fn(&Minor) -> Option<FacetIx>| -> Vec<FacetIx> {
        minor.iter().filter_map(pick).filter(fresh).collect()
    };
    let mut clauses: Vec<String> = Vec::new();
    let new = of(|one| if let Minor::HintNew(claim) = one { Some(claim) } else { None });
    if !new.is_empty() {
        clauses.push(format!("there are first signs of {}", listed(&new)));
    }
    let gone = of(|one| if let Minor::HintGone(claim) = one { Some(claim) } else { None });
    if !gone.is_empty() {
        clauses.push(format!("the first signs of {} have faded", listed(&gone)));
    }
    let split = kinds(|one| if let Minor::SplitNew(facet) = one { Some(*facet) } else { None });
    if !split.is_empty() {
        clauses.push(format!("{} now divide opinion", pen.kinds(&split)));
    }
    let settled = kinds(|one| if let Minor::SplitGone(facet) = one { Some(*facet) } else { None });
    if !settled.is_empty() {
        clauses.push(format!("{} no longer look divided", pen.kinds(&settled)));
    }
    clauses.extend(minor.iter().filter_map(|one| habit(pen, one)));
    clauses.truncate(MOST);
    let starts = ["In the details, ", "Among the smaller points, ", "At the edges, "];
    let start = pen.voice.pick(&format!("minor {}", pen.reading.batch), &starts);
    (!clauses.is_empty()).then(|| format!("{start}{}.", clauses_joined(&clauses)))
}

/// A change of habit as a clause.
fn habit(pen: &Pen<'_>, minor: &Minor) -> Option<String> {
    let words = match minor {
        Minor::Staples(staples) => match staples.as_slice() {
            [] => "no kind dominates the list any more".to_owned(),
            staples => format!("most ratings now go to {}", pen.kinds(staples)),
        },
        Minor::Spread(Spread::TwoLevels(low)) => {
            let levels: Vec<String> = pen.reading.scale().levels().map(|level| level.to_string()).collect();
            let name = |at: usize| levels.get(at).cloned().unwrap_or_default();
            format!("nearly all ratings are now {}s or {}s", name(*low), name(low + 1))
        }
        Minor::Spread(Spread::OneLevel(at)) => {
            let level = pen.reading.scale().levels().nth(*at)?;
            format!("nearly all ratings are now {level}s")
        }
        Minor::Spread(Spread::Ends) => "hardly a rating lies between the ends of the scale".to_owned(),
        Minor::Spread(Spread::Wide) => "both ends of the scale now see regular use".to_owned(),
        Minor::Spread(Spread::Narrow) => "the ratings now lie close together".to_owned(),
        Minor::Spread(Spread::Top) => "half of the ratings or more are now at the very top".to_owned(),
        Minor::Spread(Spread::NeverLow) => "low ratings are missing so far".to_owned(),
        Minor::Spread(Spread::Usual) => "the ratings now spread about as widely as most people's".to_owned(),
        Minor::Consensus(Consensus::Follows) => "they now go along with the general opinion".to_owned(),
        Minor::Consensus(Consensus::OwnMind) => {
            "they now part more often from the general opinion".to_owned()
        }
        Minor::Consensus(Consensus::Open) => {
            "how far they go along with the general opinion is open again".to_owned()
        }
        _ => return None,
    };
    Some(words)
}

/// Clauses as one list that can still be read when the clauses hold lists themselves.
pub(super) fn clauses_joined(clauses: &[String]) -> String {
    match clauses {
        [first @ .., last] if !first.is_empty() && clauses.iter().any(|clause| clause.contains(" and ")) => {
            format!("{}, and {last}", first.join(", "))
        }
        _ => listed(clauses),
    }
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
