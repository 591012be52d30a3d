//! A frame as something to keep: plain text, text with the terminal's own codes, a picture; never what is on it.

mod shapes;
mod svg;

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::text::width;
use crate::config::theme::{Role, Theme};

/// What a frame is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text alone, rows without the spaces at their ends.
    Text,
    /// Text with the codes that a terminal takes for colours and attributes.
    Ansi,
    /// A picture that needs nothing else.
    Svg,
}

/// A frame, written out. The same frame gives the same bytes.
pub fn written(buffer: &Buffer, theme: &Theme, format: Format) -> String {
    match format {
        Format::Text => rows(buffer).map(|row| row.trim_end().to_owned() + "\n").collect(),
        Format::Ansi => ansi(buffer),
        Format::Svg => svg::picture(buffer, theme),
    }
}

/// The cells of a row that hold something: what a wide character covers is left out.
fn cells(buffer: &Buffer, y: u16) -> impl Iterator<Item = (u16, &Cell)> {
    let area = buffer.area;
    let mut x = area.left();
    std::iter::from_fn(move || {
        let cell = buffer.cell((x, y)).filter(|_| x < area.right())?;
        let here = x;
        x += width(cell.symbol()).max(1) as u16;
        Some((here, cell))
    })
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = String> {
    let area = buffer.area;
    (area.top()..area.bottom()).map(|y| cells(buffer, y).map(|(_, cell)| cell.symbol()).collect())
}

/// How a cell looks.
type Look = (Color, Color, Modifier);

const PLAIN: Look = (Color::Reset, Color::Reset, Modifier::empty());

fn look(cell: &Cell) -> Look {
    (cell.fg, cell.bg, cell.modifier)
}

fn ansi(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut worn = PLAIN;
        for (_, cell) in cells(buffer, y) {
            let wanted = look(cell);
            if wanted != worn {
                text += &codes(wanted);
                worn = wanted;
            }
            text += cell.symbol();
        }
        if worn != PLAIN {
            text += "\u{1b}[m";
        }
        text.push('\n');
    }
    text
}

/// The attributes with their codes and the names that a style sheet has for them.
const ATTRIBUTES: [(Modifier, u8); 6] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

fn codes((fg, bg, attributes): Look) -> String {
    let mut codes = "\u{1b}[0".to_owned();
    for (attribute, code) in ATTRIBUTES {
        if attributes.contains(attribute) {
            let _ = write!(codes, ";{code}");
        }
    }
    for (colour, base) in [(fg, 30), (bg, 40)] {
        match colour {
            Color::Reset => {}
            Color::Rgb(red, green, blue) => {
                let _ = write!(codes, ";{};2;{red};{green};{blue}", base + 8);
            }
            colour => match number(colour) {
                bright @ 8..16 => {
                    let _ = write!(codes, ";{}", base + 60 + bright - 8);
                }
                number @ 0..8 => {
                    let _ = write!(codes, ";{}", base + number);
                }
                number => {
                    let _ = write!(codes, ";{};5;{number}", base + 8);
                }
            },
        }
    }
    codes + "m"
}

/// The number of a colour among the 256.
fn number(colour: Color) -> u16 {
    match colour {
        Color::Black | Color::Reset | Color::Rgb(..) => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(number) => u16::from(number),
    }
}

/// The colours that a picture shows for the terminal's own: ink and paper.
struct Own {
    ink: [u8; 3],
    paper: [u8; 3],
}

const DARK: Own = Own { ink: [216, 222, 233], paper: [24, 26, 31] };
const LIGHT: Own = Own { ink: [36, 41, 47], paper: [255, 255, 255] };

/// A theme whose text is dark is for a light terminal; one that leaves the text alone is shown on a dark one.
fn own(theme: &Theme) -> Own {
    let dark_text = match theme.style(Role::Text).fg {
        Some(Color::Rgb(red, green, blue)) => {
            u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue) < 1_280
        }
        Some(Color::Black) => true,
        _ => theme.name().contains("light"),
    };
    if dark_text { LIGHT } else { DARK }
}

/// A colour as a picture shows it; `None` = the terminal's own.
fn rgb(colour: Color) -> Option<[u8; 3]> {
    const SIXTEEN: [[u8; 3]; 16] = [
        [0, 0, 0],
        [205, 49, 49],
        [13, 188, 121],
        [205, 170, 50],
        [36, 114, 200],
        [188, 63, 188],
        [17, 168, 205],
        [190, 190, 190],
        [102, 102, 102],
        [241, 76, 76],
        [35, 209, 139],
        [245, 245, 67],
        [59, 142, 234],
        [214, 112, 214],
        [41, 184, 219],
        [255, 255, 255],
    ];
    const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match colour {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        colour => {
            let number = number(colour);
            let step = |part: u16| CUBE.get(usize::from(part % 6)).copied().unwrap_or_default();
            Some(match number {
                0..16 => SIXTEEN.get(usize::from(number)).copied().unwrap_or_default(),
                16..232 => [step((number - 16) / 36), step((number - 16) / 6), step(number - 16)],
                _ => [(8 + 10 * (number - 232)) as u8; 3],
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn sample() -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 3));
        buffer.set_string(0, 0, "┌─\u{30d5}\u{30a3}─┐", Style::new());
        buffer.set_string(0, 1, "a <b> & c", Style::new().fg(Color::Rgb(1, 2, 3)));
        buffer.set_string(2, 1, "<b>", Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED));
        buffer.set_string(0, 2, "x", Style::new().fg(Color::LightRed).bg(Color::Indexed(200)));
        buffer
    }

    #[test]
    fn text_is_what_stands_there() {
        let theme = Theme::default();
        assert_eq!(written(&sample(), &theme, Format::Text), "┌─フィ─┐\na <b> & c\nx\n");
    }

    #[test]
    fn codes_are_written_where_the_look_changes_and_taken_back_at_the_end() {
        let ansi = written(&sample(), &Theme::default(), Format::Ansi);
        let rows: Vec<&str> = ansi.lines().collect();
        assert_eq!(rows[0].trim_end(), "┌─フィ─┐");
        assert!(
            rows[1].starts_with("\u{1b}[0;38;2;1;2;3ma \u{1b}[0;1;7;38;2;1;2;3m<b>\u{1b}[0;38;2;1;2;3m &")
        );
        assert_eq!(rows[2].trim_end(), "\u{1b}[0;91;48;5;200mx\u{1b}[0m");
    }

    #[test]
    fn numbers_of_the_256_have_their_colours() {
        assert_eq!(rgb(Color::Indexed(196)), Some([255, 0, 0]));
        assert_eq!(rgb(Color::Indexed(232)), Some([8, 8, 8]));
        assert_eq!(rgb(Color::Indexed(255)), Some([238, 238, 238]));
        assert_eq!(rgb(Color::Reset), None);
    }

    #[test]
    fn a_picture_is_well_formed_and_the_same_again() {
        let theme = Theme::built_in("lusifer-dark").unwrap();
        let picture = written(&sample(), &theme, Format::Svg);
        assert_eq!(picture, written(&sample(), &theme, Format::Svg));
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
        assert!(picture.contains("&lt;b&gt;") && picture.contains("&amp; c"), "{picture}");
        assert!(picture.contains("font-weight:bold"));
        // Lines are drawn, not typed: no font joins them without gaps.
        assert!(!picture.contains('┌') && picture.contains("<path"));
    }
}
