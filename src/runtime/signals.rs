//! Signals that ask the program to end.

use std::io;

use super::Ended;

/// The signals that we answer by leaving in order.
pub(super) struct Signals {
    #[cfg(unix)]
    waiting: Vec<tokio::signal::unix::Signal>,
    came: bool,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// What the system says.
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // Ctrl-c is a key in raw mode; an interrupt that comes as a signal was sent by somebody else.
        let kinds = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
        let waiting = kinds.into_iter().map(signal).collect::<io::Result<_>>()?;
        Ok(Self { waiting, came: false })
    }

    /// Listens from now on.
    ///
    /// # Errors
    /// None on this system.
    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { came: false })
    }

    /// Ends when a signal comes.
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        {
            let any = self.waiting.iter_mut().map(|signal| Box::pin(signal.recv()));
            futures::future::select_all(any).await;
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
        self.came = true;
    }

    /// How the program ends: by a signal, if one came.
    pub(super) fn ended(&self) -> Ended {
        if self.came { Ended::Terminated } else { Ended::Quit }
    }
}
