//! The files of a prompt pack as they are written: where they lie, their text, their head; never what becomes of
//! them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::TemplateError;

/// The files of a pack. What a folder lacks is taken from `paper`.
pub const FILES: [&str; 6] =
    ["system.md", "profile_first.md", "profile_update.md", "rate.md", "user_info.txt", "item_info.txt"];

/// Names of the packs that are built in; the first is the default.
pub const BUILT_IN: [&str; 2] = ["paper", "evidence"];

macro_rules! built_in {
    ($pack:literal) => {
        [
            include_str!(concat!("../../prompts/", $pack, "/system.md")),
            include_str!(concat!("../../prompts/", $pack, "/profile_first.md")),
            include_str!(concat!("../../prompts/", $pack, "/profile_update.md")),
            include_str!(concat!("../../prompts/", $pack, "/rate.md")),
            include_str!(concat!("../../prompts/", $pack, "/user_info.txt")),
            include_str!(concat!("../../prompts/", $pack, "/item_info.txt")),
        ]
    };
}

const PAPER: [&str; 6] = built_in!("paper");
const EVIDENCE: [&str; 6] = built_in!("evidence");

/// More than any prompt: a file beyond it is not one.
const LARGEST: u64 = 256 * 1024;

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Its name, one of [`FILES`].
    pub name: &'static str,
    /// All of it, line ends as `\n`.
    pub text: String,
    /// Whether it is the program's own, not the folder's.
    pub built_in: bool,
}

impl PackFile {
    /// Names the text: 16 hexadecimal digits.
    pub fn hash(&self) -> String {
        format!("{:016x}", xxh3_64(self.text.as_bytes()))
    }
}

/// What a prompt must not be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Forbidden {
    /// Titles of items.
    Titles,
    /// Ratings given.
    Ratings,
}

/// The head of a prompt file: TOML between two lines of `+++`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Head {
    /// What the file is for.
    pub about: String,
    /// Whether claims with their items are asked for.
    pub claims: bool,
    /// What the answer is checked for.
    pub forbid: Vec<Forbidden>,
    /// How many paragraphs are asked for.
    pub paragraphs: Option<usize>,
    /// Fewest and most words of a profile before a warning.
    pub words: Option<[usize; 2]>,
    /// The variables and what they hold.
    pub variables: BTreeMap<String, String>,
}

/// A pack as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The built-in name, or the folder's.
    pub name: String,
    /// Where it lies; `None` = built in.
    pub folder: Option<PathBuf>,
    /// In the order of [`FILES`].
    pub files: Vec<PackFile>,
    /// Files of the folder that mean nothing here.
    pub strangers: Vec<String>,
}

impl Source {
    /// A built-in pack.
    pub fn built_in(name: &str) -> Option<Self> {
        let texts = match name {
            "paper" => PAPER,
            "evidence" => EVIDENCE,
            _ => return None,
        };
        let file = |(&name, text): (&&'static str, &str)| PackFile {
            name,
            text: text.replace("\r\n", "\n"),
            built_in: true,
        };
        let files = FILES.iter().zip(texts).map(file).collect();
        Some(Self { name: name.to_owned(), folder: None, files, strangers: Vec::new() })
    }

    /// A pack by name or folder. What is a built-in name is that pack; write `./paper` for a folder of that name.
    ///
    /// # Errors
    /// [`TemplateError`]: nothing there, or a file that is no text.
    pub fn open(name_or_folder: &str) -> Result<Self, TemplateError> {
        Self::built_in(name_or_folder).map_or_else(|| Self::folder(Path::new(name_or_folder)), Ok)
    }

    /// A pack in a folder.
    ///
    /// # Errors
    /// [`TemplateError`]: no such folder, none of the files in it, or a file that is no text.
    pub fn folder(folder: &Path) -> Result<Self, TemplateError> {
        let shown = folder.display().to_string();
        let entries = fs::read_dir(folder).map_err(|error| {
            TemplateError::of_file(
                &shown,
                format!("no prompt pack: {error}; built in are: {}", BUILT_IN.join(", ")),
            )
        })?;
        let mut strangers: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !FILES.contains(&name.as_str()) && !name.starts_with('.') && is_template(name))
            .collect();
        strangers.sort();
        let mut files = Vec::with_capacity(FILES.len());
        for (name, paper) in FILES.into_iter().zip(PAPER) {
            let text = read(&folder.join(name))?;
            let built_in = text.is_none();
            let text = text.as_deref().unwrap_or(paper).replace("\r\n", "\n");
            files.push(PackFile { name, text, built_in });
        }
        if files.iter().all(|file| file.built_in) {
            let why = format!("no prompt pack: none of {} is in it", FILES.join(", "));
            return Err(TemplateError::of_file(&shown, why));
        }
        let name = folder.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
        Ok(Self { name, folder: Some(folder.to_owned()), files, strangers })
    }

    /// One of the files; of a name that is none, an empty text.
    pub fn text(&self, name: &str) -> &str {
        self.files.iter().find(|file| file.name == name).map_or("", |file| &file.text)
    }
}

fn is_template(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "md" || ending == "txt")
}

/// The text of a file; `None` where there is none.
fn read(path: &Path) -> Result<Option<String>, TemplateError> {
    let shown = path.display().to_string();
    let wrong = |reason: String| TemplateError::of_file(&shown, reason);
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(format!("cannot be read: {error}"))),
        Ok(about) if !about.is_file() => return Err(wrong("is no file".into())),
        Ok(about) if about.len() > LARGEST => {
            return Err(wrong("is larger than any prompt (256 KiB)".into()));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or_default();
        let (line, column) = super::place(&String::from_utf8_lossy(before), usize::MAX);
        TemplateError { line, column, ..wrong("is not UTF-8 text".into()) }
    })?;
    Ok(Some(text.strip_prefix('\u{feff}').map_or(text.clone(), ToOwned::to_owned)))
}

/// The head of a file, and its body with the head's lines left empty, so that lines are counted as in the file.
///
/// # Errors
/// [`TemplateError`] with line and column.
pub(super) fn behead(name: &str, text: &str) -> Result<(Head, String), TemplateError> {
    let Some(rest) = text.strip_prefix("+++\n") else { return Ok((Head::default(), text.to_owned())) };
    let end = if rest.starts_with("+++") { Some(0) } else { rest.find("\n+++").map(|at| at + 1) };
    let closed = end.and_then(|end| {
        let after = &rest[end + 3..];
        let line_end = after.find('\n').unwrap_or(after.len());
        after[..line_end].trim().is_empty().then_some((&rest[..end], &after[line_end..]))
    });
    let Some((head, body)) = closed else {
        let reason = "the head that begins with +++ has no closing line of +++".to_owned();
        return Err(TemplateError { name: name.to_owned(), line: 1, column: 1, reason });
    };
    let read = toml::from_str::<Head>(head).map_err(|error| {
        let (line, column) = super::place(head, error.span().map_or(0, |span| span.start));
        TemplateError { name: name.to_owned(), line: line + 1, column, reason: error.message().to_owned() }
    })?;
    let lines = head.matches('\n').count() + 1;
    Ok((read, "\n".repeat(lines) + body))
}
