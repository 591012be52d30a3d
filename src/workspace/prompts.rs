//! The prompt pack in use, with what is found in it; never a request to a model.

use super::settings::DEFAULT_PACK;
use super::{Workspace, WorkspaceError};
use crate::domain::{Dataset, PromptFile, PromptFinding, PromptOrigin, PromptPack, PromptTrouble};
use crate::prompting::{Finding, Pack, Severity, Source, lint};

impl Workspace {
    /// The prompts of the settings as they lie there, and what is found in them. The offline simulator is asked nothing;
    /// they are what a model would be told.
    ///
    /// # Errors
    /// [`WorkspaceError::Template`]: there is no such pack, or a file that is no text.
    pub fn prompts(&self) -> Result<PromptPack, WorkspaceError> {
        let named = self.settings().model.prompts.as_deref().unwrap_or(DEFAULT_PACK);
        Ok(look(&Source::open(named)?, self.dataset()))
    }
}

/// A pack with what is found in it when it is used on this data.
pub fn look(source: &Source, dataset: &Dataset) -> PromptPack {
    let pack = Pack::new(source.clone());
    let found = lint(source, dataset, None);
    let files = source.files.iter().map(|file| PromptFile {
        name: file.name.to_owned(),
        text: file.text.clone(),
        hash: file.hash(),
        origin: match (file.built_in, &source.folder) {
            (true, None) => PromptOrigin::BuiltIn,
            (true, Some(_)) => PromptOrigin::Borrowed,
            (false, _) => PromptOrigin::Folder,
        },
        about: pack
            .as_ref()
            .ok()
            .and_then(|pack| pack.head(file.name))
            .map_or_else(String::new, |head| head.about.clone()),
        findings: found.iter().filter(|it| is_of(&it.file, file.name)).map(finding).collect(),
    });
    PromptPack {
        name: source.name.clone(),
        folder: source.folder.clone(),
        hash: pack.as_ref().ok().map(Pack::hash),
        files: files.collect(),
    }
}

/// Whether a finding, which names the file as a person knows it, is about this one.
fn is_of(shown: &str, name: &str) -> bool {
    shown.rsplit(['/', '\\']).next() == Some(name)
}

fn finding(found: &Finding) -> PromptFinding {
    PromptFinding {
        trouble: match found.severity {
            Severity::Error => PromptTrouble::Error,
            Severity::Warning => PromptTrouble::Warning,
            Severity::Note => PromptTrouble::Note,
        },
        line: found.line,
        column: found.column,
        what: found.what.clone(),
    }
}
