//! The project's own settings, `lusifer.toml`: which data, which split, which columns.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

/// What a project may settle for everybody who works in its folder. Keys and themes are personal and do not
/// belong here.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Project {
    /// `[data]`
    pub data: ProjectData,
    /// `[batches]`
    pub batches: ProjectBatches,
}

/// Which data a project works on.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectData {
    /// A data set folder or file, relative to the project's folder.
    pub path: Option<PathBuf>,
    /// A split, as `--split` takes it.
    pub split: Option<String>,
    /// Item texts, relative to the project's folder.
    pub item_texts: Option<PathBuf>,
    /// What a column is for -> how the file calls it (`user = "member"`); the data room knows which there are.
    pub columns: toml::Table,
}

/// How histories are cut.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectBatches {
    /// Interactions per history.
    pub history: Option<usize>,
    /// Interactions per batch.
    pub size: Option<usize>,
    /// `chronological` or `newest-first`.
    pub order: Option<String>,
}

/// A project file that cannot be used.
#[derive(Debug, Error)]
pub enum ProjectError {
    /// It is there but cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
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
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ProjectError::Unreadable { path: path.to_path_buf(), source }),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ProjectError> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(text));
            ProjectError::Invalid {
                path: path.to_path_buf(),
                line: before.matches('\n').count() + 1,
                reason: error.message().to_owned(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_names_its_data_and_columns() {
        let text = "[data]\npath = \"d\"\nsplit = \"last:5\"\n[data.columns]\nuser = \"member\"\n";
        let project = Project::parse(Path::new("lusifer.toml"), text).unwrap();
        assert_eq!(project.data.path.as_deref(), Some(Path::new("d")));
        assert_eq!(project.data.columns["user"].as_str(), Some("member"));
        assert_eq!(Project::read(Path::new("/no/such/file")).unwrap(), Project::default());
    }

    #[test]
    fn unknown_keys_and_broken_toml_name_file_and_line() {
        let wrong = Project::parse(Path::new("lusifer.toml"), "[data]\n\nsplt = \"u1\"\n").unwrap_err();
        let message = wrong.to_string();
        assert!(message.starts_with("lusifer.toml, line 3: ") && message.contains("splt"), "{message}");
        assert!(Project::parse(Path::new("p"), "[data\n").is_err());
    }
}
