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

impl Role {
    /// Every role with its table and key in a theme file.
    pub(super) const FILED: [(Self, &'static str, &'static str); 22] = [
        (Self::Text, "style", "text"),
        (Self::Dim, "style", "dim"),
        (Self::Strong, "style", "strong"),
        (Self::Title, "style", "title"),
        (Self::Border, "style", "border"),
        (Self::BorderFocus, "style", "border_focus"),
        (Self::Selection, "style", "selection"),
        (Self::KeyHint, "style", "key_hint"),
        (Self::Mark, "style", "mark"),
        (Self::Info, "style", "info"),
        (Self::Warn, "style", "warn"),
        (Self::Error, "style", "error"),
        (Self::Insert, "diff", "insert"),
        (Self::Delete, "diff", "delete"),
        (Self::Moved, "diff", "moved"),
        (Self::Rewritten, "diff", "rewritten"),
        (Self::Citation, "diff", "citation"),
        (Self::Supports, "evidence", "supports"),
        (Self::Against, "evidence", "against"),
        (Self::Unknown, "evidence", "unknown"),
        (Self::Baseline, "chart", "baseline"),
        (Self::Heat, "chart", "heat"),
    ];
}
