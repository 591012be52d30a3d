//! The sample data in `sample-data/`: the committed files are what the generator makes, they are sound
//! ML-100K, and they hold what their README promises.

#![cfg(test)]

#[path = "../sample-data/generator/sample/mod.rs"]
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use lusifer::domain::{HistorySpec, Order};
use sample::films::{self, Film};
use serde_json::Value;

/// Both the files that are compiled in and the whole folder, sources included, stay below this many bytes.
const LIMIT: u64 = 400_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    user: u32,
    time: i64,
    item: u32,
    stars: u8,
}

fn rows(name: &str) -> Vec<Row> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [user, item, stars, time] = fields[..] else { panic!("{name}: {line:?}") };
        Row {
            user: user.parse().unwrap(),
            item: item.parse().unwrap(),
            stars: stars.parse().unwrap(),
            time: time.parse().unwrap(),
        }
    };
    let text = text(name);
    assert!(text.ends_with('\n') && !text.contains('\r'));
    text.lines().map(row).collect()
}

/// Training rows of each user, oldest first, ties by item id: the study's order.
fn training() -> BTreeMap<u32, Vec<Row>> {
    let mut users: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    for row in rows("u1.base") {
        users.entry(row.user).or_default().push(row);
    }
    for rows in users.values_mut() {
        rows.sort();
    }
    users
}

fn truths() -> Vec<Value> {
    text("truth.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// `u.item` decoded: (id, title, genre flags).
fn items() -> Vec<(u32, String, Vec<String>)> {
    let latin1: String = bytes("u.item").iter().map(|&byte| char::from(byte)).collect();
    let item = |line: &str| {
        let fields: Vec<String> = line.split('|').map(str::to_owned).collect();
        assert_eq!(fields.len(), 24, "{line}");
        assert_eq!(fields[2].len(), "01-Jan-1995".len(), "{line}");
        assert!(fields[2].starts_with("01-Jan-"), "{line}");
        assert!(fields[1].ends_with(&format!(" ({})", &fields[2][7..])), "title and date disagree: {line}");
        (fields[0].parse().unwrap(), fields[1].clone(), fields[5..].to_vec())
    };
    latin1.lines().map(item).collect()
}

#[test]
fn the_generator_makes_the_committed_files() {
    let made = tempfile::tempdir().unwrap();
    for (name, bytes) in sample::files().unwrap() {
        fs::write(made.path().join(name), bytes).unwrap();
    }
    let mut compared = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if ["README.md", ".gitattributes", "generator"].contains(&&*name) {
            continue;
        }
        let again = fs::read(made.path().join(&name)).unwrap();
        assert!(again == bytes(&name), "{name} is not what the generator makes: run the example");
        compared += 1;
    }
    assert_eq!(compared, 10);
}

#[test]
fn it_is_small_enough_to_be_compiled_in() {
    fn size(path: &Path) -> u64 {
        if path.is_dir() {
            fs::read_dir(path).unwrap().map(|entry| size(&entry.unwrap().path())).sum()
        } else {
            path.metadata().unwrap().len()
        }
    }
    let whole = size(&folder());
    assert!(whole < LIMIT, "sample-data/ has {whole} bytes");
}

#[test]
fn items_are_many_distinct_and_described() {
    let items = items();
    assert!(items.len() >= 200);
    let titles: BTreeSet<_> = items.iter().map(|(_, title, _)| title).collect();
    assert_eq!(titles.len(), items.len(), "a title is there twice");
    assert!(items.iter().map(|item| item.0).eq(1..=items.len() as u32), "ids are 1, 2, 3 ...");
    for (_, title, flags) in &items {
        assert!(flags.iter().all(|flag| flag == "0" || flag == "1"), "{title}");
        assert_eq!(flags[0], "0", "{title} is of no known genre");
        assert!(flags.contains(&"1".to_owned()), "{title} has no genre");
    }
    let accented = items.iter().filter(|(_, title, _)| !title.is_ascii()).count();
    assert!(accented >= 8, "only {accented} titles need Latin-1");

    let mut texts = BTreeMap::new();
    for record in csv::Reader::from_reader(&bytes("item-texts.csv")[..]).records() {
        let record = record.unwrap();
        texts.insert(record[0].parse::<u32>().unwrap(), record[1].to_owned());
    }
    assert!(texts.keys().copied().eq(1..=items.len() as u32), "every item has an overview");
    assert!(texts.values().all(|text| (80..=260).contains(&text.len()) && text.ends_with('.')));
    let distinct: BTreeSet<_> = texts.values().collect();
    assert_eq!(distinct.len(), items.len());
}

#[test]
fn names_of_genres_and_occupations_are_those_of_the_original() {
    let genres = text("u.genre");
    assert!(genres.starts_with("unknown|0\nAction|1\n") && genres.ends_with("War|17\nWestern|18\n\n"));
    assert_eq!(genres.lines().count(), 20);
    let occupations: BTreeSet<String> = text("u.occupation").lines().map(str::to_owned).collect();
    assert_eq!(occupations.len(), 21);
    let mut genders = BTreeMap::new();
    for (line, id) in text("u.user").lines().zip(1_u32..) {
        let fields: Vec<&str> = line.split('|').collect();
        let [user, age, gender, occupation, zip] = fields[..] else { panic!("{line}") };
        assert_eq!(user.parse(), Ok(id));
        assert!((13..=78).contains(&age.parse::<u8>().unwrap()), "{line}");
        assert!(occupations.contains(occupation), "{line}");
        assert_eq!(zip.len(), 5, "{line}");
        *genders.entry(gender.to_owned()).or_insert(0) += 1;
    }
    assert_eq!(genders, BTreeMap::from([("F".to_owned(), 27), ("M".to_owned(), 27)]));
}

#[test]
fn ratings_are_in_range_and_the_split_divides_them() {
    let all = rows("u.data");
    let items = items().len() as u32;
    let pairs: BTreeSet<_> = all.iter().map(|row| (row.user, row.item)).collect();
    assert_eq!(pairs.len(), all.len(), "a user rated an item twice");
    for row in &all {
        assert!((1..=5).contains(&row.stars) && (1..=items).contains(&row.item), "{row:?}");
        // September 1997 to December 2002.
        assert!((873_000_000..1_041_000_000).contains(&row.time), "{row:?}");
    }
    let rated: BTreeSet<_> = all.iter().map(|row| row.item).collect();
    assert_eq!(rated.len() as u32, items, "every item is rated by somebody");

    let mut joined = rows("u1.base");
    joined.extend(rows("u1.test"));
    joined.sort();
    let mut sorted = all.clone();
    sorted.sort();
    assert_eq!(joined, sorted, "u1.base and u1.test together are u.data");

    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for row in &all {
        *counts.entry(row.user).or_default() += 1;
    }
    assert_eq!(counts.values().filter(|&&count| count >= 60).count(), 48);
    assert!(counts.values().filter(|&&count| count <= 25).count() >= 4, "users for cold start");
    let held_out: BTreeSet<_> = rows("u1.test").iter().map(|row| row.user).collect();
    assert_eq!(held_out.len(), counts.len(), "every user can be tested");
    for (user, rows) in training() {
        assert!(counts[&user] < 60 || rows.len() >= 40, "user {user} has {} training ratings", rows.len());
    }
    let info = format!("{} users\n{items} items\n{} ratings\n", counts.len(), all.len());
    assert_eq!(text("u.info"), info);
}

#[test]
fn drifts_begin_where_a_batch_of_the_last_40_begins() {
    let spec = HistorySpec::default();
    assert_eq!(
        (spec.length, spec.batch_size, spec.order),
        (NonZeroUsize::new(40).unwrap(), NonZeroUsize::new(10).unwrap(), Order::Chronological),
        "the drifts are laid for the study's defaults"
    );
    let training = training();
    let held_out = rows("u1.test");
    let mut drifting = 0;
    for truth in truths() {
        let user = truth["user"].as_u64().unwrap() as u32;
        let rows = &training[&user];
        assert_eq!(truth["training"].as_u64().unwrap() as usize, rows.len());
        let Some(drift) = truth["drift"].as_object() else { continue };
        drifting += 1;
        let batch = drift["batch"].as_u64().unwrap() as usize;
        let position = drift["history_position"].as_u64().unwrap() as usize;
        assert!((2..=4).contains(&batch) && position == (batch - 1) * 10 + 1, "user {user}");
        let history = &rows[rows.len() - 40..];
        let turn = drift["timestamp"].as_i64().unwrap();
        assert_eq!(history[position - 1].time, turn, "user {user}");
        assert!(history[position - 2].time < turn, "user {user}: a tie crosses the drift");
        assert_eq!(drift["training_position"].as_u64().unwrap() as usize, rows.len() - 40 + position);
        let later = held_out.iter().filter(|row| row.user == user && row.time >= turn).count();
        assert!(later >= 8, "user {user} has {later} held-out ratings after the drift");
        let changes = ["genres", "themes", "tones"].iter().any(|kind| drift.contains_key(*kind));
        assert!(changes || drift["level"] != 0, "user {user} drifts nowhere");
    }
    assert!(drifting * 3 >= 48, "{drifting} users drift, not a third");
}

/// What a film's genres, themes, tones and decade add for a user with these weights, in hundredths of a star.
fn liking(weights: &Value, film: &Film) -> i64 {
    let kinds = [("genres", &film.genres), ("themes", &film.themes), ("tones", &film.tones)];
    let named =
        kinds.into_iter().flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.clone())));
    named
        .chain([("decades", film.decade())])
        .filter_map(|(kind, name)| weights.get(kind)?.get(name)?.as_i64())
        .sum()
}

/// The weights of a user after the drift, as the README says to read them.
fn drifted(truth: &Value) -> Value {
    let mut weights = truth["taste"].clone();
    for kind in ["genres", "themes", "tones", "decades"] {
        let Some(changed) = truth["drift"][kind].as_object() else { continue };
        for (name, weight) in changed {
            weights[kind][name] = weight.clone();
        }
    }
    weights
}

fn pearson(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), pair| (x + pair.0 / n, y + pair.1 / n));
    let product = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let together = product(&|pair| (pair.0 - x) * (pair.1 - y));
    together / (product(&|pair| (pair.0 - x).powi(2)) * product(&|pair| (pair.1 - y).powi(2))).sqrt()
}

#[test]
fn drifts_show_in_the_last_40_training_ratings() {
    let films = films::read(&text("generator/films.psv")).unwrap();
    let training = training();
    for truth in truths().iter().filter(|truth| truth["drift"].is_object()) {
        let user = truth["user"].as_u64().unwrap() as u32;
        let rows = &training[&user];
        let turn = truth["drift"]["timestamp"].as_i64().unwrap();
        let (before, after): (Vec<Row>, Vec<Row>) =
            rows[rows.len() - 40..].iter().partition(|row| row.time < turn);
        let level = truth["drift"]["level"].as_i64().unwrap();
        if level != 0 {
            let mean =
                |rows: &[Row]| rows.iter().map(|row| f64::from(row.stars)).sum::<f64>() / rows.len() as f64;
            let change = mean(&after) - mean(&before);
            assert!(change * level.signum() as f64 > 0.75, "user {user} changes by {change} stars");
            continue;
        }
        // How much better the new taste likes a film than the old one, against the rating that it was given.
        let new = drifted(truth);
        let follows = |rows: &[Row]| {
            let pair = |row: &Row| {
                let film = &films[row.item as usize - 1];
                ((liking(&new, film) - liking(&truth["taste"], film)) as f64, f64::from(row.stars))
            };
            pearson(&rows.iter().map(pair).collect::<Vec<_>>())
        };
        let (before, after) = (follows(&before), follows(&after));
        assert!(before < -0.5 && after > 0.5, "user {user}: {before:.2} before, {after:.2} after");
    }
}

/// The README and the prompt of a simulator may promise no more than this: whoever knew the truth would be
/// far better than the user's own mean, and whoever clung to the taste before a drift would be worse.
#[test]
fn the_truth_predicts_held_out_ratings_and_the_taste_before_a_drift_does_not() {
    let films = films::read(&text("generator/films.psv")).unwrap();
    let training = training();
    let held_out = rows("u1.test");
    let (mut knowing, mut mean, mut clinging, mut n) = (0.0, 0.0, 0.0, 0.0);
    for truth in truths().iter().filter(|truth| truth["drift"].is_object()) {
        let user = truth["user"].as_u64().unwrap() as u32;
        let turn = truth["drift"]["timestamp"].as_i64().unwrap();
        let number = |value: &Value| value.as_f64().unwrap();
        let score = |weights: &Value, level: f64, film: &Film| {
            let crowd = (film.crowd as f64 - 39.0) / 10.0 * number(&truth["taste"]["quality"]) / 100.0;
            (level / 100.0 + crowd + liking(weights, film) as f64 / 100.0).clamp(1.0, 5.0)
        };
        let first = number(&truth["taste"]["level"]);
        let second = first + number(&truth["drift"]["level"]);
        let new = drifted(truth);
        let rows = &training[&user];
        let own = rows.iter().map(|row| f64::from(row.stars)).sum::<f64>() / rows.len() as f64;
        for row in held_out.iter().filter(|row| row.user == user && row.time >= turn) {
            let film = &films[row.item as usize - 1];
            let stars = f64::from(row.stars);
            knowing += (score(&new, second, film) - stars).powi(2);
            clinging += (score(&truth["taste"], first, film) - stars).powi(2);
            mean += (own - stars).powi(2);
            n += 1.0;
        }
    }
    let [knowing, mean, clinging] = [knowing, mean, clinging].map(|sum: f64| (sum / n).sqrt());
    assert!(n > 150.0 && knowing < 0.7 && mean > 0.95 && clinging > 1.4, "{n}: {knowing} {mean} {clinging}");
}

#[test]
fn ties_contradictions_and_part_scales_are_there_as_told() {
    let all = rows("u.data");
    let training = training();
    let (mut untied, mut cut, mut contradictory) = (0, 0, 0);
    for truth in truths() {
        let user = truth["user"].as_u64().unwrap() as u32;
        let mut times: BTreeMap<i64, usize> = BTreeMap::new();
        for row in all.iter().filter(|row| row.user == user) {
            *times.entry(row.time).or_default() += 1;
        }
        let tied: usize = times.values().filter(|&&count| count > 1).sum();
        assert_eq!(truth["ties"]["tied"].as_u64().unwrap() as usize, tied, "user {user}");
        untied += usize::from(tied == 0);
        let rows = &training[&user];
        let history = &rows[rows.len().saturating_sub(40)..];
        let borders: Vec<usize> = (2..=4)
            .filter(|batch| {
                let first = (batch - 1) * 10;
                first < history.len() && history[first].time == history[first - 1].time
            })
            .collect();
        assert_eq!(truth["ties"]["borders"], Value::from(borders.clone()), "user {user}");
        cut += usize::from(!borders.is_empty());
        contradictory += usize::from(truth["contradiction"].is_object());
        if truth["contradiction"]["moods"].is_object() {
            assert!(truth["contradiction"]["turned"].as_array().unwrap().len() >= 3, "user {user}");
        }
        let spread = |most: i64| truth["span_seconds"].as_i64().unwrap() < most;
        assert!(![16, 19, 41].contains(&user) || spread(1800), "user {user} took longer than one sitting");
        assert!(![21, 37, 47].contains(&user) || !spread(2 * 365 * 86_400), "user {user} was too quick");
    }
    assert!(untied >= 8 && cut >= 10 && contradictory >= 5, "{untied}, {cut}, {contradictory}");

    let used = |user: u32| -> BTreeSet<u8> {
        all.iter().filter(|row| row.user == user).map(|row| row.stars).collect()
    };
    assert_eq!(used(6), BTreeSet::from([3, 4, 5]));
    assert_eq!(used(7), BTreeSet::from([1, 5]));
    assert!(!used(27).contains(&5));
    assert_eq!(used(46), BTreeSet::from([2, 3, 4]));
}

#[test]
fn the_readme_counts_right() {
    let readme = text("README.md");
    let grouped = |count: usize| format!("{},{:03}", count / 1000, count % 1000);
    let truths = truths();
    let numbers = |chosen: &dyn Fn(&Value) -> bool| -> Vec<String> {
        truths.iter().filter(|truth| chosen(truth)).map(|truth| truth["user"].to_string()).collect()
    };
    let drifting = numbers(&|truth| truth["drift"].is_object());
    let stricter = numbers(&|truth| truth["drift"]["level"].as_i64().is_some_and(|level| level != 0));
    let contradictory = numbers(&|truth| truth["contradiction"].is_object());
    assert_eq!(contradictory, ["5", "9", "26", "34", "45", "48"]);
    assert_eq!(stricter, ["4", "31", "36"]);
    for promise in [
        format!("of {} real films by {} invented users", items().len(), truths.len()),
        format!("{} ratings, 1 to 5", grouped(rows("u.data").len())),
        format!("{} **drift**", drifting.len()),
        drifting.join(", "),
    ] {
        let unwrapped = readme.replace("\n  ", " ").replace('\n', " ");
        assert!(unwrapped.contains(&promise), "the README does not say \"{promise}\"");
    }
}
