//! The calls of the open run: when they are read, and the way to them; never what a call says.

use std::time::Duration;

use super::desk::{Desk, Screen};
use super::message::{Effect, Work};
use super::study::Subject;
use super::{App, Phase};

impl App {
    /// To the calls of the open run; from a state of the profile to the last one that was made for it.
    pub(super) fn go_to_calls(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let batch = match (&self.phase, self.screen) {
            (Phase::Open(study), Screen::Profile) => {
                study.subject.as_ref().and_then(|subject| self.screens.profile.batch(subject))
            }
            _ => None,
        };
        self.go(Screen::Calls);
        if let Some(batch) = batch {
            self.screens.calls.select_state(batch);
        }
        let Phase::Open(study) = &mut self.phase else { return };
        let run = study.subject.as_ref().and_then(Subject::run_id);
        // Others may have written to the store.
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        if let Some(run) = run {
            desk.start(Work::Calls(run), "reading the calls");
        }
    }

    /// Reads the calls of the open run again; where none is open, the run that a failed write may have begun.
    pub(super) fn read_calls(&mut self, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &self.phase else { return };
        let Some(subject) = &study.subject else { return };
        let user = subject.id.clone();
        match subject.run_id() {
            Some(run) => self.jobs.start(Work::Calls(run), "reading the calls", Some(user), effects),
            None => {
                let work = Work::OpenRun { user: user.clone() };
                self.jobs.start(work, "reading the run", Some(user), effects)
            }
        };
    }

    /// Lists the calls that there are now.
    pub(super) fn refresh_calls(&mut self) {
        if let Phase::Open(study) = &self.phase {
            self.screens.calls.refresh(study);
        }
    }
}
