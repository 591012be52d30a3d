//! What the explorer may take up of the last session, as flags and settings say; never what the session was.

use std::path::PathBuf;

/// Where the last session is kept, and what of it may be taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The file.
    pub file: PathBuf,
    /// Whether it is read; it is written in any case.
    pub reads: bool,
    /// What is named, so that the last session has no say in it.
    pub named: Named,
}

/// What flags, environment or files name.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that is named or not")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The data set.
    pub data: bool,
    /// What is held out.
    pub split: bool,
    /// Texts of items.
    pub item_texts: bool,
    /// Who writes.
    pub writer: bool,
    /// The prompts.
    pub prompts: bool,
}
