//! Taking an answer by hand that the program did not take: which one, why not, what will be taken; never the taking.

use std::sync::Arc;

use super::App;
use super::Screen;
use super::jobs::{Jobs, Kind};
use super::kept::RunChange;
use super::offers::Offer;
use super::overlay::{Decision, Question};
use super::study::{Study, Subject};
use crate::actions::Action;
use crate::domain::numbers::plural;
use crate::domain::text::clean_line;
use crate::domain::{Call, Outcome, Task};
use crate::simulation::{ByHand, by_hand};

/// Characters of a text that a question shows.
const SHOWN: usize = 260;

/// Requests for the next batch that brought no state: the last ones that belong together, oldest first.
pub fn left_over(subject: &Subject) -> &[Arc<Call>] {
    let next = subject.written() + 1;
    let is_it =
        |call: &Arc<Call>| call.made.task == Task::Profile && call.made.batch == next && !call.is_aside();
    let Some(last) = subject.calls.iter().rposition(is_it) else { return &[] };
    let mut first = last;
    while let Some(before) = first.checked_sub(1).filter(|at| subject.calls.get(*at).is_some_and(is_it)) {
        if subject.calls.get(first).is_some_and(|call| call.made.attempt == 1) {
            break;
        }
        first = before;
    }
    subject.calls.get(first..=last).unwrap_or_default()
}

/// The newest of them that has a text to be taken.
pub fn candidate(subject: &Subject) -> Option<&Arc<Call>> {
    left_over(subject).iter().rev().find(|call| !call.made.text.trim().is_empty())
}

/// Why a call cannot be taken by hand, where it cannot.
fn off(subject: &Subject, jobs: &Jobs, call: Option<&Arc<Call>>) -> Option<String> {
    let Some(call) = call else { return Some("there is no answer to take".to_owned()) };
    let made = &call.made;
    let run = subject.run_id().map_or_else(String::new, |run| format!(" of {run}"));
    if made.task != Task::Profile {
        Some("only profiles are taken by hand".to_owned())
    } else if call.is_aside() {
        Some("it was made to try prompts or to repeat a step, not for the run".to_owned())
    } else if made.outcome.is_good() && subject.written() >= made.batch {
        Some("the program has taken it".to_owned())
    } else if subject.written() >= made.batch {
        Some(format!(
            "B{}{run} is written, and what is written stays as it is; a fork can say otherwise",
            made.batch
        ))
    } else if subject.written() + 1 < made.batch {
        Some(format!("B{} is not written yet", made.batch - 1))
    } else if jobs.running(Kind::Write).is_some() || jobs.running(Kind::WriteAll).is_some() {
        Some("a batch is being written".to_owned())
    } else if made.text.trim().is_empty() {
        Some("no text had arrived".to_owned())
    } else {
        None
    }
}

impl App {
    /// The call that is meant on the screen in front.
    fn meant<'a>(&'a self, study: &'a Study) -> Option<&'a Arc<Call>> {
        let subject = study.subject.as_ref()?;
        match self.screen {
            Screen::Profile if self.screens.profile.batch(subject) == Some(subject.written() + 1) => {
                candidate(subject)
            }
            Screen::Calls => self.screens.calls.call(),
            _ => None,
        }
    }

    /// Taking an answer by hand; in the footer where there is one to take.
    pub(super) fn accept_offer(&self, study: &Study) -> Option<Offer> {
        let subject =
            study.subject.as_ref().filter(|_| matches!(self.screen, Screen::Profile | Screen::Calls))?;
        let call = self.meant(study);
        let label = match call.map(|call| &call.made.outcome) {
            Some(Outcome::Cancelled) => "use the partial text".to_owned(),
            Some(_) => format!("accept attempt {} by hand", call.map_or(1, |call| call.made.attempt)),
            None => "accept by hand".to_owned(),
        };
        let off = off(subject, &self.jobs, call);
        Some(Offer { footer: off.is_none(), ..Offer::new(&[Action::Accept], label).unless(off) })
    }

    /// Asks whether what will be taken is to be taken.
    pub(super) fn ask_to_accept(&self) -> Option<Question> {
        let study = self.study()?;
        let (call, subject) = (self.meant(study)?, study.subject.as_ref()?);
        let ByHand { profile, update, is_object } = by_hand(&call.made.text)?;
        let words = plural(profile.split_whitespace().count(), "word");
        let from =
            if is_object { "from its JSON object" } else { "all of its text, as it holds no JSON object" };
        let update = update.map_or_else(String::new, |update| format!(" Update: {}", beginning(&update)));
        Some(Question {
            text: format!("Take call {} as B{}, marked edited? {words}, {from}:", call.id, call.made.batch),
            about: format!("{}{update}", beginning(&profile)),
            yes: Decision::Change(RunChange::Accepted {
                run: subject.run_id()?,
                batch: call.made.batch,
                call: call.id,
            }),
        })
    }
}

/// The beginning of a text on one line, and its end.
fn beginning(text: &str) -> String {
    let line = clean_line(text);
    let count = line.chars().count();
    if count <= SHOWN {
        return line;
    }
    let part = |from: usize, to: usize| line.chars().skip(from).take(to - from).collect::<String>();
    format!("{} ... {}", part(0, SHOWN - 60), part(count - 50, count))
}
