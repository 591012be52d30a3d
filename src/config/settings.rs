//! The settings that have a meaning, typed, with their defaults; never where a value comes from.

use std::fmt;
use std::num::NonZeroUsize;

use schemars::JsonSchema;
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::ui::UiSettings;

/// Settings of lusifer: everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How the explorer looks and behaves.
    pub ui: UiSettings,
    /// What is worked on.
    pub data: DataSettings,
    /// How histories are cut into batches.
    pub batches: BatchSettings,
    /// Who simulates.
    pub model: ModelSettings,
    /// How items are rated.
    pub rate: RateSettings,
    /// What may be spent.
    pub budget: BudgetSettings,
    /// What is logged.
    pub log: LogSettings,
}

/// `[data]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DataSettings {
    /// A data set folder or file, relative to the file that says so; empty: the bundled sample.
    pub path: String,
    /// What is held out, as --split takes it; empty: u1 where its files exist, else kfold:5:1:0.
    pub split: String,
    /// Texts of items, relative to the file that says so; empty: none.
    pub item_texts: String,
}

/// `[batches]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BatchSettings {
    /// How many of the last training ratings feed a profile.
    #[serde(deserialize_with = "count")]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub history: NonZeroUsize,
    /// Ratings per batch.
    #[serde(deserialize_with = "count")]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub size: NonZeroUsize,
    /// Direction of the batches.
    pub order: BatchOrder,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self { history: HISTORY, size: TEN, order: BatchOrder::default() }
    }
}

const HISTORY: NonZeroUsize = NonZeroUsize::new(40).unwrap();
const TEN: NonZeroUsize = NonZeroUsize::new(10).unwrap();

/// Direction of the batches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BatchOrder {
    /// Oldest first, as the method's paper describes.
    #[default]
    Chronological,
    /// Newest first, as its published code does.
    NewestFirst,
}

/// `[model]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ModelSettings {
    /// Who writes and rates: sim, the built-in offline simulator; openai, any server that speaks its language;
    /// ollama.
    pub provider: String,
    /// The model asked for; empty: the provider's own default.
    pub name: String,
    /// Address of the server; empty: the provider's own.
    pub base_url: String,
    /// A prompt pack: paper, evidence or a folder, relative to the file that says so.
    pub prompts: String,
    /// Seed of everything random.
    #[serde(deserialize_with = "seed")]
    pub seed: u64,
}

impl Default for ModelSettings {
    fn default() -> Self {
        Self {
            provider: "sim".to_owned(),
            name: String::new(),
            base_url: String::new(),
            prompts: "paper".to_owned(),
            seed: 7,
        }
    }
}

/// `[rate]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RateSettings {
    /// Items per request.
    #[serde(deserialize_with = "count")]
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub chunk: NonZeroUsize,
}

impl Default for RateSettings {
    fn default() -> Self {
        Self { chunk: TEN }
    }
}

/// `[budget]`, in US dollars
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetSettings {
    /// The most that a session may cost, failed requests included; 0: as much as it takes.
    #[serde(deserialize_with = "dollars")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub max: f64,
    /// The explorer asks before a step that may cost more.
    #[serde(deserialize_with = "dollars")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub confirm_above: f64,
}

impl Default for BudgetSettings {
    fn default() -> Self {
        Self { max: 0.0, confirm_above: 0.05 }
    }
}

/// `[log]`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// How much is logged; -v, -q and `LUSIFER_LOG` win over it.
    pub level: LogLevel,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// What may surprise as well.
    #[default]
    Warn,
    /// What happens as well.
    Info,
    /// How as well.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The word of the file, which a log filter understands.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// Most of anything that is counted: more is a typing error, and far below what could overflow.
const MOST: u64 = 1_000_000_000;

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroUsize, D::Error> {
    let number = whole(deserializer, 1, MOST)?;
    Ok(usize::try_from(number).ok().and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN))
}

fn seed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    // TOML knows no larger number.
    whole(deserializer, 0, i64::MAX.cast_unsigned())
}

fn dollars<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    const MOST_DOLLARS: f64 = 1e6;
    let dollars = f64::deserialize(deserializer)?;
    if (0.0..=MOST_DOLLARS).contains(&dollars) {
        return Ok(dollars);
    }
    Err(de::Error::invalid_value(Unexpected::Float(dollars), &"US dollars from 0 to 1000000"))
}

/// A whole number in a range, refused in a sentence that names the range.
pub(super) fn whole<'de, D: Deserializer<'de>>(
    deserializer: D,
    least: u64,
    most: u64,
) -> Result<u64, D::Error> {
    struct Whole {
        least: u64,
        most: u64,
    }

    impl Visitor<'_> for Whole {
        type Value = u64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a whole number from {} to {}", self.least, self.most)
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<u64, E> {
            let sensible = u64::try_from(number).ok().filter(|n| (self.least..=self.most).contains(n));
            sensible.ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
        }
    }

    deserializer.deserialize_any(Whole { least, most })
}
