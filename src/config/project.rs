//! The project's own settings, `lusifer.toml`: which data, which split, which columns.

use std::fmt;
use std::fs;
use std::io::{Error, ErrorKind};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, de};
use thiserror::Error;
use toml::Spanned;

/// What a project may settle for everybody who works in its folder. Keys and themes are personal and do not
/// belong here.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Project {
    /// `[data]`
    pub data: ProjectData,
    /// `[batches]`
    pub batches: ProjectBatches,
    #[serde(skip)]
    path: PathBuf,
    #[serde(skip)]
    text: String,
}

/// Which data a project works on.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectData {
    /// A data set folder or file, relative to the project's folder.
    pub path: Option<PathBuf>,
    /// A split, as `--split` takes it.
    pub split: Option<Spanned<String>>,
    /// Item texts, relative to the project's folder.
    pub item_texts: Option<PathBuf>,
    /// What a column is for -> how the file calls it (`user = "member"`); see [`Project::columns`].
    columns: Option<toml::Table>,
}

/// How histories are cut.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectBatches {
    /// Interactions per history.
    #[serde(deserialize_with = "count")]
    pub history: Option<NonZeroUsize>,
    /// Interactions per batch.
    #[serde(deserialize_with = "count")]
    pub size: Option<NonZeroUsize>,
    /// `chronological` or `newest-first`.
    pub order: Option<Spanned<String>>,
}

/// Most of anything that is counted: more is a typing error, and far below what could overflow.
const MOST: i64 = 1_000_000_000;

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroUsize>, D::Error> {
    struct Count;

    impl Visitor<'_> for Count {
        type Value = NonZeroUsize;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a whole number from 1 to {MOST}")
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<NonZeroUsize, E> {
            let sensible =
                usize::try_from(number).ok().filter(|_| number <= MOST).and_then(NonZeroUsize::new);
            sensible.ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
        }
    }

    deserializer.deserialize_any(Count).map(Some)
}

/// A project file that cannot be used.
#[derive(Debug, Error)]
pub enum ProjectError {
    /// It is there but cannot be read.
    #[error("{path} cannot be read: {source}; mend it or move it away")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: Error,
    },
    /// It is not what it should be.
    #[error("{path}, line {line}: {reason}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, 1 = first.
        line: usize,
        /// What is wrong, with the keys that are known.
        reason: String,
    },
}

impl Project {
    /// Reads the file; a file that is not there is an empty one.
    ///
    /// # Errors
    /// [`ProjectError`] with file and line.
    pub fn read(path: &Path) -> Result<Self, ProjectError> {
        match fs::read(path) {
            Ok(bytes) => Self::parse(path, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ProjectError::Unreadable { path: path.to_path_buf(), source }),
        }
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, ProjectError> {
        let text = std::str::from_utf8(bytes).map_err(|error| ProjectError::Invalid {
            path: path.to_path_buf(),
            line: line(bytes, error.valid_up_to()),
            reason: "this is not UTF-8; save the file as UTF-8".to_owned(),
        })?;
        let project: Self = toml::from_str(text).map_err(|error| wrong(path, text, &error))?;
        Ok(Self { path: path.to_path_buf(), text: text.to_owned(), ..project })
    }

    /// `[data.columns]`, as whoever knows the columns reads it; its default where there is none.
    ///
    /// # Errors
    /// [`ProjectError::Invalid`] with the line.
    pub fn columns<T: DeserializeOwned + Default>(&self) -> Result<T, ProjectError> {
        #[derive(Deserialize)]
        struct Whole<T> {
            data: Option<Data<T>>,
        }

        #[derive(Deserialize)]
        struct Data<T> {
            columns: Option<T>,
        }

        let whole: Whole<T> =
            toml::from_str(&self.text).map_err(|error| wrong(&self.path, &self.text, &error))?;
        Ok(whole.data.and_then(|data| data.columns).unwrap_or_default())
    }

    /// Why a value that was read cannot be used, with the line on which it stands.
    pub fn unusable(&self, value: &Spanned<String>, reason: impl fmt::Display) -> ProjectError {
        let Range { start, .. } = value.span();
        ProjectError::Invalid {
            path: self.path.clone(),
            line: line(self.text.as_bytes(), start),
            reason: reason.to_string(),
        }
    }
}

fn wrong(path: &Path, text: &str, error: &toml::de::Error) -> ProjectError {
    let start = error.span().map_or(0, |span| span.start);
    let reason = error.message().to_owned();
    ProjectError::Invalid { path: path.to_path_buf(), line: line(text.as_bytes(), start), reason }
}

/// The line (1 = first) of an offset.
fn line(text: &[u8], offset: usize) -> usize {
    text.iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_project_names_its_data_and_columns() {
        let text = "[data]\npath = \"d\"\nsplit = \"last:5\"\n[data.columns]\nuser = \"member\"\n";
        let project = Project::parse(Path::new("lusifer.toml"), text.as_bytes()).unwrap();
        assert_eq!(project.data.path.as_deref(), Some(Path::new("d")));
        let columns: BTreeMap<String, String> = project.columns().unwrap();
        assert_eq!(columns["user"], "member");
        assert!(Project::default().columns::<BTreeMap<String, String>>().unwrap().is_empty());
        assert_eq!(Project::read(Path::new("/no/such/file")).unwrap(), Project::default());
    }

    #[test]
    fn unknown_keys_and_broken_toml_name_file_and_line() {
        let cases: [(&[u8], usize, &str); 9] = [
            (b"[data]\n\nsplt = \"u1\"\n", 3, "unknown field `splt`"),
            (b"\n[data\n", 2, "unclosed table"),
            (
                b"[batches]\nsize = 0\n",
                2,
                "invalid value: integer `0`, expected a whole number from 1 to 1000000000",
            ),
            (b"[batches]\nhistory = -1\n", 2, "expected a whole number from 1"),
            (b"[batches]\nhistory = 1.5\n", 2, "expected a whole number from 1"),
            (b"[batches]\nhistory = 99999999999999999999\n", 2, "expected a whole number from 1"),
            (b"[batches]\nhistory = 10000000000\n", 2, "expected a whole number from 1"),
            (b"[data]\nsplit = 5\n", 2, "expected a string"),
            (b"[data]\n# Jos\xe9\n", 2, "not UTF-8"),
        ];
        for (text, line, part) in cases {
            let message = Project::parse(Path::new("lusifer.toml"), text).unwrap_err().to_string();
            assert!(message.starts_with(&format!("lusifer.toml, line {line}: ")), "{message}");
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn values_that_others_refuse_have_their_line_too() {
        let text = b"[data]\nsplit = \"u9\"\n\n[data.columns]\nuser = \"a\"\nitem = 3\n";
        let project = Project::parse(Path::new("lusifer.toml"), text).unwrap();
        let refused = project.unusable(project.data.split.as_ref().unwrap(), "no such split").to_string();
        assert_eq!(refused, "lusifer.toml, line 2: no such split");
        let message = project.columns::<BTreeMap<String, String>>().unwrap_err().to_string();
        assert!(message.starts_with("lusifer.toml, line 6: invalid type: integer `3`"), "{message}");
    }
}
