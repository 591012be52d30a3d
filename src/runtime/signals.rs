//! What reaches the program from outside its terminal: signals, and that the terminal is gone.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

/// Signals that may wait for the loop; more of the same say nothing new.
const WAITING: usize = 8;

/// What was heard.
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing is heard there"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// The program is to end.
    End,
    /// The program is to stop until it is continued.
    Stop,
    /// The program was stopped and goes on: others may have used the terminal.
    Continued,
    /// The terminal has another size.
    Resized,
}

/// Listens in threads of its own, because the loop may be held up by a terminal that takes no more output: a
/// program that was asked to end then ends without it.
pub(super) struct Watch {
    heard: mpsc::Receiver<Outside>,
    /// Whether another program is in front of this one, in the same terminal.
    behind: Arc<AtomicBool>,
    again: Option<Outside>,
}

impl Watch {
    /// Listens from now on.
    ///
    /// # Errors
    /// What the system says.
    #[cfg(unix)]
    pub(super) fn start() -> io::Result<Self> {
        let (say, heard) = mpsc::channel(WAITING);
        let behind = Arc::default();
        unix::start(say, Arc::clone(&behind))?;
        Ok(Self { heard, behind, again: None })
    }

    /// Hears nothing: this system closes the terminal of a program that is to end.
    ///
    /// # Errors
    /// None on this system.
    #[cfg(not(unix))]
    pub(super) fn start() -> io::Result<Self> {
        Ok(Self { heard: mpsc::channel(WAITING).1, behind: Arc::default(), again: None })
    }

    /// Says whether another program is in front of this one: the terminal's interrupts and stops are then meant
    /// for that one.
    pub(super) fn is_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::SeqCst);
    }

    /// Puts back what was heard, for somebody else.
    pub(super) fn again(&mut self, heard: Outside) {
        self.again = Some(heard);
    }

    /// What is heard next.
    pub(super) async fn next(&mut self) -> Outside {
        if let Some(heard) = self.again.take() {
            return heard;
        }
        match self.heard.recv().await {
            Some(heard) => heard,
            None => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::io::{self, stdin};
    use std::process;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, poll};
    use tokio::runtime::Builder;
    use tokio::signal::unix::{Signal, SignalKind, signal};
    use tokio::sync::{mpsc, oneshot};
    use tokio::time::sleep;

    use super::Outside;
    use crate::runtime::terminal;

    /// How long leaving in order may take: it takes milliseconds where the terminal reads.
    const PATIENCE: Duration = Duration::from_secs(1);
    /// What a shell reports for an interrupted program; the program's own code for it, too.
    const INTERRUPTED: i32 = 130;

    struct Signals {
        terminate: Signal,
        hangup: Signal,
        interrupt: Signal,
        stop: Signal,
        goes_on: Signal,
        resized: Signal,
    }

    pub(super) fn start(say: mpsc::Sender<Outside>, behind: Arc<AtomicBool>) -> io::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = {
            let _inside = runtime.enter();
            Signals {
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
                // Ctrl-c is a key in raw mode; an interrupt that comes as a signal was sent by somebody else.
                interrupt: signal(SignalKind::interrupt())?,
                // Ctrl-z is a key, too: a stop that comes as a signal was sent by somebody else.
                stop: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
                goes_on: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
                resized: signal(SignalKind::window_change())?,
            }
        };
        let (gone, is_gone) = oneshot::channel();
        thread::Builder::new().name("hangup".to_owned()).spawn(move || {
            if wait_for_hangup() {
                // Nobody waits any more only when the program ends already.
                let _ = gone.send(());
            }
        })?;
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || runtime.block_on(watch(signals, is_gone, say, behind)))?;
        Ok(())
    }

    async fn watch(
        mut signals: Signals,
        gone: oneshot::Receiver<()>,
        say: mpsc::Sender<Outside>,
        behind: Arc<AtomicBool>,
    ) {
        let gone = async {
            if gone.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let mut gone = std::pin::pin!(gone);
        loop {
            tokio::select! {
                _ = signals.terminate.recv() => break,
                _ = signals.hangup.recv() => break,
                // What is typed at another program in front of this one is meant for that one.
                _ = signals.interrupt.recv() => if !behind.load(Ordering::SeqCst) { break },
                // It has left the terminal already: nothing need be done first.
                _ = signals.stop.recv() => if behind.load(Ordering::SeqCst) {
                    terminal::stop(terminal::Whom::Us);
                } else {
                    let _ = say.try_send(Outside::Stop);
                },
                _ = signals.resized.recv() => drop(say.try_send(Outside::Resized)),
                () = &mut gone => break,
                // Where four wait already, a fifth would say nothing new.
                _ = signals.goes_on.recv() => drop(say.try_send(Outside::Continued)),
            }
        }
        // Where the queue is full the loop is held up, and the rest of this function is for that.
        let _ = say.try_send(Outside::End);
        sleep(PATIENCE).await;
        // Still here: the terminal takes nothing. Without what waits there the loop may come to its end.
        terminal::discard_output();
        sleep(PATIENCE).await;
        terminal::give_back_modes();
        process::exit(INTERRUPTED);
    }

    /// Waits, without ever waking up for anything else, until the terminal is gone; false where the system
    /// cannot tell. A program whose terminal is not its controlling one gets no signal then, and the reader of
    /// keys would go on reading nothing for ever.
    fn wait_for_hangup() -> bool {
        let terminal = stdin();
        loop {
            let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
            match poll(&mut watched, None) {
                Ok(_) if watched.iter().any(|fd| fd.revents().contains(PollFlags::HUP)) => return true,
                Err(error) if error == rustix::io::Errno::INTR => {}
                _ => return false,
            }
        }
    }
}
