//! Prompts as plain data: the files of a pack, what is found in them, and what is said to a model at a step; never how a
//! template is filled in.

use std::path::PathBuf;

/// Whose text a prompt file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptOrigin {
    /// Of the pack that is built in.
    BuiltIn,
    /// Of a folder of the person's.
    Folder,
    /// The folder has none: that of the built-in pack of the paper stands in.
    Borrowed,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PromptTrouble {
    /// The pack cannot be used, or no answer can be right.
    Error,
    /// Answers will be worse, dearer or refused more often.
    Warning,
    /// Worth knowing.
    Note,
}

impl PromptTrouble {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that was found in a prompt file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptFinding {
    /// How bad it is.
    pub trouble: PromptTrouble,
    /// Line, 1 = first; 0 where it is about no line.
    pub line: usize,
    /// Column in characters, 1 = first; 0 where it is about no column.
    pub column: usize,
    /// What, in a sentence.
    pub what: String,
}

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptFile {
    /// `profile_update.md`
    pub name: String,
    /// All of it.
    pub text: String,
    /// Names the text: 16 hexadecimal digits.
    pub hash: String,
    /// Whose it is.
    pub origin: PromptOrigin,
    /// What it is for, as its head says.
    pub about: String,
    /// What is wrong or doubtful in it, the worst first.
    pub findings: Vec<PromptFinding>,
}

impl PromptFile {
    /// Its name without its ending.
    pub fn stem(&self) -> &str {
        self.name.split_once('.').map_or(&*self.name, |(stem, _)| stem)
    }

    /// How many words it has, its head included.
    pub fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

/// A prompt pack as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptPack {
    /// The built-in name, or the folder's.
    pub name: String,
    /// Where it lies; `None` = it is built in.
    pub folder: Option<PathBuf>,
    /// Names the whole pack, whatever it is called; `None` = it cannot be used.
    pub hash: Option<String>,
    /// Its files, in the order in which they are used.
    pub files: Vec<PromptFile>,
}

impl PromptPack {
    /// The file of that name.
    pub fn file(&self, name: &str) -> Option<&PromptFile> {
        self.files.iter().find(|file| file.name == name)
    }
}
