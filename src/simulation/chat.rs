//! The `ChatModel` port: one request to a language model and its answer, whoever carries it; never what the words
//! mean, never a second try.

use std::time::Duration;

use futures::future::BoxFuture;

use super::Window;
pub use crate::domain::{Call, CallCost, Exchange, Id, NewCall, Outcome, RunId, Task};
pub use crate::prompting::{Message, Role};

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest {
    /// What is said, in order.
    pub messages: Vec<Message>,
    /// The JSON Schema that the answer is to satisfy, and its name; strict where the server can be.
    pub schema: Option<(String, serde_json::Value)>,
    /// Randomness; `None` = the server's default.
    pub temperature: Option<f64>,
    /// Seed, for servers that take one.
    pub seed: Option<u64>,
    /// Most tokens of the answer.
    pub max_tokens: Option<u32>,
    /// The window that the model is to be loaded with for this request, where the server can be asked for one; `None`
    /// = as its settings say.
    pub window: Option<u64>,
    /// What it is for; `None` = for no study. It is not sent: a recording is looked up by it.
    pub step: Option<Step>,
}

/// Least randomness of an answer that replaces one which could not be taken.
const OTHERWISE: f64 = 0.3;

impl ChatRequest {
    /// Asks for other words than so many answers that could not be taken: with the same seed, or without any
    /// randomness, the same would come again and be paid again.
    pub fn otherwise(&mut self, refused: u32) {
        if refused > 0 {
            self.seed = self.seed.map(|seed| seed.wrapping_add(refused.into()));
            self.temperature = self.temperature.map(|temperature| temperature.max(OTHERWISE));
        }
    }
}

/// The step of a study that a request belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The user.
    pub user: Id,
    /// What is asked for.
    pub task: Task,
    /// The batch whose state is to be written or acted on.
    pub batch: usize,
    /// The items to be rated, in the order asked; none for a profile.
    pub items: Vec<Id>,
    /// 1 = first try.
    pub attempt: u32,
    /// Seed of the run or of the repetition, whatever that of this try is.
    pub seed: u64,
    /// Which repetition of the step it is, 1 = first; `None` = the step itself.
    pub repetition: Option<u32>,
}

/// What is heard while an answer arrives.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// Nothing was sent yet: a limit holds it back for about so long.
    Held(Duration),
    /// Nothing was sent yet: as many calls as may be under way at once are.
    Full(usize),
    /// It is sent: where to and with what body, without secrets.
    Sent {
        /// Scheme, host, path.
        url: String,
        /// The body, as JSON text.
        request: String,
    },
    /// The server has begun to answer.
    Begun,
    /// More text.
    Text(String),
}

/// Is told what is heard, at once and in order; must not block.
pub type Listener<'a> = &'a (dyn Fn(Heard) + Send + Sync);

/// Why a model stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It had said all.
    Stop,
    /// The cap on tokens was reached: the text is cut.
    Length,
    /// A filter stopped it.
    Filtered,
    /// Another word of the server's.
    Other(String),
}

impl Finish {
    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::Filtered => "content_filter",
            Self::Other(word) => word,
        }
    }

    /// The reason of that word.
    pub fn from_word(word: &str) -> Self {
        let known = [Self::Stop, Self::Length, Self::Filtered].into_iter().find(|known| known.word() == word);
        known.unwrap_or_else(|| Self::Other(word.to_owned()))
    }
}

/// A request whose form the server does not take, so that it was asked in another form at once.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    /// What was given up, with the server's words.
    pub words: String,
    /// What it took.
    pub cost: CallCost,
    /// What went over the wire.
    pub exchange: Exchange,
}

/// The word for the cause of a [`GivenUp`], where those of other failures have [`Cause::word`].
pub const FORM_NOT_TAKEN: &str = "form-not-taken";

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatAnswer {
    /// The text as it arrived.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
    /// The model that answered, where the server says.
    pub answered_by: Option<String>,
    /// Tokens and milliseconds; dollars where the provider has a price.
    pub cost: CallCost,
    /// What went over the wire.
    pub exchange: Exchange,
    /// What the provider noticed: `the server takes no JSON Schema; asked for a JSON object instead`.
    pub notes: Vec<String>,
    /// Requests before it that the server did not take the form of, oldest first.
    pub before: Vec<GivenUp>,
}

/// Why no whole answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Nobody listens there, or the name is unknown.
    Unreachable,
    /// The connection was closed before the answer was whole.
    Broken,
    /// TLS or a certificate.
    Insecure,
    /// Nothing came in time: connecting, first token, between tokens or all of it.
    TimedOut,
    /// 429 that ends by waiting.
    RateLimited,
    /// The quota or the credit is used up: waiting does not help.
    Quota,
    /// 401, or no key.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404 and other words for a model that is not there.
    NoSuchModel,
    /// 404 otherwise: a wrong address.
    NoSuchPlace,
    /// The prompt is longer than the model's window.
    TooLong,
    /// Any other 4xx.
    BadRequest,
    /// 5xx.
    Server,
    /// An error that came in the middle of an answer.
    MidStream,
    /// What came is not what the protocol says.
    Garbled,
    /// The answer is larger than is kept.
    TooLarge,
    /// This program will not do it: a key for another host, plain http.
    Refused,
    /// The budget does not allow it; nothing was sent.
    Budget,
    /// A recording answers, and holds no answer to this.
    NotRecorded,
    /// A recording answers, and what is asked is not what was asked then.
    Changed,
}

impl Cause {
    /// One word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Broken => "connection-broken",
            Self::Insecure => "tls",
            Self::TimedOut => "timed-out",
            Self::RateLimited => "rate-limited",
            Self::Quota => "quota",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NoSuchModel => "no-such-model",
            Self::NoSuchPlace => "not-found",
            Self::TooLong => "prompt-too-long",
            Self::BadRequest => "bad-request",
            Self::Server => "server-error",
            Self::MidStream => "error-mid-stream",
            Self::Garbled => "garbled",
            Self::TooLarge => "too-large",
            Self::Refused => "refused-here",
            Self::Budget => "budget",
            Self::NotRecorded => "not-recorded",
            Self::Changed => "not-as-recorded",
        }
    }

    /// The cause of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }

    /// Every cause.
    const ALL: [Self; 20] = [
        Self::Unreachable,
        Self::Broken,
        Self::Insecure,
        Self::TimedOut,
        Self::RateLimited,
        Self::Quota,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NoSuchModel,
        Self::NoSuchPlace,
        Self::TooLong,
        Self::BadRequest,
        Self::Server,
        Self::MidStream,
        Self::Garbled,
        Self::TooLarge,
        Self::Refused,
        Self::Budget,
        Self::NotRecorded,
        Self::Changed,
    ];
}

/// A call without a whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatFailure {
    /// Why.
    pub cause: Cause,
    /// In a sentence, with the server's words where it had any.
    pub words: String,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// The text that had arrived.
    pub partial: String,
    /// Tokens and milliseconds as far as they are known.
    pub cost: CallCost,
    /// What went over the wire.
    pub exchange: Exchange,
    /// Requests before it that the server did not take the form of, oldest first.
    pub before: Vec<GivenUp>,
}

/// Carries one request to one model, once. Dropping the future closes the connection.
pub trait ChatModel: Send + Sync {
    /// The provider's name and the model asked for.
    fn who(&self) -> (String, String);

    /// All that the provider adds to a request besides what is in it (options, base address without secrets), in a
    /// stable form: part of a run's identity.
    fn parameters(&self) -> String;

    /// The most dollars that a request of so many tokens can cost, in and out; `None` = no price is known. What runs
    /// on one's own machine costs nothing.
    fn dollars(&self, tokens_in: u64, tokens_out: u64) -> Option<f64>;

    /// Somebody does not want to wait: what is held because of what the server said is held no longer. Limits of the
    /// settings stay.
    fn let_through(&self) {}

    /// Whether it runs on this machine, so that it costs nothing.
    fn is_local(&self) -> bool {
        false
    }

    /// How much it reads and writes at once, where that is known.
    fn window(&self) -> Option<Window> {
        None
    }

    /// Asks once.
    ///
    /// # Errors
    /// [`ChatFailure`], boxed because it carries what went over the wire.
    fn ask<'a>(
        &'a self,
        request: &'a ChatRequest,
        heard: Listener<'a>,
    ) -> BoxFuture<'a, Result<ChatAnswer, Box<ChatFailure>>>;
}
