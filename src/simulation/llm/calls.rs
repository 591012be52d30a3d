//! Where calls are kept the moment they are over, and what is told of them before that; never how.

use std::time::Duration;

use futures::future::BoxFuture;

use crate::domain::{CallCost, NewCall, Outcome, RunId, Task};
use crate::simulation::chat::Step;

/// How it goes with the requests for an answer, in the order in which it happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Telling {
    /// A request is made.
    Asked(Asked),
    /// More of the text of its answer, as it arrived: not safe to show.
    Text {
        /// The text.
        text: String,
        /// Characters that came after it and are left out, because nobody took them in time.
        left_out: usize,
    },
    /// Nothing is sent before some time has passed.
    Waits(Wait),
    /// What was held is on its way.
    Sent,
    /// The last request is over.
    Ended {
        /// What came of it.
        outcome: Outcome,
        /// What it took.
        cost: CallCost,
    },
}

/// A request that is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What for.
    pub task: Task,
    /// The batch whose state is to be written or acted on.
    pub batch: usize,
    /// 1 = first try.
    pub attempt: u32,
    /// Of how many at most.
    pub attempts: u32,
    /// Provider and model: `openai:gpt-4o-mini`.
    pub model: String,
    /// When: RFC 3339, UTC.
    pub sent: String,
    /// Characters of the messages that are sent.
    pub characters: usize,
    /// What the study may cost and what of that is spent, in US dollars; `None` = there is no cap.
    pub budget: Option<Spending>,
}

/// A cap, and how much of it is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spending {
    /// US dollars that may be spent.
    pub cap: f64,
    /// US dollars that are.
    pub spent: f64,
}

/// A wait before a request is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// What for.
    pub task: Task,
    /// The batch.
    pub batch: usize,
    /// The try that comes after it.
    pub attempt: u32,
    /// Of how many at most.
    pub attempts: u32,
    /// Why.
    pub why: Hindrance,
    /// How long; `None` where nobody can know.
    pub pause: Option<Duration>,
}

/// Why a request is not sent at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The one before failed in a way that passes.
    Failed {
        /// In one word: `rate-limited`.
        cause: &'static str,
        /// The status of the answer; `None` = none came.
        status: Option<u16>,
        /// In a sentence, with the server's words where it had any: not safe to show.
        words: String,
        /// How long the server asks to wait.
        asked: Option<Duration>,
    },
    /// A limit of requests or tokens.
    Limit,
    /// As many calls as may be under way at once are.
    Full {
        /// How many that is.
        places: usize,
    },
    /// The server cannot be reached, and another request looks whether it is back.
    Outage,
}

/// Keeps calls.
pub trait CallKeeper: Send + Sync {
    /// Keeps a call; it is safe when the future is done.
    ///
    /// # Errors
    /// A sentence: what was paid for could not be kept, so nothing more is to be asked.
    fn keep(&self, run: RunId, call: NewCall) -> BoxFuture<'static, Result<(), String>>;

    /// Keeps a call of which nobody waits for the end: it was cancelled. Must not block.
    fn keep_cancelled(&self, run: RunId, call: NewCall);

    /// Is told how a request goes, for whoever watches. Must not block.
    fn tell(&self, run: RunId, telling: Telling);

    /// How many answers to a step came before, and could not be taken: what was said then would be said again.
    fn refused_before<'a>(&'a self, _run: RunId, _step: &'a Step) -> BoxFuture<'a, u32> {
        Box::pin(std::future::ready(0))
    }

    /// Ends when somebody who watches a wait for the run does not want it to go on.
    fn hurried(&self, _run: RunId) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
