//! Lists of items as a person types or pipes them.

use std::collections::HashSet;
use std::io::{self, Read};

use super::args::RateWhat;
use super::failure::{Exit, Failure};
use crate::domain::text::clean_line;
use crate::domain::{Dataset, Id};

/// What the caller wrote, before it is known which ids the data set has: a text per flag or line. `None` where
/// held-out items are asked for.
///
/// # Errors
/// [`Failure`] when standard input cannot be read.
pub(super) fn asked(what: &RateWhat) -> Result<Option<Vec<String>>, Failure> {
    if what.held_out {
        return Ok(None);
    }
    if what.from_stdin.is_none() {
        return Ok(Some(what.items.clone()));
    }
    let mut input = String::new();
    io::stdin().read_to_string(&mut input).map_err(|error| {
        Failure::new(Exit::Failed, format!("cannot read item ids from standard input: {error}"))
    })?;
    Ok(Some(input.lines().map(str::to_owned).collect()))
}

/// The items named in these texts, each once, in order. A text may be one id whatever is in it, or ids separated
/// by commas, or by white space.
///
/// # Errors
/// Nothing named (exit 2), an item that the data set does not have (exit 4).
pub(super) fn parse(texts: &[String], dataset: &Dataset) -> Result<Vec<Id>, Failure> {
    let mut items = Vec::new();
    for text in texts {
        if let Some(item) = known(text, dataset) {
            items.push(item);
            continue;
        }
        for part in text.split(',') {
            match known(part, dataset) {
                Some(item) => items.push(item),
                None => {
                    for word in clean_line(part).split_whitespace() {
                        items.push(known(word, dataset).ok_or_else(|| unknown(word, dataset))?);
                    }
                }
            }
        }
    }
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(item.clone()));
    if items.is_empty() {
        return Err(Failure::usage("no item to rate: name some with --items 12,23,27, --held-out or -"));
    }
    Ok(items)
}

/// The text as an id, if the data set has an item of that id.
fn known(text: &str, dataset: &Dataset) -> Option<Id> {
    let id = Id::parse(&clean_line(text));
    dataset.items.find(&id).map(|_| id)
}

fn unknown(item: &str, dataset: &Dataset) -> Failure {
    let items = &dataset.items;
    let first = items.all().next().and_then(|item| items.id(item));
    let last = items.all().next_back().and_then(|item| items.id(item));
    let span = first.zip(last).map_or_else(String::new, |(first, last)| format!(": {first} to {last}"));
    Failure::new(
        Exit::Data,
        format!("item {item} is not in {}, which has {} items{span}", dataset.name, items.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DataHash, Ids, Interactions, ItemTexts, Items, RatingScale, Users};

    fn dataset(ids: &[&str]) -> Dataset {
        let ids = Ids::from_texts(ids.iter().map(|&id| id.into()).collect());
        let count = ids.len();
        let titles = vec!["".into(); count];
        let items = Items::new(ids, titles, vec![], vec![], vec![], ItemTexts::default());
        Dataset {
            name: "small".into(),
            hash: DataHash(1),
            users: Users::default(),
            items,
            interactions: Interactions::default(),
            scale: RatingScale::ONE_TO_FIVE,
        }
    }

    fn parsed(texts: &[&str]) -> Result<Vec<String>, Exit> {
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        parse(&texts, &dataset(&["12", "-3", "007", "a, b", "war and peace", "x"]))
            .map(|items| items.iter().map(ToString::to_string).collect())
            .map_err(|failure| failure.exit)
    }

    #[test]
    fn ids_may_hold_what_separates_them() {
        assert_eq!(parsed(&["12,-3 ,007"]).unwrap(), ["12", "-3", "007"]);
        assert_eq!(parsed(&["12 -3", "", "x\r", "12"]).unwrap(), ["12", "-3", "x"]);
        assert_eq!(parsed(&["a, b"]).unwrap(), ["a, b"]);
        assert_eq!(parsed(&["war and peace,x"]).unwrap(), ["war and peace", "x"]);
        assert_eq!(parsed(&["\u{feff}12"]).unwrap(), ["12"]);
    }

    #[test]
    fn nothing_and_strangers_are_told_apart() {
        assert_eq!(parsed(&[]), Err(Exit::Usage));
        assert_eq!(parsed(&[", ,", ""]), Err(Exit::Usage));
        assert_eq!(parsed(&["12,7"]), Err(Exit::Data));
        assert_eq!(parsed(&["war"]), Err(Exit::Data));
    }
}
