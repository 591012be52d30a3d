//! Steps done again, one repetition after the other, each told as it is kept; never which step.

use super::jobs::Voice;
use crate::app::spread::Steps;
use crate::app::{News, Progress};
use crate::workspace::{Forecast, Whose, Workspace, WorkspaceError};

/// Does each step again until it has so many repetitions; of two steps in turn, so that both are known equally well
/// whenever it is stopped.
pub(super) async fn repeat(
    voice: &Voice,
    workspace: &Workspace,
    steps: Steps,
    times: u32,
) -> Result<(), WorkspaceError> {
    let all = steps.all();
    let total = u64::from(times) * all.len() as u64;
    for number in 1..=times {
        for (at, step) in all.iter().enumerate() {
            while let Some(next) = workspace.next_repetition(*step, number).await? {
                let who = (Whose::Aside(next.run.id), next.run.spec.user.clone());
                let work = Box::pin(workspace.repeat(next));
                voice.step(voice.watch(workspace, who, work)).await?;
                read(voice, workspace, steps).await?;
            }
            let done = u64::from(number - 1) * all.len() as u64 + at as u64 + 1;
            let what = "repeating".to_owned();
            let progress = Progress { what, done, total: Some(total), unit: "repetitions" };
            voice.say(News::Progress(progress)).await;
        }
    }
    Ok(())
}

/// Says how far apart what is kept lies.
pub(super) async fn read(voice: &Voice, workspace: &Workspace, steps: Steps) -> Result<(), WorkspaceError> {
    let mut spreads = Vec::new();
    for step in steps.all() {
        spreads.push(workspace.spread(step).await?);
    }
    voice.say(News::Spread(steps, spreads)).await;
    Ok(())
}

/// What repeating takes.
pub(super) async fn forecast(
    workspace: &Workspace,
    steps: Steps,
    times: u32,
) -> Result<Option<Forecast>, WorkspaceError> {
    let mut all = Forecast::nothing();
    for step in steps.all() {
        let Some(one) = workspace.forecast_repeat(step, times).await? else { return Ok(None) };
        all = all.plus(one);
    }
    Ok(Some(all))
}
