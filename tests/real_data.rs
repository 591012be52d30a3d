//! The real MovieLens 100K where `../shared` has it: every count that is known of it, and histories computed
//! once more by the most naive method.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lusifer::data::{DataCheck, Format, OpenOptions, Opened, Progress, Source, check, open, split};
use lusifer::domain::{History, HistorySpec, Id, ItemIx, Order, Split};
use serde_json::Value;

struct Real {
    opened: Opened,
    u1: Split,
    golden: Value,
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

static REAL: LazyLock<Option<Real>> = LazyLock::new(|| {
    let shared = shared();
    if !shared.join("data/ml-100k/u.data").is_file() {
        return None;
    }
    let options = OpenOptions {
        item_texts: Some(shared.join("data/recorded-100k/movies_enriched_100k.csv")),
        ..OpenOptions::default()
    };
    let opened = open(&Source::Path(shared.join("data/ml-100k")), &options, &Progress::default()).unwrap();
    let u1 = split(&opened, None).unwrap();
    let golden = fs::read(shared.join("reference/golden/data_quality.json")).unwrap();
    Some(Real { opened, u1, golden: serde_json::from_slice(&golden).unwrap() })
});

fn real() -> Option<&'static Real> {
    if REAL.is_none() {
        eprintln!("skipped: ../shared is not here");
    }
    REAL.as_ref()
}

fn doctor(real: &Real, order: Order) -> DataCheck {
    check(&real.opened, &real.u1, &HistorySpec { order, ..HistorySpec::default() })
}

impl Real {
    fn count(&self, name: &str) -> usize {
        usize::try_from(self.golden[name].as_u64().unwrap()).unwrap()
    }

    fn title(&self, id: i64) -> &str {
        let items = &self.opened.dataset.items;
        items.title(items.find(&Id::Number(id)).unwrap())
    }
}

#[test]
fn counts_are_those_of_the_readme() {
    let Some(real) = real() else { return };
    let data = &real.opened.dataset;
    assert_eq!(real.opened.format, Format::MovieLens100K);
    assert_eq!((data.users.len(), data.items.len(), data.interactions.len()), (943, 1682, 100_000));
    assert_eq!((real.u1.name(), real.u1.training_len(), real.u1.held_out_len()), ("u1", 80_000, 20_000));
    assert_eq!(data.items.genre_names().len(), 19);
    assert!(data.items.genre_names().iter().any(|name| &**name == "Children's"));
    let found = doctor(real, Order::Chronological);
    assert_eq!(found.counts.by_level, [6110, 11_370, 27_145, 34_174, 21_201]);
    assert_eq!(found.counts.duplicates, real.count("u.data dup (user,item)"));
    assert_eq!(found.counts.users_with_held_out, real.count("u1 test users"));
}

#[test]
fn odd_titles_are_read_as_they_are() {
    let Some(real) = real() else { return };
    for pair in real.golden["u.item non-ascii titles"].as_array().unwrap() {
        let id: i64 = pair[0].as_str().unwrap().parse().unwrap();
        assert_eq!(real.title(id), pair[1].as_str().unwrap());
    }
    for pair in real.golden["u.item trailing/double space titles"].as_array().unwrap() {
        let id: i64 = pair[0].as_str().unwrap().parse().unwrap();
        assert_eq!(real.title(id), pair[1].as_str().unwrap().trim());
    }
    let items = &real.opened.dataset.items;
    let without: Vec<_> = items.all().filter(|&item| items.year(item).is_none()).collect();
    assert_eq!(without, [items.find(&Id::Number(267)).unwrap()], "only the item titled \"unknown\"");
    assert_eq!(items.year(items.find(&Id::Number(1412)).unwrap()), Some(1995));
    let users = &real.opened.dataset.users;
    let zips = users.all().filter_map(|user| users.value(user, "zip_code"));
    let odd = zips.filter(|zip| !zip.bytes().all(|byte| byte.is_ascii_digit())).count();
    assert_eq!(odd, real.count("u.user non-numeric zip"));
}

#[test]
fn the_doctor_finds_what_is_known_of_histories() {
    let Some(real) = real() else { return };
    let found = doctor(real, Order::Chronological);
    let training = &found.training;
    assert_eq!(training.below_history, real.count("u1 users train<40"));
    assert_eq!(training.at_most_10, real.count("u1 users train<=10"));
    assert_eq!(training.below_10, real.count("u1 users train<10"));
    assert_eq!(training.below_20, real.count("u1 users train<20"));
    let sizes = serde_json::json!([training.min, training.median, training.max]);
    assert_eq!(sizes, real.golden["min/median/max train"]);
    let batches = real.golden["chunks by train count (all 943)"].as_object().unwrap();
    for (number, users) in batches {
        let number: usize = number.parse().unwrap();
        assert_eq!(training.batches[number] as u64, users.as_u64().unwrap(), "{number} batches");
    }
    let share = training.in_histories as f64 / found.counts.training as f64;
    assert!((share - real.golden["last40 share of u1.base"].as_f64().unwrap()).abs() < 1e-12);
    // From the study of baselines: items that occur in any history.
    assert_eq!(found.counts.items_in_histories, 1491);
    assert_eq!(found.counts.held_out_items_unseen, real.count("u1.test items not in u1.base"));
}

#[test]
fn the_doctor_finds_what_is_known_of_ties() {
    let Some(real) = real() else { return };
    let found = doctor(real, Order::Chronological);
    let times = found.times.as_ref().unwrap();
    let known = &real.golden["ties u1.base"];
    let count = |name: &str| usize::try_from(known[name].as_u64().unwrap()).unwrap();
    assert_eq!(times.users_with_tie, count("users with any tie"));
    assert_eq!(times.users_with_border_inside_tie, count("tie across any batch boundary oldest-first"));
    assert_eq!(times.users_history_starts_inside_tie, count("tie across 40 boundary"));
    let name = "tied rows share (rows sharing ts with another row of same user)";
    assert!((times.tied_training as f64 / 80_000.0 - known[name].as_f64().unwrap()).abs() < 1e-12);
    assert!((times.tied as f64 / 1e5 - real.golden["ties u.data"][name].as_f64().unwrap()).abs() < 1e-12);
    let newest = doctor(real, Order::NewestFirst).times.unwrap();
    assert_eq!(
        newest.users_with_border_inside_tie,
        count("tie across any batch boundary newest-first (10/20/30)")
    );
    // The last 40 are often one sitting: a median of 24 minutes, 64 % within an hour; 43 % of borders cut a tie.
    let percent = |count: usize, of: usize| (100.0 * count as f64 / of as f64).round() as usize;
    assert_eq!((times.median_span_seconds.unwrap() / 60.0).round() as usize, 24);
    assert_eq!(percent(times.spans_within_hour, times.histories), 64);
    assert_eq!(percent(times.borders_inside_ties, times.borders), 43);
}

#[test]
fn the_doctor_finds_what_is_known_of_texts() {
    let Some(real) = real() else { return };
    let report = real.opened.texts.as_ref().unwrap();
    let known = &real.golden["movies movies_enriched_100k.csv"];
    assert_eq!(report.rows as u64, known["rows"].as_u64().unwrap());
    assert_eq!(report.unknown_items, 0);
    let texts = doctor(real, Order::Chronological).texts;
    let missing = texts.without_any_text;
    assert_eq!(missing.items, real.count("100k items without overview"));
    assert_eq!(missing.training, real.count("u1.base rows w/o overview"));
    assert_eq!(missing.held_out, real.count("u1.test rows on items without overview"));
    assert_eq!(
        missing.in_histories,
        real.count("last40 rows w/o overview (silently dropped by inner merge)")
    );
    assert_eq!(missing.users, real.count("users whose prompts lose >=1 of 40"));
    let empty = usize::try_from(known["null_overview"].as_u64().unwrap()).unwrap();
    assert_eq!(texts.without_overview.items, missing.items + empty);
    assert_eq!(texts.other_years as u64, known["tmdb_year_off_gt1"].as_u64().unwrap());
    let titles = real.golden["u.item duplicate titles"].as_object().unwrap();
    assert_eq!((texts.shared_titles, texts.without_year), (titles.len(), 1));
    let columns: Vec<_> = report.columns.iter().map(String::as_str).collect();
    assert_eq!(
        columns,
        [
            "release_date",
            "original_language",
            "overview",
            "popularity",
            "release_date.1",
            "runtime",
            "tagline",
            "vote_average",
            "vote_count"
        ]
    );
    let toy_story: Vec<_> = real.opened.dataset.items.texts().of(ItemIx(0)).collect();
    assert!(toy_story.contains(&("release_date", "01-Jan-1995")));
    assert!(toy_story.contains(&("release_date.1", "1995-10-30")));
    assert!(toy_story.contains(&("vote_average", "7.973")));
}

/// The training rows of every user by the most naive method: split the lines, sort, take the last.
fn naive_histories(order: Order) -> BTreeMap<i64, Vec<(i64, i64)>> {
    let text = fs::read_to_string(shared().join("data/ml-100k/u1.base")).unwrap();
    let mut users: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for line in text.lines() {
        let fields: Vec<i64> = line.split('\t').map(|field| field.parse().unwrap()).collect();
        users.entry(fields[0]).or_default().push((fields[3], fields[1]));
    }
    for rows in users.values_mut() {
        rows.sort_unstable();
        match order {
            Order::Chronological => drop(rows.drain(..rows.len().saturating_sub(40))),
            Order::NewestFirst => {
                rows.sort_by_key(|&(time, item)| (-time, item));
                rows.truncate(40);
            }
        }
    }
    users
}

#[test]
fn histories_and_borders_are_those_of_the_naive_method() {
    let Some(real) = real() else { return };
    let data = &real.opened.dataset;
    for order in [Order::Chronological, Order::NewestFirst] {
        let naive = naive_histories(order);
        assert_eq!(naive.len(), 943);
        for (id, expected) in naive {
            let user = data.users.find(&Id::Number(id)).unwrap();
            let spec = HistorySpec { order, ..HistorySpec::default() };
            let history = History::of(data, &real.u1, user, &spec);
            let found: Vec<_> =
                history.interactions().iter().map(|row| (row.timestamp.unwrap(), row.item.clone())).collect();
            let wanted: Vec<_> = expected.iter().map(|&(time, item)| (time, Id::Number(item))).collect();
            assert_eq!(found, wanted, "user {id}, {order:?}");
            let borders: Vec<bool> = history.batches().map(|batch| batch.starts_inside_tie).collect();
            let tied = |at: usize| at > 0 && expected[at].0 == expected[at - 1].0;
            let wanted: Vec<bool> = (0..expected.len()).step_by(10).map(tied).collect();
            assert_eq!(borders, wanted, "user {id}, {order:?}");
        }
    }
}

#[test]
fn base_and_test_are_u_data() {
    let Some(real) = real() else { return };
    let folder = tempfile::tempdir().unwrap();
    for name in ["u1.base", "u1.test", "u.item", "u.user", "u.genre"] {
        fs::copy(shared().join("data/ml-100k").join(name), folder.path().join(name)).unwrap();
    }
    let source = Source::Path(folder.path().to_owned());
    let union = open(&source, &OpenOptions::default(), &Progress::default()).unwrap();
    assert_eq!(union.dataset.hash, real.opened.dataset.hash);
    assert_eq!(split(&union, None).unwrap(), real.u1);
}

#[test]
fn a_cut_in_time_of_the_real_data_leaks_nothing() {
    let Some(real) = real() else { return };
    let future = split(&real.opened, Some(&"future:0.2".parse().unwrap())).unwrap();
    assert!((19_000..=20_000).contains(&future.held_out_len()), "{}", future.held_out_len());
    let found = check(&real.opened, &future, &HistorySpec::default());
    let times = found.times.unwrap();
    assert_eq!((times.held_out_older_than_own_training, times.held_out_older_than_any_training), (0, 0));
}

#[test]
fn recorded_tables_open_as_ratings_files() {
    let Some(_) = real() else { return };
    for (name, rows) in [("rating_test_df_100k_local.csv", 4292), ("rating_test_df_100k_u1.csv", 19_656)] {
        let path = shared().join("data/recorded-100k").join(name);
        let opened = open(&Source::Path(path), &OpenOptions::default(), &Progress::default()).unwrap();
        assert_eq!((opened.format, opened.dataset.interactions.len()), (Format::RatingsFile, rows), "{name}");
    }
}
