//! Work for several users at once: started, held, let go on, and what is said when it is done.

use std::time::Duration;

use super::App;
use super::desk::Desk;
use super::jobs::{Job, Kind, Pace};
use super::log::Level;
use super::message::{Effect, Work};
use crate::actions::Action;
use crate::domain::Id;

impl App {
    /// Holds what runs after what is under way, or lets it go on.
    pub(super) fn pause(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let key = self.keymap.key(self.context(), Action::Pause);
        let again = key.map_or_else(|| "again".to_owned(), |key| format!("{key} again"));
        let is_running = self.jobs.study().is_some();
        let said = match self.jobs.pause(effects) {
            Some(job) if job.pace == Pace::Going => format!("going on: {}", job.title),
            Some(job) => format!("pausing after what is under way: {}; {again} goes on", job.title),
            None if is_running => "what runs has one step: it can be cancelled, not paused".to_owned(),
            None => "nothing runs".to_owned(),
        };
        self.log.say(Level::Info, said, now);
    }

    /// The profiles of several users are written, but for those that failed.
    pub(super) fn all_written(&mut self, job: &Job, now: Duration) {
        let written = job.progress.as_ref().map_or(0, |progress| progress.done);
        let key = self.keymap.key(self.screen_context(), Action::Messages);
        let (level, failed) = match job.failures {
            0 => (Level::Info, String::new()),
            n => {
                let users = if n == 1 { "1 user".to_owned() } else { format!("{n} users") };
                let why = key.map_or_else(String::new, |key| format!(" ({key} says why)"));
                (Level::Warn, format!("; {users} failed{why}"))
            }
        };
        self.log.say(level, format!("done: {}; {written} batches are written{failed}", job.title), now);
    }
}

impl Desk<'_> {
    /// Writes every batch that is left of the runs called `main` of these users.
    pub fn write_all(&mut self, users: Vec<Id>) {
        let title = match users.as_slice() {
            [] => return,
            [user] => format!("writing the profile of user {user}"),
            users => format!("writing the profiles of {} users", users.len()),
        };
        self.jobs.start(Work::WriteAll { users }, title, None, self.effects);
    }

    /// Why no profiles of several users can be written now, where none can.
    pub fn write_all_off(jobs: &super::jobs::Jobs) -> Option<String> {
        jobs.running(Kind::WriteAll).map(|job| format!("{} is under way", job.title))
    }
}
