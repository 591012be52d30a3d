//! Changed cells to the bytes that a terminal understands; never which cells those are, never the terminal itself.
//!
//! The words are crossterm's. Ours is that the characters of a run in one style go out as they are, and that words
//! that were said are remembered: a command of its own for each of them took longer than all the rest of a frame's
//! writing.

use std::io::{self, Write};

use crossterm::queue;
use crossterm::style::{Attribute, Colors, SetAttribute, SetColors};
use ratatui::prelude::IntoCrossterm;
use ratatui::style::{Color, Modifier};

use super::changes::Change;

const ATTRIBUTES: [(Modifier, Attribute); 9] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink),
    (Modifier::RAPID_BLINK, Attribute::RapidBlink),
    (Modifier::REVERSED, Attribute::Reverse),
    (Modifier::HIDDEN, Attribute::Hidden),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut),
];

/// The words for colours, which a frame says over and over.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<([Color; 2], Vec<u8>)>);

/// More than a theme has; beyond it the memory starts afresh.
const WORDS: usize = 64;

impl Words {
    /// Those that make the text and what is behind it so.
    fn colours(&mut self, colours: [Color; 2]) -> io::Result<&[u8]> {
        let at = match self.0.iter().position(|(of, _)| *of == colours) {
            Some(at) => at,
            None => {
                if self.0.len() >= WORDS {
                    self.0.clear();
                }
                let [text, ground] = colours.map(IntoCrossterm::into_crossterm);
                let mut words = Vec::new();
                queue!(words, SetColors(Colors::new(text, ground)))?;
                self.0.push((colours, words));
                self.0.len() - 1
            }
        };
        Ok(self.0.get(at).map_or(&[], |(_, words)| words))
    }
}

/// How the next character will look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    modifier: Modifier,
    /// Of the text and behind it.
    colours: [Color; 2],
}

impl Look {
    /// That of a terminal of which nothing was asked.
    const PLAIN: Self = Self { modifier: Modifier::empty(), colours: [Color::Reset; 2] };

    /// From this look to another.
    fn change(&mut self, to: Self, words: &mut Words, bytes: &mut impl Write) -> io::Result<()> {
        if !to.modifier.contains(self.modifier) {
            // What one attribute ends may end another one as well; from nothing on it is the same everywhere.
            queue!(bytes, SetAttribute(Attribute::Reset))?;
            *self = Self::PLAIN;
        }
        for (modifier, attribute) in ATTRIBUTES {
            if (to.modifier - self.modifier).contains(modifier) {
                queue!(bytes, SetAttribute(attribute))?;
            }
        }
        if to.colours != self.colours {
            bytes.write_all(words.colours(to.colours)?)?;
        }
        *self = to;
        Ok(())
    }
}

/// Writes cells; the terminal's look is plain before and after.
///
/// # Errors
/// What the writer says.
pub(super) fn write(changes: &[Change<'_>], words: &mut Words, bytes: &mut impl Write) -> io::Result<()> {
    let mut look = Look::PLAIN;
    let mut next = None;
    for (x, y, cell) in changes {
        if next != Some((*x, *y)) {
            go_to(*x, *y, bytes)?;
        }
        let wanted = Look { modifier: cell.modifier, colours: [cell.fg, cell.bg] };
        if wanted != look {
            look.change(wanted, words, bytes)?;
        }
        bytes.write_all(cell.symbol().as_bytes())?;
        next = Some((x + 1, *y));
    }
    look.change(Look::PLAIN, words, bytes)
}

/// The sequence CUP of ECMA-48: row and column, from 1 on.
fn go_to(x: u16, y: u16, bytes: &mut impl Write) -> io::Result<()> {
    let (mut row, mut column) = (itoa::Buffer::new(), itoa::Buffer::new());
    bytes.write_all(b"\x1b[")?;
    bytes.write_all(row.format(u32::from(y) + 1).as_bytes())?;
    bytes.write_all(b";")?;
    bytes.write_all(column.format(u32::from(x) + 1).as_bytes())?;
    bytes.write_all(b"H")
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;
    use crate::runtime::changes::Shown;

    const WIDTH: u16 = 12;
    const HEIGHT: u16 = 3;

    fn styles() -> impl Strategy<Value = Style> {
        let colour = || prop::sample::select(vec![Color::Reset, Color::Indexed(5), Color::Rgb(1, 2, 3)]);
        let modifiers = [Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];
        let some = prop::sample::subsequence(modifiers.to_vec(), 0..=3);
        (colour(), colour(), some).prop_map(|(text, ground, some)| {
            Style::new().fg(text).bg(ground).add_modifier(some.into_iter().collect())
        })
    }

    /// Wide characters are left to the tests of changes: terminals differ in what the half of one is that is left.
    fn buffers() -> impl Strategy<Value = Buffer> {
        let text = prop::collection::vec(prop::sample::select(vec!["a", "b", " ", "─", "é"]), 1..6);
        let written = (0..WIDTH, 0..HEIGHT, text, styles());
        prop::collection::vec(written, 0..8).prop_map(|texts| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
            for (x, y, text, style) in texts {
                buffer.set_string(x, y, text.concat(), style);
            }
            buffer
        })
    }

    fn colour(shown: vt100::Color) -> Color {
        match shown {
            vt100::Color::Default => Color::Reset,
            vt100::Color::Idx(index) => Color::Indexed(index),
            vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(buffers(), 1..4)) {
            crossterm::style::force_color_output(true);
            let [rows, columns] = [HEIGHT, WIDTH].map(|cells| NonZero::new(cells).unwrap());
            let mut terminal = vt100::Parser::new(rows, columns, 0);
            let mut shown = Shown::nothing(Rect::new(0, 0, WIDTH, HEIGHT));
            let mut words = Words::default();
            for frame in frames {
                let mut bytes = Vec::new();
                write(&shown.changes(&frame), &mut words, &mut bytes).unwrap();
                terminal.process(&bytes);
                for at in 0..frame.content.len() {
                    let (column, row) = frame.pos_of(at);
                    let (cell, seen) = (&frame.content[at], terminal.screen().cell(row, column).unwrap());
                    let text = if seen.has_contents() { seen.contents() } else { " " };
                    prop_assert_eq!(text, cell.symbol());
                    prop_assert_eq!(colour(seen.fgcolor()), cell.fg);
                    prop_assert_eq!(colour(seen.bgcolor()), cell.bg);
                    let attributes = [
                        (Modifier::BOLD, seen.bold()),
                        (Modifier::ITALIC, seen.italic()),
                        (Modifier::UNDERLINED, seen.underline()),
                        (Modifier::REVERSED, seen.inverse()),
                    ];
                    for (modifier, is_on) in attributes {
                        prop_assert_eq!(cell.modifier.contains(modifier), is_on, "{:?} at {}", modifier, at);
                    }
                }
                prop_assert_eq!(terminal.screen().fgcolor(), vt100::Color::Default);
            }
        }
    }
}
