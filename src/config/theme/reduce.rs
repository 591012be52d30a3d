//! Colours for terminals with fewer of them: 24 bits to the 256 of xterm to the 16 of ANSI.

use ratatui::style::Color;

use super::colour::{Rgb, difference, is_greyish};
use super::terminal::Depth;

/// The nearest colour that a terminal of that depth has; `None` = its own.
pub(super) fn reduce(colour: Color, depth: Depth) -> Option<Color> {
    match (depth, colour) {
        (Depth::None, _) => None,
        (Depth::Indexed, Color::Rgb(red, green, blue)) => {
            Some(Color::Indexed(nearest_indexed([red, green, blue])))
        }
        (Depth::Sixteen, Color::Rgb(red, green, blue)) => Some(nearest_ansi([red, green, blue])),
        (Depth::Sixteen, Color::Indexed(number)) if number > 15 => indexed(number).map(nearest_ansi),
        (_, colour) => Some(colour),
    }
}

/// The steps of xterm's 6x6x6 cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The colour of a number of the 256; `None` for the first 16, which are the terminal's own.
pub(super) fn indexed(number: u8) -> Option<Rgb> {
    let step = |part: u8| CUBE.get(usize::from(part)).copied().unwrap_or_default();
    match number {
        0..=15 => None,
        16..=231 => {
            let at = number - 16;
            Some([step(at / 36), step(at / 6 % 6), step(at % 6)])
        }
        232..=255 => Some([8 + 10 * (number - 232); 3]),
    }
}

fn nearest_indexed(rgb: Rgb) -> u8 {
    let known = (16..=255_u8).filter_map(|number| Some((number, indexed(number)?)));
    let nearest = known.min_by(|(_, a), (_, b)| difference(rgb, *a).total_cmp(&difference(rgb, *b)));
    nearest.map_or(7, |(number, _)| number)
}

/// The 16 as terminals of today show them, more or less: each has its own, and people change them.
const ANSI: [(Color, Rgb); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 49, 49]),
    (Color::Green, [13, 188, 121]),
    (Color::Yellow, [205, 170, 50]),
    (Color::Blue, [36, 114, 200]),
    (Color::Magenta, [188, 63, 188]),
    (Color::Cyan, [17, 168, 205]),
    (Color::Gray, [190, 190, 190]),
    (Color::DarkGray, [102, 102, 102]),
    (Color::LightRed, [241, 76, 76]),
    (Color::LightGreen, [35, 209, 139]),
    (Color::LightYellow, [245, 245, 67]),
    (Color::LightBlue, [59, 142, 234]),
    (Color::LightMagenta, [214, 112, 214]),
    (Color::LightCyan, [41, 184, 219]),
    (Color::White, [255, 255, 255]),
];

fn nearest_ansi(rgb: Rgb) -> Color {
    // A grey that turns into a colour would say something that it does not mean.
    let kind = ANSI.iter().filter(|(_, known)| is_greyish(*known) == is_greyish(rgb));
    let nearest = kind.min_by(|(_, a), (_, b)| difference(rgb, *a).total_cmp(&difference(rgb, *b)));
    nearest.map_or(Color::Reset, |(colour, _)| *colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_their_nearest() {
        assert_eq!(reduce(Color::Rgb(255, 0, 0), Depth::Indexed), Some(Color::Indexed(196)));
        assert_eq!(reduce(Color::Rgb(128, 128, 128), Depth::Indexed), Some(Color::Indexed(244)));
        assert_eq!(reduce(Color::Rgb(240, 80, 80), Depth::Sixteen), Some(Color::LightRed));
        assert_eq!(reduce(Color::Indexed(9), Depth::Sixteen), Some(Color::Indexed(9)));
        assert_eq!(reduce(Color::Indexed(160), Depth::Sixteen), Some(Color::Red));
        assert_eq!(reduce(Color::Rgb(148, 158, 176), Depth::Sixteen), Some(Color::Gray));
        assert_eq!(reduce(Color::Red, Depth::None), None);
    }
}
