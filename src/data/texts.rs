//! Texts of items, from a table of their own or from further columns of an item file: which columns are worth
//! keeping, and whose they are; never judging a text.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::no_column;
use super::records::{BadLines, CsvTable, cell, id};
use super::{DataError, decode};
use crate::domain::text::clean_line;
use crate::domain::{Id, ItemIx, ItemTexts, Items};

/// How the id column may be called.
const IDS: [&str; 5] = ["item_id", "movie_id", "itemId", "movieId", "item"];

/// Columns that are kept whatever they look like: what a film, book or game is described by.
const KEPT: [&str; 27] = [
    "overview",
    "tagline",
    "description",
    "summary",
    "plot",
    "synopsis",
    "storyline",
    "abstract",
    "blurb",
    "review",
    "text",
    "keywords",
    "tags",
    "author",
    "authors",
    "artist",
    "director",
    "directors",
    "cast",
    "publisher",
    "brand",
    "vote_average",
    "vote_count",
    "runtime",
    "release_date",
    "original_language",
    "popularity",
];

/// A table of texts: a row of cells per item.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    columns: Vec<String>,
    rows: Vec<(Id, Vec<Box<str>>)>,
    /// Titles that the table itself gives, by which rows about another item are found.
    titles: Vec<(Id, Box<str>)>,
    dropped: Vec<String>,
    pub(super) skipped: usize,
}

/// What was found in a file of item texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextReport {
    /// The file.
    pub file: String,
    /// Rows in it.
    pub rows: usize,
    /// Rows for items that the data set does not have; they are left out.
    pub unknown_items: usize,
    /// Columns that were kept, in file order. A name that occurs twice is kept twice, the second as `name.1`.
    pub columns: Vec<String>,
    /// Columns that were left out: neither prose nor a known description of the item.
    pub dropped: Vec<String>,
    /// Items whose title in the texts shares no word with their title in the data set.
    pub other_titles: Vec<ItemIx>,
}

impl TextTable {
    pub(super) fn new(columns: Vec<String>) -> Self {
        Self { columns, ..Self::default() }
    }

    pub(super) fn push(&mut self, id: Id, cells: Vec<Box<str>>) {
        self.rows.push((id, cells));
    }

    /// Reads CSV, JSON Lines or a JSON array, told by the first character.
    pub(super) fn read(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        let start = file.first_line()?;
        let all = match start.trim_ascii_start().first() {
            Some(b'{' | b'[') => Self::json(file, skip)?,
            _ => Self::csv(file, skip)?,
        };
        Ok(all.worth_keeping())
    }

    fn csv(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        let table = CsvTable::read(file)?;
        let item = table.column(&IDS).ok_or_else(|| no_id(file, &table.columns))?;
        let mut bad = BadLines::new(file, skip);
        let mut texts = Self::new(table.columns.clone());
        table.each(&mut bad, |bad, line, record| {
            if let Some(id) = bad.pass(line, id(record.get(item).unwrap_or_default(), "item", false))? {
                texts.push(id, record.iter().map(cell).collect());
            }
            Ok(())
        })?;
        texts.skipped = bad.skipped;
        texts.blank_column(item);
        Ok(texts)
    }

    fn json(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        let bytes = file.read()?;
        let text = decode::decode(&bytes);
        let mut bad = BadLines::new(file, skip);
        let mut objects: Vec<(u64, Map<String, Value>)> = Vec::new();
        if text.trim_start().starts_with('[') {
            let read = serde_json::from_str::<Vec<Map<String, Value>>>(&text);
            let line = read.as_ref().map_or_else(|error| error.line() as u64, |_| 1);
            let read = read.map_err(|error| LineProblem::Json { why: reason(&error) });
            objects.extend(bad.pass(line, read)?.unwrap_or_default().into_iter().map(|object| (1, object)));
        } else {
            for (line, row) in (1..).zip(text.split('\n')).filter(|(_, row)| !row.trim().is_empty()) {
                let read =
                    serde_json::from_str(row).map_err(|error| LineProblem::Json { why: reason(&error) });
                objects.extend(bad.pass(line, read)?.map(|object| (line, object)));
            }
        }
        let mut columns: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for name in objects.iter().flat_map(|(_, object)| object.keys()) {
            if !places.contains_key(name) {
                places.insert(name.clone(), columns.len());
                columns.push(clean_line(name));
            }
        }
        let item = IDS
            .iter()
            .find_map(|wanted| columns.iter().position(|name| name.eq_ignore_ascii_case(wanted)))
            .ok_or_else(|| no_id(file, &columns))?;
        let mut texts = Self::new(columns);
        for (line, object) in objects {
            let mut cells = vec![Box::<str>::default(); texts.columns.len()];
            for (name, value) in &object {
                if let Some(to) = places.get(name).and_then(|&at| cells.get_mut(at)) {
                    *to = cell(&plain(value));
                }
            }
            if let Some(id) = bad.pass(line, id(&cells[item], "item", false))? {
                texts.push(id, cells);
            }
        }
        texts.skipped = bad.skipped;
        texts.blank_column(item);
        Ok(texts)
    }

    /// The id is no text.
    fn blank_column(&mut self, at: usize) {
        if let Some(name) = self.columns.get_mut(at) {
            name.clear();
        }
    }

    /// Keeps known descriptions and prose; sets titles apart; leaves out nameless columns, flags, addresses,
    /// and lists and objects written as text.
    fn worth_keeping(mut self) -> Self {
        let title = self.columns.iter().position(|name| base_name(name).eq_ignore_ascii_case("title"));
        if let Some(title) = title {
            self.titles = self.rows.iter().map(|(id, cells)| (id.clone(), cells[title].clone())).collect();
        }
        let mut kept = Vec::new();
        for (at, name) in self.columns.iter().enumerate() {
            let base = base_name(name);
            let known = KEPT.iter().any(|kept| base.eq_ignore_ascii_case(kept));
            if name.is_empty() || base.eq_ignore_ascii_case("title") {
                continue;
            }
            if known || self.is_prose(at) {
                kept.push(at);
            } else {
                self.dropped.push(name.clone());
            }
        }
        for (_, cells) in &mut self.rows {
            *cells = kept.iter().map(|&at| std::mem::take(&mut cells[at])).collect();
        }
        self.columns = kept.iter().map(|&at| std::mem::take(&mut self.columns[at])).collect();
        self
    }

    /// Whether the cells of a column are mostly sentences: five words or more on average, no markup or address.
    fn is_prose(&self, at: usize) -> bool {
        let cells =
            || self.rows.iter().filter_map(|(_, cells)| cells.get(at)).filter(|cell| !cell.is_empty());
        let count = cells().count();
        let words: usize = cells().map(|cell| cell.split(' ').count()).sum();
        let markup = cells().filter(|cell| cell.starts_with(['[', '{', '/']) || cell.contains("://")).count();
        count > 0 && words >= 5 * count && markup * 2 < count
    }

    /// The domain's texts: this table's, and where it has nothing for an item and column, those of `under`.
    pub(super) fn onto(self, under: Self, items: &Items, file: &str) -> (ItemTexts, TextReport) {
        let mut report = TextReport {
            file: file.to_owned(),
            rows: self.rows.len(),
            unknown_items: self.rows.iter().filter(|(id, _)| items.find(id).is_none()).count(),
            columns: self.columns.clone(),
            dropped: self.dropped,
            other_titles: Vec::new(),
        };
        report.other_titles = self
            .titles
            .iter()
            .filter_map(|(id, title)| Some((items.find(id)?, title)))
            .filter(|(item, title)| share_no_word(items.title(*item), title))
            .map(|(item, _)| item)
            .collect();
        let mut columns: Vec<Box<str>> = Vec::new();
        for name in self.columns.iter().chain(&under.columns) {
            if !columns.iter().any(|known| **known == **name) {
                columns.push(name.as_str().into());
            }
        }
        let width = columns.len();
        let mut values = vec![Box::<str>::default(); items.len() * width];
        for (names, rows) in [(self.columns, self.rows), (under.columns, under.rows)] {
            let place = |name: &String| columns.iter().position(|known| **known == **name);
            let places: Vec<_> = names.iter().map(place).collect();
            for (id, cells) in rows {
                let Some(item) = items.find(&id) else { continue };
                for (place, text) in places.iter().zip(cells) {
                    let to = place.and_then(|at| values.get_mut(item.at() * width + at));
                    // The first row of an item counts, as in item files.
                    if let Some(to) = to.filter(|to| to.is_empty()) {
                        *to = text;
                    }
                }
            }
        }
        (ItemTexts::new(items.len(), columns, values), report)
    }
}

/// The name without the `.1` of a second column of that name.
fn base_name(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((base, copy)) if copy.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => name,
    }
}

fn no_id(file: &DataFile, columns: &[String]) -> DataError {
    let names: Vec<String> = columns.iter().filter(|name| !name.is_empty()).cloned().collect();
    no_column(file, "item_id", &names, "the file as item_id or movie_id")
}

/// The reason, which may quote the file, without its place, which counts within the line.
fn reason(error: &serde_json::Error) -> String {
    let text = clean_line(&error.to_string());
    text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason).to_owned()
}

/// A JSON value as text; lists of texts joined, objects left out.
fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let parts: Vec<_> = values.iter().map(plain).filter(|part| !part.is_empty()).collect();
            parts.join(", ")
        }
    }
}

/// Whether two titles have no word in common, years and articles aside; titles without words say nothing.
fn share_no_word(one: &str, other: &str) -> bool {
    let words = |title: &str| -> HashSet<String> {
        title
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .filter(|word| !word.is_empty() && !["the", "a", "an"].contains(&word.as_str()))
            .filter(|word| !(word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())))
            .collect()
    };
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_by_words() {
        assert!(share_no_word("Toy Story (1995)", "GoldenEye"));
        assert!(!share_no_word("Usual Suspects, The (1995)", "The Usual Suspects"));
        assert!(!share_no_word("1984 (1984)", "Nineteen Eighty-Four"), "nothing to compare");
    }

    #[test]
    fn copies_of_a_column_are_told_by_their_number() {
        assert_eq!(base_name("release_date.1"), "release_date");
        assert_eq!(base_name("v1.x"), "v1.x");
        assert_eq!(base_name(""), "");
    }
}
