//! Rating tables with quoted fields or ids that are any text: read in order through the csv crate, ids
//! interned by appearance; never the plain files, which have a quicker parser.

use std::collections::HashMap;
use std::io::{BufReader, Read};
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::error::LineProblem;
use super::files::DataFile;
use super::layout::Layout;
use super::lines::{ChunkRows, UserRun, bad_id, rating, time};
use super::ratings::{Names, RatingFile, RawTable};
use super::{DataError, Progress, decode};
use crate::domain::text::clean_line;

/// Rows that are appended to the table at a time.
const ROWS: usize = 1 << 16;

/// Texts numbered in order of appearance.
#[derive(Default)]
struct Interner {
    codes: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Interner {
    fn code(&mut self, text: &str) -> u32 {
        if let Some(&code) = self.codes.get(text) {
            return code;
        }
        let text: Arc<str> = text.into();
        let code = self.texts.len() as u32;
        self.codes.insert(Arc::clone(&text), code);
        self.texts.push(text);
        code
    }
}

/// One row of a rating table, ids as texts.
pub(super) struct TextRow {
    pub(super) user: String,
    pub(super) item: String,
    pub(super) halves: u8,
    pub(super) time: i64,
}

/// A csv reader over a file without its byte-order mark. Only a newline ends a record: a carriage return
/// before it is trimmed with the last field, and one elsewhere is part of the text.
pub(super) fn reader(file: &DataFile, delimiter: u8) -> Result<csv::Reader<impl Read>, DataError> {
    let mut bytes = BufReader::with_capacity(1 << 18, file.reader()?);
    let start =
        std::io::BufRead::fill_buf(&mut bytes).map_err(DataError::io(file.label(), "read the file"))?;
    let mark = start.len() - decode::without_mark(start).len();
    std::io::BufRead::consume(&mut bytes, mark);
    Ok(ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(bytes))
}

/// Whether a record is an empty line.
pub(super) fn is_blank(record: &ByteRecord) -> bool {
    record.iter().all(|field| field.trim_ascii().is_empty())
}

/// Appends all rows of the files to an empty table.
pub(super) fn read(
    files: &[RatingFile],
    skip_bad: bool,
    progress: &Progress,
    table: &mut RawTable,
) -> Result<(), DataError> {
    let (mut users, mut items) = (Interner::default(), Interner::default());
    let mut rows = ChunkRows::default();
    for file in files {
        let mut seen = 0;
        let skipped = each(file, skip_bad, |place, row| {
            let user = users.code(&row.user);
            match rows.users.last_mut() {
                Some(run) if run.user == user => run.rows += 1,
                _ => rows.users.push(UserRun { user, rows: 1 }),
            }
            rows.items.push(items.code(&row.item));
            rows.halves.push(row.halves);
            if file.layout.time.is_some() {
                rows.times.push(row.time);
            }
            if rows.items.len() == ROWS {
                table.append(&rows);
                progress.advance(ROWS as u64, place.byte - seen);
                seen = place.byte;
                rows.clear();
                if progress.is_cancelled() {
                    return Err(DataError::Cancelled);
                }
            }
            Ok(())
        })?;
        table.skipped += skipped;
        let size = file.file.len()?;
        progress.advance(rows.items.len() as u64, size.saturating_sub(seen));
        table.append(&rows);
        rows.clear();
    }
    table.names = Names::Texts { users: users.texts, items: items.texts };
    Ok(())
}

/// Where a record stands in its file.
#[derive(Clone, Copy, Default)]
pub(super) struct RecordPlace {
    pub(super) line: u64,
    pub(super) byte: u64,
}

/// Calls `row` for every row of a file, in file order, and returns how many bad lines were left out.
pub(super) fn each(
    file: &RatingFile,
    skip_bad: bool,
    mut row: impl FnMut(RecordPlace, TextRow) -> Result<(), DataError>,
) -> Result<usize, DataError> {
    let layout = &file.layout;
    let mut records = reader(&file.file, layout.separator.byte())?;
    let mut record = ByteRecord::new();
    let mut skipped = 0;
    let mut header = layout.header;
    loop {
        if !records.read_byte_record(&mut record).map_err(|error| csv_error(&file.file, error))? {
            return Ok(skipped);
        }
        if std::mem::take(&mut header) || is_blank(&record) {
            continue;
        }
        let place = record.position().map_or(RecordPlace::default(), |position| RecordPlace {
            line: position.line(),
            byte: position.byte(),
        });
        match text_row(&record, layout) {
            Ok(read) => row(place, read)?,
            Err(_) if skip_bad => skipped += 1,
            Err(problem) => return Err(file.file.bad_line(place.line, problem)),
        }
    }
}

/// With flexible records of bytes only reading itself can fail.
pub(super) fn csv_error(file: &DataFile, error: csv::Error) -> DataError {
    DataError::io(file.label(), "read the file")(error.into())
}

fn text_row(record: &ByteRecord, layout: &Layout) -> Result<TextRow, LineProblem> {
    if record.len() != layout.fields {
        return Err(LineProblem::Fields { expected: layout.words(), found: record.len() });
    }
    let field = |at: usize| record.get(at).unwrap_or_default().trim_ascii();
    Ok(TextRow {
        user: text_id(field(layout.user), "user", layout.numeric_ids)?,
        item: text_id(field(layout.item), "item", layout.numeric_ids)?,
        halves: rating(field(layout.rating))?.halves(),
        time: layout.time.map_or(Ok(0), |at| time(field(at)))?,
    })
}

fn text_id(field: &[u8], of: &'static str, number: bool) -> Result<String, LineProblem> {
    let text = clean_line(&decode::decode(field));
    let wrong = text.is_empty() || (number && !text.bytes().all(|byte| byte.is_ascii_digit()));
    if wrong { Err(bad_id(field, of, number)) } else { Ok(text) }
}
