//! Which data set a folder or file is: its format, and which files hold ratings, items, users and texts; never
//! reading beyond first lines.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::error::quote;
use super::files::{DataFile, Files, label};
use super::layout::{Layout, Separator};
use super::ratings::RatingFile;
use super::{ColumnMap, DataError, OpenOptions, Shipped, Source, SplitSpec, sample};

/// A known form of data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Format {
    /// `u.data`, `u.item`, `u.user`, `u1.base` ...
    #[serde(rename = "ml-100k")]
    MovieLens100K,
    /// `ratings.dat`, `movies.dat`, `users.dat`.
    #[serde(rename = "ml-1m")]
    MovieLens1M,
    /// `ratings.csv`, `movies.csv`: latest, 20M, 25M, 32M.
    #[serde(rename = "ml-csv")]
    MovieLensCsv,
    /// `interactions.csv`, `items.csv`, `users.csv`.
    #[serde(rename = "generic")]
    Generic,
    /// A single file of ratings.
    #[serde(rename = "ratings-file")]
    RatingsFile,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MovieLens100K => "MovieLens 100K",
            Self::MovieLens1M => "MovieLens 1M",
            Self::MovieLensCsv => "MovieLens CSV",
            Self::Generic => "interactions.csv",
            Self::RatingsFile => "file of ratings",
        })
    }
}

/// What will be read.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) format: Format,
    /// Where split files are looked for.
    pub(super) files: Files,
    /// Together they are the table of ratings.
    pub(super) ratings: Vec<RatingFile>,
    /// The two files of a `files:` split, when the table was made from them.
    pub(super) pair: Option<(PathBuf, PathBuf)>,
    pub(super) items: Option<DataFile>,
    pub(super) genres: Option<DataFile>,
    pub(super) users: Option<DataFile>,
    pub(super) texts: Option<DataFile>,
    pub(super) columns: ColumnMap,
}

/// Names of the files by which folders are told, in the order in which they are looked for.
const TABLES: [(&str, Format); 4] = [
    ("u.data", Format::MovieLens100K),
    ("ratings.dat", Format::MovieLens1M),
    ("ratings.csv", Format::MovieLensCsv),
    ("interactions.csv", Format::Generic),
];

impl Plan {
    pub(super) fn of(source: &Source, options: &OpenOptions) -> Result<Self, DataError> {
        let mut plan = match source {
            Source::Sample => Self::folder(Files::Embedded(sample::files()), "sample".into(), options)?,
            Source::Path(path) => Self::path(path, options)?,
        };
        if let Some(SplitSpec::Files { train, test }) = &options.split {
            plan.ratings = vec![
                pair_file(&plan.files, train, &plan.columns)?,
                pair_file(&plan.files, test, &plan.columns)?,
            ];
            plan.pair = Some((train.clone(), test.clone()));
        }
        if let Some(texts) = &options.item_texts {
            let failed = |source: std::io::Error| DataError::Io {
                path: label(texts),
                what: "read the item texts",
                source: match source.kind() {
                    ErrorKind::NotFound => std::io::Error::new(ErrorKind::NotFound, "no such file"),
                    _ => source,
                },
            };
            if fs::metadata(texts).map_err(failed)?.is_dir() {
                return Err(failed(ErrorKind::IsADirectory.into()));
            }
            plan.texts = Some(DataFile::on_disk(texts.clone()));
        }
        Ok(plan)
    }

    fn path(path: &Path, options: &OpenOptions) -> Result<Self, DataError> {
        let facts = fs::metadata(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => DataError::NotFound { path: label(path) },
            _ => DataError::Io { path: label(path), what: "look at it", source: error },
        })?;
        if facts.is_dir() {
            // Otherwise a folder that may not be read would look like one without a data set.
            fs::read_dir(path).map_err(|source| DataError::Io {
                path: label(path),
                what: "read the folder",
                source,
            })?;
            return Self::folder(Files::Folder(path.to_owned()), name_of(path), options);
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // A folder's table stands for the folder, so that titles are found as well.
        if TABLES.iter().any(|(table, _)| *table == name) {
            let name = name_of(&parent);
            return Self::folder(Files::Folder(parent), name, options);
        }
        let file = DataFile::on_disk(path.to_owned());
        let layout = Layout::sniff(&file, &options.columns)?;
        Ok(Self {
            name: name_of(path),
            format: Format::RatingsFile,
            files: Files::Folder(parent),
            ratings: vec![RatingFile { file, layout }],
            pair: None,
            items: None,
            genres: None,
            users: None,
            texts: None,
            columns: options.columns.clone(),
        })
    }

    fn folder(files: Files, name: String, options: &OpenOptions) -> Result<Self, DataError> {
        let found = TABLES.iter().find_map(|(table, format)| Some((files.find(table)?, *format)));
        // A table of one's own called ratings.csv is as good as one called interactions.csv.
        let found = found.map(|(file, format)| {
            let own = format == Format::MovieLensCsv
                && Layout::movielens_csv(&file).is_err()
                && Layout::table(&file, &options.columns).is_ok();
            (file, if own { Format::Generic } else { format })
        });
        let (tables, format) = match found {
            Some((file, format)) => (vec![file], format),
            None => match base_and_test(&files) {
                Some(pair) => (pair.to_vec(), Format::MovieLens100K),
                None if wants_pair(options) => (Vec::new(), Format::Generic),
                None => return Err(DataError::Unrecognised { path: files.label() }),
            },
        };
        let columns = match format {
            Format::MovieLensCsv => {
                ColumnMap { user: "userId".into(), item: "movieId".into(), ..ColumnMap::default() }
            }
            _ => options.columns.clone(),
        };
        let mut ratings = Vec::new();
        // The table's own header need not be right where two other files take its place.
        for file in tables.into_iter().filter(|_| !wants_pair(options)) {
            let layout = match format {
                Format::MovieLens100K => Layout::movielens(Separator::Tab),
                Format::MovieLens1M => Layout::movielens(Separator::DoubleColon),
                Format::MovieLensCsv => Layout::movielens_csv(&file)?,
                Format::Generic | Format::RatingsFile => Layout::table(&file, &columns)?,
            };
            ratings.push(RatingFile { file, layout });
        }
        let (items, users) = match format {
            Format::MovieLens100K => ("u.item", "u.user"),
            Format::MovieLens1M => ("movies.dat", "users.dat"),
            Format::MovieLensCsv => ("movies.csv", "users.csv"),
            Format::Generic | Format::RatingsFile => ("items.csv", "users.csv"),
        };
        Ok(Self {
            name,
            format,
            ratings,
            pair: None,
            items: files.find(items),
            genres: files.find("u.genre").filter(|_| format == Format::MovieLens100K),
            users: files.find(users),
            texts: files.find("item-texts.csv").or_else(|| files.find("item-texts.jsonl")),
            columns,
            files,
        })
    }

    /// Every file whose change makes another table of ratings: those that have ratings or ids in them.
    pub(super) fn sources(&self) -> impl Iterator<Item = &DataFile> {
        self.ratings.iter().map(|file| &file.file).chain(&self.items).chain(&self.users)
    }

    /// How messages call the table of ratings.
    pub(super) fn table_label(&self) -> String {
        let names: Vec<_> = self.ratings.iter().map(|file| file.file.label()).collect();
        names.join(" and ")
    }
}

fn wants_pair(options: &OpenOptions) -> bool {
    matches!(options.split, Some(SplitSpec::Files { .. }))
}

/// The first split of which both halves are there.
fn base_and_test(files: &Files) -> Option<[DataFile; 2]> {
    Shipped::ALL.iter().find_map(|shipped| {
        let half = |ending: &str| files.find(&format!("{}.{ending}", shipped.word()));
        Some([half("base")?, half("test")?])
    })
}

/// A file of a `files:` split: as given, or else in the data set's folder.
pub(super) fn pair_file(files: &Files, path: &Path, columns: &ColumnMap) -> Result<RatingFile, DataError> {
    let file = if path.is_file() {
        DataFile::on_disk(path.to_owned())
    } else {
        path.to_str().and_then(|name| files.find(name)).ok_or_else(|| DataError::NoSplitFile {
            split: "files:TRAIN:TEST".into(),
            file: label(path),
            folder: files.label(),
            has: "no such file".into(),
        })?
    };
    let layout = Layout::sniff(&file, columns)?;
    Ok(RatingFile { file, layout })
}

/// What a data set at a path is called: the folder's name, or the file's without its ending.
fn name_of(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let stem = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
    let name = stem.map(|name| quote(name.to_string_lossy().as_bytes())).unwrap_or_default();
    if name.is_empty() { "data".into() } else { name }
}
