//! What a prompt says against what its answer is checked for, against another file, and against the data.

use std::collections::BTreeSet;

use super::{Finding, Prepared, Severity, is_negative, word_in};
use crate::domain::{Dataset, Rating, UserIx};
use crate::prompting::InfoTemplates;
use crate::prompting::contract::scale_in_words;
use crate::prompting::source::Forbidden;

/// Within a file.
pub(super) fn look(file: &Prepared<'_>, dataset: &Dataset, found: &mut Vec<Finding>) {
    let Some(contract) = file.contract(dataset) else { return };
    let keys: Vec<_> = contract.fields.iter().map(|field| field.key).collect();
    let sentences = file.sentences();
    let mut warn = |at: usize, what: String| found.push(file.finding(Severity::Warning, Some(at), what));
    let mut asks_for_claims = false;
    for (at, sentence) in &sentences {
        let (at, says) = (*at, |words: &str| word_in(sentence, words).is_some());
        let speaks_of_keys =
            ["key", "keys", "field", "fields", "attribute", "attributes"].iter().any(|it| says(it));
        if speaks_of_keys {
            for key in quoted(sentence).filter(|key| !keys.contains(key)) {
                warn(at, format!("speaks of the key {key}; the answer is checked for {}", keys.join(", ")));
            }
            let only = ["no other", "only key", "only the key", "single key", "one key", "nothing but"];
            let named: Vec<_> = quoted(sentence).collect();
            let left: Vec<_> = keys.iter().filter(|key| !named.contains(key)).copied().collect();
            if only.iter().any(|it| sentence.contains(it)) && !named.is_empty() && !left.is_empty() {
                warn(
                    at,
                    format!(
                        "allows no key but {}; the answer must also have {}",
                        named.join(", "),
                        left.join(", ")
                    ),
                );
            }
        }
        for other in ["plain text", "markdown", "bullet points", "yaml", "xml", "csv"] {
            let answers = ["answer", "respond", "reply", "return", "output"].iter().any(|it| says(it));
            if says(other) && answers && !is_negative(sentence) {
                warn(at, format!("asks for {other}; the answer must be one JSON object"));
            }
        }
        if says("json")
            && ["no json", "not json", "without json", "not use json", "don't use json"]
                .iter()
                .any(|it| sentence.contains(it))
        {
            warn(at, "forbids JSON; the answer must be one JSON object".into());
        }
        if file.name == "rate.md" {
            let asks = [
                "explain",
                "explanation",
                "explanations",
                "justify",
                "justification",
                "reasoning",
                "give reasons",
                "give a reason",
            ];
            if let Some(word) = asks.iter().find(|it| says(it)).filter(|_| !is_negative(sentence)) {
                warn(at, format!("asks to {word}; only ratings are read from the answer"));
            }
        } else {
            asks_for_claims |= says("claim") && (says("id") || says("ids"));
            if let Some((said, asked)) =
                paragraphs_in(sentence).zip(file.head.paragraphs).filter(|(said, asked)| said != asked)
            {
                warn(at, format!("asks for {said} paragraphs; the head says {asked}"));
            }
        }
        if let Some((low, high)) = range_in(sentence) {
            let scale = dataset.scale;
            if (Some(low), Some(high)) != (Some(scale.min), Some(scale.max)) {
                warn(
                    at,
                    format!(
                        "speaks of ratings from {low} to {high}; in the data a rating is a {}",
                        scale_in_words(scale)
                    ),
                );
            }
        }
    }
    if file.name != "rate.md" && asks_for_claims != file.head.claims {
        let what = if file.head.claims {
            "the head says claims = true, but the text does not ask for claims with their ids"
        } else {
            "asks for claims with ids, but the head does not say claims = true: they would be left out"
        };
        found.push(file.finding(Severity::Warning, None, what));
    }
}

/// Between the files.
pub(super) fn between(files: &[Prepared<'_>], found: &mut Vec<Finding>) {
    for (kind, word) in [(Forbidden::Titles, "titles"), (Forbidden::Ratings, "ratings")] {
        let singular = word.trim_end_matches('s');
        let wants = |sentence: &str| {
            let names = ["name", "mention", "cite", "list", "quote", "include", "refer to"];
            let speaks = word_in(sentence, word).or(word_in(sentence, singular)).is_some();
            speaks && names.iter().any(|it| word_in(sentence, it).is_some())
        };
        let profiles = || files.iter().filter(|file| file.name.starts_with("profile_"));
        let forbids =
            |file: &Prepared<'_>| file.sentences().into_iter().find(|(_, it)| wants(it) && is_negative(it));
        let asks =
            |file: &Prepared<'_>| file.sentences().into_iter().find(|(_, it)| wants(it) && !is_negative(it));
        for file in profiles() {
            let forbidden = file.head.forbid.contains(&kind);
            if let Some((at, _)) = asks(file) {
                if forbidden || forbids(file).is_some() {
                    let what = format!("asks to name {word} and forbids it");
                    found.push(file.finding(Severity::Warning, Some(at), what));
                } else if let Some(other) = profiles().find(|other| forbids(other).is_some()) {
                    let what = format!("asks to name {word}; {} forbids it", other.shown);
                    found.push(file.finding(Severity::Warning, Some(at), what));
                }
            }
            match forbids(file) {
                Some((at, _)) if !forbidden => {
                    let what =
                        format!("forbids {word}, but the head does not: nobody looks whether they are named");
                    found.push(file.finding(Severity::Note, Some(at), what));
                }
                None if forbidden => {
                    let what = format!("the head forbids {word}, but the text does not say so");
                    found.push(file.finding(Severity::Warning, None, what));
                }
                _ => {}
            }
        }
    }
}

/// What is asked about items that the prompt does not show: it invites to recall it from elsewhere.
pub(super) fn attributes(
    files: &[Prepared<'_>],
    info: &InfoTemplates,
    dataset: &Dataset,
    found: &mut Vec<Finding>,
) {
    const ASKED: &[(&str, &[&str])] = &[
        ("director", &["director", "directors", "directed by"]),
        ("cast", &["actor", "actors", "actress", "actresses", "cast"]),
        ("writer", &["writer", "writers", "screenwriter", "screenwriters"]),
        ("author", &["author", "authors"]),
        ("composer", &["composer", "composers", "soundtrack"]),
        ("studio", &["studio", "studios", "production company"]),
        ("genre", &["genre", "genres"]),
        ("language", &["language", "languages"]),
        ("country", &["country", "countries"]),
        ("budget", &["budget", "box office", "revenue"]),
        ("runtime", &["runtime", "running time"]),
        ("overview", &["overview", "overviews", "plot summary", "synopsis"]),
        ("tagline", &["tagline", "taglines"]),
        ("age", &["age"]),
        ("gender", &["gender", "sex"]),
        ("occupation", &["occupation", "job", "profession"]),
    ];
    let shown = labels(info, dataset);
    for file in files {
        for (at, sentence) in file.sentences().into_iter().filter(|(_, it)| !is_negative(it)) {
            for (attribute, words) in ASKED {
                let word = words.iter().find(|word| word_in(&sentence, word).is_some());
                let known = shown
                    .iter()
                    .any(|label| label.contains(attribute) || words.iter().any(|it| label.contains(it)));
                if let (Some(word), false) = (word, known) {
                    let what = format!(
                        "speaks of {word}, which nothing shown to the model says: it would have to recall or invent it"
                    );
                    found.push(file.finding(Severity::Warning, Some(at), what));
                }
            }
        }
    }
}

/// The labels of the lines by which users and items are described, in lower case, of a sample of both.
fn labels(info: &InfoTemplates, dataset: &Dataset) -> BTreeSet<String> {
    const LOOKED_AT: usize = 200;
    let spread = |count: usize| (0..count).step_by((count / LOOKED_AT).max(1));
    let items = spread(dataset.items.len()).filter_map(|at| dataset.items.all().nth(at));
    let items = items.filter_map(|item| info.item_for_prompt(dataset, item).ok());
    let users =
        spread(dataset.users.len()).filter_map(|at| info.user_for_prompt(dataset, UserIx(at as u32)).ok());
    let mut labels = BTreeSet::new();
    for text in items.chain(users) {
        labels.extend(
            text.lines().filter_map(|line| line.split_once(':')).map(|(label, _)| label.to_lowercase()),
        );
    }
    labels
}

/// Words in quotation marks or backticks that could be keys.
fn quoted(sentence: &str) -> impl Iterator<Item = &str> {
    let pieces = sentence.split(['"', '`']).skip(1).step_by(2);
    pieces.filter(|piece| !piece.is_empty() && piece.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

fn paragraphs_in(sentence: &str) -> Option<usize> {
    let words: Vec<_> =
        sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| *word == "paragraph" || *word == "paragraphs")?;
    let number = words.get(at.checked_sub(1)?)?;
    let known = ["zero", "one", "two", "three", "four", "five", "six"];
    known.iter().position(|word| word == number).or_else(|| number.parse().ok())
}

/// `from 1 to 10`, `1-5`, where the sentence speaks of ratings.
fn range_in(sentence: &str) -> Option<(Rating, Rating)> {
    ["rating", "ratings", "rate", "scale", "stars"].iter().find(|word| word_in(sentence, word).is_some())?;
    let number =
        |text: &str| text.parse::<f64>().ok().filter(|number| *number <= 100.0).and_then(Rating::from_stars);
    let words: Vec<_> =
        sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '–')).collect();
    let trim = |word: &str| word.trim_matches('.').to_owned();
    for (at, word) in words.iter().enumerate() {
        let joined = word.split_once(['-', '–']);
        if let Some(range) = joined.and_then(|(low, high)| number(&trim(low)).zip(number(&trim(high)))) {
            return Some(range);
        }
        let next = words.get(at + 1).copied().unwrap_or_default();
        let after = words.get(at + 2).copied().unwrap_or_default();
        if next == "to" || next == "and" {
            // "100 to 200 words" is about something else.
            let unit = words.get(at + 3).copied().unwrap_or_default();
            if let Some(range) = number(&trim(word))
                .zip(number(&trim(after)))
                .filter(|_| !["words", "sentences", "paragraphs", "items"].contains(&unit))
            {
                return Some(range);
            }
        }
    }
    None
}
