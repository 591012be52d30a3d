//! Reads the terminal's bytes, and stops where it is asked to; never what they mean.

use std::env;
use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe, stdin};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::sync::mpsc;

use super::parser::Parser;
use crate::app::Message;
use crate::runtime::ground::Question;

/// How long `esc` waits for the rest of a sequence: longer than the bytes of one key are apart on a line that
/// can be worked on, shorter than a person notices. `ESCDELAY`, which other programs know as well, says
/// otherwise.
const ESCAPE: Duration = Duration::from_millis(50);

/// A thread that reads.
pub(super) struct Reader {
    orders: PipeWriter,
    paused: mpsc::Receiver<()>,
}

impl Reader {
    pub(super) fn start(question: Question, typed: mpsc::Sender<Message>) -> io::Result<Self> {
        let (heard, orders) = pipe()?;
        let (say, paused) = mpsc::channel(1);
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            // It ends when the terminal is gone or the program is: both are heard elsewhere.
            let _ = read(heard, question, &say, &typed);
        })?;
        Ok(Self { orders, paused })
    }

    /// A reader that is gone has nothing to pause.
    pub(super) fn ask_to_pause(&mut self) {
        let _ = self.orders.write_all(b"-");
    }

    pub(super) async fn paused(&mut self) {
        let _ = self.paused.recv().await;
    }

    pub(super) fn go_on(&mut self) {
        let _ = self.orders.write_all(b"+");
    }
}

/// Why reading ended.
struct Gone;

fn read(
    mut orders: PipeReader,
    mut question: Question,
    paused: &mpsc::Sender<()>,
    typed: &mpsc::Sender<Message>,
) -> Result<(), Gone> {
    let terminal = stdin();
    let delay = timespec(env::var("ESCDELAY").ok().and_then(|text| text.parse().ok()));
    let (mut parser, mut events, mut buffer) = (Parser::default(), Vec::new(), vec![0; 1 << 12]);
    loop {
        let (is_order, is_typed) = {
            let mut watched = [PollFd::new(&terminal, PollFlags::IN), PollFd::new(&orders, PollFlags::IN)];
            match poll(&mut watched, parser.waits().then_some(&delay)) {
                Err(Errno::INTR) => continue,
                Err(_) => return Err(Gone),
                Ok(_) => {}
            }
            let [typed, order] = watched.map(|fd| !fd.revents().is_empty());
            (order, typed)
        };
        if is_order || !is_typed {
            parser.give_up(&mut events);
        } else {
            match rustix::io::read(&terminal, &mut buffer) {
                Ok(0) => return Err(Gone),
                Ok(count) => parser.feed(buffer.get(..count).unwrap_or_default(), &mut events),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return Err(Gone),
            }
        }
        for event in events.drain(..) {
            match event.message() {
                Ok(message) => typed.blocking_send(message).map_err(|_| Gone)?,
                Err(answer) => question.answered(&answer, Instant::now()),
            }
        }
        if is_order {
            order(&mut orders)?;
            paused.blocking_send(()).map_err(|_| Gone)?;
            order(&mut orders)?;
        }
    }
}

/// Waits for the next order.
fn order(orders: &mut PipeReader) -> Result<(), Gone> {
    orders.read_exact(&mut [0]).map_err(|_| Gone)
}

fn timespec(asked: Option<u64>) -> Timespec {
    let wait = asked.map_or(ESCAPE, |asked| Duration::from_millis(asked.clamp(1, 60_000)));
    Timespec { tv_sec: wait.as_secs() as i64, tv_nsec: i64::from(wait.subsec_nanos()) }
}
