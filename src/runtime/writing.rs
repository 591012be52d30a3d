//! Changed cells to the bytes that a terminal understands; never which cells those are, never the terminal itself.
//!
//! The words are crossterm's. Ours is that the characters of a run in one style go out as they are, that words that
//! were said are remembered, because a command of its own for each of them took longer than all the rest of a frame's
//! writing, and that what nobody sees is not said: a frame is soon written and soon sent, also over a slow line.

use std::io::{self, Write};

use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute, SetBackgroundColor, SetForegroundColor};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::prelude::IntoCrossterm;
use ratatui::style::{Color, Modifier};

use super::changes::{Change, SEEN_ON_BLANK, is_ground};

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

/// What ends attributes, some of them together.
const ENDS: [(Modifier, Attribute); 7] = [
    (Modifier::BOLD.union(Modifier::DIM), Attribute::NormalIntensity),
    (Modifier::ITALIC, Attribute::NoItalic),
    (Modifier::UNDERLINED, Attribute::NoUnderline),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), Attribute::NoBlink),
    (Modifier::REVERSED, Attribute::NoReverse),
    (Modifier::HIDDEN, Attribute::NoHidden),
    (Modifier::CROSSED_OUT, Attribute::NotCrossedOut),
];

/// As many cells between two changes are written once more, if they are in the same style: that is no longer than
/// to say how far to go.
const BRIDGED: u16 = 4;

/// What is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Text,
    Ground,
}

/// The words for colours, which a frame says over and over.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<((Part, Color), Vec<u8>)>);

/// More than a theme has; beyond it the memory starts afresh.
const WORDS: usize = 64;

impl Words {
    /// Those that make the text, or what is behind it, so.
    fn colour(&mut self, part: Part, colour: Color) -> io::Result<&[u8]> {
        let at = match self.0.iter().position(|(of, _)| *of == (part, colour)) {
            Some(at) => at,
            None => {
                if self.0.len() >= WORDS {
                    self.0.clear();
                }
                let mut words = Vec::new();
                match part {
                    Part::Text => queue!(words, SetForegroundColor(colour.into_crossterm()))?,
                    Part::Ground => queue!(words, SetBackgroundColor(colour.into_crossterm()))?,
                }
                self.0.push(((part, colour), words));
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
    text: Color,
    ground: Color,
}

impl Look {
    /// That of a terminal of which nothing was asked.
    const PLAIN: Self = Self { modifier: Modifier::empty(), text: Color::Reset, ground: Color::Reset };

    /// That in which a cell is to be written: where nothing is seen of it but what is behind it, as little as can be
    /// is another one.
    #[inline]
    fn of(self, cell: &Cell) -> Self {
        match is_ground(cell) {
            true if self.modifier.intersects(SEEN_ON_BLANK) => {
                Self { modifier: Modifier::empty(), text: self.text, ground: cell.bg }
            }
            true => Self { ground: cell.bg, ..self },
            false => Self { modifier: cell.modifier, text: cell.fg, ground: cell.bg },
        }
    }

    /// From this look to another.
    fn change(&mut self, to: Self, words: &mut Words, bytes: &mut impl Write) -> io::Result<()> {
        for (some, end) in ENDS {
            if !to.modifier.contains(self.modifier & some) {
                queue!(bytes, SetAttribute(end))?;
                self.modifier -= some;
            }
        }
        for (modifier, attribute) in ATTRIBUTES {
            if (to.modifier - self.modifier).contains(modifier) {
                queue!(bytes, SetAttribute(attribute))?;
            }
        }
        if to.text != self.text {
            bytes.write_all(words.colour(Part::Text, to.text)?)?;
        }
        if to.ground != self.ground {
            bytes.write_all(words.colour(Part::Ground, to.ground)?)?;
        }
        *self = to;
        Ok(())
    }
}

/// Writes those cells of a frame that have changed, row by row from left to right; the terminal's look is plain
/// before and after.
///
/// # Errors
/// What the writer says.
pub(super) fn write(
    changes: &[Change<'_>],
    frame: &Buffer,
    words: &mut Words,
    bytes: &mut impl Write,
) -> io::Result<()> {
    let mut look = Look::PLAIN;
    // Where the terminal is; `None` = terminals differ in that.
    let mut here = None;
    // Some also take two cells for lines and blocks. Rows of them are written all the same, but what comes after a gap
    // is put where it belongs.
    let mut is_sure = true;
    for &(x, y, cell) in changes {
        if here != Some((x, y)) {
            go(here.filter(|_| is_sure), (x, y), look, frame, bytes)?;
            is_sure = true;
        }
        let wanted = look.of(cell);
        if wanted != look {
            look.change(wanted, words, bytes)?;
        }
        bytes.write_all(cell.symbol().as_bytes())?;
        let is_ascii = cell.symbol().len() == 1;
        is_sure &= is_ascii;
        here = (is_ascii || cell.cell_width() == 1).then_some((x + 1, y));
    }
    look.change(Look::PLAIN, words, bytes)
}

/// Goes to the place of a change from where the terminal is.
fn go(
    here: Option<(u16, u16)>,
    (x, y): (u16, u16),
    look: Look,
    frame: &Buffer,
    bytes: &mut impl Write,
) -> io::Result<()> {
    let Some(from) = here.and_then(|(from, row)| (row == y && from < x).then_some(from)) else {
        return say(&[y + 1, x + 1], b"H", bytes);
    };
    let start = frame.index_of(from, y);
    let between = frame.content.get(start..start + usize::from(x - from)).unwrap_or_default();
    if x - from <= BRIDGED && between.iter().all(|cell| cell.symbol().len() == 1 && look.of(cell) == look) {
        between.iter().try_for_each(|cell| bytes.write_all(cell.symbol().as_bytes()))
    } else {
        say(&[x - from], b"C", bytes)
    }
}

/// A sequence of ECMA-48 with numbers: CUP (`H`) with row and column, from 1 on; CUF (`C`) with columns.
fn say(numbers: &[u16], end: &[u8], bytes: &mut impl Write) -> io::Result<()> {
    let mut before: &[u8] = b"\x1b[";
    for &number in numbers {
        bytes.write_all(before)?;
        bytes.write_all(itoa::Buffer::new().format(number).as_bytes())?;
        before = b";";
    }
    bytes.write_all(end)
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use proptest::prelude::*;
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

    /// The bytes that turn one frame into the next.
    fn between(frames: [&[(u16, u16, &str, Style)]; 2]) -> String {
        crossterm::style::force_color_output(true);
        let mut shown = Shown::nothing(Rect::new(0, 0, WIDTH, HEIGHT));
        let mut bytes = Vec::new();
        for texts in frames {
            let mut frame = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
            for (x, y, text, style) in texts {
                frame.set_string(*x, *y, text, *style);
            }
            bytes.clear();
            write(&shown.changes(&frame, &[]), &frame, &mut Words::default(), &mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn what_nobody_sees_is_not_said() {
        let (plain, red) = (Style::new(), Style::new().fg(Color::Indexed(1)));
        // A colour of cells without characters.
        assert_eq!(between([&[], &[(0, 0, "    ", red)]]), "");
        assert_eq!(
            between([&[(0, 0, "ab   cd", plain)], &[(0, 0, "xy   zw", red)]]),
            "^[1;1H^[38;5;1mxy   zw^[39m"
        );
        // What ends is ended alone: the colour stays.
        let bold = red.bold();
        let next: &[_] = &[(0, 0, "a", bold), (1, 0, "b", red)];
        assert_eq!(between([&[], next]), "^[1;1H^[1m^[38;5;1ma^[22mb^[39m");
        // But a line under them and what is behind them is seen.
        assert_eq!(between([&[], &[(0, 0, " ", red.underlined())]]), "^[1;1H^[4m^[38;5;1m ^[24m^[39m");
        assert_eq!(between([&[], &[(0, 0, " ", red.bg(Color::Indexed(2)))]]), "^[1;1H^[48;5;2m ^[49m");
    }

    #[test]
    fn a_short_way_is_written_over_and_a_long_one_is_gone() {
        let plain = Style::new();
        let from = |text| (0, 0, text, plain);
        assert_eq!(between([&[from("a--b")], &[from("x--y")]]), "^[1;1Hx--y");
        assert_eq!(between([&[from("a-----b")], &[from("x-----y")]]), "^[1;1Hx^[5Cy");
        // Another style on the way, or a character that is not of one byte.
        assert_eq!(
            between([&[from("a b"), (1, 0, "-", plain.bold())], &[from("x y"), (1, 0, "-", plain.bold())]]),
            "^[1;1Hx^[1Cy"
        );
        assert_eq!(between([&[from("a界b")], &[from("x界y")]]), "^[1;1Hx^[2Cy");
        // Terminals differ in where they are after a wide character, some also after a line or a block.
        assert_eq!(between([&[from("──---b")], &[from("━━---y")]]), "^[1;1H━━^[1;6Hy");
        assert_eq!(between([&[from("界-b")], &[from("世-y")]]), "^[1;1H世^[1;4Hy");
        assert_eq!(
            between([&[(0, 1, "a", plain)], &[(0, 1, "b", plain), (1, 2, "c", plain)]]),
            "^[2;1Hb^[3;2Hc"
        );
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
                write(&shown.changes(&frame, &[]), &frame, &mut words, &mut bytes).unwrap();
                terminal.process(&bytes);
                for at in 0..frame.content.len() {
                    let (column, row) = frame.pos_of(at);
                    let (cell, seen) = (&frame.content[at], terminal.screen().cell(row, column).unwrap());
                    let text = if seen.has_contents() { seen.contents() } else { " " };
                    let ground = is_ground(cell);
                    prop_assert_eq!(text, cell.symbol());
                    prop_assert!(ground || colour(seen.fgcolor()) == cell.fg);
                    prop_assert_eq!(colour(seen.bgcolor()), cell.bg);
                    let attributes = [
                        (Modifier::BOLD, seen.bold()),
                        (Modifier::ITALIC, seen.italic()),
                        (Modifier::UNDERLINED, seen.underline()),
                        (Modifier::REVERSED, seen.inverse()),
                    ];
                    for (modifier, is_on) in attributes {
                        if ground && !SEEN_ON_BLANK.contains(modifier) {
                            continue;
                        }
                        prop_assert_eq!(cell.modifier.contains(modifier), is_on, "{:?} at {}", modifier, at);
                    }
                }
                prop_assert_eq!(terminal.screen().fgcolor(), vt100::Color::Default);
            }
        }
    }
}
