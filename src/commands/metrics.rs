//! `metrics`: running metrics of what was rated, beside the baselines on the same rows.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde::Serialize;

use super::args::{Common, MetricsArgs};
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, text};
use crate::domain::{RunId, edited_in_words};
use crate::metrics::{MethodReport, Report};
use crate::session::OpenMode;
use crate::workspace::{Difference, Workspace};

#[derive(Serialize)]
struct MetricsLine<'a> {
    schema_version: u32,
    runs: &'a [RunId],
    /// Kept runs that belong to other studies; 0 where one run was asked for.
    left_out: usize,
    state: Option<usize>,
    /// Runs with states that were taken by hand.
    edited: &'a [Edited],
    #[serde(flatten)]
    report: &'a Report,
}

/// A run with states that a person had a hand in.
#[derive(Serialize)]
struct Edited {
    run: RunId,
    /// Their batches.
    batches: Vec<usize>,
}

/// Prints what ratings are worth.
///
/// # Errors
/// [`Failure`].
pub(super) async fn metrics(common: &Common, args: &MetricsArgs) -> Result<Exit, Failure> {
    let state = args.state.map(NonZeroUsize::get);
    let (workspace, runs, others) = match args.which.run {
        Some(run) => {
            let (workspace, run) = open::workspace_of_run(common, run, OpenMode::Look).await?;
            workspace.has_batch(&run.spec.user, state)?;
            (workspace, vec![run.id], BTreeMap::new())
        }
        None => {
            let workspace = open::workspace(common, open::settings(common)?, OpenMode::Look).await?;
            let runs = workspace.runs(None).await?.into_iter().map(|run| run.id).collect();
            let others = workspace.runs_left_out().await?;
            (workspace, runs, others)
        }
    };
    let left_out = others.values().sum();
    if left_out > 0 {
        note(common, &left_out_sentence(&others, runs.len() + left_out));
    }
    let report = workspace.report(&runs, state).await?;
    let edited = edited(&workspace, &runs).await?;
    if !edited.is_empty() {
        let each =
            edited.iter().filter_map(|one| Some(format!("{} {}", one.run, edited_in_words(&one.batches)?)));
        note(common, &format!("taken by hand: {}", each.collect::<Vec<_>>().join("; ")));
    }
    if common.json {
        let schema_version = SCHEMA_VERSION;
        json_line(&MetricsLine {
            schema_version,
            runs: &runs,
            left_out,
            state,
            edited: &edited,
            report: &report,
        })?;
    } else if report.n == 0 && report.missing == 0 && report.invalid == 0 {
        let whose = args.which.run.map_or_else(|| "--user 1".to_owned(), |run| format!("--run {run}"));
        let on = state.map_or_else(String::new, |state| format!(" on the profile after batch {state}"));
        let with = state.map_or_else(String::new, |state| format!(" --state {state}"));
        note(
            common,
            &format!(
                "no held-out item has been rated{on} yet; lusifer rate {whose} --held-out{with} does it"
            ),
        );
    } else {
        text(&format!("n {}   missing {}   invalid {}\n", report.n, report.missing, report.invalid))?;
        text(&table(&report.methods))?;
    }
    Ok(Exit::Ok)
}

async fn edited(workspace: &Workspace, runs: &[RunId]) -> Result<Vec<Edited>, Failure> {
    let mut all = Vec::new();
    for &run in runs {
        let batches = workspace.run(run).await?.edited();
        if !batches.is_empty() {
            all.push(Edited { run, batches });
        }
    }
    Ok(all)
}

/// `3 of 12 runs are left out: 2 with another split, 1 with another history; ...`
fn left_out_sentence(others: &BTreeMap<Difference, usize>, all: usize) -> String {
    let reasons: Vec<_> =
        others.iter().map(|(difference, count)| format!("{count} with {}", difference.words())).collect();
    format!(
        "{} of {all} runs are left out: {}; name theirs (--data, --split, --history, --item-texts ...) to score them",
        others.values().sum::<usize>(),
        reasons.join(", ")
    )
}

/// Methods as rows, figures as columns; undefined ones as `n/a`.
pub(super) fn table(methods: &[MethodReport]) -> String {
    use std::fmt::Write;
    let width = methods.iter().map(|method| method.name.chars().count()).max().unwrap_or(0).max(6);
    let mut out = format!(
        "{:<width$} {:>6} {:>7}  {:<15} {:>7} {:>7} {:>7} {:>8} {:>8} {:>7} {:>6} {:>10}",
        "method",
        "n",
        "RMSE",
        "95 % interval",
        "MAE",
        "bias",
        "R2",
        "Pearson",
        "Spearman",
        "QWK",
        "exact",
        "within one"
    );
    let figure = |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.3}"));
    let share = |value: Option<f64>| {
        value.map_or_else(|| "n/a".to_owned(), |value| format!("{:.1} %", value * 100.0))
    };
    for method in methods {
        let interval = method
            .rmse_ci
            .map_or_else(|| "n < 10".to_owned(), |[low, high]| format!("{low:.3} .. {high:.3}"));
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "\n{:<width$} {:>6} {:>7}  {interval:<15} {:>7} {:>7} {:>7} {:>8} {:>8} {:>7} {:>6} {:>10}",
            method.name,
            method.n,
            figure(method.rmse),
            figure(method.mae),
            figure(method.bias),
            figure(method.r2),
            figure(method.pearson),
            figure(method.spearman),
            figure(method.qwk),
            share(method.exact),
            share(method.within_one),
        );
    }
    out
}
