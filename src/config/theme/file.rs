//! A theme file as it is written: every key and colour with the line on which it stands, and everything that is
//! wrong with it at once; never what a colour name of another file means.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use ratatui::style::Modifier;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::role::Role;

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file, as people are told of it.
    pub file: Arc<str>,
    /// The line, 1 = first.
    pub line: usize,
}

/// Something that is wrong with a theme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub spot: Spot,
    /// What, and what was expected.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.spot.file, self.spot.line, self.what)
    }
}

/// Which background a theme is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    /// A dark one.
    Dark,
    /// A light one.
    Light,
    /// Either.
    #[default]
    Any,
}

impl Appearance {
    const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Any];

    /// The word in a theme file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Any => "any",
        }
    }
}

/// A colour as it is written: a name of the palette, `#rrggbb`, an ANSI name, `default`, or a number of the 256.
#[derive(Clone, Debug)]
pub(super) struct Paint {
    pub(super) text: PaintText,
    pub(super) spot: Spot,
}

#[derive(Clone, Debug)]
pub(super) enum PaintText {
    Number(u8),
    Name(String),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) fg: Option<Paint>,
    pub(super) bg: Option<Paint>,
    pub(super) mods: Modifier,
}

/// Styles in an order: the shades of a scale, the lines of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ramp {
    Rating,
    Heat,
    Series,
    Above,
    Below,
}

impl Ramp {
    /// Every ramp, how a theme file calls it, and the number of its first step.
    pub(super) const ALL: [(Self, &'static str, usize); 5] = [
        (Self::Rating, "rating", 1),
        (Self::Heat, "heat", 0),
        (Self::Series, "chart.series", 1),
        (Self::Above, "chart.above", 1),
        (Self::Below, "chart.below", 1),
    ];
}

/// The ramps that are lists in `[chart]`.
const LISTS: [(Ramp, &str); 3] = [(Ramp::Series, "series"), (Ramp::Above, "above"), (Ramp::Below, "below")];

/// The ramps that are tables of steps: name, first step, last step.
const STEPS: [(Ramp, &str, u8, u8); 2] = [(Ramp::Rating, "rating", 1, 5), (Ramp::Heat, "heat", 0, 4)];

/// The attributes of a style.
pub(super) const MODS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed_out", Modifier::CROSSED_OUT),
];

/// The tables of roles.
const TABLES: [&str; 4] = ["style", "diff", "evidence", "chart"];

/// What a file says.
#[derive(Clone, Debug, Default)]
pub(super) struct ThemeFile {
    pub(super) appearance: Option<Appearance>,
    pub(super) inherits: Option<(String, Spot)>,
    pub(super) palette: BTreeMap<String, Paint>,
    pub(super) styles: BTreeMap<Role, Entry>,
    pub(super) ramps: BTreeMap<Ramp, BTreeMap<usize, Entry>>,
}

impl ThemeFile {
    /// Reads a file: what is right in it, and everything that is not.
    pub(super) fn read(file: &str, text: &str) -> (Self, Vec<Problem>) {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { file: file.into(), text, problems: Vec::new() };
        for error in errors {
            reader.problem(error.span().unwrap_or_default(), error.message());
        }
        let mut read = Self::default();
        // What is left of a file that is no TOML would only say the same again in other words.
        if reader.problems.is_empty() {
            reader.file(table.get_ref(), &mut read);
        }
        reader.problems.sort();
        (read, reader.problems)
    }

    /// The other one's entries over these.
    pub(super) fn take(&mut self, other: Self) {
        self.appearance = other.appearance.or(self.appearance);
        self.palette.extend(other.palette);
        self.styles.extend(other.styles);
        for (ramp, entries) in other.ramps {
            // A list replaces a list: its length is part of what it says.
            if LISTS.iter().any(|(list, _)| *list == ramp) {
                self.ramps.insert(ramp, entries);
            } else {
                self.ramps.entry(ramp).or_default().extend(entries);
            }
        }
    }
}

/// The known word that was meant, where one is near.
pub(super) fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = known.min_by_key(|name| strsim::damerau_levenshtein(name, word));
    close.filter(|name| strsim::damerau_levenshtein(name, word) * 3 <= name.len().max(3))
}

/// What was meant by a word, where one known word is near; else all of them.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match near(word, known.clone()) {
        Some(name) => format!("did you mean {name}?"),
        None => format!("known: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

struct Reader<'t> {
    file: Arc<str>,
    text: &'t str,
    problems: Vec<Problem>,
}

type Table<'i> = DeTable<'i>;
type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn spot(&self, at: &Range<usize>) -> Spot {
        let before = self.text.as_bytes().iter().take(at.start);
        Spot { file: self.file.clone(), line: before.filter(|byte| **byte == b'\n').count() + 1 }
    }

    fn problem(&mut self, at: Range<usize>, what: impl Into<String>) {
        let spot = self.spot(&at);
        self.problems.push(Problem { spot, what: what.into() });
    }

    fn file(&mut self, table: &Table<'_>, read: &mut ThemeFile) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match name {
                "name" => drop(self.word(name, value)),
                "appearance" => read.appearance = self.appearance(value),
                "inherits" => {
                    read.inherits = self.word(name, value).map(|parent| (parent, self.spot(&value.span())));
                }
                "palette" => self.palette(value, read),
                _ if TABLES.contains(&name) => self.roles(name, value, read),
                _ if STEPS.iter().any(|(_, step, ..)| *step == name) => self.steps(name, value, read),
                _ => {
                    let first = ["name", "appearance", "inherits", "palette"].into_iter();
                    let known = first.chain(TABLES).chain(STEPS.iter().map(|(_, name, ..)| *name));
                    self.problem(
                        key.span(),
                        format!("\"{name}\" is not known here; {}", nearest(name, known)),
                    );
                }
            }
        }
    }

    fn word(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        let word = value.get_ref().as_str().map(str::to_owned);
        if word.is_none() {
            self.problem(value.span(), format!("{key} must be a word in quotation marks"));
        }
        word
    }

    fn appearance(&mut self, value: &Value<'_>) -> Option<Appearance> {
        let word = self.word("appearance", value)?;
        let known = Appearance::ALL.into_iter().find(|appearance| appearance.word() == word);
        if known.is_none() {
            let words = Appearance::ALL.iter().map(|appearance| appearance.word());
            self.problem(value.span(), format!("appearance is \"{word}\"; {}", nearest(&word, words)));
        }
        known
    }

    fn table<'v, 'i>(&mut self, name: &str, value: &'v Value<'i>) -> Option<&'v Table<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.problem(value.span(), format!("{name} must be a table: [{name}]"));
        }
        table
    }

    fn palette(&mut self, value: &Value<'_>, read: &mut ThemeFile) {
        let Some(table) = self.table("palette", value) else { return };
        for (key, value) in table {
            if let Some(paint) = self.paint(key.get_ref(), value) {
                read.palette.insert(key.get_ref().to_string(), paint);
            }
        }
    }

    fn roles(&mut self, name: &str, value: &Value<'_>, read: &mut ThemeFile) {
        let Some(table) = self.table(name, value) else { return };
        let filed = || Role::FILED.iter().filter(|filed| filed.table == name);
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            let role = filed().find(|filed| filed.key == word).map(|filed| filed.role);
            let list = LISTS.iter().find(|(_, list)| name == "chart" && *list == word);
            match (role, list) {
                (Some(role), _) => {
                    let entry = self.entry(word, value);
                    read.styles.extend(entry.map(|entry| (role, entry)));
                }
                (None, Some((ramp, _))) => {
                    let entries = self.list(word, value);
                    read.ramps.insert(*ramp, entries);
                }
                (None, None) => {
                    let lists = LISTS.iter().filter(|_| name == "chart").map(|(_, list)| *list);
                    let known = filed().map(|filed| filed.key).chain(lists);
                    let what = format!("[{name}] {word} is not known; {}", nearest(word, known));
                    self.problem(key.span(), what);
                }
            }
        }
    }

    fn list(&mut self, key: &str, value: &Value<'_>) -> BTreeMap<usize, Entry> {
        let Some(list) = value.get_ref().as_array().filter(|list| !list.is_empty()) else {
            self.problem(value.span(), format!("{key} must be a list of colours: [\"red\", \"#5ec4cf\"]"));
            return BTreeMap::new();
        };
        let entries = list.iter().map(|value| self.entry(key, value).unwrap_or_default());
        entries.enumerate().collect()
    }

    fn steps(&mut self, name: &str, value: &Value<'_>, read: &mut ThemeFile) {
        let Some(table) = self.table(name, value) else { return };
        let Some(&(ramp, _, first, last)) = STEPS.iter().find(|(_, step, ..)| *step == name) else { return };
        for (key, value) in table {
            let step = key.get_ref().parse::<u8>().ok().filter(|step| (first..=last).contains(step));
            match step {
                Some(step) => {
                    let entry = self.entry(key.get_ref(), value).unwrap_or_default();
                    read.ramps.entry(ramp).or_default().insert(usize::from(step - first), entry);
                }
                None => {
                    let word = key.get_ref();
                    self.problem(
                        key.span(),
                        format!("[{name}] {word} is not known; write {first} to {last}"),
                    );
                }
            }
        }
    }

    /// A style, or a colour alone.
    fn entry(&mut self, key: &str, value: &Value<'_>) -> Option<Entry> {
        let Some(table) = value.get_ref().as_table() else {
            return Some(Entry { fg: Some(self.paint(key, value)?), ..Entry::default() });
        };
        let mut entry = Entry::default();
        for (part, value) in table {
            match part.get_ref().as_ref() {
                "fg" => entry.fg = self.paint("fg", value),
                "bg" => entry.bg = self.paint("bg", value),
                "mods" => entry.mods = self.mods(value),
                other => {
                    let known = nearest(other, ["fg", "bg", "mods"].into_iter());
                    self.problem(part.span(), format!("{key}: \"{other}\" is not known; {known}"));
                }
            }
        }
        Some(entry)
    }

    fn mods(&mut self, value: &Value<'_>) -> Modifier {
        let Some(list) = value.get_ref().as_array() else {
            self.problem(value.span(), "mods must be a list of attributes: [\"bold\"]");
            return Modifier::empty();
        };
        let mut mods = Modifier::empty();
        for value in list {
            let name = value.get_ref().as_str().unwrap_or_default().replace('-', "_");
            let name = if matches!(name.as_str(), "underline" | "reverse") { name + "d" } else { name };
            match MODS.iter().find(|(known, _)| *known == name) {
                Some((_, modifier)) => mods |= *modifier,
                None => {
                    let known = nearest(&name, MODS.iter().map(|(known, _)| *known));
                    self.problem(value.span(), format!("\"{name}\" is not an attribute; {known}"));
                }
            }
        }
        mods
    }

    fn paint(&mut self, key: &str, value: &Value<'_>) -> Option<Paint> {
        let text = match value.get_ref() {
            DeValue::String(name) => Some(PaintText::Name(name.to_string())),
            DeValue::Integer(number) if number.radix() == 10 => {
                number.as_str().parse().ok().map(PaintText::Number)
            }
            _ => None,
        };
        if text.is_none() {
            self.problem(
                value.span(),
                format!("{key}: a colour is a name, \"#rrggbb\" or a number from 0 to 255"),
            );
        }
        Some(Paint { text: text?, spot: self.spot(&value.span()) })
    }
}
