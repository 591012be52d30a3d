//! Findings in words, the same on screen and on the command line; never how they are laid out.

use super::check::{Checked, Fit, Found};
use super::claims::{Claim, Hedge, Polarity};
use super::evidence::Place;
use super::raters::Standing;
use super::subjects::{Subject, Vocabulary};
use crate::domain::numbers::plural;

/// `averse to action, thriller; perhaps likes drama`.
pub fn claimed(vocabulary: &Vocabulary, checked: &Checked) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for claim in checked.claims.iter().filter(|claim| claim.subject != Subject::Strictness) {
        let how = match (claim.hedge, claim.polarity) {
            (Hedge::Faint, Polarity::Likes | Polarity::Averse) => {
                format!("perhaps {}", claim.polarity.word())
            }
            _ => claim.polarity.word().to_owned(),
        };
        let name = vocabulary.name(claim.subject).into_owned();
        match said.iter_mut().find(|(known, _)| *known == how) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => said.push((how, vec![name])),
        }
    }
    let mut said: Vec<_> = said.iter().map(|(how, names)| format!("{how} {}", names.join(", "))).collect();
    let strictness = checked.claims.iter().find(|claim| claim.subject == Subject::Strictness);
    said.extend(strictness.map(|claim| rates(claim).to_owned()));
    if said.is_empty() {
        return "names no genre, theme or era that is known here".to_owned();
    }
    said.join("; ")
}

/// What a claim says of how the user rates.
const fn rates(claim: &Claim) -> &'static str {
    match claim.polarity {
        Polarity::Likes => "rates strictly",
        Polarity::Averse => "rates generously",
        Polarity::Mixed => "rates as others do",
        Polarity::Unclear => "leaves open how strictly they rate",
    }
}

/// The word of JSON for a claim's polarity.
pub const fn polarity(claim: &Claim) -> &'static str {
    match (claim.subject, claim.polarity) {
        (Subject::Strictness, Polarity::Likes) => "strict",
        (Subject::Strictness, Polarity::Averse) => "generous",
        (Subject::Strictness, Polarity::Mixed) => "as others",
        (_, polarity) => polarity.json(),
    }
}

/// Where a user's ratings stand, a line each: beside what others give the same items, beside all users.
pub fn standing(standing: &Standing) -> Vec<String> {
    let gap = standing.gap.map(|(gap, error)| {
        let way = if gap < 0.0 { "below" } else { "above" };
        let items = plural(standing.compared, "item");
        format!("{:.2} {way} what others give the same {items} (standard error {error:.2})", gap.abs())
    });
    let own = plural(standing.n, "rating");
    let mean = format!("mean {:.2}, sd {:.2} of {own} so far", standing.mean, standing.sd);
    let all = format!(
        "{}: mean {:.2}, sd {:.2}; {:.0}% of them have a lower one",
        plural(standing.users, "user"),
        standing.users_mean,
        standing.users_sd,
        100.0 * standing.users_below
    );
    gap.into_iter().chain([mean, all]).collect()
}

/// What a verdict rests on: `1 supports`, `1 off-topic`, `1 not cited, against`; `batch` is the state's.
pub fn grounds(checked: &Checked, batch: usize) -> Vec<String> {
    let cited = |fit: Fit| checked.citations.iter().filter(|one| one.fit == fit).count();
    let amiss = checked.citations.iter().filter(|one| one.found.is_amiss(batch)).count();
    let uncited = |fit: Fit| checked.items.iter().filter(|one| !one.is_cited && one.fit == fit).count();
    let counts = [
        (cited(Fit::Supports), Fit::Supports.word()),
        (cited(Fit::Contradicts), Fit::Contradicts.word()),
        (cited(Fit::Between), Fit::Between.word()),
        (cited(Fit::OffTopic), Fit::OffTopic.word()),
        (cited(Fit::Unclear), Fit::Unclear.word()),
        (amiss, "cited wrongly"),
        (uncited(Fit::Contradicts), "not cited, against"),
        (uncited(Fit::Supports), "not cited, for"),
    ];
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
}

/// Where an item leads that a claim is said to rest on: as [`place`], but an id is not looked for among titles.
pub fn cited(found: Found, batch: usize) -> String {
    match found {
        Found::NotFound => "unknown id".to_owned(),
        Found::NotRated => "not rated by the user".to_owned(),
        _ => place(found, batch),
    }
}

/// Where a citation leads, for a state written after `batch`: `in B4`, `earlier, in B2`, `held out`.
pub fn place(found: Found, batch: usize) -> String {
    let Some((_, place)) = found.rating() else {
        return if found == Found::NotRated { "never rated" } else { "no such title" }.to_owned();
    };
    match place {
        Place::Batch(at) if at < batch => format!("earlier, in B{at}"),
        Place::Batch(at) if at > batch => format!("later, in B{at}"),
        Place::Batch(at) => format!("in B{at}"),
        Place::Training => "not in history".to_owned(),
        Place::HeldOut => "held out".to_owned(),
    }
}
