//! The prompts in use: when they are read, edited, copied and put back; never what they say.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::deeds::{Errand, PromptDeed, PromptErrand};
use super::desk::{Answer, Screen};
use super::log::Level;
use super::message::{Effect, PromptWish, Work};
use super::overlay::{Decision, Overlay, Question};
use super::screens::prompts::PromptTab;
use super::study::Subject;
use super::undo::{Deed, PromptEdit, Way};
use super::{App, Phase};
use crate::actions::Action;
use crate::domain::text::clean_line;
use crate::domain::{PromptOrigin, PromptSheet, Task};

impl App {
    /// With the folder that copied packs go into.
    #[must_use]
    pub fn with_prompts_home(mut self, home: PathBuf) -> Self {
        self.screens.prompts.home = home;
        self
    }

    /// Reads the prompts where they are looked at, or where their files have changed.
    pub(super) fn read_prompts(&mut self, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &self.phase else { return };
        // Files of a folder are watched from the start.
        let is_first = self.screens.prompts.sheet().is_none() && study.data.prompts_folder.is_some();
        if self.screen != Screen::Prompts && !self.screens.prompts.is_due() && !is_first {
            return;
        }
        let subject = study.subject.as_ref();
        let here = PromptWish {
            user: subject.map(|subject| subject.id.clone()),
            run: subject.and_then(Subject::run_id),
            batch: subject.and_then(|subject| self.screens.profile.batch(subject)).unwrap_or(1),
            ..PromptWish::default()
        };
        let written = subject.map_or(0, Subject::written);
        if let Some(wish) = self.screens.prompts.ask(here, written) {
            let user = subject.map(|subject| subject.id.clone());
            self.jobs.start(Work::Prompts(wish), "reading the prompts", user, effects);
        }
    }

    /// They were read: what changed is told, their files are watched, and what waited for them is done.
    pub(super) fn prompts_read(
        &mut self,
        sheet: &Arc<PromptSheet>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        if let Phase::Open(study) = &mut self.phase {
            study.data.prompts.clone_from(&sheet.asked_in);
        }
        let folder = sheet.pack.folder.clone();
        let files: Vec<PathBuf> = folder
            .iter()
            .flat_map(|folder| {
                sheet.pack.files.iter().map(|file| folder.join(&file.name)).collect::<Vec<_>>()
            })
            .collect();
        if self.watched != files {
            self.watched.clone_from(&files);
            effects.push(Effect::Errand(Errand::Prompts(PromptErrand::Watch(files))));
        }
        for (level, sentence) in self.screens.prompts.take(sheet) {
            self.log.say(level, sentence, now);
        }
        if let Some(file) = self.screens.prompts.take_edit() {
            self.screens.prompts.select(&file);
            self.edit_selected(now, effects);
        }
    }

    /// Has the prompt of what is looked at edited.
    pub(super) fn edit_prompt(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if self.screen == Screen::Prompts {
            return self.edit_selected(now, effects);
        }
        let Some(file) = self.prompt_of_step() else {
            let said = "edit: no prompt belongs to this place; Prompts lists all of them";
            return self.log.say(Level::Info, said, now);
        };
        self.cross_to_prompts();
        if self.screens.prompts.sheet().is_some() {
            self.screens.prompts.select(file);
            return self.edit_selected(now, effects);
        }
        self.screens.prompts.edit_once_read(Some(file.to_owned()));
    }

    /// Shows the prompt of what is looked at, as it is sent.
    pub(super) fn show_prompt(&mut self, now: Duration) {
        let Some(file) = self.prompt_of_step() else {
            let said = "prompt: no prompt belongs to this place; Prompts lists all of them";
            return self.log.say(Level::Info, said, now);
        };
        self.cross_to_prompts();
        self.screens.prompts.select(file);
        self.screens.prompts.show_tab(PromptTab::Rendered);
    }

    /// The file by which what is looked at is asked for.
    fn prompt_of_step(&self) -> Option<&'static str> {
        let subject = self.study().and_then(|study| study.subject.as_ref());
        let of_batch = |batch| if batch > 1 { "profile_update.md" } else { "profile_first.md" };
        match self.screen {
            Screen::Profile => Some(of_batch(self.screens.profile.batch(subject?).unwrap_or(1))),
            Screen::Rate => Some("rate.md"),
            Screen::Calls => match self.screens.calls.call().map(|call| (call.made.task, call.made.batch)) {
                Some((Task::Profile, batch)) => Some(of_batch(batch)),
                Some((Task::Rating, _)) => Some("rate.md"),
                None => None,
            },
            _ => None,
        }
    }

    /// Has the selected file edited; one that is built in is copied first, if the person says so.
    fn edit_selected(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let prompts = &self.screens.prompts;
        let (Some(pack), Some(file)) = (prompts.pack(), prompts.file()) else {
            return self.log.say(Level::Info, "edit: the prompts are not read yet", now);
        };
        let Some(folder) = &pack.folder else {
            let home = prompts.home.clone();
            let name = format!("my-{}", clean_line(&pack.name));
            let about = format!(
                "{} is built in and cannot be changed. A copy goes to {}, or to a numbered one beside it, and is used \
                 from then on.",
                clean_line(&pack.name),
                clean_line(&home.join(&name).display().to_string())
            );
            let files = pack.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
            let copy = PromptErrand::Copy { home, name, files, edit: Some(file.name.clone()) };
            self.overlay = Some(Overlay::Question(Question {
                text: "Copy the prompts into a folder of yours and edit them there?".to_owned(),
                about,
                yes: Decision::Prompts(copy),
            }));
            return;
        };
        let path = folder.join(&file.name);
        let errand = match file.origin {
            // There is nothing to be edited before it is there.
            PromptOrigin::Borrowed | PromptOrigin::Gone => {
                let (text, name) = (file.text.clone(), file.name.clone());
                self.screens.prompts.edit_once_read(Some(name));
                PromptErrand::Write { path, text, instead_of: None }
            }
            PromptOrigin::BuiltIn | PromptOrigin::Folder => {
                PromptErrand::Edit { path, line: self.screens.prompts.line_to_edit() }
            }
        };
        effects.push(Effect::Errand(Errand::Prompts(errand)));
    }

    /// Asks for a fork that is written in the prompts in use.
    pub(super) fn ask_for_fork_in_prompts(&mut self) {
        let Phase::Open(study) = &self.phase else { return };
        if let Answer::Ask(overlay) = self.screens.profile.ask_for_fork(study, true) {
            self.overlay = Some(overlay);
        }
    }

    /// To the batch before or after, on Profile as well.
    pub(super) fn turn_batch(&mut self, action: Action) {
        let Phase::Open(study) = &self.phase else { return };
        let Some(subject) = &study.subject else { return };
        let here = self.screens.profile.batch(subject).unwrap_or(1);
        let to = if action == Action::Next { here + 1 } else { here.saturating_sub(1).max(1) };
        self.screens.profile.show_batch(to.min(subject.batches().max(1)));
    }

    /// Writes a file that is gone back to its place.
    pub(super) fn restore_prompt(&self, effects: &mut Vec<Effect>) -> bool {
        let prompts = &self.screens.prompts;
        let (Some(pack), Some(file)) = (prompts.pack(), prompts.file()) else { return false };
        let Some(folder) = pack.folder.as_ref().filter(|_| file.origin == PromptOrigin::Gone) else {
            return false;
        };
        let (path, text) = (folder.join(&file.name), file.text.clone());
        effects.push(Effect::Errand(Errand::Prompts(PromptErrand::Write { path, text, instead_of: None })));
        true
    }

    /// Says what came of an errand, and reads what it changed.
    pub(super) fn prompts_did(&mut self, deed: PromptDeed, now: Duration, effects: &mut Vec<Effect>) {
        let shown = |path: &std::path::Path| clean_line(&path.display().to_string());
        let Phase::Open(study) = &mut self.phase else { return };
        let (level, said) = match deed {
            PromptDeed::Edited { path, before, after } => {
                let edit = PromptEdit { path, before, after };
                self.screens.prompts.show_edit(&edit.name());
                (Level::Info, study.deeds.note(Way::Forth, Deed::Prompt(edit)))
            }
            PromptDeed::Unchanged(path) => (Level::Info, format!("no change in {}", shown(&path))),
            PromptDeed::Copied { folder, edit } => {
                let said = format!(
                    "the prompts in {0} are in use; to keep to them: lusifer config set model.prompts {0}",
                    shown(&folder)
                );
                self.screens.prompts.use_folder(folder);
                self.screens.prompts.edit_once_read(edit);
                (Level::Info, said)
            }
            PromptDeed::Written(path) => {
                self.screens.prompts.read_again();
                let undone = if study.deeds.is_editing() { study.deeds.finish() } else { None };
                (Level::Info, undone.unwrap_or_else(|| format!("written: {}", shown(&path))))
            }
            PromptDeed::Conflict(path) => {
                study.deeds.fail();
                self.screens.prompts.edit_once_read(None);
                self.screens.prompts.read_again();
                let said = format!("{} was changed since, so nothing is written over it", shown(&path));
                (Level::Warn, said)
            }
            PromptDeed::Failed(why) => {
                study.deeds.fail();
                self.screens.prompts.edit_once_read(None);
                (Level::Error, why)
            }
        };
        self.log.say(level, said, now);
        self.read_prompts(effects);
    }
}
