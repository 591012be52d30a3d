//! The command line read, and how its numbers and names are read; never what they are for.

use std::env;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;

use clap::FromArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use super::help;
use super::output::say;
use crate::domain::text::clean_line;
use crate::domain::{MOST_REPETITIONS, RunId};

/// Reads the command line; where it is wrong, says so and ends the program with exit code 2 (0 after help).
pub fn parse() -> Cli {
    let parsed = help::command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let parsed = parsed.and_then(whole);
    parsed.unwrap_or_else(|error| {
        // Nothing can be done about a closed standard error.
        let _ = error.print();
        if let Some(variable) = to_blame(&error) {
            say(&format!("The value comes from the environment variable {variable}."));
        }
        std::process::exit(error.exit_code())
    })
}

/// The command line, unless it says where the explorer opens and then names a command that takes its own.
fn whole(cli: Cli) -> Result<Cli, clap::Error> {
    match cli.open.first().filter(|_| cli.command.is_some()) {
        None => Ok(cli),
        Some(flag) => {
            let why = format!("{flag} before a command is the explorer's; write it after the command");
            Err(help::command().error(ErrorKind::ArgumentConflict, why))
        }
    }
}

/// The variable of the environment that a wrong value came from, if the flag itself was not given.
fn to_blame(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (flag, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
    let flag = flag.split_whitespace().next()?.to_owned();
    let given = env::args().any(|word| word == flag || word.starts_with(&format!("{flag}=")));
    let command = help::command();
    let arg = command.get_arguments().find(|arg| arg.get_long() == flag.strip_prefix("--"))?;
    let variable = arg.get_env()?.to_str()?;
    (!given && env::var(variable).ok()? == value).then(|| variable.to_owned())
}

/// Most of anything that is counted: more is a typing error, and far below what could overflow.
const MOST: usize = 1_000_000_000;

/// How often a step is repeated.
pub(super) fn times(text: &str) -> Result<NonZeroU32, String> {
    let times = text.parse().ok().and_then(NonZeroU32::new);
    times
        .filter(|times| times.get() <= MOST_REPETITIONS)
        .ok_or_else(|| format!("expected a whole number from 1 to {MOST_REPETITIONS}"))
}

/// A temperature: from 0 to 2, as servers take it.
pub(super) fn temperature(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=2.0).contains(number));
    number.ok_or_else(|| format!("\"{}\" is no temperature from 0 to 2", clean_line(text)))
}

/// US dollars: a number above 0.
pub(super) fn dollars(text: &str) -> Result<f64, String> {
    let number = text.strip_prefix('$').unwrap_or(text).parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("\"{}\" is no number of dollars above 0, such as 0.50", clean_line(text)))
}

/// A whole number from 1 to [`MOST`].
pub(super) fn count(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse::<NonZeroUsize>().ok().filter(|number| number.get() <= MOST);
    number.ok_or_else(|| format!("expected a whole number from 1 to {MOST}"))
}

/// A seed.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

/// A name of a run: shown in tables, so one line of sensible length.
pub(super) fn name(text: &str) -> Result<String, String> {
    let sensible = !text.is_empty() && text.chars().count() <= 80 && clean_line(text) == text;
    if sensible {
        Ok(text.to_owned())
    } else {
        Err("expected a name of 1 to 80 characters on one line".into())
    }
}

/// A run, or one of its states: `r3`, `r3:2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SideArg {
    /// The run.
    pub run: RunId,
    /// The state after this batch.
    pub batch: Option<usize>,
}

impl FromStr for SideArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((run, batch)) = text.split_once(':') else {
            return Ok(Self { run: text.parse()?, batch: None });
        };
        match batch.parse::<usize>() {
            Ok(batch) if batch > 0 => Ok(Self { run: run.parse()?, batch: Some(batch) }),
            _ => Err(format!("\"{batch}\" is no batch; a state of a run is written r3:2")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_read_strictly() {
        assert_eq!(count("7").unwrap().get(), 7);
        for wrong in ["0", "-1", "1.5", "", "1000000001", "18446744073709551615", "x"] {
            assert!(count(wrong).is_err(), "{wrong}");
        }
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        assert!(seed("-1").is_err() && seed("").is_err());
        assert_eq!(name("a name").as_deref(), Ok("a name"));
        for wrong in ["", " a", "a\nb", "a\u{1b}[31m", "a\u{202e}b", &"x".repeat(81)] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
    }
}
