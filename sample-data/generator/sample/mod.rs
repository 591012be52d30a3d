//! The sample data's generator as a library: from `films.psv` and `users.toml` to the bytes of every file;
//! never a folder, so that a test can compare bytes without running the program.
//!
//! Nothing here uses floating point: scores are whole hundredths of a star, so no machine rounds otherwise.

mod dice;
pub(crate) mod films;
mod people;
mod ratings;
mod taste;
mod timeline;
mod truth;
mod write;

/// A file's name and its content.
pub(crate) type File = (&'static str, Vec<u8>);

/// All generated files, in the order in which they are listed in `sample-data/README.md`.
///
/// # Errors
/// When `films.psv` or `users.toml` is wrong: a name that no film has, a user with too few ratings for a drift.
pub(crate) fn files() -> anyhow::Result<Vec<File>> {
    let films = films::read(include_str!("../films.psv"))?;
    let people = people::read(include_str!("../users.toml"), &films)?;
    let diaries: Vec<_> =
        people.iter().map(|person| ratings::diary(person, &films)).collect::<anyhow::Result<_>>()?;
    let mut files = write::movielens(&films, &people, &diaries)?;
    files.push(("truth.jsonl", truth::lines(&people, &diaries)?));
    Ok(files)
}
