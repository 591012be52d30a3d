//! When prompts are read, and what is told of what was read; never what stands in them.

use std::path::PathBuf;
use std::sync::Arc;

use super::lines::place;
use super::{PromptTab, Prompts};
use crate::app::log::Level;
use crate::app::message::PromptWish;
use crate::domain::text::clean_line;
use crate::domain::{PromptFile, PromptOrigin, PromptPack, PromptSheet, PromptTrial, PromptTrouble};

/// What is asked of the reading, and what follows from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// For what it was last asked, and how many states there were.
    asked: Option<(PromptWish, usize)>,
    /// Whether the files are to be read again.
    again: bool,
    /// Whether a fork that is being made is written at once.
    writes: bool,
    /// The folder to be used from now on.
    named: Option<PathBuf>,
    /// The file whose change is to be shown.
    shows: Option<String>,
    /// The file to be edited once the prompts are read.
    edits: Option<String>,
}

impl Reading {
    pub(super) fn wanted(&self) -> Option<&PromptWish> {
        self.asked.as_ref().map(|(wish, _)| wish)
    }
}

impl Prompts {
    /// Their files have changed.
    pub(in crate::app) fn read_again(&mut self) {
        self.reading.again = true;
    }

    /// A file was edited: what changed in it is shown once it is read.
    pub(in crate::app) fn show_edit(&mut self, file: &str) {
        self.reading.again = true;
        self.reading.shows = Some(file.to_owned());
    }

    /// Another folder is used from now on.
    pub(in crate::app) fn use_folder(&mut self, folder: PathBuf) {
        self.reading.named = Some(folder);
    }

    /// A file is to be edited once the prompts are read.
    pub(in crate::app) fn edit_once_read(&mut self, file: Option<String>) {
        self.reading.edits = file;
    }

    /// Whether a fork that is being made is written at once.
    pub(in crate::app) fn write_fork(&mut self, writes: bool) {
        self.reading.writes = writes;
    }

    /// Whether it is; asked once.
    pub(in crate::app) fn takes_fork(&mut self) -> bool {
        std::mem::take(&mut self.reading.writes)
    }

    /// The file that waits to be edited.
    pub(in crate::app) fn take_edit(&mut self) -> Option<String> {
        self.reading.edits.take()
    }

    /// Whether files wait to be read whatever is looked at.
    pub(in crate::app) fn is_due(&self) -> bool {
        self.reading.again || self.reading.named.is_some() || self.reading.edits.is_some()
    }

    /// What is to be read, where that is another thing than what was read: for a user, a run of so many states, a batch.
    pub(in crate::app) fn ask(&mut self, here: PromptWish, written: usize) -> Option<PromptWish> {
        let is_asked = self.reading.asked.as_ref() == Some(&(here.clone(), written));
        if is_asked && !self.reading.again && self.reading.named.is_none() {
            return None;
        }
        self.reading.asked = Some((here.clone(), written));
        let again = std::mem::take(&mut self.reading.again);
        let named = self.reading.named.take().map(|folder| folder.display().to_string());
        Some(PromptWish { again, named, ..here })
    }

    /// They were read; what a person is told, the last sentence for the status row.
    pub(in crate::app) fn take(&mut self, sheet: &Arc<PromptSheet>) -> Vec<(Level, String)> {
        let before = self.sheet.replace(Arc::clone(sheet));
        self.failed = None;
        let shows = self.reading.shows.take();
        if let Some(file) = &shows {
            self.select(file);
            let has_errors = sheet.pack.hash.is_none();
            self.show_tab(if has_errors { PromptTab::Lint } else { PromptTab::Diff });
        }
        let is_wrong = |pack: &PromptPack| pack.hash.is_none();
        if shows.is_none() && is_wrong(&sheet.pack) && !before.as_ref().is_some_and(|it| is_wrong(&it.pack)) {
            // Whoever broke it wants to know where.
            if !self.is_inside {
                let has_error =
                    |file: &&PromptFile| file.findings.iter().any(|it| it.trouble == PromptTrouble::Error);
                if let Some(file) = sheet.pack.files.iter().find(has_error) {
                    self.select(&file.name);
                }
                self.show_tab(PromptTab::Lint);
            }
        }
        match before.filter(|before| before.pack.folder == sheet.pack.folder) {
            Some(before) => said(&before.pack, &sheet.pack),
            None => Vec::new(),
        }
    }

    /// They could not be.
    pub(in crate::app) fn fail(&mut self, why: &str) {
        self.reading.shows = None;
        self.reading.edits = None;
        if self.sheet.is_none() {
            self.failed = Some(clean_line(why));
        }
    }

    /// They were tried.
    pub(in crate::app) fn tried(&mut self, trial: Box<PromptTrial>) {
        self.trial = Some(trial);
        self.show_tab(PromptTab::Test);
    }
}

/// What is told of prompts that were read again.
fn said(before: &PromptPack, after: &PromptPack) -> Vec<(Level, String)> {
    let mut said = Vec::new();
    let mut changed = Vec::new();
    for (old, new) in before.files.iter().zip(&after.files) {
        let name = clean_line(&new.name);
        if new.origin == PromptOrigin::Gone && old.origin != PromptOrigin::Gone {
            said.push((
                Level::Warn,
                format!("{name} is gone from its folder: what it last said stays in use, and Prompts can write it back"),
            ));
        } else if old.text != new.text {
            let found = Prompts::found(new);
            changed.push(if found.is_empty() { name } else { format!("{name} ({found})") });
        } else if old.origin == PromptOrigin::Gone && new.origin != PromptOrigin::Gone {
            said.push((Level::Info, format!("{name} is there again")));
        }
    }
    let wrong = |file: &PromptFile| -> Vec<String> {
        let errors = file.findings.iter().filter(|it| it.trouble == PromptTrouble::Error);
        errors.map(|it| format!("{}: {}{}", file.name, place(it), clean_line(&it.what))).collect()
    };
    if !changed.is_empty() && after.hash.is_none() {
        let errors: Vec<String> = after.files.iter().flat_map(wrong).collect();
        let first = errors.first().cloned().unwrap_or_else(|| "it cannot be used".to_owned());
        // The newest message stands on top, so the first is said last.
        said.extend(errors.iter().skip(1).rev().map(|error| (Level::Warn, error.clone())));
        let count = errors.len();
        let many = if count > 1 { format!(", {count} things are wrong") } else { String::new() };
        said.push((Level::Warn, format!("a model is still asked as before{many}: {first}")));
    } else if !changed.is_empty() {
        let is = if changed.len() == 1 { "is" } else { "are" };
        said.push((Level::Info, format!("{} {is} read again", changed.join(", "))));
    }
    said
}
