//! The tabs of a prompt file and the panes that they stand in; never what they say.

use crate::app::screens::profile::Shape;

/// What can be looked at of a prompt file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptTab {
    /// The file as it is written.
    #[default]
    Text,
    /// What was changed in it.
    Diff,
    /// What a model is told with it at the present step.
    Rendered,
    /// Its variables.
    Variables,
    /// What is wrong or doubtful in it.
    Lint,
    /// What came of it when it was tried.
    Test,
}

impl PromptTab {
    /// All tabs, in the order in which they are met.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Diff, Self::Rendered, Self::Variables, Self::Lint, Self::Test];

    /// In front before anything was looked at: what is wrong is shown before what is used.
    pub(super) const FIRST: [Self; 6] =
        [Self::Text, Self::Diff, Self::Rendered, Self::Lint, Self::Variables, Self::Test];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Diff => "Diff",
            Self::Rendered => "Rendered",
            Self::Variables => "Variables",
            Self::Lint => "Lint",
            Self::Test => "Test",
        }
    }

    /// Which tabs share a pane.
    pub(super) const fn groups(shape: Shape) -> &'static [&'static [Self]] {
        use PromptTab::{Diff, Lint, Rendered, Test, Text, Variables};
        match shape {
            Shape::One => &[&[Text, Diff, Rendered, Variables, Lint, Test]],
            Shape::Two => &[&[Text, Diff], &[Rendered, Variables, Lint, Test]],
            Shape::Three => &[&[Text, Diff], &[Rendered], &[Lint, Variables, Test]],
        }
    }
}

/// The panes of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptsPane {
    /// The list.
    List,
    /// The pane in which this tab is shown.
    Tab(PromptTab),
}
