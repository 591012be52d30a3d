//! Raw columns to the domain's table: ids to dense indices in id order, rows grouped by user and sorted in
//! time; never reading files.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::lines::UserRun;
use super::ratings::{Names, RawTable, RawTimes};
use crate::domain::{Id, Ids, Interactions, InvalidInteractions, Times};

/// Rows that one task sorts at least; below this, handing out work costs more than the sorting.
const SORT_ROWS: usize = 1 << 16;

/// Codes up to this many get a look-up table; sparser ones a map.
const TABLE_CODES: usize = 1 << 24;

/// A finished table with its ids.
pub(super) struct Table {
    pub(super) users: Ids,
    pub(super) items: Ids,
    pub(super) interactions: Interactions,
}

/// Builds the table. `users` and `items` are ids that other files know; they get an index even when no rating
/// names them.
pub(super) fn build(raw: RawTable, users: Vec<Id>, items: Vec<Id>) -> Result<Table, InvalidInteractions> {
    let RawTable { names, users: runs, items: item_codes, halves, times, .. } = raw;
    let (user_names, item_names) = match names {
        Names::Numbers => (None, None),
        Names::Texts { users, items } => (Some(users), Some(items)),
    };
    let user_codes = distinct(runs.iter().map(|run| run.user));
    let (user_ids, user_index) = index(&user_codes, user_names.as_deref(), users);
    let (item_ids, item_index) = index(&distinct(item_codes.iter().copied()), item_names.as_deref(), items);

    let mut runs = runs;
    for run in &mut runs {
        run.user = user_index.get(run.user);
    }
    let mut columns = Columns { items: item_codes, halves, times };
    columns.items.par_chunks_mut(SORT_ROWS).for_each(|chunk| {
        for item in chunk {
            *item = item_index.get(*item);
        }
    });
    let offsets = offsets(&runs, user_ids.len());
    if !runs.is_sorted_by(|one, next| one.user < next.user) {
        columns.group(&runs, &offsets);
    }
    drop(runs);
    columns.shrink();
    let mut times = rebased(columns.times);
    sort(&offsets, &mut columns.items, &mut columns.halves, &mut times);
    let interactions = Interactions::new(offsets, columns.items, columns.halves, times)?;
    Ok(Table { users: user_ids, items: item_ids, interactions })
}

/// The different codes, ascending.
fn distinct(codes: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
    let top = codes.clone().max().map_or(0, |top| top as usize);
    if top < TABLE_CODES {
        let mut seen = vec![false; top + 1];
        for code in codes {
            if let Some(seen) = seen.get_mut(code as usize) {
                *seen = true;
            }
        }
        return (0_u32..).zip(seen).filter_map(|(code, seen)| seen.then_some(code)).collect();
    }
    let mut all: Vec<u32> = codes.collect();
    all.par_sort_unstable();
    all.dedup();
    all
}

/// From codes to dense indices.
enum CodeIndex {
    Table(Vec<u32>),
    Map(HashMap<u32, u32>),
}

impl CodeIndex {
    fn new(pairs: impl Iterator<Item = (u32, u32)>, top: usize) -> Self {
        if top < TABLE_CODES {
            let mut table = vec![0; top + 1];
            for (code, at) in pairs {
                if let Some(place) = table.get_mut(code as usize) {
                    *place = at;
                }
            }
            Self::Table(table)
        } else {
            Self::Map(pairs.collect())
        }
    }

    /// The index of a code that was given to `new`.
    #[inline]
    fn get(&self, code: u32) -> u32 {
        match self {
            Self::Table(table) => table.get(code as usize).copied(),
            Self::Map(map) => map.get(&code).copied(),
        }
        .unwrap_or_default()
    }
}

/// The ids of all codes and of `others`, sorted, and where each code stands among them.
fn index(codes: &[u32], names: Option<&[Arc<str>]>, others: Vec<Id>) -> (Ids, CodeIndex) {
    let id = |code: u32| match names {
        None => Id::Number(i64::from(code)),
        Some(names) => Id::parse(names.get(code as usize).map_or("", |name| name)),
    };
    let ids = ids(codes.iter().map(|&code| id(code)).chain(others));
    let top = codes.last().map_or(0, |&top| top as usize);
    let pairs = codes.iter().map(|&code| (code, ids.position(&id(code)).unwrap_or_default()));
    let index = CodeIndex::new(pairs, top);
    (ids, index)
}

/// Sorted, unique ids: numbers if all of them are, else texts.
pub(super) fn ids(all: impl Iterator<Item = Id>) -> Ids {
    let mut numbers = Vec::new();
    let mut texts: Vec<Arc<str>> = Vec::new();
    for id in all {
        match id {
            Id::Number(number) => numbers.push(number),
            Id::Text(text) => texts.push(text),
        }
    }
    if texts.is_empty() {
        return Ids::from_numbers(numbers);
    }
    texts.extend(numbers.iter().map(|number| Arc::from(number.to_string())));
    Ids::from_texts(texts)
}

/// Where each user's rows begin; length = users + 1.
fn offsets(runs: &[UserRun], users: usize) -> Vec<u64> {
    let mut offsets = vec![0_u64; users + 1];
    for run in runs {
        if let Some(rows) = offsets.get_mut(run.user as usize + 1) {
            *rows += u64::from(run.rows);
        }
    }
    let mut sum = 0;
    for offset in &mut offsets {
        sum += *offset;
        *offset = sum;
    }
    offsets
}

struct Columns {
    items: Vec<u32>,
    halves: Vec<u8>,
    times: RawTimes,
}

impl Columns {
    /// Brings each user's rows together: a counting sort, one column after the other so that only one
    /// exists twice at a time.
    fn group(&mut self, runs: &[UserRun], offsets: &[u64]) {
        self.items = scattered(&self.items, runs, offsets);
        self.halves = scattered(&self.halves, runs, offsets);
        match &mut self.times {
            RawTimes::Missing => {}
            RawTimes::Seconds(times) => *times = scattered(times, runs, offsets),
            RawTimes::Wide(times) => *times = scattered(times, runs, offsets),
        }
    }

    fn shrink(&mut self) {
        self.items.shrink_to_fit();
        self.halves.shrink_to_fit();
        match &mut self.times {
            RawTimes::Missing => {}
            RawTimes::Seconds(times) => times.shrink_to_fit(),
            RawTimes::Wide(times) => times.shrink_to_fit(),
        }
    }
}

fn scattered<T: Copy + Default>(column: &[T], runs: &[UserRun], offsets: &[u64]) -> Vec<T> {
    let mut next = offsets.to_vec();
    let mut to = vec![T::default(); column.len()];
    let mut from = column;
    for run in runs {
        let (rows, rest) = from.split_at(run.rows as usize);
        from = rest;
        let Some(next) = next.get_mut(run.user as usize) else { continue };
        let at = *next as usize;
        *next += rows.len() as u64;
        if let Some(to) = to.get_mut(at..at + rows.len()) {
            to.copy_from_slice(rows);
        }
    }
    to
}

/// Times as seconds after the earliest where the span fits four bytes.
fn rebased(times: RawTimes) -> Times {
    match times {
        RawTimes::Missing => Times::Missing,
        RawTimes::Seconds(mut after) => {
            let base = after.par_iter().copied().min().unwrap_or_default();
            after.par_iter_mut().with_min_len(SORT_ROWS).for_each(|time| *time -= base);
            Times::Seconds { base: i64::from(base), after }
        }
        RawTimes::Wide(times) => {
            let base = times.iter().copied().min().unwrap_or_default();
            let narrow = |&time: &i64| time.checked_sub(base).and_then(|after| u32::try_from(after).ok());
            match times.iter().map(narrow).collect() {
                Some(after) => Times::Seconds { base, after },
                None => Times::Wide(times),
            }
        }
    }
}

/// The rows of consecutive users in all columns.
struct Part<'a> {
    /// Rows of each user in this part.
    users: &'a [u64],
    /// Where the part begins in the table.
    start: u64,
    items: &'a mut [u32],
    halves: &'a mut [u8],
    times: PartTimes<'a>,
}

enum PartTimes<'a> {
    Missing,
    Seconds(&'a mut [u32]),
    Wide(&'a mut [i64]),
}

impl PartTimes<'_> {
    fn split_at(self, at: usize) -> (Self, Self) {
        match self {
            Self::Missing => (Self::Missing, Self::Missing),
            Self::Seconds(times) => {
                let (front, back) = times.split_at_mut(at);
                (Self::Seconds(front), Self::Seconds(back))
            }
            Self::Wide(times) => {
                let (front, back) = times.split_at_mut(at);
                (Self::Wide(front), Self::Wide(back))
            }
        }
    }
}

/// Sorts each user's rows by time, then item, then rating, so that not even the order of rows that are equal in
/// time and item depends on the files.
fn sort(offsets: &[u64], items: &mut [u32], halves: &mut [u8], times: &mut Times) {
    let times = match times {
        Times::Missing => PartTimes::Missing,
        Times::Seconds { after, .. } => PartTimes::Seconds(after),
        Times::Wide(times) => PartTimes::Wide(times),
    };
    let mut parts = Vec::new();
    let (mut items, mut halves, mut times) = (items, halves, times);
    let mut first = 0;
    while first + 1 < offsets.len() {
        let start = offsets[first];
        let enough = offsets[first + 1..].partition_point(|&end| end < start + SORT_ROWS as u64) + 1;
        let last = (first + enough).min(offsets.len() - 1);
        let rows = (offsets[last] - start) as usize;
        let (part_items, rest_items) = items.split_at_mut(rows);
        let (part_halves, rest_halves) = halves.split_at_mut(rows);
        let (part_times, rest_times) = times.split_at(rows);
        (items, halves, times) = (rest_items, rest_halves, rest_times);
        let users = &offsets[first..=last];
        parts.push(Part { users, start, items: part_items, halves: part_halves, times: part_times });
        first = last;
    }
    parts.into_par_iter().for_each(sort_part);
}

fn sort_part(mut part: Part<'_>) {
    let mut keys = Vec::new();
    let mut wide = Vec::new();
    for user in part.users.windows(2) {
        let rows = (user[0] - part.start) as usize..(user[1] - part.start) as usize;
        let items = &mut part.items[rows.clone()];
        let halves = &mut part.halves[rows.clone()];
        // Time, item and rating packed into one integer sort several times faster than a tuple, and leave
        // nothing to permute afterwards: the sorted key holds the row. Items beyond 24 bits need a wider one.
        let narrow = items.iter().all(|&item| item < 1 << 24);
        match &mut part.times {
            PartTimes::Missing => {
                keys.clear();
                keys.extend(items.iter().zip(&*halves).map(|(&i, &h)| u64::from(i) << 8 | u64::from(h)));
                keys.sort_unstable();
                for ((key, item), half) in keys.iter().zip(items).zip(halves) {
                    (*item, *half) = ((key >> 8) as u32, *key as u8);
                }
            }
            PartTimes::Seconds(times) if narrow => {
                let times = &mut times[rows];
                keys.clear();
                keys.extend(
                    times
                        .iter()
                        .zip(&*items)
                        .zip(&*halves)
                        .map(|((&t, &i), &h)| u64::from(t) << 32 | u64::from(i) << 8 | u64::from(h)),
                );
                keys.sort_unstable();
                for (((key, time), item), half) in keys.iter().zip(times).zip(items).zip(halves) {
                    (*time, *item, *half) = ((key >> 32) as u32, (key >> 8) as u32 & 0xff_ffff, *key as u8);
                }
            }
            PartTimes::Seconds(times) => {
                let times = &mut times[rows];
                wide.clear();
                wide.extend(
                    times.iter().zip(&*items).zip(&*halves).map(|((&t, &i), &h)| (i64::from(t), i, h)),
                );
                wide.sort_unstable();
                for (((row, time), item), half) in wide.iter().zip(times).zip(items).zip(halves) {
                    (*time, *item, *half) = (row.0 as u32, row.1, row.2);
                }
            }
            PartTimes::Wide(times) => {
                let times = &mut times[rows];
                wide.clear();
                wide.extend(times.iter().zip(&*items).zip(&*halves).map(|((&t, &i), &h)| (t, i, h)));
                wide.sort_unstable();
                for (((row, time), item), half) in wide.iter().zip(times).zip(items).zip(halves) {
                    (*time, *item, *half) = *row;
                }
            }
        }
    }
}
