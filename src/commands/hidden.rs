//! A line that is typed unseen, and a terminal that shows again what is typed, however that ends; never what the line
//! is for.

use std::io::{self, IsTerminal, Read};

use console::Term;
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
        echo::remember();
        let term = Term::stderr();
        let typed = term.write_str(&prompt).and_then(|()| term.read_secure_line());
        typed.map(SecretString::from).map_err(Failure::from)
    });
    read.await.unwrap_or_else(|panic| Err(Failure::new(Exit::Failed, panic)))
}

/// Where an interruption ended the program while a line was typed: the terminal is as it was.
pub(super) fn show_again() {
    echo::restore();
}

#[cfg(unix)]
mod echo {
    //! Reading leaves the terminal as it was, but not where the program ends before the line does.

    use std::io::stdin;
    use std::sync::{Mutex, PoisonError};

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    pub(super) fn remember() {
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = tcgetattr(stdin()).ok();
    }

    pub(super) fn restore() {
        if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A terminal that is gone needs no restoring.
            let _ = tcsetattr(stdin(), OptionalActions::Flush, &before);
        }
    }
}

#[cfg(not(unix))]
mod echo {
    //! Elsewhere the terminal itself forgets it when the program ends.

    pub(super) fn remember() {}

    pub(super) fn restore() {}
}
