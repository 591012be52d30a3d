//! What can be wrong with a data set, each as one sentence that says where, what was expected and what to
//! do; never how a screen or an exit code presents it.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::domain::text::clean_line;

/// Why a data set could not be opened or split. `Display` is the whole message for a person.
#[derive(Debug, Error)]
pub enum DataError {
    /// Nothing is at the path.
    #[error(
        "{path}: no such file or folder; point --data at a data set, or leave it out for the bundled sample"
    )]
    NotFound {
        /// What was given.
        path: String,
    },
    /// The folder holds none of the files by which formats are told.
    #[error(
        "{path}: no data set found in this folder; looked for u.data or u1.base with u1.test (MovieLens 100K), \
         ratings.dat (1M), ratings.csv (latest, 20M, 25M, 32M) and interactions.csv (any other domain)"
    )]
    Unrecognised {
        /// The folder.
        path: String,
    },
    /// A single file that is no table of ratings.
    #[error(
        "{file}:1: not a table of ratings: expected lines of user, item, rating and perhaps timestamp, separated by \
         tabs, \"::\" or commas (a table with commas starts with a header), found \"{found}\""
    )]
    NotRatings {
        /// The file.
        file: String,
        /// Its first line, shortened.
        found: String,
    },
    /// A rating file without a single rating.
    #[error("{file}: no ratings in this file; expected a line of user, item and rating for each")]
    NoRatings {
        /// The file, or the files joined by "and".
        file: String,
    },
    /// A line that is not what its file is made of.
    #[error("{file}:{line}: {problem}; correct the line, or leave out all such lines with --skip-bad-lines")]
    BadLine {
        /// The file.
        file: String,
        /// 1 for the first line.
        line: u64,
        /// What was expected and what was found.
        problem: LineProblem,
    },
    /// A table whose header lacks a column that is needed.
    #[error(
        "{file}:1: no column \"{wanted}\" in the header ({header}); rename a column, or name yours in {setting}"
    )]
    NoColumn {
        /// The file.
        file: String,
        /// The column that was looked for.
        wanted: String,
        /// The columns that there are.
        header: String,
        /// Where another name could be given.
        setting: &'static str,
    },
    /// A table whose header has a column twice.
    #[error("{file}:1: two columns are called \"{name}\"; rename one of them")]
    TwoColumns {
        /// The file.
        file: String,
        /// The name.
        name: String,
    },
    /// A file that is there but is no text.
    #[error("{file}: {found}; {advice}")]
    NoText {
        /// The file.
        file: String,
        /// What it looks like.
        found: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A held-out row that the table of ratings does not have.
    #[error(
        "{file}:{line}: user {user} has no rating of item {item} in {table}, so it cannot be held out; \
         the two files belong to different data sets"
    )]
    NotInTable {
        /// The file of held-out rows.
        file: String,
        /// 1 for the first line.
        line: u64,
        /// The user, as written.
        user: String,
        /// The item, as written.
        item: String,
        /// The table of ratings.
        table: String,
    },
    /// A split that ships with other data sets.
    #[error("split {split} needs {file} in {folder}, which has {has}; another split is kfold:5:1:0")]
    NoSplitFile {
        /// The split, as typed.
        split: String,
        /// The file that is missing.
        file: String,
        /// The data set's folder.
        folder: String,
        /// The splits that it does have, or "no such files".
        has: String,
    },
    /// A split by time of a data set without times.
    #[error("split {split} needs timestamps, and {table} has none; use kfold:5:1:0 instead")]
    NoTimes {
        /// The split, as typed.
        split: String,
        /// The data set.
        table: String,
    },
    /// A split that would leave nothing to learn from or nothing to judge by.
    #[error("split {split} {why}")]
    UselessSplit {
        /// The split, as typed.
        split: String,
        /// What is wrong with it here, and what to choose.
        why: String,
    },
    /// A file of item texts without a single row for an item of the data set.
    #[error(
        "{file}: none of its {rows} rows is about an item of this data set; is it the file of another one?"
    )]
    ForeignTexts {
        /// The file of texts.
        file: String,
        /// How many rows it has.
        rows: usize,
    },
    /// More rows, users or items than the columns can number.
    #[error("{file}: more than 4,294,967,295 {what}; split the data set")]
    TooLarge {
        /// The file.
        file: String,
        /// What there is too much of.
        what: &'static str,
    },
    /// The operating system refused.
    #[error("{path}: could not {what}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What was attempted.
        what: &'static str,
        /// Its reason.
        source: io::Error,
    },
    /// Somebody asked to stop.
    #[error("reading was cancelled")]
    Cancelled,
}

/// What is wrong with one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// Too few or too many fields.
    Fields {
        /// What a line consists of.
        expected: String,
        /// How many fields there are.
        found: usize,
    },
    /// A user's or item's id that is missing or not of the format's kind.
    Id {
        /// `user` or `item`.
        of: &'static str,
        /// Whether only whole numbers will do.
        number: bool,
        /// The field, shortened.
        found: String,
    },
    /// Not a rating.
    Rating {
        /// The field, shortened.
        found: String,
    },
    /// Not a timestamp.
    Time {
        /// The field, shortened.
        found: String,
    },
    /// A field of a table that is not what its column holds.
    Field {
        /// The column.
        column: String,
        /// What it holds.
        expected: &'static str,
        /// The field, shortened.
        found: String,
    },
    /// A quoted field without an end.
    Unclosed,
    /// A line of JSON Lines that is not a JSON object.
    Json {
        /// The parser's reason.
        why: String,
    },
    /// A line beyond any sensible length; most likely no text file at all.
    TooLong,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Id { of, number: true, found } => {
                write!(f, "expected a whole number as {of} id, found \"{found}\"")
            }
            Self::Id { of, number: false, .. } => {
                write!(f, "expected the id of the {of}, found an empty field")
            }
            Self::Rating { found } => {
                write!(f, "expected a rating in whole or half stars from 0 to 127.5, found \"{found}\"")
            }
            Self::Time { found } => {
                write!(f, "expected a timestamp in whole seconds since 1970, found \"{found}\"")
            }
            Self::Field { column, expected, found } => {
                write!(f, "expected {expected} in column {column}, found \"{found}\"")
            }
            Self::Unclosed => f.write_str("expected a second quotation mark, but the quoted text never ends"),
            Self::Json { why } => write!(f, "expected a JSON object on each line, but {why}"),
            Self::TooLong => f.write_str("expected lines of text, found one longer than a mebibyte"),
        }
    }
}

/// A field as a message quotes it: decoded, on one line, at most 40 characters.
pub(super) fn quote(field: &[u8]) -> String {
    let text = clean_line(&super::decode::decode(field));
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text,
    }
}

impl DataError {
    /// For `map_err`: what was attempted with a file.
    pub(super) fn io<'a>(path: &'a str, what: &'static str) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io { path: path.to_owned(), what, source }
    }
}
