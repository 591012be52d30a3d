//! Parts of the last frame that stay where they are because the next one would have them the same; never what a part
//! says.
//!
//! From one key to the next most of a frame is the same. To work out what it says, to draw it and to find that it has
//! not changed takes longer than all the rest. So a frame is drawn over the last one: what [`Pen::part`] drew there is
//! left, all else is emptied before. Every part that was left has to be met again in its place; where one is not, the
//! frame is drawn anew on empty cells.
//!
//! [`Pen::part`]: super::parts::pen::Pen::part

use std::collections::VecDeque;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::hits::Place;

/// The parts of the last frame and of the one that is being drawn.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Those of the last frame that were not met yet.
    left: VecDeque<Part>,
    drawn: VecDeque<Part>,
    /// Areas that look as they did in the last frame.
    same: Vec<Rect>,
}

/// An area, the digest of what it was drawn from, and what in it can be pointed at.
#[derive(Clone, Debug)]
struct Part {
    area: Rect,
    of: u64,
    places: Vec<Place>,
}

/// What there is where a part is to be drawn.
#[derive(Debug)]
pub(super) enum Met<'k> {
    /// The same one, in which this can be pointed at.
    Same(&'k [Place]),
    /// Another one.
    Other,
    /// Empty cells.
    Nothing,
}

impl Kept {
    /// A new frame is drawn over the last one, of which all but the parts is empty.
    pub(super) fn begin(&mut self) {
        self.left = std::mem::take(&mut self.drawn);
        self.same.clear();
    }

    /// Whether all was met that was left of the last frame. Where it was not, the new one is worth nothing.
    pub(super) fn is_whole(&self) -> bool {
        self.left.is_empty()
    }

    /// Nothing is left of any frame.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// What there is in an area where a part with this digest is to be drawn.
    pub(super) fn meet(&mut self, area: Rect, of: u64) -> Met<'_> {
        // Frames are drawn in the same order: it is the first one.
        let at = self.left.iter().position(|part| part.area == area);
        match at.and_then(|at| self.left.remove(at)) {
            None => Met::Nothing,
            Some(part) if part.of != of => Met::Other,
            Some(part) => {
                self.same.push(area);
                Met::Same(&self.drawn.push_back_mut(part).places)
            }
        }
    }

    /// A part was drawn.
    pub(super) fn put(&mut self, area: Rect, of: u64, places: Vec<Place>) {
        self.drawn.push_back(Part { area, of, places });
    }

    /// Something is drawn over an area: parts in it will not be met again.
    pub(super) fn cover(&mut self, area: Rect) {
        self.drawn.retain(|part| !part.area.intersects(area));
        self.same.retain(|same| !same.intersects(area));
    }

    /// The cells that look as they did in the last frame: row by row, by their places in the frame's content.
    pub(super) fn same(&self, frame: &Buffer) -> Vec<Range<usize>> {
        places(self.same.iter().copied(), frame)
    }

    /// Makes all cells but those of the parts of the last frame like one.
    pub(super) fn empty_rest(&self, frame: &mut Buffer, cell: &Cell) {
        let parts = places(self.drawn.iter().map(|part| part.area), frame);
        let starts = std::iter::once(0).chain(parts.iter().map(|part| part.end));
        let ends = parts.iter().map(|part| part.start).chain([frame.content.len()]);
        for (start, end) in starts.zip(ends) {
            frame.content.get_mut(start..end).unwrap_or_default().fill(cell.clone());
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
