//! Asks the terminal for its background and picks the answer out of what is typed; never waits for it.
//!
//! Terminals answer OSC 11 in the stream of keys, in a few milliseconds, after a network's delay, or never. Nobody
//! waits: the first frame is drawn with a guess, and the reader of keys looks for the answer among them for a while.
//! So a terminal that does not answer costs nothing, and no key is lost that is typed before an answer.

use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use tokio::sync::oneshot;

use crate::config::theme::Ground;

/// Asks for the background (OSC 11). It ends in BEL, and then so does the answer: one byte cannot be torn apart.
const ASK: &[u8] = b"\x1b]11;?\x07";

/// How long an answer may take; over a network longer.
const NEAR: Duration = Duration::from_millis(300);
const FAR: Duration = Duration::from_secs(1);

/// How long keys that may be the start of an answer are held back: the rest comes in the same breath.
const BREATH: Duration = Duration::from_millis(100);

/// A question that was asked.
pub(super) struct Question {
    /// After this no answer is expected any more.
    until: Instant,
    say: Option<oneshot::Sender<Ground>>,
    /// What may be the start of an answer: the events, and the characters that they stand for.
    held: Vec<Event>,
    text: String,
}

/// The answer to come.
pub(super) struct Answer {
    heard: Option<oneshot::Receiver<Ground>>,
    until: Instant,
}

/// Asks, if this terminal can be asked and somebody wants to know. The terminal must be in raw mode, and nobody
/// may read it yet.
///
/// # Errors
/// What the terminal says.
pub(super) fn ask(is_wanted: bool) -> io::Result<(Question, Answer)> {
    let variable = |name: &str| env::var(name).ok();
    if !is_wanted || !answers(&variable) {
        return Ok((Question::none(), Answer { heard: None, until: Instant::now() }));
    }
    let mut out = io::stdout();
    out.write_all(ASK).and_then(|()| out.flush())?;
    let patience =
        if variable("SSH_CONNECTION").or_else(|| variable("SSH_TTY")).is_some() { FAR } else { NEAR };
    let until = Instant::now() + patience;
    let (say, heard) = oneshot::channel();
    let question = Question { until, say: Some(say), held: Vec::new(), text: String::new() };
    Ok((question, Answer { heard: Some(heard), until }))
}

/// Whether a terminal may be asked: those that are left out would print the question, or swallow what follows.
fn answers(variable: &impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    let screen = variable("STY").is_some() || term.starts_with("screen") && variable("TMUX").is_none();
    let emacs = variable("INSIDE_EMACS").is_some() || term.starts_with("eterm");
    cfg!(unix) && !matches!(term.as_str(), "" | "dumb" | "linux" | "cons25") && !screen && !emacs
}

impl Question {
    fn none() -> Self {
        Self { until: Instant::now(), say: None, held: Vec::new(), text: String::new() }
    }

    /// How long to wait for the next event before what is held back is let go; `None` = as long as it takes.
    pub(super) fn patience(&self) -> Option<Duration> {
        (!self.held.is_empty()).then_some(BREATH)
    }

    /// What is held back and was no answer.
    pub(super) fn let_go(&mut self) -> Vec<Event> {
        self.text.clear();
        std::mem::take(&mut self.held)
    }

    /// Takes an event; gives those that are not part of an answer.
    pub(super) fn take(&mut self, event: Event, now: Instant) -> Vec<Event> {
        if self.say.is_none() || self.held.is_empty() && now > self.until {
            self.say = None;
            return vec![event];
        }
        let Some(characters) = characters(&event) else {
            let mut all = self.let_go();
            all.push(event);
            return all;
        };
        self.text.push_str(&characters);
        self.held.push(event);
        match read(&self.text) {
            Reading::Part => Vec::new(),
            Reading::Other => self.let_go(),
            Reading::Whole(colour) => {
                if let Some(say) = self.say.take() {
                    // Nobody listens any more only when the program ends.
                    let _ = say.send(Ground::of(colour));
                }
                self.let_go();
                Vec::new()
            }
        }
    }
}

impl Answer {
    /// The answer, when it comes; never where none does.
    pub(super) async fn next(&mut self) -> Ground {
        if let Some(heard) = &mut self.heard {
            let answer = heard.await;
            self.heard = None;
            if let Ok(ground) = answer {
                return ground;
            }
        }
        std::future::pending().await
    }

    /// Waits until no answer can come any more that somebody else would have to read: a shell would take it for
    /// something that was typed.
    pub(super) async fn settle(&mut self) {
        let left = self.until.saturating_duration_since(Instant::now());
        if self.heard.is_some() && !left.is_zero() {
            let _ = tokio::time::timeout(left, self.next()).await;
        }
    }
}

/// The characters that an event stands for in the stream of a terminal; `None` for one that is in no answer.
fn characters(event: &Event) -> Option<String> {
    let Event::Key(key) = event else { return None };
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let held = key.modifiers.difference(KeyModifiers::SHIFT);
    match key.code {
        KeyCode::Esc if held.is_empty() => Some("\x1b".to_owned()),
        KeyCode::Char('g') if held == KeyModifiers::CONTROL => Some("\x07".to_owned()),
        KeyCode::Char(character) if held == KeyModifiers::ALT => Some(format!("\x1b{character}")),
        KeyCode::Char(character) if held.is_empty() => Some(character.to_string()),
        _ => None,
    }
}

#[derive(Debug, PartialEq)]
enum Reading {
    Other,
    Part,
    Whole([u8; 3]),
}

/// Reads `ESC ] 11 ; rgb : R / G / B` and its end, BEL or `ESC \`; one to four hexadecimal digits each. A fourth
/// part is the opacity.
fn read(text: &str) -> Reading {
    const START: &str = "\x1b]11;rgb";
    let Some(rest) = text.strip_prefix(START) else {
        return if START.starts_with(text) { Reading::Part } else { Reading::Other };
    };
    let rest = rest.strip_prefix('a').unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(':') else {
        return if rest.is_empty() { Reading::Part } else { Reading::Other };
    };
    let (digits, ended) = match rest.find(['\x07', '\x1b']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let parts: Vec<&str> = digits.split('/').collect();
    let hexadecimal = |part: &&str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if parts.len() > 4 || !parts.iter().all(hexadecimal) {
        return Reading::Other;
    }
    match ended {
        "" | "\x1b" => Reading::Part,
        "\x07" | "\x1b\\" => {
            let colour: Option<Vec<u8>> = parts.iter().take(3).map(|part| scaled(part)).collect();
            match colour.as_deref() {
                Some(&[red, green, blue]) => Reading::Whole([red, green, blue]),
                _ => Reading::Other,
            }
        }
        _ => Reading::Other,
    }
}

/// `f`, `ff`, `fff` and `ffff` are all of it.
fn scaled(digits: &str) -> Option<u8> {
    let value = u32::from_str_radix(digits, 16).ok()?;
    let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
    u8::try_from(value * 255 / most.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    fn keys(text: &str) -> Vec<Event> {
        let key = |code, modifiers| Event::Key(KeyEvent::new(code, modifiers));
        let mut events = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            events.push(match character {
                // As the reader of keys understands an escape that is followed by something.
                '\x1b' => match characters.next() {
                    Some(next) => key(KeyCode::Char(next), KeyModifiers::ALT),
                    None => key(KeyCode::Esc, KeyModifiers::NONE),
                },
                '\x07' => key(KeyCode::Char('g'), KeyModifiers::CONTROL),
                'A'..='Z' => key(KeyCode::Char(character), KeyModifiers::SHIFT),
                other => key(KeyCode::Char(other), KeyModifiers::NONE),
            });
        }
        events
    }

    fn asked() -> (Question, oneshot::Receiver<Ground>, Instant) {
        let now = Instant::now();
        let (say, heard) = oneshot::channel();
        (Question { until: now + NEAR, say: Some(say), held: Vec::new(), text: String::new() }, heard, now)
    }

    fn typed(question: &mut Question, events: Vec<Event>, now: Instant) -> Vec<Event> {
        events.into_iter().flat_map(|event| question.take(event, now)).collect()
    }

    #[test]
    fn an_answer_is_taken_out_of_the_keys_around_it() {
        for (answer, expected) in [
            ("\x1b]11;rgb:1e1e/1e1e/2e2e\x07", Ground::Dark),
            ("\x1b]11;rgb:FDFD/F6F6/E3E3\x1b\\", Ground::Light),
            ("\x1b]11;rgb:f/f/f\x07", Ground::Light),
            ("\x1b]11;rgba:00/00/00/ff\x07", Ground::Dark),
        ] {
            let (mut question, mut heard, now) = asked();
            let all = [keys("jj"), keys(answer), keys("k")].concat();
            assert_eq!(typed(&mut question, all, now), keys("jjk"), "{answer:?}");
            assert_eq!(heard.try_recv().ok(), Some(expected), "{answer:?}");
            assert!(question.patience().is_none());
        }
    }

    #[test]
    fn an_answer_whose_escape_came_alone_is_one_all_the_same() {
        let (mut question, mut heard, now) = asked();
        let mut events = keys("\x1b");
        events.extend(keys("]11;rgb:0000/0000/0000"));
        events.extend(keys("\x1b"));
        events.extend(keys("\\"));
        assert_eq!(typed(&mut question, events, now), []);
        assert_eq!(heard.try_recv().ok(), Some(Ground::Dark));
    }

    #[test]
    fn keys_that_only_look_like_an_answer_are_keys() {
        for text in [
            "\x1b",
            "\x1b]12",
            "\x1b]11;rgb:zz",
            "\x1b]11;rgb:00000/",
            "\x1b]11;rgb:1/2\x07",
            "]11;rgb:0/0/0\x07",
        ] {
            let (mut question, mut heard, now) = asked();
            let mut all = typed(&mut question, keys(text), now);
            all.extend(question.let_go());
            assert_eq!(all, keys(text), "{text:?}");
            assert!(heard.try_recv().is_err(), "{text:?}");
        }
        // Whatever else happens lets go of what was held.
        let (mut question, _heard, now) = asked();
        let resized = Event::Resize(80, 24);
        let all = typed(&mut question, [keys("\x1b]1"), vec![resized.clone()]].concat(), now);
        assert_eq!(all, [keys("\x1b]1"), vec![resized]].concat());
    }

    #[test]
    fn nothing_is_held_back_where_no_answer_is_expected() {
        let (mut question, _heard, now) = asked();
        let late = now + 2 * NEAR;
        assert_eq!(typed(&mut question, keys("\x1b"), late), keys("\x1b"));
        assert!(question.patience().is_none());
        assert_eq!(typed(&mut Question::none(), keys("\x1b"), now), keys("\x1b"));
    }

    #[test]
    fn terminals_that_would_be_disturbed_are_not_asked() {
        let of = |pairs: &'static [(&str, &str)]| {
            answers(&move |name: &str| {
                pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(of(&[("TERM", "xterm-256color")]) && of(&[("TERM", "screen-256color"), ("TMUX", "x")]));
        assert!(!of(&[]) && !of(&[("TERM", "linux")]) && !of(&[("TERM", "dumb")]));
        assert!(!of(&[("TERM", "screen")]) && !of(&[("TERM", "xterm"), ("STY", "1.pts")]));
        assert!(!of(&[("TERM", "xterm"), ("INSIDE_EMACS", "30.1")]));
    }
}
