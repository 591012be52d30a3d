//! A plain reader of MovieLens 100K with split u1, for tests only; `None` where the data are not here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lusifer::domain::{
    DataHash, Dataset, GenreSet, Id, Ids, Interactions, ItemTexts, Items, RatingScale, Split, Times, Users,
};

/// A data set with its split.
pub(crate) struct Real {
    pub(crate) dataset: Arc<Dataset>,
    pub(crate) split: Arc<Split>,
}

pub(crate) fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("skipped: ../shared is not here");
        None
    }
}

fn latin1(path: &Path) -> String {
    fs::read(path).unwrap().into_iter().map(char::from).collect()
}

fn ratings(path: &Path) -> Vec<(i64, i64, u8, i64)> {
    let row = |line: &str| {
        let cells: Vec<i64> = line.split('\t').map(|cell| cell.parse().unwrap()).collect();
        (cells[0], cells[1], cells[2] as u8, cells[3])
    };
    latin1(path).lines().map(row).collect()
}

fn users(path: &Path) -> Users {
    let text = latin1(path);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
    let ids = Ids::from_numbers(rows.iter().map(|row| row[0].parse().unwrap()).collect());
    let columns = ["age", "gender", "occupation", "zip_code"].map(Box::from).to_vec();
    let values = rows.iter().flat_map(|row| row[1..5].iter().map(|cell| Box::from(*cell))).collect();
    Users::new(ids, columns, values)
}

fn year(title: &str) -> u16 {
    let digits = title.rsplit_once('(').and_then(|(_, rest)| rest.get(..4));
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn items(folder: &Path, texts: Option<&Path>) -> Items {
    let genres: Vec<Box<str>> = latin1(&folder.join("u.genre"))
        .lines()
        .filter_map(|line| line.split_once('|'))
        .map(|(name, _)| name.into())
        .collect();
    let text = latin1(&folder.join("u.item"));
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
    let ids = Ids::from_numbers(rows.iter().map(|row| row[0].parse().unwrap()).collect());
    let titles = rows.iter().map(|row| row[1].trim().into()).collect();
    let years = rows.iter().map(|row| year(row[1])).collect();
    let flags =
        |row: &Vec<&str>| GenreSet((0..genres.len()).filter(|&g| row[5 + g] == "1").map(|g| 1 << g).sum());
    let sets = rows.iter().map(flags).collect();
    let texts =
        texts.filter(|path| path.is_file()).map_or_else(ItemTexts::default, |path| overviews(path, &ids));
    Items::new(ids, titles, years, sets, genres, texts)
}

fn overviews(path: &Path, ids: &Ids) -> ItemTexts {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let names = ["overview", "tagline", "runtime", "budget", "popularity", "vote_count"];
    let at: Vec<Option<usize>> = names.iter().map(|name| header.iter().position(|h| h == *name)).collect();
    let mut values = vec![Box::from(""); ids.len() * names.len()];
    for row in reader.records() {
        let row = row.unwrap();
        let Some(item) = ids.position(&Id::parse(&row[0])) else { continue };
        for (column, from) in at.iter().enumerate() {
            let text = from.and_then(|from| row.get(from)).unwrap_or_default();
            values[item as usize * names.len() + column] = text.trim().into();
        }
    }
    ItemTexts::new(ids.len(), names.map(Box::from).to_vec(), values)
}

/// ML-100K with split u1, with the recorded item texts when `with_texts`.
pub(crate) fn load(with_texts: bool) -> Option<Real> {
    let shared = shared()?;
    let folder = shared.join("data/ml-100k");
    if !folder.is_dir() {
        println!("skipped: ../shared/data/ml-100k is not here");
        return None;
    }
    let texts = shared.join("data/recorded-100k/movies_enriched_100k.csv");
    Some(read(&folder, with_texts.then_some(texts.as_path())))
}

/// A folder in the format of ML-100K with split u1.
pub(crate) fn read(folder: &Path, texts: Option<&Path>) -> Real {
    let items = items(folder, texts);
    let users = users(&folder.join("u.user"));
    let training = ratings(&folder.join("u1.base"));
    let held_out = ratings(&folder.join("u1.test"));
    let hidden: BTreeSet<(i64, i64)> = held_out.iter().map(|row| (row.0, row.1)).collect();
    let mut by_user: BTreeMap<i64, Vec<(i64, i64, u8)>> = BTreeMap::new();
    for (user, item, rating, time) in training.into_iter().chain(held_out) {
        by_user.entry(user).or_default().push((time, item, rating));
    }
    let mut offsets = vec![0];
    let (mut columns, mut halves, mut times, mut held) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (user, mut rows) in by_user {
        rows.sort_unstable();
        for (time, item, rating) in rows {
            columns.push(items.find(&Id::Number(item)).unwrap().0);
            halves.push(rating * 2);
            times.push(time);
            held.push(hidden.contains(&(user, item)));
        }
        offsets.push(columns.len() as u64);
    }
    let split = Split::new("u1", columns.len(), |row| held[row]);
    let interactions = Interactions::new(offsets, columns, halves, Times::Wide(times)).unwrap();
    let dataset = Dataset {
        name: "ml-100k".into(),
        hash: DataHash(1),
        users,
        items,
        interactions,
        scale: RatingScale::ONE_TO_FIVE,
    };
    Real { dataset: Arc::new(dataset), split: Arc::new(split) }
}

/// The rows (user, item) that the method's paper evaluates on; `None` where the recording is not here.
pub(crate) fn paper_rows() -> Option<BTreeSet<(i64, i64)>> {
    let path = shared()?.join("data/recorded-100k/rating_test_df_100k_local.csv");
    let mut reader = csv::Reader::from_path(path).ok()?;
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (user, item) = (at("user_id"), at("movie_id"));
    Some(
        reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[user].parse().unwrap(), row[item].parse().unwrap()))
            .collect(),
    )
}
