//! The terminal as we hold it: entered once, left as it was found on every way out, panics included.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::layout::Rect;

use super::changes::Shown;
use super::output::Output;
use super::writing::{self, Words};
use crate::ui::Drawn;

/// The screen. Dropping it gives the terminal back.
pub(super) struct Screen {
    output: Output<Stdout>,
    shown: Shown,
    words: Words,
    guard: Guard,
}

/// Leaves the terminal's modes exactly once, whoever comes first: a drop, a panic, a suspension.
#[derive(Clone)]
struct Guard {
    held: Arc<AtomicBool>,
    mouse: Arc<AtomicBool>,
}

/// Presses, movement with a button down, and places as numbers.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

impl Guard {
    /// Where frames are written.
    fn output(&self) -> Output<Stdout> {
        Output::new(stdout(), self.held.clone())
    }

    fn enter(&self) -> io::Result<()> {
        self.held.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
        if self.mouse.load(Ordering::SeqCst) {
            execute!(stdout(), Print(MOUSE_ON))?;
        }
        Ok(())
    }

    /// Undoes what `enter` did. A terminal that is gone cannot be put right: its errors are of no use.
    fn leave(&self) {
        if self.held.swap(false, Ordering::SeqCst) {
            if self.mouse.load(Ordering::SeqCst) {
                let _ = execute!(stdout(), Print(MOUSE_OFF));
            }
            let _ = execute!(
                stdout(),
                EndSynchronizedUpdate,
                DisableBracketedPaste,
                LeaveAlternateScreen,
                cursor::Show
            );
            let _ = disable_raw_mode();
        }
    }
}

impl Screen {
    /// Enters the alternate screen in raw mode. From here on a panic of this thread leaves it before it says
    /// anything; a panic of another thread is logged, because the program goes on.
    ///
    /// # Errors
    /// What the terminal says; it is left again.
    pub(super) fn enter() -> io::Result<Self> {
        let guard = Guard { held: Arc::default(), mouse: Arc::default() };
        leave_on_panic(guard.clone());
        guard.enter().inspect_err(|_| guard.leave())?;
        Ok(Self { output: guard.output(), shown: Shown::nothing(Rect::ZERO), words: Words::default(), guard })
    }

    /// Shows the frame that was drawn after the one that is shown, at once and whole where the terminal knows how.
    ///
    /// # Errors
    /// What the terminal says, for example that it is gone.
    pub(super) fn show(&mut self, frame: &Drawn<'_>) -> io::Result<()> {
        let (cells, mut same) = (frame.cells, frame.same.as_slice());
        queue!(self.output, BeginSynchronizedUpdate)?;
        if self.shown.area() != cells.area {
            (self.shown, same) = (Shown::nothing(cells.area), &[]);
            queue!(self.output, Clear(ClearType::All))?;
        }
        writing::write(&self.shown.changes(cells, same), cells, &mut self.words, &mut self.output)?;
        queue!(self.output, EndSynchronizedUpdate)?;
        self.output.flush()
    }

    /// Writes a sequence that is no part of a frame.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.output.write_all(sequence.as_bytes())?;
        self.output.flush()
    }

    /// Has the mouse told to us, or leaves it to the terminal, which selects text with it.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.guard.mouse.store(on, Ordering::SeqCst);
        self.send(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Gives the terminal back, stops the process, and takes the terminal again when the process goes on.
    ///
    /// # Errors
    /// What the terminal says.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self, whom: Whom) -> io::Result<()> {
        self.output.flush()?;
        self.guard.leave();
        stop(whom);
        self.take_again()
    }

    /// Gives the terminal back for another program; [`Self::take_again`] takes it.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn lend(&mut self) -> io::Result<()> {
        self.output.flush()?;
        self.guard.leave();
        Ok(())
    }

    /// Takes the terminal anew after others may have used it, and draws all of the next frame.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn take_again(&mut self) -> io::Result<()> {
        // Left first: what is raw already would not be made raw again.
        self.guard.leave();
        self.guard.enter()?;
        (self.output, self.shown) = (self.guard.output(), Shown::nothing(Rect::ZERO));
        Ok(())
    }
}

/// The line discipline's settings, to be put back after somebody else.
pub(super) struct Modes {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl Modes {
    /// As they are.
    pub(super) fn now() -> Self {
        Self {
            #[cfg(unix)]
            settings: rustix::termios::tcgetattr(io::stdin()).ok(),
        }
    }

    /// As they were; what is typed already stays.
    pub(super) fn restore(self) {
        #[cfg(unix)]
        if let Some(settings) = self.settings {
            use rustix::termios::{OptionalActions, tcsetattr};
            // A terminal that is gone cannot be put right.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &settings);
        }
    }
}

/// Asks a program that we started to end.
pub(super) fn ask_to_end(number: u32) {
    #[cfg(unix)]
    if let Some(number) = i32::try_from(number).ok().and_then(rustix::process::Pid::from_raw) {
        // One that has just ended needs no asking.
        let _ = rustix::process::kill_process(number, rustix::process::Signal::TERM);
    }
    #[cfg(not(unix))]
    let _ = number;
}

/// Who stops.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// Everybody in our group, as when the terminal driver does it: a shell script around us, too.
    Group,
    /// Only this process: whoever asked for it has seen to the others.
    Us,
}

/// Stops until somebody continues us. The default of a stop that can be caught is not to be had back while it
/// is caught, so the one that cannot be is used; and as the system does with the other one, nothing happens where
/// nobody is left who could continue us.
#[cfg(unix)]
pub(super) fn stop(whom: Whom) {
    use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
    if is_orphaned() {
        return;
    }
    // Whatever fails here, the program goes on: that is what the answer to a refused stop is.
    let _ = match whom {
        Whom::Group => kill_current_process_group(Signal::STOP),
        Whom::Us => kill_process(getpid(), Signal::STOP),
    };
}

/// Whether no shell with job control is above us: nobody of our session outside our group.
#[cfg(unix)]
fn is_orphaned() -> bool {
    use rustix::process::{getpgid, getpgrp, getppid, getsid};
    let Some(parent) = getppid() else { return true };
    let (Ok(session), Ok(of_parent)) = (getsid(None), getsid(Some(parent))) else { return true };
    if of_parent != session {
        return true;
    }
    let same_group = getpgid(Some(parent)).is_ok_and(|group| group == getpgrp());
    // In our own group a script may be above us, and the shell above that; but above the first process of a
    // session nobody belongs to it.
    same_group && parent == session
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.guard.leave();
    }
}

/// Whether this is what a terminal says that is gone: its window was closed, its connection lost.
pub(super) fn is_gone(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
    #[cfg(not(unix))]
    return error.kind() == io::ErrorKind::BrokenPipe;
}

/// Throws away what the terminal has not taken yet, so that a write that waits for it comes to its end.
#[cfg(unix)]
pub(super) fn discard_output() {
    use rustix::process::{Signal, getpid, kill_process};
    use rustix::termios::{QueueSelector, tcflush};
    // The room that is made wakes nobody, but any signal does. A terminal that cannot do it cannot be helped.
    let _ = tcflush(stdout(), QueueSelector::OFlush).and_then(|()| kill_process(getpid(), Signal::WINCH));
}

/// Gives back the line discipline alone, which needs no output.
#[cfg(unix)]
pub(super) fn give_back_modes() {
    let _ = disable_raw_mode();
}

fn leave_on_panic(guard: Guard) {
    let ours = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if thread::current().id() == ours {
            guard.leave();
            before(what);
        } else {
            tracing::error!("a job panicked: {what}");
        }
    }));
}

/// Size of the terminal of this process in cells: columns, rows.
///
/// # Errors
/// Where it has none.
pub fn size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}
