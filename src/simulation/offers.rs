//! Who can be asked to write, as far as it is known: providers, their models, and which of them is chosen; never how they
//! are asked.

use std::time::Duration;

/// A provider that can be chosen, with what is known of it without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its name.
    pub name: String,
    /// What it speaks; empty for the offline simulator.
    pub speaks: &'static str,
    /// Where it is; `None` for the offline simulator. What is no address stands as it is written.
    pub address: Option<String>,
    /// The model it is asked for unless another one is chosen.
    pub model: Option<String>,
    /// Where its key would be from; `None` = none is sent.
    pub key: Option<String>,
    /// Whether it is the one that writes now.
    pub is_current: bool,
}

/// A model of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedModel {
    /// Its name.
    pub name: String,
    /// Its window in tokens, where the server says.
    pub window: Option<u64>,
    /// Size, family, quantisation: what the server says besides.
    pub about: String,
}

/// What a provider answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How long it took.
    pub took: Duration,
    /// Its models, by name; empty where it has no list.
    pub models: Vec<OfferedModel>,
    /// The key that was sent: at most its last four characters, and where it is from.
    pub key: Option<String>,
    /// How the form of an answer is asked for, where that is known.
    pub form: Option<&'static str>,
    /// What else is worth a word.
    pub notes: Vec<String>,
}

/// Who is to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The provider.
    pub provider: String,
    /// The model; `None` = the provider's own.
    pub model: Option<String>,
    /// Its window, where its server said so.
    pub window: Option<u64>,
}
