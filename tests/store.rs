//! The store: what is kept comes back, forks share, order is kept, foreign and newer files are refused,
//! several writers on one file do not harm each other.

#![cfg(test)]

use std::path::{Path, PathBuf};

use lusifer::domain::*;
use lusifer::session::{CallMark, NewRun, OpenMode, RunFilter, Store, StoreError, StoreHandle, Trash};

fn spec(user: i64, seed: u64) -> RunSpec {
    RunSpec {
        user: Id::Number(user),
        data: DataHash(0xfeed_0000_0000_0001),
        data_name: "small".into(),
        split: "u1".into(),
        history: HistorySpec::default(),
        simulator: SimulatorIdentity { provider: "sim".into(), model: None, parameters: "offline-1".into() },
        seed,
    }
}

fn new(user: i64) -> NewRun {
    NewRun { name: "main".into(), spec: spec(user, u64::MAX), batches: 4 }
}

fn state(batch: usize) -> ProfileState {
    ProfileState {
        batch,
        interactions: (0..3)
            .map(|at| Interaction {
                item: if at == 2 { Id::parse("b-7") } else { Id::Number(at) },
                rating: Rating::from_halves(9 - at as u8),
                timestamp: (at != 1).then_some(-5 + at),
                provenance: [Provenance::Real, Provenance::Simulated, Provenance::Edited][at as usize],
            })
            .collect(),
        profile: format!("Profile after batch {batch}.\n\nSecond paragraph, “quoted” 漢字."),
        update: (batch > 1).then(|| format!("Update {batch}")),
        // The first version of the program knew none.
        claims: if batch < 3 { Vec::new() } else { claims() },
        usage: Usage {
            calls: 2,
            attempts: 1,
            tokens_in: Some(1 << 40),
            tokens_out: None,
            cost_usd: Some(0.25),
        },
        provenance: lusifer::domain::Provenance::Simulated,
    }
}

/// Cites what was rated, what was not, and nothing.
fn claims() -> Vec<StatedClaim> {
    let claim = |claim: &str, items: &[Id]| StatedClaim { claim: claim.to_owned(), items: items.to_vec() };
    vec![claim("Likes “漢字”.", &[Id::Number(1), Id::parse("b-7"), Id::Number(i64::MAX)]), claim("", &[])]
}

#[test]
fn a_state_taken_by_hand_is_marked_and_taken_back_until_something_rests_on_it() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    let by_hand = |batch| ProfileState { provenance: Provenance::Edited, ..state(batch) };
    store.keep_state(run, &state(1)).unwrap();
    store.keep_state(run, &by_hand(2)).unwrap();
    assert_eq!(store.run(run).unwrap().states[1], by_hand(2));
    assert_eq!(store.summary(run).unwrap().edited, [2]);

    let stays = |store: &mut Store, batch| store.take_back(run, batch).unwrap_err().to_string();
    assert!(stays(&mut store, 1).contains("it was not taken by hand"));
    store.keep_state(run, &by_hand(3)).unwrap();
    assert!(stays(&mut store, 2).contains("the batch after it is written"));
    store.take_back(run, 3).unwrap();
    let fork = store.fork(run, 3, "other", &spec(1, 8)).unwrap();
    assert!(stays(&mut store, 2).contains("a fork shares it"));
    assert_eq!((fork.edited(), store.summary(fork.id).unwrap().edited), (vec![2], vec![2]));
    store.keep_slate(fork.id, 2, &SlateRatings::default()).unwrap();

    let other = store.ensure_run(&new(2)).unwrap().id;
    store.keep_state(other, &by_hand(1)).unwrap();
    store.keep_slate(other, 1, &SlateRatings::default()).unwrap();
    assert!(store.take_back(other, 1).unwrap_err().to_string().contains("items were rated on it"));
    let third = store.ensure_run(&new(3)).unwrap().id;
    store.keep_state(third, &by_hand(1)).unwrap();
    store.take_back(third, 1).unwrap();
    assert_eq!(store.run(third).unwrap().states, []);
    assert!(store.check().unwrap().problems.is_empty());
    // Written anew it is as any other.
    assert!(store.keep_state(third, &state(1)).unwrap());
    assert_eq!(store.summary(third).unwrap().edited, [0; 0]);
}

fn open(path: &Path) -> Store {
    Store::open(path, OpenMode::Create).unwrap()
}

fn fresh() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/lusifer.db");
    (folder, path)
}

#[test]
fn states_and_slates_come_back_as_they_were_kept() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap();
    assert!(run.states.is_empty() && run.next_batch() == Some(1));
    store.keep_state(run.id, &state(1)).unwrap();
    store.keep_state(run.id, &state(2)).unwrap();
    let answer = SlateRatings {
        ratings: vec![SimulatedRating {
            item: 12.into(),
            rating: Rating::whole(4),
            reason: Some("why".into()),
        }],
        missing: vec![Id::parse("b-7")],
        invalid: vec![InvalidRating { item: 9.into(), raw: "4.5/5".into() }],
        usage: Usage { calls: 3, attempts: 2, ..Usage::default() },
    };
    let kept = store.keep_slate(run.id, 2, &answer).unwrap();
    drop(store);

    let mut store = open(&path);
    let again = store.ensure_run(&new(1)).unwrap();
    assert_eq!(again.id, run.id, "the same study is resumed");
    assert_eq!(again.states, [state(1), state(2)]);
    assert_eq!(again.spec, spec(1, u64::MAX));
    assert_eq!(store.slates(run.id).unwrap(), std::slice::from_ref(&kept));
    assert_eq!(kept.answer, answer);
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
    assert!(again.created.ends_with('Z') && again.created.len() == 20, "{}", again.created);
}

#[test]
fn what_differs_in_anything_is_another_run() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let mut variants = vec![new(1), new(2)];
    let mut vary = |change: &dyn Fn(&mut NewRun)| {
        let mut other = new(1);
        change(&mut other);
        variants.push(other);
    };
    vary(&|run| run.name = "other".into());
    vary(&|run| run.spec.seed = 8);
    vary(&|run| run.spec.split = "u2".into());
    vary(&|run| run.spec.data = DataHash(2));
    vary(&|run| run.spec.history.order = Order::NewestFirst);
    vary(&|run| run.spec.history.length = 20.try_into().unwrap());
    vary(&|run| run.spec.simulator.model = Some("m".into()));
    vary(&|run| run.spec.simulator.parameters = "t=0".into());
    let ids: Vec<_> = variants.iter().map(|new| store.ensure_run(new).unwrap().id).collect();
    let again: Vec<_> = variants.iter().map(|new| store.ensure_run(new).unwrap().id).collect();
    assert_eq!(ids, again);
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    let of_user = RunFilter { user: Some(2.into()), ..RunFilter::default() };
    assert_eq!(store.runs(&of_user).unwrap().len(), 1);
    let of_data = RunFilter { data: Some(DataHash(2)), ..RunFilter::default() };
    assert_eq!(store.runs(&of_data).unwrap().len(), 1);
    assert_eq!(store.runs(&RunFilter::default()).unwrap().len(), variants.len());
}

#[test]
fn forks_share_what_came_before_and_nothing_after() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let main = store.ensure_run(&new(1)).unwrap().id;
    for batch in 1..=3 {
        store.keep_state(main, &state(batch)).unwrap();
    }
    let side = store.fork(main, 3, "side", &spec(1, 8)).unwrap();
    assert_eq!(side.states, [state(1), state(2)]);
    assert_eq!(side.fork, Some(ForkPoint { run: main, from_batch: 3 }));
    let other = ProfileState { profile: "Another third.".into(), ..state(3) };
    store.keep_state(side.id, &other).unwrap();
    let twig = store.fork(side.id, 4, "twig", &spec(1, 9)).unwrap();
    assert_eq!(twig.states, [state(1), state(2), other]);
    store.keep_state(twig.id, &state(4)).unwrap();
    assert_eq!(store.run(main).unwrap().states.len(), 3);
    assert_eq!(store.run(side.id).unwrap().states.len(), 3);
    assert!(store.run(twig.id).unwrap().is_complete());
    assert_eq!(store.summary(twig.id).unwrap().written, 4);

    assert!(matches!(store.fork(main, 5, "late", &spec(1, 8)), Err(StoreError::ForkTooLate { .. })));
    assert!(matches!(store.fork(main, 0, "never", &spec(1, 8)), Err(StoreError::ForkTooLate { .. })));
    assert!(matches!(store.run(RunId(99)), Err(StoreError::NoSuchRun(RunId(99)))));
}

#[test]
fn states_are_kept_in_order_and_never_overwritten() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    assert!(matches!(store.keep_state(run, &state(2)), Err(StoreError::OutOfOrder { written: 0, .. })));
    assert!(store.keep_state(run, &state(1)).unwrap());
    assert!(!store.keep_state(run, &ProfileState { profile: "Usurper.".into(), ..state(1) }).unwrap());
    assert_eq!(store.run(run).unwrap().states, [state(1)]);
}

#[test]
fn newer_foreign_and_broken_files_are_refused_and_left_alone() {
    let (_folder, path) = fresh();
    drop(open(&path));
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let message = Store::open(&path, OpenMode::Create).err().unwrap().to_string();
    assert!(message.contains("newer lusifer (schema 99"), "{message}");
    // Tables that its version does not have: what SQLite says is said without the text of a migration.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let message = Store::open(&path, OpenMode::Create).err().unwrap().to_string();
    assert!(message.contains("is damaged (") && message.contains("move it away"), "{message}");
    assert!(message.len() < 300 && !message.contains("CREATE"), "{message}");

    let foreign = path.with_file_name("foreign.db");
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    connection.execute_batch("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)").unwrap();
    drop(connection);
    assert!(matches!(Store::open(&foreign, OpenMode::Create), Err(StoreError::Foreign { .. })));
    let connection = rusqlite::Connection::open(&foreign).unwrap();
    assert_eq!(
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get::<_, i64>(0)).unwrap(),
        1
    );

    let text = path.with_file_name("text.db");
    std::fs::write(&text, "this is not a database, whatever its name says".repeat(50)).unwrap();
    assert!(matches!(Store::open(&text, OpenMode::Create), Err(StoreError::Foreign { .. })));
}

#[test]
fn looking_creates_nothing() {
    let (folder, path) = fresh();
    let store = Store::open(&path, OpenMode::Look).unwrap();
    assert!(store.runs(&RunFilter::default()).unwrap().is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn many_writers_on_one_file_agree_on_one_run() {
    let (_folder, path) = fresh();
    let ids: Vec<RunId> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut store = open(&path);
                    let run = store.ensure_run(&new(1)).unwrap().id;
                    for batch in 1..=4 {
                        store.keep_state(run, &state(batch)).unwrap();
                    }
                    run
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let store = open(&path);
    assert_eq!(store.run(ids[0]).unwrap().states, (1..=4).map(state).collect::<Vec<_>>());
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_was_sent_is_done_even_if_nobody_waits() {
    let (_folder, path) = fresh();
    let handle = StoreHandle::open(path.clone(), OpenMode::Create).unwrap();
    let run = handle.with(|store| store.ensure_run(&new(1))).await.unwrap().id;
    let impatient = handle.with(move |store| store.keep_state(run, &state(1)));
    // Polled once, then dropped: the job is in the queue, the caller is gone.
    futures::future::select(Box::pin(impatient), futures::future::ready(())).await;
    let written = handle.with(move |store| store.run(run)).await.unwrap().states;
    assert_eq!(written, [state(1)]);
}

#[test]
fn a_run_in_the_trash_is_in_no_list_and_comes_back_whole() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    store.keep_state(run, &state(1)).unwrap();
    assert!(store.trash(run).unwrap());
    assert!(!store.trash(run).unwrap(), "it is there already");
    assert!(store.runs(&RunFilter::default()).unwrap().is_empty());
    let trashed = store.runs(&RunFilter { trash: Trash::Only, ..RunFilter::default() }).unwrap();
    assert!(trashed[0].trashed.as_ref().is_some_and(|when| when.ends_with('Z')));
    assert!(matches!(store.keep_state(run, &state(2)), Err(StoreError::InTrash(at)) if at == run));
    assert!(matches!(store.keep_slate(run, 1, &SlateRatings::default()), Err(StoreError::InTrash(_))));
    assert!(matches!(store.fork(run, 1, "side", &spec(1, 8)), Err(StoreError::InTrash(_))));

    let afresh = store.ensure_run(&new(1)).unwrap().id;
    assert_ne!(afresh, run, "a run in the trash is not gone on with");
    assert!(store.restore(run).unwrap() && !store.restore(run).unwrap());
    assert_eq!(store.run(run).unwrap().states, [state(1)]);
    assert_eq!(store.runs(&RunFilter::default()).unwrap().len(), 2);
    assert!(matches!(store.trash(RunId(99)), Err(StoreError::NoSuchRun(_))));
}

#[test]
fn forks_keep_what_they_share_with_a_run_in_the_trash() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let main = store.ensure_run(&new(1)).unwrap().id;
    for batch in 1..=3 {
        store.keep_state(main, &state(batch)).unwrap();
    }
    let side = store.fork(main, 3, "side", &spec(1, 8)).unwrap().id;
    let twig = store.fork(side, 2, "twig", &spec(1, 9)).unwrap().id;
    store.trash(main).unwrap();
    store.trash(side).unwrap();
    assert_eq!(store.run(twig).unwrap().states, [state(1)]);
    assert!(store.keep_state(twig, &state(2)).unwrap());
    assert_eq!(store.forks_of(main).unwrap().len(), 1);
    assert_eq!(store.run(main).unwrap().states.len(), 3, "what is in the trash can be read");
    drop(store);
    let store = open(&path);
    assert_eq!(store.run(twig).unwrap().states, [state(1), state(2)]);
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_run_has_another_name_and_is_the_same_run() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    store.keep_state(run, &state(1)).unwrap();
    assert_eq!(store.rename(run, "漢字 “main”; DROP").unwrap(), "main");
    let renamed = store.run(run).unwrap();
    assert_eq!((renamed.name.as_str(), renamed.states.len()), ("漢字 “main”; DROP", 1));
    assert!(matches!(store.rename(RunId(9), "x"), Err(StoreError::NoSuchRun(_))));
}

/// What the first version of the program wrote, with a fork and a rated slate.
const VERSION_1: &str = include_str!("store/version-1.sql");

#[test]
fn a_file_of_the_first_version_is_migrated_with_everything_in_it() {
    let (_folder, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(VERSION_1).unwrap();
    drop(connection);

    let mut store = open(&path);
    let sound = store.check().unwrap();
    let (_second, other) = fresh();
    let newest = open(&other).check().unwrap().schema;
    assert_eq!((sound.problems, sound.schema), (Vec::<String>::new(), newest));
    let runs = store.runs(&RunFilter::default()).unwrap();
    assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [RunId(1), RunId(4)]);
    assert!(runs.iter().all(|run| run.trashed.is_none()));
    assert_eq!(store.run(RunId(1)).unwrap().states, [state(1), state(2)]);
    let fork = store.run(RunId(4)).unwrap();
    assert_eq!((fork.name.as_str(), fork.states), ("side", vec![state(1)]));
    let slates = store.slates(RunId(1)).unwrap();
    assert_eq!(slates[0].answer.ratings[0].rating, Rating::whole(4));
    assert_eq!((slates[0].answer.missing.len(), slates[0].answer.invalid.len()), (1, 1));
    assert_eq!(store.ensure_run(&new(1)).unwrap().id, RunId(1), "it is gone on with");
    assert!(store.trash(RunId(1)).unwrap());
    // Numbers go on where they were, so that none is given twice.
    assert_eq!(store.ensure_run(&new(2)).unwrap().id, RunId(5));
}

#[test]
fn calls_from_before_their_items_were_kept_stay() {
    let (_folder, path) = fresh();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch(VERSION_1).unwrap();
    connection.execute_batch(CALLS_OF_VERSION_3).unwrap();
    drop(connection);
    let calls = open(&path).calls(RunId(1)).unwrap();
    assert_eq!((calls.len(), calls[0].made.task, calls[0].made.batch), (1, Task::Rating, 2));
    assert_eq!((calls[0].made.text.as_str(), calls[0].made.items.len()), ("{}", 0));
}

/// What versions 2 and 3 of the schema added, and a call.
const CALLS_OF_VERSION_3: &str = "
    ALTER TABLE run ADD COLUMN trashed TEXT;
    CREATE TABLE call (
        id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run (id),
        task TEXT NOT NULL CHECK (task IN ('profile', 'rating')), batch INTEGER NOT NULL CHECK (batch > 0),
        attempt INTEGER NOT NULL CHECK (attempt > 0), attempts INTEGER NOT NULL, provider TEXT NOT NULL,
        model TEXT NOT NULL, answered_by TEXT, sent TEXT NOT NULL, outcome TEXT NOT NULL, finish TEXT,
        tokens_in INTEGER, tokens_cached INTEGER, tokens_out INTEGER, cost_usd REAL, first_ms INTEGER,
        total_ms INTEGER NOT NULL, url TEXT NOT NULL, request TEXT NOT NULL, status INTEGER,
        headers TEXT NOT NULL, body BLOB NOT NULL, text TEXT NOT NULL, rungs TEXT NOT NULL, warnings TEXT NOT NULL
    ) STRICT;
    CREATE INDEX call_by_run ON call (run);
    INSERT INTO call VALUES (1, 1, 'rating', 2, 1, 3, 'openai', 'small', NULL, '2026-11-22T10:00:00Z',
        '{\"kind\":\"accepted\"}', 'stop', 1, NULL, 2, NULL, NULL, 5, 'http://localhost', '{}', 200, '[]', x'00ff',
        '{}', '[]', '[]');
    PRAGMA user_version = 3;
";

#[test]
fn calls_come_back_as_they_were_made_also_those_of_a_run_in_the_trash() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    let good = NewCall {
        task: Task::Profile,
        batch: 2,
        items: vec![7.into(), Id::parse("b7")],
        attempt: 1,
        attempts: 3,
        provider: "openai".into(),
        model: "small".into(),
        answered_by: Some("small-2026".into()),
        sent: "2026-11-22T10:00:00Z".into(),
        outcome: Outcome::Repaired { what: "a fence was taken off".into() },
        finish: Some("stop".into()),
        cost: CallCost {
            tokens_in: Some(u64::MAX >> 1),
            tokens_cached: None,
            tokens_out: Some(0),
            cost_usd: Some(0.25),
            first_ms: Some(3),
            total_ms: 7,
        },
        exchange: Exchange {
            url: "http://localhost/v1/chat/completions".into(),
            request: "{}".into(),
            status: Some(200),
            headers: vec![("x-request-id".into(), "1".into())],
            body: vec![0, 255, 10],
        },
        text: "```\n{}\n```".into(),
        rungs: vec![Rung { name: "one JSON object".into(), passed: true, found: String::new() }],
        warnings: vec!["names 2 titles".into()],
    };
    let failed = NewCall {
        outcome: Outcome::Failed { cause: "rate-limited".into(), words: "slow down".into() },
        cost: CallCost::default(),
        exchange: Exchange::default(),
        ..good.clone()
    };
    let first = store.keep_call(run, &good, CallMark::Step).unwrap();
    assert!(store.trash(run).unwrap());
    let second = store.keep_call(run, &failed, CallMark::Step).unwrap();
    assert!(second > first);
    let calls = store.calls(run).unwrap();
    let expected = [
        Call { id: first, run, is_test: false, repetition: None, made: good },
        Call { id: second, run, is_test: false, repetition: None, made: failed.clone() },
    ];
    assert_eq!(calls, expected);
    assert!(
        matches!(store.keep_call(RunId(99), &failed, CallMark::Step), Err(StoreError::Sqlite { .. })),
        "no such run"
    );
}

#[test]
fn of_each_item_the_newest_answer_counts() {
    let (_folder, path) = fresh();
    let mut store = open(&path);
    let run = store.ensure_run(&new(1)).unwrap().id;
    store.keep_state(run, &state(1)).unwrap();
    let rated = |item: i64, rating| SimulatedRating {
        item: item.into(),
        rating: Rating::whole(rating),
        reason: None,
    };
    let answer = SlateRatings { ratings: vec![rated(1, 2), rated(2, 5)], ..SlateRatings::default() };
    store.keep_slate(run, 1, &answer).unwrap();
    let answer =
        SlateRatings { ratings: vec![rated(1, 4)], missing: vec![2.into()], ..SlateRatings::default() };
    store.keep_slate(run, 1, &answer).unwrap();
    let newest = |store: &Store| {
        let mut newest = store.newest_ratings(&RunFilter::default()).unwrap();
        newest.sort_by_key(|(_, item, _)| item.to_string());
        newest
    };
    assert_eq!(newest(&store), [(run, 1.into(), Some(Rating::whole(4))), (run, 2.into(), None)]);
    // What a later state said counts, even where an earlier one is asked again after it.
    store.keep_state(run, &state(2)).unwrap();
    for (batch, rating) in [(2, 3), (1, 5)] {
        let answer = SlateRatings { ratings: vec![rated(1, rating)], ..SlateRatings::default() };
        store.keep_slate(run, batch, &answer).unwrap();
    }
    assert_eq!(newest(&store)[0], (run, 1.into(), Some(Rating::whole(3))));
}
