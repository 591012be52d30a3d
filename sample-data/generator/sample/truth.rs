//! `truth.jsonl`: the taste that each user's ratings were drawn from, and where in them it turned.

use serde::Serialize;

use super::people::{Drift, Likes, Person};
use super::ratings::Diary;
use super::timeline::{BATCH, HISTORY};

#[derive(Serialize)]
struct Truth<'a> {
    user: u32,
    character: &'a str,
    ratings: usize,
    training: usize,
    held_out: usize,
    taste: TasteTruth<'a>,
    drift: Option<DriftTruth<'a>>,
    contradiction: Option<ContradictionTruth<'a>>,
    ties: Ties,
    sittings: usize,
    span_seconds: i64,
}

#[derive(Serialize)]
struct TasteTruth<'a> {
    level: i64,
    quality: i64,
    noise: i64,
    steps: [i64; 4],
    #[serde(flatten)]
    likes: &'a Likes,
}

#[derive(Serialize)]
struct DriftTruth<'a> {
    /// First interaction under the new taste, 1 = first of the last 40 training interactions.
    history_position: usize,
    /// The same among all of the user's training interactions.
    training_position: usize,
    timestamp: i64,
    #[serde(flatten)]
    drift: &'a Drift,
}

#[derive(Serialize)]
struct ContradictionTruth<'a> {
    says: &'a str,
    /// The weights of the other mood, where there are two.
    moods: Option<&'a Likes>,
    /// First and last second of every sitting in the other mood.
    turned: Vec<[i64; 2]>,
}

#[derive(Serialize)]
struct Ties {
    /// Ratings that share their second with another of the same user.
    tied: usize,
    /// Batches whose first interaction shares its second with the last one of the batch before.
    borders: Vec<usize>,
}

/// The file: one JSON object per user and line.
///
/// # Errors
/// When a value cannot be written as JSON.
pub(crate) fn lines(people: &[Person], diaries: &[Diary]) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    for (person, diary) in people.iter().zip(diaries) {
        serde_json::to_writer(&mut text, &truth(person, diary))?;
        text.push(b'\n');
    }
    Ok(text)
}

fn truth<'a>(person: &'a Person, diary: &Diary) -> Truth<'a> {
    let training = diary.training().count();
    let first_of_history = training.saturating_sub(HISTORY);
    let drift = person.drift.as_ref().zip(diary.drift).map(|(drift, at)| {
        let before = diary.rated[..at].iter().filter(|rated| !rated.slot.held_out).count();
        DriftTruth {
            history_position: before - first_of_history + 1,
            training_position: before + 1,
            timestamp: diary.rated[at].slot.time,
            drift,
        }
    });
    let span = |rated: &[super::ratings::Rated]| match rated {
        [first, .., last] => [first.slot.time, last.slot.time],
        [only] => [only.slot.time; 2],
        [] => [0; 2],
    };
    let sittings: Vec<_> = diary.rated.chunk_by(|one, next| one.slot.sitting == next.slot.sitting).collect();
    let contradiction = person.contradiction.as_deref().map(|says| ContradictionTruth {
        says,
        moods: person.moods.as_ref(),
        turned: sittings
            .iter()
            .filter(|sitting| sitting[0].other_taste)
            .map(|sitting| span(sitting))
            .collect(),
    });
    let [from, to] = span(&diary.rated);
    Truth {
        user: person.id,
        character: &person.character,
        ratings: diary.rated.len(),
        training,
        held_out: diary.rated.len() - training,
        taste: TasteTruth {
            level: person.level,
            quality: person.quality,
            noise: person.noise,
            steps: person.steps,
            likes: &person.likes,
        },
        drift,
        contradiction,
        ties: ties(diary, first_of_history),
        sittings: sittings.len(),
        span_seconds: to - from,
    }
}

fn ties(diary: &Diary, first_of_history: usize) -> Ties {
    let tied = diary
        .rated
        .chunk_by(|one, next| one.slot.time == next.slot.time)
        .map(<[_]>::len)
        .filter(|&size| size > 1)
        .sum();
    let times: Vec<i64> = diary.training().skip(first_of_history).map(|rated| rated.slot.time).collect();
    let borders = (2..=HISTORY / BATCH)
        .filter(|batch| {
            let first = (batch - 1) * BATCH;
            times.get(first).is_some_and(|time| times[first - 1] == *time)
        })
        .collect();
    Ties { tied, borders }
}
