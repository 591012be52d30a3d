//! In which prompts a model is asked: the pack that is named, as it lies there, and the last of it that could be used;
//! never what is said in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::prompts::texts_of;
use super::settings::Settings;
use super::{Workspace, WorkspaceError};
use crate::domain::PackTexts;
use crate::prompting::{Pack, Source, TemplateError};
use crate::simulation::{LanguageModel, Simulator};

/// Who simulates, and in which prompts a model is asked.
pub(super) struct Words {
    pub(super) simulator: Arc<dyn Simulator>,
    /// The same, where it is a language model.
    pub(super) model: Option<Arc<LanguageModel>>,
    /// A built-in name or a folder.
    pub(super) named: String,
    /// What lies there.
    pub(super) lies: Result<Source, TemplateError>,
    /// Files that were there and are there no longer.
    pub(super) gone: Vec<&'static str>,
    /// The pack that a model is asked in, which is not what lies there where that cannot be used.
    pub(super) used: Option<Source>,
    /// Whether its texts are in the store.
    is_kept: AtomicBool,
}

impl Words {
    /// No model is asked: the prompts are only looked at.
    pub(super) fn offline(simulator: Arc<dyn Simulator>, settings: &Settings) -> Self {
        let named = settings.model.pack().to_owned();
        let lies = Source::open(&named);
        let used = lies.as_ref().ok().filter(|source| Pack::new((*source).clone()).is_ok()).cloned();
        Self { simulator, model: None, named, lies, gone: Vec::new(), used, is_kept: AtomicBool::new(true) }
    }

    /// A model is asked in these.
    pub(super) fn of(model: LanguageModel, settings: &Settings, source: Source) -> Self {
        let named = settings.model.pack().to_owned();
        let model = Arc::new(model);
        Self {
            simulator: Arc::clone(&model) as Arc<dyn Simulator>,
            model: Some(model),
            named,
            lies: Ok(source.clone()),
            gone: Vec::new(),
            used: Some(source),
            is_kept: AtomicBool::new(false),
        }
    }

    /// Reads a pack, this one again or another.
    fn read(&self, named: &str) -> Result<Self, TemplateError> {
        let known = self.lies.as_ref().ok().filter(|_| named == self.named);
        let (lies, gone) = read(named, known)?;
        let pack = Pack::new(lies.clone());
        let is_same = self.used.as_ref().is_some_and(|used| used.files == lies.files);
        let (model, used, is_kept) = match pack {
            Ok(pack) => {
                let model = self.model.as_ref().map(|model| Arc::new(model.in_words_of(pack)));
                (model, Some(lies.clone()), is_same && self.is_kept.load(Ordering::Relaxed))
            }
            // What cannot be used changes nothing.
            Err(_) => (self.model.clone(), self.used.clone(), self.is_kept.load(Ordering::Relaxed)),
        };
        let simulator = match &model {
            Some(model) => Arc::clone(model) as Arc<dyn Simulator>,
            None => Arc::clone(&self.simulator),
        };
        let is_kept = AtomicBool::new(is_kept || self.model.is_none());
        Ok(Self { simulator, model, named: named.to_owned(), lies: Ok(lies), gone, used, is_kept })
    }
}

/// What lies there. A file that was there and is there no longer says what it last said.
fn read(named: &str, known: Option<&Source>) -> Result<(Source, Vec<&'static str>), TemplateError> {
    let own =
        |source: &Source| source.files.iter().filter(|file| !file.built_in).cloned().collect::<Vec<_>>();
    let before = known.map(own).unwrap_or_default();
    match (Source::open(named), known) {
        (Ok(mut source), _) => {
            let mut gone = Vec::new();
            for (file, last) in source.files.iter_mut().filter(|file| file.built_in).filter_map(|file| {
                let last = before.iter().find(|last| last.name == file.name)?;
                Some((file, last))
            }) {
                gone.push(file.name);
                file.clone_from(last);
            }
            Ok((source, gone))
        }
        (Err(_), Some(known))
            if known.folder.as_ref().is_some_and(|folder| {
                !before.is_empty() && before.iter().all(|file| !folder.join(file.name).exists())
            }) =>
        {
            Ok((known.clone(), before.iter().map(|file| file.name).collect()))
        }
        (Err(wrong), _) => Err(wrong),
    }
}

impl Workspace {
    /// The same study with the prompts read again, or with others: a built-in name or a folder. Where they cannot be
    /// used, a model is asked in the last that could. Work under way goes on in the words that it began with.
    ///
    /// # Errors
    /// [`WorkspaceError::Template`]: nothing there, or a file that is no text.
    pub fn with_prompts(&self, named: Option<&str>) -> Result<Self, WorkspaceError> {
        let words = self.words.read(named.unwrap_or(&self.words.named))?;
        Ok(Self { words: Arc::new(words), ..self.clone() })
    }

    /// The settings, with the prompts that are in use now.
    pub fn settings_in_use(&self) -> Settings {
        let mut settings = self.settings().clone();
        if self.words.named != settings.model.pack() {
            settings.model.prompts = Some(self.words.named.clone());
        }
        settings
    }

    /// Keeps the texts that a model is asked in, once.
    pub(super) async fn keep_prompts(&self) -> Result<(), WorkspaceError> {
        let words = &self.words;
        let Some(used) = words.used.as_ref().filter(|_| !words.is_kept.load(Ordering::Relaxed)) else {
            return Ok(());
        };
        let Some(hash) = words.simulator.identity().prompts().map(str::to_owned) else { return Ok(()) };
        let texts = PackTexts { hash, ..texts_of(used) };
        self.inner.store.with(move |store| store.keep_pack(&texts)).await?;
        words.is_kept.store(true, Ordering::Relaxed);
        Ok(())
    }
}
