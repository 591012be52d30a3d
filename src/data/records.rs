//! Small tables whole in memory: CSV with a header and lines with a separator, decoded, each row with its
//! line number; never what the columns mean.

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::{Separator, header};
use super::{DataError, decode};
use crate::domain::Id;
use crate::domain::text::clean_line;

/// What became of the bad lines of one file.
#[derive(Debug)]
pub(super) struct BadLines<'a> {
    file: &'a DataFile,
    skip: bool,
    /// Lines left out so far.
    pub(super) skipped: usize,
}

impl<'a> BadLines<'a> {
    pub(super) fn new(file: &'a DataFile, skip: bool) -> Self {
        Self { file, skip, skipped: 0 }
    }

    /// The value; or `None`, counted, where bad lines are left out.
    pub(super) fn pass<T>(
        &mut self,
        line: u64,
        read: Result<T, LineProblem>,
    ) -> Result<Option<T>, DataError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(_) if self.skip => {
                self.skipped += 1;
                Ok(None)
            }
            Err(problem) => Err(self.file.bad_line(line, problem)),
        }
    }
}

/// Calls `row` with the fields of every line that is not blank, split at `separator`, trimmed, and the line's
/// number.
pub(super) fn each_line(
    file: &DataFile,
    separator: &str,
    mut row: impl FnMut(u64, &[&str]) -> Result<(), DataError>,
) -> Result<(), DataError> {
    let bytes = file.read()?;
    let text = decode::decode(&bytes);
    let mut fields: Vec<&str> = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.trim().is_empty() {
            continue;
        }
        fields.clear();
        fields.extend(line.split(separator).map(str::trim));
        row(number, &fields)?;
    }
    Ok(())
}

/// A table with a header, read whole.
pub(super) struct CsvTable {
    /// Column names; those that occur twice get `.1`, `.2` ... as in pandas, so that none hides another.
    pub(super) columns: Vec<String>,
    /// Names that occur more than once.
    twice: Vec<String>,
    text: String,
    separator: Separator,
    /// Records, line borders in quotes not counted.
    rows_from: u64,
}

impl CsvTable {
    pub(super) fn read(file: &DataFile) -> Result<Self, DataError> {
        let bytes = file.read()?;
        let text = decode::decode(&bytes).into_owned();
        let end = text.find('\n').unwrap_or(text.len());
        let (first, _) = text.split_at(end);
        let separator = Separator::of_header(first.as_bytes());
        let names = header(first.as_bytes(), separator);
        let is_twice = |name: &&String| names.iter().filter(|other| other == name).count() > 1;
        let twice = names.iter().filter(is_twice).cloned().collect();
        Ok(Self { columns: distinct(names), twice, text, separator, rows_from: 1 })
    }

    /// Whether the header has that name more than once.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.twice.iter().any(|twice| twice == name)
    }

    /// Position of the first of these column names that there is, case ignored.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|wanted| self.columns.iter().position(|name| name.eq_ignore_ascii_case(wanted)))
    }

    /// Calls `row` with every record below the header: the line on which it begins, and its fields, as many as
    /// there are columns.
    pub(super) fn each(
        &self,
        bad: &mut BadLines<'_>,
        mut row: impl FnMut(&mut BadLines<'_>, u64, &StringRecord) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let mut reader = ReaderBuilder::new()
            .has_headers(true)
            .flexible(true)
            .delimiter(self.separator.byte())
            .terminator(Terminator::Any(b'\n'))
            .from_reader(self.text.as_bytes());
        let mut record = StringRecord::new();
        loop {
            // The text is valid UTF-8 in memory and rows may differ in length: nothing is left to fail.
            let more = reader
                .read_record(&mut record)
                .map_err(|error| DataError::io(bad.file.label(), "read the file")(error.into()))?;
            if !more {
                return Ok(());
            }
            if record.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            let line = record.position().map_or(self.rows_from, csv::Position::line);
            let from = record.position().map_or(0, csv::Position::byte) as usize;
            let to = reader.position().byte() as usize;
            let found = record.len();
            let expected = || format!("{} fields, as in the header", self.columns.len());
            let checked = if to == self.text.len()
                && is_unclosed(self.text.get(from..).unwrap_or_default(), self.separator)
            {
                Err(LineProblem::Unclosed)
            } else if found == self.columns.len() {
                Ok(())
            } else {
                Err(LineProblem::Fields { expected: expected(), found })
            };
            if bad.pass(line, checked)?.is_some() {
                row(bad, line, &record)?;
            }
        }
    }
}

/// Whether the last record of a file ends inside quotes: it has swallowed all rows below it. A quotation mark
/// opens a field only as its first character, and is written twice inside.
fn is_unclosed(record: &str, separator: Separator) -> bool {
    let (mut quoted, mut start) = (false, true);
    for byte in record.bytes() {
        if byte == b'"' && (quoted || start) {
            // The first of two inside closes for a moment, the second opens again.
            (quoted, start) = (!quoted, quoted);
        } else if !quoted {
            start = byte == separator.byte() || byte == b'\n';
        }
    }
    quoted
}

/// Names of which none occurs twice: the second `release_date` becomes `release_date.1`.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let mut candidate = name.clone();
        let mut copies = 0;
        while !name.is_empty() && kept.contains(&candidate) {
            copies += 1;
            candidate = format!("{name}.{copies}");
        }
        kept.push(candidate);
    }
    kept
}

/// An id field; `number` where only whole numbers will do.
pub(super) fn id(field: &str, of: &'static str, number: bool) -> Result<Id, LineProblem> {
    let text = clean_line(field);
    let id = Id::parse(&text);
    let wrong = text.is_empty() || (number && matches!(id, Id::Text(_)));
    if wrong { Err(super::lines::bad_id(field.as_bytes(), of, number)) } else { Ok(id) }
}

/// A field on one line, safe to show.
pub(super) fn line_of(field: &str) -> Box<str> {
    clean_line(field).into()
}

/// A text as it is kept: on one line, and nothing where the file says that there is nothing. Not for the columns
/// of users: `none` is an occupation of ML-100K.
pub(super) fn cell(field: &str) -> Box<str> {
    let text = clean_line(field);
    let missing = ["nan", "none", "null", "n/a"].iter().any(|no| text.eq_ignore_ascii_case(no));
    if missing { "".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_occurs_twice_hides_nothing() {
        let names = ["id", "date", "", "date", "date", ""].map(str::to_owned).to_vec();
        assert_eq!(distinct(names), ["id", "date", "", "date.1", "date.2", ""]);
    }

    #[test]
    fn only_a_quote_that_opened_a_field_needs_an_end() {
        for (record, unclosed) in [
            ("1,\"never\nends\n", true),
            ("\"1", true),
            ("1,\"one \"\" two\n", true),
            ("1,\"ends\",\"\"\n", false),
            ("1,\"a \"\"b\"\" c\"\n", false),
            ("1,5\" disk\n", false),
            ("", false),
        ] {
            assert_eq!(is_unclosed(record, Separator::Comma), unclosed, "{record}");
        }
    }

    #[test]
    fn words_for_nothing_are_nothing() {
        for word in ["", " ", "NaN", "null", "None", "N/A"] {
            assert_eq!(&*cell(word), "", "{word}");
        }
        assert_eq!(&*cell(" A nanny.\n Two lines. "), "A nanny. Two lines.");
    }
}
