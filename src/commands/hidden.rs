//! A line that is typed unseen, and a terminal that shows again what is typed, however that ends; never what the line
//! is for.

use std::io::{self, IsTerminal, Read};

use secrecy::SecretString;

use super::failure::{Exit, Failure};

/// More than any key has.
const MOST: u64 = 16 << 10;

/// A line from the person at the terminal, who does not see it, or else what standard input holds.
///
/// # Errors
/// [`Failure`]: nobody may be asked, nothing can be read.
pub(super) async fn line(prompt: String, may_ask: bool) -> Result<SecretString, Failure> {
    let read = tokio::task::spawn_blocking(move || {
        if !io::stdin().is_terminal() {
            let mut text = String::new();
            let read = io::stdin().take(MOST).read_to_string(&mut text);
            return read.map(|_| SecretString::from(text)).map_err(|error| {
                Failure::new(Exit::Failed, format!("standard input cannot be read as a key: {error}"))
            });
        }
        if !may_ask {
            return Err(Failure::usage("--no-input: give the key on standard input"));
        }
        terminal::unseen(&prompt).map(SecretString::from).map_err(Failure::from)
    });
    read.await.unwrap_or_else(|panic| Err(Failure::new(Exit::Failed, panic)))
}

/// Where an interruption ended the program while a line was typed: the terminal is as it was.
pub(super) fn show_again() {
    terminal::restore();
}

#[cfg(unix)]
mod terminal {
    //! What is typed is hidden before anybody is asked for it: who types ahead of the prompt is not shown either, and
    //! loses nothing of it.

    use std::io::{self, Write, stdin};
    use std::sync::{Mutex, PoisonError};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    pub(super) fn unseen(prompt: &str) -> io::Result<String> {
        let before = tcgetattr(stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        tcsetattr(stdin(), OptionalActions::Now, &hidden)?;
        let mut line = String::new();
        let read = io::stderr().write_all(prompt.as_bytes()).and_then(|()| stdin().read_line(&mut line));
        restore();
        read.and_then(|_| io::stderr().write_all(b"\n")).map(|()| line)
    }

    pub(super) fn restore() {
        if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A terminal that is gone needs no restoring.
            let _ = tcsetattr(stdin(), OptionalActions::Now, &before);
        }
    }
}

#[cfg(not(unix))]
mod terminal {
    //! Elsewhere the terminal itself forgets how it was read when the program ends.

    use std::io;

    use console::Term;

    pub(super) fn unseen(prompt: &str) -> io::Result<String> {
        let term = Term::stderr();
        term.write_str(prompt)?;
        term.read_secure_line()
    }

    pub(super) fn restore() {}
}
