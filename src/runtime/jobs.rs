//! Effects to workspace: each job a task whose handle is its life, each result a message with its number.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::cohort;
use super::gate::Gate;
use super::models;
use super::opening::{Place, open};
use super::prompts;
use super::recall::Recalled;
use super::repeating;
use crate::app::log::Level;
use crate::app::message::{RunChange, RunFigures};
use crate::app::{JobId, Message, News, Opened, Progress, RunSummary, Work};
use crate::domain::{Id, Run, RunId};
use crate::workspace::{
    Difference, KeptRun, Played, RatingPlan, Settings, Side, Whose, Workspace, WorkspaceError,
};

/// How long a job waits for those that were cancelled before it.
const GOING: Duration = Duration::from_millis(100);
/// Results that may wait for the loop; a job that is faster waits.
pub(super) const WAITING: usize = 256;
/// Name of a run that is started by stepping.
pub(super) const MAIN: &str = "main";

/// A running job: what ends it, and what holds it.
struct Running {
    task: JoinHandle<()>,
    hold: watch::Sender<bool>,
}

/// The running jobs.
pub(super) struct Jobs {
    settings: Settings,
    /// The study that is opened rather than that of the settings, where it can be.
    recalled: Option<Recalled>,
    workspace: Place,
    running: HashMap<JobId, Running>,
    /// What was cancelled and may not be gone yet.
    going: Vec<JoinHandle<()>>,
    results: mpsc::Sender<Message>,
    threads: Handle,
}

impl Jobs {
    /// Jobs run on `threads`, which they may keep busy: nothing else belongs there.
    pub(super) fn new(settings: Settings, results: mpsc::Sender<Message>, threads: Handle) -> Self {
        let (recalled, workspace, running, going) = (None, Place::default(), HashMap::new(), Vec::new());
        Self { settings, recalled, workspace, running, going, results, threads }
    }

    /// Opens that study rather than that of the settings, where it can be opened as it was left.
    pub(super) fn recalling(self, recalled: Option<Recalled>) -> Self {
        Self { recalled, ..self }
    }

    /// The settings that it was started with.
    pub(super) fn started_with(&self) -> &Settings {
        &self.settings
    }

    /// The settings of the open study.
    pub(super) fn opened_with(&self) -> Option<Settings> {
        self.workspace.get().map(|workspace| workspace.settings_in_use())
    }

    /// Starts a job.
    pub(super) fn start(&mut self, id: JobId, work: Work) {
        self.running.retain(|_, running| !running.task.is_finished());
        let (hold, gate) = Gate::new();
        let voice = Voice { id, results: self.results.clone(), gate };
        let studies = (self.settings.clone(), self.recalled.clone());
        let workspace = self.workspace.clone();
        let going = std::mem::take(&mut self.going);
        let task = self.threads.spawn(async move {
            // What was cancelled is kept as it goes, so that what is read now shows it.
            let _ = timeout(GOING, join_all(going)).await;
            let outcome = AssertUnwindSafe(work_on(&voice, studies, &workspace, work)).catch_unwind().await;
            voice
                .say(match outcome {
                    Ok(Ok(())) => News::Done,
                    Ok(Err(sentence)) => News::Failed(sentence),
                    Err(_) => {
                        News::Failed("this is a defect of lusifer: a job panicked; the log says where".into())
                    }
                })
                .await;
        });
        self.running.insert(id, Running { task, hold });
    }

    /// Cancels a job: what it kept stays kept.
    pub(super) fn cancel(&mut self, id: JobId) {
        if let Some(running) = self.running.remove(&id) {
            running.task.abort();
            self.going.push(running.task);
        }
    }

    /// Cuts short what the next request for a run waits for.
    pub(super) fn hurry(&self, run: RunId) {
        if let Some(workspace) = self.workspace.get() {
            workspace.hurry(run);
        }
    }

    /// Lets a job hold after what is under way, or go on.
    pub(super) fn hold(&mut self, id: JobId, holds: bool) {
        if let Some(running) = self.running.get(&id) {
            running.hold.send_replace(holds);
        }
    }
}

/// A job's way of speaking, and of being held between two steps.
#[derive(Clone)]
pub(super) struct Voice {
    pub(super) id: JobId,
    pub(super) results: mpsc::Sender<Message>,
    gate: Gate,
}

impl Voice {
    /// Waits while the loop is behind; once the loop is gone nobody listens.
    pub(super) async fn say(&self, news: News) {
        let _ = self.results.send(Message::Job { id: self.id, news }).await;
    }

    /// Tells a person something.
    async fn tell(&self, level: Level, sentence: String) {
        let _ = self.results.send(Message::Said(vec![(level, sentence)])).await;
    }

    /// Does a step, once the job is not held.
    pub(super) async fn step<T>(&self, step: impl Future<Output = T>) -> T {
        self.gate.step(|| self.say(News::Held), step).await
    }
}

type Outcome = Result<(), String>;

async fn work_on(
    voice: &Voice,
    (settings, recalled): (Settings, Option<Recalled>),
    place: &Place,
    work: Work,
) -> Outcome {
    if work == Work::Open {
        let opened = match recalled {
            None => open(voice, settings, None, place).await?,
            Some(recalled) => open_again(voice, settings, recalled, place).await?,
        };
        voice.say(News::Opened(Box::new(opened))).await;
        return Ok(());
    }
    let workspace = place.get().ok_or("no data set is open yet")?;
    let done = match work {
        Work::Choose(choice) => return models::choose(voice, place, workspace, choice).await,
        Work::Prompts(wish) => prompts::read(voice, place, workspace, wish).await,
        work => models::decided(voice, &workspace, work).await,
    };
    done.map_err(|error| error.to_string())
}

/// Opens a study as it was left, as far as that can be; what cannot be is said.
async fn open_again(
    voice: &Voice,
    settings: Settings,
    recalled: Recalled,
    place: &Place,
) -> Result<Opened, String> {
    let Recalled { settings: last, hash, chosen } = recalled;
    if let Some((chosen, said)) = chosen {
        match open(voice, chosen, hash, place).await {
            Ok(opened) => {
                voice
                    .tell(Level::Info, format!("as it was left: {said}; flags and settings go before"))
                    .await;
                return Ok(opened);
            }
            Err(why) => voice.tell(Level::Warn, format!("not as it was left ({said}): {why}")).await,
        }
    }
    match open(voice, last, hash, place).await {
        Ok(opened) => Ok(opened),
        Err(why) => {
            let opened = open(voice, settings, None, place).await?;
            voice.tell(Level::Warn, format!("not where it was left, but the sample: {why}")).await;
            Ok(opened)
        }
    }
}

pub(super) async fn study(
    voice: &Voice,
    workspace: &Workspace,
    work: Work,
    slate: Option<usize>,
) -> Result<(), WorkspaceError> {
    match work {
        // Opening, choosing and prompts are about the workspace itself: see `work_on`.
        Work::Open | Work::Choose(_) | Work::Prompts(_) => {}
        // What was decided about it is known already.
        Work::Decided { work, .. } => return Box::pin(study(voice, workspace, *work, slate)).await,
        Work::Forecast(works) => models::forecast(voice, workspace, works).await?,
        Work::Providers => voice.say(News::Providers(workspace.offered())).await,
        Work::Probe(provider) => models::probe(voice, workspace, provider).await,
        Work::Budget(cap) => models::budget(voice, workspace, cap).await,
        Work::ListRuns => {
            let runs = workspace.all_runs().await?;
            voice.say(News::Runs(runs.into_iter().map(summary).collect())).await;
        }
        Work::OpenRun { user } => {
            let newest = workspace.runs(Some(user)).await?.pop();
            let run = match newest {
                Some(run) => Some(Box::new(workspace.run(run.id).await?)),
                None => None,
            };
            voice.say(News::Run(run)).await;
        }
        Work::OpenRunById { run } => {
            let run = workspace.run(run).await?;
            voice.say(News::Run(Some(Box::new(run)))).await;
        }
        Work::Look { run } => {
            let (run, slates) = (workspace.run(run).await?, workspace.slates(run).await?);
            voice.say(News::Seen(Box::new(run), slates)).await;
        }
        Work::Change(change) => {
            make(workspace, &change).await?;
            voice.say(News::Changed(change)).await;
        }
        Work::Compare { a, b } => {
            let [a, b] = [a, b].map(|mark| Side { run: mark.run, state: mark.batch });
            voice.say(News::Compared(Box::new(workspace.compare(a, b).await?))).await;
        }
        Work::WriteNext { user, run } => {
            let run = run_of(workspace, &user, run).await?;
            let run = voice.write_next(workspace, run).await?;
            voice.say(News::StateWritten(Box::new(run))).await;
        }
        Work::WriteRest { user, run } => {
            let mut run = run_of(workspace, &user, run).await?;
            while !run.is_complete() {
                run = voice.step(voice.write_next(workspace, run)).await?;
                voice.say(News::StateWritten(Box::new(run.clone()))).await;
            }
        }
        Work::Play { run } => play(voice, workspace, run).await?,
        Work::WriteAll { users } => cohort::write_all(voice, workspace, users).await,
        Work::Fork { run, from_batch, name, seed } => {
            let run = workspace.fork(run, from_batch, &name, Some(seed)).await?;
            voice.say(News::Run(Some(Box::new(run)))).await;
        }
        Work::Rate { run, state, items } => rate(voice, workspace, run, vec![(state, items)], slate).await?,
        Work::RateEach { run, parts } => rate(voice, workspace, run, parts, slate).await?,
        Work::ListSlates { run } => {
            let slates = workspace.slates(run).await?;
            voice.say(News::Slates(run, slates)).await;
        }
        Work::Calls(run) => {
            let calls = workspace.calls(run).await?.into_iter().map(Arc::new).collect();
            voice.say(News::Calls { run, calls }).await;
        }
        Work::Try { run, batch } => {
            let user = workspace.run(run).await?.spec.user;
            let trial = Box::pin(workspace.try_prompts(run, batch));
            let tried = voice.watch(workspace, (Whose::Aside(run), user), trial).await?;
            voice.say(News::Tried(Box::new(tried))).await;
        }
        Work::Repeat { steps, times } => repeating::repeat(voice, workspace, steps, times).await?,
        Work::Spread(steps) => repeating::read(voice, workspace, steps).await?,
        Work::Grounds { run } => {
            let run = workspace.run(run).await?;
            for batch in 1..=run.states.len() {
                let grounds = workspace.grounds(&run, batch).await?;
                if grounds.is_empty() {
                    break;
                }
                voice.say(News::Grounds(run.id, batch, grounds)).await;
            }
        }
        Work::Metrics { run, state } => {
            for state in [None, state].into_iter().take(1 + usize::from(state.is_some())) {
                let report = workspace.report(&[run], state).await?;
                voice.say(News::Metrics(run, state, Box::new(report))).await;
            }
        }
    }
    Ok(())
}

/// Has a change of a run kept.
async fn make(workspace: &Workspace, change: &RunChange) -> Result<(), WorkspaceError> {
    match change {
        RunChange::Renamed { run, to, .. } => workspace.rename(*run, to).await.map(drop),
        RunChange::Trashed(run) => workspace.trash(*run).await.map(drop),
        RunChange::Restored(run) => workspace.restore(*run).await.map(drop),
        RunChange::Accepted { run, call, .. } => workspace.accept(*run, *call).await.map(drop),
        RunChange::TakenBack { run, batch, .. } => workspace.take_back(*run, *batch).await,
    }
}

/// What was recorded of a run, one thing after the other.
async fn play(voice: &Voice, workspace: &Workspace, run: RunId) -> Result<(), WorkspaceError> {
    while let Some(next) = workspace.plays_next(run).await? {
        let run = workspace.run(run).await?;
        match next {
            Played::State => {
                let run = voice.step(voice.write_next(workspace, run)).await?;
                voice.say(News::StateWritten(Box::new(run))).await;
            }
            Played::Slate(state, items) => {
                let slate_size = NonZeroUsize::new(items.len()).unwrap_or(NonZeroUsize::MIN);
                let plan = RatingPlan { state, items, slate_size };
                for slate in voice.step(voice.rate(workspace, &run, &plan)).await? {
                    voice.say(News::Rated(slate)).await;
                }
            }
        }
    }
    Ok(())
}

/// Items slate by slate, so that each is heard of the moment it is kept.
async fn rate(
    voice: &Voice,
    workspace: &Workspace,
    run: RunId,
    parts: Vec<(usize, Vec<Id>)>,
    slate: Option<usize>,
) -> Result<(), WorkspaceError> {
    let run = workspace.run(run).await?;
    let total = parts.iter().map(|(_, items)| items.len() as u64).sum();
    let mut done = 0;
    let slate_size = slate.and_then(NonZeroUsize::new).unwrap_or(workspace.settings().slate);
    for (state, items) in parts {
        for items in items.chunks(slate_size.get()) {
            let plan = RatingPlan { state, items: items.to_vec(), slate_size };
            let rated = voice.rate(workspace, &run, &plan);
            for slate in voice.step(rated).await? {
                voice.say(News::Rated(slate)).await;
            }
            done += items.len() as u64;
            let what = "rating".to_owned();
            voice.say(News::Progress(Progress { what, done, total: Some(total), unit: "items" })).await;
        }
    }
    Ok(())
}

/// The run that a step goes on with; a new one where there is none.
pub(super) async fn run_of(
    workspace: &Workspace,
    user: &Id,
    run: Option<RunId>,
) -> Result<Run, WorkspaceError> {
    match run {
        Some(run) => workspace.run(run).await,
        None => workspace.ensure_run(user, MAIN).await,
    }
}

fn summary(kept: KeptRun) -> RunSummary {
    let KeptRun { run, difference, figures } = kept;
    let spec = run.spec;
    RunSummary {
        id: run.id,
        user: spec.user,
        name: run.name,
        batches: run.batches,
        written: run.written,
        prompts: spec.simulator.prompts().map(str::to_owned),
        provider: spec.simulator.provider,
        model: spec.simulator.model,
        seed: spec.seed,
        data: spec.data_name,
        split: spec.split,
        order: spec.history.order.word(),
        created: run.created,
        fork: run.fork,
        figures: figures.map(|figures| RunFigures { n: figures.n, mae: figures.mae, rmse: figures.rmse }),
        // Other prompts are what a person compares: such a run can be looked at and left.
        left_out: difference.filter(|it| *it != Difference::Prompts).map(Difference::words),
        trashed: run.trashed,
        edited: run.edited,
    }
}
