//! `rate`: simulated ratings, in the order asked.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

use serde::Serialize;

use super::args::{Common, RateArgs};
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, progress_bar, text};
use crate::domain::{Id, Interaction, InvalidRating, Provenance, Rating, Run, RunId, Slate, Usage};
use crate::session::OpenMode;
use crate::workspace::{RatingPlan, Workspace};

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

/// Rates items as a user.
///
/// # Errors
/// [`Failure`]; what was rated before it is kept.
pub(super) async fn rate(common: &Common, args: &RateArgs) -> Result<Exit, Failure> {
    let mode = if common.dry_run { OpenMode::Look } else { OpenMode::Create };
    let (workspace, run) = match (args.who.run, &args.who.user) {
        (Some(run), _) => open::workspace_of_run(common, run, mode).await?,
        (None, Some(user)) => {
            let workspace = open::workspace(common, open::settings(common)?, mode).await?;
            let user = Id::parse(user);
            workspace.user(&user)?;
            let run = workspace.ensure_run(&user, &args.name).await?;
            let last = if common.dry_run { 0 } else { args.state.unwrap_or(run.batches) };
            let run = workspace.write_up_to(run, last, |_| {}).await?;
            (workspace, run)
        }
        (None, None) => return Err(Failure::usage("say whose taste: --run or --user")),
    };
    let items = items(args, &workspace, &run)?;
    let state = args.state.unwrap_or(run.states.len());
    if common.dry_run {
        let requests = items.len().div_ceil(args.slate.get());
        text(&format!("would rate {} items as user {} in {requests} requests", items.len(), run.spec.user))?;
        return Ok(Exit::Ok);
    }
    let bar = progress_bar(common, items.len() as u64, "items");
    let plan = RatingPlan { state, items, slate_size: args.slate };
    let slates = workspace
        .rate(&run, &plan, |slate| {
            let answer = &slate.answer;
            bar.inc((answer.ratings.len() + answer.missing.len() + answer.invalid.len()) as u64);
        })
        .await?;
    bar.finish_and_clear();
    report(common, &workspace, &run, state, &slates)?;
    let complete = slates.iter().all(|slate| slate.answer.is_complete());
    Ok(if complete { Exit::Ok } else { Exit::Incomplete })
}

/// The items to be rated, each once.
fn items(args: &RateArgs, workspace: &Workspace, run: &Run) -> Result<Vec<Id>, Failure> {
    let asked: Vec<Id> = if args.what.held_out {
        let mut items = workspace.held_out_items(&run.spec.user)?;
        items.truncate(args.limit.unwrap_or(usize::MAX));
        if items.is_empty() {
            return Err(Failure::new(
                Exit::Data,
                format!("user {} has no held-out ratings in split {}", run.spec.user, run.spec.split),
            ));
        }
        items
    } else if args.what.from_stdin.is_some() {
        let mut input = String::new();
        io::stdin().read_to_string(&mut input)?;
        words(&input)
    } else {
        args.what.items.iter().flat_map(|part| words(part)).collect()
    };
    let mut seen = HashSet::new();
    let items: Vec<Id> = asked.into_iter().filter(|item| seen.insert(item.clone())).collect();
    if items.is_empty() {
        return Err(Failure::usage("no item to rate: name some with --items 12,23,27, --held-out or -"));
    }
    Ok(items)
}

fn words(text: &str) -> Vec<Id> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(Id::parse)
        .collect()
}

fn report(
    common: &Common,
    workspace: &Workspace,
    run: &Run,
    state: usize,
    slates: &[Slate],
) -> Result<(), Failure> {
    let truth: HashMap<Id, Interaction> = workspace.held_out(&run.spec.user)?;
    let answers = || slates.iter().map(|slate| &slate.answer);
    let usage = answers().map(|answer| answer.usage).reduce(Usage::plus).unwrap_or_default();
    let line = RatingsLine {
        schema_version: SCHEMA_VERSION,
        user: &run.spec.user,
        run: run.id,
        state,
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
