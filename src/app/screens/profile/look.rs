//! How a profile is looked at: panes, tabs, views; values that turn in a ring, never what they show.

use crate::app::screens::metrics::neighbour;

/// How many panes stand beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// One at a time.
    #[default]
    One,
    /// Batches, the text, and one pane below it.
    Two,
    /// Batches, the text, and why, items and ledger each in a pane of its own.
    Three,
}

impl Shape {
    /// The shape for a terminal of that many columns and rows; the borders are those of the screens' layout.
    pub const fn of((width, height): (u16, u16)) -> Self {
        if width < 110 || height < 32 {
            Self::One
        } else if width < 160 || height < 48 {
            Self::Two
        } else {
            Self::Three
        }
    }
}

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfilePane {
    /// The batches.
    Batches,
    /// What changed, or the text.
    #[default]
    Text,
    /// What stands behind it.
    Behind,
}

/// What the text pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextTab {
    /// What changed against the state before.
    #[default]
    Diff,
    /// The profile as it is.
    Text,
    /// The state as it is stored.
    Raw,
}

impl TextTab {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 3] = [Self::Diff, Self::Text, Self::Raw];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Diff => "Diff",
            Self::Text => "Text",
            Self::Raw => "Raw",
        }
    }
}

/// What the pane behind the text shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BehindTab {
    /// What the selected sentence rests on.
    #[default]
    Why,
    /// The batch's interactions.
    Items,
    /// What the states say of each subject.
    Ledger,
}

impl BehindTab {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 3] = [Self::Why, Self::Items, Self::Ledger];

    /// The name on the tab.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Why => "Why",
            Self::Items => "Items",
            Self::Ledger => "Ledger",
        }
    }
}

/// A pane with its tab: what has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    /// The pane.
    pub pane: ProfilePane,
    /// The tab of the text pane.
    pub text: TextTab,
    /// The tab of the pane behind it.
    pub behind: BehindTab,
}

impl Focus {
    /// All six tabs in a ring, as they stand in a single pane: `Diff Why Items Ledger Text Raw`.
    pub const RING: [(ProfilePane, TextTab, BehindTab); 6] = [
        (ProfilePane::Text, TextTab::Diff, BehindTab::Why),
        (ProfilePane::Behind, TextTab::Diff, BehindTab::Why),
        (ProfilePane::Behind, TextTab::Diff, BehindTab::Items),
        (ProfilePane::Behind, TextTab::Diff, BehindTab::Ledger),
        (ProfilePane::Text, TextTab::Text, BehindTab::Why),
        (ProfilePane::Text, TextTab::Raw, BehindTab::Why),
    ];

    /// Place in [`Self::RING`].
    pub fn place(self) -> usize {
        let is_here = |(pane, text, behind): &(ProfilePane, TextTab, BehindTab)| match self.pane {
            ProfilePane::Behind => *pane == ProfilePane::Behind && *behind == self.behind,
            ProfilePane::Text | ProfilePane::Batches => *pane == ProfilePane::Text && *text == self.text,
        };
        Self::RING.iter().position(is_here).unwrap_or(0)
    }

    /// To the next tab, or `by` further: of all in a single pane, else of the pane.
    pub(super) fn turn_tab(&mut self, shape: Shape, back: bool) {
        if shape == Shape::One {
            let by = if back { Self::RING.len() - 1 } else { 1 };
            let Some(&(pane, text, behind)) = Self::RING.get((self.place() + by) % Self::RING.len()) else {
                return;
            };
            self.pane = pane;
            match pane {
                ProfilePane::Behind => self.behind = behind,
                ProfilePane::Text | ProfilePane::Batches => self.text = text,
            }
            return;
        }
        let by = if back { 2 } else { 1 };
        match self.pane {
            ProfilePane::Behind => self.behind = neighbour(&BehindTab::ALL, self.behind, by),
            ProfilePane::Text | ProfilePane::Batches => self.text = neighbour(&TextTab::ALL, self.text, by),
        }
    }

    /// To the next pane; where each tab behind the text has a pane of its own, through all of them.
    pub(super) fn turn_pane(&mut self, shape: Shape, back: bool) {
        const PANES: [ProfilePane; 3] = [ProfilePane::Batches, ProfilePane::Text, ProfilePane::Behind];
        let (first, last) =
            if back { (BehindTab::Ledger, BehindTab::Why) } else { (BehindTab::Why, BehindTab::Ledger) };
        let by = if back { 2 } else { 1 };
        if shape == Shape::Three && self.pane == ProfilePane::Behind && self.behind != last {
            self.behind = neighbour(&BehindTab::ALL, self.behind, by);
            return;
        }
        self.pane = neighbour(&PANES, self.pane, by);
        if shape == Shape::Three && self.pane == ProfilePane::Behind {
            self.behind = first;
        }
    }

    /// Whether that tab behind the text has the keys.
    pub fn is_on(self, tab: BehindTab) -> bool {
        self.pane == ProfilePane::Behind && self.behind == tab
    }
}

/// How a change is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Inline, or split where there is room for two columns.
    #[default]
    Auto,
    /// Deleted and inserted words in one text.
    Inline,
    /// Before and after side by side.
    Split,
    /// Only the text after, changes marked.
    After,
}

impl View {
    pub(in crate::app::screens) const ALL: [Self; 4] = [Self::Auto, Self::Inline, Self::Split, Self::After];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Inline => "inline",
            Self::Split => "split",
            Self::After => "after only",
        }
    }
}

/// How finely a changed sentence is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Changed words inside the sentence.
    #[default]
    Words,
    /// The whole sentence before, then the one after.
    Sentences,
    /// Only the sentence after, without marks.
    Off,
}

impl Detail {
    pub(super) const ALL: [Self; 3] = [Self::Words, Self::Sentences, Self::Off];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Sentences => "sentences",
            Self::Off => "no marks",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_and_panes_come_round_in_every_shape_and_both_ways() {
        for shape in [Shape::One, Shape::Two, Shape::Three] {
            for back in [false, true] {
                for turn in [Focus::turn_tab, Focus::turn_pane] {
                    let start = Focus { pane: ProfilePane::Text, ..Focus::default() };
                    let mut focus = start;
                    let mut steps = 0;
                    loop {
                        turn(&mut focus, shape, back);
                        steps += 1;
                        if (focus.pane, focus.text) == (start.pane, start.text) || steps > 9 {
                            break;
                        }
                    }
                    assert!((2..=6).contains(&steps), "{shape:?} {back}: {steps}");
                }
            }
        }
        // In a single pane the six tabs stand in the order in which they are named.
        let mut focus = Focus::default();
        let names: Vec<_> = (0..6)
            .map(|_| {
                let name =
                    if focus.pane == ProfilePane::Behind { focus.behind.title() } else { focus.text.title() };
                focus.turn_tab(Shape::One, false);
                name
            })
            .collect();
        assert_eq!(names, ["Diff", "Why", "Items", "Ledger", "Text", "Raw"]);
    }
}
