//! What holds for every data set: no bytes make a reader panic, splits partition the rows, histories are sorted
//! and bounded, and a table is the same whatever the order of its lines.

#![cfg(test)]

use std::fmt::Write;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use lusifer::data::{
    DataError, OpenOptions, Opened, Progress, Shipped, Source, SplitSpec, check, open, split,
};
use lusifer::domain::{History, HistorySpec, Interaction, Order, UserIx};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// (user, item, half stars, time) of one line.
type Line = (u32, u32, u8, i64);

fn open_folder(folder: &Path, skip_bad_lines: bool) -> Result<Opened, DataError> {
    let options = OpenOptions { skip_bad_lines, ..OpenOptions::default() };
    open(&Source::Path(folder.to_owned()), &options, &Progress::default())
}

fn table(lines: &[Line]) -> String {
    let mut text = "userId,movieId,rating,timestamp\n".to_owned();
    for (user, item, halves, time) in lines {
        writeln!(text, "{user},{item},{}.{},{time}", halves / 2, halves % 2 * 5).unwrap();
    }
    text
}

fn opened(lines: &[Line]) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ratings.csv"), table(lines)).unwrap();
    open_folder(folder.path(), false).unwrap()
}

/// Few users, items and seconds, so that ties and repeated pairs are common.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    vec((0_u32..6, 0_u32..12, 1_u8..=10, -3_i64..20), 1..120)
}

fn any_split() -> impl Strategy<Value = SplitSpec> {
    prop_oneof![
        (2_u32..6, any::<u64>()).prop_flat_map(
            |(folds, seed)| (1..=folds).prop_map(move |fold| SplitSpec::KFold { folds, fold, seed })
        ),
        (0.01_f64..0.99).prop_map(|share| SplitSpec::Future { share }),
        (1_u32..6).prop_map(|count| SplitSpec::Last { count }),
    ]
}

/// A whole file with a few places overwritten by pieces of others: most of it still gets read.
fn damaged(whole: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    let place = (0..=whole.len(), 0_usize..8);
    vec((place, piece), 0..3).prop_map(move |edits| {
        let mut bytes = whole.to_vec();
        for ((at, length), piece) in edits {
            let from = at.min(bytes.len());
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, piece);
        }
        bytes
    })
}

const PIECES: &[&str] = &[
    "1",
    "2",
    "300",
    "-",
    ".",
    "0.5",
    "4.5",
    "\t",
    "\t",
    "\t",
    "::",
    "::",
    "|",
    "|",
    ",",
    ",",
    ";",
    "\n",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "userId,movieId,rating,timestamp\n",
    "user_id,item_id,rating\n",
    "item_id,title,overview\n",
    "movieId,title,genres\n",
    "{\"item_id\":1,\"overview\":\"x\"}",
    "[",
    "]",
    "Les Mis\u{e9}rables (1995)",
    "\u{feff}",
    "1\t2\t3\t4\n",
    "1::2::3::4\n",
    "1,2,3,4\n",
    "1|A (1995)|01-Jan-1995||",
    "99999999999999999999",
    "NaN",
    " ",
];

/// The files of all formats, sound.
const FILES: [(&str, &[u8]); 14] = [
    ("u.data", b"1\t2\t3\t40\n1\t3\t4\t40\n2\t2\t5\t41\n2\t3\t1\t42\n"),
    ("u1.base", b"1\t2\t3\t40\n2\t2\t5\t41\n"),
    ("ratings.dat", b"1::2::3::40\n1::3::4::40\n2::2::5::41\n"),
    ("ratings.csv", b"userId,movieId,rating,timestamp\n1,2,3.5,40\n1,3,4.0,40\n2,2,0.5,41\n"),
    ("interactions.csv", b"user_id,item_id,rating,timestamp\na,2,3,40\n\"b, c\",2,4,41\na,3,5,42\n"),
    ("u.item", b"2|Les Mis\xe9rables (1995)|01-Jan-1995|||0|1\n3|unknown||||1|0\n"),
    ("u.user", b"1|24|M|technician|85711\n2|53|F|other|T8H1N\n"),
    ("u.genre", b"unknown|0\nDrama|1\n\n"),
    ("u1.test", b"1\t3\t4\t40\n2\t3\t1\t42\n"),
    ("movies.dat", b"2::Face::Off (1997)::Action|Sci-Fi\n3::B (1990)::Drama\n"),
    ("users.dat", b"1::F::1::10::48067\n2::M::56::16::70072\n"),
    ("movies.csv", b"movieId,title,genres\r\n2,\"A, The (1995)\",Crime|Drama\r\n3,B,(no genres listed)\r\n"),
    ("items.csv", b"item_id,title,genres,blurb\n2,A,x|y,\"two\nlines\"\n3,B,,\n"),
    ("users.csv", b"user_id,city\na,Ulm\n"),
];

/// The first of these names tables of ratings, of which each folder gets one.
const TABLES: usize = 5;

const TEXTS: [&[u8]; 2] = [
    b"item_id,title,release_date,overview\n2,A,1995-10-30,\"An \"\"overview\"\".\"\n3,B,,Another one.\n",
    b"{\"item_id\":2,\"overview\":\"One.\"}\n{\"item_id\":\"3\",\"tags\":[\"a\",null]}\n",
];

/// Every split of an opened data set, if it can be made, and what the doctor says of it.
fn examine(opened: &Opened) -> Result<(), TestCaseError> {
    for spec in [None, Some("last:1"), Some("future:0.3"), Some("kfold:2:1"), Some("u1")] {
        if let Ok(made) = split(opened, spec.map(|spec| spec.parse().unwrap()).as_ref()) {
            let found = check(opened, &made, &HistorySpec::default());
            prop_assert_eq!(found.counts.training + found.counts.held_out, found.counts.ratings);
            let mut lines = found.findings.iter().flat_map(|f| f.examples.iter().chain([&f.sentence]));
            prop_assert!(lines.all(|line| !line.is_empty() && !line.chars().any(char::is_control)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_bytes_make_a_reader_panic(
        table in 0..TABLES,
        contents in FILES.map(|(_, content)| damaged(content)),
        texts in select(&TEXTS[..]).prop_flat_map(damaged),
        skip in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (at, ((name, _), content)) in FILES.iter().zip(&contents).enumerate() {
            if at >= TABLES || at == table {
                fs::write(folder.path().join(name), content).unwrap();
            }
        }
        fs::write(folder.path().join("item-texts.csv"), &texts).unwrap();
        let lone = folder.path().join("lone.csv");
        fs::write(&lone, &contents[table]).unwrap();
        for source in [folder.path().to_owned(), lone] {
            let options = OpenOptions { skip_bad_lines: skip, ..OpenOptions::default() };
            match open(&Source::Path(source), &options, &Progress::default()) {
                Err(error) => {
                    let safe = !error.to_string().chars().any(char::is_control);
                    prop_assert!(safe, "{:?}", error);
                }
                Ok(opened) => examine(&opened)?,
            }
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(lines in lines(), seed in any::<u64>()) {
        let mut shuffled = lines.clone();
        shuffled.sort_by_key(|line| (u64::from(line.1) << 8 | u64::from(line.2)).wrapping_mul(seed | 1));
        let (one, other) = (opened(&lines), opened(&shuffled));
        prop_assert_eq!(&one.dataset.interactions, &other.dataset.interactions);
        prop_assert_eq!(one.dataset.hash, other.dataset.hash);
    }

    #[test]
    fn the_table_has_every_line_once(lines in lines()) {
        let opened = opened(&lines);
        let data = &opened.dataset;
        let mut found: Vec<Line> = Vec::new();
        for user in data.users.all() {
            for row in data.interactions.of(user) {
                let number = |id: lusifer::domain::Id| id.to_string().parse().unwrap();
                found.push((
                    number(data.users.id(user).unwrap()),
                    number(data.items.id(row.item).unwrap()),
                    row.rating.halves(),
                    row.timestamp.unwrap(),
                ));
            }
        }
        let mut expected = lines;
        expected.sort_by_key(|line| (line.0, line.3, line.1, line.2));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn splits_partition_the_rows(lines in lines(), spec in any_split()) {
        let opened = opened(&lines);
        let Ok(made) = split(&opened, Some(&spec)) else {
            // Only splits that would leave one side empty, or more folds than rows, are refused.
            let rows = lines.len();
            let refused_rightly = match spec {
                SplitSpec::KFold { folds, .. } => rows < folds as usize,
                SplitSpec::Future { share } => {
                    let newest = lines.iter().map(|line| line.3).max();
                    let together = lines.iter().filter(|line| Some(line.3) == newest).count();
                    together == rows || together > (rows as f64 * share).round() as usize
                }
                SplitSpec::Last { count } => {
                    (0..6).all(|user| lines.iter().filter(|line| line.0 == user).count() <= count as usize)
                }
                SplitSpec::Shipped(_) | SplitSpec::Files { .. } => false,
            };
            prop_assert!(refused_rightly);
            return Ok(());
        };
        let rows = opened.dataset.interactions.len();
        prop_assert_eq!(made.len(), rows);
        let held_out = (0..rows).filter(|&row| made.is_held_out(row)).count();
        prop_assert_eq!(held_out, made.held_out_len());
        prop_assert_eq!(made.training_len() + made.held_out_len(), rows);
        prop_assert!(made.training_len() > 0 && made.held_out_len() > 0);
        let table = &opened.dataset.interactions;
        let time = |row: usize| table.times().get(row).unwrap();
        match spec {
            SplitSpec::KFold { folds, .. } => {
                let smallest = rows / folds as usize;
                prop_assert!((smallest..=smallest + 1).contains(&held_out));
            }
            SplitSpec::Future { share } => {
                let newest = (0..rows).filter(|&row| !made.is_held_out(row)).map(time).max().unwrap();
                let oldest = (0..rows).filter(|&row| made.is_held_out(row)).map(time).min().unwrap();
                prop_assert!(newest < oldest, "a second on both sides");
                prop_assert!(held_out <= (rows as f64 * share).round() as usize);
                // The next second would have been too much.
                let more = (0..rows).filter(|&row| time(row) >= newest).count();
                prop_assert!(more == rows || more > (rows as f64 * share).round() as usize);
            }
            SplitSpec::Last { count } => {
                for user in opened.dataset.users.all() {
                    let all = table.rows_of(user);
                    let expected = all.len().min(count as usize);
                    let out = all.clone().filter(|&row| made.is_held_out(row)).count();
                    prop_assert_eq!(out, expected);
                    prop_assert!((all.end - expected..all.end).all(|row| made.is_held_out(row)));
                }
            }
            SplitSpec::Shipped(_) | SplitSpec::Files { .. } => unreachable!("not generated"),
        }
    }

    #[test]
    fn folds_cover_every_row_once(lines in lines(), folds in 2_u32..6, seed in any::<u64>()) {
        let opened = opened(&lines);
        prop_assume!(lines.len() >= folds as usize);
        let all: Vec<_> = (1..=folds)
            .map(|fold| split(&opened, Some(&SplitSpec::KFold { folds, fold, seed })).unwrap())
            .collect();
        for row in 0..lines.len() {
            prop_assert_eq!(all.iter().filter(|fold| fold.is_held_out(row)).count(), 1);
        }
    }

    #[test]
    fn a_test_file_marks_as_many_rows_as_it_has(lines in lines(), every in 2_usize..5) {
        let folder = tempfile::tempdir().unwrap();
        let tabs = |lines: &[Line]| -> String {
            lines.iter().map(|l| format!("{}\t{}\t{}\t{}\n", l.0, l.1, l.2, l.3)).collect()
        };
        let test: Vec<Line> = lines.iter().copied().step_by(every).collect();
        prop_assume!(test.len() < lines.len());
        fs::write(folder.path().join("u.data"), tabs(&lines)).unwrap();
        fs::write(folder.path().join("ub.test"), tabs(&test)).unwrap();
        let opened = open_folder(folder.path(), false).unwrap();
        let made = split(&opened, Some(&SplitSpec::Shipped(Shipped::Ub))).unwrap();
        prop_assert_eq!(made.held_out_len(), test.len(), "rows that are equal are marked one by one");
    }

    #[test]
    fn histories_are_sorted_and_bounded(
        lines in lines(),
        length in 1_usize..30,
        batch_size in 1_usize..12,
        newest_first in any::<bool>(),
    ) {
        let opened = opened(&lines);
        let Ok(made) = split(&opened, Some(&SplitSpec::KFold { folds: 5, fold: 1, seed: 0 })) else { return Ok(()) };
        let order = if newest_first { Order::NewestFirst } else { Order::Chronological };
        let spec = HistorySpec {
            length: NonZeroUsize::new(length).unwrap(),
            batch_size: NonZeroUsize::new(batch_size).unwrap(),
            order,
        };
        for user in opened.dataset.users.all() {
            let history = History::of(&opened.dataset, &made, user, &spec);
            let training = made.training(&opened.dataset.interactions, user).count();
            prop_assert_eq!(history.len(), training.min(length));
            prop_assert_eq!(history.batch_count(), history.len().div_ceil(batch_size));
            let batches: Vec<Interaction> =
                history.batches().flat_map(|batch| batch.interactions.to_vec()).collect();
            prop_assert_eq!(&batches[..], history.interactions());
            let sorted = history.interactions().is_sorted_by(|one, next| {
                let times = if newest_first {
                    next.timestamp.cmp(&one.timestamp)
                } else {
                    one.timestamp.cmp(&next.timestamp)
                };
                times.then_with(|| one.item.cmp(&next.item)).is_le()
            });
            prop_assert!(sorted);
            prop_assert!(history.batches().all(|batch| (1..=batch_size).contains(&batch.interactions.len())));
            prop_assert!(history.batch(0).is_none() && history.batch(history.batch_count() + 1).is_none());
        }
        let nobody = History::of(&opened.dataset, &made, UserIx(u32::MAX), &spec);
        prop_assert!(nobody.is_empty());
    }
}
