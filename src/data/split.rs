//! Which rows a split holds out; never how a split is written.

use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::{Layout, Separator};
use super::lines::{self, ChunkRows, Stop};
use super::ratings::{RatingFile, body};
use super::{DataError, Opened, Shipped, SplitSpec, format, quoted};
use crate::domain::{Id, Interactions, Split, Times};

/// The split that is taken where none is asked for: `files:` where the table was made of two files, `u1` where
/// its file ships with the data, else five random folds.
pub fn default_split(opened: &Opened) -> SplitSpec {
    if let Some((train, test)) = &opened.plan.pair {
        return SplitSpec::Files { train: train.clone(), test: test.clone() };
    }
    match shipped_splits(opened).first() {
        Some(Shipped::U1) => SplitSpec::Shipped(Shipped::U1),
        _ => SplitSpec::FALLBACK,
    }
}

/// The splits whose files ship with the data.
pub fn shipped_splits(opened: &Opened) -> Vec<Shipped> {
    let has = |shipped: &Shipped| opened.plan.files.find(&test_file(*shipped)).is_some();
    Shipped::ALL.into_iter().filter(has).collect()
}

fn test_file(shipped: Shipped) -> String {
    format!("{}.test", shipped.word())
}

/// Splits a data set; `None` is [`default_split`].
///
/// # Errors
/// Files that are missing or do not belong to the table, a cut in time through a data set without times, more
/// folds than rows: one sentence each.
pub fn split(opened: &Opened, spec: Option<&SplitSpec>) -> Result<Split, DataError> {
    split_counting(opened, spec).map(|(split, _)| split)
}

/// Like [`split`], with the number of lines of the split's file that were left out because they could not be
/// read or are not in the table; 0 unless [`super::OpenOptions::skip_bad_lines`].
///
/// # Errors
/// As [`split`].
pub fn split_counting(opened: &Opened, spec: Option<&SplitSpec>) -> Result<(Split, usize), DataError> {
    let spec = spec.cloned().unwrap_or_else(|| default_split(opened));
    let table = &opened.dataset.interactions;
    let name = spec.to_string();
    let useless = |why: String| DataError::UselessSplit { split: name.clone(), why };
    let made = match &spec {
        SplitSpec::Shipped(shipped) => return marked(opened, &name, &shipped_file(opened, *shipped)?),
        SplitSpec::Files { train, test } => {
            if same_file(train, test) {
                return Err(useless("learns from the very ratings that it holds out; name two files".into()));
            }
            let file = format::pair_file(&opened.plan.files, test, &opened.plan.columns)?;
            return marked(opened, &name, &file);
        }
        SplitSpec::KFold { folds, fold, seed } => {
            if *folds as usize > table.len() {
                let why = format!("has more folds than there are ratings ({}); choose fewer", table.len());
                return Err(useless(why));
            }
            let mut deal = Deal::new(table.len(), *folds, *seed);
            Split::new(&*name, table.len(), |_| deal.next_fold() == *fold)
        }
        SplitSpec::Future { share } => {
            let cut = cut(table, *share).ok_or_else(|| no_times(opened, &name))?;
            let times = table.times();
            let split = Split::new(&*name, table.len(), |row| times.get(row).is_some_and(|time| time > cut));
            if split.held_out_len() == 0 {
                let why = "holds nothing out: the newest ratings share one second; choose a larger share";
                return Err(useless(why.into()));
            }
            split
        }
        SplitSpec::Last { count } => {
            if *table.times() == Times::Missing {
                return Err(no_times(opened, &name));
            }
            let mut held_out = LastRows::new(table, *count);
            Split::new(&*name, table.len(), |row| held_out.contains(row))
        }
    };
    if made.training_len() == 0 {
        return Err(useless("leaves nothing to learn from; hold out less".into()));
    }
    Ok((made, 0))
}

fn same_file(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

fn no_times(opened: &Opened, split: &str) -> DataError {
    DataError::NoTimes { split: split.to_owned(), table: opened.plan.table_label() }
}

fn shipped_file(opened: &Opened, shipped: Shipped) -> Result<RatingFile, DataError> {
    let name = test_file(shipped);
    let file = opened.plan.files.find(&name).ok_or_else(|| {
        let others: Vec<_> = shipped_splits(opened).iter().map(|split| split.word()).collect();
        DataError::NoSplitFile {
            split: shipped.word().into(),
            file: name,
            folder: opened.plan.files.label(),
            has: if others.is_empty() { "no such files".into() } else { others.join(", ") },
        }
    })?;
    Ok(RatingFile { file, layout: Layout::movielens(Separator::Tab) })
}

/// Deals rows into folds: each row gets a fold with the probability of its places left over all places left
/// (selection sampling; Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S, for more than two
/// classes). Every partition into folds of these sizes is equally likely, and no permutation is kept.
struct Deal {
    random: ChaCha8Rng,
    left: Vec<u64>,
    all_left: u64,
}

impl Deal {
    fn new(rows: usize, folds: u32, seed: u64) -> Self {
        let (rows, folds) = (rows as u64, u64::from(folds));
        // The first folds are one row larger where the rows do not divide.
        let left = (0..folds).map(|fold| rows / folds + u64::from(fold < rows % folds)).collect();
        Self { random: ChaCha8Rng::seed_from_u64(seed), left, all_left: rows }
    }

    /// The fold of the next row, 1 to `folds`.
    fn next_fold(&mut self) -> u32 {
        // A number below `all_left`, which is far below 2^32: the bias of multiplying is below 2^-32.
        let mut place = ((u128::from(self.random.next_u64()) * u128::from(self.all_left)) >> 64) as u64;
        self.all_left = self.all_left.saturating_sub(1);
        for (fold, left) in (1..).zip(&mut self.left) {
            if place < *left {
                *left -= 1;
                return fold;
            }
            place -= *left;
        }
        0
    }
}

/// The latest time that stays in training so that at most `share` of the rows is newer. `None` without times.
/// A whole second falls on one side: whether a rating is known must not depend on its item's id.
fn cut(table: &Interactions, share: f64) -> Option<i64> {
    let most = (table.len() as f64 * share).round() as usize;
    let newer = |cut: i64| -> usize {
        match table.times() {
            Times::Missing => 0,
            Times::Seconds { base, after } => {
                after.par_iter().with_min_len(1 << 16).filter(|&&time| base + i64::from(time) > cut).count()
            }
            Times::Wide(times) => times.par_iter().with_min_len(1 << 16).filter(|&&time| time > cut).count(),
        }
    };
    let (mut low, mut high) = time_range(table)?;
    // Counting again for each bit of the answer needs no memory and some tenths of a second at 32 million rows.
    while low < high {
        let middle = low + ((high.wrapping_sub(low)) as u64 / 2) as i64;
        if newer(middle) <= most {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// Earliest and latest time; `None` without times or rows.
pub(super) fn time_range(table: &Interactions) -> Option<(i64, i64)> {
    match table.times() {
        Times::Missing => None,
        Times::Seconds { base, after } => {
            Some((base + i64::from(*after.iter().min()?), base + i64::from(*after.iter().max()?)))
        }
        Times::Wide(times) => Some((*times.iter().min()?, *times.iter().max()?)),
    }
}

/// Walks rows in order and tells which are among the last of their user.
struct LastRows<'a> {
    ends: std::slice::Iter<'a, u64>,
    end: usize,
    count: usize,
}

impl<'a> LastRows<'a> {
    fn new(table: &'a Interactions, count: u32) -> Self {
        Self { ends: table.offsets().iter(), end: 0, count: count as usize }
    }

    fn contains(&mut self, row: usize) -> bool {
        while row >= self.end {
            match self.ends.next() {
                Some(&end) => self.end = end as usize,
                None => return false,
            }
        }
        row + self.count >= self.end
    }
}

/// A rating as a split's file writes it.
struct TestRow<'a> {
    user: Id,
    item: Id,
    halves: u8,
    time: Option<i64>,
    line: &'a dyn Fn() -> Result<u64, DataError>,
}

/// Marks the rows of a file in the table. Of several ratings of one pair the one with the same time and stars
/// is marked, each at most once.
struct Marker<'a> {
    opened: &'a Opened,
    held_out: Vec<u64>,
    unknown: usize,
    file: &'a DataFile,
}

impl Marker<'_> {
    fn mark(&mut self, row: &TestRow<'_>) -> Result<(), DataError> {
        if let Some(at) = self.find(row) {
            if let Some(bits) = self.held_out.get_mut(at / 64) {
                *bits |= 1 << (at % 64);
            }
        } else if self.opened.skip_bad_lines {
            self.unknown += 1;
        } else {
            return Err(DataError::NotInTable {
                file: self.file.label().to_owned(),
                line: (row.line)()?,
                user: row.user.to_string(),
                item: row.item.to_string(),
                table: self.opened.plan.table_label(),
            });
        }
        Ok(())
    }

    fn find(&self, row: &TestRow<'_>) -> Option<usize> {
        let dataset = &self.opened.dataset;
        let table = &dataset.interactions;
        let (user, item) = (dataset.users.find(&row.user)?, dataset.items.find(&row.item)?);
        let free = |at: usize| self.held_out.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 0);
        let halves = |at: usize| table.halves().get(at).copied();
        let item_at = |at: usize| table.items().get(at).copied();
        // A user's rows are sorted by time and item, so the very row is found by halving.
        let rows = table.rows_of(user);
        let target = (row.time, Some(item.0));
        let (mut low, mut high) = (rows.start, rows.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if (table.times().get(middle), item_at(middle)) < target {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let same = |at: &usize| (table.times().get(*at), item_at(*at)) == target;
        let exact = (low..rows.end).take_while(same).find(|&at| free(at) && halves(at) == Some(row.halves));
        exact.or_else(|| rows.clone().find(|&at| item_at(at) == Some(item.0) && free(at)))
    }
}

fn marked(opened: &Opened, name: &str, file: &RatingFile) -> Result<(Split, usize), DataError> {
    let table = &opened.dataset.interactions;
    let held_out = vec![0; table.len().div_ceil(64)];
    let mut marker = Marker { opened, held_out, unknown: 0, file: &file.file };
    let skipped = if let Some(skipped) = mark_plain(file, &mut marker)? {
        skipped
    } else {
        marker.held_out.fill(0);
        marker.unknown = 0;
        quoted::each(file, opened.skip_bad_lines, |place, row| {
            let line = || Ok(place.line);
            marker.mark(&TestRow {
                user: Id::parse(&row.user),
                item: Id::parse(&row.item),
                halves: row.halves,
                time: file.layout.time.map(|_| row.time),
                line: &line,
            })
        })?
    };
    let Marker { held_out, unknown, .. } = marker;
    let is_held_out = |row: usize| held_out.get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1);
    let split = Split::new(name, table.len(), is_held_out);
    let useless = |why: &str| DataError::UselessSplit { split: name.to_owned(), why: why.to_owned() };
    if split.held_out_len() == 0 {
        return Err(DataError::NoRatings { file: file.file.label().to_owned() });
    }
    if split.training_len() == 0 {
        return Err(useless("holds out every rating, which leaves nothing to learn from"));
    }
    Ok((split, skipped + unknown))
}

/// Marks the rows of a plain file; `None` when it needs the quoted reader.
fn mark_plain(file: &RatingFile, marker: &mut Marker<'_>) -> Result<Option<usize>, DataError> {
    let size = file.file.len()?;
    let chunk = 1 << 20;
    let (mut buffer, mut rows, mut skipped) = (Vec::new(), ChunkRows::default(), 0);
    let mut from = 0;
    while from < size {
        let read = file.file.lines(from..(from + chunk).min(size), &mut buffer)?;
        match read.too_long {
            Some(_) if marker.opened.skip_bad_lines => skipped += 1,
            Some(at) => {
                return Err(file.file.bad_line(file.file.line_number(at)?, LineProblem::TooLong));
            }
            None => {}
        }
        let whole = buffer.get(read.at).unwrap_or_default();
        let lines = if from == 0 { body(whole, file.layout.header) } else { whole };
        let offset = read.offset + (whole.len() - lines.len()) as u64;
        rows.clear();
        match lines::parse(lines, &file.layout, marker.opened.skip_bad_lines, true, &mut rows) {
            Ok(()) => {}
            Err(Stop::NeedsQuoted) => return Ok(None),
            Err(Stop::Bad(at, problem)) => {
                return Err(file.file.bad_line(file.file.line_number(offset + at as u64)?, problem));
            }
        }
        skipped += rows.skipped;
        let users = rows.users.iter().flat_map(|run| std::iter::repeat_n(run.user, run.rows as usize));
        for (at, (user, (item, halves))) in users.zip(rows.items.iter().zip(&rows.halves)).enumerate() {
            let start = rows.starts.get(at).copied().unwrap_or_default();
            marker.mark(&TestRow {
                user: Id::Number(i64::from(user)),
                item: Id::Number(i64::from(*item)),
                halves: *halves,
                time: rows.times.get(at).copied(),
                line: &|| file.file.line_number(offset + u64::from(start)),
            })?;
        }
        from += chunk;
    }
    Ok(Some(skipped))
}
