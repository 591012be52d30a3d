//! Steps done several times more: which step is meant, how often, and how far apart what came of it lies; never how it
//! is drawn.

use std::time::Duration;

use super::cursor::Cursor;
use super::desk::Screen;
use super::input::LineInput;
use super::jobs::Kind;
use super::log::Level;
use super::message::{Effect, Work};
use super::offers::Offer;
use super::overlay::{Overlay, Prompt, Purpose};
use super::{App, Phase};
use crate::actions::Action;
use crate::domain::{MOST_REPETITIONS, RepeatStep, RunId, Task};
use crate::explain::StepSpread;
use crate::simulation::READ_ONLY;

/// How often a step is repeated unless something else is typed.
const TIMES: u32 = 5;

/// One or two steps that are repeated together: a comparison has two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(pub RepeatStep, pub Option<RepeatStep>);

impl Steps {
    /// Each once.
    pub fn all(self) -> Vec<RepeatStep> {
        let other = self.1.filter(|other| *other != self.0);
        std::iter::once(self.0).chain(other).collect()
    }

    /// `B4 of r3`, `B4 of r3 and B4 of r5`
    pub fn words(self) -> String {
        let steps: Vec<String> = self.all().into_iter().map(RepeatStep::words).collect();
        steps.join(" and ")
    }

    fn is_about(self, run: RunId) -> bool {
        self.all().iter().any(|step| step.run == run)
    }
}

/// The spread of some steps while it is open.
#[derive(Clone, Debug)]
pub struct SpreadSheet {
    /// The steps.
    pub steps: Steps,
    /// What is known of each; `None` = it is being read.
    pub spreads: Option<Vec<StepSpread>>,
    /// Why it could not be read.
    pub why: Option<String>,
    /// The selected line.
    pub cursor: Cursor,
}

impl SpreadSheet {
    /// How many repetitions each has at least.
    fn repeated(&self) -> u32 {
        let least = self.spreads.iter().flatten().map(StepSpread::repeated).min();
        u32::try_from(least.unwrap_or(0)).unwrap_or(u32::MAX)
    }
}

impl App {
    /// Looking at what repeating came to, or will; in the footer where two are compared.
    pub(super) fn spread_offer(&self) -> Offer {
        const REPEAT: &[Action] = &[Action::Repeat];
        let offer = if matches!(self.screen, Screen::Runs | Screen::Compare) {
            Offer::new(REPEAT, "repeat")
        } else {
            Offer::quiet(REPEAT, "repeat this step and see the spread")
        };
        offer.unless(self.steps_in_front().err())
    }

    /// The steps that are meant on the screen in front.
    fn steps_in_front(&self) -> Result<Steps, String> {
        let one = |step| Ok(Steps(step, None));
        let study = self.study().ok_or("no data is open")?;
        match self.screen {
            Screen::Profile | Screen::Rate => {
                let subject = study.subject.as_ref().ok_or("no user is open")?;
                let run = subject.run_id().ok_or("there is no run yet")?;
                if self.screen == Screen::Rate {
                    let batch = self.screens.rate.state(subject);
                    let is_rated = subject.answers().iter().any(|answer| answer.state == batch);
                    let step = RepeatStep { run, task: Task::Rating, batch };
                    return if is_rated {
                        one(step)
                    } else {
                        Err(format!("nothing was rated on B{batch} yet"))
                    };
                }
                let batch = self.screens.profile.batch(subject).filter(|at| subject.state(*at).is_some());
                let batch = batch.ok_or("this batch is not written yet")?;
                one(RepeatStep { run, task: Task::Profile, batch })
            }
            Screen::Runs => {
                let run = self.screens.runs.summary(study).ok_or("no run is shown")?;
                if run.trashed.is_some() {
                    return Err(format!("{} is in the trash", run.id));
                }
                if run.written == 0 {
                    return Err(format!("{} has no state yet", run.id));
                }
                let is_rated = run.figures.is_some_and(|figures| figures.n > 0);
                let task = if is_rated { Task::Rating } else { Task::Profile };
                one(RepeatStep { run: run.id, task, batch: run.written })
            }
            Screen::Compare => {
                let loaded = self.screens.compare.loaded().ok_or("the two are being read")?;
                let marks = self.screens.compare.wanted().ok_or("the two are being read")?;
                let compared = &loaded.compared;
                let task = if compared.ratings.pairs.is_empty() { Task::Profile } else { Task::Rating };
                let step = |at: usize, written: usize| {
                    let batch = marks[at].batch.unwrap_or(written);
                    (batch > 0).then_some(RepeatStep { run: marks[at].run, task, batch })
                };
                let (a, b) = (step(0, compared.a.states.len()), step(1, compared.b.states.len()));
                let (a, b) = a.zip(b).ok_or("one of the two has no state yet")?;
                Ok(Steps(a, Some(b)))
            }
            _ => Err("no step is shown here".to_owned()),
        }
    }

    /// Opens what repeating the step in front came to.
    pub(super) fn open_spread(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        match self.steps_in_front() {
            Ok(steps) => self.show_spread(steps, effects),
            Err(why) => self.log.say(Level::Info, format!("{}: {why}", Action::Repeat.title()), now),
        }
    }

    fn show_spread(&mut self, steps: Steps, effects: &mut Vec<Effect>) {
        let sheet = SpreadSheet { steps, spreads: None, why: None, cursor: Cursor::default() };
        self.overlay = Some(Overlay::Spread(Box::new(sheet)));
        self.jobs.start(Work::Spread(steps), "reading what was repeated", None, effects);
    }

    /// Answers an action in the spread that is open; what is open then.
    pub(super) fn act_on_spread(
        &mut self,
        mut sheet: Box<SpreadSheet>,
        action: Action,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        match action {
            Action::Back | Action::Close => return None,
            Action::Repeat | Action::Run | Action::RunRest => {
                if let Some(why) = self.repeat_off() {
                    self.log.say(Level::Info, format!("{}: {why}", Action::Repeat.title()), now);
                } else if sheet.spreads.is_some() {
                    return Some(Overlay::Prompt(Box::new(ask_times(&sheet))));
                }
            }
            Action::Cancel | Action::Pause => {
                self.act_anywhere(action, now, effects);
            }
            _ => {
                let page = usize::from(self.size.1 / 2).max(1);
                let lines = self.spread_lines(&sheet).len();
                sheet.cursor.travel(action, lines, page);
            }
        }
        Some(Overlay::Spread(sheet))
    }

    /// Why nothing can be repeated now.
    pub(super) fn repeat_off(&self) -> Option<&'static str> {
        if self.is_replay() {
            return Some(READ_ONLY);
        }
        self.jobs.running(Kind::Repeat).map(|_| "a step is being repeated already")
    }

    /// How often was typed; what is open then.
    pub(super) fn repeat(
        &mut self,
        prompt: Box<Prompt>,
        steps: Steps,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        let Some(times) = times(prompt.input.text()) else {
            self.log.say(Level::Info, format!("a number from 1 to {MOST_REPETITIONS} is needed"), now);
            return Some(Overlay::Prompt(prompt));
        };
        let known = self.study().and_then(|study| study.known_run(steps.0.run));
        let user = known.map(|run| run.user.clone());
        self.show_spread(steps, effects);
        let title = format!("repeating {}", steps.words());
        self.jobs.start(Work::Repeat { steps, times }, title, user, effects);
        self.overlay.take()
    }

    /// What is typed at present, where that is how often a step is to be repeated.
    pub(super) fn repeat_typed(&self) -> Option<Work> {
        let Some(Overlay::Prompt(prompt)) = &self.overlay else { return None };
        let Purpose::Repeat(steps) = prompt.purpose else { return None };
        times(prompt.input.text()).map(|times| Work::Repeat { steps, times })
    }

    /// What repeating came to so far was read.
    pub(super) fn spread_read(
        &mut self,
        of: Steps,
        spreads: Vec<StepSpread>,
        by: Kind,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(Overlay::Spread(sheet)) = &mut self.overlay
            && sheet.steps == of
        {
            (sheet.spreads, sheet.why) = (Some(spreads), None);
        }
        let Phase::Open(study) = &mut self.phase else { return };
        if by != Kind::Repeat {
            return;
        }
        self.costs.forget();
        for step in of.all() {
            self.live.end_run(step.run);
        }
        let mut desk =
            super::desk::Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        for step in of.all() {
            self.screens.compare_again(step.run, &mut desk);
        }
        let open = desk.study.subject.as_ref().and_then(super::study::Subject::run_id);
        if let Some(run) = open.filter(|run| of.is_about(*run)) {
            desk.start(Work::Calls(run), "reading the calls");
        }
    }

    /// It could not be read.
    pub(super) fn spread_failed(&mut self, why: &str) {
        if let Some(Overlay::Spread(sheet)) = &mut self.overlay {
            sheet.why = Some(crate::domain::text::clean_line(why));
        }
    }
}

/// Asks how often: those that are kept count, and five more are suggested.
fn ask_times(sheet: &SpreadSheet) -> Prompt {
    let kept = sheet.repeated();
    let times = (kept + TIMES).min(MOST_REPETITIONS);
    let known = match kept {
        0 => String::new(),
        1 => " 1 is kept already and counts.".to_owned(),
        kept => format!(" {kept} are kept already and count."),
    };
    Prompt {
        title: format!("Repeat {}: how often in all?", sheet.steps.words()),
        about: format!(
            "The same is asked again, each time under another seed. The run stays as it is: what comes is kept \
             beside it.{known}"
        ),
        input: LineInput::new(&times.to_string()),
        purpose: Purpose::Repeat(sheet.steps),
    }
}

fn times(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|times| (1..=MOST_REPETITIONS).contains(times))
}
