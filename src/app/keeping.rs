//! What is done to kept runs from any screen: to their list, marked, renamed, put into the trash; undone and done
//! again.

use std::time::Duration;

use super::deeds::{Errand, PromptErrand};
use super::desk::{Desk, Screen};
use super::jobs::Kind;
use super::kept::RunChange;
use super::listing::Listing;
use super::log::Level;
use super::marks::{Mark, Marks};
use super::message::{Effect, Work};
use super::screens::runs::{compare_off, left_by};
use super::study::{Study, Subject};
use super::undo::{Deed, PromptEdit, Way};
use super::{App, Phase};
use crate::actions::Action;
use crate::domain::RunId;
use crate::domain::text::clean_line;

impl App {
    /// To the list of runs, with the open one selected; the store is read again, as others may write to it.
    pub(super) fn go_to_runs(&mut self, effects: &mut Vec<Effect>) {
        self.go(Screen::Runs);
        let Phase::Open(study) = &self.phase else { return };
        self.screens.runs.show(study);
        if let Some(run) = study.subject.as_ref().and_then(Subject::run_id) {
            self.screens.runs.select(run);
        }
        self.list_runs(effects);
    }

    pub(super) fn list_runs(&mut self, effects: &mut Vec<Effect>) {
        self.jobs.start(Work::ListRuns, "listing the runs", None, effects);
    }

    /// Reads the run that is selected in the list, where it is not the one that was read.
    pub(super) fn look_at_run(&mut self, effects: &mut Vec<Effect>) {
        if self.screen != Screen::Runs {
            return;
        }
        let Phase::Open(study) = &self.phase else { return };
        let runs = &mut self.screens.runs;
        runs.refresh(study);
        let Some(run) = runs.run() else { return };
        let written = study.known_run(run).map(|known| known.written);
        let is_known = runs.look().is_some_and(|look| Some(look.run.states.len()) == written);
        if !is_known && self.looking != Some((run, written)) {
            self.looking = Some((run, written));
            self.jobs.start(Work::Look { run }, "reading the run", None, effects);
        }
    }

    /// Marks the open run, on Profile the state that is looked at.
    pub(super) fn mark_open(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let batch = match (&self.phase, self.screen) {
            (Phase::Open(study), Screen::Profile) => study.subject.as_ref().and_then(|subject| {
                self.screens.profile.batch(subject).filter(|at| subject.state(*at).is_some())
            }),
            _ => None,
        };
        let Phase::Open(study) = &mut self.phase else { return };
        let Some(run) = study.subject.as_ref().and_then(Subject::run_id) else {
            return self.log.say(Level::Info, "there is no run to mark yet", now);
        };
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        desk.mark(Mark { run, batch });
    }

    /// Undoes, does again, or swaps A and B.
    pub(super) fn act_on_deeds(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        let way = match action {
            Action::Undo => Way::Undo,
            Action::Redo => Way::Redo,
            _ => {
                let mut desk =
                    Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
                return match desk.study.marks.both() {
                    Some(_) => desk.swap_marks(),
                    None => desk.say(Level::Info, "A and B are not both marked"),
                };
            }
        };
        if self.jobs.running(Kind::Change).is_some() {
            return self.log.say(Level::Info, "the last change is still being kept", now);
        }
        let said = match study.deeds.wanted(way) {
            None if way == Way::Undo => "nothing to undo".to_owned(),
            None => "nothing to do again".to_owned(),
            Some(deed @ Deed::Marks { .. }) => {
                if let Deed::Marks { after, .. } = &deed {
                    study.marks.clone_from(after);
                }
                study.deeds.note(way, deed)
            }
            Some(Deed::Users(marks)) => {
                self.screens.users.set_marks(&marks);
                study.deeds.note(way, Deed::Users(marks))
            }
            Some(Deed::Prompt(edit)) => {
                study.deeds.start(way, Deed::Prompt(edit.clone()));
                let PromptEdit { path, before, after } = edit;
                let write = PromptErrand::Write { path, text: after, instead_of: Some(before) };
                effects.push(Effect::Errand(Errand::Prompts(write)));
                return;
            }
            Some(Deed::Run(change)) => {
                study.deeds.start(way, Deed::Run(change.clone()));
                let title = if way == Way::Undo { "undoing" } else { "doing it again" };
                self.jobs.start(Work::Change(change), title, None, effects);
                return;
            }
        };
        self.log.say(Level::Info, said, now);
    }

    /// Changes a run; it can be undone once it is done.
    pub(super) fn change_run(&mut self, change: RunChange, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        desk.change(change);
    }

    pub(super) fn rename(&mut self, run: RunId, name: &str, now: Duration, effects: &mut Vec<Effect>) {
        let known = self.study().and_then(|study| study.known_run(run));
        let Some(from) = known.map(|known| known.name.clone()) else { return };
        if from != name {
            let to = clean_line(name);
            self.change_run(RunChange::Renamed { run, from, to }, now, effects);
        }
    }

    pub(super) fn run_change_failed(&mut self, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        study.deeds.fail();
        // Whatever was shown may not be so.
        self.list_runs(effects);
    }
}

impl App {
    /// Sets what is marked side by side; with A alone, the run that is selected or open becomes B, and with
    /// nothing marked a fork is set beside the run that it left.
    pub(super) fn compare(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        let open = study.subject.as_ref().and_then(Subject::run_id);
        let selected = if self.screen == Screen::Runs { self.screens.runs.run() } else { open };
        if let Some(why) = compare_off(study, selected) {
            let said = self.with_key_of_marks(why);
            return self.log.say(Level::Info, said, now);
        }
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        let whole = |run| Mark { run, batch: None };
        match (desk.study.marks.a, desk.study.marks.b, selected) {
            (Some(_), None, Some(run)) => desk.mark(whole(run)),
            (None, _, Some(run)) => {
                let a = left_by(desk.study, run).map(whole);
                desk.set_marks(Marks { a, b: Some(whole(run)) });
            }
            _ => {}
        }
        let Some(marks) = desk.study.marks.both() else { return };
        let work = self.screens.compare.ask(marks, self.screen);
        desk.start(work, "comparing");
        self.go(Screen::Compare);
    }

    /// Why nothing is compared, with the key that marks.
    pub(super) fn with_key_of_marks(&self, why: &str) -> String {
        let key = self.keymap.key(self.context(), Action::MarkAb);
        let key = key.map_or_else(String::new, |key| format!(" ({key} marks)"));
        format!("{}: {why}{key}", Action::Compare.title())
    }
}

impl super::Screens {
    /// A run that may be one of the two that are compared has something new.
    pub(super) fn compare_again(&mut self, run: RunId, desk: &mut Desk<'_>) {
        if let Some(marks) = self.compare.wanted().filter(|_| self.compare.is_about(run)) {
            let work = self.compare.ask(marks, Screen::Compare);
            desk.start(work, "comparing");
        }
    }

    /// Lists that show runs show them as they now are.
    pub(super) fn runs_changed(&mut self, study: &Study) {
        self.users.runs_changed(study);
        self.runs.runs_changed();
    }

    /// A run was renamed, put into the trash or taken out of it.
    pub(super) fn run_changed(&mut self, change: &RunChange, desk: &mut Desk<'_>) {
        desk.study.note_change(change);
        self.runs_changed(desk.study);
        // What could not be written is there now, by hand.
        if matches!(change, RunChange::Accepted { .. }) && desk.log.failed() == Some(Kind::Write) {
            desk.log.dismiss();
        }
        if let Some(said) = desk.study.deeds.finish() {
            desk.say(Level::Info, said);
        }
        let open = desk.study.subject.as_ref().filter(|subject| subject.run_id() == Some(change.run()));
        match (change, open) {
            (RunChange::Trashed(_), Some(subject)) => {
                // What is in the trash is not gone on with: the newest run that is left takes its place.
                let user = subject.id.clone();
                desk.read_run(Work::OpenRun { user });
            }
            (&(RunChange::Accepted { run, .. } | RunChange::TakenBack { run, .. }), Some(_)) => {
                desk.start(Work::OpenRunById { run }, "reading the run");
            }
            _ => {}
        }
        desk.start(Work::ListRuns, "listing the runs");
    }
}

impl Desk<'_> {
    /// Changes a run; it can be undone once it is done.
    pub fn change(&mut self, change: RunChange) {
        self.study.deeds.start(Way::Forth, Deed::Run(change.clone()));
        self.start(Work::Change(change), "keeping the change");
    }

    /// Marks a run or a state: A, B, or none.
    pub fn mark(&mut self, mark: Mark) {
        let after = self.study.marks.press(mark);
        self.set_marks(after);
    }

    /// A becomes B and B becomes A.
    pub fn swap_marks(&mut self) {
        let after = self.study.marks.swapped();
        self.set_marks(after);
    }

    fn set_marks(&mut self, after: Marks) {
        let before = std::mem::replace(&mut self.study.marks, after.clone());
        let said = self.study.deeds.note(Way::Forth, Deed::Marks { before, after });
        self.say(Level::Info, said);
    }
}
