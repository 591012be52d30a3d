//! Which cells of a frame differ from what the terminal shows; never how they are written.
//!
//! The rules are those of [`Buffer::diff`], which a test holds this to. What is ours is the order of the questions:
//! nearly all cells are one byte wide and the same as before, and are done with after a few comparisons. Finding the
//! changes was the greatest single part of what lies between a key and its frame.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

/// A cell that is to be written, and where: column, row.
pub(super) type Change<'a> = (u16, u16, &'a Cell);

/// What is seen of a cell without a character.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// The cells of the next frame that the terminal does not show, row by row. Both frames have the same place and
/// size; cells that the library is told to skip or to force are not known here.
pub(super) fn changes<'a>(shown: &Buffer, next: &'a Buffer) -> Vec<Change<'a>> {
    debug_assert_eq!(shown.area, next.area);
    let mut changes = Changes { shown: &shown.content, next, found: Vec::new() };
    let mut at = 0;
    while let (Some(now), Some(was)) = (next.content.get(at..), shown.content.get(at..)) {
        let mut pairs = now.iter().zip(was);
        let Some(same) = pairs.position(|(now, was)| !is_narrow(now) || !is_same(now, was)) else { break };
        let (Some(now), Some(was)) = (now.get(same), was.get(same)) else { break };
        at += same;
        at = if is_same(now, was) { at + cells(now) } else { changes.cell(at, now, was) };
    }
    changes.found
}

struct Changes<'s, 'n> {
    shown: &'s [Cell],
    next: &'n Buffer,
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
        let (x, y) = self.next.pos_of(at);
        self.found.push((x, y, cell));
    }
}

/// Whether it is a byte: those take one cell. Others have to be looked up.
#[inline]
fn is_narrow(cell: &Cell) -> bool {
    cell.symbol().len() == 1
}

/// How many cells a character takes.
fn cells(cell: &Cell) -> usize {
    if is_narrow(cell) { 1 } else { usize::from(cell.cell_width()).max(1) }
}

#[inline]
fn is_same(one: &Cell, other: &Cell) -> bool {
    let is_same_text = match (one.symbol().as_bytes(), other.symbol().as_bytes()) {
        ([one], [other]) => one == other,
        (one, other) => one == other,
    };
    is_same_text && one.fg == other.fg && one.bg == other.bg && one.modifier == other.modifier
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::layout::Rect;
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
        fn changes_are_those_of_the_library(shown in buffer(), next in buffer()) {
            prop_assert_eq!(changes(&shown, &next), shown.diff(&next));
        }
    }
}
