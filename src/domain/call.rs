//! A call: one request to a model and what came of it, kept whether it went well or not.

use serde::{Deserialize, Serialize};

use super::{Id, RunId};

/// What a model was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// The profile after a batch: the first one, or a revision.
    Profile,
    /// Ratings of the items of a slate.
    Rating,
}

impl Task {
    /// The word by which it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Rating => "rating",
        }
    }

    /// The task of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Profile, Self::Rating].into_iter().find(|task| task.word() == word)
    }
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Outcome {
    /// The answer was taken as it is.
    Accepted,
    /// The answer was taken after something was put right.
    Repaired {
        /// What exactly: `a Markdown fence was taken off`.
        what: String,
    },
    /// An answer came that could not be taken.
    Rejected {
        /// Why, with line and column where there are any.
        why: String,
    },
    /// No answer came.
    Failed {
        /// The cause in one word: `rate-limited`, `connection-refused`.
        cause: String,
        /// What there is to know, in the server's words where it had any.
        words: String,
    },
    /// It was cancelled; the text holds what had arrived.
    Cancelled,
}

impl Outcome {
    /// Whether the answer was taken.
    pub const fn is_good(&self) -> bool {
        matches!(self, Self::Accepted | Self::Repaired { .. })
    }

    /// One word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accepted => "ok",
            Self::Repaired { .. } => "repaired",
            Self::Rejected { .. } => "rejected",
            Self::Failed { .. } => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A rung of the ladder that an answer climbs: what was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// `one JSON object`, `ids asked for`.
    pub name: String,
    /// Whether the answer passed.
    pub passed: bool,
    /// What was found; empty where there is nothing to say.
    pub found: String,
}

/// What a call took. What is not known is `None`, never 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallCost {
    /// Tokens sent.
    pub tokens_in: Option<u64>,
    /// Of these, read from the server's cache.
    pub tokens_cached: Option<u64>,
    /// Tokens received.
    pub tokens_out: Option<u64>,
    /// US dollars.
    pub cost_usd: Option<f64>,
    /// Milliseconds to the first token.
    pub first_ms: Option<u64>,
    /// Milliseconds in all.
    pub total_ms: u64,
}

/// What went over the wire, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// Where the request went: scheme, host, path.
    pub url: String,
    /// The request's body, as JSON text.
    pub request: String,
    /// The answer's status; `None` = none came.
    pub status: Option<u16>,
    /// The answer's headers; values that could be secrets are left out.
    pub headers: Vec<(String, String)>,
    /// The answer's body as it came, up to a bound that the provider keeps.
    #[serde(with = "body")]
    pub body: Vec<u8>,
}

/// Bytes in JSON: as text where they are UTF-8, else as `{"hex": "00ff"}`.
mod body {
    use std::fmt::Write;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written<'a> {
        Text(std::borrow::Cow<'a, str>),
        Bytes { hex: String },
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Written::Text(text.into()),
            Err(_) => Written::Bytes {
                hex: bytes.iter().fold(String::new(), |mut hex, byte| {
                    // Writing to a string cannot fail.
                    let _ = write!(hex, "{byte:02x}");
                    hex
                }),
            },
        }
        .serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        match Written::deserialize(from)? {
            Written::Text(text) => Ok(text.into_owned().into_bytes()),
            Written::Bytes { hex } => hex
                .as_bytes()
                .chunks(2)
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
                .collect::<Option<_>>()
                .filter(|_| hex.len().is_multiple_of(2))
                .ok_or_else(|| serde::de::Error::custom("the bytes of a body are not written in hex")),
        }
    }
}

/// A call as it is made; the store gives it a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewCall {
    /// What was asked for.
    pub task: Task,
    /// The batch whose state was to be written or acted on.
    pub batch: usize,
    /// The items to be rated, in the order asked; empty for a profile, and where it was not kept.
    pub items: Vec<Id>,
    /// 1 = first try.
    pub attempt: u32,
    /// How many tries there would have been at most.
    pub attempts: u32,
    /// The provider's name.
    pub provider: String,
    /// The model asked for.
    pub model: String,
    /// The model that answered, where the server says.
    pub answered_by: Option<String>,
    /// When it was sent: RFC 3339, UTC.
    pub sent: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Why the model stopped, in its own word.
    pub finish: Option<String>,
    /// What it took.
    pub cost: CallCost,
    /// What went over the wire.
    pub exchange: Exchange,
    /// The model's text as it arrived, all of it or what there was.
    pub text: String,
    /// How far the text came.
    pub rungs: Vec<Rung>,
    /// What was noticed that is no failure: `names 8 titles`.
    pub warnings: Vec<String>,
}

/// A call as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Number in the store, rising with time.
    pub id: i64,
    /// The run it was made for.
    pub run: RunId,
    /// Whether it was made to try prompts: nothing was written from its answer.
    #[serde(default)]
    pub is_test: bool,
    /// Which repetition of its step it was made for; `None` = for the step itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repetition: Option<u32>,
    /// All about it.
    #[serde(flatten)]
    pub made: NewCall,
}

impl Call {
    /// Whether nothing of the run was written from it: a test, or a repetition.
    pub const fn is_aside(&self) -> bool {
        self.is_test || self.repetition.is_some()
    }
}
