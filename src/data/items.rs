//! Item files to titles, years and genres; texts are kept for the text table, ratings are none of its business.

use std::collections::HashMap;

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::no_column;
use super::records::{BadLines, CsvTable, cell, each_line, id, line_of};
use super::texts::TextTable;
use super::{ColumnMap, DataError};
use crate::domain::{GenreSet, Id, Ids, ItemTexts, Items};

/// The genres of ML-100K in the order of their flags, for a folder without `u.genre`.
const GENRES_100K: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];

/// What ML-latest writes where an item has no genre.
const NO_GENRES: &str = "(no genres listed)";

/// What an item file says, in file order.
#[derive(Debug, Default)]
pub(super) struct ItemFile {
    rows: Vec<ItemRow>,
    genres: GenreNames,
    /// Further columns, as texts.
    pub(super) texts: TextTable,
    pub(super) skipped: usize,
}

#[derive(Debug)]
struct ItemRow {
    id: Id,
    title: Box<str>,
    year: u16,
    /// Indices of names.
    genres: Vec<usize>,
}

impl ItemFile {
    /// The ids that the file knows.
    pub(super) fn ids(&self) -> Vec<Id> {
        self.rows.iter().map(|row| row.id.clone()).collect()
    }

    /// The domain's table for all items of the data set, still without texts. The first row of an item counts.
    pub(super) fn into_items(self, ids: Ids) -> Items {
        let mut titles = vec![Box::<str>::default(); ids.len()];
        let mut years = vec![0; ids.len()];
        let mut sets = vec![GenreSet::default(); ids.len()];
        let (names, bit_of) = self.genres.bits();
        for row in self.rows.into_iter().rev() {
            let Some(at) = ids.position(&row.id).map(|at| at as usize) else { continue };
            titles[at] = row.title;
            years[at] = row.year;
            let bits = row.genres.iter().filter_map(|&genre| bit_of.get(genre).copied().flatten());
            sets[at] = GenreSet(bits.fold(0, |set, bit| set | 1 << bit));
        }
        Items::new(ids, titles, years, sets, names, ItemTexts::default())
    }

    /// `u.item`: `id|title|release|video release|url` and a flag per genre of `u.genre`.
    pub(super) fn movielens_100k(
        file: &DataFile,
        genres: Option<&DataFile>,
        skip: bool,
    ) -> Result<Self, DataError> {
        let mut names = GenreNames::default();
        match genres {
            Some(genres) => each_line(genres, "|", |_, fields| {
                names.add(fields.first().copied().unwrap_or_default());
                Ok(())
            })?,
            None => {
                for name in GENRES_100K {
                    names.add(name);
                }
            }
        }
        let width = 5 + names.names.len();
        let mut bad = BadLines::new(file, skip);
        let mut rows = Vec::new();
        each_line(file, "|", |line, fields| {
            let read = match *fields {
                [item, title, release, _, _, ref flags @ ..] if fields.len() == width => {
                    id(item, "item", true).map(|id| {
                        let title = line_of(title);
                        let year = year_of_title(&title).or_else(|| year_of_date(release)).unwrap_or(0);
                        let genres =
                            flags.iter().enumerate().filter(|(_, flag)| **flag == "1").map(|(at, _)| at);
                        ItemRow { id, title, year, genres: genres.collect() }
                    })
                }
                _ => {
                    let expected = format!("{width} fields separated by \"|\"");
                    Err(LineProblem::Fields { expected, found: fields.len() })
                }
            };
            rows.extend(bad.pass(line, read)?);
            Ok(())
        })?;
        names.count(&rows);
        Ok(Self { rows, genres: names, texts: TextTable::default(), skipped: bad.skipped })
    }

    /// `movies.dat`: `id::title::genre|genre`. Titles may hold colons, even two in a row.
    pub(super) fn movielens_1m(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        let mut names = GenreNames::default();
        let mut bad = BadLines::new(file, skip);
        let mut rows = Vec::new();
        each_line(file, "::", |line, fields| {
            let read = match *fields {
                [item, ref title @ .., genres] if !title.is_empty() => id(item, "item", true).map(|id| {
                    let title = line_of(&title.join("::"));
                    let year = year_of_title(&title).unwrap_or(0);
                    ItemRow { id, title, year, genres: names.list(genres) }
                }),
                _ => {
                    let expected = "3 fields separated by \"::\"".to_owned();
                    Err(LineProblem::Fields { expected, found: fields.len() })
                }
            };
            rows.extend(bad.pass(line, read)?);
            Ok(())
        })?;
        names.count(&rows);
        Ok(Self { rows, genres: names, texts: TextTable::default(), skipped: bad.skipped })
    }

    /// `movies.csv` (`movieId,title,genres`) and `items.csv`, whose further columns are texts. `numeric` where
    /// ids must be whole numbers.
    pub(super) fn table(
        file: &DataFile,
        skip: bool,
        columns: &ColumnMap,
        numeric: bool,
    ) -> Result<Self, DataError> {
        let table = CsvTable::read(file)?;
        let item = table.column(&[&columns.item]).ok_or_else(|| {
            no_column(file, &columns.item, &table.columns, "lusifer.toml under [data.columns]")
        })?;
        let title = table.column(&[&columns.title]);
        let year = table.column(&[&columns.year]);
        let genres = table.column(&[&columns.genres, "genres", "genre"]);
        let known = [Some(item), title, year, genres];
        let kept: Vec<usize> = (0..table.columns.len())
            .filter(|at| !known.contains(&Some(*at)) && !table.columns[*at].is_empty())
            .collect();
        let mut names = GenreNames::default();
        let mut bad = BadLines::new(file, skip);
        let mut rows = Vec::new();
        let mut texts = TextTable::new(kept.iter().map(|&at| table.columns[at].clone()).collect());
        table.each(&mut bad, |bad, line, record| {
            let field = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
            let Some(id) = bad.pass(line, id(field(Some(item)), "item", numeric))? else { return Ok(()) };
            let title = line_of(field(title));
            let year = year_of_date(field(year)).or_else(|| year_of_title(&title)).unwrap_or(0);
            if !kept.is_empty() {
                texts.push(id.clone(), kept.iter().map(|&at| cell(field(Some(at)))).collect());
            }
            rows.push(ItemRow { id, title, year, genres: names.list(field(genres)) });
            Ok(())
        })?;
        names.count(&rows);
        Ok(Self { rows, genres: names, texts, skipped: bad.skipped })
    }
}

/// Genre names in order of appearance.
#[derive(Debug, Default)]
struct GenreNames {
    names: Vec<Box<str>>,
    places: HashMap<Box<str>, usize>,
    items: Vec<usize>,
}

impl GenreNames {
    fn add(&mut self, name: &str) -> Option<usize> {
        let name = line_of(name);
        if name.is_empty() || &*name == NO_GENRES {
            return None;
        }
        let next = self.names.len();
        let at = *self.places.entry(name.clone()).or_insert(next);
        if at == next {
            self.names.push(name);
        }
        Some(at)
    }

    fn list(&mut self, genres: &str) -> Vec<usize> {
        genres.split('|').filter_map(|name| self.add(name)).collect()
    }

    fn count(&mut self, rows: &[ItemRow]) {
        self.items = vec![0; self.names.len()];
        for &genre in rows.iter().flat_map(|row| &row.genres) {
            if let Some(items) = self.items.get_mut(genre) {
                *items += 1;
            }
        }
    }

    /// The names that get a bit, in order of appearance, and the bit of each name. Beyond 64 names those with
    /// the fewest items get none.
    fn bits(self) -> (Vec<Box<str>>, Vec<Option<u32>>) {
        let mut by_items: Vec<usize> = (0..self.names.len()).collect();
        by_items.sort_by_key(|&at| (std::cmp::Reverse(self.items.get(at).copied().unwrap_or(0)), at));
        by_items.truncate(64);
        by_items.sort_unstable();
        let mut bits = vec![None; self.names.len()];
        for (bit, &at) in (0..).zip(&by_items) {
            bits[at] = Some(bit);
        }
        let kept = (0..).zip(self.names).filter(|(at, _)| by_items.binary_search(at).is_ok());
        (kept.map(|(_, name)| name).collect(), bits)
    }
}

/// The year in a title's last bracket that is one: `"... (1995) (V)"`, `"Death Note (2006-2007)"`.
pub(super) fn year_of_title(title: &str) -> Option<u16> {
    title.rsplit('(').find_map(|piece| {
        let (inside, _) = piece.split_once(')')?;
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        let rest = inside.get(digits..)?.trim();
        let range = rest.is_empty() || rest.starts_with(['-', '\u{2013}']);
        (digits == 4 && range).then(|| inside.get(..4)?.parse().ok()).flatten()
    })
}

/// The year in a date of any spelling: its only run of four digits (`01-Jan-1995`, `1995-10-30`, `1995`).
pub(super) fn year_of_date(date: &str) -> Option<u16> {
    date.split(|c: char| !c.is_ascii_digit())
        .find(|digits| digits.len() == 4)
        .and_then(|digits| digits.parse().ok())
        .filter(|year| *year != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_found_where_titles_hide_them() {
        let cases = [
            ("Toy Story (1995)", Some(1995)),
            ("Land Before Time III: The Time of the Great Giving (1995) (V)", Some(1995)),
            ("Double vie de Véronique, La (Double Life of Veronique, The) (1991)", Some(1991)),
            ("Death Note: Desu nôto (2006\u{2013}2007)", Some(2006)),
            ("2001: A Space Odyssey (1968)", Some(1968)),
            ("2001: A Space Odyssey", None),
            ("1941", None),
            ("(unfinished (12345)", None),
            ("unknown", None),
        ];
        for (title, year) in cases {
            assert_eq!(year_of_title(title), year, "{title}");
        }
        for (date, year) in
            [("01-Jan-1995", Some(1995)), ("4-Feb-1971", Some(1971)), ("1995-10-30", Some(1995)), ("", None)]
        {
            assert_eq!(year_of_date(date), year, "{date}");
        }
    }

    #[test]
    fn beyond_64_genres_the_rarest_lose_their_bit() {
        let mut names = GenreNames::default();
        let mut rows = Vec::new();
        for at in 0..70 {
            let genres = names.list(&format!("genre {at}|common"));
            rows.push(ItemRow { id: Id::Number(at), title: "".into(), year: 0, genres });
        }
        names.count(&rows);
        let (kept, bits) = names.bits();
        assert_eq!((kept.len(), &*kept[0], &*kept[1]), (64, "genre 0", "common"));
        assert_eq!(bits.iter().flatten().count(), 64);
    }
}
