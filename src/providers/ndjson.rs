//! Bytes -> one JSON value per line, however they are cut into packets; never what a value means.

use serde_json::Value;

use super::lines::Lines;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A JSON value, and whether bytes that are not UTF-8 had to be replaced by U+FFFD.
    Value(Value, bool),
    /// Not JSON: the line, and what the parser says.
    Wrong(String, String),
}

/// Takes bytes as they arrive.
#[derive(Clone, Debug)]
pub struct Values {
    lines: Lines,
}

impl Default for Values {
    fn default() -> Self {
        Self { lines: Lines::by_newline() }
    }
}

impl Values {
    /// The values that these bytes complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.lines.push(bytes).iter().filter_map(|line| read(line)).collect()
    }

    /// The value of a last line without an end.
    pub fn end(&mut self) -> Option<Line> {
        self.lines.end().and_then(|line| read(&line))
    }
}

fn read(line: &[u8]) -> Option<Line> {
    let line = line.trim_ascii();
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    if line.is_empty() {
        return None;
    }
    let (text, mended) = super::lossy(line);
    Some(match serde_json::from_str(&text) {
        Ok(value) => Line::Value(value, mended),
        Err(error) => Line::Wrong(text, error.to_string()),
    })
}
