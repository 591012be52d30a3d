//! `paths` and `doctor`: what is where, and whether it is sound.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::layers;
use super::open;
use super::output::{SCHEMA_VERSION, json_line, text};
use super::settings;
use crate::config::layers::Origin;
use crate::config::paths::Paths;
use crate::session::{OpenMode, RunFilter, Store};

mod terminal;

pub use terminal::Surroundings;

#[derive(Serialize)]
struct PathsLine<'a> {
    schema_version: u32,
    config: &'a Path,
    data: &'a Path,
    state: &'a Path,
    cache: &'a Path,
    store: &'a Path,
    log: &'a Path,
    project: Option<&'a Path>,
}

/// Prints where everything is.
///
/// # Errors
/// What writing says.
pub(super) fn paths(common: &Common) -> Result<Exit, Failure> {
    let paths = settings::paths(common);
    let (store, log) = (paths.store(), paths.log());
    let project = Some(Paths::project()).filter(|path| path.exists());
    let line = PathsLine {
        schema_version: SCHEMA_VERSION,
        config: &paths.config,
        data: &paths.data,
        state: &paths.state,
        cache: &paths.cache,
        store: &store,
        log: &log,
        project,
    };
    if common.json {
        json_line(&line)?;
        return Ok(Exit::Ok);
    }
    let rows = [
        ("config", line.config),
        ("data", line.data),
        ("state", line.state),
        ("cache", line.cache),
        ("store", line.store),
        ("log", line.log),
    ];
    for (name, path) in rows {
        let there = if path.exists() { "" } else { "  (not there yet)" };
        text(&format!("{name:<8} {}{there}", path.display()))?;
    }
    if let Some(project) = project {
        text(&format!("{:<8} {}", "project", project.display()))?;
    }
    Ok(Exit::Ok)
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    detail: String,
}

impl Check {
    fn of(name: &'static str, outcome: Result<String, Failure>) -> Self {
        match outcome {
            Ok(detail) => Self { name, ok: true, detail },
            Err(failure) => Self { name, ok: false, detail: failure.message },
        }
    }
}

#[derive(Serialize)]
struct DoctorLine {
    schema_version: u32,
    version: &'static str,
    ok: bool,
    checks: Vec<Check>,
}

/// Checks this installation; exit code 1 when something is wrong.
///
/// # Errors
/// What writing says.
pub(super) async fn doctor(common: &Common, around: Surroundings) -> Result<Exit, Failure> {
    let paths = settings::paths(common);
    let checks = vec![
        Check::of("project", settings::settings(common).map(|_| project_detail())),
        Check::of("settings", settings_and_keys(common)),
        Check::of("folders", folders(&paths)),
        Check::of("store", store(&paths)),
        Check::of("data", data(common).await),
        Check::of("simulator", model(common).await),
        Check::of("terminal", Ok(terminal::terminal(common, around))),
        Check::of("theme", terminal::theme(common)),
        Check::of("characters", Ok(terminal::characters(common))),
        Check::of("mouse", Ok(terminal::mouse(common))),
        Check::of("clipboard", Ok(terminal::clipboard(common, around))),
        Check::of("editor", Ok(terminal::editor(common, around))),
    ];
    let ok = checks.iter().all(|check| check.ok);
    if common.json {
        let version = env!("CARGO_PKG_VERSION");
        json_line(&DoctorLine { schema_version: SCHEMA_VERSION, version, ok, checks })?;
    } else {
        text(&format!("lusifer {}", env!("CARGO_PKG_VERSION")))?;
        for check in &checks {
            text(&format!(
                "{:<5} {:<10} {}",
                if check.ok { "ok" } else { "WRONG" },
                check.name,
                check.detail
            ))?;
        }
    }
    Ok(if ok { Exit::Ok } else { Exit::Failed })
}

/// Whether who is to write can be asked.
async fn model(common: &Common) -> Result<String, Failure> {
    Ok(settings::settings(common)?.look_at_model().await?)
}

/// What is wrong with settings and keys, all of it.
fn settings_and_keys(common: &Common) -> Result<String, Failure> {
    let found = layers::layers(common);
    let (_, keys) = layers::keymap(common);
    let wrong: Vec<String> = found.problems().iter().map(ToString::to_string).chain(keys).collect();
    if !wrong.is_empty() {
        return Err(Failure::new(Exit::Config, wrong.join("; ")));
    }
    let changed = found.all().iter().filter(|(_, _, origin)| *origin != Origin::BuiltIn).count();
    Ok(format!("{changed} of {} settings are not the built-in ones", found.all().len()))
}

fn project_detail() -> String {
    let project = Paths::project();
    if project.exists() {
        format!("{} is in use", project.display())
    } else {
        format!("no {} here; defaults in use", project.display())
    }
}

/// Whether each folder, or the nearest one above it that is there, can be written.
fn folders(paths: &Paths) -> Result<String, Failure> {
    for folder in [&paths.data, &paths.state, &paths.cache] {
        let there = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        let read_only = fs::metadata(there).is_ok_and(|about| about.permissions().readonly());
        if read_only || tempfile::tempfile_in(there).is_err() {
            return Err(Failure::new(
                Exit::Failed,
                format!("{} cannot be written; choose another folder with --data-dir", there.display()),
            ));
        }
    }
    Ok(format!("{} can be written", paths.data.display()))
}

fn store(paths: &Paths) -> Result<String, Failure> {
    let path = paths.store();
    if matches!(path.try_exists(), Ok(false)) {
        return Ok(format!("{} is not there yet", path.display()));
    }
    let store = Store::open(&path, OpenMode::Look)?;
    let integrity = store.check()?;
    if !integrity.problems.is_empty() {
        return Err(Failure::new(
            Exit::Failed,
            format!("{} is damaged: {}", path.display(), integrity.problems.join("; ")),
        ));
    }
    let runs = store.runs(&RunFilter::default())?;
    let states: usize = runs.iter().map(|run| run.written).sum();
    Ok(format!(
        "{}: {} runs, {states} states, schema {}, integrity ok",
        path.display(),
        runs.len(),
        integrity.schema
    ))
}

async fn data(common: &Common) -> Result<String, Failure> {
    let quiet = Common { quiet: true, ..common.clone() };
    let workspace = open::workspace(&quiet, open::settings(common)?, OpenMode::Ignore).await?;
    let dataset = workspace.dataset();
    Ok(format!(
        "{}: {} ratings of {} items by {} users, split {}, hash {}",
        dataset.name,
        dataset.interactions.len(),
        dataset.items.len(),
        dataset.users.len(),
        workspace.split().name(),
        dataset.hash
    ))
}
