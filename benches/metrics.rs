//! Speed of the figures: five methods on 20,000 rows with 2,000 resamples, and one run's 132 rows.
//!
//! `cargo bench --bench metrics`. Measured on two cores, medians: 132 rows 3 ms, 20,000 rows 0.31 s, a million
//! rows (drawn in groups) 0.62 s. The same through the program, on predictions in a table:
//!
//! ```text
//! time lusifer evaluate --table predictions.csv --truth rating --methods A,B,C,D,E --json
//! ```

use divan::{Bencher, black_box};
use lusifer::domain::{Rating, RatingScale};
use lusifer::metrics::{Bootstrap, Predictions, Running, evaluate_all};

fn main() {
    divan::main();
}

fn truth(rows: usize) -> Vec<Rating> {
    (0..rows).map(|at| Rating::whole((at * 7 % 11 % 5) as u8 + 1)).collect()
}

fn methods(count: usize, rows: usize) -> Vec<Predictions> {
    let value = |at: usize, method: usize| 1.0 + (at * (13 + method) % 401) as f64 / 100.0;
    (0..count)
        .map(|method| Predictions {
            name: method.to_string(),
            values: (0..rows).map(|at| value(at, method)).collect(),
        })
        .collect()
}

#[divan::bench(args = [132, 4_292, 20_000, 1_000_000], sample_count = 5)]
fn five_methods_with_intervals(bencher: Bencher<'_, '_>, rows: usize) {
    let (methods, truth) = (methods(5, rows), truth(rows));
    let evaluate = || evaluate_all(&methods, &truth, RatingScale::ONE_TO_FIVE, Bootstrap::default());
    bencher.bench(|| black_box(evaluate()));
}

#[divan::bench(sample_count = 20)]
fn running_figures_of_20_000_rows(bencher: Bencher<'_, '_>) {
    let (methods, truth) = (methods(1, 20_000), truth(20_000));
    bencher.bench(|| {
        let mut running = Running::new(RatingScale::ONE_TO_FIVE);
        running.extend(methods[0].values.iter().copied().zip(truth.iter().copied()));
        black_box(running.report("model"))
    });
}
