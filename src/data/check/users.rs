//! What the doctor counts user by user: sizes, ties, spans and leaks; never texts themselves.

use rayon::prelude::*;

use super::super::Opened;
use super::super::split::time_range;
use super::texts::Lacking;
use super::{Counts, TimeCheck, TrainingSizes, median};
use crate::domain::{Dataset, History, HistorySpec, ItemIx, Row, Split, UserIx};

/// What is counted of one user.
#[derive(Default)]
pub(super) struct UserFacts {
    ratings: usize,
    training: usize,
    held_out: usize,
    duplicates: usize,
    tied: usize,
    tied_training: usize,
    batches: usize,
    pub(super) history: Vec<ItemIx>,
    borders_inside_ties: usize,
    starts_inside_tie: bool,
    span: Option<i64>,
    newest_training: Option<i64>,
    held_out_older_than_own: usize,
    /// Training, held-out and history rows of items without any text, then of items without an overview.
    pub(super) lacking: [[usize; 3]; 2],
}

/// Counts all users, in parallel.
pub(super) fn facts(
    dataset: &Dataset,
    split: &Split,
    spec: &HistorySpec,
    lacking: &Lacking,
) -> Vec<UserFacts> {
    (0..dataset.users.len() as u32)
        .into_par_iter()
        .map(|user| user_facts(dataset, split, spec, lacking, UserIx(user)))
        .collect()
}

fn user_facts(
    dataset: &Dataset,
    split: &Split,
    spec: &HistorySpec,
    lacking: &Lacking,
    user: UserIx,
) -> UserFacts {
    let rows: Vec<Row> = dataset.interactions.of(user).collect();
    let training: Vec<Row> = split.training(&dataset.interactions, user).collect();
    let history = History::of(dataset, split, user, spec);
    let mut items: Vec<_> = rows.iter().map(|row| row.item).collect();
    items.sort_unstable();
    let newest_training = training.last().and_then(|row| row.timestamp);
    let in_history: Vec<ItemIx> = history
        .interactions()
        .iter()
        .filter_map(|interaction| dataset.items.find(&interaction.item))
        .collect();
    let times = || history.interactions().iter().filter_map(|interaction| interaction.timestamp);
    let mut facts = UserFacts {
        ratings: rows.len(),
        training: training.len(),
        held_out: rows.len() - training.len(),
        duplicates: items.windows(2).filter(|pair| pair[0] == pair[1]).count(),
        tied: tied(&rows),
        tied_training: tied(&training),
        batches: history.batch_count(),
        borders_inside_ties: history.batches().filter(|batch| batch.starts_inside_tie).count(),
        starts_inside_tie: starts_inside_tie(&training, history.len()),
        span: times().max().zip(times().min()).map(|(last, first)| last - first),
        newest_training,
        history: in_history,
        ..UserFacts::default()
    };
    for row in rows.iter().filter(|row| split.is_held_out(row.row)) {
        facts.held_out_older_than_own += usize::from(row.timestamp < newest_training);
        lacking.count(row.item, &mut facts.lacking, 1);
    }
    for row in &training {
        lacking.count(row.item, &mut facts.lacking, 0);
    }
    for item in facts.history.clone() {
        lacking.count(item, &mut facts.lacking, 2);
    }
    facts
}

/// Rows that share their second with a neighbour; rows are sorted in time.
fn tied(rows: &[Row]) -> usize {
    rows.chunk_by(|one, next| one.timestamp.is_some() && one.timestamp == next.timestamp)
        .map(<[Row]>::len)
        .filter(|&length| length > 1)
        .sum()
}

/// Whether the oldest rating of a history of `length` and the one before it share a second.
fn starts_inside_tie(training: &[Row], length: usize) -> bool {
    let first = training.len() - length.min(training.len());
    match (first.checked_sub(1).and_then(|before| training.get(before)), training.get(first)) {
        (Some(before), Some(first)) => before.timestamp.is_some() && before.timestamp == first.timestamp,
        _ => false,
    }
}

pub(super) fn counts(opened: &Opened, split: &Split, facts: &[UserFacts]) -> Counts {
    let dataset = &opened.dataset;
    let mut rated = vec![false; dataset.items.len()];
    let (mut trained, mut held_out, mut in_history) = (rated.clone(), rated.clone(), rated.clone());
    for (row, &item) in dataset.interactions.items().iter().enumerate() {
        let item = item as usize;
        rated[item] = true;
        if split.is_held_out(row) {
            held_out[item] = true;
        } else {
            trained[item] = true;
        }
    }
    for item in facts.iter().flat_map(|user| &user.history) {
        in_history[item.at()] = true;
    }
    let lacks =
        |seen: &[bool]| held_out.iter().zip(seen).filter(|(held_out, seen)| **held_out && !**seen).count();
    let mut of_halves = [0_usize; 256];
    for &halves in dataset.interactions.halves() {
        of_halves[usize::from(halves)] += 1;
    }
    Counts {
        users: dataset.users.len(),
        items: dataset.items.len(),
        ratings: dataset.interactions.len(),
        training: split.training_len(),
        held_out: split.held_out_len(),
        users_with_held_out: facts.iter().filter(|user| user.held_out > 0).count(),
        users_without_ratings: facts.iter().filter(|user| user.ratings == 0).count(),
        items_without_ratings: rated.iter().filter(|rated| !**rated).count(),
        items_in_histories: in_history.iter().filter(|seen| **seen).count(),
        held_out_items_unseen: lacks(&trained),
        held_out_items_outside_histories: lacks(&in_history),
        duplicates: facts.iter().map(|user| user.duplicates).sum(),
        skipped_lines: opened.skipped_lines,
        scale: dataset.scale,
        by_level: dataset.scale.levels().map(|level| of_halves[usize::from(level.halves())]).collect(),
    }
}

pub(super) fn training_sizes(facts: &[UserFacts], spec: &HistorySpec) -> TrainingSizes {
    let below = |limit: usize| facts.iter().filter(|user| user.training < limit).count();
    let most = facts.iter().map(|user| user.batches).max().unwrap_or(0);
    let mut batches = vec![0; most + 1];
    for user in facts {
        batches[user.batches] += 1;
    }
    TrainingSizes {
        min: facts.iter().map(|user| user.training).min().unwrap_or(0),
        median: median(facts.iter().map(|user| user.training as i64).collect()),
        max: facts.iter().map(|user| user.training).max().unwrap_or(0),
        none: below(1),
        below_10: below(10),
        at_most_10: below(11),
        below_20: below(20),
        below_history: below(spec.length.get()),
        in_histories: facts.iter().map(|user| user.history.len()).sum(),
        batches,
    }
}

pub(super) fn times(dataset: &Dataset, split: &Split, facts: &[UserFacts]) -> Option<TimeCheck> {
    /// In the year 5138 as seconds, in 1973 as milliseconds.
    const TOO_LATE: i64 = 100_000_000_000;
    let table = &dataset.interactions;
    let (first, last) = time_range(table)?;
    let newest_training = facts.iter().filter_map(|user| user.newest_training).max();
    let older = |row: usize| split.is_held_out(row) && table.times().get(row) < newest_training;
    let spans: Vec<i64> = facts.iter().filter_map(|user| user.span).collect();
    let sum = |of: fn(&UserFacts) -> usize| facts.iter().map(of).sum();
    let users = |of: fn(&UserFacts) -> bool| facts.iter().filter(|user| of(user)).count();
    Some(TimeCheck {
        first,
        last,
        looks_like_milliseconds: last > TOO_LATE,
        tied: sum(|user| user.tied),
        tied_training: sum(|user| user.tied_training),
        users_with_tie: users(|user| user.tied_training > 0),
        borders: sum(|user| user.batches.saturating_sub(1)),
        borders_inside_ties: sum(|user| user.borders_inside_ties),
        users_with_border_inside_tie: users(|user| user.borders_inside_ties > 0),
        users_history_starts_inside_tie: users(|user| user.starts_inside_tie),
        spans_within_hour: spans.iter().filter(|&&span| span <= 3600).count(),
        histories: spans.len(),
        median_span_seconds: median(spans),
        held_out_older_than_own_training: sum(|user| user.held_out_older_than_own),
        held_out_older_than_any_training: (0..table.len()).into_par_iter().filter(|&row| older(row)).count(),
    })
}
