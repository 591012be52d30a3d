//! A styled text as a terminal takes it, for what is printed and not drawn.

use std::fmt::Write;

pub use ratatui::style::Style;
use ratatui::style::{Color, Modifier};

/// The text with the codes of its style before it and their end after it; the text alone where the style says
/// nothing. The text must hold no control characters.
pub fn painted(style: Style, text: &str) -> String {
    const MODS: [(Modifier, u8); 6] = [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ];
    let mut codes: Vec<String> = Vec::new();
    codes.extend(
        MODS.iter().filter(|(held, _)| style.add_modifier.contains(*held)).map(|(_, code)| code.to_string()),
    );
    codes.extend(style.fg.and_then(|colour| code(colour, 30)));
    codes.extend(style.bg.and_then(|colour| code(colour, 40)));
    if codes.is_empty() {
        return text.to_owned();
    }
    format!("\x1b[{}m{text}\x1b[0m", codes.join(";"))
}

/// `base` is 30 for the text, 40 for what is behind it.
fn code(colour: Color, base: u8) -> Option<String> {
    const ANSI: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    Some(match colour {
        Color::Reset => return None,
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
        Color::Indexed(number) => format!("{};5;{number}", base + 8),
        named => {
            let number = u8::try_from(ANSI.iter().position(|known| *known == named)?).ok()?;
            let code = if number < 8 { base + number } else { base + 60 + number - 8 };
            code.to_string()
        }
    })
}

/// A style in words, as a theme file has them: `#5ec4cf on #343f52, bold`.
pub fn in_words(style: Style) -> String {
    let mut words = style.fg.map_or_else(String::new, name);
    if let Some(ground) = style.bg {
        let gap = if words.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(words, "{gap}on {}", name(ground));
    }
    for word in mods(style) {
        let gap = if words.is_empty() { "" } else { ", " };
        let _ = write!(words, "{gap}{word}");
    }
    words
}

/// The attributes of a style, by the words of a theme file.
pub fn mods(style: Style) -> Vec<&'static str> {
    super::file::MODS
        .iter()
        .filter(|(_, held)| style.add_modifier.contains(*held))
        .map(|(word, _)| *word)
        .collect()
}

/// A colour by the words of a theme file.
pub fn name(colour: Color) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Indexed(number) => number.to_string(),
        named => named.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_become_codes_and_words() {
        let style = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::LightRed).add_modifier(Modifier::BOLD);
        assert_eq!(painted(style, "x"), "\x1b[1;38;2;1;2;3;101mx\x1b[0m");
        assert_eq!(painted(Style::new().fg(Color::Indexed(80)), "x"), "\x1b[38;5;80mx\x1b[0m");
        assert_eq!(painted(Style::new().fg(Color::Cyan), "x"), "\x1b[36mx\x1b[0m");
        assert_eq!(painted(Style::new(), "x"), "x");
        assert_eq!(in_words(style), "#010203 on lightred, bold");
        assert_eq!(in_words(Style::new()), "");
    }
}
