//! Settings from their layers, flags over environment over `.env` over the project's file over the person's
//! over the system's over the built-in ones, each with its origin and everything that is wrong with any of
//! them; never what a setting does.

mod dotenv;
mod file;
mod problem;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::providers::ProviderTable;
use super::settings::Config;
pub use file::{File, Wrong, read};
pub(in crate::config) use file::{in_order, line};
pub use problem::{Kind, Layer, Origin, Problem};

/// What the settings are read from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// What the command line says, and the variables of the environment that stand for a flag.
    pub flags: Vec<Given>,
    /// Names and values of the environment; only `LUSIFER_SECTION__KEY` is looked at.
    pub environment: Vec<(String, String)>,
    /// `.env` of the working directory.
    pub dotenv: Option<File>,
    /// `lusifer.toml` of the working directory.
    pub project: Option<File>,
    /// `config.toml` of the person.
    pub user: Option<File>,
    /// `config.toml` of the system.
    pub system: Option<File>,
}

/// A value that was given as a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which setting.
    pub key: &'static str,
    /// The text.
    pub value: String,
    /// Who gave it.
    pub origin: Origin,
}

/// Variables that stand for a setting without naming its section: what each flag calls its own.
pub const ALIASES: [(&str, &str); 13] = [
    ("LUSIFER_DATA", "data.path"),
    ("LUSIFER_SPLIT", "data.split"),
    ("LUSIFER_ITEM_TEXTS", "data.item_texts"),
    ("LUSIFER_HISTORY", "batches.history"),
    ("LUSIFER_BATCH_SIZE", "batches.size"),
    ("LUSIFER_ORDER", "batches.order"),
    ("LUSIFER_PROVIDER", "model.provider"),
    ("LUSIFER_MODEL", "model.name"),
    ("LUSIFER_PROMPTS", "model.prompts"),
    ("LUSIFER_MAX_COST", "budget.max"),
    ("LUSIFER_SEED", "model.seed"),
    ("LUSIFER_THEME", "ui.theme"),
    ("LUSIFER_ASCII", "ui.ascii"),
];

/// Settings that are paths: relative ones start at the folder of the file that names them.
const PATHS: [&str; 2] = ["data.path", "data.item_texts"];

/// Sections that a project may settle for everybody who works in its folder. Keys, themes and logs are personal.
const OF_PROJECTS: [&str; 4] = ["data", "batches", "model", "rate"];

/// Servers of language models by name.
const PROVIDERS: &str = "providers";

/// What a column is for -> how the file calls it; of projects alone, and read by whoever knows the columns.
const COLUMNS: &str = "data.columns";

/// The effective settings.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    config: Config,
    providers: BTreeMap<String, ProviderTable>,
    origins: BTreeMap<String, Origin>,
    problems: Vec<Problem>,
    project: Option<(PathBuf, String)>,
}

impl Layers {
    /// Puts the layers over each other. What is wrong is left out and reported; the rest holds.
    pub fn of(sources: Sources) -> Self {
        let mut stack = Stack::default();
        let project = sources.project.as_ref().and_then(|file| {
            let text = file.text.as_ref().ok()?;
            Some((file.path.clone(), text.clone()))
        });
        for (layer, file) in
            [(Layer::System, sources.system), (Layer::User, sources.user), (Layer::Project, sources.project)]
        {
            if let Some(file) = file {
                stack.file(layer, &file);
            }
        }
        if let Some(file) = sources.dotenv {
            stack.dotenv(&file);
        }
        for (name, value) in &sources.environment {
            if let Some(key) = nested_key(name).filter(|_| !value.is_empty()) {
                stack.text(Layer::Environment, &key, value, Origin::Variable(name.clone()));
            }
        }
        for Given { key, value, origin } in sources.flags {
            stack.text(Layer::Flags, key, &value, origin);
        }
        let Stack { values, providers, problems } = stack;
        let mut origins = BTreeMap::new();
        let mut whole = Table::new();
        for (key, (value, origin)) in values {
            place(&mut whole, &key, value);
            origins.insert(key, origin);
        }
        // Each value was accepted by itself, and no two depend on each other.
        let config = Config::deserialize(Value::Table(whole)).unwrap_or_default();
        Self { config, providers, origins, problems, project }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The servers of language models that the person names.
    pub fn providers(&self) -> &BTreeMap<String, ProviderTable> {
        &self.providers
    }

    /// Everything that is wrong, the lowest layer first.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Where a setting comes from.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::BuiltIn)
    }

    /// Every setting: key, value, origin.
    pub fn all(&self) -> Vec<(String, Value, Origin)> {
        let values = flat(&self.config);
        values.into_iter().map(|(key, value)| (key.clone(), value, self.origin(&key))).collect()
    }

    /// Path and text of the project's file, if there is one.
    pub fn project(&self) -> Option<(&Path, &str)> {
        self.project.as_ref().map(|(path, text)| (path.as_path(), text.as_str()))
    }
}

/// Every setting with its built-in value.
pub fn built_in() -> Vec<(String, Value)> {
    flat(&Config::default())
}

fn flat(config: &Config) -> Vec<(String, Value)> {
    let Ok(Value::Table(sections)) = Value::try_from(config) else { return Vec::new() };
    let mut all = Vec::new();
    for (section, values) in sections {
        if let Value::Table(values) = values {
            all.extend(values.into_iter().map(|(name, value)| (format!("{section}.{name}"), value)));
        }
    }
    all
}

fn place(whole: &mut Table, key: &str, value: Value) {
    if let Some((section, name)) = key.split_once('.')
        && let Value::Table(values) =
            whole.entry(section.to_owned()).or_insert_with(|| Value::Table(Table::new()))
    {
        values.insert(name.to_owned(), value);
    }
}

/// Whether there is such a setting.
pub fn is_known(key: &str) -> bool {
    built_in().iter().any(|(known, _)| known == key)
}

fn is_section(name: &str) -> bool {
    built_in().iter().any(|(known, _)| known.split('.').next() == Some(name))
}

/// Why a setting does not take a value; `None` = it does.
pub fn refusal(key: &str, value: &Value) -> Option<String> {
    let mut whole = Table::new();
    place(&mut whole, key, value.clone());
    let error = Config::deserialize(Value::Table(whole)).err()?;
    let said = error.message().replace('`', "");
    let expected = said.split_once("expected ").map_or(said.as_str(), |(_, expected)| expected);
    let value: String = value.to_string().chars().take(80).collect();
    Some(format!("{key} is {value}, expected {expected}"))
}

/// The value that a text means for a setting: the text itself where one is wanted, else what TOML reads in it.
///
/// # Errors
/// Why the setting does not take it.
pub fn from_text(key: &str, text: &str) -> Result<Value, String> {
    let plain = Value::String(text.to_owned());
    let Some(refused) = refusal(key, &plain) else { return Ok(plain) };
    match format!("v = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("v")) {
        Some(value) => refusal(key, &value).map_or(Ok(value), Err),
        None => Err(refused),
    }
}

/// What to say about a key that is not known: with the nearest one that is.
pub fn unknown(key: &str) -> String {
    let known = built_in();
    let known = known.iter().map(|(known, _)| known.as_str());
    let name = key.rsplit('.').next().unwrap_or(key);
    // The right word in the wrong section is nearer than any similar word.
    let elsewhere = known.clone().find(|known| known.rsplit('.').next() == Some(name));
    let similar = known
        .map(|known| (strsim::damerau_levenshtein(known, key), known))
        .min()
        .filter(|(distance, _)| *distance <= key.chars().count() / 2);
    match elsewhere.or(similar.map(|(_, known)| known)) {
        Some(known) => format!("{key} is not known; did you mean {known}?"),
        None => {
            let sections: Vec<_> =
                ["ui", "data", "batches", "model", "rate", "budget", "log", "providers.NAME"]
                    .map(|name| format!("[{name}]"))
                    .into();
            format!("{key} is not known; the sections are {}", sections.join(", "))
        }
    }
}

/// `LUSIFER_UI__PROSE_WIDTH` -> `ui.prose_width`.
fn nested_key(name: &str) -> Option<String> {
    let (section, key) = name.strip_prefix("LUSIFER_")?.split_once("__")?;
    Some(format!("{}.{}", section.to_ascii_lowercase(), key.to_ascii_lowercase()))
}

/// The layers as they are being put over each other.
#[derive(Default)]
struct Stack {
    values: BTreeMap<String, (Value, Origin)>,
    providers: BTreeMap<String, ProviderTable>,
    problems: Vec<Problem>,
}

impl Stack {
    fn problem(&mut self, layer: Layer, kind: Kind, origin: Origin, text: impl Into<String>) {
        self.problems.push(Problem { layer, kind, origin, text: text.into() });
    }

    fn set(&mut self, layer: Layer, key: String, value: Value, origin: Origin) {
        match refusal(&key, &value) {
            None => drop(self.values.insert(key, (value, origin))),
            Some(why) => self.problem(layer, Kind::Wrong, origin, why),
        }
    }

    fn text(&mut self, layer: Layer, key: &str, text: &str, origin: Origin) {
        if !is_known(key) {
            return self.problem(layer, Kind::Unknown, origin, unknown(key));
        }
        match from_text(key, text) {
            Ok(value) => self.set(layer, key.to_owned(), value, origin),
            Err(why) => self.problem(layer, Kind::Wrong, origin, why),
        }
    }

    fn file(&mut self, layer: Layer, file: &File) {
        let at = |line| Origin::File { path: file.path.clone(), line };
        let text = match &file.text {
            Ok(text) => text,
            Err(wrong) => return self.problem(layer, Kind::Broken, at(wrong.line), wrong.text.clone()),
        };
        let leaves = match file::read(text) {
            Ok(leaves) => leaves,
            Err(wrong) => {
                for Wrong { line, text } in wrong {
                    self.problem(layer, Kind::Broken, at(line), text);
                }
                return;
            }
        };
        for leaf in leaves {
            let origin = at(leaf.line);
            let section = leaf.key.split('.').next().unwrap_or_default();
            let of_projects = OF_PROJECTS.contains(&section);
            let says_nothing = leaf.value.as_table().is_some_and(Table::is_empty) && is_section(&leaf.key);
            if says_nothing || (leaf.key == COLUMNS && layer == Layer::Project) {
                continue;
            }
            if section == PROVIDERS && layer != Layer::Project {
                self.provider(layer, &leaf.key, leaf.value, origin);
            } else if leaf.key == COLUMNS {
                self.problem(layer, Kind::Unknown, origin, format!("{COLUMNS} belongs in a lusifer.toml"));
            } else if section != PROVIDERS && !is_known(&leaf.key) {
                self.problem(layer, Kind::Unknown, origin, unknown(&leaf.key));
            } else if layer == Layer::Project && !of_projects {
                let text = format!("{} is personal: it belongs in your config.toml", leaf.key);
                self.problem(layer, Kind::Unknown, origin, text);
            } else {
                let value = if PATHS.contains(&leaf.key.as_str()) {
                    beside(&file.path, leaf.value)
                } else {
                    leaf.value
                };
                self.set(layer, leaf.key, value, origin);
            }
        }
    }

    fn provider(&mut self, layer: Layer, key: &str, value: Value, origin: Origin) {
        let name = key.strip_prefix(PROVIDERS).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
        match ProviderTable::deserialize(value) {
            _ if name.is_empty() || name == "sim" => {
                self.problem(layer, Kind::Wrong, origin, format!("{key} names no server of language models"));
            }
            Ok(table) => drop(self.providers.insert(name.to_owned(), table)),
            Err(error) => {
                let said = error.message().replace('`', "");
                self.problem(layer, Kind::Wrong, origin, format!("{key}: {said}"));
            }
        }
    }

    fn dotenv(&mut self, file: &File) {
        let at = |line, name: &str| Origin::Dotenv { path: file.path.clone(), line, name: name.to_owned() };
        let text = match &file.text {
            Ok(text) => text,
            Err(wrong) => {
                return self.problem(Layer::Dotenv, Kind::Broken, at(wrong.line, ""), wrong.text.clone());
            }
        };
        for dotenv::Line { at: line, name, value } in dotenv::read(text) {
            if value.is_empty() || dotenv::FOLDERS.contains(&name.as_str()) {
                continue;
            }
            let alias = ALIASES.iter().find(|(known, _)| *known == name).map(|(_, key)| (*key).to_owned());
            match nested_key(&name).or(alias) {
                Some(key) => self.text(Layer::Dotenv, &key, &value, at(line, &name)),
                // Other programs keep theirs in the same file.
                None if !name.starts_with("LUSIFER_") => {}
                None => {
                    let text = format!("{name} is not read from here; set it in the environment");
                    self.problem(Layer::Dotenv, Kind::Unknown, at(line, &name), text);
                }
            }
        }
    }
}

/// One of the folders that `.env` may name: the value of a variable there.
pub fn dotenv_folder(dotenv: &File, name: &str) -> Option<PathBuf> {
    let text = dotenv.text.as_ref().ok()?;
    let mut lines = dotenv::read(text).into_iter().rev();
    let line = lines.find(|line| line.name == name && dotenv::FOLDERS.contains(&name))?;
    (!line.value.is_empty()).then(|| PathBuf::from(line.value))
}

/// A path in a file, as it is seen from the working directory.
fn beside(file: &Path, value: Value) -> Value {
    match value {
        Value::String(path) if !path.is_empty() => {
            let folder = file.parent().unwrap_or(Path::new(""));
            Value::String(folder.join(path).to_string_lossy().into_owned())
        }
        value => value,
    }
}

#[cfg(test)]
mod tests;
