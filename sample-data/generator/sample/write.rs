//! The files of ML-100K, byte by byte as it writes them, and the item texts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::ensure;

use super::File;
use super::films::{Film, GENRES};
use super::people::Person;
use super::ratings::{Diary, Rated};

/// ML-100K's occupations, in its order.
const OCCUPATIONS: [&str; 21] = [
    "administrator",
    "artist",
    "doctor",
    "educator",
    "engineer",
    "entertainment",
    "executive",
    "healthcare",
    "homemaker",
    "lawyer",
    "librarian",
    "marketing",
    "none",
    "other",
    "programmer",
    "retired",
    "salesman",
    "scientist",
    "student",
    "technician",
    "writer",
];

/// Everything but the truth.
///
/// # Errors
/// When a title is not Latin-1 or an occupation is not ML-100K's.
pub(crate) fn movielens(films: &[Film], people: &[Person], diaries: &[Diary]) -> anyhow::Result<Vec<File>> {
    let all: Vec<(u32, &Rated)> = people
        .iter()
        .zip(diaries)
        .flat_map(|(person, diary)| diary.rated.iter().map(|rated| (person.id, rated)))
        .collect();
    // u.data as the ratings came in; u1.base and u1.test, like the originals, by user and item.
    let mut by_time = all.clone();
    by_time.sort_by_key(|(user, rated)| (rated.slot.time, *user, rated.item));
    let mut by_user = all;
    by_user.sort_by_key(|(user, rated)| (*user, rated.item));
    let (test, base): (Vec<_>, Vec<_>) = by_user.into_iter().partition(|(_, rated)| rated.slot.held_out);

    let info = format!("{} users\n{} items\n{} ratings\n", people.len(), films.len(), by_time.len());
    let mut genres = String::new();
    for (index, name) in GENRES.iter().enumerate() {
        writeln!(genres, "{name}|{index}")?;
    }
    // The original ends with an empty line, over which readers have stumbled.
    genres.push('\n');
    let occupations: String = OCCUPATIONS.iter().flat_map(|name| [name, "\n"]).collect();
    Ok(vec![
        ("u.data", rows(&by_time)?),
        ("u.item", items(films)?),
        ("u.user", users(people)?),
        ("u.genre", genres.into_bytes()),
        ("u.occupation", occupations.into_bytes()),
        ("u.info", info.into_bytes()),
        ("u1.base", rows(&base)?),
        ("u1.test", rows(&test)?),
        ("item-texts.csv", texts(films)?),
    ])
}

fn rows(rows: &[(u32, &Rated)]) -> anyhow::Result<Vec<u8>> {
    let mut text = String::new();
    for (user, rated) in rows {
        writeln!(text, "{user}\t{}\t{}\t{}", rated.item, rated.stars, rated.slot.time)?;
    }
    Ok(text.into_bytes())
}

/// `u.item`: id, title, release date, video release date, web address (both empty here), a flag per genre.
fn items(films: &[Film]) -> anyhow::Result<Vec<u8>> {
    let mut text = String::new();
    let mut titles = BTreeSet::new();
    for film in films {
        ensure!(titles.insert(&film.title), "\"{}\" is there twice", film.title);
        write!(text, "{}|{}|01-Jan-{}||", film.id, film.title, film.year)?;
        for genre in GENRES {
            text.push_str(if film.genres.iter().any(|name| name == genre) { "|1" } else { "|0" });
        }
        text.push('\n');
    }
    let wide = text.chars().find(|&letter| u32::from(letter) > 0xFF);
    ensure!(wide.is_none(), "{wide:?} in a title cannot be written in Latin-1");
    Ok(text.chars().map(|letter| letter as u8).collect())
}

fn users(people: &[Person]) -> anyhow::Result<Vec<u8>> {
    let mut text = String::new();
    for person in people {
        let (age, gender, occupation, zip) = &person.who;
        ensure!(OCCUPATIONS.contains(&&**occupation), "ML-100K has no occupation \"{occupation}\"");
        writeln!(text, "{}|{age}|{gender}|{occupation}|{zip}", person.id)?;
    }
    Ok(text.into_bytes())
}

fn texts(films: &[Film]) -> anyhow::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["item_id", "overview"])?;
    for film in films {
        table.write_record([&film.id.to_string(), &film.overview])?;
    }
    Ok(table.into_inner()?)
}
