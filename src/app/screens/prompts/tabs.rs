//! The tabs of a prompt file and the panes that they stand in; never what they say.

use crate::app::screens::profile::Shape;

/// What can be looked at of a prompt file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PromptTab {
    /// The file as it is written.
    #[default]
    Text,
    /// What is wrong or doubtful in it.
    Lint,
}

impl PromptTab {
    /// All tabs, in the order in which they are met.
    pub const ALL: [Self; 2] = [Self::Text, Self::Lint];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Lint => "Lint",
        }
    }

    /// Which tabs share a pane.
    pub(super) const fn groups(shape: Shape) -> &'static [&'static [Self]] {
        use PromptTab::{Lint, Text};
        match shape {
            Shape::One => &[&[Text, Lint]],
            Shape::Two | Shape::Three => &[&[Text], &[Lint]],
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
