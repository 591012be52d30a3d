//! Where themes are found: in a person's folder, then the project's, then among the built-in ones; and what they
//! inherit from each other. Never how a theme looks.

use std::fs;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::Theme;
use super::file::{Problem, Spot, ThemeFile};

/// The built-in themes: name and file.
const BUILT_IN: [(&str, &str); 7] = [
    ("lusifer-dark", include_str!("../../../themes/lusifer-dark.toml")),
    ("lusifer-light", include_str!("../../../themes/lusifer-light.toml")),
    ("ansi", include_str!("../../../themes/ansi.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("cvd-dark", include_str!("../../../themes/cvd-dark.toml")),
    ("cvd-light", include_str!("../../../themes/cvd-light.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// Larger files are no themes.
const LARGEST: u64 = 256 * 1024;

/// A theme that cannot be used: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThemeError {
    /// There is none of that name.
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Its file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It is not what it should be.
    Wrong(Vec<Problem>),
}

impl ThemeError {
    /// What is wrong, a sentence each.
    pub fn sentences(&self) -> Vec<String> {
        match self {
            Self::Wrong(problems) => problems.iter().map(ToString::to_string).collect(),
            Self::Unknown { name, known } => {
                vec![format!("there is no theme \"{name}\"; known: {}", known.join(", "))]
            }
            Self::Unreadable { path, reason } => vec![format!("{} cannot be read: {reason}", path.display())],
        }
    }
}

impl ThemeError {
    /// The first of what is wrong, for one row of a screen: files without their folders.
    pub fn briefly(&self) -> String {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        match self {
            Self::Wrong(problems) => problems.first().map_or_else(String::new, |problem| {
                let file = name(Path::new(&*problem.spot.file)).unwrap_or_default();
                format!("{file}, line {}: {}", problem.spot.line, problem.what)
            }),
            Self::Unreadable { path, reason } => {
                format!("{} cannot be read: {reason}", name(path).unwrap_or_default())
            }
            Self::Unknown { .. } => self.to_string(),
        }
    }
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences().join("\n"))
    }
}

impl std::error::Error for ThemeError {}

/// Whose a theme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// In the configuration folder.
    Person,
    /// In the project's folder.
    Project,
    /// Compiled in.
    Program,
}

impl Owner {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "yours",
            Self::Project => "project",
            Self::Program => "built-in",
        }
    }
}

/// A theme that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: Owner,
    /// Its file, unless it is compiled in.
    pub path: Option<PathBuf>,
}

/// A theme and the files that it was read from, which may change.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The theme.
    pub theme: Theme,
    /// Files of a person or a project.
    pub files: Vec<PathBuf>,
}

/// Where themes are found.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    folders: Vec<(Owner, PathBuf)>,
}

/// A theme's text before it is understood.
struct Found {
    /// How people are told of it.
    file: String,
    text: String,
    path: Option<PathBuf>,
    /// Where it stands in the order of search.
    rank: usize,
}

impl Shelf {
    /// Themes of a configuration folder, then of a project's folder if there is one, then the built-in ones.
    pub fn new(config: &Path, project: Option<&Path>) -> Self {
        let person = (Owner::Person, config.join("themes"));
        let project = project.map(|folder| (Owner::Project, folder.join("themes")));
        Self { folders: std::iter::once(person).chain(project).collect() }
    }

    /// Names of the built-in themes.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Every theme, the built-in ones first. One that stands before another of its name hides it.
    pub fn list(&self) -> Vec<Listed> {
        let mut listed: Vec<Listed> = Vec::new();
        for (owner, folder) in &self.folders {
            let mut paths: Vec<PathBuf> = fs::read_dir(folder)
                .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
                .unwrap_or_default();
            paths.sort();
            for path in paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
                let Some(name) = path.file_stem().map(|name| name.to_string_lossy().into_owned()) else {
                    continue;
                };
                if !listed.iter().any(|other| other.name == name) {
                    listed.push(Listed { name, owner: *owner, path: Some(path) });
                }
            }
        }
        let place =
            |listed: &Listed| Self::built_in().position(|name| name == listed.name).unwrap_or(usize::MAX);
        for name in Self::built_in() {
            if !listed.iter().any(|other| other.name == name) {
                listed.push(Listed { name: name.to_owned(), owner: Owner::Program, path: None });
            }
        }
        listed.sort_by_key(place);
        listed
    }

    /// The file of a theme of that name, whatever is wrong with it; none where it is built in or unknown.
    pub fn files_of(&self, name: &str) -> Vec<PathBuf> {
        self.path(name, 0).map(|(_, path)| path).into_iter().collect()
    }

    /// A theme by name.
    ///
    /// # Errors
    /// [`ThemeError`] with everything that is wrong.
    pub fn open(&self, name: &str) -> Result<Read, ThemeError> {
        let found = self.find(name, 0)?.ok_or_else(|| ThemeError::Unknown {
            name: name.to_owned(),
            known: self.list().into_iter().map(|listed| listed.name).collect(),
        })?;
        self.read(name, found)
    }

    /// A theme by its file, wherever that lies.
    ///
    /// # Errors
    /// [`ThemeError`] with everything that is wrong.
    pub fn open_file(&self, path: &Path) -> Result<Read, ThemeError> {
        let text = read_text(path)?;
        let file = path.display().to_string();
        let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.read(&name, Found { file, text, path: Some(path.to_path_buf()), rank: 0 })
    }

    /// A theme by its text.
    ///
    /// # Errors
    /// [`ThemeError`] with everything that is wrong.
    pub fn open_text(&self, name: &str, text: &str) -> Result<Theme, ThemeError> {
        let found = Found { file: format!("{name}.toml"), text: text.to_owned(), path: None, rank: 0 };
        self.read(name, found).map(|read| read.theme)
    }

    /// Looks for a name, from a place in the order of search on.
    fn find(&self, name: &str, from: usize) -> Result<Option<Found>, ThemeError> {
        if let Some((rank, path)) = self.path(name, from) {
            let text = read_text(&path)?;
            return Ok(Some(Found { file: path.display().to_string(), text, path: Some(path), rank }));
        }
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name && from <= self.folders.len());
        Ok(built_in.map(|(name, text)| Found {
            file: format!("{name} (built-in)"),
            text: (*text).to_owned(),
            path: None,
            rank: self.folders.len(),
        }))
    }

    /// The first file of a name, from a place in the order of search on, and its place.
    fn path(&self, name: &str, from: usize) -> Option<(usize, PathBuf)> {
        // A name is not a path.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            return None;
        }
        let places = self.folders.iter().enumerate().skip(from);
        let mut paths = places.map(|(rank, (_, folder))| (rank, folder.join(format!("{name}.toml"))));
        paths.find(|(_, path)| path.is_file())
    }

    fn read(&self, name: &str, found: Found) -> Result<Read, ThemeError> {
        let mut problems = Vec::new();
        let mut layers = Vec::new();
        let mut files = Vec::new();
        let mut seen: Vec<(String, usize)> = Vec::new();
        let mut next = Some((name.to_owned(), found));
        while let Some((name, found)) = next.take() {
            let (layer, wrong) = ThemeFile::read(&found.file, &found.text);
            problems.extend(wrong);
            files.extend(found.path);
            seen.push((name.clone(), found.rank));
            if let Some((parent, spot)) = layer.inherits.clone() {
                // A file that inherits its own name means the one that it hides.
                let from = if parent == name { found.rank + 1 } else { 0 };
                match self.find(&parent, from)? {
                    Some(found) if seen.contains(&(parent.clone(), found.rank)) => {
                        let round: Vec<&str> = seen.iter().map(|(name, _)| name.as_str()).collect();
                        let what = format!(
                            "themes inherit each other in a circle: {} > {parent}",
                            round.join(" > ")
                        );
                        problems.push(Problem { spot, what });
                    }
                    Some(found) => next = Some((parent, found)),
                    None => problems.push(self.no_parent(&parent, spot)),
                }
            }
            layers.push(layer);
        }
        let mut merged = ThemeFile::default();
        for layer in layers.into_iter().rev() {
            merged.take(layer);
        }
        let theme = super::resolve(name, &merged, &mut problems);
        if problems.is_empty() { Ok(Read { theme, files }) } else { Err(ThemeError::Wrong(problems)) }
    }

    fn no_parent(&self, parent: &str, spot: Spot) -> Problem {
        let known: Vec<String> = self.list().into_iter().map(|listed| listed.name).collect();
        Problem {
            spot,
            what: format!("inherits \"{parent}\", but there is no such theme; known: {}", known.join(", ")),
        }
    }
}

fn read_text(path: &Path) -> Result<String, ThemeError> {
    let wrong = |reason: String| ThemeError::Unreadable { path: path.to_path_buf(), reason };
    let about = fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(wrong(format!("a theme is a file of at most {} kB", LARGEST / 1024)));
    }
    fs::read_to_string(path).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => wrong("this is not UTF-8; save the file as UTF-8".to_owned()),
        _ => wrong(error.to_string()),
    })
}
