//! The films as they are written down in `films.psv`: title, genres, our overview, and what only the
//! taste models see (crowd, fame, themes, tones).

use anyhow::{Context as _, bail, ensure};

/// ML-100K's genres, in its order.
pub(crate) const GENRES: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];

/// One film.
pub(crate) struct Film {
    /// Item id, from 1 without a gap.
    pub(crate) id: u32,
    /// Title with year, as MovieLens writes it.
    pub(crate) title: String,
    /// Year of release.
    pub(crate) year: u16,
    /// Names out of [`GENRES`].
    pub(crate) genres: Vec<String>,
    /// What the invented crowd thinks of it, in tenths of a star: 10 to 50.
    pub(crate) crowd: i64,
    /// How well known it is: 1 to 5.
    pub(crate) fame: u64,
    /// What it is about.
    pub(crate) themes: Vec<String>,
    /// How it feels.
    pub(crate) tones: Vec<String>,
    /// Our text.
    pub(crate) overview: String,
}

impl Film {
    /// The first year of its decade, as `users.toml` writes it.
    pub(crate) fn decade(&self) -> String {
        (self.year / 10 * 10).to_string()
    }
}

/// Reads `films.psv` (a header, then eight fields between bars) into the order of the ids.
///
/// # Errors
/// Names the line that is not as it should be.
pub(crate) fn read(text: &str) -> anyhow::Result<Vec<Film>> {
    let mut films = Vec::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        films.push(film(line).with_context(|| format!("films.psv, line {}", number + 1))?);
    }
    films.sort_by_key(|film| film.id);
    for (film, id) in films.iter().zip(1..) {
        ensure!(film.id == id, "films.psv: the ids must be 1, 2, 3 ...; {id} is missing or there twice");
    }
    Ok(films)
}

fn film(line: &str) -> anyhow::Result<Film> {
    let fields: Vec<&str> = line.split('|').collect();
    let [id, title, genres, crowd, fame, themes, tones, overview] = fields[..] else {
        bail!("8 fields between bars are expected, {} were found", fields.len());
    };
    let words = |field: &str| field.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let year = title
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
        .and_then(|(_, year)| year.parse().ok())
        .context("the title must end with a year in brackets")?;
    let film = Film {
        id: id.parse().context("the id is not a number")?,
        title: title.to_owned(),
        year,
        genres: words(genres),
        crowd: crowd.parse().context("the crowd's opinion is not a number")?,
        fame: fame.parse().context("the fame is not a number")?,
        themes: words(themes),
        tones: words(tones),
        overview: overview.to_owned(),
    };
    for genre in &film.genres {
        ensure!(GENRES[1..].contains(&&**genre), "\"{genre}\" is not a genre of ML-100K");
    }
    ensure!((10..=50).contains(&film.crowd), "the crowd's opinion must be from 10 to 50");
    ensure!((1..=5).contains(&film.fame), "the fame must be from 1 to 5");
    Ok(film)
}
