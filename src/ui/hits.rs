//! Where things were drawn that can be pointed at: written down while drawing, asked for a cell afterwards; never
//! what pointing at them means.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

use crate::actions::Action;
use crate::app::pointer::{Border, Hit, Pin, Spot, Target};

/// An area, and what it is.
pub type Place = (Rect, Hit);

/// The areas of a frame.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// Later ones lie over earlier ones.
    areas: Vec<Place>,
    /// The pane that is being drawn.
    pane: Option<Spot>,
    /// Whether what is being drawn lies over the screen.
    is_over: bool,
    /// The inner tabs at the end of the title of the pane that is drawn next: cells, and how many after the one
    /// that is shown.
    tabs: Vec<(u16, isize)>,
    /// The borders between panes.
    borders: Vec<(Rect, Border)>,
    /// The names on frames: pointing at them means their panes, also where a border is.
    names: Vec<Rect>,
    pin: Option<Pin>,
}

impl Hits {
    /// A new frame, with the list that stays where it is.
    pub fn begin(&mut self, pin: Option<Pin>) {
        self.areas.clear();
        self.tabs.clear();
        self.borders.clear();
        self.names.clear();
        (self.pane, self.is_over, self.pin) = (None, false, pin);
    }

    /// From now on all is drawn over the screen: what was drawn so far cannot be pointed at.
    pub fn cover(&mut self) {
        self.areas.clear();
        self.tabs.clear();
        self.borders.clear();
        self.names.clear();
        (self.pane, self.is_over) = (None, true);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.areas.len()
    }

    /// Those after so many.
    pub fn since(&self, count: usize) -> &[Place] {
        self.areas.get(count..).unwrap_or_default()
    }

    /// These are where they were in the last frame.
    pub fn again(&mut self, places: &[Place]) {
        self.areas.extend_from_slice(places);
    }

    /// What is drawn at a cell.
    pub fn at(&self, column: u16, row: u16) -> Option<Hit> {
        let cell = Position { x: column, y: row };
        let hit = self.areas.iter().rev().find(|(area, _)| area.contains(cell)).map(|(_, hit)| *hit);
        // A border lies over frames, but not over names that stand on them.
        let is_named = self.names.iter().any(|name| name.contains(cell));
        let is_frame = !is_named && hit.is_some_and(|hit| hit.target == Target::Pane);
        let border = self.borders.iter().find(|(area, _)| is_frame && area.contains(cell));
        border.map(|(_, border)| Hit { pane: None, target: Target::Border(*border) }).or(hit)
    }

    /// A pane begins here; its title ends, so many cells from its left, with the tabs that were told before.
    pub fn pane(&mut self, area: Rect, pane: Option<Spot>, title_ends: u16) {
        self.pane = pane;
        self.put(area, Target::Pane);
        // The corner is none of the name.
        let name = Rect { x: area.x + 1, width: title_ends.saturating_sub(1), height: 1, ..area };
        self.names.push(name.intersection(area));
        let tabs = std::mem::take(&mut self.tabs);
        let mut x =
            (area.x + title_ends).saturating_sub(tabs.iter().map(|(width, _)| width + 1).sum::<u16>());
        for (width, by) in tabs {
            x += 1;
            self.put(Rect { x, width, height: 1, ..area }.intersection(area), Target::Tab(by));
            x += width;
        }
    }

    /// A border between two panes: the last cells of the one, the first of the other.
    pub fn border(&mut self, area: Rect, border: Border) {
        self.borders.push((area, border));
    }

    /// The tabs of the pane that is drawn next.
    pub fn tabs(&mut self, tabs: impl Iterator<Item = (u16, isize)>) {
        self.tabs = tabs.collect();
    }

    /// A row of the list in the pane that is being drawn.
    pub fn row(&mut self, area: Rect, at: usize, selected: usize, first: usize) {
        let by = at.cast_signed() - selected.cast_signed();
        self.put(area, Target::Row { by, first });
    }

    /// What was drawn here as a list has no rows that can be selected.
    pub fn no_rows(&mut self, area: Rect) {
        self.put(area, Target::Pane);
    }

    /// A sibling of what is shown.
    pub fn sibling(&mut self, area: Rect, by: isize) {
        self.areas.push((area, Hit { pane: None, target: Target::Sibling(by) }));
    }

    /// The name or key of an action.
    pub fn action(&mut self, area: Rect, action: Action) {
        self.areas.push((area, Hit { pane: None, target: Target::Action(action) }));
    }

    fn put(&mut self, area: Rect, target: Target) {
        self.areas.push((area, Hit { pane: self.pane, target }));
    }

    /// The first of `len` rows to show, of which the `selected` ones are to be in sight: `usual`, but in a list
    /// that was pointed at the one that it began with.
    pub fn first(&self, usual: usize, len: usize, height: usize, selected: &Range<usize>) -> usize {
        let pinned = self.pin.and_then(|pin| pin.first(self.pane, self.is_over));
        let is_fit = |first: &usize| {
            let has_all = *first <= selected.start && selected.end <= first + height;
            has_all && *first <= len.saturating_sub(height)
        };
        pinned.filter(is_fit).unwrap_or(usual)
    }
}
