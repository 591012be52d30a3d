//! How the lines of a rating file are built: separator, header, and which field holds what; never reading
//! more than the first line.

use super::error::quote;
use super::files::DataFile;
use super::{ColumnMap, DataError};

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Comma,
    Semicolon,
    DoubleColon,
}

impl Separator {
    /// Its byte; a double colon is this byte twice.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::DoubleColon => b':',
        }
    }

    /// How many bytes long it is.
    pub(super) const fn width(self) -> usize {
        if matches!(self, Self::DoubleColon) { 2 } else { 1 }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Tab => "tabs",
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::DoubleColon => "\"::\"",
        }
    }

    /// The separator that a header is most likely written with.
    pub(super) fn of_header(line: &[u8]) -> Self {
        let count = |byte: u8| memchr::memchr_iter(byte, line).count();
        let (commas, semicolons, tabs) = (count(b','), count(b';'), count(b'\t'));
        if tabs > commas && tabs > semicolons {
            Self::Tab
        } else if semicolons > commas {
            Self::Semicolon
        } else {
            Self::Comma
        }
    }
}

/// The layout of a rating file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) separator: Separator,
    /// Whether the first line names the columns.
    pub(super) header: bool,
    /// Fields a line must have.
    pub(super) fields: usize,
    pub(super) user: usize,
    pub(super) item: usize,
    pub(super) rating: usize,
    pub(super) time: Option<usize>,
    /// Whether ids are whole numbers by definition (every MovieLens file), so that anything else is a mistake.
    pub(super) numeric_ids: bool,
}

impl Layout {
    /// User, item, rating, timestamp without a header: `u.data`, `ratings.dat`.
    pub(super) const fn movielens(separator: Separator) -> Self {
        Self {
            separator,
            header: false,
            fields: 4,
            user: 0,
            item: 1,
            rating: 2,
            time: Some(3),
            numeric_ids: true,
        }
    }

    /// The layout of `ratings.csv`: `userId,movieId,rating,timestamp`.
    pub(super) fn movielens_csv(file: &DataFile) -> Result<Self, DataError> {
        let columns = ColumnMap {
            user: "userId".into(),
            item: "movieId".into(),
            rating: "rating".into(),
            timestamp: "timestamp".into(),
            ..ColumnMap::default()
        };
        Ok(Self { numeric_ids: true, ..Self::table(file, &columns)? })
    }

    /// The layout of a table with a header.
    pub(super) fn table(file: &DataFile, columns: &ColumnMap) -> Result<Self, DataError> {
        let line = file.first_line()?;
        let separator = Separator::of_header(&line);
        let names = header(&line, separator);
        let find = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let need = |wanted: &str| {
            find(wanted).ok_or_else(|| no_column(file, wanted, &names, "lusifer.toml under [data.columns]"))
        };
        Ok(Self {
            separator,
            header: true,
            fields: names.len(),
            user: need(&columns.user)?,
            item: need(&columns.item)?,
            rating: need(&columns.rating)?,
            time: find(&columns.timestamp),
            numeric_ids: false,
        })
    }

    /// The layout of any rating file on its own, told by its first line.
    pub(super) fn sniff(file: &DataFile, columns: &ColumnMap) -> Result<Self, DataError> {
        let line = file.first_line()?;
        if memchr::memmem::find(&line, b"::").is_some() {
            return Ok(Self::movielens(Separator::DoubleColon));
        }
        let separator = Separator::of_header(&line);
        let fields: Vec<_> = line.split(|&byte| byte == separator.byte()).collect();
        let numbers = fields.iter().all(|field| super::decode::decode(field).trim().parse::<f64>().is_ok());
        if numbers && (3..=4).contains(&fields.len()) {
            let time = (fields.len() == 4).then_some(3);
            // A table with tabs is u.data's kin; one with commas may be from anywhere and call things anything.
            let numeric_ids = separator == Separator::Tab;
            return Ok(Self { fields: fields.len(), time, numeric_ids, ..Self::movielens(separator) });
        }
        if fields.len() < 3 {
            return Err(DataError::NotRatings { file: file.label().to_owned(), found: quote(&line) });
        }
        let known = [columns.clone(), names_of("userId", "movieId"), names_of("user_id", "movie_id")];
        let found = known.iter().find_map(|columns| Self::table(file, columns).ok());
        found.map_or_else(|| Self::table(file, columns), Ok)
    }

    /// What a line consists of, for messages.
    pub(super) fn words(&self) -> String {
        let names = if self.fields > 4 || self.header {
            ""
        } else if self.time.is_some() {
            " (user, item, rating, timestamp)"
        } else {
            " (user, item, rating)"
        };
        format!("{} fields separated by {}{names}", self.fields, self.separator.words())
    }

    /// Whether the csv crate can read such lines: it knows separators of one byte only.
    pub(super) const fn may_be_quoted(&self) -> bool {
        self.separator.width() == 1 && (self.header || !self.numeric_ids)
    }

    /// Whether the fields are user, item, rating and perhaps timestamp in this order and nothing else.
    pub(super) fn is_plain(&self) -> bool {
        (self.user, self.item, self.rating) == (0, 1, 2)
            && match self.time {
                Some(time) => time == 3 && self.fields == 4,
                None => self.fields == 3,
            }
    }
}

fn names_of(user: &str, item: &str) -> ColumnMap {
    ColumnMap { user: user.into(), item: item.into(), ..ColumnMap::default() }
}

/// The names in a header line, trimmed, quotes removed.
pub(super) fn header(line: &[u8], separator: Separator) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .from_reader(line);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => record.iter().map(cleaned).collect(),
        _ => Vec::new(),
    }
}

fn cleaned(field: &[u8]) -> String {
    crate::domain::text::clean_line(&super::decode::decode(field))
}

pub(super) fn no_column(file: &DataFile, wanted: &str, names: &[String], setting: &'static str) -> DataError {
    let quoted = |name: &String| format!("\"{}\"", quote(name.as_bytes()));
    let mut header = names.iter().take(12).map(quoted).collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        header.push_str(", ...");
    } else if names.is_empty() {
        header.push_str("which is empty");
    }
    DataError::NoColumn { file: file.label().to_owned(), wanted: wanted.to_owned(), header, setting }
}
