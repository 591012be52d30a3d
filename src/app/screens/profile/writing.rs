//! Writing batches and leaving a run for a fork: when that can be, and how it is asked for.

use super::Profile;
use crate::actions::Action;
use crate::app::desk::{Answer, Desk};
use crate::app::input::LineInput;
use crate::app::jobs::{Jobs, Kind};
use crate::app::message::Work;
use crate::app::overlay::{Overlay, Prompt, Purpose};
use crate::app::study::{Study, Subject};
use crate::domain::Run;
use crate::domain::text::clean_line;

impl Profile {
    pub(super) fn ask_for_fork(&self, study: &Study) -> Answer {
        let Some(subject) = &study.subject else { return Answer::Done };
        let (Some(run), Some(batch)) = (&subject.run, self.batch(subject)) else { return Answer::Done };
        let from_batch = batch.min(run.states.len() + 1);
        // Another model says other things with the same seed, and the two can be compared.
        let other = study.other_writer(run.id);
        let seed = if other.is_some() { run.spec.seed } else { study.seed_of_fork(run) };
        let (id, old) = (run.id, run.spec.seed);
        let shared = match from_batch {
            1 => "no batch".to_owned(),
            _ => batches(1, from_batch - 1),
        };
        let are = if from_batch == run.batches { "is" } else { "are" };
        let again = format!("{} {are}", batches(from_batch, run.batches));
        Answer::Ask(Overlay::Prompt(Box::new(Prompt {
            title: format!("Fork {id} \"{}\" from B{from_batch}, seed {seed}", run.name),
            about: match other {
                Some(_) => format!(
                    "Shares {shared} with {id}; {again} to be written by {} with the same seed, prompts and order. {id} \
                     stays as it is.",
                    clean_line(&study.data.provider)
                ),
                None => format!(
                    "Shares {shared} with {id}; {again} to be written with seed {seed} instead of {old}, so the wording \
                     differs. {id} stays as it is."
                ),
            },
            input: LineInput::new(&free_name(study, subject, &format!("{}-b{from_batch}", run.name))),
            purpose: Purpose::Fork { run: id, from_batch, seed },
        })))
    }
}

/// `B3`, `B3 and B4`, `B1 to B4`.
fn batches(first: usize, last: usize) -> String {
    match last.saturating_sub(first) {
        0 => format!("B{first}"),
        1 => format!("B{first} and B{last}"),
        _ => format!("B{first} to B{last}"),
    }
}

/// The name, or the first of `name-2`, `name-3` ... that no run of the user has.
fn free_name(study: &Study, subject: &Subject, name: &str) -> String {
    let is_taken = |name: &String| study.runs_of(&subject.id).any(|run| run.name == *name);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

/// Why no batch can be written, where none can.
pub(super) fn write_off(study: &Study, subject: &Subject, jobs: &Jobs) -> Option<String> {
    if let Some(writer) = subject.run_id().and_then(|run| study.other_writer(run)) {
        return Some(format!("{writer} wrote this run; a fork of it is written by {}", study.data.provider));
    }
    if let Some(job) = jobs.running(Kind::Write) {
        return Some(format!("{} is under way", job.title));
    }
    if !subject.is_read {
        return Some("the run is being read".to_owned());
    }
    if subject.batches() == 0 {
        return Some(format!("user {} has no training ratings", subject.id));
    }
    let complete = subject.run.as_ref().is_some_and(Run::is_complete);
    complete.then(|| match subject.batches() {
        1 => "the only batch is written".to_owned(),
        n => format!("all {n} batches are written"),
    })
}

pub(super) fn fork_off(subject: &Subject, jobs: &Jobs) -> Option<&'static str> {
    if jobs.running(Kind::Write).is_some() {
        return Some("a batch is being written");
    }
    (subject.written() == 0).then_some("there is no run to leave yet")
}

pub(super) fn write(action: Action, desk: &mut Desk<'_>) {
    let Some(subject) = &mut desk.study.subject else { return };
    subject.trouble = None;
    let (user, run) = (subject.id.clone(), subject.run_id());
    let (next, batches) = (subject.written() + 1, subject.batches());
    if action == Action::Run {
        desk.start(Work::WriteNext { user, run }, format!("writing batch {next} of {batches}"));
    } else {
        desk.start(Work::WriteRest { user, run }, format!("writing batches {next} to {batches}"));
    }
}
