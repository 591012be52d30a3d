//! Where bytes come from: files on disk or files compiled into the program, whole or in chunks that end at
//! line borders; never what the bytes mean.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use memchr::{memchr, memchr_iter};

use super::error::LineProblem;
use super::{DataError, decode};

/// Longest line that is read; a file without line borders must not be read whole.
const LONGEST_LINE: usize = 1 << 20;

/// A file compiled into the program: name and content.
pub(super) type Embedded = (&'static str, &'static [u8]);

/// A folder on disk or one compiled into the program.
#[derive(Clone, Debug)]
pub(super) enum Files {
    Folder(PathBuf),
    Embedded(&'static [Embedded]),
}

impl Files {
    /// The file of that name, if there is one.
    pub(super) fn find(&self, name: &str) -> Option<DataFile> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                path.is_file().then(|| DataFile::on_disk(path))
            }
            Self::Embedded(files) => files
                .iter()
                .find(|(known, _)| *known == name)
                .map(|&(name, bytes)| DataFile { label: name.to_owned(), place: Place::Memory(bytes) }),
        }
    }

    /// How messages call the folder.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Folder(folder) => label(folder),
            Self::Embedded(_) => "the bundled sample".to_owned(),
        }
    }
}

/// A path as messages write it.
pub(super) fn label(path: &Path) -> String {
    let label = crate::domain::text::clean_line(&path.display().to_string());
    if label.is_empty() { "\"\"".to_owned() } else { label }
}

/// One file and what messages call it.
#[derive(Clone, Debug)]
pub(super) struct DataFile {
    label: String,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Disk(PathBuf),
    Memory(&'static [u8]),
}

impl DataFile {
    pub(super) fn on_disk(path: PathBuf) -> Self {
        Self { label: label(&path), place: Place::Disk(path) }
    }

    pub(super) fn label(&self) -> &str {
        &self.label
    }

    pub(super) fn len(&self) -> Result<u64, DataError> {
        match &self.place {
            Place::Disk(path) => {
                Ok(fs::metadata(path).map_err(DataError::io(&self.label, "read the file's size"))?.len())
            }
            Place::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// The whole content of a text file.
    pub(super) fn read(&self) -> Result<Cow<'static, [u8]>, DataError> {
        let bytes = match &self.place {
            Place::Disk(path) => {
                Cow::Owned(fs::read(path).map_err(DataError::io(&self.label, "read the file"))?)
            }
            Place::Memory(bytes) => Cow::Borrowed(*bytes),
        };
        self.needs_text(&bytes)?;
        Ok(bytes)
    }

    /// Refuses what is plainly no text with lines, with a better reason than its first line would give.
    fn needs_text(&self, start: &[u8]) -> Result<(), DataError> {
        let (found, advice) = match start {
            [0x1f, 0x8b, ..] => ("compressed with gzip", "unpack it first (gunzip)"),
            [b'P', b'K', 3, 4, ..] => ("a zip archive", "unpack it and point to the folder that comes out"),
            [b'B', b'Z', b'h', ..] => ("compressed with bzip2", "unpack it first (bunzip2)"),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => ("compressed with zstd", "unpack it first (unzstd)"),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                ("UTF-16 text", "save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")
            }
            _ if memchr(b'\n', start).is_none() && memchr(b'\r', start.trim_ascii_end()).is_some() => {
                ("lines end in bare carriage returns", "convert them to newlines (tr '\\r' '\\n')")
            }
            _ => return Ok(()),
        };
        Err(DataError::NoText { file: self.label.clone(), found, advice })
    }

    /// A reader from the start.
    pub(super) fn reader(&self) -> Result<Box<dyn Read + Send>, DataError> {
        match &self.place {
            Place::Disk(_) => Ok(Box::new(self.open()?)),
            Place::Memory(bytes) => Ok(Box::new(*bytes)),
        }
    }

    fn open(&self) -> Result<File, DataError> {
        match &self.place {
            Place::Disk(path) => File::open(path).map_err(DataError::io(&self.label, "open the file")),
            Place::Memory(_) => {
                let reason = std::io::Error::from(std::io::ErrorKind::Unsupported);
                Err(DataError::io(&self.label, "open the file")(reason))
            }
        }
    }

    /// Canonical path, size and time of change: a cache made from the file is good while this stays the same.
    /// `None` where there is no such thing (embedded files, exotic file systems).
    pub(super) fn identity(&self) -> Option<String> {
        let Place::Disk(path) = &self.place else { return None };
        let path = fs::canonicalize(path).ok()?;
        let facts = fs::metadata(&path).ok()?;
        let changed = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(format!("{} {} {}", path.display(), facts.len(), changed.as_nanos()))
    }

    /// The first line, without its end, a byte-order mark, or anything beyond 64 KiB.
    pub(super) fn first_line(&self) -> Result<Vec<u8>, DataError> {
        let mut start = Vec::new();
        self.reader()?
            .take(1 << 16)
            .read_to_end(&mut start)
            .map_err(DataError::io(&self.label, "read the file"))?;
        self.needs_text(&start)?;
        let line = decode::without_mark(&start);
        let end = memchr(b'\n', line).unwrap_or(line.len());
        Ok(line[..end].strip_suffix(b"\r").unwrap_or(&line[..end]).to_vec())
    }

    /// Reads the lines that begin in `range` into `buffer` (whose old content goes) and returns where they
    /// stand in it, with the offset in the file of the first. Consecutive ranges give every line exactly once.
    pub(super) fn lines(&self, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<Lines, DataError> {
        buffer.clear();
        // One byte more at the front: a line begins at the range's start only if a newline stands before it.
        let from = range.start.saturating_sub(1);
        let want = (range.end - from) as usize;
        let mut rest: Box<dyn Read> = match &self.place {
            Place::Memory(bytes) => Box::new(bytes.get(from as usize..).unwrap_or_default()),
            Place::Disk(_) => {
                let mut file = self.open()?;
                file.seek(SeekFrom::Start(from)).map_err(DataError::io(&self.label, "read the file"))?;
                Box::new(file)
            }
        };
        self.fill(&mut rest, want, buffer)?;
        if range.start == 0 {
            self.needs_text(buffer)?;
        }
        let start = if range.start == 0 {
            0
        } else {
            match memchr(b'\n', buffer) {
                Some(newline) => newline + 1,
                None if buffer.len() < want => buffer.len(),
                // No line begins here; the line that covers this range is read, or refused, with its start.
                None => return Ok(Lines { at: 0..0, offset: range.start, too_long: None }),
            }
        };
        let end = loop {
            // The last line of the range ends at the first newline from the range's last byte on.
            let tail = buffer.get(want.saturating_sub(1)..).unwrap_or_default();
            if let Some(newline) = memchr(b'\n', tail) {
                break want.saturating_sub(1) + newline + 1;
            }
            let had = buffer.len();
            if had < want || start >= want {
                break had;
            }
            if had > want + LONGEST_LINE {
                // The lines before it are good all the same.
                let whole = buffer.get(start..want.saturating_sub(1)).unwrap_or_default();
                let end = memchr::memrchr(b'\n', whole).map_or(start, |newline| start + newline + 1);
                return Ok(Lines {
                    at: start..end,
                    offset: from + start as u64,
                    too_long: Some(from + end as u64),
                });
            }
            self.fill(&mut rest, 1 << 14, buffer)?;
            if buffer.len() == had {
                break had;
            }
        };
        Ok(Lines { at: start..end.max(start), offset: from + start as u64, too_long: None })
    }

    fn fill(&self, from: &mut dyn Read, bytes: usize, into: &mut Vec<u8>) -> Result<(), DataError> {
        into.reserve(bytes);
        from.take(bytes as u64)
            .read_to_end(into)
            .map(drop)
            .map_err(DataError::io(&self.label, "read the file"))
    }

    /// The number (1 = first) of the line that covers an offset. Reads the file again up to there: only for
    /// messages.
    pub(super) fn line_number(&self, offset: u64) -> Result<u64, DataError> {
        let mut before = self.reader()?.take(offset);
        let mut buffer = vec![0; 1 << 16];
        let mut newlines = 0;
        loop {
            match before.read(&mut buffer).map_err(DataError::io(&self.label, "read the file"))? {
                0 => return Ok(newlines + 1),
                read => newlines += memchr_iter(b'\n', &buffer[..read]).count() as u64,
            }
        }
    }

    pub(super) fn bad_line(&self, line: u64, problem: LineProblem) -> DataError {
        DataError::BadLine { file: self.label.clone(), line, problem }
    }
}

/// Whole lines in a buffer.
pub(super) struct Lines {
    /// Where they stand in the buffer.
    pub(super) at: Range<usize>,
    /// Where the first begins in the file.
    pub(super) offset: u64,
    /// Where a line begins in the file that is too long to be read; it comes after all of them.
    pub(super) too_long: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_every_size_give_every_line_once() {
        let texts: [&'static [u8]; 6] =
            [b"", b"a", b"a\n", b"one\ntwo\n\nfour\r\nfive", b"\n\n\n", b"a long line of text\nb\nc\n"];
        for text in texts {
            let file = DataFile { label: "lines".into(), place: Place::Memory(text) };
            for size in 1..=text.len() as u64 + 2 {
                let mut read = Vec::new();
                let mut buffer = Vec::new();
                let mut from = 0;
                while from < text.len() as u64 {
                    let lines = file.lines(from..from + size, &mut buffer).unwrap();
                    if !lines.at.is_empty() {
                        assert_eq!(lines.offset, read.len() as u64, "{size}");
                    }
                    read.extend_from_slice(&buffer[lines.at]);
                    from += size;
                }
                assert_eq!(read, text, "chunks of {size}");
            }
        }
    }

    #[test]
    fn line_numbers_count_from_one() {
        let file = DataFile { label: "lines".into(), place: Place::Memory(b"a\nb\n\nd") };
        let numbers: Vec<_> = (0..6).map(|offset| file.line_number(offset).unwrap()).collect();
        assert_eq!(numbers, [1, 1, 2, 2, 3, 4]);
    }
}
