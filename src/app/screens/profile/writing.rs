//! Writing batches and leaving a run for a fork: when that can be, and how it is asked for.

use super::Profile;
use crate::actions::Action;
use crate::app::desk::{Answer, Desk};
use crate::app::input::LineInput;
use crate::app::jobs::{Jobs, Kind};
use crate::app::message::Work;
use crate::app::overlay::{Overlay, Prompt, Purpose};
use crate::app::study::{Study, Subject};
use crate::domain::text::clean_line;
use crate::domain::{Run, short_hash};

impl Profile {
    /// Asks for a fork; `writes` = its batches are written at once.
    pub(in crate::app) fn ask_for_fork(&self, study: &Study, writes: bool) -> Answer {
        let Some(subject) = &study.subject else { return Answer::Done };
        let (Some(run), Some(batch)) = (&subject.run, self.batch(subject)) else { return Answer::Done };
        let from_batch = batch.min(run.states.len() + 1);
        // Another model, or other words, say other things with the same seed, and the two can be compared.
        let other = study.other_writer(run.id);
        let theirs = run.spec.simulator.prompts();
        let words = study.data.prompts.as_deref().filter(|ours| theirs != Some(*ours));
        let keeps_seed = other.is_some() || words.is_some();
        let seed = if keeps_seed { run.spec.seed } else { study.seed_of_fork(run) };
        let (id, old) = (run.id, run.spec.seed);
        let shared = match from_batch {
            1 => "no batch".to_owned(),
            _ => batches(1, from_batch - 1),
        };
        let are = if from_batch == run.batches { "is" } else { "are" };
        let again = format!("{} {are}", batches(from_batch, run.batches));
        let count = run.batches + 1 - from_batch;
        let calls = if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
        let from = format!("Fork {id} \"{}\" from B{from_batch}", run.name);
        let short = words.map(short_hash);
        let (title, about) = match (other, short) {
            (Some(_), short) => {
                let who = clean_line(&study.data.provider);
                let alike = match short {
                    Some(short) => format!("in the prompts {short}, with the same seed and order"),
                    None => "with the same seed, prompts and order".to_owned(),
                };
                (
                    format!("{from}, seed {seed}"),
                    format!(
                        "Shares {shared} with {id}; {again} to be written by {who} {alike}. {id} stays as it is."
                    ),
                )
            }
            (None, Some(short)) => {
                let does = if writes {
                    format!(
                        "re-runs {}: {calls}, more where an answer has to be asked for again",
                        batches(from_batch, run.batches)
                    )
                } else {
                    format!("{again} to be written with them")
                };
                (
                    format!("{from}, prompts {short}"),
                    format!(
                        "Shares {shared} with {id}, which is not run again; {does}, with the same seed {seed}. {id} stays as it is."
                    ),
                )
            }
            (None, None) => (
                format!("{from}, seed {seed}"),
                format!(
                    "Shares {shared} with {id}; {again} to be written with seed {seed} instead of {old}, so the wording differs. \
                     {id} stays as it is."
                ),
            ),
        };
        Answer::Ask(Overlay::Prompt(Box::new(Prompt {
            title,
            about,
            input: LineInput::new(&free_name(study, subject, &format!("{}-b{from_batch}", run.name))),
            purpose: Purpose::Fork { run: id, from_batch, seed, writes },
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
    if let Some(run) = subject.run.as_ref().filter(|_| !complete)
        && let Some(theirs) = run.spec.simulator.prompts()
        && study.data.prompts.as_deref().is_some_and(|ours| ours != theirs)
    {
        let of = short_hash(theirs);
        return Some(format!(
            "{} was written with other prompts ({of}); a fork goes on with those in use",
            run.id
        ));
    }
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
