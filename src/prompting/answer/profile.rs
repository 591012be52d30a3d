//! An answer that is a profile: its keys, and what a prompt forbids but an answer may do all the same.

use super::json::Json;
use super::object::{Found, one_object};
use super::{Climb, Fall, Reading, SCHEMA, quote, some};
use crate::domain::numbers::plural;
use crate::domain::text::{clean, fold, is_hostile};
use crate::domain::{Id, StatedClaim};
use crate::prompting::contract::{Contract, Form};

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileAsk {
    /// The keys.
    pub contract: Contract,
    /// Titles that the profile is not to name; empty where that is allowed.
    pub titles: Vec<String>,
    /// Whether it is to name no ratings.
    pub forbid_ratings: bool,
    /// All items that the user rated up to here: what claims can rest on.
    pub items: Vec<Id>,
    /// How many paragraphs.
    pub paragraphs: Option<usize>,
    /// Fewest and most words.
    pub words: Option<[usize; 2]>,
}

/// What a profile answer says, safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileParts {
    /// The profile, paragraphs separated by an empty line.
    pub profile: String,
    /// What changed; `None` where that was not asked for.
    pub update: Option<String>,
    /// The claims; empty where none were asked for.
    pub claims: Vec<StatedClaim>,
    /// What was noticed that is no failure; the same as the reading's.
    pub warnings: Vec<String>,
}

impl ProfileAsk {
    /// Reads an answer.
    pub fn read(&self, answer: impl AsRef<[u8]>) -> Reading<ProfileParts> {
        read_profile(self, answer)
    }
}

/// Reads the answer to a prompt for a profile.
pub fn read_profile(ask: &ProfileAsk, answer: impl AsRef<[u8]>) -> Reading<ProfileParts> {
    let mut climb = Climb::default();
    match one_object(answer.as_ref(), &mut climb) {
        Err((text, fall)) => climb.rejected(text, fall),
        Ok((text, found)) => match parts(ask, text, found, &mut climb) {
            Err(fall) => climb.rejected(text, fall),
            Ok(mut parts) => {
                parts.warnings.clone_from(&climb.warnings);
                climb.taken(parts)
            }
        },
    }
}

fn parts(ask: &ProfileAsk, text: &str, found: Found, climb: &mut Climb) -> Result<ProfileParts, Fall> {
    let mut parts =
        ProfileParts { profile: String::new(), update: None, claims: Vec::new(), warnings: Vec::new() };
    let mut entries = keys(&ask.contract, text, found, climb)?;
    for field in ask.contract.fields {
        let Some((json, at)) = entries.remove(0) else { continue };
        match field.form {
            Form::Text => {
                let value = prose(field.key, json, at, climb)?;
                if field.key == "update" {
                    parts.update = Some(value);
                } else {
                    parts.profile = value;
                }
            }
            Form::Claims => parts.claims = claims(ask, json, at, climb)?,
            Form::Ratings => {}
        }
    }
    climb.pass(SCHEMA, "every key is there");
    look(ask, &parts.profile, climb);
    Ok(parts)
}

/// The values of the contract's keys in its order, with their places. All are there.
pub(super) fn keys(
    contract: &Contract,
    text: &str,
    found: Found,
    climb: &mut Climb,
) -> Result<Vec<Option<(Json, usize)>>, Fall> {
    let Found { entries, range } = found;
    let inside = &text[range.clone()];
    let place = |key: &str| inside.find(&format!("\"{key}\"")).map_or(range.start, |at| range.start + at);
    let mut values: Vec<Option<(Json, usize)>> = contract.fields.iter().map(|_| None).collect();
    let mut extra = Vec::new();
    for (key, json) in entries {
        let Some(index) = contract.fields.iter().position(|field| field.key == key) else {
            extra.push(key);
            continue;
        };
        let at = place(&key);
        match values.get_mut(index) {
            Some(slot @ None) => *slot = Some((json, at)),
            _ => return Err(Fall::new(SCHEMA, format!("the key \"{key}\" is there twice"), Some(at))),
        }
    }
    let missing: Vec<_> = contract
        .fields
        .iter()
        .zip(&values)
        .filter(|(_, value)| value.is_none())
        .map(|(field, _)| field.key)
        .collect();
    if !missing.is_empty() {
        let instead = if extra.is_empty() { String::new() } else { format!("; there is: {}", some(&extra)) };
        let keys = if missing.len() == 1 { "the key" } else { "the keys" };
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let why = format!("{keys} {} {verb} missing{instead}", missing.join(", "));
        return Err(Fall::new(SCHEMA, why, Some(range.start)));
    }
    if !extra.is_empty() {
        climb.repair(format!("left out what was not asked for: {}", some(&extra)));
    }
    Ok(values)
}

fn prose(key: &str, json: Json, at: usize, climb: &mut Climb) -> Result<String, Fall> {
    let text = match json {
        Json::Text(text) => text,
        Json::List(all) if !all.is_empty() && all.iter().all(|it| matches!(it, Json::Text(_))) => {
            climb.repair(format!("\"{key}\" came as a list of paragraphs, which were joined"));
            let all: Vec<_> = all.iter().map(ToString::to_string).collect();
            all.join("\n\n")
        }
        other => {
            return Err(Fall::new(SCHEMA, format!("\"{key}\" is {}, not a text", other.kind()), Some(at)));
        }
    };
    let mut text = text.replace("\r\n", "\n");
    // Escaped once too often: "one\\n\\ntwo".
    if !text.contains('\n') && text.contains("\\n") {
        text = text.replace("\\r", "").replace("\\n", "\n");
        climb.repair(format!("line breaks of \"{key}\" were escaped twice"));
    }
    let hostile = text.chars().filter(|&character| is_hostile(character)).count();
    if hostile > 0 {
        climb.warn(format!("{} were taken out of \"{key}\"", plural(hostile, "control character")));
    }
    let text = paragraphs(&clean(&text)).join("\n\n");
    if text.is_empty() {
        return Err(Fall::new(SCHEMA, format!("\"{key}\" is empty"), Some(at)));
    }
    Ok(text)
}

/// What empty lines separate.
fn paragraphs(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim_end();
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        match all.last_mut().filter(|_| open) {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => all.push(line.trim_start().to_owned()),
        }
        open = true;
    }
    all
}

/// Most ids of one claim that are kept: more than any history has that a claim could rest on.
const MOST_CITED: usize = 100;

fn claims(ask: &ProfileAsk, json: Json, at: usize, climb: &mut Climb) -> Result<Vec<StatedClaim>, Fall> {
    let Json::List(all) = json else {
        return Err(Fall::new(SCHEMA, format!("\"claims\" is {}, not a list", json.kind()), Some(at)));
    };
    let mut claims = Vec::new();
    let mut strangers = Vec::new();
    for (number, entry) in all.into_iter().enumerate() {
        let wrong = |what: &str| Fall::new(SCHEMA, format!("claim {} {what}", number + 1), Some(at));
        let Json::Object(entries) = entry else { return Err(wrong("is no object")) };
        let (mut claim, mut items) = (None, None);
        for (key, value) in entries {
            match (key.as_str(), value) {
                ("claim", Json::Text(text)) => claim = Some(paragraphs(&clean(&text)).join(" ")),
                ("items", Json::List(ids)) => items = Some(ids),
                ("claim" | "items", other) => return Err(wrong(&format!("has {} as {key}", other.kind()))),
                _ => climb.repair("left out what was not asked for in claims"),
            }
        }
        let (Some(claim), Some(ids)) = (claim, items) else { return Err(wrong("lacks claim or items")) };
        let mut items: Vec<Id> = Vec::new();
        for id in ids {
            let id = super::ratings::id_of(&id);
            if id.as_ref().is_none_or(|id| !ask.items.contains(id)) {
                strangers.push(number + 1);
            }
            // Also those of others: that a model cites what this user never rated is to be seen.
            let id = id.map(|id| match id {
                Id::Text(text) => Id::Text(quote(&text).into()),
                number @ Id::Number(_) => number,
            });
            items.extend(id.filter(|id| items.len() < MOST_CITED && !items.contains(id)));
        }
        claims.push(StatedClaim { claim, items });
    }
    strangers.dedup();
    if !strangers.is_empty() {
        climb.warn(format!("claims rest on items that this user has not rated: claim {}", some(&strangers)));
    }
    Ok(claims)
}

/// What a prompt forbids or asks for and an answer may do or leave all the same.
fn look(ask: &ProfileAsk, profile: &str, climb: &mut Climb) {
    // People leave a title's article out, but not of a title that is one word then.
    let short = |title: &str| {
        let rest = ["The ", "A ", "An "].iter().find_map(|article| title.strip_prefix(article));
        rest.filter(|rest| rest.contains(' ')).is_some_and(|rest| names(profile, rest))
    };
    let titles: Vec<_> = ask.titles.iter().filter(|title| names(profile, title) || short(title)).collect();
    if !titles.is_empty() {
        let count = plural(titles.len(), "title");
        climb.warn(format!("names {count} although the prompt forbids it: {}", some(&titles)));
    }
    if let Some(rating) = ask.forbid_ratings.then(|| rating_in(profile)).flatten() {
        climb.warn(format!("names ratings although the prompt forbids it: \"{}\"", quote(rating)));
    }
    let words = profile.split_whitespace().count();
    if let Some([fewest, most]) = ask.words {
        if words < fewest {
            climb.warn(format!("is short: {} where at least {fewest} are expected", plural(words, "word")));
        } else if words > most {
            climb.warn(format!("is long: {} where at most {most} are expected", plural(words, "word")));
        }
    }
    let count = paragraphs(profile).len();
    if let Some(asked) = ask.paragraphs.filter(|&asked| asked != count) {
        climb.warn(format!("has {} where {asked} were asked for", plural(count, "paragraph")));
    }
}

/// Whether a text names a title: as a whole, in its own capitals, and where it is one word, not as the first of a
/// sentence, where any word has a capital.
fn names(text: &str, title: &str) -> bool {
    let one_word = !title.contains(char::is_whitespace);
    if title.chars().count() < 4 || (one_word && fold(title) == title) {
        return false;
    }
    text.match_indices(title).any(|(at, _)| {
        let before = text[..at].trim_end();
        let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        let whole = apart(text[..at].chars().next_back()) && apart(text[at + title.len()..].chars().next());
        whole && !(one_word && (before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n'])))
    })
}

/// The first rating that a text names: `4 stars`, `4/5`, `3 out of 5`, `rated 2`, `a rating of 4`.
fn rating_in(text: &str) -> Option<&str> {
    let words: Vec<(usize, &str)> =
        text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).collect();
    let bare = |at: usize| {
        let word = words.get(at).map_or("", |(_, word)| word);
        fold(word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/'))
    };
    let digit = |word: &str| word.parse::<f64>().is_ok_and(|number| number <= 10.0);
    let one_to_five = ["one", "two", "three", "four", "five"];
    for at in 0..words.len() {
        let (this, next) = (bare(at), bare(at + 1));
        let counted = digit(&this) || one_to_five.contains(&this.as_str());
        let fraction =
            this.split_once('/').is_some_and(|(left, right)| digit(left) && (right == "5" || right == "10"));
        let joined = this.split_once('-').is_some_and(|(left, right)| {
            (digit(left) || one_to_five.contains(&left)) && right.starts_with("star")
        });
        let said = counted && (next.starts_with("star") || (next == "out" && bare(at + 2) == "of"));
        let rated = digit(&next) && ["rated", "rates", "rating", "scored"].contains(&this.as_str())
            || (this == "rating" && next == "of" && digit(&bare(at + 2)));
        if fraction || joined || said || rated {
            let start = words.get(at)?.0;
            let (last, word) = words.get(at + 2).or(words.last())?;
            return Some(&text[start..last + word.len()]);
        }
    }
    None
}
