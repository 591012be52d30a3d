//! Rating files to raw columns: bounded chunks, parsed on every core, appended in file order; never grouping
//! or sorting, which is the table's work.

use std::sync::Arc;

use rayon::prelude::*;

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::Layout;
use super::lines::{self, ChunkRows, Stop, UserRun};
use super::{DataError, Progress, decode, quoted};

/// Bytes per chunk: large enough that opening and seeking cost nothing, small enough that a few per core stay
/// in a megabyte's order of memory.
const CHUNK: u64 = 1 << 20;

/// One file of ratings and how its lines are built.
#[derive(Clone, Debug)]
pub(super) struct RatingFile {
    pub(super) file: DataFile,
    pub(super) layout: Layout,
}

/// Timestamps as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RawTimes {
    /// Not one file has them.
    Missing,
    /// All from 1970 to 2106.
    Seconds(Vec<u32>),
    /// Some are not.
    Wide(Vec<i64>),
}

/// What user and item codes of a [`RawTable`] stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// Themselves: the ids are plain numbers.
    Numbers,
    /// Positions in these lists.
    Texts {
        /// Users in order of appearance.
        users: Vec<Arc<str>>,
        /// Items in order of appearance.
        items: Vec<Arc<str>>,
    },
}

/// All rows of the rating files in file order.
#[derive(Clone, Debug)]
pub(super) struct RawTable {
    pub(super) names: Names,
    /// Users in file order, consecutive rows of one user together.
    pub(super) users: Vec<UserRun>,
    pub(super) items: Vec<u32>,
    pub(super) halves: Vec<u8>,
    pub(super) times: RawTimes,
    /// Lines left out because they could not be read.
    pub(super) skipped: usize,
}

impl RawTable {
    fn new(names: Names, with_times: bool) -> Self {
        let times = if with_times { RawTimes::Seconds(Vec::new()) } else { RawTimes::Missing };
        let (users, items, halves) = (Vec::new(), Vec::new(), Vec::new());
        Self { names, users, items, halves, times, skipped: 0 }
    }

    /// Room for rows to come. Memory that is never touched costs nothing, so a little too much is fine.
    fn reserve(&mut self, rows: usize) {
        self.items.reserve_exact(rows);
        self.halves.reserve_exact(rows);
        if let RawTimes::Seconds(times) = &mut self.times {
            times.reserve_exact(rows);
        }
    }

    /// Appends a chunk's rows.
    pub(super) fn append(&mut self, rows: &ChunkRows) {
        let mut users = rows.users.as_slice();
        if let (Some(last), [first, rest @ ..]) = (self.users.last_mut(), users)
            && last.user == first.user
            && let Some(both) = last.rows.checked_add(first.rows)
        {
            last.rows = both;
            users = rest;
        }
        self.users.extend_from_slice(users);
        self.items.extend_from_slice(&rows.items);
        self.halves.extend_from_slice(&rows.halves);
        self.skipped += rows.skipped;
        if let RawTimes::Seconds(times) = &mut self.times {
            let had = times.len();
            times.extend(rows.times.iter().map_while(|&time| u32::try_from(time).ok()));
            if times.len() != had + rows.times.len() {
                times.truncate(had);
                self.times = RawTimes::Wide(times.iter().copied().map(i64::from).collect());
            }
        }
        if let RawTimes::Wide(times) = &mut self.times {
            times.extend_from_slice(&rows.times);
        }
    }
}

/// Reads rating files one after the other into one table.
pub(super) fn read(files: &[RatingFile], skip_bad: bool, progress: &Progress) -> Result<RawTable, DataError> {
    let sizes = files.iter().map(|file| file.file.len()).collect::<Result<Vec<_>, _>>()?;
    let total = sizes.iter().sum();
    // Times count only where every file has them: half a table in time order would be no order at all.
    let with_times = files.iter().all(|file| file.layout.time.is_some());
    progress.start(total);
    let mut table = RawTable::new(Names::Numbers, with_times);
    for (file, &size) in files.iter().zip(&sizes) {
        let file = without_time(file, with_times);
        progress.next_file();
        if read_chunks(&file, size, total, skip_bad, progress, &mut table)? == Outcome::NeedsQuoted {
            progress.start(total);
            let files: Vec<_> = files.iter().map(|file| without_time(file, with_times)).collect();
            table = RawTable::new(Names::Numbers, with_times);
            quoted::read(&files, skip_bad, progress, &mut table)?;
            break;
        }
    }
    if table.items.is_empty() {
        let names: Vec<_> = files.iter().map(|file| file.file.label()).collect();
        return Err(DataError::NoRatings { file: names.join(" and ") });
    }
    if u32::try_from(table.items.len()).is_err() {
        let file = files.first().map_or("", |file| file.file.label()).to_owned();
        return Err(DataError::TooLarge { file, what: "ratings" });
    }
    Ok(table)
}

/// The file's layout, its time column ignored where another file of the table has none.
fn without_time(file: &RatingFile, with_times: bool) -> RatingFile {
    let mut file = file.clone();
    if !with_times {
        file.layout.time = None;
    }
    file
}

#[derive(PartialEq, Eq)]
enum Outcome {
    Done,
    NeedsQuoted,
}

/// What one core works with, kept from chunk to chunk.
#[derive(Default)]
struct Slot {
    buffer: Vec<u8>,
    rows: ChunkRows,
}

fn read_chunks(
    file: &RatingFile,
    size: u64,
    total: u64,
    skip_bad: bool,
    progress: &Progress,
    table: &mut RawTable,
) -> Result<Outcome, DataError> {
    let slots = rayon::current_num_threads().max(1) * 2;
    let mut slots: Vec<Slot> =
        (0..slots.min(size.div_ceil(CHUNK) as usize)).map(|_| Slot::default()).collect();
    let group = CHUNK * slots.len() as u64;
    let mut from = 0;
    while from < size {
        if progress.is_cancelled() {
            return Err(DataError::Cancelled);
        }
        let results: Vec<Result<Outcome, DataError>> = slots
            .par_iter_mut()
            .enumerate()
            .map(|(at, slot)| {
                let start = from + at as u64 * CHUNK;
                slot.rows.clear();
                if start >= size {
                    return Ok(Outcome::Done);
                }
                read_chunk(file, start..(start + CHUNK).min(size), skip_bad, slot)
            })
            .collect();
        for result in results {
            if result? == Outcome::NeedsQuoted {
                return Ok(Outcome::NeedsQuoted);
            }
        }
        let parsed: usize = slots.iter().map(|slot| slot.rows.items.len()).sum();
        if from == 0 {
            // Lines grow longer as ids do, so the first ones overstate the number of rows, if anything.
            let left = total.saturating_sub(group.min(size)) as f64 / group.min(size) as f64;
            table.reserve((parsed as f64 * (1.0 + left * 1.05)) as usize);
        }
        for slot in &slots {
            table.append(&slot.rows);
            progress.see(&slot.rows.users, &slot.rows.halves);
        }
        progress.advance(parsed as u64, group.min(size - from));
        from += group;
    }
    Ok(Outcome::Done)
}

fn read_chunk(
    file: &RatingFile,
    range: std::ops::Range<u64>,
    skip_bad: bool,
    slot: &mut Slot,
) -> Result<Outcome, DataError> {
    let is_start = range.start == 0;
    let read = file.file.lines(range, &mut slot.buffer)?;
    let too_long = read.too_long;
    let mut lines = slot.buffer.get(read.at).unwrap_or_default();
    let whole = lines.len();
    if is_start {
        lines = body(lines, file.layout.header);
    }
    let offset = read.offset + (whole - lines.len()) as u64;
    match lines::parse(lines, &file.layout, skip_bad, false, &mut slot.rows) {
        Ok(()) => match too_long {
            Some(_) if skip_bad => {
                slot.rows.skipped += 1;
                Ok(Outcome::Done)
            }
            Some(at) => Err(file.file.bad_line(file.file.line_number(at)?, LineProblem::TooLong)),
            None => Ok(Outcome::Done),
        },
        Err(Stop::NeedsQuoted) => Ok(Outcome::NeedsQuoted),
        Err(Stop::Bad(at, problem)) => {
            let line = file.file.line_number(offset + at as u64)?;
            Err(file.file.bad_line(line, problem))
        }
    }
}

/// The start of a file without byte-order mark and header.
pub(super) fn body(start: &[u8], header: bool) -> &[u8] {
    let lines = decode::without_mark(start);
    if !header {
        return lines;
    }
    memchr::memchr(b'\n', lines).and_then(|end| lines.get(end + 1..)).unwrap_or_default()
}
