//! Asks the terminal for its background and understands the answer; never waits for it.
//!
//! Terminals answer OSC 11 in the stream of keys, in a few milliseconds, after a network's delay, or never. Nobody
//! waits: the first frame is drawn with a guess, and the reader of keys hands over the answer when it comes.
//! So a terminal that does not answer costs nothing, and no key is lost that is typed before an answer.

use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::timeout_at;

use crate::config::theme::Ground;

/// Asks for the background (OSC 11). It ends in BEL, and then so does the answer: one byte cannot be torn apart.
const ASK: &[u8] = b"\x1b]11;?\x07";

/// How long an answer may take; over a network longer.
const NEAR: Duration = Duration::from_millis(300);
const FAR: Duration = Duration::from_secs(1);

/// A question that was asked.
pub(super) struct Question {
    /// After this no answer is expected any more.
    until: Instant,
    say: Option<oneshot::Sender<Ground>>,
}

/// The answer to come.
pub(super) struct Answer {
    heard: Option<oneshot::Receiver<Ground>>,
    until: Instant,
    /// Whether it was told that there is one, or that none comes.
    is_told: bool,
}

/// Asks, if this terminal can be asked and somebody wants to know. The terminal must be in raw mode, and nobody
/// may read it yet.
///
/// # Errors
/// What the terminal says.
pub(super) fn ask(is_wanted: bool) -> io::Result<(Question, Answer)> {
    let variable = |name: &str| env::var(name).ok();
    if !is_wanted || !answers(&variable) {
        return Ok((Question::none(), Answer { heard: None, until: Instant::now(), is_told: false }));
    }
    let mut out = io::stdout();
    out.write_all(ASK).and_then(|()| out.flush())?;
    let patience =
        if variable("SSH_CONNECTION").or_else(|| variable("SSH_TTY")).is_some() { FAR } else { NEAR };
    let until = Instant::now() + patience;
    let (say, heard) = oneshot::channel();
    let question = Question { until, say: Some(say) };
    Ok((question, Answer { heard: Some(heard), until, is_told: false }))
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
        Self { until: Instant::now(), say: None }
    }

    /// Takes an answer of the terminal, to whatever question.
    pub(super) fn answered(&mut self, text: &str, now: Instant) {
        if now > self.until {
            self.say = None;
        }
        if let Some(colour) = read(text)
            && let Some(say) = self.say.take()
        {
            // Nobody listens any more only when the program ends.
            let _ = say.send(Ground::of(colour));
        }
    }
}

impl Answer {
    /// The answer when it comes, or, once none can come any more, that there is none; told once.
    pub(super) async fn next(&mut self) -> Option<Ground> {
        if self.is_told {
            return std::future::pending().await;
        }
        let answer = match &mut self.heard {
            Some(heard) => timeout_at(self.until.into(), heard).await.ok().and_then(Result::ok),
            None => None,
        };
        self.heard = None;
        self.is_told = true;
        answer
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

/// Reads `ESC ] 11 ; rgb : R / G / B` and its end, BEL or `ESC \`; one to four hexadecimal digits each. A fourth
/// part is the opacity.
fn read(text: &str) -> Option<[u8; 3]> {
    let rest = text.strip_prefix("\x1b]11;rgb")?;
    let rest = rest.strip_prefix('a').unwrap_or(rest).strip_prefix(':')?;
    let digits = rest.strip_suffix('\x07').or_else(|| rest.strip_suffix("\x1b\\"))?;
    let parts: Vec<u8> = digits.split('/').map(scaled).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [red, green, blue] | [red, green, blue, _] => Some([red, green, blue]),
        _ => None,
    }
}

/// `f`, `ff`, `fff` and `ffff` are all of it.
fn scaled(digits: &str) -> Option<u8> {
    if digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let most = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
    u8::try_from(value * 255 / most.max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> (Question, oneshot::Receiver<Ground>, Instant) {
        let now = Instant::now();
        let (say, heard) = oneshot::channel();
        (Question { until: now + NEAR, say: Some(say) }, heard, now)
    }

    #[test]
    fn an_answer_is_understood_in_every_form() {
        for (answer, expected) in [
            ("\x1b]11;rgb:1e1e/1e1e/2e2e\x07", Ground::Dark),
            ("\x1b]11;rgb:FDFD/F6F6/E3E3\x1b\\", Ground::Light),
            ("\x1b]11;rgb:f/f/f\x07", Ground::Light),
            ("\x1b]11;rgba:00/00/00/ff\x07", Ground::Dark),
        ] {
            let (mut question, mut heard, now) = asked();
            question.answered("\x1b]10;rgb:7/7/7\x07", now);
            question.answered(answer, now);
            assert_eq!(heard.try_recv().ok(), Some(expected), "{answer:?}");
        }
    }

    #[test]
    fn what_is_no_answer_or_comes_late_says_nothing() {
        for text in [
            "",
            "\x1b]12;rgb:0/0/0\x07",
            "\x1b]11;rgb:zz/0/0\x07",
            "\x1b]11;rgb:00000/0/0\x07",
            "\x1b]11;rgb:1/2\x07",
            "\x1b]11;rgb://\x07",
            "\x1b]11;rgb:0/0/0",
        ] {
            let (mut question, mut heard, now) = asked();
            question.answered(text, now);
            assert!(heard.try_recv().is_err(), "{text:?}");
        }
        let (mut question, mut heard, now) = asked();
        question.answered("\x1b]11;rgb:0/0/0\x07", now + 2 * NEAR);
        assert!(heard.try_recv().is_err());
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
