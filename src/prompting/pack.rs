//! A prompt pack ready for use: its files compiled, its variables known, its hash; never who answers.

use std::collections::BTreeSet;

use minijinja::{Environment, UndefinedBehavior, Value};
use xxhash_rust::xxh3::Xxh3;

use super::source::{Head, Source, behead};
use super::{InfoTemplates, TemplateError};

/// Changes when the program forms prompts of the same files in another way: part of [`Pack::hash`].
const FORM: u64 = 1;

/// Steps that a template may take: far more than one needs, far fewer than a person would wait for.
const FUEL: u64 = 200_000;

/// A variable that the program offers to templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
    /// The prompts that have it.
    pub files: &'static [&'static str],
    /// Whether a prompt without it cannot do its work.
    pub needed: bool,
}

pub(super) const ALL: &[&str] = &["system.md", "profile_first.md", "profile_update.md", "rate.md"];
const TASKS: &[&str] = &["profile_first.md", "profile_update.md", "rate.md"];
const PROFILES: &[&str] = &["profile_first.md", "profile_update.md"];

/// Every variable, stable ones first: a prompt that uses them in this order shares the longest beginning with the next.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "thing",
        about: "what an item is: film, or item where the data has no genres",
        files: ALL,
        needed: false,
    },
    Variable { name: "things", about: "the same, several", files: ALL, needed: false },
    Variable {
        name: "scale",
        about: "the ratings that are possible: whole number from 1 to 5",
        files: ALL,
        needed: false,
    },
    Variable {
        name: "contract",
        about: "what the answer must look like, with an example",
        files: TASKS,
        needed: true,
    },
    Variable { name: "user_info", about: "what is known about the user", files: TASKS, needed: false },
    Variable {
        name: "profile",
        about: "the profile so far",
        files: &["profile_update.md", "rate.md"],
        needed: true,
    },
    Variable {
        name: "recent",
        about: "the last ten ratings, one per line",
        files: &["rate.md"],
        needed: false,
    },
    Variable { name: "batch", about: "number of the batch", files: PROFILES, needed: false },
    Variable { name: "batches", about: "how many batches there are", files: PROFILES, needed: false },
    Variable { name: "count", about: "how many items follow", files: TASKS, needed: false },
    Variable {
        name: "items",
        about: "the items: of a batch with ratings and dates, to be rated without",
        files: TASKS,
        needed: true,
    },
];

/// The variables of a prompt file.
pub fn variables_of(file: &str) -> impl Iterator<Item = &'static Variable> {
    VARIABLES.iter().filter(move |variable| variable.files.contains(&file))
}

/// A prompt pack.
pub struct Pack {
    source: Source,
    heads: Vec<Head>,
    engine: Environment<'static>,
    info: InfoTemplates,
}

impl Pack {
    /// A pack by built-in name or by folder, every file compiled and every variable known.
    ///
    /// # Errors
    /// [`TemplateError`]: the first thing that is wrong, with file, line and column.
    pub fn open(name_or_folder: &str) -> Result<Self, TemplateError> {
        Self::new(Source::open(name_or_folder)?)
    }

    /// Compiles a pack.
    ///
    /// # Errors
    /// [`TemplateError`]: the first thing that is wrong, with file, line and column.
    pub fn new(source: Source) -> Result<Self, TemplateError> {
        let mut engine = engine();
        let mut heads = Vec::new();
        for name in ALL {
            let shown = shown(&source, name);
            let (head, body) = behead(&shown, source.text(name)).map_err(|wrong| wrong.in_file(&shown))?;
            engine
                .add_template_owned(*name, body.clone())
                .map_err(|error| TemplateError::from(error).in_file(&shown))?;
            if let Some(unknown) = unknown(&engine, name, &body, &shown).into_iter().next() {
                return Err(unknown);
            }
            heads.push(head);
        }
        let (user, item) = (source.text("user_info.txt").to_owned(), source.text("item_info.txt").to_owned());
        let info = InfoTemplates::new(user, item).map_err(|wrong| {
            let shown = shown(&source, &wrong.name);
            wrong.in_file(&shown)
        })?;
        Ok(Self { source, heads, engine, info })
    }

    /// The files as they are written.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The templates by which users and items are described.
    pub fn info(&self) -> &InfoTemplates {
        &self.info
    }

    /// The head of a prompt file.
    pub fn head(&self, file: &str) -> Option<&Head> {
        ALL.iter().zip(&self.heads).find(|(name, _)| **name == file).map(|(_, head)| head)
    }

    /// Names the pack whatever it is called or where it lies: 16 hexadecimal digits. Part of a run's identity.
    pub fn hash(&self) -> String {
        let mut hasher = Xxh3::with_seed(FORM);
        for file in &self.source.files {
            hasher.update(file.name.as_bytes());
            hasher.update(&(file.text.len() as u64).to_le_bytes());
            hasher.update(file.text.as_bytes());
        }
        format!("{:016x}", hasher.digest())
    }

    /// A prompt file with its variables filled in.
    pub(super) fn render(&self, file: &str, values: Value) -> Result<String, TemplateError> {
        let text = self.engine.get_template(file).and_then(|template| template.render(values));
        let text = text.map_err(|error| TemplateError::from(error).in_file(&shown(&self.source, file)))?;
        Ok(text.trim().to_owned())
    }
}

/// How a file is called to a person: with its folder, where it has one.
pub(super) fn shown(source: &Source, file: &str) -> String {
    let own = source.files.iter().any(|it| it.name == file && !it.built_in);
    match &source.folder {
        Some(folder) if own => folder.join(file).display().to_string(),
        _ if source.folder.is_some() => format!("paper/{file}"),
        _ => format!("{}/{file}", source.name),
    }
}

/// An engine for prompts: plain text, nothing undefined, nothing endless.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    // Prompts are plain text whatever the file is called: nothing is to be escaped.
    engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    engine.set_fuel(Some(FUEL));
    // In every build: without it errors know no column. What it adds to their longest form is never shown.
    engine.set_debug(true);
    engine
}

/// The variables that a prompt file names.
pub(super) fn named(engine: &Environment<'_>, file: &str) -> BTreeSet<String> {
    let Ok(template) = engine.get_template(file) else { return BTreeSet::new() };
    let globals: BTreeSet<&str> = engine.globals().map(|(name, _)| name).collect();
    template.undeclared_variables(false).into_iter().filter(|name| !globals.contains(name.as_str())).collect()
}

/// The variables that a prompt file names and does not have, each with its place.
pub(super) fn unknown(engine: &Environment<'_>, file: &str, body: &str, shown: &str) -> Vec<TemplateError> {
    let offered: Vec<_> = variables_of(file).map(|variable| variable.name).collect();
    let strangers = named(engine, file).into_iter().filter(|name| !offered.contains(&name.as_str()));
    strangers
        .map(|name| {
            let (line, column) = place_of_variable(body, &name).map_or((0, 0), |at| super::place(body, at));
            let near = offered.iter().find(|known| strsim::jaro(known, &name) > 0.8);
            let hint = match near {
                Some(near) => format!("; did you mean {near}?"),
                None => format!("; here are: {}", offered.join(", ")),
            };
            let reason = format!("there is no variable {name}{hint}");
            TemplateError { name: shown.to_owned(), line, column, reason }
        })
        .collect()
}

/// How a variable stands in a prompt file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableState {
    /// Its name.
    pub name: String,
    /// What it holds; of an unknown one nothing is known.
    pub about: &'static str,
    /// What the file's head says of it.
    pub documented: Option<String>,
    /// Whether the file names it.
    pub is_used: bool,
    /// Whether a prompt without it cannot do its work.
    pub is_needed: bool,
    /// Whether there is such a variable.
    pub is_known: bool,
    /// The line on which it is first named; 0 = on none.
    pub line: usize,
}

/// The variables that a prompt file has or names, those that there are first, in the order in which they should come.
/// Of a text that cannot be read as a template, and of one that is no prompt, those that it could have.
pub fn variables_in(file: &str, text: &str) -> Vec<VariableState> {
    let (head, body) = behead(file, text).unwrap_or_else(|_| (Head::default(), text.to_owned()));
    let mut engine = engine();
    let is_template = engine.add_template_owned(file.to_owned(), body.clone()).is_ok();
    let used = if is_template && ALL.contains(&file) { named(&engine, file) } else { BTreeSet::new() };
    let line = |name: &str| place_of_variable(&body, name).map_or(0, |at| super::place(&body, at).0);
    let documented = |name: &str| head.variables.get(name).cloned();
    let mut all: Vec<VariableState> = variables_of(file)
        .map(|variable| VariableState {
            name: variable.name.to_owned(),
            about: variable.about,
            documented: documented(variable.name),
            is_used: used.contains(variable.name),
            is_needed: variable.needed && TASKS.contains(&file),
            is_known: true,
            line: if used.contains(variable.name) { line(variable.name) } else { 0 },
        })
        .collect();
    let strangers: Vec<VariableState> = used
        .iter()
        .filter(|name| all.iter().all(|one| one.name != **name))
        .map(|name| VariableState {
            name: name.clone(),
            about: "",
            documented: documented(name),
            is_used: true,
            is_needed: false,
            is_known: false,
            line: line(name),
        })
        .collect();
    all.extend(strangers);
    all
}

/// Where a variable is first named inside a tag.
pub(super) fn place_of_variable(body: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(open) = body[from..].find(['{']).map(|at| from + at) {
        let inner = open + 1;
        let close = match body.as_bytes().get(inner) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => {
                from = inner;
                continue;
            }
        };
        let end = body[inner..].find(close).map_or(body.len(), |at| inner + at);
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let hit = body[inner..end].match_indices(name).find(|(at, _)| {
            let before = body[..inner + at].chars().next_back();
            let after = body[inner + at + name.len()..].chars().next();
            !before.is_some_and(|c| is_word(c) || c == '.') && !after.is_some_and(is_word)
        });
        if let Some((at, _)) = hit {
            return Some(inner + at);
        }
        from = end;
    }
    None
}
