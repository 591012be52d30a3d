//! How long opening takes, per format: the real ML-100K where `../shared` has it, generated files else.
//!
//! `cargo bench --bench open` measures what is quick to generate. The large set is made and measured by hand, in
//! a process of its own so that its peak memory means something:
//!
//! ```text
//! cargo bench --bench open --no-run          # prints the binary's path
//! LUSIFER_BENCH=generate:dat:1000000:/tmp/ml-1m     BINARY    # a million rows of "::"
//! LUSIFER_BENCH=generate:csv:32000000:/tmp/ml-32m   BINARY    # 32 million rows of CSV, about 890 MB
//! LUSIFER_BENCH=open:/tmp/ml-32m                    BINARY    # seconds and peak resident memory
//! LUSIFER_BENCH=open:/tmp/ml-32m:/tmp/cache         BINARY    # the same with a cache: run it twice
//! ```
//!
//! Measured on two cores, medians of five: a million rows of `::` in 0.03 s and 19 MB (polars 0.16 s and 230 MB); 32
//! million rows of CSV in 0.95 s and 300 MB, from the cache in 0.28 s and 297 MB (polars 3.9 s and 3.4 GB). ML-100K
//! in 6 ms, with its split 8 ms. While others use the cores, two to three times as long.
//!
//! Beside polars (load, sort by user and time, last 40 per user):
//!
//! ```text
//! python3 -m venv /tmp/polars && /tmp/polars/bin/pip install polars
//! /usr/bin/time -v /tmp/polars/bin/python -c '
//! import polars as pl
//! rows = pl.read_csv("/tmp/ml-32m/ratings.csv").sort("userId", "timestamp", "movieId")
//! print(rows.group_by("userId", maintain_order=True).tail(40).height)'
//! ```
//!
//! The same through the whole program, split and store included:
//!
//! ```text
//! /usr/bin/time -v target/release/lusifer --data /tmp/ml-32m run --user 1 --dry-run
//! ```

#![expect(clippy::print_stdout, reason = "the large measurement prints its result")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot make its files has nothing to measure")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use lusifer::data::{OpenOptions, Opened, Progress, Source, open, split};
use lusifer::domain::{History, HistorySpec};

fn main() {
    match std::env::var("LUSIFER_BENCH") {
        Ok(task) => by_hand(&task),
        Err(_) => divan::main(),
    }
}

fn open_at(path: &Path, cache: Option<PathBuf>) -> Opened {
    let options = OpenOptions { cache_dir: cache, ..OpenOptions::default() };
    open(&Source::Path(path.to_owned()), &options, &Progress::default()).unwrap()
}

fn by_hand(task: &str) {
    let parts: Vec<_> = task.split(':').collect();
    match *parts {
        ["generate", kind, rows, folder] => generate(Path::new(folder), kind, rows.parse().unwrap()),
        ["open", folder] => report(Path::new(folder), None),
        ["open", folder, cache] => report(Path::new(folder), Some(cache.into())),
        _ => println!("LUSIFER_BENCH=generate:dat|csv|tsv:ROWS:FOLDER or open:FOLDER[:CACHE]"),
    }
}

fn report(folder: &Path, cache: Option<PathBuf>) {
    let start = Instant::now();
    let opened = open_at(folder, cache);
    let seconds = start.elapsed().as_secs_f64();
    let rows = opened.dataset.interactions.len();
    println!(
        "{rows} ratings, {} users, {} items in {seconds:.3} s ({:.1} million rows/s), cache: {}, hash {}",
        opened.dataset.users.len(),
        opened.dataset.items.len(),
        rows as f64 / seconds / 1e6,
        opened.from_cache,
        opened.dataset.hash,
    );
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown");
    println!("{peak}");
    let start = Instant::now();
    let split = split(&opened, None).unwrap();
    println!("split {} in {:.3} s", split.name(), start.elapsed().as_secs_f64());
    let start = Instant::now();
    let spec = HistorySpec::default();
    let users = opened.dataset.users.all();
    let kept: usize = users.map(|user| History::of(&opened.dataset, &split, user, &spec).len()).sum();
    println!("{kept} rows in histories in {:.3} s", start.elapsed().as_secs_f64());
}

/// Writes `rows` ratings in MovieLens' manner: users in order, items in order within a user.
fn generate(folder: &Path, kind: &str, rows: usize) {
    fs::create_dir_all(folder).unwrap();
    let (name, top) = match kind {
        "csv" => ("ratings.csv", 292_757_u64),
        "dat" => ("ratings.dat", 3_952),
        _ => ("u.data", 1_682),
    };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join(name)).unwrap());
    if kind == "csv" {
        file.write_all(b"userId,movieId,rating,timestamp\n").unwrap();
    }
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut user, mut left, mut item, mut time) = (0_u64, 0_u64, 0_u64, 0_u64);
    for _ in 0..rows {
        if left == 0 {
            user += 1;
            left = 20 + random(280);
            item = 0;
            time = 800_000_000 + random(900_000_000);
        }
        item += 1 + random(2 * (top - item).max(1) / (left + 1) + 1).min((top - item).saturating_sub(left));
        let at = time + random(4_000);
        match kind {
            "csv" => writeln!(file, "{user},{item},{}.{},{at}", 1 + random(4), 5 * random(2)).unwrap(),
            "dat" => writeln!(file, "{user}::{item}::{}::{at}", 1 + random(5)).unwrap(),
            _ => writeln!(file, "{user}\t{item}\t{}\t{at}", 1 + random(5)).unwrap(),
        }
        left -= 1;
    }
    file.flush().unwrap();
}

fn real_100k() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ml-100k");
    folder.join("u.data").is_file().then_some(folder)
}

#[divan::bench]
fn ml_100k_with_titles(bencher: divan::Bencher<'_, '_>) {
    let made = tempfile::tempdir().unwrap();
    let folder = real_100k().unwrap_or_else(|| {
        generate(made.path(), "tsv", 100_000);
        made.path().to_owned()
    });
    bencher.bench_local(|| open_at(&folder, None));
}

#[divan::bench]
fn ml_100k_with_titles_and_split(bencher: divan::Bencher<'_, '_>) {
    let made = tempfile::tempdir().unwrap();
    let folder = real_100k().unwrap_or_else(|| {
        generate(made.path(), "tsv", 100_000);
        made.path().to_owned()
    });
    bencher.bench_local(|| {
        let opened = open_at(&folder, None);
        split(&opened, None).unwrap()
    });
}

#[divan::bench(args = ["dat", "csv", "tsv"], sample_count = 20)]
fn a_million_rows(bencher: divan::Bencher<'_, '_>, kind: &str) {
    let made = tempfile::tempdir().unwrap();
    generate(made.path(), kind, 1_000_000);
    bencher.bench_local(|| open_at(made.path(), None));
}
