//! `export --format bundle` and `import`: runs handed on with all that was kept for them. Needs no data set.

use std::path::{Path, PathBuf};

use super::args::Common;
use super::failure::{Exit, Failure};
use super::lines::SummaryLine;
use super::output::{json_line, note, print, text};
use super::runs::write_file;
use super::settings::store;
use crate::domain::RunId;
use crate::domain::numbers::plural;
use crate::session::OpenMode;
use crate::session::bundle::Bundle;
use crate::workspace::Recorded;

/// Writes runs, and those that they share states with, into one file.
///
/// # Errors
/// [`Failure`]; the file is written whole or not at all.
pub(super) fn export(common: &Common, runs: &[RunId], output: &Path) -> Result<Exit, Failure> {
    let bundle = store(common, OpenMode::Look)?.bundle(runs)?;
    let mut bytes = Vec::new();
    bundle.write(&mut bytes)?;
    if output == Path::new("-") {
        return print(&bytes);
    }
    write_file(output, &bytes)?;
    let calls = bundle.runs.iter().map(|run| run.calls.len()).sum::<usize>();
    let shared = if bundle.runs.iter().any(|run| run.fork.is_some()) {
        ", with those that they share states with"
    } else {
        ""
    };
    note(
        common,
        &format!(
            "wrote {}: {}{shared}, {}",
            output.display(),
            plural(bundle.runs.len(), "run"),
            plural(calls, "call")
        ),
    );
    Ok(Exit::Ok)
}

/// Where this command's runs are to be recorded, where that is wished.
///
/// # Errors
/// [`Failure`]: a run of the store is no file.
pub(super) fn recorder(common: &Common) -> Result<Option<PathBuf>, Failure> {
    let records = common.cassette_mode.is_some_and(|mode| mode.replays().is_none());
    match common.cassette.clone().filter(|_| records).map(Recorded::from) {
        None if records => Err(Failure::usage("--cassette-mode record needs a file: --cassette FILE")),
        None => Ok(None),
        Some(Recorded::File(path)) => Ok(Some(path)),
        Some(Recorded::Run(run)) => Err(Failure::usage(format!(
            "{run} is a run of the store, which keeps its calls in any case; record into a file: --cassette {run}.lusifer"
        ))),
    }
}

/// Records runs, where that is wished.
///
/// # Errors
/// [`Failure`]; what was done is kept in the store all the same.
pub(super) fn record(common: &Common, into: Option<&Path>, runs: &[RunId]) -> Result<(), Failure> {
    match into {
        Some(path) if !runs.is_empty() => export(common, runs, path).map(drop),
        _ => Ok(()),
    }
}

/// Takes in the runs of a bundle, under numbers of this store.
///
/// # Errors
/// [`Failure`]; all of them or none.
pub(super) fn import(common: &Common, file: &Path) -> Result<Exit, Failure> {
    let bundle = Bundle::open(file).map_err(|error| Failure::new(Exit::Failed, error))?;
    if common.dry_run {
        text(&format!("would take in {} runs of {}", bundle.runs.len(), file.display()))?;
        return Ok(Exit::Ok);
    }
    let mut store = store(common, OpenMode::Create)?;
    let taken = store.import(&bundle)?;
    for (run, was) in taken.iter().zip(&bundle.runs) {
        let summary = store.summary(*run)?;
        if common.json {
            json_line(&SummaryLine::from(&summary))?;
        } else {
            let calls = was.calls.len();
            text(&format!(
                "{run} \"{}\" of user {}, which was {}: {} of {} states, {calls} calls",
                summary.name, summary.spec.user, was.id, summary.written, summary.batches
            ))?;
        }
    }
    Ok(Exit::Ok)
}
