//! `evaluate`: the same figures for columns of any table of predictions, and for the baselines on the
//! held-out part of a split.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use csv::StringRecord;
use serde::Serialize;

use super::args::{Common, EvaluateArgs};
use super::failure::{Exit, Failure};
use super::metrics::table;
use super::open;
use super::output::{SCHEMA_VERSION, json_line, skipped_note, text};
use super::users;
use crate::data::{BadField, NamedTable};
use crate::domain::{Rating, RatingScale};
use crate::metrics::{Bootstrap, MethodReport, Predictions, evaluate_all};
use crate::recommenders::Baseline;
use crate::session::OpenMode;

#[derive(Serialize)]
struct EvaluationLine {
    schema_version: u32,
    n: usize,
    methods: Vec<MethodLine>,
}

#[derive(Serialize)]
struct MethodLine {
    #[serde(flatten)]
    report: MethodReport,
    /// Seconds to train and predict; not there for a table of predictions.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
}

/// Scores predictions.
///
/// # Errors
/// [`Failure`].
pub(super) async fn evaluate(common: &Common, args: &EvaluateArgs) -> Result<Exit, Failure> {
    if args.methods.iter().any(String::is_empty) {
        return Err(Failure::usage("--methods takes names of columns, separated by commas"));
    }
    let methods = match &args.source.table {
        Some(path) => columns(common, path, args)?,
        None => baselines(common, args).await?,
    };
    if common.json {
        let n = methods.first().map_or(0, |method| method.report.n);
        json_line(&EvaluationLine { schema_version: SCHEMA_VERSION, n, methods })?;
    } else {
        let reports: Vec<_> = methods.into_iter().map(|method| method.report).collect();
        text(&table(&reports))?;
    }
    Ok(Exit::Ok)
}

async fn baselines(common: &Common, args: &EvaluateArgs) -> Result<Vec<MethodLine>, Failure> {
    let workspace = open::workspace(common, open::settings(common)?, OpenMode::Ignore).await?;
    let dataset = workspace.dataset();
    let users = users::parse(&args.users, dataset)?
        .iter()
        .map(|user| workspace.user(user))
        .collect::<Result<Vec<_>, _>>()?;
    let fitting = Instant::now();
    let fitted = workspace.baselines();
    // All four come of the same passes over the training rows.
    let shared = fitting.elapsed().as_secs_f64();
    let mut chosen = Vec::new();
    for name in &args.source.baselines {
        if name == "all" {
            chosen.extend(Baseline::ALL);
        } else {
            chosen.push(fitted.find(name).ok_or_else(|| {
                let known = fitted.names().join(", ");
                Failure::usage(format!("\"{name}\" is not a baseline; known: {known}"))
            })?);
        }
    }
    let mut seconds = Vec::new();
    let mut predictions = Vec::new();
    let mut truth = Vec::new();
    for baseline in chosen {
        let predicting = Instant::now();
        let (values, real) = workspace.predict_held_out(baseline, &users);
        seconds.push(shared + predicting.elapsed().as_secs_f64());
        predictions.push(values);
        truth = real;
    }
    if truth.is_empty() {
        return Err(Failure::new(
            Exit::Data,
            format!("split {} holds out no rating of these users", workspace.split().name()),
        ));
    }
    let reports = evaluate_all(&predictions, &truth, dataset.scale, Bootstrap::default());
    let lines = reports.into_iter().zip(seconds);
    Ok(lines.map(|(report, seconds)| MethodLine { report, seconds: Some(seconds) }).collect())
}

/// Reads the truth and the columns of predictions of a CSV table; rows are kept whole or refused.
fn columns(common: &Common, path: &Path, args: &EvaluateArgs) -> Result<Vec<MethodLine>, Failure> {
    let table = NamedTable::open(path)?;
    let truth_at = table.column(&args.truth)?;
    let methods_at = args.methods.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let cold = match (&args.train, args.max_train) {
        (Some(train), Some(most)) => {
            Some(Cold { user_at: table.column("user_id")?, counts: ratings_per_user(train)?, most })
        }
        _ => None,
    };
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); methods_at.len()];
    let mut truth = Vec::new();
    let mut rows = 0_usize;
    let skipped = table.each(common.skip_bad_lines, |record| {
        rows += 1;
        if cold.as_ref().is_some_and(|cold| !cold.keeps(record)) {
            return Ok(());
        }
        let real = number(record, truth_at).and_then(Rating::from_stars);
        let real = real.ok_or(BadField { column: truth_at, expected: "a rating in whole or half stars" })?;
        let row = methods_at
            .iter()
            .map(|&column| number(record, column).ok_or(BadField { column, expected: "a number" }))
            .collect::<Result<Vec<_>, _>>()?;
        truth.push(real);
        for (method, value) in values.iter_mut().zip(row) {
            method.push(value);
        }
        Ok(())
    })?;
    skipped_note(common, skipped);
    if truth.is_empty() {
        let reason = match &cold {
            Some(cold) if rows > 0 => format!("no user has {} training ratings or fewer", cold.most),
            _ => "there is no row to score".to_owned(),
        };
        return Err(Failure::new(Exit::Data, format!("{}: {reason}", path.display())));
    }
    let named = args.methods.iter().cloned().zip(values);
    let predictions: Vec<_> = named.map(|(name, values)| Predictions { name, values }).collect();
    let reports = evaluate_all(&predictions, &truth, scale_of(&truth), Bootstrap::default());
    Ok(reports.into_iter().map(|report| MethodLine { report, seconds: None }).collect())
}

/// A finite number.
fn number(record: &StringRecord, at: usize) -> Option<f64> {
    record.get(at)?.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Which users count as cold starts.
struct Cold {
    user_at: usize,
    counts: HashMap<String, usize>,
    most: usize,
}

impl Cold {
    fn keeps(&self, record: &StringRecord) -> bool {
        let user = record.get(self.user_at).unwrap_or_default().trim();
        self.counts.get(user).is_none_or(|count| *count <= self.most)
    }
}

/// One to five, widened where the truth goes beyond it.
fn scale_of(truth: &[Rating]) -> RatingScale {
    let usual = RatingScale::ONE_TO_FIVE;
    RatingScale {
        min: truth.iter().copied().min().map_or(usual.min, |min| min.min(usual.min)),
        max: truth.iter().copied().max().map_or(usual.max, |max| max.max(usual.max)),
        half_stars: truth.iter().any(|rating| !rating.halves().is_multiple_of(2)),
    }
}

/// Training ratings per user: the first field of each line, up to a tab, a comma or a colon.
fn ratings_per_user(path: &Path) -> Result<HashMap<String, usize>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::new(Exit::Data, format!("{}: could not read it: {error}", path.display()))
    })?;
    let mut counts = HashMap::new();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let user = line.split(|byte| matches!(byte, b'\t' | b',' | b':')).next().unwrap_or_default();
        *counts.entry(String::from_utf8_lossy(user).trim().to_owned()).or_default() += 1;
    }
    Ok(counts)
}
