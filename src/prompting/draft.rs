//! An answer that is still arriving: its raw text, and the texts in it as far as they can be read already; never a
//! judgement of it.

/// Bytes of an answer that are kept to be looked at; a profile has a few thousand.
const MOST: usize = 16 << 10;

/// An answer so far. Each piece is read once, when it arrives.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Bytes that are kept.
    most: usize,
    raw: String,
    characters: usize,
    is_cut: bool,
    texts: Vec<(String, String)>,
    reader: Reader,
}

/// How far the object that an answer is to be was read.
#[derive(Clone, Debug, Default)]
struct Reader {
    at: At,
    escape: Option<Escape>,
    /// First half of a character that is written as two escapes.
    half: Option<u32>,
    key: String,
}

/// Where in the object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Before it: a fence or prose may come first.
    #[default]
    Before,
    /// Before a key, or the end.
    Object,
    Key,
    Colon,
    Value,
    /// In a text under a key.
    Text,
    /// In another value, so deep in lists and objects.
    Other(usize),
    /// In a text inside of one.
    Inside(usize),
    /// After a value.
    Comma,
    /// After the object.
    After,
    /// It is no object.
    Lost,
}

/// What came of an escape in a text.
#[derive(Clone, Copy, Debug)]
enum Escape {
    Begun,
    Hex { digits: u32, value: u32 },
}

impl Default for Draft {
    fn default() -> Self {
        Self::bounded(MOST)
    }
}

impl Draft {
    fn bounded(most: usize) -> Self {
        let (raw, texts) = (String::new(), Vec::new());
        Self { most, raw, characters: 0, is_cut: false, texts, reader: Reader::default() }
    }

    /// An answer that is over, all of it.
    pub(super) fn of(text: &str) -> Self {
        let mut draft = Self::bounded(usize::MAX);
        draft.push(text);
        draft
    }

    /// The texts under its keys as far as they could be read, whatever came after them.
    pub(super) fn into_texts(self) -> Vec<(String, String)> {
        self.texts
    }

    /// More has arrived.
    pub fn push(&mut self, text: &str) {
        self.characters += text.chars().count();
        if self.is_cut {
            return;
        }
        let kept = &text[..text.floor_char_boundary(self.most.saturating_sub(self.raw.len()))];
        self.is_cut = kept.len() < text.len();
        self.raw.push_str(kept);
        for character in kept.chars() {
            self.reader.read(character, &mut self.texts);
        }
    }

    /// So many characters have arrived that nobody took.
    pub fn skip(&mut self, characters: usize) {
        self.characters += characters;
        self.is_cut |= characters > 0;
    }

    /// Characters that have arrived.
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// What has arrived, or the beginning of it: not safe to show.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Whether more has arrived than is kept.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The texts under the keys of the answer as far as they have arrived, unescaped; `None` where it does not read
    /// as one JSON object, or has no text yet. Not safe to show.
    pub fn texts(&self) -> Option<&[(String, String)]> {
        (self.reader.at != At::Lost && !self.texts.is_empty()).then_some(&self.texts)
    }
}

impl Reader {
    fn read(&mut self, character: char, texts: &mut Vec<(String, String)>) {
        self.at = match self.at {
            At::Key | At::Text => return self.spell(character, texts),
            At::Before if character == '{' => At::Object,
            At::Before => At::Before,
            At::Lost => At::Lost,
            At::After => At::After,
            at if character.is_whitespace() && !matches!(at, At::Inside(_)) => at,
            At::Object => match character {
                '"' => {
                    self.key.clear();
                    At::Key
                }
                '}' => At::After,
                _ => At::Lost,
            },
            At::Colon if character == ':' => At::Value,
            At::Colon => At::Lost,
            At::Value => match character {
                '"' => {
                    texts.push((std::mem::take(&mut self.key), String::new()));
                    At::Text
                }
                '{' | '[' => At::Other(1),
                '-' | '0'..='9' | 't' | 'f' | 'n' => At::Other(0),
                _ => At::Lost,
            },
            At::Other(depth) => match character {
                '"' => At::Inside(depth),
                '{' | '[' => At::Other(depth + 1),
                ',' if depth == 0 => At::Object,
                '}' if depth == 0 => At::After,
                '}' | ']' if depth == 1 => At::Comma,
                '}' | ']' => At::Other(depth.saturating_sub(1)),
                _ => At::Other(depth),
            },
            At::Inside(depth) => {
                let is_escaped = self.escape.take().is_some();
                if character == '\\' && !is_escaped {
                    self.escape = Some(Escape::Begun);
                }
                if character == '"' && !is_escaped { At::Other(depth) } else { At::Inside(depth) }
            }
            At::Comma => match character {
                ',' => At::Object,
                '}' => At::After,
                _ => At::Lost,
            },
        };
    }

    /// A character of a key or a text.
    fn spell(&mut self, character: char, texts: &mut [(String, String)]) {
        match self.escape.take() {
            None if character == '"' => {
                self.half = None;
                self.at = if self.at == At::Key { At::Colon } else { At::Comma };
            }
            None if character == '\\' => self.escape = Some(Escape::Begun),
            None => self.put(character, texts),
            Some(Escape::Begun) => match character {
                'n' => self.put('\n', texts),
                't' => self.put('\t', texts),
                'r' | 'b' | 'f' => {}
                'u' => self.escape = Some(Escape::Hex { digits: 0, value: 0 }),
                '"' | '\\' | '/' => self.put(character, texts),
                _ => self.at = At::Lost,
            },
            Some(Escape::Hex { digits, value }) => match character.to_digit(16) {
                None => self.at = At::Lost,
                Some(digit) if digits < 3 => {
                    self.escape = Some(Escape::Hex { digits: digits + 1, value: value * 16 + digit });
                }
                Some(digit) => self.unit(value * 16 + digit, texts),
            },
        }
    }

    /// A character written as its number, or half of one.
    fn unit(&mut self, unit: u32, texts: &mut [(String, String)]) {
        match (self.half.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.half = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let number = 0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
                self.put(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER), texts);
            }
            _ => self.put(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), texts),
        }
    }

    fn put(&mut self, character: char, texts: &mut [(String, String)]) {
        self.half = None;
        if self.at == At::Key {
            self.key.push(character);
        } else if let Some((_, text)) = texts.last_mut() {
            text.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> Draft {
        let mut draft = Draft::default();
        for piece in pieces {
            draft.push(piece);
        }
        draft
    }

    fn texts(text: &str) -> Vec<(String, String)> {
        read(&[text]).texts().unwrap_or_default().to_vec()
    }

    #[test]
    fn a_text_is_read_as_far_as_it_has_arrived_wherever_it_is_cut() {
        let whole = r#"```json
{"claims": [{"claim": "a \" } {", "items": [1, 2]}, []], "n": -1.5e3, "user_profile": "Seeks \"caf\u00e9\" \ud83c\udfac\n\nand \\ more", "update": "Now\/then"}
```"#;
        let profile = "Seeks \"café\" 🎬\n\nand \\ more";
        let all =
            [("user_profile".to_owned(), profile.to_owned()), ("update".to_owned(), "Now/then".to_owned())];
        assert_eq!(texts(whole), all);
        for cut in 0..=whole.len() {
            let Some((before, after)) = whole.split_at_checked(cut) else { continue };
            assert_eq!(read(&[before, after]).texts(), Some(&all[..]), "cut at {cut}");
            let so_far = texts(before);
            assert!(so_far.first().is_none_or(|(_, text)| profile.starts_with(text)), "{so_far:?}");
        }
    }

    #[test]
    fn what_is_no_object_is_shown_as_it_is() {
        for text in [
            "I would rather not.",
            "{user_profile: 1}",
            r#"{"a": "b\q"}"#,
            r#"{"a" "b"}"#,
            "[1]",
            "{\"a\": 1}",
        ] {
            assert_eq!(read(&[text]).texts(), None, "{text}");
            assert_eq!(read(&[text]).raw(), text);
        }
        assert_eq!(texts(r#"{"a": "b"} and that is all: {"c"#), [("a".to_owned(), "b".to_owned())]);
        // Half a character that never comes whole is none.
        assert_eq!(texts(r#"{"a": "x\ud83cy\udfac"#), [("a".to_owned(), "xy\u{fffd}".to_owned())]);
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_arrived_is_counted() {
        let mut draft = read(&["{\"a\": \""]);
        for _ in 0..40 {
            draft.push(&"é".repeat(1 << 10));
        }
        assert_eq!(draft.characters(), 7 + (40 << 10));
        assert!(draft.is_cut() && draft.raw().len() <= MOST && draft.raw().len() > MOST - 4);
        assert!(draft.texts().is_some_and(|texts| texts[0].1.len() < MOST));
        draft.skip(50_000_000);
        draft.push("x\"");
        assert_eq!(draft.characters(), 50_000_009 + (40 << 10));
        assert!(!draft.raw().ends_with('"'), "nothing is kept after a gap");
    }
}
