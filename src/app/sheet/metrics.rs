//! Metrics: all figures of all methods, the confusion of the one looked at, the running figures.

use super::rate::answers_sheet;
use super::{Sheet, Value};
use crate::app::screens::metrics::{Group, Metrics, MetricsPane};
use crate::app::study::Study;
use crate::metrics::{MethodReport, Report};

pub(super) fn pane(study: &Study, metrics: &Metrics) -> Option<Sheet> {
    let subject = study.subject.as_ref()?;
    let report = subject.scoped_report().filter(|report| report.n > 0)?;
    let run = subject.run_id().map_or_else(String::new, |run| format!("-{run}"));
    let whose = format!("{}{run}", subject.id);
    let note = format!(
        "{} rows, {} without an answer, {} with one that is no rating; split {}.{}",
        report.n,
        report.missing,
        report.invalid,
        study.data.split.name(),
        subject.run.as_ref().map_or_else(String::new, super::profile::by_hand)
    );
    let sheet = match metrics.focus {
        MetricsPane::Confusion => {
            let method = report.methods.get(metrics.method(report)?)?;
            confusion(study, method, &whose)
        }
        MetricsPane::Running => running(report, &whose),
        MetricsPane::Groups if metrics.listed.is_some() => {
            let answers = metrics.items(study);
            let selected = metrics.item(answers.len());
            answers_sheet(study, answers, selected, (format!("errors-{whose}"), format!("Errors of {whose}")))
        }
        MetricsPane::Groups if metrics.largest_row(study).is_some() => {
            let names = (format!("largest-errors-{whose}"), format!("Largest errors of {whose}"));
            answers_sheet(study, metrics.largest(study), metrics.largest_row(study), names)
        }
        MetricsPane::Groups => groups(study, metrics, &whose),
        MetricsPane::Table => table(report, metrics.method(report), &whose),
    };
    Some(Sheet { notes: vec![note], ..sheet })
}

fn table(report: &Report, selected: Option<usize>, whose: &str) -> Sheet {
    let end = |ci: Option<[f64; 2]>, high: bool| Value::figure(ci.map(|[a, b]| if high { b } else { a }), 3);
    let row = |method: &MethodReport| {
        vec![
            Value::text(&method.name),
            Value::count(method.n),
            Value::figure(method.rmse, 3),
            end(method.rmse_ci, false),
            end(method.rmse_ci, true),
            Value::figure(method.mae, 3),
            Value::figure(method.bias, 3),
            Value::figure(method.r2, 3),
            Value::figure(method.pearson, 3),
            Value::figure(method.spearman, 3),
            Value::figure(method.qwk, 3),
            Value::figure(method.exact, 3),
            Value::figure(method.within_one, 3),
        ]
    };
    Sheet {
        name: format!("metrics-{whose}"),
        title: format!("Metrics of {whose}"),
        columns: vec![
            "method",
            "n",
            "rmse",
            "rmse_low",
            "rmse_high",
            "mae",
            "bias",
            "r2",
            "pearson",
            "spearman",
            "qwk",
            "exact",
            "within_one",
        ],
        rows: report.methods.iter().map(row).collect(),
        selected,
        ..Sheet::default()
    }
}

fn groups(study: &Study, metrics: &Metrics, whose: &str) -> Sheet {
    let groups = metrics.groups(study);
    let row = |group: &Group| {
        vec![
            Value::text(group.key.name(&study.data)),
            Value::count(group.n),
            Value::figure(Some(group.bias), 3),
            Value::figure(Some(group.mae), 3),
            Value::figure(Some(group.rmse), 3),
        ]
    };
    Sheet {
        name: format!("errors-by-{}-{whose}", metrics.split.word()),
        title: format!("Errors by {} of {whose}", metrics.split.word()),
        columns: vec!["group", "n", "bias", "mae", "rmse"],
        rows: groups.iter().map(row).collect(),
        selected: metrics.group_row(study),
        ..Sheet::default()
    }
}

fn confusion(study: &Study, method: &MethodReport, whose: &str) -> Sheet {
    let levels = || study.data.dataset.scale.levels();
    let rows = levels().zip(&method.confusion).flat_map(|(truth, row)| {
        levels().zip(row).map(move |(predicted, count)| {
            vec![
                Value::text(&method.name),
                Value::text(truth.to_string()),
                Value::text(predicted.to_string()),
                Value::Count(*count as i64),
            ]
        })
    });
    Sheet {
        name: format!("confusion-{whose}-{}", method.name),
        title: format!("Truth and {} of {whose}", method.name),
        columns: vec!["method", "truth", "predicted", "n"],
        rows: rows.collect(),
        ..Sheet::default()
    }
}

fn running(report: &Report, whose: &str) -> Sheet {
    let row = |point: &crate::metrics::RunningPoint| {
        vec![Value::count(point.n), Value::figure(Some(point.rmse), 3), Value::figure(Some(point.mae), 3)]
    };
    Sheet {
        name: format!("running-{whose}"),
        title: format!("Running figures of {whose}"),
        columns: vec!["n", "rmse", "mae"],
        rows: report.running.iter().map(row).collect(),
        ..Sheet::default()
    }
}
