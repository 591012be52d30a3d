//! The terminal as we hold it: entered once, left as it was found on every way out, panics included.

use std::io::{self, Stdout, Write, stdout};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use super::output::Output;

type Inner = Terminal<CrosstermBackend<Output<Stdout>>>;

/// The screen. Dropping it gives the terminal back.
pub(super) struct Screen {
    terminal: Inner,
    guard: Guard,
}

/// Leaves the terminal's modes exactly once, whoever comes first: a drop, a panic, a suspension.
#[derive(Clone)]
struct Guard {
    held: Arc<AtomicBool>,
}

impl Guard {
    /// A terminal that knows nothing of what is on screen and therefore draws all of it.
    fn fresh(&self) -> io::Result<Inner> {
        Terminal::new(CrosstermBackend::new(Output::new(stdout(), self.held.clone())))
    }

    fn enter(&self) -> io::Result<()> {
        self.held.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)
    }

    /// Undoes what `enter` did. A terminal that is gone cannot be put right: its errors are of no use.
    fn leave(&self) {
        if self.held.swap(false, Ordering::SeqCst) {
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
        let guard = Guard { held: Arc::new(AtomicBool::new(false)) };
        leave_on_panic(guard.clone());
        let terminal = guard.enter().and_then(|()| guard.fresh()).inspect_err(|_| guard.leave())?;
        Ok(Self { terminal, guard })
    }

    /// Draws a frame; the terminal shows it at once and whole where it knows how.
    ///
    /// # Errors
    /// What the terminal says, for example that it is gone.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(draw)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Size in cells: columns, rows.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Gives the terminal back, stops the process, and takes the terminal again when the process goes on.
    ///
    /// # Errors
    /// What the terminal says.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().flush()?;
        self.guard.leave();
        // The whole group, as the terminal driver would: a shell script around us stops, too.
        rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
        self.take_again()
    }

    /// Takes the terminal anew after others may have used it, and draws all of the next frame.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn take_again(&mut self) -> io::Result<()> {
        // Left first: what is raw already would not be made raw again.
        self.guard.leave();
        self.guard.enter()?;
        // Clearing the old one would ask the terminal where its cursor is, and the answer would go to the
        // thread that reads keys.
        self.terminal = self.guard.fresh()?;
        Ok(())
    }
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
