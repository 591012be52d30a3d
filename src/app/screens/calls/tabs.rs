//! The tabs of a call and the panes that they stand in; never what they say.

use crate::app::screens::profile::Shape;

/// What can be looked at of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallTab {
    /// What came of it, in plain words.
    #[default]
    Why,
    /// What was sent.
    Request,
    /// What came back, as it came.
    Response,
    /// What was read from it.
    Parsed,
    /// Headers of the answer.
    Headers,
    /// How far the answer came.
    Checks,
    /// The answer beside that of the next try.
    Diff,
}

impl CallTab {
    /// All tabs, in the order in which they are met.
    pub const ALL: [Self; 7] =
        [Self::Why, Self::Request, Self::Response, Self::Parsed, Self::Headers, Self::Checks, Self::Diff];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Request => "Request",
            Self::Response => "Response",
            Self::Parsed => "Parsed",
            Self::Headers => "Headers",
            Self::Checks => "Checks",
            Self::Diff => "Diff",
        }
    }

    /// Which tabs share a pane.
    pub(super) const fn groups(shape: Shape) -> &'static [&'static [Self]] {
        use CallTab::{Checks, Diff, Headers, Parsed, Request, Response, Why};
        match shape {
            Shape::One => &[&[Diff, Why, Request, Response, Parsed, Headers, Checks]],
            Shape::Two => &[&[Request, Headers], &[Diff, Why, Response, Parsed, Checks]],
            Shape::Three => &[&[Why, Checks], &[Request, Headers], &[Diff, Response, Parsed]],
        }
    }
}

/// The panes of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsPane {
    /// The list.
    List,
    /// The pane in which this tab is shown.
    Tab(CallTab),
}
