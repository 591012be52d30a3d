//! `metrics`: running metrics of what was rated, beside the baselines on the same rows.

use serde::Serialize;

use super::args::{Common, MetricsArgs};
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, text};
use crate::domain::RunId;
use crate::metrics::{MethodReport, Report};
use crate::session::OpenMode;

#[derive(Serialize)]
struct MetricsLine<'a> {
    schema_version: u32,
    runs: &'a [RunId],
    state: Option<usize>,
    #[serde(flatten)]
    report: &'a Report,
}

/// Prints what ratings are worth.
///
/// # Errors
/// [`Failure`].
pub(super) async fn metrics(common: &Common, args: &MetricsArgs) -> Result<Exit, Failure> {
    let (workspace, runs) = match args.which.run {
        Some(run) => {
            let (workspace, run) = open::workspace_of_run(common, run, OpenMode::Look).await?;
            (workspace, vec![run.id])
        }
        None => {
            let workspace = open::workspace(common, open::settings(common)?, OpenMode::Look).await?;
            let runs = workspace.runs(None).await?.into_iter().map(|run| run.id).collect();
            (workspace, runs)
        }
    };
    let report = workspace.report(&runs, args.state).await?;
    if common.json {
        let line =
            MetricsLine { schema_version: SCHEMA_VERSION, runs: &runs, state: args.state, report: &report };
        json_line(&line)?;
    } else if report.n == 0 {
        note(common, "no held-out item has been rated yet; lusifer rate --user 1 --held-out does it");
    } else {
        text(&format!("n {}   missing {}   invalid {}\n", report.n, report.missing, report.invalid))?;
        text(&table(&report.methods))?;
    }
    Ok(Exit::Ok)
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
