//! Requests to a model that are under way: each try with what came of it, what the answer has come to, what is waited
//! for and how long; never what is kept of them.

use std::time::Duration;

use super::jobs::Kind;
use super::message::JobId;
use crate::domain::numbers::plural;
use crate::domain::text::clean_line;
use crate::domain::{CallCost, Id, Outcome, RunId, Task};
use crate::simulation::{Asked, Draft, Hindrance, Spending, Telling, Wait};

/// Tries that are remembered; an outage may take any number of them.
const KEPT: usize = 40;

/// A second.
const SECOND: Duration = Duration::from_secs(1);

/// What is asked for an answer: one batch of a profile, or one slate.
#[derive(Clone, Debug)]
pub struct Live {
    /// The job that asks.
    job: JobId,
    /// What that job is about.
    kind: Kind,
    /// The run it asks for.
    pub run: RunId,
    /// Its user.
    pub user: Id,
    /// What for.
    pub task: Task,
    /// The batch that is written or acted on.
    pub batch: usize,
    /// The tries, oldest first; of very many the last ones.
    pub tries: Vec<Try>,
    /// What the answer to the last of them has come to.
    pub draft: Draft,
    /// What the next one waits for.
    pub wait: Option<Waiting>,
}

/// A try.
#[derive(Clone, Debug)]
pub struct Try {
    /// How it was asked.
    pub asked: Asked,
    /// Since when, from the start of the program.
    since: Duration,
    /// When it was last heard of.
    heard: Duration,
    /// What came of it; `None` while it is under way.
    pub over: Option<(Outcome, CallCost)>,
}

/// A wait.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// For what, and how long in all.
    pub wait: Wait,
    /// When it ends, since the start of the program; `None` where nobody knows.
    until: Option<Duration>,
    /// How much is left, as of the last message.
    left: Option<Duration>,
}

impl Try {
    /// How long it took, or takes so far.
    pub fn took(&self) -> Duration {
        match &self.over {
            Some((_, cost)) => Duration::from_millis(cost.total_ms),
            None => self.heard.saturating_sub(self.since),
        }
    }
}

impl Waiting {
    /// Whole seconds that are left, rounded up; `None` where nobody knows.
    pub fn seconds_left(&self) -> Option<u64> {
        self.left.map(|left| left.as_secs() + u64::from(left.subsec_nanos() > 0))
    }

    /// How much of it is over, 0 to 1; `None` where nobody knows.
    pub fn share(&self) -> Option<f64> {
        let (left, pause) = self.left.zip(self.wait.pause)?;
        (!pause.is_zero()).then(|| 1.0 - left.as_secs_f64() / pause.as_secs_f64())
    }
}

impl Live {
    fn new((job, kind): (JobId, Kind), run: RunId, user: Id, (task, batch): (Task, usize)) -> Self {
        Self { job, kind, run, user, task, batch, tries: Vec::new(), draft: Draft::default(), wait: None }
    }

    /// Whether it is asked by that job.
    pub fn is_of(&self, job: JobId) -> bool {
        self.job == job
    }

    /// What has been spent of what cap, as of the last try.
    pub fn budget(&self) -> Option<Spending> {
        self.tries.last().and_then(|last| last.asked.budget)
    }

    /// How it goes, in a few words: `B2: 212 characters so far`.
    pub fn words(&self) -> String {
        let batch = self.batch;
        if let Some(waiting) = &self.wait {
            let why = waiting.why();
            return match waiting.seconds_left() {
                Some(seconds) => format!("B{batch}: next try in {seconds} s: {why}"),
                None => format!("B{batch}: waits: {why}"),
            };
        }
        let Some(last) = self.tries.last() else { return String::new() };
        match (last.asked.attempt, self.draft.characters()) {
            (1, 0) => format!("B{batch}: asked"),
            (attempt, 0) => format!("B{batch}: asked again, try {attempt}"),
            (_, characters) => format!("B{batch}: {} so far", plural(characters, "character")),
        }
    }

    fn take(&mut self, telling: Telling, now: Duration) {
        match telling {
            Telling::Asked(asked) => {
                self.wait = None;
                self.draft = Draft::default();
                if self.tries.len() >= KEPT {
                    self.tries.remove(0);
                }
                self.tries.push(Try { asked, since: now, heard: now, over: None });
            }
            Telling::Text { text, left_out } => {
                self.wait = None;
                self.draft.push(&text);
                self.draft.skip(left_out);
                self.heard(now);
            }
            Telling::Waits(wait) => {
                let until = wait.pause.map(|pause| now + pause);
                self.wait = Some(Waiting { left: wait.pause, until, wait });
            }
            Telling::Sent => {
                self.wait = None;
                // How long the server takes is counted from now on.
                if let Some(last) = self.tries.last_mut() {
                    (last.since, last.heard) = (now, now);
                }
            }
            Telling::Ended { outcome, cost } => {
                self.wait = None;
                if let Some(last) = self.tries.last_mut() {
                    last.over = Some((outcome, cost));
                }
            }
        }
    }

    fn heard(&mut self, now: Duration) {
        if let Some(last) = self.tries.last_mut().filter(|last| last.over.is_none()) {
            last.heard = now;
        }
    }

    /// Lets the clocks that are shown go on; whether any of them shows another second.
    fn tick(&mut self, now: Duration) -> bool {
        if let Some(waiting) = &mut self.wait {
            let before = waiting.seconds_left();
            waiting.left = waiting.until.map(|until| until.saturating_sub(now));
            return waiting.seconds_left() != before;
        }
        let Some(last) = self.tries.last_mut().filter(|last| last.over.is_none()) else { return false };
        let before = last.took().as_secs();
        if now.saturating_sub(last.since).as_secs() == before {
            return false;
        }
        last.heard = now;
        true
    }

    /// When one of its clocks shows another second next.
    fn next_tick(&self) -> Option<Duration> {
        if let Some(Waiting { until: Some(until), left: Some(left), .. }) = &self.wait {
            let shown = left.as_secs() + u64::from(left.subsec_nanos() > 0);
            return shown.checked_sub(1).map(|rest| until.saturating_sub(Duration::from_secs(rest)));
        }
        let last = self.tries.last().filter(|last| last.over.is_none() && self.wait.is_none())?;
        Some(last.since + Duration::from_secs(last.took().as_secs()) + SECOND)
    }
}

impl Waiting {
    /// Whether somebody can cut it short: not a limit of the settings, nor a server that is not there.
    pub fn can_be_cut(&self) -> bool {
        self.why_not_cut().is_none()
    }

    /// Why nobody can cut it short, where nobody can.
    pub fn why_not_cut(&self) -> Option<&'static str> {
        match self.wait.why {
            Hindrance::Outage => Some("another request looks already whether the server is back"),
            Hindrance::Full { .. } => Some("no more calls may be under way at once (concurrency)"),
            Hindrance::Failed { .. } | Hindrance::Limit => None,
        }
    }

    /// Why, in words that are safe to show.
    pub fn why(&self) -> String {
        match &self.wait.why {
            Hindrance::Failed { words, .. } => clean_line(words),
            Hindrance::Limit => "a limit of requests or tokens".to_owned(),
            Hindrance::Full { places } => {
                format!("for a free place: {places} of {places} calls under way")
            }
            Hindrance::Outage => {
                "the server cannot be reached; another request looks whether it is back".to_owned()
            }
        }
    }
}

/// What is asked at present.
#[derive(Clone, Debug, Default)]
pub struct Lives(Vec<Live>);

impl Lives {
    /// A job says how it goes with its requests for a run. Whether an answer was begun to be asked for.
    pub fn take(
        &mut self,
        (job, kind): (JobId, Kind),
        run: RunId,
        user: &Id,
        tellings: Vec<Telling>,
        now: Duration,
    ) -> Option<(Task, usize)> {
        let mut begun = None;
        for telling in tellings {
            let about = match &telling {
                Telling::Asked(asked) => Some((asked.task, asked.batch)),
                Telling::Waits(wait) => Some((wait.task, wait.batch)),
                Telling::Text { .. } | Telling::Sent | Telling::Ended { .. } => None,
            };
            let mut at = self.0.iter().position(|live| live.run == run && live.job == job);
            // Another batch, or another slate: its first try is a first one again.
            let is_first = matches!(&telling, Telling::Asked(Asked { attempt: 1, .. }))
                && at.and_then(|at| self.0.get(at)).is_some_and(|live| !live.tries.is_empty());
            let is_other = |live: &Live| about.is_some_and(|about| about != (live.task, live.batch));
            if at.and_then(|at| self.0.get(at)).is_some_and(|live| is_first || is_other(live)) {
                self.end_run(run);
                at = None;
            }
            let at = match (at, about) {
                (Some(at), _) => at,
                (None, Some(about)) => {
                    begun = Some(about);
                    self.0.push(Live::new((job, kind), run, user.clone(), about));
                    self.0.len() - 1
                }
                (None, None) => continue,
            };
            if let Some(live) = self.0.get_mut(at) {
                live.take(telling, now);
            }
        }
        begun
    }

    /// What is asked of a run is answered.
    pub fn end_run(&mut self, run: RunId) {
        self.0.retain(|live| live.run != run);
    }

    /// Forgets what jobs ask that run no more.
    pub(super) fn keep(&mut self, runs: impl Fn(JobId) -> bool) {
        self.0.retain(|live| runs(live.job));
    }

    /// What a job asks, where it asks for one answer at a time.
    pub fn of_job(&self, job: JobId) -> Option<&Live> {
        self.0.iter().find(|live| live.job == job)
    }

    /// What is asked for a user: for that run, or for any where none is open. What repeats a step writes nothing there.
    pub fn of(&self, user: &Id, run: Option<RunId>, task: Task) -> Option<&Live> {
        let is_it = |live: &&Live| {
            live.task == task
                && live.user == *user
                && live.kind != Kind::Repeat
                && run.is_none_or(|run| run == live.run)
        };
        self.0.iter().find(is_it)
    }

    /// Lets the clocks of those go on that are looked at; whether any shows another second.
    pub(super) fn tick(&mut self, looked_at: impl Fn(&Live) -> bool, now: Duration) -> bool {
        let mut changed = false;
        for live in self.0.iter_mut().filter(|live| looked_at(live)) {
            changed |= live.tick(now);
        }
        changed
    }

    /// When one of those clocks shows another second next.
    pub(super) fn next_tick(&self, looked_at: impl Fn(&Live) -> bool) -> Option<Duration> {
        self.0.iter().filter(|live| looked_at(live)).filter_map(Live::next_tick).min()
    }
}
