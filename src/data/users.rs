//! User files to what is known about users; never ratings.

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::no_column;
use super::records::{BadLines, CsvTable, each_line, id, line_of};
use super::{ColumnMap, DataError};
use crate::domain::{Id, Ids, Users};

/// The columns of every MovieLens user file, whatever their order in it.
const MOVIELENS: [&str; 4] = ["age", "gender", "occupation", "zip_code"];

/// The age codes of ML-1M, from its README.
const AGES: [(&str, &str); 7] = [
    ("1", "under 18"),
    ("18", "18-24"),
    ("25", "25-34"),
    ("35", "35-44"),
    ("45", "45-49"),
    ("50", "50-55"),
    ("56", "56+"),
];

/// The occupation codes of ML-1M from 0 on, from its README.
const OCCUPATIONS: [&str; 21] = [
    "other",
    "academic/educator",
    "artist",
    "clerical/admin",
    "college/grad student",
    "customer service",
    "doctor/health care",
    "executive/managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales/marketing",
    "scientist",
    "self-employed",
    "technician/engineer",
    "tradesman/craftsman",
    "unemployed",
    "writer",
];

/// What a user file says: a row of values per user, in file order.
#[derive(Debug, Default)]
pub(super) struct UserFile {
    columns: Vec<Box<str>>,
    rows: Vec<(Id, Vec<Box<str>>)>,
    pub(super) skipped: usize,
}

impl UserFile {
    /// The ids that the file knows.
    pub(super) fn ids(&self) -> Vec<Id> {
        self.rows.iter().map(|(id, _)| id.clone()).collect()
    }

    /// The domain's table for all users of the data set. The first row of a user counts.
    pub(super) fn into_users(self, ids: Ids) -> Users {
        let width = self.columns.len();
        let mut values = vec![Box::<str>::default(); ids.len() * width];
        for (id, row) in self.rows.into_iter().rev() {
            if let Some(at) = ids.position(&id) {
                for (to, value) in values.iter_mut().skip(at as usize * width).zip(row) {
                    *to = value;
                }
            }
        }
        Users::new(ids, self.columns, values)
    }

    /// `u.user`: `id|age|gender|occupation|zip`.
    pub(super) fn movielens_100k(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        Self::lines(file, skip, "|", |[age, gender, occupation, zip]| {
            [age.into(), gender.into(), occupation.into(), zip.into()]
        })
    }

    /// `users.dat`: `id::gender::age code::occupation code::zip`, the codes as words.
    pub(super) fn movielens_1m(file: &DataFile, skip: bool) -> Result<Self, DataError> {
        Self::lines(file, skip, "::", |[gender, age, occupation, zip]| {
            let known = AGES.iter().find(|(code, _)| *code == age).map_or(age, |&(_, range)| range);
            let code = occupation.parse::<usize>().ok();
            let word = code.and_then(|code| OCCUPATIONS.get(code)).map_or(occupation, |word| *word);
            [known.into(), gender.into(), word.into(), zip.into()]
        })
    }

    fn lines(
        file: &DataFile,
        skip: bool,
        separator: &str,
        values: impl Fn([&str; 4]) -> [Box<str>; 4],
    ) -> Result<Self, DataError> {
        let mut bad = BadLines::new(file, skip);
        let mut rows = Vec::new();
        each_line(file, separator, |line, fields| {
            let read = if let [user, a, b, c, d] = *fields {
                id(user, "user", true).map(|id| (id, values([a, b, c, d])))
            } else {
                let expected = format!("5 fields separated by \"{separator}\"");
                Err(LineProblem::Fields { expected, found: fields.len() })
            };
            if let Some((id, values)) = bad.pass(line, read)? {
                rows.push((id, values.iter().map(|value| line_of(value)).collect()));
            }
            Ok(())
        })?;
        Ok(Self { columns: MOVIELENS.map(Box::from).to_vec(), rows, skipped: bad.skipped })
    }

    /// `users.csv`: an id and any other columns.
    pub(super) fn table(file: &DataFile, skip: bool, columns: &ColumnMap) -> Result<Self, DataError> {
        let table = CsvTable::read(file)?;
        let user = table.column(&[&columns.user]).ok_or_else(|| {
            no_column(file, &columns.user, &table.columns, "lusifer.toml under [data.columns]")
        })?;
        let kept: Vec<usize> =
            (0..table.columns.len()).filter(|&at| at != user && !table.columns[at].is_empty()).collect();
        let mut bad = BadLines::new(file, skip);
        let mut rows = Vec::new();
        table.each(&mut bad, |bad, line, record| {
            let read = id(record.get(user).unwrap_or_default(), "user", false);
            if let Some(id) = bad.pass(line, read)? {
                rows.push((id, kept.iter().map(|&at| line_of(record.get(at).unwrap_or_default())).collect()));
            }
            Ok(())
        })?;
        let columns = kept.iter().map(|&at| table.columns[at].as_str().into()).collect();
        Ok(Self { columns, rows, skipped: bad.skipped })
    }
}
