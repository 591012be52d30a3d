//! What is wrong with a setting, and where a setting comes from, in words.

use std::fmt;
use std::path::PathBuf;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Compiled in.
    BuiltIn,
    /// A line of a file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, 1 = first.
        line: usize,
    },
    /// A variable in `.env`.
    Dotenv {
        /// The file.
        path: PathBuf,
        /// The line, 1 = first.
        line: usize,
        /// The variable.
        name: String,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built-in"),
            Self::File { path, line } | Self::Dotenv { path, line, .. } => {
                write!(f, "{}, line {line}", path.display())
            }
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A place that settings are read from, the one that wins last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The system's file.
    System,
    /// The person's file.
    User,
    /// The project's file.
    Project,
    /// `.env`.
    Dotenv,
    /// The environment.
    Environment,
    /// The command line.
    Flags,
}

/// How wrong something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It means nothing here and is left out.
    Unknown,
    /// It cannot be what it is meant for; the value of the next layer holds.
    Wrong,
    /// The whole file cannot be read and is left out.
    Broken,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it was read.
    pub layer: Layer,
    /// How wrong it is.
    pub kind: Kind,
    /// Where exactly.
    pub origin: Origin,
    /// What is wrong, with the key.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.text)
    }
}
