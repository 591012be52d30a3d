//! `runs` and `export`: what is kept, listed, shown and written to files.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::args::{Common, ExportArgs, Format, RunsCommand};
use super::bundle;
use super::failure::{Exit, Failure};
use super::lines::{RunLine, SummaryLine, describe};
use super::open;
use super::output::{json_line, note, print, text};
use super::settings::store;
use crate::domain::{Id, RunId};
use crate::session::export::{Exported, Table};
use crate::session::{OpenMode, RunFilter, RunSummary, Trash};

/// Lists or shows runs. Needs no data set.
///
/// # Errors
/// [`Failure`].
pub(super) fn runs(common: &Common, command: &RunsCommand) -> Result<Exit, Failure> {
    match command {
        RunsCommand::List { user, trash } => {
            let user = user.as_deref().map(Id::parse);
            let of = user.as_ref().map_or_else(String::new, |user| format!(" of user {user}"));
            let trash = if *trash { Trash::Only } else { Trash::LeftOut };
            let runs =
                store(common, OpenMode::Look)?.runs(&RunFilter { user, trash, ..RunFilter::default() })?;
            if runs.is_empty() && !common.json {
                note(
                    common,
                    &match trash {
                        Trash::Only => format!("no run{of} is in the trash"),
                        _ => format!("no run{of} yet; lusifer run --user 1 writes one"),
                    },
                );
                return Ok(Exit::Ok);
            }
            list(common, &runs)
        }
        RunsCommand::Rm { runs } => throw(common, runs, true),
        RunsCommand::Restore { runs } => throw(common, runs, false),
        RunsCommand::Show { run } => {
            let run = store(common, OpenMode::Look)?.run(*run)?;
            if common.json {
                json_line(&RunLine::of(&run, run.states.len()))?;
            } else {
                text(&describe(&run, ""))?;
            }
            Ok(Exit::Ok)
        }
    }
}

/// Puts runs into the trash or takes them out of it: all of them or, where one does not exist, none.
fn throw(common: &Common, runs: &[RunId], away: bool) -> Result<Exit, Failure> {
    let mut store = store(common, OpenMode::Look)?;
    for run in runs {
        store.summary(*run)?;
    }
    for run in runs {
        let changed = match (common.dry_run, away) {
            (true, _) => store.summary(*run)?.trashed.is_none() == away,
            (false, true) => store.trash(*run)?,
            (false, false) => store.restore(*run)?,
        };
        let after = store.summary(*run)?;
        if common.json {
            json_line(&SummaryLine::from(&after))?;
            continue;
        }
        let name = format!("{run} \"{}\" of user {}", after.name, after.spec.user);
        let would = if common.dry_run { "would be " } else { "" };
        text(&match (changed, away) {
            (true, true) => {
                let forks = store.forks_of(*run)?.iter().filter(|fork| fork.trashed.is_none()).count();
                let forks = match forks {
                    0 => String::new(),
                    1 => "; its fork keeps what it shares".to_owned(),
                    n => format!("; its {n} forks keep what they share"),
                };
                format!("{name} {would}put into the trash{forks}; lusifer runs restore {run} takes it out")
            }
            (true, false) => format!("{name} {would}taken out of the trash"),
            (false, true) => format!("{name} is in the trash already"),
            (false, false) => format!("{name} is not in the trash"),
        })?;
    }
    Ok(Exit::Ok)
}

fn list(common: &Common, runs: &[RunSummary]) -> Result<Exit, Failure> {
    if common.json {
        for run in runs {
            json_line(&SummaryLine::from(run))?;
        }
        return Ok(Exit::Ok);
    }
    text(&format!(
        "{:<6} {:<8} {:<14} {:<8} {:<10} {:<12} {:<14} {:<14} {:<6} started",
        "run", "user", "name", "states", "provider", "data", "split", "order", "seed"
    ))?;
    for run in runs {
        let spec = &run.spec;
        let fork = run.fork.map_or_else(String::new, |fork| {
            format!("  fork of {} from batch {}", fork.run, fork.from_batch)
        });
        let edited = crate::domain::edited_in_words(&run.edited);
        let edited = edited.map_or_else(String::new, |edited| format!("  {edited} by hand"));
        text(&format!(
            "{:<6} {:<8} {:<14} {:<8} {:<10} {:<12} {:<14} {:<14} {:<6} {}{fork}{edited}",
            run.id.to_string(),
            spec.user.to_string(),
            run.name,
            format!("{}/{}", run.written, run.batches),
            spec.simulator.provider,
            spec.data_name,
            spec.split,
            spec.history.order.word(),
            spec.seed,
            run.created,
        ))?;
    }
    Ok(Exit::Ok)
}

/// Writes a run to a file or to standard output.
///
/// # Errors
/// [`Failure`]; a file is written whole or not at all.
pub(super) async fn export(common: &Common, args: &ExportArgs) -> Result<Exit, Failure> {
    if args.table.is_some() && args.format != Format::Csv {
        return Err(Failure::usage("--table chooses what a CSV holds; it goes with --format csv"));
    }
    if args.format == Format::Bundle {
        return bundle::export(common, &args.runs, &args.output);
    }
    let [run] = args.runs[..] else {
        return Err(Failure::usage("a file holds one run, unless it is a bundle: --format bundle"));
    };
    let (workspace, run) = open::workspace_of_run(common, run, OpenMode::Look).await?;
    let user_info = workspace.user_info(workspace.user(&run.spec.user)?)?;
    let rows = workspace.rated_rows(&run).await?;
    let title = |item: &Id| workspace.title(item);
    let exported = Exported { run: &run, user_info: &user_info, rows: &rows, title: &title };
    let mut bytes = Vec::new();
    match args.format {
        Format::Csv => exported.csv(args.table.map_or(Table::Ratings, Table::from), &mut bytes)?,
        Format::Jsonl => exported.jsonl(&mut bytes)?,
        Format::Md => exported.markdown(&mut bytes)?,
        // Done above: it needs no data set.
        Format::Bundle => {}
    }
    if args.output == Path::new("-") {
        return print(&bytes);
    }
    write_file(&args.output, &bytes)?;
    let items: HashSet<_> = rows.iter().map(|row| &row.item).collect();
    note(
        common,
        &format!("wrote {}: {} states, {} rated items", args.output.display(), run.states.len(), items.len()),
    );
    Ok(Exit::Ok)
}

/// Writes what was exported.
///
/// # Errors
/// [`Failure`] with the file and why.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_whole(path, bytes).map_err(|error| {
        // The error's own text would name a temporary file that nobody asked for.
        let reason = match error.kind() {
            ErrorKind::NotFound => "its folder is not there".to_owned(),
            kind => io::Error::from(kind).to_string(),
        };
        Failure::new(Exit::Failed, format!("cannot write {}: {reason}", path.display()))
    })
}

/// Replaces a file in one step, so that a reader never sees half of it.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    // A temporary file is private; an export is as readable as the file that it replaces, or as any new one.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        fs::set_permissions(file.path(), fs::Permissions::from_mode(mode))?;
    }
    file.persist(path)?;
    Ok(())
}
