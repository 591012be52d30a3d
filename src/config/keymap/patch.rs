//! A person's file of keys to bindings, with everything that is wrong in it by line; never what a key does.

use std::borrow::Cow;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Binding, Bindings, Chord, Context, policy};
use crate::actions::Action;
use crate::config::layers::{Origin, in_order, line};

/// A file while it is read.
pub(super) struct Patch<'a> {
    /// What the file is called; `None` = what is compiled in, whose bindings are not anybody's wish.
    pub(super) file: Option<&'a str>,
    /// Its text.
    pub(super) text: &'a str,
    /// What it wants.
    pub(super) wanted: Bindings,
    /// What is wrong with it: line and sentence.
    pub(super) problems: Vec<(usize, String)>,
}

type Name<'a, 't> = &'a Spanned<Cow<'t, str>>;

impl<'a> Patch<'a> {
    /// Reads a file.
    pub(super) fn read(file: Option<&'a str>, text: &'a str) -> Self {
        let mut patch = Self { file, text, wanted: Bindings::new(), problems: Vec::new() };
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            patch.problems = errors
                .iter()
                .map(|error| {
                    (patch.line(error.span().map_or(0, |span| span.start)), error.message().to_owned())
                })
                .collect();
            return patch;
        }
        for (name, value) in in_order(table.get_ref()) {
            match value.get_ref() {
                DeValue::Table(keys) if name.get_ref() == "keys" => patch.keys(keys),
                _ => {
                    patch.problem(name, format!("\"{}\" is not known here; expected [keys]", name.get_ref()));
                }
            }
        }
        patch
    }

    fn line(&self, offset: usize) -> usize {
        line(self.text.as_bytes(), offset)
    }

    fn problem(&mut self, at: Name<'_, '_>, text: String) {
        self.problems.push((self.line(at.span().start), text));
    }

    fn keys(&mut self, keys: &DeTable<'_>) {
        for (name, value) in in_order(keys) {
            let word = name.get_ref();
            let place =
                Context::ALL.into_iter().find(|place| *place != Context::Anywhere && place.word() == word);
            match (value.get_ref(), place) {
                (DeValue::Table(keys), Some(place)) => {
                    for (name, value) in in_order(keys) {
                        self.binding(place, name, value);
                    }
                }
                (DeValue::Table(_), None) => {
                    let known: Vec<_> = Context::ALL.iter().skip(1).map(|place| place.word()).collect();
                    let text = format!("[keys.{word}]: there is no such place; known: {}", known.join(", "));
                    self.problem(name, text);
                }
                _ => self.binding(Context::Anywhere, name, value),
            }
        }
    }

    fn binding(&mut self, place: Context, name: Name<'_, '_>, value: &Spanned<DeValue<'_>>) {
        let id = name.get_ref();
        let Some(action) = Action::from_id(id) else {
            let text = format!("\"{id}\" is not an action; did you mean \"{}\"?", nearest_id(id));
            return self.problem(name, text);
        };
        let texts: Option<Vec<&str>> = match value.get_ref() {
            DeValue::String(text) => Some(vec![text]),
            DeValue::Array(texts) => texts.iter().map(|text| text.get_ref().as_str()).collect(),
            _ => None,
        };
        let Some(texts) = texts else {
            let text = format!("\"{id}\": expected a list of keys, for example [\"r\", \"ctrl+r\"]");
            return self.problem(name, text);
        };
        let unbinds = texts.is_empty();
        let mut chords: Vec<Chord> = Vec::new();
        for text in texts {
            let chord = text.parse::<Chord>().and_then(|chord| {
                let refused = chord.keys().iter().find_map(|&key| policy::refusal(place, action, key));
                refused.map_or(Ok(chord), Err)
            });
            match chord {
                Ok(chord) if !chords.contains(&chord) => chords.push(chord),
                Ok(_) => {}
                Err(wrong) => self.problem(name, format!("\"{id}\": {wrong}")),
            }
        }
        if !policy::leads_out(action, chords.iter().map(Chord::keys)) {
            return self
                .problem(name, format!("\"{id}\": ctrl+c must stay among its keys: it always leads out"));
        }
        // A list of nothing but mistakes is no wish to unbind.
        if chords.is_empty() && !unbinds {
            return;
        }
        let line = self.line(name.span().start);
        let origin = match self.file {
            Some(file) => Origin::File { path: PathBuf::from(file), line },
            None => Origin::BuiltIn,
        };
        self.wanted.insert((place, action), Binding { chords, origin });
    }
}

/// The action whose id comes nearest to what somebody wrote.
fn nearest_id(name: &str) -> &'static str {
    let nearest = Action::ALL.into_iter().min_by_key(|action| strsim::damerau_levenshtein(action.id(), name));
    nearest.map_or("help", Action::id)
}
