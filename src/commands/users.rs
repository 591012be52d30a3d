//! Lists of users as a person types them.

use super::args::Common;
use super::failure::{Exit, Failure};
use super::output::note;
use crate::domain::{Dataset, Id};
use crate::workspace::Workspace;

/// Most users that one range may name: a typing error such as `1-99999999999` must not fill memory.
const LONGEST_RANGE: i64 = 10_000_000;

/// Reads `all`, `1`, `1,5,7-9`, or one id whatever is in it. Each user comes once, in the order typed; `all` in the order of ids.
///
/// # Errors
/// A user that the data set does not have (exit 4), a list that cannot be read (exit 2).
pub(super) fn parse(list: &str, dataset: &Dataset) -> Result<Vec<Id>, Failure> {
    if list == "all" {
        return Ok(dataset.users.all().filter_map(|user| dataset.users.id(user)).collect());
    }
    // An id may hold a comma.
    let whole = Id::parse(list.trim());
    if dataset.users.find(&whole).is_some() {
        return Ok(vec![whole]);
    }
    let mut users: Vec<Id> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for part in list.split(',').map(str::trim) {
        if part.is_empty() {
            return Err(Failure::usage(format!(
                "\"{list}\" is not a list of users; write 1 or 1,5,7-9 or all"
            )));
        }
        let whole = Id::parse(part);
        let named = match range(part).filter(|_| dataset.users.find(&whole).is_none()) {
            Some((from, to)) if to - from >= LONGEST_RANGE => {
                return Err(Failure::usage(format!("{part} names more than {LONGEST_RANGE} users")));
            }
            Some((from, to)) => (from..=to).map(Id::Number).collect(),
            None => vec![whole],
        };
        for user in named {
            if dataset.users.find(&user).is_none() {
                let count = dataset.users.len();
                return Err(Failure::new(
                    Exit::Data,
                    format!(
                        "user {user} is not in {}, which has {count} users{}",
                        dataset.name,
                        span(dataset)
                    ),
                ));
            }
            if seen.insert(user.clone()) {
                users.push(user);
            }
        }
    }
    Ok(users)
}

/// Reads a list of users; of `all`, those without a training rating are left out, and it is said how many.
///
/// # Errors
/// As [`parse`].
pub(super) fn with_history(common: &Common, list: &str, workspace: &Workspace) -> Result<Vec<Id>, Failure> {
    let mut users = parse(list, workspace.dataset())?;
    if list == "all" {
        let before = users.len();
        users.retain(|user| workspace.user(user).is_ok_and(|user| !workspace.history(user).is_empty()));
        if users.len() < before {
            let without = before - users.len();
            note(common, &format!("{without} of {before} users have no training rating and are left out"));
        }
    }
    Ok(users)
}

/// `7-9` as (7, 9), if it is a rising range of whole numbers.
fn range(part: &str) -> Option<(i64, i64)> {
    let (from, to) = part.split_once('-')?;
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (0 <= from && from <= to).then_some((from, to))
}

/// `: 1 to 943`, the first and last id.
fn span(dataset: &Dataset) -> String {
    let users = &dataset.users;
    let first = users.all().next().and_then(|user| users.id(user));
    let last = users.all().next_back().and_then(|user| users.id(user));
    first.zip(last).map_or_else(String::new, |(first, last)| format!(": {first} to {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DataHash, Ids, Interactions, Items, RatingScale, Users};

    fn dataset(ids: Ids) -> Dataset {
        Dataset {
            name: "small".into(),
            hash: DataHash(1),
            users: Users::new(ids, vec![], vec![]),
            items: Items::default(),
            interactions: Interactions::default(),
            scale: RatingScale::ONE_TO_FIVE,
        }
    }

    fn parsed(list: &str) -> Result<Vec<String>, Exit> {
        let numbers = dataset(Ids::from_numbers((1..=9).collect()));
        parse(list, &numbers)
            .map(|users| users.iter().map(ToString::to_string).collect())
            .map_err(|failure| failure.exit)
    }

    #[test]
    fn lists_ranges_and_all() {
        assert_eq!(parsed("3").unwrap(), ["3"]);
        assert_eq!(parsed("7-9, 1,8").unwrap(), ["7", "8", "9", "1"]);
        assert_eq!(parsed("all").unwrap().len(), 9);
    }

    #[test]
    fn what_cannot_be_is_told_apart() {
        for list in ["", "1,,2", "1,", "1-99999999999"] {
            assert_eq!(parsed(list), Err(Exit::Usage), "{list}");
        }
        for list in ["10", "8-10", "9-7", "x", "-1"] {
            assert_eq!(parsed(list), Err(Exit::Data), "{list}");
        }
    }

    #[test]
    fn an_id_that_looks_like_a_list_is_an_id() {
        let texts = dataset(Ids::from_texts(vec!["bob, c".into(), "c".into()]));
        assert_eq!(parse("bob, c", &texts).unwrap(), [Id::parse("bob, c")]);
    }

    #[test]
    fn an_id_that_looks_like_a_range_is_an_id() {
        let texts = dataset(Ids::from_texts(vec!["1-2".into(), "1".into(), "2".into()]));
        assert_eq!(parse("1-2", &texts).unwrap(), [Id::parse("1-2")]);
    }
}
