//! A key as a person writes it (`ctrl+d`, `shift+tab`, `?`); never a terminal library's type.

use std::fmt;
use std::str::FromStr;

/// Which key, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character as typed: `R` for shift and r, `?`, a space.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 24.
    F(u8),
}

/// Modifiers held with a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mods(u8);

impl Mods {
    /// None held.
    pub const NONE: Self = Self(0);
    /// Control.
    pub const CTRL: Self = Self(1);
    /// Alt (Option on a Mac).
    pub const ALT: Self = Self(2);
    /// Shift.
    pub const SHIFT: Self = Self(4);

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without the others.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of the others are held.
    pub const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A key with the modifiers held. Two spellings of one key press are one value: shift is part of a character
/// (`R`, never `shift+r`) and letters with ctrl are lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    code: Code,
    mods: Mods,
}

/// Names of the keys that are not characters.
const NAMED: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
];

impl Key {
    /// The key press, in its one spelling.
    pub fn new(code: Code, mods: Mods) -> Self {
        match code {
            Code::Char(character) => {
                let typed = if mods.holds(Mods::SHIFT) && character.is_ascii_lowercase() {
                    character.to_ascii_uppercase()
                } else {
                    character
                };
                let mods = mods.without(Mods::SHIFT);
                let typed = if mods.holds(Mods::CTRL) { typed.to_ascii_lowercase() } else { typed };
                Self { code: Code::Char(typed), mods }
            }
            code => Self { code, mods },
        }
    }

    /// A key without modifiers.
    pub fn plain(code: Code) -> Self {
        Self::new(code, Mods::NONE)
    }

    /// Which key.
    pub const fn code(self) -> Code {
        self.code
    }

    /// What is held with it.
    pub const fn mods(self) -> Mods {
        self.mods
    }

    /// The character that this key types into a text; `None` for commands.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(character) if self.mods == Mods::NONE => Some(character),
            _ => None,
        }
    }
}

impl From<char> for Key {
    fn from(character: char) -> Self {
        Self::plain(Code::Char(character))
    }
}

impl FromStr for Key {
    type Err = String;

    /// Reads `ctrl+d`, `shift+tab`, `enter`, `space`, `?`, `+`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut rest = text;
        let mut mods = Mods::NONE;
        while let Some((held, key)) =
            rest.split_once('+').filter(|(held, key)| !held.is_empty() && !key.is_empty())
        {
            mods = mods.with(match held.to_ascii_lowercase().as_str() {
                "ctrl" | "control" => Mods::CTRL,
                "alt" | "option" => Mods::ALT,
                "shift" => Mods::SHIFT,
                _ => return Err(format!("\"{text}\" is not a key: \"{held}\" is not ctrl, alt or shift")),
            });
            rest = key;
        }
        let lower = rest.to_ascii_lowercase();
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == lower) {
            return Ok(Self::new(*code, mods));
        }
        let mut characters = rest.chars();
        if let (Some(character), None) = (characters.next(), characters.next())
            && !character.is_control()
        {
            return Ok(Self::new(Code::Char(character), mods));
        }
        match lower.strip_prefix('f').and_then(|number| number.parse::<u8>().ok()) {
            Some(number @ 1..=24) => Ok(Self::new(Code::F(number), mods)),
            _ => Err(format!(
                "\"{text}\" is not a key; write it as: r, R, ?, ctrl+d, shift+tab, enter, space, f1"
            )),
        }
    }
}

impl fmt::Display for Key {
    /// As in `keys.toml`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(Mods::CTRL, "ctrl+"), (Mods::ALT, "alt+"), (Mods::SHIFT, "shift+")] {
            if self.mods.holds(held) {
                f.write_str(name)?;
            }
        }
        match (self.code, NAMED.iter().find(|(_, code)| *code == self.code)) {
            (_, Some((name, _))) => f.write_str(name),
            (Code::Char(character), None) => write!(f, "{character}"),
            (Code::F(number), None) => write!(f, "f{number}"),
            (_, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_and_print_the_same() {
        for text in
            ["r", "R", "?", "+", "ctrl+d", "ctrl++", "shift+tab", "space", "alt+x", "f12", "pagedown", "é"]
        {
            let key: Key = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn one_key_press_has_one_spelling() {
        let key = |text: &str| text.parse::<Key>().unwrap();
        assert_eq!(key("shift+r"), key("R"));
        assert_eq!(key("CTRL+D"), key("ctrl+d"));
        assert_eq!(key("shift+?"), key("?"));
        assert_eq!(Key::new(Code::Char('?'), Mods::SHIFT), Key::from('?'));
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence() {
        for text in ["", "hyper+x", "enterr", "f0", "f25", "ctrl+", "\u{1b}"] {
            assert!(text.parse::<Key>().unwrap_err().contains("is not a key"), "{text}");
        }
    }
}
