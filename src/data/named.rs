//! Any CSV table by the names of its columns, for what is no data set: predictions of other programs; never what
//! the columns mean.

use std::path::Path;

use csv::StringRecord;

use super::DataError;
use super::error::LineProblem;
use super::files::DataFile;
use super::layout::no_column;
use super::records::{BadLines, CsvTable};

/// A table with a header, read whole: UTF-8 or Latin-1; commas, semicolons or tabs.
pub struct NamedTable {
    file: DataFile,
    table: CsvTable,
}

/// One field of a row that is not what it should be.
pub struct BadField {
    /// Position of the column.
    pub column: usize,
    /// What was expected, such as "a number".
    pub expected: &'static str,
}

impl NamedTable {
    /// Reads a table.
    ///
    /// # Errors
    /// [`DataError`]: not there, not readable, no text.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let file = DataFile::on_disk(path.to_owned());
        let table = CsvTable::read(&file)?;
        Ok(Self { file, table })
    }

    /// Position of the column of that name. Case counts, and a name that two columns have is nobody's.
    ///
    /// # Errors
    /// [`DataError::NoColumn`], [`DataError::TwoColumns`].
    pub fn column(&self, name: &str) -> Result<usize, DataError> {
        let columns = &self.table.columns;
        let at = columns
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| no_column(&self.file, name, columns, "--truth and --methods"))?;
        if self.table.repeats(name) {
            return Err(DataError::TwoColumns { file: self.file.label().to_owned(), name: name.to_owned() });
        }
        Ok(at)
    }

    /// Calls `row` with every record's fields; returns how many were left out because `row` or the table's shape
    /// refused them, which without `skip_bad_lines` is an error instead.
    ///
    /// # Errors
    /// [`DataError::BadLine`] with file and line.
    pub fn each(
        &self,
        skip_bad_lines: bool,
        mut row: impl FnMut(&StringRecord) -> Result<(), BadField>,
    ) -> Result<usize, DataError> {
        let mut bad = BadLines::new(&self.file, skip_bad_lines);
        self.table.each(&mut bad, |bad, line, record| {
            let read = row(record).map_err(|BadField { column, expected }| LineProblem::Field {
                column: self.table.columns.get(column).cloned().unwrap_or_default(),
                expected,
                found: super::error::quote(record.get(column).unwrap_or_default().as_bytes()),
            });
            bad.pass(line, read).map(drop)
        })?;
        Ok(bad.skipped)
    }
}
