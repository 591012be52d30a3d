//! Parts of the last frame that stay where they are because the next one would have them the same; never what a part
//! says.
//!
//! From one key to the next most of a frame is the same. To work out what it says, to draw it and to find that it has
//! not changed takes longer than all the rest. So a frame is drawn over the last one, of which the parts are left. One
//! that is met again in its place, made from the same, stays as it is; whatever else is drawn where one is left empties
//! that before, and what was not met is emptied at the end.

use std::collections::VecDeque;
use std::mem;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::hits::Place;

/// The parts of the last frame and of the one that is being drawn.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Those of the last frame that were not met yet.
    left: VecDeque<Part>,
    /// In how many of them a row of the screen is.
    rows: Vec<u16>,
    drawn: VecDeque<Part>,
    /// Areas that look as they did in the last frame.
    same: Vec<Rect>,
    /// What is where nothing is drawn.
    empty: Cell,
}

/// An area, what it was made from, and what in it can be pointed at.
#[derive(Clone, Debug)]
struct Part {
    area: Rect,
    from: Source,
    places: Vec<Place>,
}

/// What a part is made from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    /// Something with this digest.
    Digest(u64),
    /// A line, and whether it is the selected one of a list.
    Row(Line<'static>, bool),
}

impl Kept {
    /// A frame is drawn next: all of the last one is emptied but the parts.
    pub(super) fn get_ready(&mut self, frame: &mut Buffer, empty: Cell) {
        self.left = mem::take(&mut self.drawn);
        self.same.clear();
        self.rows.clear();
        self.rows.resize(usize::from(frame.area.height), 0);
        for y in self.left.iter().flat_map(|part| part.area.top()..part.area.bottom()) {
            if let Some(row) = self.rows.get_mut(usize::from(y)) {
                *row += 1;
            }
        }
        let parts = places(self.left.iter().map(|part| part.area), frame);
        let starts = std::iter::once(0).chain(parts.iter().map(|part| part.end));
        let ends = parts.iter().map(|part| part.start).chain([frame.content.len()]);
        for (start, end) in starts.zip(ends) {
            frame.content.get_mut(start..end).unwrap_or_default().fill(empty.clone());
        }
        self.empty = empty;
    }

    /// Nothing is left of any frame.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// What can be pointed at in a part that is there already, made from the same; `None` where it is not. Then its
    /// area is empty.
    pub(super) fn meet(&mut self, area: Rect, from: &Source, frame: &mut Buffer) -> Option<&[Place]> {
        // Frames are drawn in the same order: it is the first one.
        let at = self.left.iter().position(|part| part.area == area);
        let part = at.and_then(|at| self.take(at));
        match part {
            Some(part) if part.from == *from => {
                // A cell here and there is sooner looked at than left out.
                if area.width > 1 {
                    self.same.push(area);
                }
                Some(&self.drawn.push_back_mut(part).places)
            }
            Some(_) => {
                self.clear(area, frame);
                None
            }
            None => {
                self.vacate(area, frame);
                None
            }
        }
    }

    /// A part was drawn.
    pub(super) fn put(&mut self, area: Rect, from: Source, places: Vec<Place>) {
        self.drawn.push_back(Part { area, from, places });
    }

    /// Something is drawn in an area: what is left there is emptied.
    pub(super) fn vacate(&mut self, area: Rect, frame: &mut Buffer) {
        let rows = usize::from(area.top())..usize::from(area.bottom());
        if self.rows.get(rows).unwrap_or_default().iter().all(|parts| *parts == 0) {
            return;
        }
        while let Some(at) = self.left.iter().position(|part| part.area.intersects(area)) {
            if let Some(part) = self.take(at) {
                self.clear(part.area, frame);
            }
        }
    }

    /// Something is drawn over what was drawn in an area: parts in it are none.
    pub(super) fn cover(&mut self, area: Rect) {
        self.drawn.retain(|part| !part.area.intersects(area));
        self.same.retain(|same| !same.intersects(area));
    }

    /// All is drawn: what was not met is emptied. Gives the cells that look as they did in the last frame, row by
    /// row, by their places in the frame's content.
    pub(super) fn end(&mut self, frame: &mut Buffer) -> Vec<Range<usize>> {
        for part in mem::take(&mut self.left) {
            self.clear(part.area, frame);
        }
        places(self.same.iter().copied(), frame)
    }

    fn take(&mut self, at: usize) -> Option<Part> {
        let part = self.left.remove(at)?;
        for y in part.area.top()..part.area.bottom() {
            if let Some(row) = self.rows.get_mut(usize::from(y)) {
                *row = row.saturating_sub(1);
            }
        }
        Some(part)
    }

    fn clear(&self, area: Rect, frame: &mut Buffer) {
        for row in places([area].into_iter(), frame) {
            frame.content.get_mut(row).unwrap_or_default().fill(self.empty.clone());
        }
    }
}

/// The cells of areas, row by row.
fn places(areas: impl Iterator<Item = Rect>, frame: &Buffer) -> Vec<Range<usize>> {
    let row = |area: Rect, y| {
        let start = frame.index_of(area.x, y);
        start..start + usize::from(area.width)
    };
    let mut places: Vec<_> =
        areas.flat_map(|area| (area.top()..area.bottom()).map(move |y| row(area, y))).collect();
    places.sort_unstable_by_key(|range| range.start);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Rect = Rect { x: 1, y: 0, width: 3, height: 1 };
    const BELOW: Rect = Rect { x: 0, y: 1, width: 5, height: 1 };

    /// Two parts, of which the first has the digest 1, drawn with a text each.
    fn drawn() -> (Kept, Buffer) {
        let (mut kept, mut frame) = (Kept::default(), Buffer::empty(Rect::new(0, 0, 6, 3)));
        kept.get_ready(&mut frame, Cell::EMPTY);
        for (area, of, text) in [(HERE, 1, "one"), (BELOW, 2, "below")] {
            assert!(kept.meet(area, &Source::Digest(of), &mut frame).is_none());
            frame.set_string(area.x, area.y, text, ratatui::style::Style::new());
            kept.put(area, Source::Digest(of), Vec::new());
        }
        frame.set_string(0, 2, "no part", ratatui::style::Style::new());
        assert!(kept.end(&mut frame).is_empty());
        kept.get_ready(&mut frame, Cell::EMPTY);
        (kept, frame)
    }

    fn same(kept: &mut Kept, frame: &mut Buffer) -> Vec<(usize, usize)> {
        kept.end(frame).iter().map(|same| (same.start, same.end)).collect()
    }

    fn rows(frame: &Buffer) -> Vec<String> {
        frame.content.chunks(6).map(|row| row.iter().map(Cell::symbol).collect()).collect()
    }

    #[test]
    fn what_is_met_again_made_from_the_same_stays() {
        let (mut kept, mut frame) = drawn();
        assert_eq!(rows(&frame), [" one  ", "below ", "      "]);
        assert!(kept.meet(HERE, &Source::Digest(1), &mut frame).is_some());
        assert!(kept.meet(HERE, &Source::Digest(1), &mut frame).is_none(), "each is met once");
        assert!(kept.meet(BELOW, &Source::Digest(1), &mut frame).is_none(), "it was made from 2");
        assert_eq!(rows(&frame), [" one  ", "      ", "      "]);
        assert_eq!(same(&mut kept, &mut frame), [(1, 4)]);
    }

    #[test]
    fn what_is_not_met_is_emptied() {
        let (mut kept, mut frame) = drawn();
        kept.meet(BELOW, &Source::Digest(2), &mut frame);
        assert_eq!(same(&mut kept, &mut frame), [(6, 11)]);
        assert_eq!(rows(&frame), ["      ", "below ", "      "]);
    }

    #[test]
    fn what_is_drawn_where_something_is_left_empties_it_before() {
        let (mut kept, mut frame) = drawn();
        kept.vacate(Rect { x: 0, y: 0, width: 2, height: 1 }, &mut frame);
        assert_eq!(rows(&frame), ["      ", "below ", "      "]);
        assert!(kept.meet(HERE, &Source::Digest(1), &mut frame).is_none());
        // Also by a part in another place.
        assert!(kept.meet(Rect { width: 2, ..BELOW }, &Source::Digest(2), &mut frame).is_none());
        assert_eq!(rows(&frame), ["      "; 3]);
    }

    #[test]
    fn what_was_drawn_over_is_not_the_same() {
        let (mut kept, mut frame) = drawn();
        kept.meet(HERE, &Source::Digest(1), &mut frame);
        kept.meet(BELOW, &Source::Digest(2), &mut frame);
        kept.cover(Rect { x: 3, y: 0, width: 3, height: 1 });
        assert_eq!(same(&mut kept, &mut frame), [(6, 11)]);
        kept.get_ready(&mut frame, Cell::EMPTY);
        assert_eq!(rows(&frame), ["      ", "below ", "      "]);
    }
}
