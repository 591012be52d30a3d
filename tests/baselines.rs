//! The baselines on a small table worked out by hand, and on the real ML-100K fold u1.

#![cfg(test)]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use lusifer::domain::{
    DataHash, Dataset, Ids, Interactions, ItemIx, ItemTexts, Items, Rating, RatingScale, Split, Times,
    UserIx, Users,
};
use lusifer::metrics::{Bootstrap, MethodReport, Predictions, evaluate_all};
use lusifer::recommenders::{Baseline, Baselines};

/// A data set of (user, item, half stars) by dense index, sorted by user, with `users` and `items` of each.
fn dataset(users: usize, items: usize, rows: &[(usize, u32, u8)], scale: RatingScale) -> Dataset {
    let offsets = (0..=users).map(|user| rows.partition_point(|row| row.0 < user) as u64).collect();
    let (item, halves) = rows.iter().map(|row| (row.1, row.2)).unzip();
    let ids = |count: usize| Ids::from_numbers((1..=count as i64).collect());
    Dataset {
        name: "table".into(),
        hash: DataHash::default(),
        users: Users::new(ids(users), vec![], vec![]),
        items: Items::new(ids(items), vec![], vec![], vec![], vec![], ItemTexts::default()),
        interactions: Interactions::new(offsets, item, halves, Times::Missing).unwrap(),
        scale,
    }
}

fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-4, "{got} instead of {expected}");
}

#[test]
fn means_and_fallbacks_by_hand() {
    // User 0: items 0, 1; user 1: item 0 and a held-out row; user 2: nothing but a held-out row.
    let rows = [(0, 0, 10), (0, 1, 4), (1, 0, 8), (1, 2, 2), (2, 0, 2)];
    let table = dataset(4, 4, &rows, RatingScale::ONE_TO_FIVE);
    let split = Split::new("by hand", rows.len(), |row| row >= 3);
    let fitted = Baselines::fit(&table, &split);
    let global = 11.0 / 3.0;
    near(fitted.global_mean(), global);
    assert_eq!(fitted.names(), &["constant-4", "user-mean", "item-mean", "bias"]);
    for (baseline, expected) in
        [(Baseline::Constant, 4.0), (Baseline::UserMean, 3.5), (Baseline::ItemMean, 4.5)]
    {
        near(fitted.predict(baseline, UserIx(0), ItemIx(0)), expected);
    }
    // Cold on either side, on both, and beyond the tables.
    near(fitted.predict(Baseline::UserMean, UserIx(2), ItemIx(0)), global);
    near(fitted.predict(Baseline::ItemMean, UserIx(0), ItemIx(2)), global);
    near(fitted.predict(Baseline::Bias, UserIx(2), ItemIx(2)), global);
    near(fitted.predict(Baseline::Bias, UserIx(u32::MAX), ItemIx(u32::MAX)), global);
    assert_eq!(fitted.find("item-mean"), Some(Baseline::ItemMean));
    assert_eq!(fitted.find("svd"), None);
}

#[test]
fn bias_solves_the_ridge_equations() {
    let rows: Vec<(usize, u32, u8)> = (0..40_usize)
        .flat_map(|user| (0..30_u32).map(move |item| (user, item)))
        .filter(|&(user, item)| !(user * 7 + item as usize * 3).is_multiple_of(4))
        .map(|(user, item)| (user, item, (2 + (user * 5 + item as usize * item as usize) % 9) as u8))
        .collect();
    let table = dataset(40, 30, &rows, RatingScale::ONE_TO_FIVE);
    let split = Split::new("all", rows.len(), |_| false);
    let fitted = Baselines::fit(&table, &split);
    let mean = rows.iter().map(|row| f64::from(row.2) / 2.0).sum::<f64>() / rows.len() as f64;
    let cold = |user, item| fitted.predict(Baseline::Bias, UserIx(user), ItemIx(item)) - mean;
    let residual = |row: &(usize, u32, u8)| {
        f64::from(row.2) / 2.0 - mean - cold(u32::MAX, row.1) - cold(row.0 as u32, u32::MAX)
    };
    // At the minimum the residuals of a user add up to 8 times its offset, those of an item to 5 times.
    for user in 0..40 {
        let sum: f64 = rows.iter().filter(|row| row.0 == user).map(residual).sum();
        assert!((sum - 8.0 * cold(user as u32, u32::MAX)).abs() < 1e-3, "user {user}");
    }
    for item in 0..30 {
        let sum: f64 = rows.iter().filter(|row| row.1 == item).map(residual).sum();
        assert!((sum - 5.0 * cold(u32::MAX, item)).abs() < 1e-3, "item {item}");
    }
}

#[test]
fn predictions_stay_on_the_scale_and_the_constant_is_named_after_it() {
    let halves = RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
    let ten = RatingScale { min: Rating::whole(1), max: Rating::whole(10), half_stars: false };
    let rows: Vec<(usize, u32, u8)> =
        (0..60).flat_map(|user| [(user, 0, 10), (user, 1, if user < 50 { 10 } else { 1 })]).collect();
    for (scale, name, stars) in [(halves, "constant-4", 4.0), (ten, "constant-8", 8.0)] {
        let table = dataset(60, 2, &rows, scale);
        let split = Split::new("all", rows.len(), |_| false);
        let fitted = Baselines::fit(&table, &split);
        assert_eq!(fitted.name(Baseline::Constant), name);
        near(fitted.predict(Baseline::Constant, UserIx(0), ItemIx(0)), stars);
        for user in 0..60 {
            for predicted in fitted.predict_all(UserIx(user), ItemIx(0)) {
                assert!((scale.min.stars()..=scale.max.stars()).contains(&predicted));
            }
        }
    }
    let nothing = dataset(2, 2, &[], RatingScale::ONE_TO_FIVE);
    let fitted = Baselines::fit(&nothing, &Split::new("none", 0, |_| false));
    assert!(
        fitted.predict_all(UserIx(0), ItemIx(0)).iter().all(|&predicted| (predicted - 4.0).abs() < 1e-12)
    );
}

fn shared(path: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if !path.exists() {
        println!("skipped: ../shared is not here");
        return None;
    }
    Some(fs::read_to_string(path).unwrap())
}

/// (user, item, half stars) by dense index from `user, item, rating` at the start of a line.
fn parse(text: &str, separator: char) -> Vec<(usize, u32, u8)> {
    let lines = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    lines
        .map(|line| {
            let mut numbers = line.split(separator).take(3).map(|field| field.parse::<u32>().unwrap());
            let mut next = || numbers.next().unwrap();
            let (user, item) = (next() - 1, next() - 1);
            (user as usize, item, (next() * 2) as u8)
        })
        .collect()
}

/// Figures of all baselines, as real numbers and rounded to whole stars, on some rows.
fn judge(fitted: &Baselines, rows: &[(usize, u32, u8)]) -> (Vec<MethodReport>, Vec<MethodReport>) {
    let truth: Vec<Rating> = rows.iter().map(|row| Rating::from_halves(row.2)).collect();
    let judge = |whole: bool| {
        let methods: Vec<Predictions> = Baseline::ALL
            .into_iter()
            .map(|baseline| {
                let of = |row: &(usize, u32, u8)| {
                    let stars = fitted.predict(baseline, UserIx(row.0 as u32), ItemIx(row.1));
                    if whole { RatingScale::ONE_TO_FIVE.nearest(stars).stars() } else { stars }
                };
                Predictions { name: fitted.name(baseline).into(), values: rows.iter().map(of).collect() }
            })
            .collect();
        evaluate_all(&methods, &truth, RatingScale::ONE_TO_FIVE, Bootstrap { resamples: 0, seed: 7 })
    };
    (judge(false), judge(true))
}

#[test]
fn fold_u1_of_the_real_data() {
    let (Some(base), Some(test)) = (shared("ml-100k/u1.base"), shared("ml-100k/u1.test")) else { return };
    let Some(e1) = shared("recorded-100k/rating_test_df_100k_local.csv") else { return };
    let (training, held_out) = (parse(&base, '\t'), parse(&test, '\t'));
    let mut all = [training, held_out.clone()].concat();
    all.sort_unstable();
    let is_held_out: HashSet<(usize, u32)> = held_out.iter().map(|row| (row.0, row.1)).collect();
    let table = dataset(943, 1682, &all, RatingScale::ONE_TO_FIVE);
    let split = Split::new("u1", all.len(), |row| is_held_out.contains(&(all[row].0, all[row].1)));
    assert_eq!((split.training_len(), split.held_out_len()), (80_000, 20_000));
    let fitted = Baselines::fit(&table, &split);

    let e1 = parse(&e1, ',');
    for (rows, count) in [(&e1, 4_292), (&held_out, 20_000)] {
        assert_eq!(rows.len(), count);
        let (real, whole) = judge(&fitted, rows);
        for (real, whole) in real.iter().zip(&whole) {
            println!(
                "{count} rows {:>10}  rmse {:.4} mae {:.4} pearson {:?}  rounded: rmse {:.4} mae {:.4} qwk {:.3}",
                real.name,
                real.rmse.unwrap(),
                real.mae.unwrap(),
                real.pearson.map(|r| (r * 1000.0).round() / 1000.0),
                whole.rmse.unwrap(),
                whole.mae.unwrap(),
                whole.qwk.unwrap()
            );
        }
    }
    let (real, _) = judge(&fitted, &e1);
    assert!((real[0].rmse.unwrap() - 1.129).abs() < 5e-4);
    // The order in which the literature has them.
    let rmse = |at: usize| real[at].rmse.unwrap();
    assert!(rmse(3) < rmse(2) && rmse(3) < rmse(1) && rmse(1) < rmse(0) && rmse(2) < rmse(0));
}
