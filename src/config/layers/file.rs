//! A TOML file to its settings with their lines; never what a setting means.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// A file that is there.
#[derive(Clone, Debug)]
pub struct File {
    /// Where.
    pub path: PathBuf,
    /// What it says, or why that cannot be known.
    pub text: Result<String, Wrong>,
}

/// What is wrong on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The line, 1 = first.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl File {
    /// Reads a file; `None` where there is none.
    pub fn read(path: &Path) -> Option<Self> {
        let text = match fs::read(path) {
            Ok(bytes) => text(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => Err(Wrong { line: 1, text: format!("cannot be read: {error}") }),
        };
        Some(Self { path: path.to_path_buf(), text })
    }

    /// A file with that text.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: Ok(text.into()) }
    }
}

fn text(bytes: Vec<u8>) -> Result<String, Wrong> {
    String::from_utf8(bytes).map_err(|error| {
        let line = line(error.as_bytes(), error.utf8_error().valid_up_to());
        Wrong { line, text: "this is not UTF-8; save the file as UTF-8".to_owned() }
    })
}

/// The line (1 = first) of an offset.
pub(in crate::config) fn line(text: &[u8], offset: usize) -> usize {
    text.iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// A setting in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Section and name: `ui.theme`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The line, 1 = first.
    pub line: usize,
}

/// Every setting of a file, in its order; a table inside a section is one setting.
///
/// # Errors
/// Every line that is not TOML.
pub fn read(text: &str) -> Result<Vec<Leaf>, Vec<Wrong>> {
    let (spans, errors) = DeTable::parse_recoverable(text);
    let line_of = |offset: usize| line(text.as_bytes(), offset);
    let wrong = |error: &toml::de::Error| Wrong {
        line: line_of(error.span().map_or(0, |span| span.start)),
        text: error.message().to_owned(),
    };
    if !errors.is_empty() {
        return Err(errors.iter().map(wrong).collect());
    }
    let values = text.parse::<Table>().map_err(|error| vec![wrong(&error)])?;
    let mut leaves = Vec::new();
    for (section, inside) in in_order(spans.get_ref()) {
        let value = values.get(section.get_ref().as_ref());
        match (inside.get_ref(), value) {
            (DeValue::Table(inside), Some(Value::Table(values))) if !values.is_empty() => {
                for (name, _) in in_order(inside) {
                    if let Some(value) = values.get(name.get_ref().as_ref()) {
                        let key = format!("{}.{}", section.get_ref(), name.get_ref());
                        leaves.push(Leaf { key, value: value.clone(), line: line_of(name.span().start) });
                    }
                }
            }
            // An empty section says nothing, unless there is no such section.
            (_, Some(value)) => leaves.push(Leaf {
                key: section.get_ref().to_string(),
                value: value.clone(),
                line: line_of(section.span().start),
            }),
            (_, None) => {}
        }
    }
    Ok(leaves)
}

/// The entries of a table in the order of the file.
pub(in crate::config) fn in_order<'a, 't>(
    table: &'a DeTable<'t>,
) -> Vec<(&'a Spanned<std::borrow::Cow<'t, str>>, &'a Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}
