//! The prompt pack in use, with what is found in it and what it comes to at a step; never a request to a model.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::preview::Step;
use super::settings::DEFAULT_PACK;
use super::{Workspace, WorkspaceError};
use crate::domain::{
    Dataset, Id, PackTexts, PromptFile, PromptFinding, PromptOrigin, PromptPack, PromptSheet, PromptTrouble,
    PromptUse, PromptVariable, PromptsBefore, RunId,
};
use crate::prompting::{Finding, Pack, Severity, Source, VariableState, lint, variables_in};

impl Workspace {
    /// The prompts as they lie there with what is found in them, what each comes to at a step of a user (without one,
    /// of the first), and what the run was written with. The offline simulator reads none of them; they are what a
    /// model would be told.
    ///
    /// # Errors
    /// [`WorkspaceError::Template`]: there is no such pack, or a file that is no text; [`WorkspaceError::Store`].
    pub async fn prompt_sheet(
        &self,
        user: Option<&Id>,
        run: Option<RunId>,
        batch: usize,
    ) -> Result<PromptSheet, WorkspaceError> {
        let source = self.words.lies.as_ref().map_err(Clone::clone)?;
        let mut pack = look(source, self.dataset(), self.window());
        for file in &mut pack.files {
            if self.words.gone.contains(&file.name.as_str()) {
                file.origin = PromptOrigin::Gone;
            }
        }
        if pack.hash.is_none() {
            pack.stand_in =
                self.words.used.as_ref().and_then(|used| Some(Pack::new(used.clone()).ok()?.hash()));
        }
        let run = match run {
            Some(run) => Some(self.run(run).await?),
            None => None,
        };
        let run_hash = run.as_ref().and_then(|run| run.spec.simulator.prompts()).map(str::to_owned);
        let texts = match run_hash.clone() {
            Some(hash) => self.inner.store.with(move |store| store.pack(&hash)).await?,
            None => None,
        };
        let against = match (texts, &run) {
            (Some(texts), Some(run)) => Some(PromptsBefore { name: run.id.to_string(), texts }),
            // Without a run to be true to, a folder is what somebody made of the built-in pack.
            _ => Source::built_in(DEFAULT_PACK).filter(|_| source.folder.is_some()).map(|source| {
                PromptsBefore { name: format!("the built-in {DEFAULT_PACK}"), texts: texts_of(&source) }
            }),
        };
        let user = match user {
            Some(user) => Some(self.user(user)?),
            None => self.dataset().users.all().next(),
        };
        let ready = Pack::new(source.clone());
        let previews = pack.files.iter().map(|file| match (&ready, user) {
            (Err(wrong), _) => Err(format!("nothing can be said with this pack: {wrong}")),
            (_, None) => Err("the data has no user".to_owned()),
            (Ok(ready), Some(user)) => {
                let written = run.as_ref().map(|run| run.states.as_slice()).unwrap_or_default();
                self.preview(ready, &file.name, Step { user, batch, written }, run.as_ref())
            }
        });
        let previews = previews.collect();
        let asked_in = self.prompts_in_use();
        Ok(PromptSheet { pack, previews, asked_in, run_hash, against })
    }

    /// Names the pack that a model is asked in; `None` where no model is asked.
    pub fn prompts_in_use(&self) -> Option<String> {
        self.words.simulator.identity().prompts().map(str::to_owned)
    }

    /// The folder that the prompts lie in; `None` = they are built in, or there is none.
    pub fn prompts_folder(&self) -> Option<&Path> {
        self.words.lies.as_ref().ok().and_then(|source| source.folder.as_deref())
    }

    /// The model's context window, where the settings say it.
    fn window(&self) -> Option<u64> {
        let settings = self.settings();
        settings.providers.get(&settings.provider).and_then(|table| table.num_ctx)
    }
}

/// The texts of a pack, under its hash where it can be used.
pub(super) fn texts_of(source: &Source) -> PackTexts {
    let files = source.files.iter().map(|file| (file.name.to_owned(), file.text.clone())).collect();
    let hash = Pack::new(source.clone()).map_or_else(|_| String::new(), |pack| pack.hash());
    PackTexts { hash, name: source.name.clone(), files }
}

/// A pack with what is found in it when it is used on this data.
pub fn look(source: &Source, dataset: &Dataset, window: Option<u64>) -> PromptPack {
    let pack = Pack::new(source.clone());
    let found = lint(source, dataset, window);
    let files = source.files.iter().map(|file| {
        let head = pack.as_ref().ok().and_then(|pack| pack.head(file.name));
        PromptFile {
            name: file.name.to_owned(),
            text: file.text.clone(),
            hash: file.hash(),
            origin: match (file.built_in, &source.folder) {
                (true, None) => PromptOrigin::BuiltIn,
                (true, Some(_)) => PromptOrigin::Borrowed,
                (false, _) => PromptOrigin::Folder,
            },
            edited: source
                .folder
                .as_ref()
                .filter(|_| !file.built_in)
                .and_then(|folder| edited(folder, file.name)),
            about: head.map_or_else(String::new, |head| head.about.clone()),
            findings: found.iter().filter(|it| is_of(&it.file, file.name)).map(finding).collect(),
            variables: variables_in(file.name, &file.text).into_iter().map(variable).collect(),
        }
    });
    PromptPack {
        name: source.name.clone(),
        folder: source.folder.clone(),
        hash: pack.as_ref().ok().map(Pack::hash),
        stand_in: None,
        files: files.collect(),
    }
}

/// When a file was last written.
fn edited(folder: &Path, name: &str) -> Option<i64> {
    let when = fs::metadata(folder.join(name)).and_then(|file| file.modified()).ok()?;
    i64::try_from(when.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

fn variable(state: VariableState) -> PromptVariable {
    let VariableState { name, about, documented, is_used, is_needed, is_known, line } = state;
    let use_ = match (is_known, is_used, is_needed) {
        (false, ..) => PromptUse::Unknown,
        (true, true, _) => PromptUse::Used,
        (true, false, true) => PromptUse::Missing,
        (true, false, false) => PromptUse::Unused,
    };
    PromptVariable { name, about: about.to_owned(), documented, use_, line }
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
