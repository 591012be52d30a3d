//! The command line: flags, subcommands, and their help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::config::ConfigCommand;
use super::keys::KeysArgs;
use super::parse;
use super::themes::ThemesCommand;
use super::tui::TuiArgs;
use crate::config::theme::terminal::ColourWish;
use crate::data::SplitSpec;
use crate::domain::{Order, RunId};
use crate::session::export::Table;

/// Watch a language model become a user: taste profiles written batch by batch from real ratings, simulated
/// ratings, and metrics against held-out ones.
///
/// Without a command the explorer opens in the terminal, on the bundled sample data and the built-in offline
/// simulator unless told otherwise. Nothing is sent over a network.
#[derive(Debug, Parser)]
#[command(name = "lusifer", version, max_term_width = 100)]
pub struct Cli {
    /// What to do; the explorer opens without one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to work on and how.
    #[command(flatten)]
    pub common: Common,
}

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
    /// Seed of everything random [default: 7; for a fork, the next after its parent's]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_SEED", help_heading = "Simulator")]
    #[arg(value_parser = parse::seed, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// How many users are worked on at once [default: four per core]
    #[arg(long, global = true, value_name = "N", env = "LUSIFER_CONCURRENCY", help_heading = "Simulator")]
    #[arg(value_parser = parse::count, allow_negative_numbers = true)]
    pub concurrency: Option<NonZeroUsize>,

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

/// The headless commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Open the explorer, or print a frame of it
    Tui(TuiArgs),
    /// Write profile states, those that are missing: it resumes
    Run(RunArgs),
    /// Start a run that shares the first states of another
    Fork(ForkArgs),
    /// Rate items as a user
    Rate(RateArgs),
    /// Running metrics of what was rated, beside baselines on the same rows
    Metrics(MetricsArgs),
    /// Score a table of predictions, or the baselines on the held-out ratings
    Evaluate(EvaluateArgs),
    /// Two runs side by side: texts, ratings of the same items, figures
    Compare(CompareArgs),
    /// How a profile state differs from the one before it
    Explain(ExplainArgs),
    /// The runs that are kept
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Write a run to a file for other programs or for people
    Export(ExportArgs),
    /// Look at a data set
    #[command(subcommand)]
    Data(DataCommand),
    /// The explorer's colours
    #[command(subcommand)]
    Themes(ThemesCommand),
    /// The keys of the explorer, with who bound them
    Keys(KeysArgs),
    /// Settings: show, check, change them
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Where settings, runs, log and cache are
    Paths,
    /// Check this installation: folders, store, data
    Doctor,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// `run`
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Users by id: 1 or 1,5,7-9 or all
    #[arg(long, value_name = "LIST|all", allow_hyphen_values = true)]
    pub user: String,
    /// Stop after this batch [default: all]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batches: Option<NonZeroUsize>,
    /// Name of the run
    #[arg(long, default_value = DEFAULT_RUN, value_parser = parse::name)]
    pub name: String,
}

/// Name of a run when none is given.
pub const DEFAULT_RUN: &str = "main";

/// `fork`
#[derive(Args, Clone, Debug)]
pub struct ForkArgs {
    /// The run to leave
    pub run: RunId,
    /// First batch that is written anew; the states before it are shared
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batch: NonZeroUsize,
    /// Name of the new run
    #[arg(long, value_parser = parse::name)]
    pub name: String,
}

/// `rate`
#[derive(Args, Clone, Debug)]
pub struct RateArgs {
    /// As whom.
    #[command(flatten)]
    pub who: RateWho,
    /// What.
    #[command(flatten)]
    pub what: RateWhat,
    /// Only the first N held-out items
    #[arg(long, value_name = "N", requires = "held_out", value_parser = parse::count, allow_negative_numbers = true)]
    pub limit: Option<NonZeroUsize>,
    /// Act on the profile after batch K [default: the newest]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub state: Option<NonZeroUsize>,
    /// Items per request [default: 10]
    #[arg(long, value_name = "N", value_parser = parse::count, allow_negative_numbers = true)]
    pub slate: Option<NonZeroUsize>,
    /// Name of the user's run
    #[arg(long, default_value = DEFAULT_RUN, value_parser = parse::name, conflicts_with = "run")]
    pub name: String,
}

/// As whom items are rated.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct RateWho {
    /// The run whose newest profile is acted on
    #[arg(long, value_name = "R")]
    pub run: Option<RunId>,
    /// Users by id (1 or 1,5,7-9 or all), whose runs are written first if they are not complete
    #[arg(long, value_name = "LIST|all", allow_hyphen_values = true)]
    pub user: Option<String>,
}

/// Which items are rated.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct RateWhat {
    /// Items by id, separated by commas
    #[arg(long, value_name = "LIST", allow_hyphen_values = true)]
    pub items: Vec<String>,
    /// The user's held-out items, oldest rating first
    #[arg(long)]
    pub held_out: bool,
    /// Item ids from standard input, separated by lines, commas or white space
    #[arg(value_name = "-", value_parser = ["-"])]
    pub from_stdin: Option<String>,
}

/// `metrics`
#[derive(Args, Clone, Debug)]
pub struct MetricsArgs {
    /// Of what.
    #[command(flatten)]
    pub which: MetricsWhich,
    /// Only ratings given on the profile after batch K
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub state: Option<NonZeroUsize>,
}

/// Whose ratings are scored.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct MetricsWhich {
    /// One run
    #[arg(long, value_name = "R")]
    pub run: Option<RunId>,
    /// All runs on this data, split and history, pooled
    #[arg(long)]
    pub all_runs: bool,
}

/// `evaluate`
#[derive(Args, Clone, Debug)]
pub struct EvaluateArgs {
    /// What is scored.
    #[command(flatten)]
    pub source: EvaluateSource,
    /// The table's column of true ratings
    #[arg(long, value_name = "COLUMN", default_value = "rating")]
    pub truth: String,
    /// The table's columns of predictions, separated by commas
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', conflicts_with = "baselines")]
    pub methods: Vec<String>,
    /// Keep only rows of users with few ratings in this training file (cold start)
    #[arg(long, value_name = "FILE", requires = "max_train", conflicts_with = "baselines")]
    pub train: Option<PathBuf>,
    /// ... at most this many
    #[arg(long, value_name = "N", requires = "train")]
    pub max_train: Option<usize>,
    /// Score held-out rows of these users only
    #[arg(long, value_name = "LIST|all", default_value = "all", allow_hyphen_values = true)]
    #[arg(conflicts_with = "table")]
    pub users: String,
}

/// Where predictions come from.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct EvaluateSource {
    /// A CSV table with a column per method
    #[arg(long, value_name = "FILE.csv", requires = "methods")]
    pub table: Option<PathBuf>,
    /// Baselines to train on the training part and score on the held-out part: all, or a list of constant-4,
    /// user-mean, item-mean, bias
    #[arg(long, value_name = "all|LIST", value_delimiter = ',')]
    pub baselines: Vec<String>,
}

/// `explain`
#[derive(Args, Clone, Debug)]
pub struct ExplainArgs {
    /// The run
    pub run: RunId,
    /// The state after this batch, compared with the one before it [default: the newest]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batch: Option<NonZeroUsize>,
}

/// `compare`
#[derive(Args, Clone, Debug)]
pub struct CompareArgs {
    /// A: a run, or a state of one as r3:2
    #[arg(value_name = "R1")]
    pub a: parse::SideArg,
    /// B: another run, or another state of the same
    #[arg(value_name = "R2")]
    pub b: parse::SideArg,
    /// Compare the states after batch K, and ratings given on them [default: the newest that both have,
    /// and the newest rating of each item]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batch: Option<NonZeroUsize>,
    /// Kind of output
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
}

/// Kinds of output of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For a person at a terminal
    Text,
    /// A document for people
    Md,
    /// One JSON document, as --json prints it
    Json,
}

/// `runs`
#[derive(Clone, Debug, Subcommand)]
pub enum RunsCommand {
    /// List them, oldest first
    List {
        /// Of one user only
        #[arg(long, value_name = "U", allow_hyphen_values = true)]
        user: Option<String>,
        /// Those in the trash instead
        #[arg(long)]
        trash: bool,
    },
    /// Show one with all its states
    Show {
        /// The run
        run: RunId,
    },
    /// Put runs into the trash; nothing is deleted, and forks keep what they share with them
    Rm {
        /// The runs
        #[arg(required = true, value_name = "R")]
        runs: Vec<RunId>,
    },
    /// Take runs out of the trash
    Restore {
        /// The runs
        #[arg(required = true, value_name = "R")]
        runs: Vec<RunId>,
    },
}

/// `export`
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The run
    pub run: RunId,
    /// Kind of file
    #[arg(long, value_enum)]
    pub format: Format,
    /// Which table a CSV holds [default: ratings]
    #[arg(long, value_enum)]
    pub table: Option<TableArg>,
    /// Where to; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
}

/// Kinds of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table under the column names of the method's reference implementation
    Csv,
    /// The run, its states and its ratings, one JSON object per line
    Jsonl,
    /// A document for people
    Md,
}

/// [`Table`] as a flag.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TableArg {
    /// `user_id, movie_id, rating, timestamp, simulated_ratings`
    Ratings,
    /// `user_id, user_info, user_profile, intermediate_user_profiles, profile_changes`
    Profiles,
}

impl From<TableArg> for Table {
    fn from(table: TableArg) -> Self {
        match table {
            TableArg::Ratings => Self::Ratings,
            TableArg::Profiles => Self::Profiles,
        }
    }
}

/// `data`
#[derive(Clone, Debug, Subcommand)]
pub enum DataCommand {
    /// The data doctor: what is in the files, and what in them may surprise
    Check,
}
