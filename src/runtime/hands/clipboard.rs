//! Copying: a program of the desktop where there is one, else a sequence to the terminal, else a file.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Hands, Told, files};
use crate::app::deeds::{Clip, Deed, Route};
use crate::config::ui::Clipboard;

/// Most bytes of a text in a sequence: terminals cut or refuse what is more than 100,000 in base 64.
const MOST: usize = 74_994;
/// How long a program of the desktop may take; one that waits for a display far away is given up.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is asked whether it is done.
const LOOK: Duration = Duration::from_millis(10);

/// A variable of the environment that is set to something.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Programs that copy what they read, in the order in which they are tried.
fn tools() -> Vec<(&'static str, &'static [&'static str])> {
    let mut tools: Vec<(&'static str, &'static [&'static str])> = Vec::new();
    if is_set("WAYLAND_DISPLAY") {
        tools.push(("wl-copy", &[]));
    }
    if is_set("DISPLAY") {
        tools.push(("xclip", &["-selection", "clipboard"]));
        tools.push(("xsel", &["--clipboard", "--input"]));
    }
    // The desktop of a machine far away is not the one that its screen is read on.
    if !is_set("SSH_CONNECTION") && !is_set("SSH_TTY") {
        if cfg!(target_os = "macos") {
            tools.push(("pbcopy", &[]));
        }
        if cfg!(windows) || is_set("WSL_DISTRO_NAME") {
            tools.push(("clip.exe", &[]));
        }
    }
    tools.retain(|(name, _)| is_installed(name));
    tools
}

fn is_installed(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Where a copied text would go from here, for people.
pub fn clipboard_route(clipboard: Clipboard) -> String {
    let tool = tools().first().map(|(name, _)| *name);
    match (clipboard, tool) {
        (Clipboard::Auto | Clipboard::Native, Some(tool)) => format!("{tool}, a program of the desktop"),
        (Clipboard::Native, None) => "a file, because no program of the desktop was found".to_owned(),
        (Clipboard::Off, _) => "a file, because the clipboard is off".to_owned(),
        (Clipboard::Auto | Clipboard::Osc52, _) => match Multiplexer::of_environment() {
            None => "the terminal (OSC 52), which does not say whether it took it".to_owned(),
            Some(between) => format!(
                "the terminal (OSC 52) through {}, which has to let it through{}",
                between.name(),
                between.advice()
            ),
        },
    }
}

/// Starts copying in a thread of its own, because a display may be slow.
pub(super) fn start(hands: &Hands, clip: Clip) {
    let ours = hands.clone();
    let started = thread::Builder::new().name("clipboard".to_owned()).spawn(move || {
        let told = by_tool(&ours, clip);
        // Nobody listens any more only when the program ends.
        let _ = ours.news.blocking_send(told);
    });
    if let Err(error) = started {
        let _ = hands.news.try_send(Told::Deed(Deed::Failed(error.to_string())));
    }
}

/// A message with the outcome, or with the sequence that the loop has to write.
fn by_tool(hands: &Hands, clip: Clip) -> Told {
    let wants_tool = matches!(hands.clipboard, Clipboard::Auto | Clipboard::Native);
    let wants_terminal = matches!(hands.clipboard, Clipboard::Auto | Clipboard::Osc52);
    if wants_tool {
        for (name, arguments) in tools() {
            if fed(name, arguments, &clip.text).is_ok() {
                return Told::Deed(Deed::Copied { what: clip.what, route: Route::Tool(name) });
            }
        }
    }
    let why = match hands.clipboard {
        _ if wants_terminal && clip.text.len() <= MOST => return Told::ToTerminal(clip),
        Clipboard::Off => "the clipboard is off".to_owned(),
        Clipboard::Native => "no program of the desktop took it".to_owned(),
        Clipboard::Auto | Clipboard::Osc52 => "it is too large for the terminal's clipboard".to_owned(),
    };
    Told::Deed(kept(&hands.state, clip, why))
}

fn kept(state: &Path, clip: Clip, why: String) -> Deed {
    let path = state.join("copied.md");
    let wrote = std::fs::create_dir_all(state).and_then(|()| files::written(&path, &clip.text, true));
    match wrote {
        Ok(()) => Deed::Kept { what: clip.what, path, why },
        Err(error) => {
            Deed::Failed(format!("not copied: {why}, and {} cannot be written: {error}", path.display()))
        }
    }
}

/// Gives a program a text to read and waits until it ended.
fn fed(name: &str, arguments: &[&str], text: &str) -> io::Result<()> {
    let mut child = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let end = Instant::now() + PATIENCE;
    if let Some(mut pipe) = child.stdin.take() {
        let text = text.to_owned();
        // A program that does not read must not keep this one.
        thread::Builder::new().spawn(move || pipe.write_all(text.as_bytes()))?;
    }
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(io::Error::other(format!("{name} ended with {status}"))),
            None if Instant::now() < end => thread::sleep(LOOK),
            None => {
                child.kill()?;
                child.wait()?;
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }
}

/// What may stand between this program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Multiplexer {
    Tmux,
    Screen,
}

impl Multiplexer {
    fn of_environment() -> Option<Self> {
        if is_set("TMUX") {
            Some(Self::Tmux)
        } else if is_set("STY") {
            Some(Self::Screen)
        } else {
            None
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Tmux => "tmux",
            Self::Screen => "screen",
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Tmux => ": set -s set-clipboard on, or set -g allow-passthrough on",
            Self::Screen => "",
        }
    }
}

/// The sequence that hands a text to the terminal, and how it goes.
pub(crate) fn sequence(text: &str) -> (String, Route) {
    let between = Multiplexer::of_environment();
    let route = between.map_or(Route::Terminal, |between| Route::Nested(between.name()));
    (wrapped(text, between), route)
}

fn wrapped(text: &str, between: Option<Multiplexer>) -> String {
    let plain = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    match between {
        None => plain,
        // tmux takes the plain one where it keeps the clipboard itself, and hands the wrapped one on where it
        // is allowed to; a text that arrives twice is the same text.
        Some(Multiplexer::Tmux) => format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")),
        // screen hands on at most 768 bytes in a piece.
        Some(Multiplexer::Screen) => {
            let pieces: Vec<char> = plain.chars().collect();
            pieces
                .chunks(240)
                .map(|piece| format!("\x1bP{}\x1b\\", piece.iter().collect::<String>()))
                .collect()
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| three.get(at).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * place)) as usize & 63).copied().unwrap_or(b'=');
            text.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("é~?", "w6l+Pw=="),
        ];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected, "{text}");
        }
        assert!(base64(&vec![0xff; MOST]).len() <= 100_000);
    }

    #[test]
    fn sequences_are_wrapped_for_what_stands_between() {
        assert_eq!(wrapped("foo", None), "\x1b]52;c;Zm9v\x07");
        let tmux = wrapped("foo", Some(Multiplexer::Tmux));
        assert_eq!(tmux, "\x1b]52;c;Zm9v\x07\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\");
        let screen = wrapped(&"x".repeat(600), Some(Multiplexer::Screen));
        let pieces: Vec<&str> = screen.split_inclusive("\x1b\\").collect();
        assert!(
            pieces.len() > 1 && pieces.iter().all(|piece| piece.len() < 768 && piece.starts_with("\x1bP"))
        );
    }

    #[test]
    fn what_cannot_be_copied_is_kept_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let (news, _) = tokio::sync::mpsc::channel(1);
        let state = folder.path().join("state");
        let hands =
            |clipboard| Hands { clipboard, editor: String::new(), state: state.clone(), news: news.clone() };
        let clip = |text: &str| Clip { what: "pane".into(), text: text.into() };
        let Told::Deed(Deed::Kept { path, why, .. }) = by_tool(&hands(Clipboard::Off), clip("a")) else {
            panic!()
        };
        assert!(why.contains("off") && std::fs::read_to_string(path).unwrap() == "a");
        let large = by_tool(&hands(Clipboard::Osc52), clip(&"x".repeat(MOST + 1)));
        let Told::Deed(Deed::Kept { why, .. }) = large else { panic!() };
        assert!(why.contains("too large"), "{why}");
        let fits = by_tool(&hands(Clipboard::Osc52), clip(&"x".repeat(MOST)));
        assert!(matches!(fits, Told::ToTerminal(_)));
    }
}
