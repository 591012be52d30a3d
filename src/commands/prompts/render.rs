//! `prompts render`: the messages of a step, to the letter.

use std::num::NonZeroUsize;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::super::args::Common;
use super::super::failure::{Exit, Failure};
use super::super::items;
use super::super::open::workspace_of_run;
use super::super::output::{SCHEMA_VERSION, json_line, note, text};
use super::super::parse;
use super::{source, tokens, unusable, workspace};
use crate::domain::{Id, Interaction, ProfileState, RunId, Usage, UserIx};
use crate::prompting::{Pack, ProfileContext, Prompt, RECENT, RateContext};
use crate::session::OpenMode;
use crate::workspace::{Workspace, WorkspaceError};

/// `prompts render`
#[derive(Args, Clone, Debug)]
pub struct RenderArgs {
    /// A user
    #[arg(
        long,
        value_name = "U",
        required_unless_present = "run",
        conflicts_with = "run",
        allow_hyphen_values = true
    )]
    pub user: Option<String>,
    /// A run, whose own profiles are shown
    #[arg(long, value_name = "R")]
    pub run: Option<RunId>,
    /// The batch that a profile is written from; with items, the profile that is acted on [default: 1; with items, the
    /// last]
    #[arg(long, value_name = "K", value_parser = parse::count, allow_negative_numbers = true)]
    pub batch: Option<NonZeroUsize>,
    /// Rate these items, separated by commas
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, conflicts_with = "held_out")]
    pub items: Vec<String>,
    /// Rate the first held-out items, as many as go into a request
    #[arg(long)]
    pub held_out: bool,
}

#[derive(Serialize)]
struct RenderLine<'a> {
    schema_version: u32,
    pack: &'a str,
    hash: String,
    user: Id,
    batch: usize,
    messages: Vec<MessageLine<'a>>,
    schema: &'a Value,
    parts: Vec<PartLine>,
    chars: usize,
    /// An estimate.
    tokens: u64,
}

#[derive(Serialize)]
struct MessageLine<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct PartLine {
    name: &'static str,
    chars: usize,
}

/// Stands for a profile that nobody has written.
const NO_PROFILE: &str = "(here stands the profile after the batch before; none is written yet)";

/// Prints the messages of a step.
///
/// # Errors
/// [`Failure`]: no such user, run, batch or item, or a pack that cannot be used.
pub(super) async fn render(common: &Common, args: &RenderArgs) -> Result<Exit, Failure> {
    let source = source(common, None)?;
    let pack = Pack::new(source).map_err(|wrong| unusable(&wrong))?;
    let (workspace, id, written) = match args.run {
        Some(run) => {
            let (workspace, run) = workspace_of_run(common, run, OpenMode::Look).await?;
            (workspace, run.spec.user, run.states)
        }
        None => (workspace(common).await?, Id::parse(args.user.as_deref().unwrap_or_default()), Vec::new()),
    };
    let user = workspace.user(&id)?;
    let items = if args.held_out {
        let slate = workspace.settings().slate.get();
        workspace.held_out_items(&id)?.into_iter().take(slate).collect()
    } else if args.items.is_empty() {
        Vec::new()
    } else {
        items::parse(&args.items, workspace.dataset())?
    };
    if args.held_out && items.is_empty() {
        let split = workspace.split().name();
        return Err(Failure::new(Exit::Data, format!("split {split} holds out no rating of user {id}")));
    }
    let step = Step { workspace: &workspace, user, id: &id, written: &written };
    let last = workspace.history(user).batch_count().max(1);
    let batch = args.batch.map_or(if items.is_empty() { 1 } else { last }, NonZeroUsize::get);
    if items.is_empty() {
        step.print(common, &pack, batch, &step.profile(common, &pack, batch)?)
    } else {
        step.print(common, &pack, batch, &step.rate(common, &pack, batch, &items)?)
    }?;
    Ok(Exit::Ok)
}

struct Step<'a> {
    workspace: &'a Workspace,
    user: UserIx,
    id: &'a Id,
    written: &'a [ProfileState],
}

impl Step<'_> {
    /// The states up to a batch; a placeholder where one is not written.
    fn states(&self, common: &Common, upto: usize) -> Vec<ProfileState> {
        let history = self.workspace.history(self.user);
        let batches = history.batches().take(upto);
        let states: Vec<_> = batches
            .map(|batch| {
                self.written.get(batch.number - 1).cloned().unwrap_or_else(|| ProfileState {
                    batch: batch.number,
                    interactions: batch.interactions.to_vec(),
                    profile: NO_PROFILE.to_owned(),
                    update: None,
                    claims: Vec::new(),
                    usage: Usage::default(),
                    provenance: crate::domain::Provenance::Simulated,
                })
            })
            .collect();
        if states.last().is_some_and(|state| state.profile == NO_PROFILE) {
            note(
                common,
                "no profile is written for this step: a placeholder stands for it; --run R shows a run's own",
            );
        }
        states
    }

    fn no_such_batch(&self, state: usize) -> Failure {
        let batches = self.workspace.history(self.user).batch_count();
        WorkspaceError::NoSuchBatch { user: self.id.clone(), state, batches }.into()
    }

    fn profile(&self, common: &Common, pack: &Pack, batch: usize) -> Result<Shown, Failure> {
        let history = self.workspace.history(self.user);
        let read = history.batch(batch).ok_or_else(|| self.no_such_batch(batch))?;
        let former = self.states(common, batch - 1);
        let context = ProfileContext {
            dataset: self.workspace.dataset(),
            user: self.user,
            batch,
            batches: history.batch_count(),
            interactions: read.interactions,
            former: &former,
        };
        Ok(Shown::of(pack.profile(&context).map_err(|wrong| unusable(&wrong))?))
    }

    fn rate(&self, common: &Common, pack: &Pack, batch: usize, items: &[Id]) -> Result<Shown, Failure> {
        let history = self.workspace.history(self.user);
        history.batch(batch).ok_or_else(|| self.no_such_batch(batch))?;
        let states = self.states(common, batch);
        let mut recent: Vec<Interaction> =
            states.iter().flat_map(|state| state.interactions.clone()).collect();
        // As a study takes them: the last in time, whatever the order of the batches.
        recent.sort_by(|a, b| (a.timestamp, &a.item).cmp(&(b.timestamp, &b.item)));
        let context = RateContext {
            dataset: self.workspace.dataset(),
            user: self.user,
            profile: states.last().map_or(NO_PROFILE, |state| &state.profile),
            recent: &recent[recent.len().saturating_sub(RECENT)..],
            items,
        };
        Ok(Shown::of(pack.rate(&context).map_err(|wrong| unusable(&wrong))?))
    }

    fn print(&self, common: &Common, pack: &Pack, batch: usize, shown: &Shown) -> Result<(), Failure> {
        let Shown { prompt, chars, tokens: estimate } = shown;
        let parts = prompt.parts.iter().map(|(name, chars)| PartLine { name, chars: *chars });
        if common.json {
            let messages = prompt.messages.iter();
            return json_line(&RenderLine {
                schema_version: SCHEMA_VERSION,
                pack: &pack.source().name,
                hash: pack.hash(),
                user: self.id.clone(),
                batch,
                messages: messages
                    .map(|it| MessageLine { role: it.role.word(), content: &it.text })
                    .collect(),
                schema: &prompt.schema.1,
                parts: parts.collect(),
                chars: *chars,
                tokens: *estimate,
            });
        }
        for message in &prompt.messages {
            if !common.plain {
                text(&format!("-- {} --", message.role.word()))?;
            }
            text(&format!("{}\n", message.text))?;
        }
        let parts: Vec<_> = parts.map(|part| format!("{} {}", part.name, part.chars / 4)).collect();
        note(common, &format!("{} by a quarter of the bytes: {}", tokens(*estimate), parts.join(", ")));
        Ok(())
    }
}

/// A prompt without what reads its answer, which differs between tasks.
struct Shown {
    prompt: Prompt<()>,
    chars: usize,
    tokens: u64,
}

impl Shown {
    fn of<A>(prompt: Prompt<A>) -> Self {
        let (chars, tokens) = (prompt.chars(), prompt.tokens());
        let Prompt { messages, schema, parts, filled, .. } = prompt;
        Self { prompt: Prompt { messages, schema, parts, filled, ask: () }, chars, tokens }
    }
}
