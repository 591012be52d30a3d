//! `rate`: simulated ratings, in the order asked.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use serde::Serialize;

use super::args::{Common, RateArgs};
use super::bundle;
use super::cohort;
use super::estimate::{self, Plan};
use super::failure::{Exit, Failure};
use super::items;
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, text};
use super::users;
use crate::domain::{Id, Interaction, InvalidRating, Provenance, Rating, Run, RunId, Slate, Usage};
use crate::session::OpenMode;
use crate::simulation::Forecast;
use crate::workspace::{RatingPlan, Steps, Workspace, WorkspaceError};

#[derive(Serialize)]
struct RatingsLine<'a> {
    schema_version: u32,
    user: &'a Id,
    run: RunId,
    state: usize,
    ratings: Vec<RatingLine<'a>>,
    missing: Vec<&'a Id>,
    invalid: Vec<&'a InvalidRating>,
    #[serde(flatten)]
    usage: Usage,
}

#[derive(Serialize)]
struct RatingLine<'a> {
    item: &'a Id,
    rating: Rating,
    held_out: Option<Rating>,
    provenance: Provenance,
    reason: Option<&'a str>,
}

/// Rates items as one user or several.
///
/// # Errors
/// [`Failure`]; what was rated before it is kept.
pub(super) async fn rate(common: &Common, args: &RateArgs) -> Result<Exit, Failure> {
    let mode = if common.dry_run { OpenMode::Look } else { OpenMode::Create };
    let recorder = bundle::recorder(common)?;
    let asked = items::asked(&args.what)?;
    let (workspace, users, run) = match (args.who.run, &args.who.user) {
        (Some(run), _) => {
            let (workspace, run) = open::workspace_of_run(common, run, mode).await?;
            same_seed(common, &run)?;
            (workspace, vec![run.spec.user.clone()], Some(run))
        }
        (None, Some(list)) => {
            let workspace = open::workspace(common, open::settings(common)?, mode).await?;
            let users = users::with_history(common, list, &workspace)?;
            (workspace, users, None)
        }
        (None, None) => return Err(Failure::usage("say whose taste: --run or --user")),
    };
    let named = asked.map(|asked| items::parse(&asked, workspace.dataset())).transpose()?;
    let (users, count) = with_items(common, args, &workspace, users, named.as_deref())?;
    let slate_size = args.slate.unwrap_or(workspace.settings().slate);
    if common.dry_run {
        let asked = (named.as_deref(), count, slate_size.get());
        return plan(common, args, &workspace, &users, run.as_ref(), asked).await;
    }
    let task = Task {
        run,
        name: args.name.clone(),
        named,
        limit: args.limit.map(NonZeroUsize::get),
        state: args.state.map(NonZeroUsize::get),
        slate_size,
    };
    let work = move |workspace: Workspace, user: Id| {
        let task = task.clone();
        async move { task.rate(&workspace, &user).await }
    };
    let mut exit = Exit::Ok;
    let mut runs = Vec::new();
    let several = users.len() > 1;
    let print = |rated: Rated| {
        runs.push(rated.run.id);
        if !rated.slates.iter().all(|slate| slate.answer.is_complete()) {
            exit = Exit::Incomplete;
        }
        report(common, &workspace, &rated, several)
    };
    let done = cohort::each(common, &workspace, users, work, print).await;
    bundle::record(common, recorder.as_deref(), &runs)?;
    done.map(|()| exit)
}

/// What would be done, and what it would take.
async fn plan(
    common: &Common,
    args: &RateArgs,
    workspace: &Workspace,
    users: &[Id],
    run: Option<&Run>,
    (named, count, slate): (Option<&[Id]>, usize, usize),
) -> Result<Exit, Failure> {
    let sentence = format!("would rate {count} items as {} users, {slate} a request", users.len());
    let mut forecast = workspace.asks_a_model().then(Forecast::nothing);
    let kept = if forecast.is_some() { workspace.runs(None).await? } else { Vec::new() };
    let mut states = 0;
    for user in users {
        let Some(sum) = forecast.take() else { break };
        let mut written = run.map(|run| run.states.clone()).unwrap_or_default();
        let theirs = kept.iter().filter(|one| one.spec.user == *user && one.name == args.name);
        if let (None, Some(known)) = (run, theirs.max_by_key(|run| run.written)) {
            written = workspace.run(known.id).await?.states;
        }
        let batches = workspace.history(workspace.user(user)?).batch_count();
        let up_to = args.state.map_or(if run.is_some() { written.len() } else { batches }, NonZeroUsize::get);
        states += up_to.saturating_sub(written.len());
        let items = of_user(workspace, user, named, args.limit.map(NonZeroUsize::get))?;
        let steps = Steps { user, written: &written, up_to, items: &items, slate };
        forecast = workspace.forecast(&steps)?.map(|one| sum.plus(one));
    }
    let plan = Plan { users: users.len(), states, items: count };
    estimate::print(common, &sentence, &plan, super::study::asked(workspace), forecast.as_ref())?;
    Ok(Exit::Ok)
}

/// A run keeps its seed: what its states were written with is what it is rated with.
fn same_seed(common: &Common, run: &Run) -> Result<(), Failure> {
    match common.seed {
        Some(seed) if seed != run.spec.seed => Err(Failure::usage(format!(
            "run {} has seed {}, not {seed}; leave out --seed, or fork the run to try another",
            run.id, run.spec.seed
        ))),
        _ => Ok(()),
    }
}

/// Users for whom there is something to rate, and how many items in all.
fn with_items(
    common: &Common,
    args: &RateArgs,
    workspace: &Workspace,
    users: Vec<Id>,
    named: Option<&[Id]>,
) -> Result<(Vec<Id>, usize), Failure> {
    let asked = users.len();
    let mut kept = Vec::with_capacity(asked);
    let mut count = 0;
    for user in users {
        let items = of_user(workspace, &user, named, args.limit.map(NonZeroUsize::get))?.len();
        count += items;
        if items > 0 {
            kept.push(user);
        }
    }
    let split = workspace.split().name();
    if kept.is_empty() {
        return Err(Failure::new(
            Exit::Data,
            format!("split {split} holds out no rating of {asked} users asked for; another --split may"),
        ));
    }
    if kept.len() < asked {
        let without = asked - kept.len();
        note(common, &format!("{without} of {asked} users have no held-out rating in split {split}"));
    }
    Ok((kept, count))
}

/// What is rated for each user.
#[derive(Clone)]
struct Task {
    /// The run; `None` = the user's run of that name, written first as far as it must be.
    run: Option<Run>,
    name: String,
    /// Items named by the caller; `None` = the user's held-out ones.
    named: Option<Vec<Id>>,
    limit: Option<usize>,
    state: Option<usize>,
    slate_size: NonZeroUsize,
}

/// What came of it.
struct Rated {
    run: Run,
    state: usize,
    slates: Vec<Slate>,
}

impl Task {
    async fn rate(self, workspace: &Workspace, user: &Id) -> Result<Rated, WorkspaceError> {
        let run = match self.run {
            Some(run) => run,
            None => {
                workspace.has_batch(user, self.state)?;
                let run = workspace.ensure_run(user, &self.name).await?;
                let last = self.state.unwrap_or(run.batches);
                workspace.write_up_to(run, last, |_| {}).await?
            }
        };
        let items = of_user(workspace, user, self.named.as_deref(), self.limit)?;
        let state = self.state.unwrap_or(run.states.len().max(1));
        let plan = RatingPlan { state, items, slate_size: self.slate_size };
        let slates = workspace.rate(&run, &plan, |_| {}).await?;
        Ok(Rated { run, state, slates })
    }
}

/// The items to be rated as a user: those that were named, or the first of the held-out ones.
fn of_user(
    workspace: &Workspace,
    user: &Id,
    named: Option<&[Id]>,
    limit: Option<usize>,
) -> Result<Vec<Id>, WorkspaceError> {
    let mut items = match named {
        Some(named) => named.to_vec(),
        None => workspace.held_out_items(user)?,
    };
    items.truncate(limit.unwrap_or(usize::MAX));
    Ok(items)
}

fn report(common: &Common, workspace: &Workspace, rated: &Rated, several: bool) -> Result<(), Failure> {
    let Rated { run, state, slates } = rated;
    let truth: HashMap<Id, Interaction> = workspace.held_out(&run.spec.user)?;
    let answers = || slates.iter().map(|slate| &slate.answer);
    let usage = answers().map(|answer| answer.usage).reduce(Usage::plus).unwrap_or_default();
    let line = RatingsLine {
        schema_version: SCHEMA_VERSION,
        user: &run.spec.user,
        run: run.id,
        state: *state,
        ratings: answers()
            .flat_map(|answer| &answer.ratings)
            .map(|rated| RatingLine {
                item: &rated.item,
                rating: rated.rating,
                held_out: truth.get(&rated.item).map(|real| real.rating),
                provenance: Provenance::Simulated,
                reason: rated.reason.as_deref(),
            })
            .collect(),
        missing: answers().flat_map(|answer| &answer.missing).collect(),
        invalid: answers().flat_map(|answer| &answer.invalid).collect(),
        usage,
    };
    if common.json {
        return json_line(&line);
    }
    if several {
        return text(&format!(
            "{:<6} user {:<8} {} items rated, {} missing, {} invalid",
            run.id.to_string(),
            line.user.to_string(),
            line.ratings.len(),
            line.missing.len(),
            line.invalid.len()
        ));
    }
    text(&format!("{} \"{}\"  user {}  profile after batch {state}\n", run.id, run.name, line.user))?;
    text("simulated  held out  item    title")?;
    for rated in &line.ratings {
        let real = rated.held_out.map_or_else(|| "-".to_owned(), |rating| rating.to_string());
        let title = workspace.title(rated.item);
        text(&format!("{:>9}  {real:>8}  {:<6}  {title}", rated.rating, rated.item.to_string()))?;
        if let Some(reason) = rated.reason.filter(|_| common.verbose > 0) {
            text(&format!("{:>29}{reason}", ""))?;
        }
    }
    for item in &line.missing {
        text(&format!("  missing         -  {:<6}  {}", item.to_string(), workspace.title(item)))?;
    }
    for invalid in &line.invalid {
        text(&format!("  invalid         -  {:<6}  answered \"{}\"", invalid.item.to_string(), invalid.raw))?;
    }
    if common.verbose == 0 && line.ratings.iter().any(|rated| rated.reason.is_some()) {
        note(common, "-v shows the reason for each rating");
    }
    Ok(())
}
