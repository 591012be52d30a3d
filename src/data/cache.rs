//! Parsed ratings on disk, so that a large data set opens quickly the second time; never the only copy of
//! anything, and never a reason for an open to fail.
//!
//! One file per data set: magic, length and JSON of a head, then the columns as they lie in memory. It is good
//! for the very files it was made from: the head names their canonical paths, sizes and times of change.
//! Whatever does not fit (a length, the hash of the content, the order of bytes) makes it no cache at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::format::Plan;
use super::table::Table;
use crate::domain::{DataHash, Ids, Interactions, Times};

/// Rating files below this many bytes are parsed each time. Measured on two cores that others used as well:
/// a million rows of ML-1M (24 MB) are parsed in 0.05 s; 1.3 million rows of CSV (34 MB) in 0.12 s, or read from
/// a cache in 0.02; 32 million rows (890 MB) in 1 to 2 s, or read in 0.3 to 0.5. Below a tenth of a second nobody
/// notices the difference, and a file would lie about for nothing.
const WORTH_IT: u64 = 32 << 20;

/// Changes with the layout of the file and with the rules of parsing.
const MAGIC: &[u8; 8] = b"lsfcols1";

/// A head beyond this is damaged.
const LONGEST_HEAD: u32 = 1 << 22;

#[derive(Serialize, Deserialize)]
struct Head {
    /// Everything that the content depends on.
    key: String,
    /// `little` or `big`: columns are written as they lie in memory.
    bytes: String,
    users: IdsHead,
    items: IdsHead,
    rows: u64,
    times: TimesHead,
    skipped: usize,
    hash: u64,
}

#[derive(Serialize, Deserialize)]
enum IdsHead {
    /// This many eight-byte numbers.
    Numbers(u64),
    /// A JSON list.
    Texts { count: u64, bytes: u64 },
}

impl IdsHead {
    fn count(&self) -> u64 {
        match self {
            Self::Numbers(count) | Self::Texts { count, .. } => *count,
        }
    }

    fn bytes(&self) -> Option<u64> {
        match self {
            Self::Numbers(count) => count.checked_mul(8),
            Self::Texts { bytes, .. } => Some(*bytes),
        }
    }
}

#[derive(Serialize, Deserialize)]
enum TimesHead {
    Missing,
    Seconds { base: i64 },
    Wide,
}

/// Where a data set's cache lies and what it must have been made from.
pub(super) struct Place {
    path: PathBuf,
    key: String,
}

impl Place {
    /// `None` where a cache does not pay, no directory is given, or the files have no identity.
    pub(super) fn of(plan: &Plan, directory: Option<&Path>, skip_bad: bool) -> Option<Self> {
        let sizes = plan.ratings.iter().map(|file| file.file.len()).collect::<Result<Vec<_>, _>>().ok()?;
        if sizes.iter().sum::<u64>() < WORTH_IT {
            return None;
        }
        let layouts: Vec<_> = plan.ratings.iter().map(|file| format!("{:?}", file.layout)).collect();
        let how = format!("{:?} {skip_bad} {:?} {layouts:?}", plan.format, plan.columns);
        let files = plan.sources().map(super::files::DataFile::identity).collect::<Option<Vec<_>>>()?;
        // The name leaves sizes and times out, so that a changed data set replaces its old cache.
        let paths: Vec<_> = files.iter().filter_map(|file| file.rsplitn(3, ' ').nth(2)).collect();
        let name = xxh3_64(format!("{how} {paths:?}").as_bytes());
        let path = directory?.join(format!("{name:016x}.ratings"));
        Some(Self { path, key: format!("{how} {files:?}") })
    }

    /// The cached table, its hash, and how many lines had been left out; `None` where there is no good one.
    pub(super) fn load(&self) -> Option<(Table, DataHash, usize)> {
        let mut file = File::open(&self.path).ok()?;
        let size = file.metadata().ok()?.len();
        let mut start = [0; 12];
        file.read_exact(&mut start).ok()?;
        let length = u32::from_ne_bytes(start.last_chunk().copied()?);
        if !start.starts_with(MAGIC) || length > LONGEST_HEAD {
            return None;
        }
        let mut head = vec![0; length as usize];
        file.read_exact(&mut head).ok()?;
        let head: Head = serde_json::from_slice(&head).ok()?;
        if head.key != self.key || head.bytes != byte_order() || head.size(length)? != size {
            return None;
        }
        let users = read_ids(&mut file, &head.users)?;
        let items = read_ids(&mut file, &head.items)?;
        let rows = head.rows as usize;
        let offsets: Vec<u64> = read_column(&mut file, users.len() + 1)?;
        let item_column: Vec<u32> = read_column(&mut file, rows)?;
        let halves: Vec<u8> = read_column(&mut file, rows)?;
        let times = match head.times {
            TimesHead::Missing => Times::Missing,
            TimesHead::Seconds { base } => Times::Seconds { base, after: read_column(&mut file, rows)? },
            TimesHead::Wide => Times::Wide(read_column(&mut file, rows)?),
        };
        let interactions = Interactions::new(offsets, item_column, halves, times).ok()?;
        let table = Table { users, items, interactions };
        let found = hash(&table.users, &table.items, &table.interactions);
        (found.0 == head.hash).then_some((table, found, head.skipped))
    }

    /// Keeps a table. The file appears whole or not at all.
    pub(super) fn store(&self, table: &Table, hash: DataHash, skipped: usize) -> io::Result<()> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let mut temporary = tempfile::NamedTempFile::new_in(directory)?;
        let (users, items) = (ids_block(&table.users)?, ids_block(&table.items)?);
        let times = match table.interactions.times() {
            Times::Missing => TimesHead::Missing,
            Times::Seconds { base, .. } => TimesHead::Seconds { base: *base },
            Times::Wide(_) => TimesHead::Wide,
        };
        let head = Head {
            key: self.key.clone(),
            bytes: byte_order().into(),
            users: users.0,
            items: items.0,
            rows: table.interactions.len() as u64,
            times,
            skipped,
            hash: hash.0,
        };
        let head = serde_json::to_vec(&head)?;
        let mut file = BufWriter::new(temporary.as_file_mut());
        file.write_all(MAGIC)?;
        file.write_all(&(head.len() as u32).to_ne_bytes())?;
        file.write_all(&head)?;
        file.write_all(&users.1)?;
        file.write_all(&items.1)?;
        for column in columns(&table.interactions) {
            file.write_all(column)?;
        }
        file.flush()?;
        drop(file);
        temporary.persist(&self.path).map(drop).map_err(|error| error.error)
    }
}

impl Head {
    /// Size of a whole file with this head; `None` for numbers that no file can have. Checked before anything is
    /// allocated, so a damaged head costs nothing.
    fn size(&self, head: u32) -> Option<u64> {
        let row = match self.times {
            TimesHead::Missing => 5,
            TimesHead::Seconds { .. } => 9,
            TimesHead::Wide => 13,
        };
        [
            self.users.bytes()?,
            self.items.bytes()?,
            self.users.count().checked_add(1)?.checked_mul(8)?,
            self.rows.checked_mul(row)?,
        ]
        .into_iter()
        .try_fold(12 + u64::from(head), u64::checked_add)
    }
}

const fn byte_order() -> &'static str {
    if cfg!(target_endian = "little") { "little" } else { "big" }
}

fn read_column<T: bytemuck::Pod>(file: &mut File, rows: usize) -> Option<Vec<T>> {
    let mut column = vec![T::zeroed(); rows];
    file.read_exact(bytemuck::cast_slice_mut(&mut column)).ok()?;
    Some(column)
}

fn read_ids(file: &mut File, head: &IdsHead) -> Option<Ids> {
    match *head {
        IdsHead::Numbers(count) => {
            let numbers: Vec<i64> = read_column(file, count as usize)?;
            numbers.is_sorted_by(|one, next| one < next).then_some(Ids::Numbers(numbers))
        }
        IdsHead::Texts { count, bytes } => {
            let block: Vec<u8> = read_column(file, bytes as usize)?;
            let texts: Vec<Arc<str>> = serde_json::from_slice(&block).ok()?;
            let fits = texts.len() as u64 == count && texts.is_sorted_by(|one, next| one < next);
            fits.then_some(Ids::Texts(texts))
        }
    }
}

fn ids_block(ids: &Ids) -> io::Result<(IdsHead, Vec<u8>)> {
    Ok(match ids {
        Ids::Numbers(numbers) => {
            (IdsHead::Numbers(numbers.len() as u64), bytemuck::cast_slice(numbers).to_vec())
        }
        Ids::Texts(texts) => {
            let block = serde_json::to_vec(texts)?;
            (IdsHead::Texts { count: texts.len() as u64, bytes: block.len() as u64 }, block)
        }
    })
}

/// The columns as bytes, in the order in which they are written.
fn columns(table: &Interactions) -> [&[u8]; 4] {
    let times = match table.times() {
        Times::Missing => &[],
        Times::Seconds { after, .. } => bytemuck::cast_slice(after),
        Times::Wide(times) => bytemuck::cast_slice(times),
    };
    [bytemuck::cast_slice(table.offsets()), bytemuck::cast_slice(table.items()), table.halves(), times]
}

/// The hash that names a data set: XXH3 over the ids of users and items and all columns, so that it depends on
/// content alone, not on paths, on the order of lines in the files, or on whether a cache was used.
pub(super) fn hash(users: &Ids, items: &Ids, table: &Interactions) -> DataHash {
    let mut hash = Xxh3::new();
    for ids in [users, items] {
        match ids {
            Ids::Numbers(numbers) => {
                hash.update(b"numbers");
                hash.update(&(numbers.len() as u64).to_le_bytes());
                hash.update(bytemuck::cast_slice(numbers));
            }
            Ids::Texts(texts) => {
                hash.update(b"texts");
                hash.update(&(texts.len() as u64).to_le_bytes());
                for text in texts {
                    hash.update(&(text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
            }
        }
    }
    let base = match table.times() {
        Times::Missing => None,
        Times::Seconds { base, .. } => Some(*base),
        Times::Wide(_) => Some(i64::MIN),
    };
    hash.update(format!("{base:?}").as_bytes());
    for column in columns(table) {
        hash.update(column);
    }
    DataHash(hash.digest())
}
