//! `run` and `fork`: profile states written and kept.

use std::num::NonZeroUsize;

use super::args::{Common, ForkArgs, RunArgs};
use super::bundle;
use super::cohort;
use super::estimate::{self, Plan};
use super::failure::{Exit, Failure};
use super::lines::{RunLine, describe};
use super::open;
use super::output::{json_line, text};
use super::users;
use crate::domain::numbers::plural;
use crate::domain::{Id, Run};
use crate::session::OpenMode;
use crate::simulation::Forecast;
use crate::workspace::{Steps, Workspace, WorkspaceError};

/// Writes the states that are missing, of each user asked for.
///
/// # Errors
/// [`Failure`]; with several users the worst of them, after all were tried.
pub(super) async fn run(common: &Common, args: &RunArgs) -> Result<Exit, Failure> {
    let mode = if common.dry_run { OpenMode::Look } else { OpenMode::Create };
    let recorder = bundle::recorder(common)?;
    let workspace = open::workspace(common, open::settings(common)?, mode).await?;
    let users = users::with_history(common, &args.user, &workspace)?;
    if common.dry_run {
        return plan(common, &workspace, args, &users).await;
    }
    let several = users.len() > 1;
    let (name, batches) = (args.name.clone(), args.batches);
    let write = move |workspace: Workspace, user: Id| {
        let name = name.clone();
        async move { one(&workspace, &user, &name, batches).await }
    };
    let mut runs = Vec::new();
    let print = |(run, resumed_from): (Run, usize)| {
        runs.push(run.id);
        report(common, &workspace, &run, resumed_from, several)
    };
    let done = cohort::each(common, &workspace, users, write, print).await;
    bundle::record(common, recorder.as_deref(), &runs)?;
    done.map(|()| Exit::Ok)
}

/// One user's run, written up to a batch; with the number of states that were there before.
async fn one(
    workspace: &Workspace,
    user: &Id,
    name: &str,
    batches: Option<NonZeroUsize>,
) -> Result<(Run, usize), WorkspaceError> {
    let run = workspace.ensure_run(user, name).await?;
    let resumed_from = run.states.len();
    let last = batches.map_or(run.batches, NonZeroUsize::get);
    Ok((workspace.write_up_to(run, last, |_| {}).await?, resumed_from))
}

fn report(
    common: &Common,
    workspace: &Workspace,
    run: &Run,
    resumed_from: usize,
    several: bool,
) -> Result<(), Failure> {
    if common.json {
        json_line(&RunLine::of(run, resumed_from))
    } else if several {
        let (written, words) = (run.states.len(), run.latest().map_or("", |state| state.profile.as_str()));
        let words = words.split_whitespace().count();
        let new = written - resumed_from;
        text(&format!(
            "{:<6} user {:<8} {written} of {} batches, {new} new, profile of {words} words",
            run.id.to_string(),
            run.spec.user.to_string(),
            run.batches
        ))
    } else {
        text(&describe(run, &who(workspace, &run.spec.user)))
    }
}

/// `, age 24, gender M`: what is known about a user, on one line.
pub(super) fn who(workspace: &Workspace, user: &Id) -> String {
    let known = workspace.user(user).ok().map(|user| workspace.dataset().users.known(user));
    known.into_iter().flatten().map(|(column, value)| format!(", {column} {value}")).collect()
}

async fn plan(common: &Common, workspace: &Workspace, args: &RunArgs, users: &[Id]) -> Result<Exit, Failure> {
    let runs = workspace.runs(None).await?;
    let mut states = 0;
    let mut forecast = workspace.asks_a_model().then(Forecast::nothing);
    for user in users {
        let history = workspace.history(workspace.user(user)?);
        let last = args.batches.map_or(usize::MAX, NonZeroUsize::get).min(history.batch_count());
        let seed = workspace.settings().seed;
        let written = runs
            .iter()
            .filter(|run| run.spec.user == *user && run.name == args.name && run.spec.seed == seed)
            .filter(|run| run.fork.is_none())
            .max_by_key(|run| run.written);
        states += last.saturating_sub(written.map_or(0, |run| run.written));
        if let Some(sum) = forecast.take() {
            let run = match written {
                Some(run) => workspace.run(run.id).await?.states,
                None => Vec::new(),
            };
            let steps = Steps { user, written: &run, up_to: last, items: &[], slate: 1 };
            forecast = workspace.forecast(&steps)?.map(|one| sum.plus(one));
        }
    }
    let sentence = format!(
        "would write {} for {} (run \"{}\", provider {}, seed {}) into {}",
        plural(states, "profile state"),
        plural(users.len(), "user"),
        args.name,
        workspace.settings().provider,
        workspace.settings().seed,
        workspace.settings().store.display()
    );
    let plan = Plan { users: users.len(), states, items: 0 };
    estimate::print(common, &sentence, &plan, asked(workspace), forecast.as_ref())?;
    Ok(Exit::Ok)
}

/// Who is asked: the provider and, where one is named, the model.
pub(super) fn asked(workspace: &Workspace) -> (String, Option<String>) {
    let simulator = workspace.spec(Id::from(0)).simulator;
    (simulator.provider, simulator.model)
}

/// Starts a run that shares the first states of another.
///
/// # Errors
/// [`Failure`].
pub(super) async fn fork(common: &Common, args: &ForkArgs) -> Result<Exit, Failure> {
    let (workspace, parent) = open::workspace_of_run(common, args.run, OpenMode::Create).await?;
    if common.dry_run {
        text(&format!("would fork {} from batch {} as \"{}\"", parent.id, args.batch, args.name))?;
        return Ok(Exit::Ok);
    }
    let run = workspace.fork(args.run, args.batch.get(), &args.name, common.seed).await?;
    let shared = run.states.len();
    let last = run.batches;
    let run = workspace.write_up_to(run, last, |_| {}).await?;
    report(common, &workspace, &run, shared, false)?;
    Ok(Exit::Ok)
}
