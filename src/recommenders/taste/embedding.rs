//! Where items stand to one another, from who has them in the same history: the leading directions of the
//! normalised co-occurrence matrix, found by subspace iteration without ever forming that matrix.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::features::EMBEDDING;

/// An item that occurs less often has no place in the embedding.
const FEWEST: u32 = 4;
/// Histories that are looked at; beyond that every k-th is, which keeps the largest data sets affordable.
const MOST_ROWS: usize = 1_000_000;
const ROUNDS: usize = 12;
const SEED: u64 = 16;
/// Occurrences at which an item's vector has half its full squared length.
const SHRINK: f64 = 5.0;

/// Embeds items by co-occurrence: rows of `offsets.len() - 1` histories over `items` items. Row-major, items x
/// 16. The matrix is `D_i^-1/2 X' D_u^-1 X D_i^-1/2` without its trivial direction (how often items occur);
/// each item's vector is scaled to a length of `sqrt(n / (n + 5))`.
pub(super) fn embed(offsets: &[usize], rows: &[u32], items: usize) -> Vec<f32> {
    let step = rows.len().div_ceil(MOST_ROWS).max(1);
    let histories: Vec<&[u32]> =
        offsets.windows(2).step_by(step).filter_map(|user| rows.get(user[0]..user[1])).collect();
    let mut counts = vec![0_u32; items];
    for &item in histories.iter().copied().flatten() {
        counts[item as usize] += 1;
    }
    // Dense positions of the items that take part.
    let mut place = vec![u32::MAX; items];
    let mut members = Vec::new();
    for (item, _) in counts.iter().enumerate().filter(|&(_, &count)| count >= FEWEST) {
        place[item] = members.len() as u32;
        members.push(item);
    }
    let mut vectors = vec![0.0_f32; items * EMBEDDING];
    if members.len() <= EMBEDDING {
        return vectors;
    }
    let histories: Vec<Vec<u32>> = histories
        .into_iter()
        .map(|history| history.iter().map(|&i| place[i as usize]).filter(|&at| at != u32::MAX).collect())
        .filter(|history: &Vec<u32>| history.len() > 1)
        .collect();
    let basis = leading_directions(&histories, members.len());
    for (at, &item) in members.iter().enumerate() {
        let row = &basis[at * EMBEDDING..(at + 1) * EMBEDDING];
        let length = row.iter().map(|x| x * x).sum::<f64>().sqrt();
        let count = f64::from(counts[item]);
        let scale = (count / (count + SHRINK)).sqrt() / length.max(1e-12);
        for (to, from) in vectors[item * EMBEDDING..].iter_mut().zip(row) {
            *to = (from * scale) as f32;
        }
    }
    vectors
}

/// Row-major, members x 16: the leading eigenvectors after the trivial one, each times the root of its
/// eigenvalue.
fn leading_directions(histories: &[Vec<u32>], members: usize) -> Vec<f64> {
    let mut degree = vec![0.0_f64; members];
    for &at in histories.iter().flatten() {
        degree[at as usize] += 1.0;
    }
    let root: Vec<f64> = degree.iter().map(|d| if *d > 0.0 { d.sqrt().recip() } else { 0.0 }).collect();
    let length = degree.iter().sum::<f64>().sqrt().max(1e-12);
    let trivial: Vec<f64> = degree.iter().map(|d| d.sqrt() / length).collect();
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut basis: Vec<f64> =
        (0..members * EMBEDDING).map(|_| f64::from(random.next_u32()) / f64::from(u32::MAX) - 0.5).collect();
    orthonormalise(&mut basis, &trivial);
    let mut values = [0.0; EMBEDDING];
    for _ in 0..ROUNDS {
        basis = multiply(histories, &root, &basis);
        values = orthonormalise(&mut basis, &trivial);
    }
    for row in basis.chunks_exact_mut(EMBEDDING) {
        for (cell, value) in row.iter_mut().zip(values) {
            *cell *= value.max(0.0).sqrt();
        }
    }
    basis
}

/// One product with the normalised co-occurrence matrix.
fn multiply(histories: &[Vec<u32>], root: &[f64], basis: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; basis.len()];
    for history in histories {
        let mut sum = [0.0; EMBEDDING];
        for &at in history {
            let from = at as usize * EMBEDDING;
            for (cell, value) in sum.iter_mut().zip(&basis[from..from + EMBEDDING]) {
                *cell += value * root[at as usize];
            }
        }
        let share = 1.0 / history.len() as f64;
        for &at in history {
            let from = at as usize * EMBEDDING;
            for (cell, value) in product[from..from + EMBEDDING].iter_mut().zip(sum) {
                *cell += value * share * root[at as usize];
            }
        }
    }
    product
}

/// Gram-Schmidt on the columns, each also made orthogonal to `trivial`; returns the columns' lengths before
/// they were scaled to 1.
fn orthonormalise(basis: &mut [f64], trivial: &[f64]) -> [f64; EMBEDDING] {
    let mut lengths = [0.0; EMBEDDING];
    for column in 0..EMBEDDING {
        let along: f64 = basis.chunks_exact(EMBEDDING).zip(trivial).map(|(row, t)| row[column] * t).sum();
        for (row, t) in basis.chunks_exact_mut(EMBEDDING).zip(trivial) {
            row[column] -= along * t;
        }
        for before in 0..column {
            let along: f64 = basis.chunks_exact(EMBEDDING).map(|row| row[column] * row[before]).sum();
            for row in basis.chunks_exact_mut(EMBEDDING) {
                row[column] -= along * row[before];
            }
        }
        let length = basis.chunks_exact(EMBEDDING).map(|row| row[column].powi(2)).sum::<f64>().sqrt();
        lengths[column] = length;
        let scale = if length > 1e-12 { length.recip() } else { 0.0 };
        for row in basis.chunks_exact_mut(EMBEDDING) {
            row[column] *= scale;
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_one_circle_stand_closer_than_items_of_two() {
        // 60 users in two circles with 20 items each; ten items per history.
        let mut offsets = vec![0];
        let mut rows = Vec::new();
        for user in 0..60_u32 {
            let circle = user % 2 * 20;
            rows.extend((0..10).map(|k| circle + (user / 2 * 7 + k * 3) % 20));
            offsets.push(rows.len());
        }
        let vectors = embed(&offsets, &rows, 40);
        let row = |item: usize| &vectors[item * EMBEDDING..(item + 1) * EMBEDDING];
        let dot = |a: usize, b: usize| row(a).iter().zip(row(b)).map(|(x, y)| x * y).sum::<f32>();
        assert!(dot(0, 5) > dot(0, 25) + 0.2, "{} {}", dot(0, 5), dot(0, 25));
        assert!(vectors.iter().all(|x| x.is_finite()));
        assert_eq!(vectors, embed(&offsets, &rows, 40));
    }

    #[test]
    fn too_little_to_embed_gives_zeros() {
        assert!(embed(&[0], &[], 0).is_empty());
        assert!(embed(&[0, 2], &[0, 1], 3).iter().all(|x| *x == 0.0));
    }
}
