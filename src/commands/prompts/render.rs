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
use crate::domain::{Id, RunId, Task};
use crate::prompting::{Pack, Prompt};
use crate::session::OpenMode;
use crate::workspace::{Step, Workspace, WorkspaceError};

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
    let last = workspace.history(user).batch_count().max(1);
    let batch = args.batch.map_or(if items.is_empty() { 1 } else { last }, NonZeroUsize::get);
    let at = At { workspace: &workspace, id: &id, step: Step { user, batch, written: &written } };
    if items.is_empty() {
        at.print(common, &pack, &at.profile(common, &pack)?)
    } else {
        at.print(common, &pack, &at.rate(common, &pack, &items)?)
    }?;
    Ok(Exit::Ok)
}

struct At<'a> {
    workspace: &'a Workspace,
    id: &'a Id,
    step: Step<'a>,
}

impl At<'_> {
    fn profile(&self, common: &Common, pack: &Pack) -> Result<Shown, Failure> {
        let prompt = self.workspace.profile_prompt(pack, self.step).map_err(unusable_step)?;
        self.say_what_lacks(common, Task::Profile);
        Ok(Shown::of(prompt))
    }

    fn rate(&self, common: &Common, pack: &Pack, items: &[Id]) -> Result<Shown, Failure> {
        let prompt = self.workspace.rate_prompt(pack, self.step, items).map_err(unusable_step)?;
        self.say_what_lacks(common, Task::Rating);
        Ok(Shown::of(prompt))
    }

    fn say_what_lacks(&self, common: &Common, task: Task) {
        if self.workspace.lacks_profile(self.step, task) {
            note(
                common,
                "no profile is written for this step: a placeholder stands for it; --run R shows a run's own",
            );
        }
    }

    fn print(&self, common: &Common, pack: &Pack, shown: &Shown) -> Result<(), Failure> {
        let Shown { prompt, chars, tokens: estimate } = shown;
        let parts = prompt.parts.iter().map(|(name, chars)| PartLine { name, chars: *chars });
        if common.json {
            let messages = prompt.messages.iter();
            return json_line(&RenderLine {
                schema_version: SCHEMA_VERSION,
                pack: &pack.source().name,
                hash: pack.hash(),
                user: self.id.clone(),
                batch: self.step.batch,
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

fn unusable_step(wrong: WorkspaceError) -> Failure {
    match wrong {
        WorkspaceError::Template(wrong) => unusable(&wrong),
        wrong => wrong.into(),
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
