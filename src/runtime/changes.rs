//! Which cells of a frame differ from what the terminal shows; never how they are written.
//!
//! The rules are those of [`Buffer::diff`], which a test holds this to. What is ours is that of the frame that is
//! shown a digest is kept: nearly all cells are the same as before, and are done with after a few comparisons in a
//! memory that is a third of the frame. Finding the changes was the greatest single part of what lies between a key
//! and its frame.

use std::mem;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

/// A cell that is to be written, and where: column, row.
pub(super) type Change<'a> = (u16, u16, &'a Cell);

/// What is seen of a cell without a character.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// What the terminal shows.
pub(super) struct Shown {
    frame: Buffer,
    /// The same, cell by cell, in what is soon compared and lies close together.
    digest: Vec<Digest>,
}

/// What tells a cell from another, if its character is at most four bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Digest {
    text: [u8; 4],
    fg: Color,
    bg: Color,
    modifier: Modifier,
    is_narrow: bool,
}

/// No byte of a text: fills up what is shorter, and alone stands for what is longer.
const NONE: u8 = 0xff;

impl Digest {
    fn of(cell: &Cell) -> Self {
        Self {
            text: text(cell).unwrap_or([NONE; 4]),
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
            is_narrow: cells(cell) == 1,
        }
    }

    /// Whether it is of this cell. `false` where it cannot tell.
    #[inline]
    fn is_of(&self, cell: &Cell) -> bool {
        text(cell) == Some(self.text)
            && self.fg == cell.fg
            && self.bg == cell.bg
            && self.modifier == cell.modifier
    }
}

/// The character of a cell, if it fits.
#[inline]
fn text(cell: &Cell) -> Option<[u8; 4]> {
    match *cell.symbol().as_bytes() {
        [a] => Some([a, NONE, NONE, NONE]),
        [a, b, c] => Some([a, b, c, NONE]),
        [a, b] => Some([a, b, NONE, NONE]),
        [a, b, c, d] => Some([a, b, c, d]),
        _ => None,
    }
}

impl Shown {
    /// Nothing yet.
    pub(super) fn nothing(area: Rect) -> Self {
        let frame = Buffer::empty(area);
        let digest = frame.content.iter().map(Digest::of).collect();
        Self { frame, digest }
    }

    /// The cells of the next frame that are not shown, row by row. It has the same place and size, and is shown
    /// from now on: [`Self::replace`] follows. Cells that the library is told to skip or to force are not known here.
    pub(super) fn changes<'n>(&mut self, next: &'n Buffer) -> Vec<Change<'n>> {
        debug_assert_eq!(self.frame.area, next.area);
        let mut changes = Changes { shown: &self.frame.content, next, row: 0, found: Vec::new() };
        let mut at = 0;
        while let (Some(now), Some(was)) = (next.content.get(at..), self.digest.get(at..)) {
            let mut pairs = now.iter().zip(was);
            let Some(same) = pairs.position(|(now, was)| !was.is_narrow || !was.is_of(now)) else { break };
            at += same;
            let (Some(now), Some(was)) = (next.content.get(at), self.frame.content.get(at)) else { break };
            let end = if is_same(now, was) { at + cells(now) } else { changes.cell(at, now, was) };
            for (digest, now) in self.digest.iter_mut().zip(&next.content).take(end).skip(at) {
                *digest = Digest::of(now);
            }
            at = end;
        }
        changes.found
    }

    /// The frame whose changes were asked for is the one that is shown; gives the one before it.
    pub(super) fn replace(&mut self, next: Buffer) -> Buffer {
        mem::replace(&mut self.frame, next)
    }
}

struct Changes<'s, 'n> {
    shown: &'s [Cell],
    next: &'n Buffer,
    /// The row of what was found last, from the frame's first one on.
    row: u16,
    found: Vec<Change<'n>>,
}

impl<'n> Changes<'_, 'n> {
    /// Takes a cell that has changed, with what it leaves behind; the one to look at next.
    fn cell(&mut self, at: usize, now: &'n Cell, was: &Cell) -> usize {
        self.push(at, now);
        let (cells, before) = (cells(now), cells(was));
        if cells > 1 && now.symbol().contains('\u{fe0f}') {
            // Some terminals do not clear the second cell of a character that is an emoji by a selector.
            self.behind(at + 1, at + cells, |now, was| now.symbol() != was.symbol())
        } else if cells == 1
            && before > 1
            && (was.bg != Color::Reset || was.modifier.intersects(SEEN_ON_BLANK))
        {
            // The style of a wide character that is gone may still be seen beside the narrow one.
            self.behind(at + 1, at + before, |_, _| true)
        } else {
            at + cells
        }
    }

    /// Takes the cells from one to another, those that are wanted; the one to look at next.
    fn behind(&mut self, mut at: usize, mut end: usize, wanted: impl Fn(&Cell, &Cell) -> bool) -> usize {
        let len = self.next.content.len();
        end = end.min(len);
        while at < end {
            let (Some(now), Some(was)) = (self.next.content.get(at), self.shown.get(at)) else { break };
            if wanted(now, was) {
                self.push(at, now);
            }
            at += cells(now);
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
        self.found.push((x + column as u16, y + self.row, cell));
    }
}

/// How many cells a character takes. A byte takes one; others have to be looked up.
fn cells(cell: &Cell) -> usize {
    if cell.symbol().len() == 1 { 1 } else { usize::from(cell.cell_width()).max(1) }
}

fn is_same(one: &Cell, other: &Cell) -> bool {
    one.symbol() == other.symbol()
        && one.fg == other.fg
        && one.bg == other.bg
        && one.modifier == other.modifier
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn changes_are_those_of_the_library(frames in prop::collection::vec(buffer(), 1..4)) {
            let mut shown = Shown::nothing(Rect::new(0, 0, WIDTH, HEIGHT));
            for next in frames {
                prop_assert_eq!(shown.changes(&next), shown.frame.diff(&next));
                shown.replace(next);
                let digest: Vec<Digest> = shown.frame.content.iter().map(Digest::of).collect();
                prop_assert_eq!(&shown.digest, &digest);
            }
        }
    }
}
