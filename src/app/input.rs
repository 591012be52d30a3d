//! One line of text being typed, with readline keys and undo (`ratatui-textarea` does the editing).

use ratatui_textarea::{CursorMove, Input, Key as AreaKey, TextArea};

use crate::config::keymap::{Code, Key, Mods};
use crate::domain::text::clean_line;

/// Longest text that is taken, in characters; a pasted book is cut.
const LONGEST: usize = 500;

/// A line of text with a cursor.
#[derive(Clone, Debug, Default)]
pub struct LineInput {
    area: TextArea<'static>,
}

impl LineInput {
    /// A line with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut input = Self::default();
        input.paste(text);
        input
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Position of the cursor in characters.
    pub fn cursor(&self) -> usize {
        self.area.cursor().1
    }

    /// Takes a key; whether the text or the cursor changed.
    pub fn key(&mut self, key: Key) -> bool {
        let before = (self.text().to_owned(), self.cursor());
        match (key.code(), key.mods()) {
            (Code::Char('a'), Mods::CTRL) | (Code::Home, _) => self.area.move_cursor(CursorMove::Head),
            (Code::Char('u'), Mods::CTRL) => {
                self.area.delete_line_by_head();
            }
            (Code::Enter | Code::Tab, _) | (Code::Char('j' | 'm'), Mods::CTRL) => {}
            (Code::Char(_), Mods::NONE) if self.text().chars().count() >= LONGEST => {}
            _ => {
                self.area.input(area_input(key));
            }
        }
        before != (self.text().to_owned(), self.cursor())
    }

    /// Takes pasted text, on one line and without hostile characters.
    pub fn paste(&mut self, text: &str) -> bool {
        let room = LONGEST.saturating_sub(self.text().chars().count());
        let line: String = clean_line(text).chars().take(room).collect();
        self.area.insert_str(line)
    }

    /// Empties the line; whether there was anything.
    pub fn clear(&mut self) -> bool {
        let any = !self.text().is_empty();
        if any {
            *self = Self::default();
        }
        any
    }
}

fn area_input(key: Key) -> Input {
    let code = match key.code() {
        Code::Char(character) => AreaKey::Char(character),
        Code::Enter => AreaKey::Enter,
        Code::Esc => AreaKey::Esc,
        Code::Tab => AreaKey::Tab,
        Code::Backspace => AreaKey::Backspace,
        Code::Delete => AreaKey::Delete,
        Code::Left => AreaKey::Left,
        Code::Right => AreaKey::Right,
        Code::Home => AreaKey::Home,
        Code::End => AreaKey::End,
        // A single line has nothing above, below or beyond.
        Code::Insert | Code::Up | Code::Down | Code::PageUp | Code::PageDown | Code::F(_) => AreaKey::Null,
    };
    let mods = key.mods();
    Input {
        key: code,
        ctrl: mods.holds(Mods::CTRL),
        alt: mods.holds(Mods::ALT),
        shift: mods.holds(Mods::SHIFT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[&str]) -> LineInput {
        let mut input = LineInput::default();
        for key in keys {
            input.key(key.parse().unwrap());
        }
        input
    }

    #[test]
    fn readline_keys_edit_one_line() {
        assert_eq!(typed(&["a", "b", "left", "c"]).text(), "acb");
        assert_eq!(typed(&["a", "space", "b", "ctrl+w"]).text(), "a ");
        assert_eq!(typed(&["a", "b", "ctrl+a", "c"]).text(), "cab");
        assert_eq!(typed(&["a", "b", "ctrl+u"]).text(), "");
        assert_eq!(typed(&["a", "enter", "b", "ctrl+j", "tab", "c"]).text(), "abc");
        assert_eq!(typed(&["漢", "é", "backspace"]).text(), "漢");
    }

    #[test]
    fn pasted_text_is_cleaned_and_cut() {
        let mut input = LineInput::new("x");
        input.paste("a\nb\u{1b}[2J");
        assert_eq!(input.text(), "xa b[2J");
        input.paste(&"y".repeat(10_000));
        assert_eq!(input.text().chars().count(), LONGEST);
        input.key('z'.into());
        assert_eq!(input.text().chars().count(), LONGEST);
    }
}
