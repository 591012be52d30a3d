//! Every character beyond ASCII that the screens draw themselves, by name, and what stands for it where a
//! terminal has no such characters; never letters of titles and texts, which stay as they are.
//!
//! Screens draw with these names and need not ask which terminal they are on: where only ASCII is wanted
//! [`plain`] goes over the finished frame. A glyph that stands in no table here fails a test.

use ratatui::buffer::Buffer;
use ratatui::symbols::Marker;

pub use crate::config::theme::Glyphs;

/// Stands for the rest of a cut text.
pub const CUT: &str = "…";
/// A rule across, and the border of a pane.
pub const RULE: &str = "─";
/// The border of the pane that has the keys.
pub const RULE_FOCUS: &str = "━";
/// A rule of something that is only compared with: baselines.
pub const RULE_QUIET: &str = "╌";
/// A rule from top to bottom, and between two facts.
pub const BAR: &str = "│";
/// Where a chart's axes meet.
pub const CORNER: &str = "└";
/// Beside every row of what is selected.
pub const POINTER: &str = "▌";
/// Beside what belongs to what is selected elsewhere.
pub const LINKED: &str = "◂";
/// A full cell of a bar.
pub const FULL: &str = "█";
/// Bars that end within a cell: one eighth to seven.
pub const EIGHTHS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// A cell that is filled from below: one eighth to all of it.
pub const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A cell that is shaded: a quarter, half, three quarters, all of it.
pub const SHADES: [&str; 4] = ["░", "▒", "▓", "█"];
/// What is true, done or found.
pub const YES: &str = "✓";
/// What is false, failed or missing.
pub const NO: &str = "✗";
/// Between parts of one fact.
pub const DOT: &str = "·";
/// From what to what.
pub const ARROW: &str = "→";
/// A branch of a tree that has another one below it.
pub const BRANCH: &str = "├─";
/// The last branch of a tree.
pub const BRANCH_LAST: &str = "└─";

/// What a curve is drawn with. Quarter blocks are in more fonts than Braille dots.
pub const fn marker(glyphs: Glyphs) -> Marker {
    match glyphs {
        Glyphs::Unicode => Marker::Quadrant,
        Glyphs::Ascii => Marker::Custom('*'),
    }
}

/// Characters that we draw, and what stands for them.
const IN_ASCII: [(&str, &str); 32] = [
    ("…", "~"),
    // Borders and rules; the heavy ones are those of the pane that has the keys.
    ("─╌┄┈", "-"),
    ("│╎┆┊", "|"),
    ("┌┐└┘├┤┬┴┼╭╮╰╯", "+"),
    ("━═╍", "="),
    ("┃┏┓┗┛┣┫┳┻╋║", "#"),
    // Levels from below.
    ("▁", "_"),
    ("▂", "."),
    ("▃", ":"),
    ("▄", "-"),
    ("▅", "="),
    ("▆", "+"),
    ("▇", "*"),
    ("█", "#"),
    // Ends of bars, and the pointer.
    ("▏▎▍▌▋▊▉▐", "|"),
    // Quarters of curves.
    ("▘▝▀▖▗▚▞▛▜▙▟", "*"),
    ("░", "."),
    ("▒", ":"),
    ("▓", "+"),
    ("←◀◂‹«", "<"),
    ("→▶▸›»", ">"),
    ("↑▲▴", "^"),
    ("↓▼▾", "v"),
    ("✓✔", "+"),
    ("✗✘×", "x"),
    ("·•", "."),
    ("●◆■", "*"),
    ("○◇□", "o"),
    ("–−—", "-"),
    ("≥", ">"),
    ("≤", "<"),
    ("≈", "~"),
];

/// What stands for a character that we draw; `None` for one that is not ours.
pub fn ascii(character: char) -> Option<&'static str> {
    IN_ASCII.iter().find(|(ours, _)| ours.contains(character)).map(|(_, instead)| *instead)
}

/// Puts ASCII for every character of ours in a finished frame. All of them are one cell wide, and so is what
/// stands for them.
pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if symbol.is_ascii() {
            continue;
        }
        let mut characters = symbol.chars();
        if let (Some(first), None) = (characters.next(), characters.next())
            && let Some(instead) = ascii(first)
        {
            cell.set_symbol(instead);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::ui::text::width;

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { sources(&path, into) } else { into.push(path) }
        }
    }

    /// What a source file draws: its lines without comments, up to its tests, escapes read.
    fn drawn(source: &str) -> Vec<char> {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let mut found = Vec::new();
        for line in lines {
            found.extend(line.chars().filter(|character| !character.is_ascii()));
            for escape in line.split("\\u{").skip(1) {
                let number = escape.split('}').next().and_then(|hex| u32::from_str_radix(hex, 16).ok());
                found.extend(number.and_then(char::from_u32).filter(|character| !character.is_ascii()));
            }
        }
        found
    }

    #[test]
    fn every_glyph_that_a_screen_draws_has_one_in_ascii() {
        let mut files = Vec::new();
        for room in ["src/ui", "src/app"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut files);
        }
        for file in files {
            // One folds the letters of other languages for searching, one turns what was drawn into shapes;
            // neither draws.
            if file.ends_with("app/search.rs") || file.ends_with("picture/shapes.rs") {
                continue;
            }
            for character in drawn(&fs::read_to_string(&file).unwrap()) {
                assert!(
                    ascii(character).is_some(),
                    "{}: {character:?} is not in ui/glyphs.rs",
                    file.display()
                );
            }
        }
    }

    #[test]
    fn what_stands_for_a_glyph_is_as_wide() {
        for character in (0x80..0x1_0000).filter_map(char::from_u32) {
            if let Some(instead) = ascii(character) {
                assert!(instead.is_ascii());
                assert_eq!((width(instead), width(&character.to_string())), (1, 1), "{character:?}");
            }
        }
    }

    #[test]
    fn letters_of_titles_stay() {
        let mut buffer = Buffer::with_lines(["│ Amélie… │", "漢字 ▄█ e\u{301}"]);
        plain(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["| Amélie~ |", "漢字 -# e\u{301}"]));
    }
}
