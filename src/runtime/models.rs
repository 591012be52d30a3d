//! Jobs about who writes and what that takes: forecasts, what is asked before money or a prompt is lost, providers; never
//! the steps themselves.

use futures::StreamExt;

use super::jobs::{Voice, study};
use super::opening::Place;
use super::repeating;
use crate::app::message::{Doubt, Foreseen};
use crate::app::{News, Work};
use crate::domain::{Id, ProfileState, Run};
use crate::workspace::{Choice, Fit, Forecast, SimulationError, Steps, Workspace, WorkspaceError};

/// Does work, unless it costs more than is spent without asking or a prompt of it may not fit: then it says so.
pub(super) async fn decided(voice: &Voice, workspace: &Workspace, work: Work) -> Result<(), WorkspaceError> {
    let (fit, slate, is_paid) = match &work {
        Work::Decided { fit, slate, .. } => (*fit, *slate, true),
        // Among many users nobody is there to be asked.
        Work::WriteAll { .. } => (Fit::Guard, None, false),
        _ => (Fit::Ask, None, false),
    };
    if !is_paid && is_asked_about(&work) {
        let above = workspace.settings().model.confirm_above;
        if let Some(forecast) = foresee(workspace, &work).await?
            && forecast.price.dollars().is_some_and(|dollars| dollars > above)
        {
            voice.say(News::Doubt(Box::new(work), Doubt::Cost { forecast, above })).await;
            return Ok(());
        }
    }
    let asks = is_asked_about(&work) || is_paid || matches!(work, Work::Try { .. });
    let done = study(voice, &workspace.with_fit(fit), work.clone(), slate).await;
    if asks && workspace.asks_a_model() {
        voice.say(News::Meter(workspace.meter())).await;
    }
    match done {
        Err(WorkspaceError::Simulation(SimulationError::Misfit(misfit))) => {
            let work = match work {
                Work::Decided { work, .. } => work,
                work => Box::new(work),
            };
            voice.say(News::Doubt(work, Doubt::Fit(misfit))).await;
            Ok(())
        }
        done => done,
    }
}

const fn is_asked_about(work: &Work) -> bool {
    matches!(
        work,
        Work::WriteNext { .. }
            | Work::WriteRest { .. }
            | Work::WriteAll { .. }
            | Work::Rate { .. }
            | Work::RateEach { .. }
            | Work::Repeat { .. }
    )
}

/// What each piece of work will take.
pub(super) async fn forecast(
    voice: &Voice,
    workspace: &Workspace,
    works: Vec<Work>,
) -> Result<(), WorkspaceError> {
    let mut foreseen: Foreseen = Vec::new();
    for work in works {
        if let Some(forecast) = foresee(workspace, &work).await? {
            foreseen.push((work, forecast));
        }
    }
    voice.say(News::Foreseen(foreseen)).await;
    Ok(())
}

async fn foresee(workspace: &Workspace, work: &Work) -> Result<Option<Forecast>, WorkspaceError> {
    let slate = workspace.settings().slate.get();
    match work {
        Work::WriteNext { user, run } | Work::WriteRest { user, run } => {
            let written = match run {
                Some(run) => workspace.run(*run).await?.states,
                None => Vec::new(),
            };
            let is_one = matches!(work, Work::WriteNext { .. });
            let up_to = if is_one { written.len() + 1 } else { usize::MAX };
            of_user(workspace, user, &written, up_to).await
        }
        Work::WriteAll { users } => {
            let mut all = workspace.asks_a_model().then(Forecast::nothing);
            let runs = if all.is_some() { workspace.runs(None).await? } else { Vec::new() };
            for user in users {
                let Some(sum) = all.take() else { break };
                let theirs =
                    runs.iter().filter(|run| run.spec.user == *user && run.name == super::jobs::MAIN);
                let written = match theirs.max_by_key(|run| run.id) {
                    Some(run) => workspace.run(run.id).await?.states,
                    None => Vec::new(),
                };
                all = of_user(workspace, user, &written, usize::MAX).await?.map(|one| sum.plus(one));
            }
            Ok(all)
        }
        Work::Rate { run, state, items } => {
            let run = workspace.run(*run).await?;
            rating(workspace, &run, *state, items, slate)
        }
        Work::RateEach { run, parts } => {
            let run = workspace.run(*run).await?;
            let mut all = workspace.asks_a_model().then(Forecast::nothing);
            for (state, items) in parts {
                let Some(sum) = all.take() else { break };
                all = rating(workspace, &run, *state, items, slate)?.map(|one| sum.plus(one));
            }
            Ok(all)
        }
        Work::Repeat { steps, times } => repeating::forecast(workspace, *steps, *times).await,
        _ => Ok(None),
    }
}

fn rating(
    workspace: &Workspace,
    run: &Run,
    state: usize,
    items: &[Id],
    slate: usize,
) -> Result<Option<Forecast>, WorkspaceError> {
    let user = &run.spec.user;
    workspace.forecast(&Steps { user, written: &run.states, up_to: state, items, slate })
}

async fn of_user(
    workspace: &Workspace,
    user: &Id,
    written: &[ProfileState],
    up_to: usize,
) -> Result<Option<Forecast>, WorkspaceError> {
    // A long list of users must be able to be cancelled.
    tokio::task::yield_now().await;
    workspace.forecast(&Steps { user, written, up_to, items: &[], slate: 1 })
}

/// What a provider offers, or why it does not answer; then the windows that its list leaves out.
pub(super) async fn probe(voice: &Voice, workspace: &Workspace, provider: String) {
    let found = workspace.look_at(&provider).await.map_err(|error| error.to_string());
    let windows = found.as_ref().ok().and_then(|found| workspace.windows(&provider, found).ok());
    voice.say(News::Found(provider.clone(), Box::new(found))).await;
    // The list is there to be chosen from while these come.
    let Some(mut windows) = windows.map(Box::pin) else { return };
    while let Some((model, tokens)) = windows.next().await {
        voice.say(News::Window { provider: provider.clone(), model, tokens }).await;
    }
}

/// The session may cost so much.
pub(super) async fn budget(voice: &Voice, workspace: &Workspace, cap: Option<f64>) {
    workspace.set_budget(cap);
    voice.say(News::Meter(workspace.meter())).await;
}

/// Another model writes from now on.
pub(super) async fn choose(
    voice: &Voice,
    place: &Place,
    workspace: Workspace,
    choice: Choice,
) -> Result<(), String> {
    let chosen = tokio::task::spawn_blocking(move || workspace.with_model(&choice));
    let chosen = chosen.await.map_err(|panic| panic.to_string())?.map_err(|error| error.to_string())?;
    let (writer, provider) = (chosen.settings().provider.clone(), chosen.provider_label());
    let asks_a_model = chosen.asks_a_model();
    place.set(chosen);
    voice.say(News::Chosen { writer, provider, asks_a_model }).await;
    Ok(())
}
