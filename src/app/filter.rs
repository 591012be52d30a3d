//! A filter line over a list: text, what it means, and whether it is being typed.

use super::input::LineInput;
use super::query::Query;
use crate::config::keymap::Key;

/// The filter of a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    fields: Vec<String>,
    example: String,
    input: LineInput,
    query: Query,
    is_open: bool,
}

impl Filter {
    /// A filter that knows these fields; `example` is one that finds something in this data.
    pub fn new(fields: Vec<String>, example: String) -> Self {
        Self { fields, example, ..Self::default() }
    }

    /// What could be typed, for who has not typed anything yet.
    pub fn example(&self) -> &str {
        &self.example
    }

    /// Starts typing.
    pub fn open(&mut self) {
        self.is_open = true;
    }

    /// Ends typing; the filter holds.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Ends typing and lets everything pass; whether anything was filtered.
    pub fn clear(&mut self) -> bool {
        self.is_open = false;
        let any = self.input.clear();
        self.query = Query::default();
        any
    }

    /// Whether it is being typed.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The line.
    pub fn input(&self) -> &LineInput {
        &self.input
    }

    /// What it means.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Names of the fields that conditions may use.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Takes a key; whether what is shown may change.
    pub fn key(&mut self, key: Key) -> bool {
        self.input.key(key) && self.read()
    }

    /// Takes pasted text; whether what is shown may change.
    pub fn paste(&mut self, text: &str) -> bool {
        self.input.paste(text) && self.read()
    }

    fn read(&mut self) -> bool {
        self.query = Query::parse(self.input.text(), &self.fields);
        true
    }
}
