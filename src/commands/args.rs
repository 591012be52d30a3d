//! The command line: subcommands, their flags, and their help.

mod common;
mod explorer;

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::config::ConfigCommand;
use super::key::KeyCommand;
use super::keys::KeysArgs;
use super::parse;
use super::prompts::PromptsCommand;
use super::themes::ThemesCommand;
use crate::domain::RunId;
use crate::session::export::Table;
pub use common::{ColorArg, Common, OrderArg};
pub use explorer::{OpenArgs, ReplayArgs, ShotArgs, TuiArgs, TuiOutput};

/// Watch a language model become a user: taste profiles written batch by batch from real ratings, simulated
/// ratings, and metrics against held-out ones.
///
/// Without a command the explorer opens in the terminal where it was left, the first time on the bundled sample
/// data and the built-in offline simulator. Nothing is sent over a network.
#[derive(Debug, Parser)]
#[command(name = "lusifer", version, max_term_width = 100)]
pub struct Cli {
    /// What to do; the explorer opens without one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where the explorer opens.
    #[command(flatten)]
    pub open: OpenArgs,
    /// What to work on and how.
    #[command(flatten)]
    pub common: Common,
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
    /// Do a step several times more, and see how far apart what comes of it lies
    Repeat(RepeatArgs),
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
    /// The requests to a model that were made for a run
    Calls(CallsArgs),
    /// Write a run to a file for other programs or for people
    Export(ExportArgs),
    /// Take in the runs of a bundle that export made
    Import {
        /// The bundle
        file: PathBuf,
    },
    /// Open what was recorded in the explorer, to be looked at: no network, nothing written
    Replay(ReplayArgs),
    /// What is said to a language model: packs of prompts listed, checked, shown, compared
    #[command(subcommand)]
    Prompts(PromptsCommand),
    /// Look at a data set
    #[command(subcommand)]
    Data(DataCommand),
    /// The explorer's colours
    #[command(subcommand)]
    Themes(ThemesCommand),
    /// The keys of the explorer, with who bound them
    Keys(KeysArgs),
    /// The key of a language model's provider, in the keyring of this system
    #[command(subcommand)]
    Key(KeyCommand),
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

/// `repeat`
#[derive(Args, Clone, Debug)]
pub struct RepeatArgs {
    /// The run; it stays as it is
    pub run: RunId,
    /// Have N repetitions in all, those that are missing: it resumes [default: only show what is kept]
    #[arg(long, value_name = "N", value_parser = parse::times, allow_negative_numbers = true)]
    pub times: Option<NonZeroU32>,
    /// The step of this batch [default: the newest]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batch: Option<NonZeroUsize>,
    /// Repeat the ratings that were given on the state rather than its text
    #[arg(long)]
    pub ratings: bool,
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

/// `calls`
#[derive(Args, Clone, Copy, Debug)]
pub struct CallsArgs {
    /// The run
    #[arg(long, value_name = "R")]
    pub run: RunId,
}

/// `export`
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The run; a bundle may hold several
    #[arg(required = true, value_name = "R")]
    pub runs: Vec<RunId>,
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
    /// Everything that was kept, calls included: for import, replay and --cassette
    Bundle,
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
