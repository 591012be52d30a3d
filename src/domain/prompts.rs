//! Prompts as plain data: the files of a pack, what is found in them, and what is said to a model at a step; never how a
//! template is filled in.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{NewCall, RunId};

/// Whose text a prompt file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptOrigin {
    /// Of the pack that is built in.
    BuiltIn,
    /// Of a folder of the person's.
    Folder,
    /// The folder has none: that of the built-in pack of the paper stands in.
    Borrowed,
    /// It was in the folder and is there no longer: what it last said is in use.
    Gone,
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

/// How a variable stands in a prompt file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptUse {
    /// It is filled in.
    Used,
    /// It could be, and is not.
    Unused,
    /// It is not, and without it the prompt cannot do its work.
    Missing,
    /// It is named, and there is no such variable.
    Unknown,
}

/// A variable of a prompt file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptVariable {
    /// Its name.
    pub name: String,
    /// What it holds; of an unknown one nothing is known.
    pub about: String,
    /// What the file's head says of it.
    pub documented: Option<String>,
    /// Whether it is used.
    pub use_: PromptUse,
    /// The line on which it is first named; 0 = on none.
    pub line: usize,
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
    /// When it was last written, in seconds since 1970; `None` where it is no file of its own, or nobody knows.
    pub edited: Option<i64>,
    /// What it is for, as its head says.
    pub about: String,
    /// What is wrong or doubtful in it, the worst first.
    pub findings: Vec<PromptFinding>,
    /// Its variables, in the order in which they should come; of a template that describes a user or an item none.
    pub variables: Vec<PromptVariable>,
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
    /// Names the pack that is asked in, where that is not this one: the last that could be used.
    pub stand_in: Option<String>,
    /// Its files, in the order in which they are used.
    pub files: Vec<PromptFile>,
}

impl PromptPack {
    /// The file of that name.
    pub fn file(&self, name: &str) -> Option<&PromptFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// The texts of a pack as a run was written with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackTexts {
    /// Names the pack: what a run's parameters call `prompts`.
    pub hash: String,
    /// How it was called.
    pub name: String,
    /// Names of the files with their texts, in the order in which they are used.
    pub files: Vec<(String, String)>,
}

impl PackTexts {
    /// The text of a file.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|(name, _)| name == file).map(|(_, text)| &**text)
    }
}

/// A stretch of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptPiece {
    /// The variable that filled it; `None` = the template's own text.
    pub variable: Option<String>,
    /// The text.
    pub text: String,
}

/// What a model is told at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptPreview {
    /// Of which step: `B2 of user 7, after the profile of r1`.
    pub of: String,
    /// Who says what: `system`, `user`.
    pub messages: Vec<(String, Vec<PromptPiece>)>,
    /// Name and text of the schema that the answer has to meet; `None` where nothing is asked.
    pub schema: Option<(String, String)>,
    /// Names of its parts with their tokens.
    pub parts: Vec<(String, u64)>,
    /// How tokens were counted.
    pub counted: String,
    /// What stands in for something that is not there yet, a sentence each.
    pub notes: Vec<String>,
}

impl PromptPreview {
    /// Tokens in all.
    pub fn tokens(&self) -> u64 {
        self.parts.iter().map(|(_, tokens)| tokens).sum()
    }
}

/// The prompts in use, with what they come to at a step, and what the open run was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptSheet {
    /// The pack as it lies there.
    pub pack: PromptPack,
    /// Of each of its files what it comes to, or why that cannot be said; in their order.
    pub previews: Vec<Result<PromptPreview, String>>,
    /// Names the pack that a model is asked in; `None` where no model is asked.
    pub asked_in: Option<String>,
    /// Names the pack that the open run was written with; `None` where it was written without, and without a run.
    pub run_hash: Option<String>,
    /// What the texts are compared with.
    pub against: Option<PromptsBefore>,
}

/// Texts that others are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptsBefore {
    /// Whose they are: `r1`, `the built-in paper`.
    pub name: String,
    /// The texts.
    pub texts: PackTexts,
}

/// What came of a step that was asked for to try prompts.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptTrial {
    /// For which run.
    pub run: RunId,
    /// The batch that was read.
    pub batch: usize,
    /// Names the pack that was tried.
    pub hash: String,
    /// The profile; `None` = no answer could be taken.
    pub profile: Option<String>,
    /// What it says of the change.
    pub update: Option<String>,
    /// Why no answer could be taken.
    pub why: Option<String>,
    /// The profile that is kept of that batch.
    pub before: Option<String>,
    /// The calls that it took, oldest first.
    pub calls: Vec<NewCall>,
}
