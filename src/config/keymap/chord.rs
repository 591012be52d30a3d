//! Keys pressed one after the other that mean something together (`g g`); never what they mean.

use std::fmt;
use std::str::FromStr;

use smallvec::{SmallVec, smallvec};

use super::key::Key;

/// Nearly all are of one: what a footer looks up for each frame needs no memory of its own.
type Keys = SmallVec<[Key; 2]>;

/// One key, or several in a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord(Keys);

/// More keys in a row nobody remembers.
const LONGEST: usize = 4;

impl Chord {
    /// The keys, at least one.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// Whether it begins with these keys and goes on after them.
    pub fn goes_on(&self, typed: &[Key]) -> bool {
        self.0.len() > typed.len() && self.0.starts_with(typed)
    }

    /// The keys that are left after these.
    pub fn rest(&self, typed: &[Key]) -> Option<Self> {
        self.goes_on(typed).then(|| Self(self.0.iter().skip(typed.len()).copied().collect()))
    }
}

impl From<Key> for Chord {
    fn from(key: Key) -> Self {
        Self(smallvec![key])
    }
}

impl AsRef<[Key]> for Chord {
    fn as_ref(&self) -> &[Key] {
        &self.0
    }
}

impl AsRef<[Key]> for Key {
    fn as_ref(&self) -> &[Key] {
        std::slice::from_ref(self)
    }
}

impl FromStr for Chord {
    type Err = String;

    /// Reads `g g`, `ctrl+x s`, or a single key.
    fn from_str(text: &str) -> Result<Self, String> {
        // A space alone is how some write the space bar.
        if text == " " {
            return Ok(Self::from(Key::from(' ')));
        }
        let keys: Keys = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        match keys.len() {
            0 => text.parse().map(|key: Key| Self::from(key)),
            1..=LONGEST => Ok(Self(keys)),
            _ => Err(format!("\"{text}\" is too long; a chord has {LONGEST} keys at most")),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_read_and_print_the_same() {
        for text in ["r", "g g", "ctrl+x s", "space w", "g shift+tab"] {
            assert_eq!(text.parse::<Chord>().unwrap().to_string(), text);
        }
        assert_eq!(" ".parse::<Chord>().unwrap().to_string(), "space");
        for wrong in ["", "g hyper+x", "a b c d e"] {
            assert!(wrong.parse::<Chord>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_left_of_a_chord() {
        let chord: Chord = "g x y".parse().unwrap();
        let typed = [Key::from('g'), Key::from('x')];
        assert_eq!(chord.rest(&typed).unwrap().to_string(), "y");
        assert!(chord.rest(chord.keys()).is_none() && !chord.goes_on(&[Key::from('x')]));
    }
}
