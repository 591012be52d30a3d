//! What a style is for; never how it looks.

/// What a style is for. The words are the keys of a theme file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// What may be overlooked.
    Dim,
    /// What must not be overlooked.
    Strong,
    /// Titles of panes and the active tab.
    Title,
    /// Lines around a pane.
    Border,
    /// Lines around the pane that has the keys.
    BorderFocus,
    /// The selected row of the pane that has the keys.
    Selection,
    /// A key in the footer and in the help.
    KeyHint,
    /// The pointer beside a selected row, and marks.
    Mark,
    /// Words that a search or a filter found.
    Match,
    /// What is marked as A to be compared.
    MarkA,
    /// What is marked as B to be compared.
    MarkB,
    /// What lies in the trash.
    Trash,
    /// A message that can be ignored.
    Info,
    /// A message that should be read.
    Warn,
    /// A message that must be read.
    Error,
    /// Words that are new.
    Insert,
    /// Words that are gone.
    Delete,
    /// A sentence that stands elsewhere now.
    Moved,
    /// A sentence that was written anew.
    Rewritten,
    /// A cited item.
    Citation,
    /// Evidence for a claim.
    Supports,
    /// Evidence against a claim.
    Against,
    /// Evidence that could not be checked.
    Unknown,
    /// Lines of baselines in charts.
    Baseline,
    /// Bars of change and of counts.
    Heat,
}

/// How much contrast a role needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Words and numbers are read in it.
    Read,
    /// A line, a bar or a sign is told by it.
    Seen,
    /// It says nothing that is not said otherwise.
    Ornament,
}

/// A role as a theme file names it.
#[derive(Clone, Copy, Debug)]
pub struct Filed {
    /// The role.
    pub role: Role,
    /// The table of a theme file.
    pub table: &'static str,
    /// The key in it.
    pub key: &'static str,
    /// How much contrast it needs.
    pub weight: Weight,
    /// What it is for, and a sample of it.
    pub about: &'static str,
}

const fn filed(
    role: Role,
    table: &'static str,
    key: &'static str,
    weight: Weight,
    about: &'static str,
) -> Filed {
    Filed { role, table, key, weight, about }
}

impl Role {
    /// Every role with its table and key in a theme file.
    pub const FILED: [Filed; 26] = {
        use Weight::{Ornament, Read, Seen};
        [
            filed(Self::Text, "style", "text", Read, "ordinary text"),
            filed(Self::Dim, "style", "dim", Read, "what may be overlooked"),
            filed(Self::Strong, "style", "strong", Read, "what must not be overlooked"),
            filed(Self::Title, "style", "title", Read, "titles of panes, the active tab"),
            filed(Self::Border, "style", "border", Ornament, "lines around a pane"),
            filed(Self::BorderFocus, "style", "border_focus", Seen, "lines around the pane with the keys"),
            filed(Self::Selection, "style", "selection", Read, "the selected row"),
            filed(Self::KeyHint, "style", "key_hint", Read, "keys in the footer and the help"),
            filed(Self::Mark, "style", "mark", Seen, "pointers and marks"),
            filed(Self::Match, "style", "match", Read, "words that a search found"),
            filed(Self::MarkA, "style", "mark_a", Read, "marked as A"),
            filed(Self::MarkB, "style", "mark_b", Read, "marked as B"),
            filed(Self::Trash, "style", "trash", Read, "in the trash"),
            filed(Self::Info, "style", "info", Read, "a message that can be ignored"),
            filed(Self::Warn, "style", "warn", Read, "a message that should be read"),
            filed(Self::Error, "style", "error", Read, "a message that must be read"),
            filed(Self::Insert, "diff", "insert", Read, "words that are new"),
            filed(Self::Delete, "diff", "delete", Read, "words that are gone"),
            filed(Self::Moved, "diff", "moved", Read, "a sentence that stands elsewhere"),
            filed(Self::Rewritten, "diff", "rewritten", Read, "a sentence that was written anew"),
            filed(Self::Citation, "diff", "citation", Read, "a cited item"),
            filed(Self::Supports, "evidence", "supports", Read, "speaks for a claim"),
            filed(Self::Against, "evidence", "against", Read, "speaks against a claim"),
            filed(Self::Unknown, "evidence", "unknown", Read, "could not be checked"),
            filed(Self::Baseline, "chart", "baseline", Seen, "lines of baselines"),
            filed(Self::Heat, "chart", "bar", Seen, "bars of change and of counts"),
        ]
    };
}
