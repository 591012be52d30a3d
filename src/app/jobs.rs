//! What runs: jobs by number, so that the results of replaced and cancelled ones are dropped.

use super::message::{Effect, JobId, Progress, Work};
use crate::domain::Id;

/// What a running job is about; one of each kind at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Opening the data set.
    Open,
    /// Listing runs.
    Runs,
    /// Reading a run.
    Run,
    /// Writing states.
    Write,
    /// Writing the states of several users.
    WriteAll,
    /// Making a fork.
    Fork,
    /// Rating items.
    Rate,
    /// Reading slates.
    Slates,
    /// Reading calls.
    Calls,
    /// Reading the prompts.
    Prompts,
    /// Trying them.
    Try,
    /// Doing steps again.
    Repeat,
    /// Reading how far apart repetitions lie.
    Spread,
    /// Asking what the simulator had in mind.
    Grounds,
    /// Working out metrics.
    Metrics,
    /// Reading a run to look at it in a list.
    Look,
    /// Comparing two runs.
    Compare,
    /// Looking what work will take.
    Forecast,
    /// Listing providers.
    Providers,
    /// Asking a provider for its models.
    Probe,
    /// Choosing who writes.
    Choose,
    /// Setting the budget.
    Budget,
    /// Renaming a run, or moving it to or from the trash.
    Change,
}

impl Kind {
    /// Whether losing it would lose work: such jobs are asked about before the program quits.
    pub const fn is_study(self) -> bool {
        matches!(self, Self::Write | Self::WriteAll | Self::Fork | Self::Rate | Self::Try | Self::Repeat)
    }

    const fn of(work: &Work) -> Self {
        match work {
            Work::Open => Self::Open,
            Work::Decided { work, .. } => Self::of(work),
            Work::Forecast(_) => Self::Forecast,
            Work::Providers => Self::Providers,
            Work::Probe(_) => Self::Probe,
            Work::Choose(_) => Self::Choose,
            Work::Budget(_) => Self::Budget,
            Work::ListRuns => Self::Runs,
            Work::OpenRun { .. } | Work::OpenRunById { .. } => Self::Run,
            Work::WriteNext { .. } | Work::WriteRest { .. } | Work::Play { .. } => Self::Write,
            Work::WriteAll { .. } => Self::WriteAll,
            Work::Fork { .. } => Self::Fork,
            Work::Rate { .. } | Work::RateEach { .. } => Self::Rate,
            Work::ListSlates { .. } => Self::Slates,
            Work::Calls(_) => Self::Calls,
            Work::Prompts(_) => Self::Prompts,
            Work::Try { .. } => Self::Try,
            Work::Repeat { .. } => Self::Repeat,
            Work::Spread(_) => Self::Spread,
            Work::Grounds { .. } => Self::Grounds,
            Work::Metrics { .. } => Self::Metrics,
            Work::Look { .. } => Self::Look,
            Work::Change(_) => Self::Change,
            Work::Compare { .. } => Self::Compare,
        }
    }
}

/// Whether a job goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// It does.
    #[default]
    Going,
    /// It does until what is under way is done.
    Holding,
    /// It does not.
    Held,
}

/// A running job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it is about.
    pub kind: Kind,
    /// What it does, for people: `writing batch 2`.
    pub title: String,
    /// The user it is for, where it is for one.
    pub user: Option<Id>,
    /// How far it is.
    pub progress: Option<Progress>,
    /// Whether it goes on.
    pub pace: Pace,
    /// Whether it has steps between which it can be held.
    pub has_steps: bool,
    /// Users of several for whom it failed.
    pub failures: usize,
    /// When nothing more is to be waited for.
    pub ends: Ends,
}

impl Job {
    /// Whether it works for several users at once.
    pub fn is_cohort(&self) -> bool {
        self.kind == Kind::WriteAll
    }
}

/// When nothing more is to be waited for from a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// When it says so.
    WhenDone,
    /// With the next state that it writes, so that the one after can be asked for at once.
    WithAState,
    /// With the last state of its run.
    WithTheLastState,
}

impl Ends {
    const fn of(work: &Work) -> Self {
        match work {
            Work::Decided { work, .. } => Self::of(work),
            Work::WriteNext { .. } => Self::WithAState,
            Work::WriteRest { .. } => Self::WithTheLastState,
            _ => Self::WhenDone,
        }
    }
}

/// The running jobs.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    next: u64,
    running: Vec<Job>,
}

impl Jobs {
    /// Starts a job; a running one of the same kind is cancelled.
    pub fn start(
        &mut self,
        work: Work,
        title: impl Into<String>,
        user: Option<Id>,
        effects: &mut Vec<Effect>,
    ) -> JobId {
        let (kind, ends) = (Kind::of(&work), Ends::of(&work));
        self.cancel(kind, effects);
        self.next += 1;
        let id = JobId(self.next);
        let done = if let Work::Decided { work, .. } = &work { work } else { &work };
        let has_steps = matches!(
            done,
            Work::WriteRest { .. }
                | Work::WriteAll { .. }
                | Work::Rate { .. }
                | Work::Play { .. }
                | Work::Repeat { .. }
        );
        let (title, pace) = (title.into(), Pace::default());
        self.running.push(Job { id, kind, title, user, progress: None, pace, has_steps, failures: 0, ends });
        effects.push(Effect::Start { id, work });
        id
    }

    /// Cancels the job of a kind; what it was, if there was one.
    pub fn cancel(&mut self, kind: Kind, effects: &mut Vec<Effect>) -> Option<Job> {
        let at = self.running.iter().position(|job| job.kind == kind)?;
        let job = self.running.remove(at);
        effects.push(Effect::Cancel(job.id));
        Some(job)
    }

    /// A job by number; `None` when it ended or was replaced, so that its results are late.
    pub fn get(&self, id: JobId) -> Option<&Job> {
        self.running.iter().find(|job| job.id == id)
    }

    /// Notes how far a job is.
    pub fn progress(&mut self, id: JobId, progress: Progress) {
        if let Some(job) = self.running.iter_mut().find(|job| job.id == id) {
            job.progress = Some(progress);
        }
    }

    /// Lets the newest job with steps hold after what is under way, or go on; what it then is.
    pub fn pause(&mut self, effects: &mut Vec<Effect>) -> Option<&Job> {
        let job = self.running.iter_mut().rfind(|job| job.has_steps)?;
        let holds = job.pace == Pace::Going;
        job.pace = if holds { Pace::Holding } else { Pace::Going };
        effects.push(Effect::Hold(job.id, holds));
        Some(job)
    }

    /// A job says that nothing of it is under way.
    pub fn held(&mut self, id: JobId) {
        // It may have been let go on since it said so.
        if let Some(job) = self.running.iter_mut().find(|job| job.id == id && job.pace == Pace::Holding) {
            job.pace = Pace::Held;
        }
    }

    /// A job failed for one user of several.
    pub fn failed_for_one(&mut self, id: JobId) {
        if let Some(job) = self.running.iter_mut().find(|job| job.id == id) {
            job.failures += 1;
        }
    }

    /// The job ended.
    pub fn end(&mut self, id: JobId) -> Option<Job> {
        let at = self.running.iter().position(|job| job.id == id)?;
        Some(self.running.remove(at))
    }

    /// Whether nothing runs.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The running job of a kind.
    pub fn running(&self, kind: Kind) -> Option<&Job> {
        self.running.iter().find(|job| job.kind == kind)
    }

    /// The job that a person waits for: work of the study before reading.
    pub fn foremost(&self) -> Option<&Job> {
        // What a step will take is looked up on the side.
        let shown = self.running.iter().filter(|job| job.kind != Kind::Forecast);
        shown.max_by_key(|job| (job.kind.is_study(), job.kind == Kind::Metrics, job.id))
    }

    /// The newest job whose loss would lose work.
    pub fn study(&self) -> Option<&Job> {
        self.running.iter().rfind(|job| job.kind.is_study())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_jobs_with_steps_are_held() {
        let (mut jobs, mut effects) = (Jobs::default(), Vec::new());
        let user: Id = 1.into();
        jobs.start(Work::WriteNext { user: user.clone(), run: None }, "a", None, &mut effects);
        assert!(jobs.pause(&mut effects).is_none());
        let id = jobs.start(Work::WriteAll { users: vec![user] }, "b", None, &mut effects);
        assert_eq!(jobs.pause(&mut effects).map(|job| job.pace), Some(Pace::Holding));
        jobs.held(id);
        assert_eq!(jobs.get(id).map(|job| job.pace), Some(Pace::Held));
        assert_eq!(jobs.pause(&mut effects).map(|job| job.pace), Some(Pace::Going));
        jobs.held(id);
        assert_eq!(jobs.get(id).map(|job| job.pace), Some(Pace::Going), "said before it was let go on");
        assert!(effects.ends_with(&[Effect::Hold(id, true), Effect::Hold(id, false)]));
    }

    #[test]
    fn a_job_of_the_same_kind_replaces_the_one_before() {
        let (mut jobs, mut effects) = (Jobs::default(), Vec::new());
        let first = jobs.start(Work::ListRuns, "a", None, &mut effects);
        let second = jobs.start(Work::ListRuns, "b", None, &mut effects);
        assert_ne!(first, second);
        assert!(jobs.get(first).is_none() && jobs.get(second).is_some());
        assert!(effects.contains(&Effect::Cancel(first)));
        assert!(jobs.end(first).is_none());
        assert_eq!(jobs.end(second).map(|job| job.title), Some("b".to_owned()));
        assert!(jobs.foremost().is_none());
    }
}
