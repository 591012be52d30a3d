//! Bytes of a terminal to what was typed; a rule on bytes that are given, never a look at the clock. Where a
//! sequence has not come whole, what is there waits: over a slow line its bytes come one by one.

use super::Typed;
use crate::app::pointer::{Gesture, Pointer};
use crate::config::keymap::{Code, Key, Mods};

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Longer sequences are nothing that a terminal sends.
const LONGEST: usize = 256;
/// More of one paste is thrown away: a text of one line is wanted.
const LONGEST_PASTE: usize = 1 << 20;

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Parser {
    waiting: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the first bytes are.
enum First {
    /// This many bytes mean this; nothing, where nobody here understands them.
    Whole(usize, Option<Typed>),
    /// A paste begins after this many.
    Paste(usize),
    /// More is needed to tell.
    Part,
}

impl Parser {
    /// Takes bytes and says what was typed.
    pub(super) fn feed(&mut self, bytes: &[u8], into: &mut Vec<Typed>) {
        self.waiting.extend_from_slice(bytes);
        self.take(into);
    }

    /// Whether something waits for its rest that may also be whole: `esc` alone, for example.
    pub(super) fn waits(&self) -> bool {
        !self.waiting.is_empty() && self.paste.is_none()
    }

    /// The rest did not come in time: what waits is what it is.
    pub(super) fn give_up(&mut self, into: &mut Vec<Typed>) {
        while self.waits() {
            let (count, typed) = alone(&self.waiting);
            into.extend(typed);
            self.drop_first(count.max(1));
            self.take(into);
        }
    }

    fn take(&mut self, into: &mut Vec<Typed>) {
        loop {
            if self.paste.is_some() {
                if !self.take_paste(into) {
                    return;
                }
                continue;
            }
            if self.waiting.is_empty() {
                return;
            }
            match first(&self.waiting) {
                First::Whole(count, typed) => {
                    into.extend(typed);
                    self.drop_first(count);
                }
                First::Paste(count) => {
                    self.drop_first(count);
                    self.paste = Some(Vec::new());
                }
                First::Part if self.waiting.len() > LONGEST => self.waiting.clear(),
                First::Part => return,
            }
        }
    }

    /// Whether the paste came to its end.
    fn take_paste(&mut self, into: &mut Vec<Typed>) -> bool {
        let Some(paste) = &mut self.paste else { return true };
        let end = self.waiting.windows(PASTE_END.len()).position(|bytes| bytes == PASTE_END);
        // The beginning of the end may already be here.
        let text = end.unwrap_or((self.waiting.len() + 1).saturating_sub(PASTE_END.len()));
        let room = LONGEST_PASTE.saturating_sub(paste.len());
        paste.extend(self.waiting.iter().take(text.min(room)));
        self.drop_first(end.map_or(text, |end| end + PASTE_END.len()));
        if end.is_some() {
            let paste = self.paste.take().unwrap_or_default();
            into.push(Typed::Paste(String::from_utf8_lossy(&paste).into_owned()));
        }
        end.is_some()
    }

    fn drop_first(&mut self, count: usize) {
        self.waiting.drain(..count.min(self.waiting.len()));
    }
}

#[expect(clippy::unnecessary_wraps, reason = "bytes mean a key or nothing: what all of this file says")]
fn key(code: Code, mods: Mods) -> Option<Typed> {
    Some(Typed::Key(Key::new(code, mods)))
}

/// What the first bytes are; there is at least one.
fn first(bytes: &[u8]) -> First {
    match bytes {
        // `esc` and alt with a letter, or the beginning of something longer.
        [ESC] | [ESC, b'O' | b']' | b'P' | b'_'] => First::Part,
        [ESC, b'[', ..] => csi(bytes),
        [ESC, b'O', named, ..] => First::Whole(3, letter(*named, Mods::NONE)),
        // Answers to questions, which may come late.
        [ESC, b']', b'0'..=b'9', ..] | [ESC, b'P', b'0'..=b'9' | b'>', ..] | [ESC, b'_', b'G', ..] => {
            string(bytes)
        }
        [ESC, ESC, ..] => First::Whole(1, key(Code::Esc, Mods::NONE)),
        [ESC, rest @ ..] => match first(rest) {
            First::Whole(count, Some(Typed::Key(plain))) => {
                First::Whole(count + 1, key(plain.code(), plain.mods().with(Mods::ALT)))
            }
            First::Whole(count, _) => First::Whole(count + 1, None),
            part => part,
        },
        [byte, ..] if *byte < 0x20 || *byte == 0x7f => First::Whole(1, control(*byte)),
        _ => character(bytes),
    }
}

/// What the first bytes are if nothing follows them, and how many they are.
fn alone(bytes: &[u8]) -> (usize, Option<Typed>) {
    match bytes {
        [ESC] => (1, key(Code::Esc, Mods::NONE)),
        [ESC, byte] => (2, key(Code::Char(char::from(*byte)), Mods::ALT)),
        // An answer or a sequence that never came to its end, half of a character: nothing that was typed.
        _ => (bytes.len(), None),
    }
}

fn control(byte: u8) -> Option<Typed> {
    let letter = |from: u8| char::from(byte - 1 + from);
    match byte {
        0 => key(Code::Char(' '), Mods::CTRL),
        b'\r' => key(Code::Enter, Mods::NONE),
        b'\t' => key(Code::Tab, Mods::NONE),
        0x7f => key(Code::Backspace, Mods::NONE),
        0x01..=0x1a => key(Code::Char(letter(b'a')), Mods::CTRL),
        0x1c..=0x1f => key(Code::Char(char::from(byte - 0x1c + b'4')), Mods::CTRL),
        _ => None,
    }
}

fn character(bytes: &[u8]) -> First {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    match bytes.get(..length).map(std::str::from_utf8) {
        Some(Ok(text)) => {
            First::Whole(length, text.chars().next().map(|character| Typed::Key(Key::from(character))))
        }
        // Half of a character, unless what is there cannot become one.
        None if bytes.iter().skip(1).all(|byte| (0x80..0xc0).contains(byte)) => First::Part,
        Some(Err(_)) | None => First::Whole(1, None),
    }
}

/// A sequence up to its terminator: an answer.
fn string(bytes: &[u8]) -> First {
    let bell = bytes.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let closed = bytes.windows(2).position(|two| two == b"\x1b\\").map(|at| at + 2);
    match [bell, closed].into_iter().flatten().min() {
        Some(count) => {
            let text = bytes.get(..count).map(|text| String::from_utf8_lossy(text).into_owned());
            First::Whole(count, text.map(Typed::Answer))
        }
        None => First::Part,
    }
}

/// `ESC [ parameters final`.
fn csi(bytes: &[u8]) -> First {
    let rest = bytes.get(2..).unwrap_or_default();
    match rest {
        // The Linux console's function keys.
        [b'['] => return First::Part,
        [b'[', named @ b'A'..=b'E', ..] => {
            return First::Whole(4, key(Code::F(named - b'A' + 1), Mods::NONE));
        }
        // The mouse as the oldest terminals send it.
        [b'M', ..] => return if rest.len() < 4 { First::Part } else { First::Whole(6, None) },
        _ => {}
    }
    let Some(end) = rest.iter().position(|byte| !(0x20..0x40).contains(byte)) else { return First::Part };
    let (parameters, last) = (rest.get(..end).unwrap_or_default(), rest.get(end).copied().unwrap_or(0));
    let count = 2 + end + 1;
    if !(0x40..0x7f).contains(&last) {
        // Broken off: what follows is looked at afresh.
        return First::Whole(2 + end, None);
    }
    if let [b'<', parameters @ ..] = parameters {
        return First::Whole(count, pointer(parameters, last).map(Typed::Pointer));
    }
    // `~`, `u` and letters: number ; modifiers : event.
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    let mut numbers = text.split(';').map(|part| part.split(':').map(|part| part.parse::<u32>().ok()));
    let mut next = || numbers.next().map(|mut part| (part.next().flatten(), part.next().flatten()));
    let (number, _) = next().unwrap_or_default();
    let (held, event) = next().unwrap_or_default();
    let (third, _) = next().unwrap_or_default();
    if event == Some(3) {
        // A key that was let go.
        return First::Whole(count, None);
    }
    let mods = modifiers(held.unwrap_or(1));
    let typed = match (last, number) {
        (b'~', Some(200)) => return First::Paste(count),
        (b'~', Some(27)) => third.and_then(coded).and_then(|code| key(code, mods)),
        (b'~', Some(number)) => numbered(number).and_then(|code| key(code, mods)),
        (b'u', Some(number)) => coded(number).and_then(|code| key(code, mods)),
        (b'Z', _) => key(Code::Tab, Mods::SHIFT),
        // With another number a letter is an answer: where the cursor is.
        (last, None | Some(1)) => letter(last, mods),
        _ => None,
    };
    First::Whole(count, typed)
}

fn modifiers(number: u32) -> Mods {
    let bits = number.saturating_sub(1);
    [(1, Mods::SHIFT), (2, Mods::ALT), (4, Mods::CTRL)]
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(Mods::NONE, |mods, (_, held)| mods.with(held))
}

/// A key that is sent as the number of its character.
fn coded(number: u32) -> Option<Code> {
    Some(match number {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        127 => Code::Backspace,
        number => Code::Char(char::from_u32(number).filter(|character| !character.is_control())?),
    })
}

fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number as u8 - 10),
        17..=21 => Code::F(number as u8 - 11),
        23..=24 => Code::F(number as u8 - 12),
        _ => return None,
    })
}

fn letter(letter: u8, mods: Mods) -> Option<Typed> {
    let code = match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'M' => Code::Enter,
        b'P'..=b'S' => Code::F(letter - b'P' + 1),
        _ => return None,
    };
    key(code, mods)
}

/// `button ; column ; row`, and `M` for pressed or `m` for let go.
fn pointer(parameters: &[u8], last: u8) -> Option<Pointer> {
    let text = std::str::from_utf8(parameters).ok()?;
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    let (button, column, row) = (next()?, next()?.checked_sub(1)?, next()?.checked_sub(1)?);
    let gesture = match (button & 0b1110_0011, last) {
        (64, b'M') => Gesture::WheelUp,
        (65, b'M') => Gesture::WheelDown,
        (0, b'M') => Gesture::Press,
        (0, b'm') => Gesture::Release,
        (32, b'M') => Gesture::Drag,
        _ => return None,
    };
    // With shift, alt or ctrl it is meant for somebody else.
    (button & 0b1_1100 == 0).then_some(Pointer { column, row, gesture })
}

#[cfg(test)]
mod tests;
