//! What is wrong or doubtful in a prompt pack before anything is spent on it; never a change to it.

mod contradictions;
mod examples;
mod size;
#[cfg(test)]
mod tests;
mod variables;

use serde::Serialize;

use super::contract::Contract;
use super::pack::{ALL, Pack, shown};
use super::source::{Head, Source, behead};
use super::{InfoTemplates, TemplateError, place};
use crate::domain::Dataset;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack cannot be used, or no answer can be right.
    Error,
    /// Answers will be worse, dearer or refused more often.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The file, as a person knows it.
    pub file: String,
    /// Line, 1 = first; 0 where it is about no line.
    pub line: usize,
    /// Column in characters, 1 = first; 0 where it is about no column.
    pub column: usize,
    /// What, in a sentence.
    pub what: String,
}

impl From<TemplateError> for Finding {
    fn from(wrong: TemplateError) -> Self {
        let TemplateError { name: file, line, column, reason: what } = wrong;
        Self { severity: Severity::Error, file, line, column, what }
    }
}

/// A prompt file whose head could be read.
struct Prepared<'a> {
    /// One of the four prompt files.
    name: &'static str,
    shown: &'a str,
    head: &'a Head,
    /// Without the head, its lines left empty.
    body: &'a str,
}

impl Prepared<'_> {
    fn finding(&self, severity: Severity, at: Option<usize>, what: impl Into<String>) -> Finding {
        let (line, column) = at.map_or((0, 0), |at| place(self.body, at));
        Finding { severity, file: self.shown.to_owned(), line, column, what: what.into() }
    }

    /// What its answer must look like; `None` for the system text.
    fn contract(&self, dataset: &Dataset) -> Option<Contract> {
        match self.name {
            "profile_first.md" => Some(Contract::first(dataset, self.head.claims)),
            "profile_update.md" => Some(Contract::update(dataset, self.head.claims)),
            "rate.md" => Some(Contract::ratings(dataset)),
            _ => None,
        }
    }

    /// Its sentences in lower case, each with its place. A line is a sentence's end, too.
    fn sentences(&self) -> Vec<(usize, String)> {
        let mut all = Vec::new();
        let mut from = 0;
        let ends = self.body.match_indices(['.', '!', '?', ':', ';', '\n']).map(|(at, end)| at + end.len());
        // "0.5" is one word.
        let ends = ends.filter(|&end| {
            !self.body[end..].starts_with(char::is_alphanumeric) || self.body[..end].ends_with('\n')
        });
        for end in ends.chain([self.body.len()]) {
            let piece = &self.body[from..end];
            let lead = piece.len() - piece.trim_start().len();
            if !piece.trim().is_empty() {
                all.push((from + lead, piece.trim().to_lowercase()));
            }
            from = end;
        }
        all
    }
}

/// Looks at a pack, together with the data that it is to be used on, and the model's context window in tokens where it
/// is known. The worst first, then in the order of the files.
pub fn lint(source: &Source, dataset: &Dataset, window: Option<u64>) -> Vec<Finding> {
    let mut found = Vec::new();
    let heads: Vec<_> = ALL
        .iter()
        .map(|name| {
            let shown = shown(source, name);
            let read = behead(&shown, source.text(name));
            (*name, shown, read)
        })
        .collect();
    let mut prepared = Vec::new();
    for (name, shown, read) in &heads {
        match read {
            Ok((head, body)) => prepared.push(Prepared { name, shown, head, body }),
            Err(wrong) => found.push(wrong.clone().into()),
        }
    }
    for file in &prepared {
        variables::look(file, &mut found);
        examples::look(file, dataset, &mut found);
        contradictions::look(file, dataset, &mut found);
    }
    contradictions::between(&prepared, &mut found);
    let texts = (source.text("user_info.txt").to_owned(), source.text("item_info.txt").to_owned());
    if let Ok(info) = InfoTemplates::new(texts.0, texts.1) {
        contradictions::attributes(&prepared, &info, dataset, &mut found);
    }
    match Pack::new(source.clone()) {
        Ok(pack) => size::look(&pack, dataset, window, &mut found),
        Err(wrong) => found.push(wrong.into()),
    }
    if source.folder.is_some() {
        let note = |file: &str, what: &str| Finding {
            severity: Severity::Note,
            file: file.to_owned(),
            line: 0,
            column: 0,
            what: what.to_owned(),
        };
        found.extend(
            source.strangers.iter().map(|file| note(file, "is not read: it is none of the pack's files")),
        );
        let missing = source.files.iter().filter(|file| file.built_in);
        found.extend(missing.map(|file| note(file.name, "is not in the folder: that of paper is used")));
    }
    found.sort_by_key(|finding| finding.severity);
    let mut seen = std::collections::HashSet::new();
    found.retain(|finding| seen.insert((finding.file.clone(), finding.line, finding.what.clone())));
    found
}

/// Whether a sentence holds a word (or words) as a whole; its place in it.
fn word_in(sentence: &str, word: &str) -> Option<usize> {
    let apart = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    sentence.match_indices(word).map(|(at, _)| at).find(|&at| {
        apart(sentence[..at].chars().next_back()) && apart(sentence[at + word.len()..].chars().next())
    })
}

/// Whether a sentence rather forbids than asks.
fn is_negative(sentence: &str) -> bool {
    ["no", "not", "never", "without", "don't", "avoid", "none", "nor", "neither", "forbidden", "omit"]
        .iter()
        .any(|word| word_in(sentence, word).is_some())
}
