//! What is told of requests under way, from those who ask to those who watch, and the other way that nobody wants to
//! wait; never what is done about either.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::{Notify, broadcast};

use crate::domain::RunId;
use crate::simulation::Telling;

/// Bytes of a text that may wait for whoever watches; more is counted and left out.
const MOST: usize = 64 << 10;

/// Calls to hurry that may be under way at once.
const CALLS: usize = 64;

/// Carries what is told.
#[derive(Debug)]
pub(super) struct Told {
    watched: Mutex<Vec<Weak<Mailbox>>>,
    hurry: broadcast::Sender<RunId>,
}

impl Default for Told {
    fn default() -> Self {
        Self { watched: Mutex::default(), hurry: broadcast::Sender::new(CALLS) }
    }
}

/// Whose requests are spoken of. A run may be written while something is done beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those that the run is written from.
    Run(RunId),
    /// Those of tests and repetitions of its steps.
    Aside(RunId),
}

impl Whose {
    /// The run.
    pub fn run(self) -> RunId {
        match self {
            Self::Run(run) | Self::Aside(run) => run,
        }
    }
}

#[derive(Debug)]
struct Mailbox {
    whose: Whose,
    waiting: Mutex<VecDeque<Telling>>,
    bell: Notify,
}

/// Hears what is told of a run from the moment it is made until it is dropped.
#[derive(Debug)]
pub struct Listener(Arc<Mailbox>);

impl Told {
    pub(super) fn listen(&self, whose: Whose) -> Listener {
        let mailbox = Arc::new(Mailbox { whose, waiting: Mutex::default(), bell: Notify::new() });
        let mut watched = lock(&self.watched);
        watched.retain(|other| other.strong_count() > 0);
        watched.push(Arc::downgrade(&mailbox));
        Listener(mailbox)
    }

    pub(super) fn tell(&self, whose: Whose, telling: Telling) {
        let mut watched = lock(&self.watched).iter().filter_map(Weak::upgrade).collect::<Vec<_>>();
        watched.retain(|mailbox| mailbox.whose == whose);
        let Some(last) = watched.pop() else { return };
        for mailbox in watched {
            mailbox.put(telling.clone());
        }
        last.put(telling);
    }

    pub(super) fn hurry(&self, run: RunId) {
        // Nobody need be waiting.
        let _ = self.hurry.send(run);
    }

    /// Ends when somebody does not want to wait for this run.
    pub(super) fn hurried(&self, run: RunId) -> impl Future<Output = ()> + Send + use<> {
        let mut calls = self.hurry.subscribe();
        async move {
            loop {
                match calls.recv().await {
                    Ok(hurried) if hurried == run => return,
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                }
            }
        }
    }
}

impl Mailbox {
    fn put(&self, telling: Telling) {
        let mut waiting = lock(&self.waiting);
        match (telling, waiting.back_mut()) {
            // A text goes on: however fast it comes, whoever watches takes all of it at once.
            (Telling::Text { text, left_out }, Some(Telling::Text { text: before, left_out: lost })) => {
                if *lost == 0 && before.len() + text.len() <= MOST {
                    before.push_str(&text);
                    *lost = left_out;
                } else {
                    *lost += text.chars().count() + left_out;
                }
            }
            (telling, _) => waiting.push_back(telling),
        }
        drop(waiting);
        self.bell.notify_one();
    }
}

impl Listener {
    /// All that was told since the last time; waits until there is something.
    pub async fn hear(&self) -> Vec<Telling> {
        loop {
            let told = std::mem::take(&mut *lock(&self.0.waiting));
            if !told.is_empty() {
                return told.into();
            }
            self.0.bell.notified().await;
        }
    }
}

/// What is behind it cannot be left half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn text(text: &str) -> Telling {
        Telling::Text { text: text.to_owned(), left_out: 0 }
    }

    #[tokio::test]
    async fn who_watches_hears_of_its_run_alone_and_texts_come_together() {
        let told = Told::default();
        told.tell(Whose::Run(RunId(1)), text("before anybody listens"));
        let listener = told.listen(Whose::Run(RunId(1)));
        assert!(listener.hear().now_or_never().is_none());
        for piece in ["a", "b", "c"] {
            told.tell(Whose::Run(RunId(1)), text(piece));
            told.tell(Whose::Run(RunId(2)), text("of another"));
            told.tell(Whose::Aside(RunId(1)), text("of a repetition"));
        }
        assert_eq!(listener.hear().await, [text("abc")]);
        assert!(listener.hear().now_or_never().is_none());
        drop(listener);
        told.tell(Whose::Run(RunId(1)), text("d"));
        let other = told.listen(Whose::Run(RunId(1)));
        assert_eq!((lock(&told.watched).len(), other.hear().now_or_never()), (1, None));
    }

    #[tokio::test]
    async fn what_nobody_takes_is_bounded_and_counted() {
        let told = Told::default();
        let listener = told.listen(Whose::Run(RunId(1)));
        for _ in 0..100 {
            told.tell(Whose::Run(RunId(1)), text(&"é".repeat(1 << 10)));
        }
        let heard = listener.hear().await;
        let [Telling::Text { text, left_out }] = &heard[..] else { panic!("{heard:?}") };
        assert!(text.len() <= MOST && text.len() > MOST - (2 << 10), "{}", text.len());
        assert_eq!(text.chars().count() + left_out, 100 << 10);
    }

    #[tokio::test]
    async fn a_hurry_reaches_those_who_wait_for_that_run() {
        let told = Told::default();
        let (mut one, mut two) = (Box::pin(told.hurried(RunId(1))), Box::pin(told.hurried(RunId(2))));
        told.hurry(RunId(2));
        assert_eq!((futures::poll!(&mut one).is_ready(), futures::poll!(&mut two).is_ready()), (false, true));
        // Who waits only now has not been hurried.
        assert!(told.hurried(RunId(2)).now_or_never().is_none());
    }
}
