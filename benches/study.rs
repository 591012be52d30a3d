//! All users through all their batches, as `lusifer run --user all` does it: the workspace with its data, its
//! simulator and its store on disk, each state committed in a transaction of its own. A cohort of 943 users in
//! four batches has 3 s.
//!
//! `cargo bench --bench study` takes the real ML-100K where `../shared` has it, else made-up files of its size. The
//! store lies in the temporary folder: `TMPDIR=/dev/shm cargo bench --bench study` leaves the disk out. The program
//! itself, start and reading of the data included:
//!
//! ```text
//! rm -rf /tmp/study; /usr/bin/time -v target/release/lusifer --data ml-100k --data-dir /tmp/study run --user all -q
//! ```
//!
//! Measured on two cores, medians: 0.56 s, of which the disk is 0.07 s; resumed with nothing left to write 0.09 s;
//! the program itself 0.56 s and 19 MB. The wait for the disk is shared by what is written at once: where one sync
//! takes 2 ms more, the program takes 2.1 s for the 3,330 states and 943 runs of ML-100K.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot start may stop")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use futures::{StreamExt, stream};
use lusifer::data::{OpenOptions, Source};
use lusifer::domain::{HistorySpec, Id};
use lusifer::workspace::{DEFAULT_SEED, OFFLINE, OpenMode, ReadProgress, Settings, Workspace};
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

const USERS: u64 = 943;
const ITEMS: u64 = 1_682;
const RATINGS_OF_A_USER: u64 = 106;

/// Workers at once, as many as the command takes on two cores.
const AT_ONCE: usize = 32;

/// Data to study, and the folder that it lies in if it was made up.
struct Place {
    data: PathBuf,
    _made: Option<TempDir>,
}

fn place() -> Place {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ml-100k");
    if real.join("u.data").is_file() {
        return Place { data: real, _made: None };
    }
    let made = tempfile::tempdir().unwrap();
    make_up(made.path());
    Place { data: made.path().to_owned(), _made: Some(made) }
}

/// Writes ML-100K's files with invented contents.
fn make_up(folder: &Path) {
    let mut state = 7_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let (mut ratings, mut users, mut items) = (String::new(), String::new(), String::new());
    for user in 1..=USERS {
        writeln!(users, "{user}|{}|{}|writer|12345", 16 + below(50), if below(2) == 0 { "F" } else { "M" })
            .unwrap();
        let step = ITEMS / RATINGS_OF_A_USER;
        for at in 0..RATINGS_OF_A_USER {
            let item = 1 + at * step + below(step);
            writeln!(ratings, "{user}\t{item}\t{}\t{}", 1 + below(5), 880_000_000 + below(9_000_000))
                .unwrap();
        }
    }
    for item in 1..=ITEMS {
        let genres: Vec<_> = (0..19).map(|at| u64::from(at > 0 && below(8) == 0).to_string()).collect();
        let year = 1_940 + below(58);
        writeln!(
            items,
            "{item}|Film {item} ({year})|01-Jan-{year}||http://example.org/{item}|{}",
            genres.join("|")
        )
        .unwrap();
    }
    for (name, text) in [("u.data", ratings), ("u.user", users), ("u.item", items)] {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn workspace(data: &Path, store: &Path) -> Workspace {
    let settings = Settings {
        source: Source::Path(data.to_owned()),
        open: OpenOptions::default(),
        split: None,
        history: HistorySpec::default(),
        provider: OFFLINE.to_owned(),
        model: lusifer::workspace::ModelWish::default(),
        cassette: None,
        replay: None,
        providers: std::collections::BTreeMap::default(),
        slate: std::num::NonZeroUsize::new(10).unwrap(),
        seed: DEFAULT_SEED,
        store: store.join("lusifer.db"),
    };
    Workspace::open(settings, OpenMode::Create, &ReadProgress::default()).unwrap()
}

/// Everybody through everything; how many states there are then.
fn write_all(runtime: &Runtime, workspace: &Workspace) -> usize {
    let users: Vec<Id> = workspace
        .dataset()
        .users
        .all()
        .filter(|&user| !workspace.history(user).is_empty())
        .filter_map(|user| workspace.dataset().users.id(user))
        .collect();
    let one = |user: Id| {
        let workspace = workspace.clone();
        tokio::spawn(async move {
            let run = workspace.ensure_run(&user, "main").await.unwrap();
            let last = run.batches;
            workspace.write_up_to(run, last, |_| {}).await.unwrap().states.len()
        })
    };
    runtime.block_on(async {
        stream::iter(users).map(one).buffer_unordered(AT_ONCE).fold(0, async |sum, n| sum + n.unwrap()).await
    })
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_and_write_all_users(bencher: Bencher<'_, '_>) {
    let (place, runtime) = (place(), Runtime::new().unwrap());
    bencher.with_inputs(|| tempfile::tempdir().unwrap()).bench_local_refs(|store| {
        let states = write_all(&runtime, &workspace(&place.data, store.path()));
        assert!(states > 3 * USERS as usize, "only {states} states");
        states
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn resume_with_nothing_left_to_write(bencher: Bencher<'_, '_>) {
    let (place, runtime) = (place(), Runtime::new().unwrap());
    let store = tempfile::tempdir().unwrap();
    write_all(&runtime, &workspace(&place.data, store.path()));
    bencher.bench_local(|| write_all(&runtime, &workspace(&place.data, store.path())));
}
