//! The bytes of a frame on their way to the terminal: gathered, then written in one piece, or not at all.

use std::io::{self, ErrorKind, Write};
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Room for a whole frame.
const FRAME_BYTES: usize = 1 << 16;
/// Pause before a terminal that takes nothing is asked again. Only one that somebody else has set to not block
/// says so instead of letting us wait.
const PAUSE: Duration = Duration::from_millis(1);

/// Gathers what is written until it is flushed. Nothing is written once the terminal is no longer held: what a
/// panic left of a frame must not follow the sequences that gave the terminal back.
pub(super) struct Output<W> {
    waiting: Vec<u8>,
    to: W,
    held: Arc<AtomicBool>,
}

impl<W: Write> Output<W> {
    pub(super) fn new(to: W, held: Arc<AtomicBool>) -> Self {
        Self { waiting: Vec::with_capacity(FRAME_BYTES), to, held }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut frame = mem::take(&mut self.waiting);
        let written = if self.held.load(Ordering::SeqCst) { write_all(&mut self.to, &frame) } else { Ok(()) };
        frame.clear();
        self.waiting = frame;
        written
    }
}

fn write_all(to: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = patiently(|| to.write(bytes))?;
        if count == 0 {
            return Err(ErrorKind::WriteZero.into());
        }
        bytes = bytes.get(count..).unwrap_or_default();
    }
    patiently(|| to.flush())
}

fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match attempt() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> Arc<AtomicBool> {
        Arc::new(AtomicBool::new(true))
    }

    #[test]
    fn a_frame_arrives_when_it_is_whole() {
        let mut arrived = Vec::new();
        let mut output = Output::new(&mut arrived, held());
        output.write_all(b"begin ").unwrap();
        output.write_all(b"end").unwrap();
        assert!(output.to.is_empty());
        output.flush().unwrap();
        output.write_all(b"the half of a frame").unwrap();
        drop(output);
        assert_eq!(arrived, b"begin end");
    }

    #[test]
    fn nothing_follows_the_terminal_that_was_given_back() {
        let (mut arrived, held) = (Vec::new(), held());
        let mut output = Output::new(&mut arrived, held.clone());
        output.write_all(b"the half of a frame").unwrap();
        held.store(false, Ordering::SeqCst);
        output.flush().unwrap();
        // Taken again, it does not come back either.
        held.store(true, Ordering::SeqCst);
        output.flush().unwrap();
        assert!(arrived.is_empty());
    }

    /// Takes three bytes at a time, and every second time none.
    struct Reluctant(Vec<u8>, bool);

    impl Write for Reluctant {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.0.write(&bytes[..bytes.len().min(3)])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_terminal_that_does_not_block_gets_all_of_it() {
        let mut output = Output::new(Reluctant(Vec::new(), false), held());
        output.write_all(b"a frame in many pieces").unwrap();
        output.flush().unwrap();
        assert_eq!(output.to.0, b"a frame in many pieces");
    }
}
