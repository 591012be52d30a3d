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

#[path = "common/place.rs"]
#[expect(dead_code, reason = "shared with benches that need texts")]
mod place;

use std::path::Path;

use divan::Bencher;
use futures::{StreamExt, stream};
use lusifer::data::{OpenOptions, Source};
use lusifer::domain::{HistorySpec, Id};
use lusifer::workspace::{DEFAULT_SEED, OFFLINE, OpenMode, ReadProgress, Settings, Workspace};
use place::{USERS, place};
use tokio::runtime::Runtime;

fn main() {
    divan::main();
}

/// Workers at once, as many as the command takes on two cores.
const AT_ONCE: usize = 32;

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
