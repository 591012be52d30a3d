//! Findings in words, the same on screen and on the command line; never how they are laid out.

use super::check::{Checked, Fit, Found};
use super::claims::{Hedge, Polarity};
use super::evidence::Place;
use super::subjects::Vocabulary;

/// `averse to action, thriller; perhaps likes drama`.
pub fn claimed(vocabulary: &Vocabulary, checked: &Checked) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for claim in &checked.claims {
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
    if said.is_empty() {
        return "names no genre, theme or era that is known here".to_owned();
    }
    let said: Vec<_> = said.iter().map(|(how, names)| format!("{how} {}", names.join(", "))).collect();
    said.join("; ")
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
