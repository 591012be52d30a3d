//! Which panes Compare has, and which items are listed in one of them.

use crate::metrics::{Closer, RatingPair};

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparePane {
    /// The texts.
    #[default]
    Text,
    /// The items that both rated.
    Ratings,
    /// The figures, and what differs between the runs.
    Figures,
    /// What differs between the prompts that they were written with.
    Prompts,
}

impl ComparePane {
    /// All panes.
    pub const ALL: [Self; 4] = [Self::Text, Self::Ratings, Self::Figures, Self::Prompts];

    /// The name on the tab.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Ratings => "Ratings",
            Self::Figures => "Figures",
            Self::Prompts => "Prompts",
        }
    }
}

/// Which of the items that both rated are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those on which they differ.
    #[default]
    Different,
    /// Those where B is closer to the truth.
    BCloser,
    /// Those where A is closer.
    ACloser,
    /// All.
    All,
}

impl Shown {
    /// The ways, in the order in which they are gone through.
    pub const ALL: [Self; 4] = [Self::Different, Self::BCloser, Self::ACloser, Self::All];

    /// The words on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::BCloser => "B closer",
            Self::ACloser => "A closer",
            Self::All => "all",
        }
    }

    /// Whether a pair is listed.
    pub fn lets_through(self, pair: &RatingPair) -> bool {
        let closer = |who| pair.closer().is_some_and(|(closer, _)| closer == who);
        match self {
            Self::All => true,
            Self::Different => !pair.is_same(),
            Self::ACloser => closer(Closer::A),
            Self::BCloser => closer(Closer::B),
        }
    }
}
