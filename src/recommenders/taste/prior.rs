//! What an item's metadata say about its offset before anybody has rated it: a ridge regression over items.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::features::Features;
use crate::domain::ItemIx;

const RIDGE: f64 = 8.0;

/// Expected offset of every item from its metadata. `means[i]` is the item's mean residual over `counts[i]`
/// ratings; an item weighs `n / (n + shrink)`.
pub(super) fn content_prior(features: &Features, means: &[f64], counts: &[u32], shrink: f64) -> Vec<f64> {
    let columns = features.metadata_columns() + 1;
    let mut gram = DMatrix::<f64>::identity(columns, columns) * RIDGE;
    let mut target = DVector::<f64>::zeros(columns);
    let mut row = vec![0.0; columns];
    let fill = |item: usize, row: &mut [f64]| {
        row.fill(0.0);
        row[0] = 1.0;
        features.metadata(ItemIx(item as u32), &mut row[1..]);
    };
    for (item, (mean, count)) in means.iter().zip(counts).enumerate().filter(|(_, (_, count))| **count > 0) {
        fill(item, &mut row);
        let weight = f64::from(*count) / (f64::from(*count) + shrink);
        let used: Vec<_> = row.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
        for &(a, left) in &used {
            target[a] += weight * left * mean;
            for &(b, right) in &used {
                gram[(a, b)] += weight * left * right;
            }
        }
    }
    let Some(factor) = Cholesky::new(gram) else { return vec![0.0; means.len()] };
    let weights = factor.solve(&target);
    (0..means.len())
        .map(|item| {
            fill(item, &mut row);
            row.iter().zip(weights.iter()).map(|(x, w)| x * w).sum()
        })
        .collect()
}
