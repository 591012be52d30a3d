//! Laws of the figures: streaming equals two passes in any order, undefined is `None`, intervals hold still.

#![cfg(test)]

use lusifer::domain::{Rating, RatingScale};
use lusifer::metrics::{
    Bootstrap, MethodReport, Predictions, RatedItems, Running, evaluate, evaluate_all, report,
};
use proptest::prelude::*;

const STARS: RatingScale = RatingScale::ONE_TO_FIVE;
const HALVES: RatingScale =
    RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
const NO_INTERVALS: Bootstrap = Bootstrap { resamples: 0, seed: 7 };

type Rows = Vec<(f64, Rating)>;

fn rows(scale: RatingScale) -> impl Strategy<Value = Rows> {
    let levels: Vec<Rating> = scale.levels().collect();
    let predicted = prop_oneof![0.5..5.5_f64, (1..=5_u8).prop_map(f64::from), Just(3.7)];
    prop::collection::vec((predicted, prop::sample::select(levels)), 0..80)
}

fn on_some_scale() -> impl Strategy<Value = (RatingScale, Rows)> {
    prop_oneof![Just(STARS), Just(HALVES)].prop_flat_map(|scale| (Just(scale), rows(scale)))
}

/// The textbook's way: all rows at hand, two passes.
struct TwoPass {
    rmse: f64,
    mae: f64,
    bias: f64,
    r2: f64,
    pearson: f64,
    qwk: f64,
}

impl TwoPass {
    fn of(rows: &Rows, scale: RatingScale) -> Self {
        let n = rows.len() as f64;
        let mean = |value: &dyn Fn(&(f64, Rating)) -> f64| rows.iter().map(value).sum::<f64>() / n;
        let (p, t) = (mean(&|row| row.0), mean(&|row| row.1.stars()));
        let mse = mean(&|row| (row.0 - row.1.stars()).powi(2));
        let (vp, vt) = (mean(&|row| (row.0 - p).powi(2)), mean(&|row| (row.1.stars() - t).powi(2)));
        let cov = mean(&|row| (row.0 - p) * (row.1.stars() - t));
        let level = |rating| scale.level(rating).unwrap() as f64;
        let pairs: Vec<_> = rows.iter().map(|row| (level(scale.nearest(row.0)), level(row.1))).collect();
        let observed: f64 = pairs.iter().map(|(a, b)| (a - b).powi(2)).sum();
        let every = || pairs.iter().flat_map(|(a, _)| pairs.iter().map(move |(_, b)| (a - b).powi(2)));
        Self {
            rmse: mse.sqrt(),
            mae: mean(&|row| (row.0 - row.1.stars()).abs()),
            bias: mean(&|row| row.0 - row.1.stars()),
            r2: 1.0 - mse / vt,
            pearson: cov / (vp.sqrt() * vt.sqrt()),
            qwk: 1.0 - observed * n / every().sum::<f64>(),
        }
    }
}

fn close(ours: Option<f64>, other: Option<f64>) -> bool {
    match (ours, other) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * (1.0 + b.abs()),
        (None, None) => true,
        _ => false,
    }
}

fn figures(report: &MethodReport) -> [(&'static str, Option<f64>); 11] {
    [
        ("rmse", report.rmse),
        ("mae", report.mae),
        ("bias", report.bias),
        ("r2", report.r2),
        ("pearson", report.pearson),
        ("spearman", report.spearman),
        ("qwk", report.qwk),
        ("exact", report.exact),
        ("within_one", report.within_one),
        ("weighted_accuracy", report.weighted_accuracy),
        ("jensen_shannon", report.jensen_shannon),
    ]
}

fn assert_same(a: &MethodReport, b: &MethodReport) {
    assert_eq!((a.n, &a.confusion), (b.n, &b.confusion));
    for ((name, ours), (_, other)) in figures(a).into_iter().zip(figures(b)) {
        assert!(close(ours, other), "{name}: {ours:?} and {other:?}");
    }
}

fn varies(values: impl Iterator<Item = f64>) -> bool {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    low < high
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn streaming_equals_two_passes((scale, rows) in on_some_scale()) {
        let ours = evaluate("m", &rows, scale, NO_INTERVALS);
        let other = TwoPass::of(&rows, scale);
        let some = |figure: f64, defined: bool| defined.then_some(figure);
        let any = !rows.is_empty();
        let truth_varies = varies(rows.iter().map(|row| row.1.stars()));
        let both_vary = truth_varies && varies(rows.iter().map(|row| row.0));
        prop_assert!(close(ours.rmse, some(other.rmse, any)));
        prop_assert!(close(ours.mae, some(other.mae, any)));
        prop_assert!(close(ours.bias, some(other.bias, any)));
        prop_assert!(close(ours.r2, some(other.r2, truth_varies)));
        prop_assert!(close(ours.pearson, some(other.pearson, both_vary)));
        prop_assert_eq!(ours.spearman.is_some(), both_vary);
        prop_assert!(close(ours.qwk, some(other.qwk, other.qwk.is_finite())));
    }

    #[test]
    fn neither_order_nor_cuts_matter((scale, rows) in on_some_scale(), seed in any::<u64>(), cut in 0.0..1.0_f64) {
        let ours = evaluate("m", &rows, scale, NO_INTERVALS);
        let mut shuffled = rows.clone();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        assert_same(&ours, &evaluate("m", &shuffled, scale, NO_INTERVALS));

        let (left, right) = shuffled.split_at((cut * shuffled.len() as f64) as usize);
        let [mut merged, mut other] = [Running::new(scale), Running::new(scale)];
        merged.extend(left.iter().copied());
        other.extend(right.iter().copied());
        merged.merge(&other);
        let merged = MethodReport { spearman: ours.spearman, ..merged.report("m") };
        assert_same(&ours, &merged);
    }

    #[test]
    fn figures_stay_in_range((scale, rows) in on_some_scale()) {
        let ours = evaluate("m", &rows, scale, Bootstrap { resamples: 50, seed: 7 });
        let within = |figure: Option<f64>, low: f64, high: f64| figure.is_none_or(|f| (low..=high).contains(&f));
        prop_assert!(within(ours.rmse, 0.0, 5.5) && within(ours.mae, 0.0, 5.5));
        for figure in [ours.pearson, ours.spearman, ours.qwk] {
            prop_assert!(within(figure, -1.0, 1.0));
        }
        for figure in [ours.exact, ours.within_one, ours.weighted_accuracy, ours.jensen_shannon] {
            prop_assert!(within(figure, 0.0, 1.0));
            prop_assert_eq!(figure.is_some(), !rows.is_empty());
        }
        let json = serde_json::to_string(&ours).unwrap();
        prop_assert!(!json.contains("NaN"));
        for interval in [ours.rmse_ci, ours.mae_ci, ours.bias_ci] {
            prop_assert_eq!(interval.is_some(), rows.len() >= 10);
        }
        if let Some([low, high]) = ours.rmse_ci {
            prop_assert!(low <= high && low <= ours.rmse.unwrap() + 1.0 && high >= 0.0);
        }
        prop_assert!(ours.pearson_ci.is_none() || ours.pearson.is_some());
    }

    #[test]
    fn several_methods_at_once_are_each_alone((scale, rows) in on_some_scale(), gaps in any::<u64>()) {
        let bootstrap = Bootstrap { resamples: 30, seed: 11 };
        let truth: Vec<Rating> = rows.iter().map(|row| row.1).collect();
        let values: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let gap = |at: usize| gaps >> (at % 64) & 1 == 1;
        let partly = values.iter().enumerate().map(|(at, &v)| if gap(at) { f64::NAN } else { v }).collect();
        let flat = vec![4.0; values.len()];
        let methods = [("whole", values), ("partly", partly), ("flat", flat)]
            .map(|(name, values)| Predictions { name: name.to_owned(), values });
        let all = evaluate_all(&methods, &truth, scale, bootstrap);
        for (method, report) in methods.iter().zip(&all) {
            let rows: Vec<_> = method.values.iter().copied().zip(truth.iter().copied()).collect();
            prop_assert_eq!(report, &evaluate(&method.name, &rows, scale, bootstrap));
        }
        prop_assert_eq!(all[1].n, (0..truth.len()).filter(|&at| !gap(at)).count());
    }
}

#[test]
fn what_is_undefined_is_none() {
    let three = Rating::whole(3);
    let nothing = evaluate("m", &[], STARS, Bootstrap::default());
    assert!(figures(&nothing).iter().all(|(_, figure)| figure.is_none()));
    assert_eq!((nothing.n, nothing.rmse_ci), (0, None));

    let one = evaluate("m", &[(4.0, three)], STARS, Bootstrap::default());
    assert_eq!((one.rmse, one.r2, one.pearson, one.spearman), (Some(1.0), None, None, None));
    assert_eq!(one.rmse_ci, None);

    let same = evaluate("m", &[(3.0, three); 12], STARS, Bootstrap::default());
    assert_eq!((same.qwk, same.exact, same.jensen_shannon), (None, Some(1.0), Some(0.0)));
    assert_eq!((same.rmse_ci, same.pearson_ci), (Some([0.0, 0.0]), None));

    // A constant that binary fractions cannot hold is a constant all the same.
    let wobbly: Rows = (1..=12).map(|n| (11.0 / 3.0, Rating::whole(n % 5 + 1))).collect();
    let constant = evaluate("m", &wobbly, STARS, Bootstrap::default());
    assert_eq!((constant.pearson, constant.spearman, constant.pearson_ci), (None, None, None));
    assert!(constant.qwk.is_some_and(|qwk| qwk.abs() < 1e-12));

    let not_numbers = [(f64::NAN, three), (f64::INFINITY, three), (3.0, three)];
    assert_eq!(evaluate("m", &not_numbers, STARS, Bootstrap::default()).n, 1);
}

#[test]
fn half_stars_are_counted_in_stars() {
    let rows = [(4.5, Rating::from_halves(9)), (3.5, Rating::from_halves(9)), (3.0, Rating::from_halves(9))];
    let ours = evaluate("m", &rows, HALVES, NO_INTERVALS);
    assert_eq!((ours.exact, ours.within_one), (Some(1.0 / 3.0), Some(2.0 / 3.0)));
    assert_eq!((ours.confusion.len(), ours.confusion[8][6]), (10, 1));
}

#[test]
fn large_offsets_cost_no_digits() {
    let mut running = Running::new(STARS);
    running.extend((0..100_000_u32).map(|n| (1e9 + f64::from(n % 7), Rating::whole((n % 5) as u8 + 1))));
    let mut near = Running::new(STARS);
    near.extend((0..100_000_u32).map(|n| (f64::from(n % 7), Rating::whole((n % 5) as u8 + 1))));
    assert!((running.pearson().unwrap() - near.pearson().unwrap()).abs() < 1e-6);
}

#[test]
fn a_report_has_the_model_first_and_its_running_curve() {
    let mut rated = RatedItems::new(["constant-4", "item-mean"]);
    for n in 0..2_500_u32 {
        let truth = Rating::whole((n % 5) as u8 + 1);
        let baselines = if n == 7 { vec![4.0] } else { vec![4.0, 3.0] };
        rated.push(Rating::whole((n % 3) as u8 + 2), truth, baselines);
    }
    (rated.missing, rated.invalid) = (3, 2);
    let report = report(&rated, STARS, Bootstrap { resamples: 20, seed: 7 });
    let names: Vec<_> = report.methods.iter().map(|method| (method.name.as_str(), method.n)).collect();
    assert_eq!(names, [("model", 2_500), ("constant-4", 2_500), ("item-mean", 2_499)]);
    assert_eq!((report.n, report.missing, report.invalid), (2_500, 3, 2));

    let last = report.running.last().unwrap();
    assert_eq!((report.running[0].n, last.n), (1, 2_500));
    assert!(report.running.len() <= 1_001 && report.running.windows(2).all(|two| two[0].n < two[1].n));
    assert!(close(Some(last.rmse), report.methods[0].rmse) && close(Some(last.mae), report.methods[0].mae));
    assert!(report_of_nothing().running.is_empty());
}

fn report_of_nothing() -> lusifer::metrics::Report {
    report(&RatedItems::new(["user-mean"]), STARS, Bootstrap::default())
}
