//! A filter line over a list: text, what it means, and whether it is being typed.

use super::input::LineInput;
use super::query::Query;
use crate::actions::Action;
use crate::config::keymap::Key;

/// The filter of a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    fields: Vec<String>,
    example: String,
    input: LineInput,
    query: Query,
    /// What was last filtered by: its matches can be walked through after the filter is gone.
    remembered: Query,
    is_open: bool,
}

/// What an action did to a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filtered {
    /// What is shown stays.
    Same,
    /// What is shown may change.
    Changed,
    /// The action is not about the filter.
    NotMine,
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

    /// Answers an action: the same on every screen that has a list with a filter.
    pub fn act(&mut self, action: Action) -> Filtered {
        match action {
            Action::Find => {
                self.is_open = true;
                Filtered::Same
            }
            Action::Back if self.is_open || !self.input.text().is_empty() => {
                self.is_open = false;
                self.input.clear();
                self.query = Query::default();
                Filtered::Changed
            }
            Action::Open if self.is_open => {
                self.is_open = false;
                Filtered::Same
            }
            _ => Filtered::NotMine,
        }
    }

    /// What can be walked through match by match: what is filtered by, or was last.
    pub fn sought(&self) -> Option<&Query> {
        [&self.query, &self.remembered].into_iter().find(|query| !query.is_empty())
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
        if !self.query.is_empty() {
            self.remembered = self.query.clone();
        }
        true
    }
}
