//! The invented users as they are written down in `users.toml`: who they are, how they rate, what they like.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

use super::films::Film;

/// Weights by name, in hundredths of a star.
pub(crate) type Weights = BTreeMap<String, i64>;

/// What a user likes.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Likes {
    /// By ML-100K genre.
    #[serde(skip_serializing_if = "Weights::is_empty")]
    pub(crate) genres: Weights,
    /// By what a film is about.
    #[serde(skip_serializing_if = "Weights::is_empty")]
    pub(crate) themes: Weights,
    /// By how a film feels.
    #[serde(skip_serializing_if = "Weights::is_empty")]
    pub(crate) tones: Weights,
    /// By the first year of its decade.
    #[serde(skip_serializing_if = "Weights::is_empty")]
    pub(crate) decades: Weights,
}

impl Likes {
    /// These likes with every weight that `others` names replaced by theirs.
    pub(crate) fn replaced_by(&self, others: &Self) -> Self {
        let mut likes = self.clone();
        likes.genres.extend(others.genres.clone());
        likes.themes.extend(others.themes.clone());
        likes.tones.extend(others.tones.clone());
        likes.decades.extend(others.decades.clone());
        likes
    }
}

/// A change of taste between two batches of the last 40 training interactions.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Drift {
    /// The first batch under the new taste: 2, 3 or 4.
    pub(crate) batch: usize,
    /// The change in words.
    pub(crate) says: String,
    /// What is added to the level, in hundredths of a star.
    #[serde(default)]
    pub(crate) level: i64,
    /// Weights that replace the former ones; those not named stay.
    #[serde(flatten)]
    pub(crate) likes: Likes,
}

/// One user. The fields are explained in `users.toml` and in the README.
#[derive(Debug, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: u32,
    /// Age, gender, occupation, zip code.
    pub(crate) who: (u8, String, String, String),
    pub(crate) character: String,
    pub(crate) ratings: usize,
    pub(crate) start: toml::value::Datetime,
    pub(crate) level: i64,
    pub(crate) quality: i64,
    pub(crate) noise: i64,
    pub(crate) steps: [i64; 4],
    pub(crate) fame: u64,
    pub(crate) appetite: i64,
    pub(crate) page: u64,
    pub(crate) sittings: usize,
    pub(crate) days: i64,
    #[serde(flatten)]
    pub(crate) likes: Likes,
    pub(crate) drift: Option<Drift>,
    pub(crate) contradiction: Option<String>,
    /// Weights of every second sitting.
    pub(crate) moods: Option<Likes>,
}

/// Everything that a user's entry may hold, its drift's entry included: `flatten` lets misspelt keys pass.
const KEYS: [&str; 23] = [
    "id",
    "who",
    "character",
    "ratings",
    "start",
    "level",
    "quality",
    "noise",
    "steps",
    "fame",
    "appetite",
    "page",
    "sittings",
    "days",
    "genres",
    "themes",
    "tones",
    "decades",
    "drift",
    "contradiction",
    "moods",
    "batch",
    "says",
];

/// Reads `users.toml`; `[defaults]` fills what a user leaves out.
///
/// # Errors
/// Names the user whose entry is not as it should be.
pub(crate) fn read(text: &str, films: &[Film]) -> anyhow::Result<Vec<Person>> {
    #[derive(Deserialize)]
    struct File {
        defaults: toml::Table,
        user: Vec<toml::Table>,
    }
    let file: File = toml::from_str(text).context("users.toml")?;
    let mut people = Vec::new();
    for (table, id) in file.user.into_iter().zip(1..) {
        let drift = table.get("drift").and_then(toml::Value::as_table);
        let mut keys = table.keys().chain(drift.into_iter().flat_map(toml::Table::keys));
        let unknown = keys.find(|key| !KEYS.contains(&&***key));
        ensure!(unknown.is_none(), "users.toml, user {id}: {unknown:?} means nothing");
        let mut whole = file.defaults.clone();
        whole.extend(table);
        let person: Person = whole.try_into().with_context(|| format!("users.toml, user {id}"))?;
        ensure!(person.id == id, "users.toml: user {id} is expected, {} was found", person.id);
        check(&person, films).with_context(|| format!("users.toml, user {id}"))?;
        people.push(person);
    }
    Ok(people)
}

/// A weight for something that no film has would be a taste that no rating can show.
fn check(person: &Person, films: &[Film]) -> anyhow::Result<()> {
    let genres: BTreeSet<&str> = films.iter().flat_map(|film| &film.genres).map(String::as_str).collect();
    let themes: BTreeSet<&str> = films.iter().flat_map(|film| &film.themes).map(String::as_str).collect();
    let tones: BTreeSet<&str> = films.iter().flat_map(|film| &film.tones).map(String::as_str).collect();
    let decades: BTreeSet<String> = films.iter().map(Film::decade).collect();
    let drift = person.drift.as_ref();
    for likes in [Some(&person.likes), drift.map(|drift| &drift.likes), person.moods.as_ref()] {
        let Some(likes) = likes else { continue };
        for (weights, known) in [(&likes.genres, &genres), (&likes.themes, &themes), (&likes.tones, &tones)] {
            for name in weights.keys() {
                ensure!(known.contains(&**name), "no film is \"{name}\"");
            }
        }
        for decade in likes.decades.keys() {
            ensure!(decades.contains(decade), "no film is from the decade \"{decade}\"");
        }
    }
    ensure!(person.ratings <= films.len(), "there are only {} films to rate", films.len());
    ensure!(drift.is_none_or(|drift| (2..=4).contains(&drift.batch)), "a drift starts with batch 2, 3 or 4");
    ensure!(drift.is_none() || person.ratings >= 60, "a drift needs 60 ratings");
    ensure!(drift.is_none() || person.moods.is_none(), "either a drift or moods");
    ensure!(person.steps.is_sorted(), "steps must rise");
    Ok(())
}
