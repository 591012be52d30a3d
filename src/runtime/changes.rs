//! Which cells of a frame differ from what the terminal shows; never how they are written.
//!
//! The rules are those of [`Buffer::diff`], which a test holds this to. Two things are ours. Of what is shown a digest
//! is kept, not a second frame: nearly all cells are the same as before, and are done with after a few comparisons in
//! a memory that is a third of a frame. Finding the changes was the greatest single part of what lies between a key
//! and its frame. And nobody sees in which colour a cell without a character would be written: where only that
//! differs, nothing has changed.

use std::collections::HashMap;
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// A cell that is to be written, and where: column, row.
pub(super) type Change<'a> = (u16, u16, &'a Cell);

/// What is seen of a cell without a character, but for what is behind it.
pub(super) const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// What the terminal shows, cell by cell, in what is soon compared and lies close together.
pub(super) struct Shown {
    area: Rect,
    digest: Vec<Digest>,
    /// The characters that do not fit, by the place of their cell.
    long: HashMap<usize, String>,
}

/// What tells a cell from another, but for characters of more than four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Digest {
    text: u32,
    fg: Color,
    bg: Color,
    modifier: Modifier,
    /// How many cells the character takes.
    cells: u8,
}

/// No byte of a text: fills up what is shorter.
const NONE: u8 = 0xff;
/// The text of a cell without a character.
const BLANK: u32 = u32::from_le_bytes([b' ', NONE, NONE, NONE]);
/// Stands for a character that does not fit. That of a cell that is to be shown is never that of one that is.
const LONG: u32 = u32::from_le_bytes([NONE; 4]);
const LONG_SHOWN: u32 = LONG - 1;

impl Digest {
    fn of(cell: &Cell) -> Self {
        let text = match text(cell) {
            LONG => LONG_SHOWN,
            text => text,
        };
        let (fg, modifier) = if shows_ground(cell, text) {
            (Color::Reset, Modifier::empty())
        } else {
            (cell.fg, cell.modifier)
        };
        Self { text, fg, bg: cell.bg, modifier, cells: cells(cell) }
    }

    /// Whether it is of this cell. `false` where it cannot tell.
    #[inline]
    fn is_of(&self, cell: &Cell) -> bool {
        let text = text(cell);
        self.text == text && self.looks_like(cell, text)
    }

    /// Whether it is seen as this cell is, which has the same text.
    #[inline]
    fn looks_like(&self, cell: &Cell, text: u32) -> bool {
        self.bg == cell.bg
            && if shows_ground(cell, text) {
                self.modifier.is_empty()
            } else {
                self.fg == cell.fg && self.modifier == cell.modifier
            }
    }
}

/// Whether of a cell with this text nothing is seen but what is behind it.
#[inline]
fn shows_ground(cell: &Cell, text: u32) -> bool {
    text == BLANK && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// Whether nothing is seen of a cell but what is behind it.
pub(super) fn is_ground(cell: &Cell) -> bool {
    shows_ground(cell, text(cell))
}

/// The character of a cell, if it fits.
#[inline]
fn text(cell: &Cell) -> u32 {
    u32::from_le_bytes(match *cell.symbol().as_bytes() {
        [a] => [a, NONE, NONE, NONE],
        [a, b, c] => [a, b, c, NONE],
        [a, b] => [a, b, NONE, NONE],
        [a, b, c, d] => [a, b, c, d],
        _ => return LONG,
    })
}

/// How many cells a character takes. A byte takes one; others have to be looked up.
fn cells(cell: &Cell) -> u8 {
    if cell.symbol().len() == 1 { 1 } else { u8::try_from(cell.cell_width()).unwrap_or(u8::MAX).max(1) }
}

impl Shown {
    /// Nothing yet.
    pub(super) fn nothing(area: Rect) -> Self {
        let digest = vec![Digest::of(&Cell::EMPTY); area.area() as usize];
        Self { area, digest, long: HashMap::new() }
    }

    /// What is shown, or is about to be.
    pub(super) fn area(&self) -> Rect {
        self.area
    }

    /// The cells of the next frame that are not shown, row by row; from now on they are. It has the same place and
    /// size. `same`: places of cells, in order, that need not be looked at, for they are shown. Cells that the library
    /// is told to skip or to force are not known here.
    pub(super) fn changes<'n>(&mut self, next: &'n Buffer, same: &[Range<usize>]) -> Vec<Change<'n>> {
        debug_assert_eq!(self.area, next.area);
        let mut found = Found { next, row: 0, changes: Vec::new() };
        let mut at = 0;
        for same in same {
            at = self.compare(at..same.start, &mut found).max(same.end);
        }
        self.compare(at..next.content.len(), &mut found);
        found.changes
    }

    /// Finds what has changed between two places; the one to look at next.
    fn compare(&mut self, places: Range<usize>, found: &mut Found<'_>) -> usize {
        let Range { start: mut at, end } = places;
        while let (Some(now), Some(was)) = (found.next.content.get(at..end), self.digest.get(at..end)) {
            let mut pairs = now.iter().zip(was);
            let same = pairs.position(|(now, was)| !was.is_of(now) || was.cells != 1);
            let Some(same) = same else { return end };
            at += same;
            let (Some(now), Some(was)) = (now.get(same), was.get(same)) else { break };
            let end = if self.has_text(at, now) && was.looks_like(now, text(now)) {
                at + usize::from(cells(now))
            } else {
                self.change(at, now, *was, found)
            };
            self.take(at..end, found.next);
            at = end;
        }
        at
    }

    /// Finds a cell that has changed, with what it leaves behind; the one to look at next.
    fn change<'n>(&self, at: usize, now: &'n Cell, was: Digest, found: &mut Found<'n>) -> usize {
        found.push(at, now);
        let [cells, before] = [cells(now), was.cells].map(usize::from);
        if cells > 1 && now.symbol().contains('\u{fe0f}') {
            // Some terminals do not clear the second cell of a character that is an emoji by a selector.
            found.behind(at + 1, at + cells, |at, now| !self.has_text(at, now))
        } else if cells == 1
            && before > 1
            && (was.bg != Color::Reset || was.modifier.intersects(SEEN_ON_BLANK))
        {
            // The style of a wide character that is gone may still be seen beside the narrow one.
            found.behind(at + 1, at + before, |_, _| true)
        } else {
            at + cells
        }
    }

    /// Whether a place has this cell's character.
    fn has_text(&self, at: usize, cell: &Cell) -> bool {
        match text(cell) {
            LONG => self.long.get(&at).is_some_and(|was| was == cell.symbol()),
            text => self.digest.get(at).is_some_and(|was| was.text == text),
        }
    }

    /// These cells are shown.
    fn take(&mut self, cells: Range<usize>, next: &Buffer) {
        let end = cells.end.min(next.content.len());
        let places = cells.start.min(end)..end;
        let (Some(digests), Some(shown)) =
            (self.digest.get_mut(places.clone()), next.content.get(places.clone()))
        else {
            return;
        };
        for ((at, digest), cell) in places.zip(digests).zip(shown) {
            if digest.text == LONG_SHOWN {
                self.long.remove(&at);
            }
            *digest = Digest::of(cell);
            if digest.text == LONG_SHOWN {
                self.long.insert(at, cell.symbol().to_owned());
            }
        }
    }
}

struct Found<'n> {
    next: &'n Buffer,
    /// The row of what was found last, from the frame's first one on.
    row: u16,
    changes: Vec<Change<'n>>,
}

impl<'n> Found<'n> {
    /// Takes the cells from one to another, those that are wanted; the one to look at next.
    fn behind(&mut self, mut at: usize, mut end: usize, wanted: impl Fn(usize, &Cell) -> bool) -> usize {
        let len = self.next.content.len();
        end = end.min(len);
        while at < end {
            let Some(now) = self.next.content.get(at) else { break };
            if wanted(at, now) {
                self.push(at, now);
            }
            at += usize::from(cells(now));
            end = end.max(at).min(len);
        }
        end
    }

    fn push(&mut self, at: usize, cell: &'n Cell) {
        let Rect { x, y, width, .. } = self.next.area;
        // What is found comes later and later; to divide each time took longer.
        let mut column = at - usize::from(self.row) * usize::from(width);
        while column >= usize::from(width) {
            column -= usize::from(width);
            self.row += 1;
        }
        self.changes.push((x + column as u16, y + self.row, cell));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style;

    use super::*;

    const WIDTH: u16 = 13;
    const HEIGHT: u16 = 3;

    /// Texts of one, two and no cells, with selectors and joiners, at a place and in a style.
    fn written() -> impl Strategy<Value = (u16, u16, String, Style)> {
        let texts = prop::collection::vec(
            prop::sample::select(vec![
                "a",
                "b",
                " ",
                "─",
                "é",
                "e\u{301}",
                "コ",
                "界",
                "👍",
                "👨‍👩‍👧",
                "⌨\u{fe0f}",
                "☀\u{fe0f}",
                "ｶﾞ",
                "·",
            ]),
            1..6,
        );
        let colour = prop::sample::select(vec![Color::Reset, Color::Red, Color::Rgb(1, 2, 3)]);
        let modifier = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::REVERSED,
            Modifier::UNDERLINED,
        ]);
        (0..WIDTH, 0..HEIGHT, texts, colour.clone(), colour, modifier).prop_map(
            |(x, y, texts, fg, bg, modifier)| {
                (x, y, texts.concat(), Style::new().fg(fg).bg(bg).add_modifier(modifier))
            },
        )
    }

    fn buffer() -> impl Strategy<Value = Buffer> {
        prop::collection::vec(written(), 0..8).prop_map(|texts| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
            for (x, y, text, style) in texts {
                buffer.set_string(x, y, text, style);
            }
            buffer
        })
    }

    /// Without what nobody sees.
    fn as_seen(buffer: &Buffer) -> Buffer {
        let mut seen = buffer.clone();
        for cell in seen.content.iter_mut().filter(|cell| is_ground(cell)) {
            (cell.fg, cell.modifier) = (Color::Reset, Modifier::empty());
        }
        seen
    }

    /// Rows that are the same in two frames.
    fn same_rows(before: &Buffer, next: &Buffer) -> Vec<Range<usize>> {
        let row = |y| usize::from(y * WIDTH)..usize::from((y + 1) * WIDTH);
        (0..HEIGHT).map(row).filter(|row| before.content[row.clone()] == next.content[row.clone()]).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_the_same_need_not_be_looked_at(
            first in buffer(),
            next in buffer(),
            kept in prop::collection::vec(any::<bool>(), usize::from(HEIGHT)),
        ) {
            let mut mixed = next;
            for at in (0..mixed.content.len()).filter(|at| kept[at / usize::from(WIDTH)]) {
                mixed.content[at] = first.content[at].clone();
            }
            let same = same_rows(&first, &mixed);
            let mut shown = [(); 2].map(|()| Shown::nothing(first.area));
            for shown in &mut shown {
                shown.changes(&first, &[]);
            }
            prop_assert_eq!(shown[0].changes(&mixed, &same), shown[1].changes(&mixed, &[]));
            prop_assert_eq!(&shown[0].digest, &shown[1].digest);
        }

        #[test]
        fn changes_are_those_of_the_library(frames in prop::collection::vec(buffer(), 1..4)) {
            let mut before = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
            let mut shown = Shown::nothing(before.area);
            for next in frames {
                let places = |changes: &[Change<'_>]| -> Vec<_> { changes.iter().map(|(x, y, _)| (*x, *y)).collect() };
                let changes = shown.changes(&next, &[]);
                prop_assert_eq!(places(&changes), places(&as_seen(&before).diff(&as_seen(&next))));
                for (x, y, cell) in changes {
                    prop_assert_eq!(cell, &next[(x, y)]);
                }
                for (at, cell) in next.content.iter().enumerate() {
                    prop_assert_eq!(shown.digest[at], Digest::of(cell));
                    prop_assert!(shown.has_text(at, cell));
                }
                before = next;
            }
        }
    }
}
