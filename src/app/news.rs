//! What jobs say, and what follows from it. News of jobs that were replaced or cancelled are not heard.

use std::time::Duration;

use super::desk::Desk;
use super::jobs::{Ends, Job, Kind};
use super::kept::RunFigures;
use super::log::Level;
use super::message::{Effect, JobId, News, Opened, Work};
use super::restore::Way;
use super::screens::rate::Rate;
use super::screens::users::Users;
use super::study::{Study, Subject};
use super::{App, Phase, Screen};
use crate::domain::{Id, PromptTrial, Run, RunId, Slate, Task};

impl App {
    pub(super) fn hear(&mut self, id: JobId, news: News, now: Duration, effects: &mut Vec<Effect>) {
        // What the session came to is so whatever becomes of the job.
        if let News::Meter(meter) = news {
            self.needs_drawing |= self.costs.meter.replace(meter) != Some(meter);
            return;
        }
        let Some(job) = self.jobs.get(id).cloned() else { return };
        self.needs_drawing = true;
        let lists = matches!(news, News::Runs(_));
        match news {
            News::Progress(progress) => self.jobs.progress(id, progress),
            News::Telling { run, user, tellings } => {
                let begun = self.live.take((id, job.kind), run, &user, tellings, now);
                self.begun_to_ask(run, &user, begun.filter(|_| job.kind != Kind::Repeat));
            }
            News::Arriving { from, users, is_scattered } => self.arriving.take(from, users, is_scattered),
            News::Opened(opened) => self.opened(*opened, effects),
            News::Held => self.jobs.held(id),
            News::Spread(of, spreads) => self.spread_read(of, spreads, job.kind, now, effects),
            News::Foreseen(foreseen) => self.costs.take(foreseen),
            News::Doubt(work, doubt) => self.doubted(&job, *work, doubt, now),
            News::Providers(offered) => self.providers_listed(offered),
            News::Found(provider, found) => self.provider_found(&provider, *found),
            News::Window { provider, model, tokens } => self.window_known(&provider, &model, tokens),
            News::Chosen { writer, provider, asks_a_model } => {
                self.chosen((writer, provider), asks_a_model, now, effects);
            }
            News::Prompts(sheet) => self.prompts_read(&sheet, now, effects),
            News::UserFailed(user, why) => {
                self.jobs.failed_for_one(id);
                self.log.say(Level::Warn, format!("user {user}: {why}"), now);
                self.not_written(&user, &why, effects);
            }
            News::Done => match self.jobs.end(id) {
                Some(job) if job.kind == Kind::WriteAll => self.all_written(&job, now),
                Some(job) if job.kind == Kind::Write => self.played(),
                _ => {}
            },
            News::Failed(why) => {
                self.jobs.end(id);
                self.failed(&job, &why, now, effects);
            }
            news => self.hear_of_study(&job, news, now, effects),
        }
        if lists {
            self.set_out(now, effects);
        }
        self.arrive(now);
        self.begin_to_play(effects);
    }

    fn opened(&mut self, opened: Opened, effects: &mut Vec<Effect>) {
        let study = Study::new(opened);
        self.screens.users = Users::new(&study);
        self.screens.rate = Rate::new(&study);
        self.screens.rate.truth_first = !self.settings.hide_truth;
        // Who was selected while the data were read still is, whoever was looked at when the program was left.
        let chosen = std::mem::take(&mut self.arriving).chosen();
        if let Some(user) = chosen.and_then(|id| study.data.dataset.users.find(&id)) {
            self.screens.users.select(user, &study);
            self.way = Way::Gone;
        }
        self.phase = Phase::Open(Box::new(study));
        self.jobs.start(Work::ListRuns, "listing the runs", None, effects);
    }

    /// Of one of several users a batch is not written: who looks at it sees why.
    fn not_written(&mut self, user: &Id, why: &str, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        if let Some(subject) = study.subject.as_mut().filter(|subject| subject.id == *user) {
            subject.trouble = Some(crate::domain::text::clean_line(why));
            self.read_calls(effects);
        }
    }

    /// Whoever looks at the newest state looks on as the next one is written.
    fn begun_to_ask(&mut self, run: RunId, user: &Id, begun: Option<(Task, usize)>) {
        let (Some((Task::Profile, batch)), Phase::Open(study)) = (begun, &self.phase) else { return };
        let subject = study.subject.as_ref().filter(|subject| subject.id == *user);
        let Some(subject) = subject.filter(|subject| subject.run_id().is_none_or(|open| open == run)) else {
            return;
        };
        if self.screens.profile.batch(subject).is_some_and(|here| here + 1 == batch) {
            self.screens.profile.show_batch(batch);
        }
    }

    fn failed(&mut self, job: &Job, why: &str, now: Duration, effects: &mut Vec<Effect>) {
        if job.kind == Kind::Open {
            self.phase = Phase::Closed(crate::domain::text::clean_line(why));
            return;
        }
        // What fails for the same reason right after says nothing new; who goes to the calls has them read again.
        let cause = crate::domain::text::clean_line(why);
        let is_said =
            self.log.shown().is_some_and(|said| said.level == Level::Error && said.text.ends_with(&cause));
        let is_aside = job.kind == Kind::Calls && self.screen != Screen::Calls;
        if !(is_aside || is_said && job.kind == Kind::Run) {
            self.log.say_failed(job.kind, format!("{} failed: {why}", job.title), now);
        }
        if let (Kind::Run, Phase::Open(study)) = (job.kind, &mut self.phase) {
            // Without a run to be read, one can still be written.
            if let Some(subject) =
                study.subject.as_mut().filter(|subject| Some(&subject.id) == job.user.as_ref())
            {
                subject.is_read = true;
            }
        }
        if let (Kind::Write, Phase::Open(study)) = (job.kind, &mut self.phase)
            && let Some(subject) =
                study.subject.as_mut().filter(|subject| Some(&subject.id) == job.user.as_ref())
        {
            subject.trouble = Some(cause);
        }
        match job.kind {
            Kind::Change => self.run_change_failed(effects),
            Kind::Compare => self.screens.compare.fail(why),
            Kind::Prompts => self.screens.prompts.fail(why),
            Kind::Runs => self.way = Way::Gone,
            // Tries that came to nothing are kept, too.
            Kind::Write | Kind::Rate | Kind::Try | Kind::Repeat => self.read_calls(effects),
            Kind::Spread => self.spread_failed(why),
            Kind::Fork => self.screens.prompts.write_fork(false),
            _ => {}
        }
    }

    fn hear_of_study(&mut self, job: &Job, news: News, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        let screens = &mut self.screens;
        match news {
            News::Runs(runs) => {
                desk.study.set_runs(runs);
                screens.runs_changed(desk.study);
            }
            News::Run(run) => {
                let run = run.map(|run| *run);
                let writes = job.kind == Kind::Fork && screens.prompts.takes_fork();
                if let Some(run) = &run {
                    desk.study.note_run(run);
                    screens.runs_changed(desk.study);
                }
                let fork = run.as_ref().filter(|_| writes).map(|run| (run.spec.user.clone(), run.id));
                screens.take_run(job, run, &mut desk);
                if let Some((user, run)) = fork {
                    desk.start(
                        Work::WriteRest { user, run: Some(run) },
                        format!("writing the rest of {run}"),
                    );
                }
            }
            News::StateWritten(run) => {
                self.costs.forget();
                self.live.end_run(run.id);
                if job.ends == Ends::WithAState || (job.ends == Ends::WithTheLastState && run.is_complete()) {
                    // What it still has to say is only that it is done.
                    desk.jobs.end(job.id);
                }
                desk.study.note_run(&run);
                screens.compare_again(run.id, &mut desk);
                screens.runs_changed(desk.study);
                screens.state_written(*run, job.kind, &mut desk);
            }
            News::Rated(slate) => {
                self.live.end_run(slate.run);
                screens.compare_again(slate.run, &mut desk);
                screens.rated(slate, &mut desk);
            }
            News::Slates(run, slates) => {
                let Study { data, subject, .. } = desk.study;
                let Some(subject) = subject.as_mut().filter(|subject| subject.run_id() == Some(run)) else {
                    return;
                };
                subject.set_slates(data, slates);
                let any = !subject.answers().is_empty();
                screens.rate.answered(desk.study);
                if any {
                    desk.refresh_metrics();
                }
            }
            News::Calls { run, calls } => {
                let subject = desk.study.subject.as_mut();
                if let Some(subject) = subject.filter(|subject| subject.run_id() == Some(run)) {
                    subject.calls = calls;
                }
            }
            News::Tried(trial) => screens.tried(trial, &mut desk),
            News::Grounds(run, batch, grounds) => {
                let subject = desk.study.subject.as_mut();
                if let Some(subject) = subject.filter(|subject| subject.run_id() == Some(run)) {
                    subject.set_grounds(batch, grounds);
                }
            }
            News::Metrics(run, state, report) => {
                if let Some(model) = report.methods.first().filter(|_| state.is_none()) {
                    let figures = RunFigures { n: model.n, mae: model.mae, rmse: model.rmse };
                    desk.study.note_figures(run, figures);
                }
                let subject = desk.study.subject.as_mut();
                if let Some(subject) = subject.filter(|subject| subject.run_id() == Some(run)) {
                    match state {
                        None => subject.report = Some(*report),
                        Some(state) => subject.state_report = Some((state, *report)),
                    }
                }
            }
            News::Seen(run, slates) => screens.runs.seen(*run, &slates),
            News::Compared(compared) => screens.compare.take(*compared),
            News::Changed(change) => screens.run_changed(&change, &mut desk),
            News::Progress(_)
            | News::Arriving { .. }
            | News::Telling { .. }
            | News::Opened(_)
            | News::Prompts(_)
            | News::UserFailed(..)
            | News::Held
            | News::Foreseen(_)
            | News::Spread(..)
            | News::Doubt(..)
            | News::Meter(_)
            | News::Providers(_)
            | News::Found(..)
            | News::Window { .. }
            | News::Chosen { .. }
            | News::Done
            | News::Failed(_) => {}
        }
    }
}

impl super::Screens {
    /// The newest run of the open user was read, or a fork was made.
    fn take_run(&mut self, job: &Job, run: Option<Run>, desk: &mut Desk<'_>) {
        let Study { data, subject, .. } = &mut *desk.study;
        let Some(subject) = subject.as_mut().filter(|subject| Some(&subject.id) == job.user.as_ref()) else {
            return;
        };
        let known = subject.run_id();
        let fork = run.as_ref().filter(|_| job.kind == Kind::Fork).map(|run| (run.id, run.name.clone()));
        subject.set_run(data, run);
        let id = subject.run_id();
        if id != known {
            let focus = self.profile.focus;
            let batch = self.profile.batch(subject).filter(|_| known.is_some() && fork.is_none());
            self.profile.reset(subject);
            self.profile.focus = focus;
            if let Some(batch) = batch {
                // Two runs are compared batch by batch.
                self.profile.show_batch(batch);
            }
            self.rate.reset(desk.study);
        }
        if let Some(run) = id.filter(|_| id != known) {
            desk.start(Work::ListSlates { run }, "reading the ratings");
            desk.start(Work::Grounds { run }, "asking what the simulator had in mind");
            desk.start(Work::Calls(run), "reading the calls");
        }
        if let Some((id, name)) = fork {
            desk.say(Level::Info, format!("{id} \"{name}\" is made and open"));
        }
    }

    fn state_written(&mut self, run: Run, kind: Kind, desk: &mut Desk<'_>) {
        let written = run.states.len();
        let (id, user, batches) = (run.id, run.spec.user.clone(), run.batches);
        // A run that was left for another one is written on, but not looked at.
        let is_open = desk
            .study
            .subject
            .as_ref()
            .is_some_and(|subject| subject.id == user && subject.run_id().is_none_or(|open| open == id));
        let Study { data, subject, .. } = &mut *desk.study;
        if let Some(subject) = subject.as_mut().filter(|_| is_open) {
            let was_new = subject.run_id() != Some(id);
            subject.trouble = None;
            subject.set_run(data, Some(run));
            self.profile.show_batch(written);
            if was_new {
                self.rate.reset(desk.study);
            }
        }
        if kind == Kind::WriteAll {
            // The progress of the whole says enough.
            return;
        }
        let is_here = desk.study.subject.as_ref().is_some_and(|subject| subject.id == user);
        if is_open {
            desk.start(Work::Grounds { run: id }, "asking what the simulator had in mind");
            desk.start(Work::Calls(id), "reading the calls");
        }
        let whose = if is_here { String::new() } else { format!(" of user {user}") };
        desk.say(Level::Info, format!("{id}{whose}: batch {written} of {batches} is written"));
    }

    fn tried(&mut self, trial: Box<PromptTrial>, desk: &mut Desk<'_>) {
        let (run, batch) = (trial.run, trial.batch);
        let (level, came) = match trial.profile {
            Some(_) => (Level::Info, "the answer could be taken; nothing is written from it"),
            None => (Level::Warn, "no answer could be taken"),
        };
        desk.say(level, format!("tried on B{batch} of {run}: {came}"));
        self.prompts.tried(trial);
        if desk.study.subject.as_ref().and_then(Subject::run_id) == Some(run) {
            desk.start(Work::Calls(run), "reading the calls");
        }
    }

    fn rated(&mut self, slate: Slate, desk: &mut Desk<'_>) {
        let Study { data, subject, .. } = &mut *desk.study;
        let Some(subject) = subject.as_mut().filter(|subject| subject.run_id() == Some(slate.run)) else {
            return;
        };
        let (rated, bad) =
            (slate.answer.ratings.len(), slate.answer.missing.len() + slate.answer.invalid.len());
        let run = slate.run;
        subject.add_slate(data, slate);
        self.rate.answered(desk.study);
        desk.start(Work::Calls(run), "reading the calls");
        if bad > 0 {
            desk.say(Level::Warn, format!("{rated} rated, {bad} without a rating of the scale"));
        }
        desk.refresh_metrics();
    }
}
