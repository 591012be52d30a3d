//! What a mouse does, in cells and in what is drawn there, and which actions that comes to; never where it is drawn.

use std::time::Duration;

use super::desk::Screen;
use super::screens::calls::CallsPane;
use super::screens::compare::ComparePane;
use super::screens::metrics::MetricsPane;
use super::screens::profile::Focus;
use super::screens::prompts::PromptsPane;
use super::screens::rate::RatePane;
use super::{App, Effect};
use crate::actions::Action;

/// A gesture at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Columns from the left, 0 = first.
    pub column: u16,
    /// Rows from the top, 0 = first.
    pub row: u16,
    /// What was done there.
    pub gesture: Gesture,
}

/// What a mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The left button went down.
    Press,
    /// The mouse moved with the left button down.
    Drag,
    /// The button went up.
    Release,
    /// The wheel turned away from the hand.
    WheelUp,
    /// The wheel turned towards the hand.
    WheelDown,
}

/// What is drawn at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The pane; `None` where there is only one that can have the keys.
    pub pane: Option<Spot>,
    /// What stands there in it.
    pub target: Target,
}

/// A pane that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Of Profile, with its tab.
    Profile(Focus),
    /// Of Rate.
    Rate(RatePane),
    /// Of Metrics.
    Metrics(MetricsPane),
    /// Of Calls.
    Calls(CallsPane),
    /// Of Prompts.
    Prompts(PromptsPane),
    /// Of Compare.
    Compare(ComparePane),
}

/// A border between panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Border {
    /// Between two columns of panes, 0 = the first from the left.
    Beside(usize),
    /// Between two panes of which one stands above the other, 0 = the first from the left.
    Above(usize),
}

impl Border {
    /// The coordinate that moving the border changes.
    pub(super) const fn along(self, column: u16, row: u16) -> u16 {
        match self {
            Self::Beside(_) => column,
            Self::Above(_) => row,
        }
    }
}

/// What can be pointed at, counted from what is selected: drawing knows no other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing but the pane.
    Pane,
    /// The name or the key of an action.
    Action(Action),
    /// The border between two panes.
    Border(Border),
    /// An inner tab, so many after the one that is shown.
    Tab(isize),
    /// A batch or another sibling, so many after the one that is shown.
    Sibling(isize),
    /// A row of a list.
    Row {
        /// So many after the selected one.
        by: isize,
        /// The first row that is shown, which stays the first.
        first: usize,
    },
}

/// Where a list stays although its selected row is another: what was pointed at must not run away from under the
/// pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    screen: Screen,
    /// Whether it lies over the screen.
    is_over: bool,
    pane: Option<Spot>,
    first: usize,
}

impl Pin {
    /// The first row of the list in a pane, where it is the one that stays.
    pub fn first(self, pane: Option<Spot>, is_over: bool) -> Option<usize> {
        (self.pane == pane && self.is_over == is_over).then_some(self.first)
    }
}

/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;

impl App {
    /// Answers a gesture on what is drawn where it was made.
    pub(super) fn point(
        &mut self,
        Pointer { column, row, gesture }: Pointer,
        hit: Option<Hit>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        match gesture {
            // A border follows wherever the pointer goes.
            Gesture::Drag => return self.drag_border(column, row),
            Gesture::Release => return self.drop_border(),
            Gesture::Press | Gesture::WheelUp | Gesture::WheelDown => {}
        }
        let Some(hit) = hit else { return };
        self.begun.clear();
        self.needs_drawing = true;
        self.pin = None;
        if gesture != Gesture::Press {
            self.focus_on(hit.pane);
            let by = if gesture == Gesture::WheelUp { -WHEEL } else { WHEEL };
            return self.step(by, [Action::MoveUp, Action::MoveDown], now, effects);
        }
        let had_keys = self.focus_on(hit.pane);
        match hit.target {
            Target::Pane => {}
            Target::Action(action) => self.act(action, now, effects),
            Target::Border(border) => self.take_border(border, (column, row), now),
            Target::Tab(by) => self.step(by, [Action::TabPrev, Action::TabNext], now, effects),
            Target::Sibling(by) => self.step(by, [Action::Prev, Action::Next], now, effects),
            Target::Row { by, first } => {
                let is_over = self.overlay.is_some();
                self.pin = Some(Pin { screen: self.screen, is_over, pane: hit.pane, first });
                if by != 0 {
                    self.step(by, [Action::MoveUp, Action::MoveDown], now, effects);
                } else if had_keys {
                    self.act(self.meant_by_row(), now, effects);
                }
            }
        }
    }

    /// What pointing at the selected row means. Items are picked one by one; sending them costs something, so it
    /// is only done by name.
    fn meant_by_row(&self) -> Action {
        let picks = self.screen == Screen::Rate && self.screens.rate.focus == RatePane::Pick;
        if self.overlay.is_none() && picks { Action::Toggle } else { Action::Open }
    }

    fn step(&mut self, by: isize, ways: [Action; 2], now: Duration, effects: &mut Vec<Effect>) {
        let [back, on] = ways;
        for _ in 0..by.unsigned_abs() {
            self.act(if by < 0 { back } else { on }, now, effects);
        }
    }

    /// Gives a pane the keys; whether it had them.
    fn focus_on(&mut self, pane: Option<Spot>) -> bool {
        fn set<T: PartialEq>(focus: &mut T, to: T) -> bool {
            let had = *focus == to;
            *focus = to;
            had
        }
        match pane {
            None => true,
            Some(Spot::Profile(focus)) => set(&mut self.screens.profile.focus, focus),
            Some(Spot::Rate(pane)) => set(&mut self.screens.rate.focus, pane),
            Some(Spot::Metrics(pane)) => set(&mut self.screens.metrics.focus, pane),
            Some(Spot::Calls(pane)) => {
                let had = self.screens.calls.has_keys(pane);
                self.screens.calls.focus(pane);
                had
            }
            Some(Spot::Prompts(pane)) => {
                let had = self.screens.prompts.has_keys(pane);
                self.screens.prompts.focus(pane);
                had
            }
            Some(Spot::Compare(pane)) => set(&mut self.screens.compare.focus, pane),
        }
    }

    /// The list that stays where it is: it was pointed at, and no key was pressed since.
    pub fn pin(&self) -> Option<Pin> {
        self.pin.filter(|pin| pin.screen == self.screen)
    }
}
