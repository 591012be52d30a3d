//! Reproduces reference figures (scikit-learn and scipy) of recorded predictions, to nine digits.

#![cfg(test)]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use lusifer::domain::{Rating, RatingScale};
use lusifer::metrics::{Bootstrap, MethodReport, Predictions, evaluate, evaluate_all};
use serde_json::Value;

const SCALE: RatingScale = RatingScale::ONE_TO_FIVE;
const METHODS: [&str; 7] = ["SVD++", "NCF", "RNN4REC", "ALS", "4o_mini", "Gemma3_12B", "Gemma3_4B"];

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    let exists = path.exists();
    if !exists {
        println!("skipped: ../shared is not here");
    }
    exists.then_some(path)
}

/// Columns of a CSV file by name.
fn columns(path: &PathBuf) -> HashMap<String, Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().clone();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, value) in columns.iter_mut().zip(record.unwrap().iter()) {
            column.push(value.parse().unwrap());
        }
    }
    names.iter().map(str::to_owned).zip(columns).collect()
}

fn rating(stars: f64) -> Rating {
    Rating::from_stars(stars).unwrap()
}

/// (figure of ours, figure of the reference) for every figure that both have.
fn pairs(ours: &MethodReport, reference: &Value) -> Vec<(&'static str, f64, f64)> {
    let number = |name: &str| reference[name].as_f64().unwrap();
    let mut pairs: Vec<_> = [
        ("RMSE", ours.rmse),
        ("MAE", ours.mae),
        ("bias", ours.bias),
        ("R2", ours.r2),
        ("Pearson", ours.pearson),
        ("Spearman", ours.spearman),
        ("QWK", ours.qwk),
        ("exact", ours.exact),
        ("close", ours.within_one),
        ("weighted_accuracy", ours.weighted_accuracy),
        ("JS_distance_base2", ours.jensen_shannon),
    ]
    .into_iter()
    .map(|(name, figure)| (name, figure.unwrap(), number(name)))
    .collect();
    let confusion = reference["confusion_rows_actual_cols_pred"].as_array().unwrap();
    for (row, expected) in ours.confusion.iter().zip(confusion) {
        for (count, expected) in row.iter().zip(expected.as_array().unwrap()) {
            pairs.push(("confusion", *count as f64, expected.as_f64().unwrap()));
        }
    }
    let sum = |level: usize| ours.confusion.iter().map(|row| row[level]).sum::<u64>() as f64;
    for level in 0..5 {
        pairs.push(("hist_pred", sum(level), reference["hist_pred"][level].as_f64().unwrap()));
        let actual = ours.confusion[level].iter().sum::<u64>() as f64;
        pairs.push(("hist_actual", actual, reference["hist_actual"][level].as_f64().unwrap()));
    }
    pairs.push(("off_by_gt1", 1.0 - ours.within_one.unwrap(), number("off_by_gt1")));
    pairs
}

fn check(golden: &str, keep: impl Fn(f64) -> bool) {
    let Some(golden) = shared(&format!("reference/golden/{golden}")) else { return };
    let table = columns(&shared("data/recorded-100k/rating_test_df_100k_local.csv").unwrap());
    let golden: Value = serde_json::from_str(&fs::read_to_string(golden).unwrap()).unwrap();
    let kept: Vec<usize> = (0..table["user_id"].len()).filter(|&row| keep(table["user_id"][row])).collect();
    let column = |name: &str| kept.iter().map(|&row| table[name][row]).collect::<Vec<f64>>();
    let truth: Vec<Rating> = column("rating").into_iter().map(rating).collect();
    assert_eq!(truth.len() as u64, golden["rows"].as_u64().unwrap());
    let methods: Vec<Predictions> =
        METHODS.iter().map(|&name| Predictions { name: name.to_owned(), values: column(name) }).collect();
    let none = Bootstrap { resamples: 0, seed: 7 };
    let mut worst = (0.0_f64, "");
    for ours in evaluate_all(&methods, &truth, SCALE, none) {
        let reference = &golden["methods"][&ours.name];
        assert_eq!(ours.n as u64, reference["n"].as_u64().unwrap());
        for (figure, got, expected) in pairs(&ours, reference) {
            let off = (got - expected).abs();
            assert!(off < 1e-9, "{} {figure}: {got} instead of {expected}", ours.name);
            worst = if off > worst.0 { (off, figure) } else { worst };
        }
    }
    println!("{} rows, worst difference {:.1e} ({})", truth.len(), worst.0, worst.1);
}

/// Number of rows by user in the training file.
fn training_counts() -> Option<HashMap<u32, usize>> {
    let text = fs::read_to_string(shared("data/ml-100k/u1.base")?).unwrap();
    let mut counts = HashMap::new();
    for line in text.lines() {
        *counts.entry(line.split('\t').next().unwrap().parse().unwrap()).or_insert(0) += 1;
    }
    Some(counts)
}

#[test]
fn all_rows() {
    check("metrics_100k_all.json", |_| true);
}

#[test]
fn cold_users_with_at_most_ten_training_rows() {
    let Some(counts) = training_counts() else { return };
    check("metrics_100k_cold_le10.json", |user| counts[&(user as u32)] <= 10);
}

#[test]
fn cold_users_with_fewer_than_ten_training_rows() {
    let Some(counts) = training_counts() else { return };
    check("metrics_100k_cold_lt10.json", |user| counts[&(user as u32)] < 10);
}

#[test]
fn always_four_has_no_correlation_and_no_kappa_above_chance() {
    let Some(path) = shared("data/recorded-100k/rating_test_df_100k_local.csv") else { return };
    let rows: Vec<_> = columns(&path)["rating"].iter().map(|&truth| (4.0, rating(truth))).collect();
    let ours = evaluate("constant-4", &rows, SCALE, Bootstrap::default());
    assert!((ours.rmse.unwrap() - 1.129).abs() < 5e-4 && (ours.mae.unwrap() - 0.819).abs() < 5e-4);
    assert_eq!((ours.pearson, ours.spearman, ours.pearson_ci), (None, None, None));
    assert!(ours.qwk.unwrap().abs() < 1e-12);
}

/// Nothing is less alike than these; rounding makes it a little less than that.
#[test]
fn kappa_ends_where_it_ends() {
    let rows =
        [(0.5, 10), (3.7, 4), (4.0, 4)].map(|(predicted, truth)| (predicted, Rating::from_halves(truth)));
    let ours = evaluate("m", &rows, SCALE, Bootstrap::default());
    assert_eq!(ours.qwk, Some(-1.0));
}

#[test]
fn user_1_of_the_older_recording_has_the_figures_of_the_metrics_screen() {
    let Some(path) = shared("data/recorded-100k/rating_test_df_100k_u1.csv") else { return };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|header| header == name).unwrap();
    let (user, truth, model) = (at("user_id"), at("rating"), at("simulated_ratings"));
    let rows: Vec<(f64, Rating)> = reader
        .records()
        .map(Result::unwrap)
        .filter(|record| &record[user] == "1")
        .map(|record| (record[model].parse().unwrap(), rating(record[truth].parse().unwrap())))
        .collect();
    let ours = evaluate("model", &rows, SCALE, Bootstrap::default());
    let near = |got: Option<f64>, expected: f64, within: f64| {
        assert!((got.unwrap() - expected).abs() < within, "{got:?} instead of {expected}");
    };
    assert_eq!(ours.n, 132);
    near(ours.rmse, 1.51, 0.005);
    near(ours.mae, 1.11, 0.005);
    near(ours.bias, -0.28, 0.005);
    near(ours.pearson, 0.21, 0.005);
    near(ours.spearman, 0.22, 0.005);
    near(ours.qwk, 0.20, 0.005);
    near(ours.r2, -0.50, 0.005);
    near(ours.exact, 0.33, 0.005);
    near(ours.within_one, 0.70, 0.005);
    // Bootstrap intervals of another generator's draws: the same but for chance.
    for (interval, [low, high]) in [
        (ours.rmse_ci, [1.33, 1.67]),
        (ours.mae_ci, [0.94, 1.28]),
        (ours.bias_ci, [-0.52, -0.03]),
        (ours.pearson_ci, [0.03, 0.38]),
    ] {
        near(interval.map(|it| it[0]), low, 0.02);
        near(interval.map(|it| it[1]), high, 0.02);
    }
    assert_eq!(
        ours.confusion,
        [[1, 5, 3, 3, 1], [0, 5, 2, 2, 3], [1, 12, 8, 7, 3], [1, 12, 7, 20, 3], [0, 9, 2, 13, 9]]
    );
}
