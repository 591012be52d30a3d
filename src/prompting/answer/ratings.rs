//! An answer that is ratings: ids that were asked for, ratings of the scale, all of them; nothing clipped, nothing
//! lost without a word.

use super::json::Json;
use super::object::one_object;
use super::profile::keys;
use super::{COMPLETE, Climb, Fall, IDS, RANGE, Reading, SCHEMA, quote, some};
use crate::domain::numbers::plural;
use crate::domain::{Id, InvalidRating, Rating, RatingScale, SimulatedRating, SlateRatings};
use crate::prompting::contract::Contract;

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct RatingAsk {
    /// The keys and the scale.
    pub contract: Contract,
    /// The items, in the order asked.
    pub items: Vec<Id>,
}

/// What an answer to a slate says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RatingParts {
    /// Every item asked for in exactly one list, each in the order asked; what it took is for the caller to say.
    pub slate: SlateRatings,
    /// Ids that came although nobody asked, safe to show.
    pub unknown: Vec<String>,
    /// What was noticed that is no failure; the same as the reading's.
    pub warnings: Vec<String>,
}

impl RatingAsk {
    /// Reads an answer.
    pub fn read(&self, answer: impl AsRef<[u8]>) -> Reading<RatingParts> {
        read_ratings(self, answer)
    }
}

/// Reads the answer to a slate. An answer in which some items are missing or invalid is taken as far as it goes: the
/// rungs and the slate say what is not there. One in which nothing was asked for is rejected.
pub fn read_ratings(ask: &RatingAsk, answer: impl AsRef<[u8]>) -> Reading<RatingParts> {
    let mut climb = Climb::default();
    match one_object(answer.as_ref(), &mut climb) {
        Err((text, fall)) => climb.rejected(text, fall),
        Ok((text, found)) => {
            let at = found.range.start;
            let entries = keys(&ask.contract, text, found, &mut climb).and_then(|mut values| {
                let (json, at) = values.remove(0).unwrap_or((Json::Null, at));
                entries(json, at, &mut climb)
            });
            match entries.and_then(|entries| sorted(ask, entries, at, &mut climb)) {
                Err(fall) => climb.rejected(text, fall),
                Ok(mut parts) => {
                    parts.warnings.clone_from(&climb.warnings);
                    climb.taken(parts)
                }
            }
        }
    }
}

/// The pairs of id and rating, whichever way they came.
fn entries(json: Json, at: usize, climb: &mut Climb) -> Result<Vec<(Json, Json)>, Fall> {
    let wrong = |why: String| Fall::new(SCHEMA, why, Some(at));
    let all = match json {
        Json::Object(all) => {
            climb.repair("the ratings came as an object by id");
            return Ok(done(all.into_iter().map(|(key, rating)| (Json::Text(key), rating)).collect(), climb));
        }
        Json::List(all) => all,
        other => return Err(wrong(format!("\"ratings\" is {}, not a list", other.kind()))),
    };
    let mut pairs = Vec::with_capacity(all.len());
    for (number, entry) in all.into_iter().enumerate() {
        let Json::Object(entry) = entry else {
            return Err(wrong(format!(
                "entry {} of the ratings is {}, not an object",
                number + 1,
                entry.kind()
            )));
        };
        let (mut item, mut rating) = (None, None);
        for (key, value) in entry {
            let slot = match key.as_str() {
                "item" => &mut item,
                "rating" => &mut rating,
                "id" | "item_id" | "movie_id" | "itemId" | "movieId" => {
                    climb.repair(format!("\"{key}\" was read as \"item\""));
                    &mut item
                }
                _ => {
                    climb.repair(format!("left out what was not asked for in the ratings: {}", quote(&key)));
                    continue;
                }
            };
            if slot.replace(value).is_some() {
                return Err(wrong(format!("entry {} of the ratings has {} twice", number + 1, quote(&key))));
            }
        }
        let Some(item) = item else {
            return Err(wrong(format!("entry {} of the ratings names no item", number + 1)));
        };
        // An entry without a rating says nothing about its item, as if it were not there.
        if let Some(rating) = rating {
            pairs.push((item, rating));
        }
    }
    Ok(done(pairs, climb))
}

fn done(pairs: Vec<(Json, Json)>, climb: &mut Climb) -> Vec<(Json, Json)> {
    climb.pass(SCHEMA, plural(pairs.len(), "rating"));
    pairs
}

/// The id that a value names; `None` where it can be none.
pub(super) fn id_of(json: &Json) -> Option<Id> {
    match json {
        Json::Whole(number) => Some(Id::Number(*number)),
        Json::Real(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            Some(Id::Number(*number as i64))
        }
        Json::Text(text) => Some(Id::parse(text.trim())),
        _ => None,
    }
}

/// What was said of an item.
enum Said {
    Nothing,
    Rating(Rating),
    Else(String),
}

fn sorted(
    ask: &RatingAsk,
    entries: Vec<(Json, Json)>,
    at: usize,
    climb: &mut Climb,
) -> Result<RatingParts, Fall> {
    let places: std::collections::HashMap<&Id, usize> =
        ask.items.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let mut said: Vec<Said> = ask.items.iter().map(|_| Said::Nothing).collect();
    let mut unknown = Vec::new();
    let mut twice: Vec<Id> = Vec::new();
    let mut mended = Vec::new();
    for (item, rating) in entries {
        let id = id_of(&item);
        let Some((id, place)) = id.and_then(|id| places.get(&id).map(|place| (id, *place))) else {
            unknown.push(quote(&item.to_string()));
            continue;
        };
        let written = matches!((&item, &id), (Json::Whole(_), Id::Number(_)) | (Json::Text(_), Id::Text(_)));
        if !written && ask.contract.number_ids {
            mended.push("ids came as another kind than asked for".to_owned());
        }
        let now = match rating_of(&rating, ask.contract.scale) {
            Ok((rating, how)) => {
                mended.extend(how.map(|how| format!("{how} was read as {rating}")));
                Said::Rating(rating)
            }
            Err(raw) => Said::Else(raw),
        };
        let Some(slot) = said.get_mut(place) else { continue };
        *slot = match (std::mem::replace(slot, Said::Nothing), now) {
            (Said::Nothing, now) => now,
            (Said::Rating(before), Said::Rating(now)) if before == now => {
                mended.push(format!("item {} came twice, alike", quote(&id.to_string())));
                Said::Rating(before)
            }
            // Which of two is meant nobody knows: neither is taken.
            (before, now) => {
                twice.push(id);
                Said::Else(quote(&format!("{}, then {}", before.words(), now.words())))
            }
        };
    }
    for what in mended {
        climb.repair(what);
    }
    let mut parts = RatingParts { unknown, ..RatingParts::default() };
    for (id, said) in ask.items.iter().zip(said) {
        let item = id.clone();
        match said {
            Said::Nothing => parts.slate.missing.push(item),
            Said::Rating(rating) => parts.slate.ratings.push(SimulatedRating { item, rating, reason: None }),
            Said::Else(raw) => parts.slate.invalid.push(InvalidRating { item, raw }),
        }
    }
    record(ask, &parts, &twice, climb);
    if parts.slate.missing.len() == ask.items.len() && !ask.items.is_empty() {
        let why = if parts.unknown.is_empty() {
            "none of the items asked for was rated".to_owned()
        } else {
            format!("none of the items asked for was rated, but {}", some(&parts.unknown))
        };
        climb.rungs.pop();
        return Err(Fall::new(COMPLETE, why, Some(at)));
    }
    Ok(parts)
}

/// The last three rungs.
fn record(ask: &RatingAsk, parts: &RatingParts, twice: &[Id], climb: &mut Climb) {
    let slate = &parts.slate;
    let asked = ask.items.len();
    match (parts.unknown.is_empty(), twice.is_empty()) {
        (true, true) => climb.pass(IDS, "all were asked for, none comes twice"),
        (unknown, once) => {
            let mut found = Vec::new();
            if !unknown {
                found.push(format!("not asked for: {}", some(&parts.unknown)));
            }
            if !once {
                found.push(format!("rated twice, differently: {}", some(twice)));
            }
            let found = found.join("; ");
            climb.warn(found.clone());
            climb.slip(IDS, found);
        }
    }
    let rated = slate.ratings.len();
    if slate.invalid.is_empty() {
        climb.pass(RANGE, format!("{rated} on the scale"));
    } else {
        let all: Vec<_> = slate.invalid.iter().map(|it| format!("{} = {}", it.item, it.raw)).collect();
        let found = format!("no rating of the scale: {}", some(&all));
        climb.warn(found.clone());
        climb.slip(RANGE, found);
    }
    if slate.missing.is_empty() {
        climb.pass(COMPLETE, format!("{asked} of {asked} answered"));
    } else {
        let found = format!("{} of {asked} missing: {}", slate.missing.len(), some(&slate.missing));
        climb.warn(found.clone());
        climb.slip(COMPLETE, found);
    }
}

impl Said {
    fn words(&self) -> String {
        match self {
            Self::Nothing => "nothing".into(),
            Self::Rating(rating) => rating.to_string(),
            Self::Else(raw) => raw.clone(),
        }
    }
}

/// The rating of the scale that a value is, with how it was written where that was not asked for; else the value as it
/// came. Nothing is rounded and nothing clipped.
fn rating_of(json: &Json, scale: RatingScale) -> Result<(Rating, Option<String>), String> {
    let raw = || quote(&json.to_string());
    let on_scale =
        |stars: f64| Rating::from_stars(stars).filter(|rating| scale.contains(*rating)).ok_or_else(raw);
    match json {
        Json::Whole(stars) => Ok((on_scale(*stars as f64)?, None)),
        Json::Real(stars) => {
            let how = (!scale.half_stars).then(raw);
            Ok((on_scale(*stars)?, how))
        }
        Json::Text(text) => {
            let digits = text.trim();
            let is_number = !digits.is_empty()
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
                && digits.chars().next().is_some_and(|c| c.is_ascii_digit());
            let stars = digits.parse::<f64>().ok().filter(|_| is_number).ok_or_else(raw)?;
            Ok((on_scale(stars)?, Some(format!("\"{}\"", quote(text)))))
        }
        _ => Err(raw()),
    }
}
