//! The flags that every command takes; never what one command alone knows.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::super::parse;
use crate::config::theme::terminal::ColourWish;
use crate::data::SplitSpec;
use crate::domain::Order;
use crate::workspace::{CassetteMode, Recorded};

/// Flags that every command takes.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Common {
    /// A data set folder or file (MovieLens 100K, 1M, latest, 20M-32M, or interactions.csv) [default: the
    /// bundled sample]
    #[arg(long, global = true, value_name = "PATH", env = "LUSIFER_DATA", help_heading = "Data")]
    pub data: Option<PathBuf>,
    /// u1..u5, ua, ub, `kfold:K:I[:SEED]`, future:SHARE, last:N, files:TRAIN:TEST [default: u1 where its files
    /// exist, else kfold:5:1:0]
    #[arg(long, global = true, value_name = "SPEC", env = "LUSIFER_SPLIT", help_heading = "Data")]
    pub split: Option<SplitSpec>,
    /// Texts of items: CSV or JSON Lines with `movie_id` or `item_id`, and `overview`
    #[arg(long, global = true, value_name = "FILE", env = "LUSIFER_ITEM_TEXTS", help_heading = "Data")]
    pub item_texts: Option<PathBuf>,
    /// How many of the last training ratings feed a profile [default: 40]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_HISTORY", help_heading = "Data")]
    #[arg(value_parser = parse::count, allow_negative_numbers = true)]
    pub history: Option<NonZeroUsize>,
    /// Ratings per batch [default: 10]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_BATCH_SIZE", help_heading = "Data")]
    #[arg(value_parser = parse::count, allow_negative_numbers = true)]
    pub batch_size: Option<NonZeroUsize>,
    /// Direction of the batches [default: chronological]
    #[arg(long, global = true, value_enum, env = "LUSIFER_ORDER", help_heading = "Data")]
    pub order: Option<OrderArg>,
    /// Count unreadable lines and go on instead of stopping at the first
    #[arg(long, global = true, help_heading = "Data")]
    pub skip_bad_lines: bool,
    /// Read the files again even if a parsed copy is in the cache, and keep none
    #[arg(long, global = true, help_heading = "Data")]
    pub no_cache: bool,

    /// Who writes and rates [default: sim, the built-in offline simulator]
    #[arg(long, global = true, value_name = "NAME", env = "LUSIFER_PROVIDER", help_heading = "Simulator")]
    pub provider: Option<String>,
    /// The model asked for [default: the provider's own]
    #[arg(long, global = true, value_name = "NAME", env = "LUSIFER_MODEL", help_heading = "Simulator")]
    pub model: Option<String>,
    /// Address of the server [default: the provider's own, or `OPENAI_BASE_URL`, `OLLAMA_HOST`]
    #[arg(long, global = true, value_name = "URL", help_heading = "Simulator")]
    pub base_url: Option<String>,
    /// A prompt pack: paper, evidence, or a folder [default: paper]
    #[arg(long, global = true, value_name = "DIR", env = "LUSIFER_PROMPTS", help_heading = "Simulator")]
    pub prompts: Option<String>,
    /// Randomness of answers [default: 0.7 for profiles, 0 for ratings]
    #[arg(long, global = true, value_name = "X", env = "LUSIFER_TEMPERATURE", help_heading = "Simulator")]
    #[arg(value_parser = parse::temperature)]
    pub temperature: Option<f64>,
    /// Stop before more than this is spent, failed requests included
    #[arg(long, global = true, value_name = "USD", env = "LUSIFER_MAX_COST", help_heading = "Simulator")]
    #[arg(value_parser = parse::dollars)]
    pub max_cost: Option<f64>,
    /// Send a prompt that may not fit the model's window even where its server would cut it in silence (Ollama)
    #[arg(long, global = true, help_heading = "Simulator")]
    pub allow_cut: bool,
    /// Seed of everything random [default: 7; for a fork, the next after its parent's]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_SEED", help_heading = "Simulator")]
    #[arg(value_parser = parse::seed, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// How many users are worked on at once [default: four per core]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_CONCURRENCY", help_heading = "Simulator")]
    #[arg(value_parser = parse::count, allow_negative_numbers = true)]
    pub concurrency: Option<NonZeroUsize>,

    /// Answer from kept calls and never from a model: a run (r3), or a bundle that export made
    #[arg(
        long,
        global = true,
        value_name = "RUN|FILE",
        env = "LUSIFER_CASSETTE",
        help_heading = "Simulator"
    )]
    pub cassette: Option<RecordedArg>,
    /// What --cassette is for, and what it does where a prompt or a parameter is not what was recorded [default:
    /// replay]
    #[arg(long, global = true, value_enum, value_name = "MODE", env = "LUSIFER_CASSETTE_MODE")]
    #[arg(help_heading = "Simulator")]
    pub cassette_mode: Option<CassetteModeArg>,

    /// Folder of lusifer.db, where runs are kept
    #[arg(long, global = true, value_name = "DIR", env = "LUSIFER_DATA_DIR", help_heading = "Output")]
    pub data_dir: Option<PathBuf>,
    /// Folder of config.toml, keys.toml and themes
    #[arg(long, global = true, value_name = "DIR", env = "LUSIFER_CONFIG_DIR", help_heading = "Settings")]
    #[arg(visible_alias = "config")]
    pub config_dir: Option<PathBuf>,
    /// Do not read .env of this folder
    #[arg(long, global = true, help_heading = "Settings")]
    pub no_dotenv: bool,
    /// Refuse settings that are not known instead of warning
    #[arg(long, global = true, help_heading = "Settings")]
    pub strict: bool,
    /// Print JSON: one document, or one per line where several users are asked for
    #[arg(long, global = true, help_heading = "Output")]
    pub json: bool,
    /// Print plain text: no progress bar, no rules
    #[arg(long, global = true, help_heading = "Output")]
    pub plain: bool,
    /// Say only what went wrong
    #[arg(short, long, global = true, help_heading = "Output")]
    pub quiet: bool,
    /// Say more on standard error; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,
    /// Colours of the explorer; lusifer themes list names them [default: by the terminal's background]
    #[arg(long, global = true, value_name = "NAME", env = "LUSIFER_THEME", help_heading = "Output")]
    pub theme: Option<String>,
    /// When to use colour [default: auto, by the terminal]
    #[arg(long, global = true, value_enum, value_name = "WHEN", help_heading = "Output")]
    pub color: Option<ColorArg>,
    /// Use no colour (`NO_COLOR` does the same)
    #[arg(long, global = true, help_heading = "Output")]
    pub no_color: bool,
    /// Draw borders and charts in ASCII
    #[arg(long, global = true, env = "LUSIFER_ASCII", help_heading = "Output")]
    pub ascii: bool,
    /// Never ask anything
    #[arg(long, global = true, help_heading = "Output")]
    pub no_input: bool,
    /// Say what would be done, and do nothing
    #[arg(short = 'n', long, global = true, help_heading = "Output")]
    pub dry_run: bool,
}

/// [`Order`] as a flag.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OrderArg {
    /// Oldest first, as the method's paper describes
    Chronological,
    /// Newest first, as its published code does
    NewestFirst,
}

impl From<OrderArg> for Order {
    fn from(order: OrderArg) -> Self {
        match order {
            OrderArg::Chronological => Self::Chronological,
            OrderArg::NewestFirst => Self::NewestFirst,
        }
    }
}

/// [`ColourWish`] as a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// Where the terminal has it
    #[default]
    Auto,
    /// Even where output is no terminal
    Always,
    /// Not at all
    Never,
}

impl From<ColorArg> for ColourWish {
    fn from(when: ColorArg) -> Self {
        match when {
            ColorArg::Auto => Self::Auto,
            ColorArg::Always => Self::Always,
            ColorArg::Never => Self::Never,
        }
    }
}

/// [`Recorded`] as a flag: a run by its number, or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedArg(Recorded);

impl FromStr for RecordedArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err("name a run (r3) or a bundle".to_owned());
        }
        // A file of such a name is written ./r3.
        Ok(Self(text.parse().map_or_else(|_| Recorded::File(text.into()), Recorded::Run)))
    }
}

impl From<RecordedArg> for Recorded {
    fn from(RecordedArg(recorded): RecordedArg) -> Self {
        recorded
    }
}

/// [`CassetteMode`] as a flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CassetteModeArg {
    /// Answer all the same, and warn
    #[default]
    Replay,
    /// Fail, and say which lines differ
    Strict,
    /// Ask the model, and write the runs of this command with all their calls into the file
    Record,
}

impl CassetteModeArg {
    /// What is done about changes; `None` = nothing is replayed.
    pub(in crate::commands) const fn replays(self) -> Option<CassetteMode> {
        match self {
            Self::Replay => Some(CassetteMode::Replay),
            Self::Strict => Some(CassetteMode::Strict),
            Self::Record => None,
        }
    }
}
