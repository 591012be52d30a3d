//! What a model is told at a step, before anything is sent; never a request.

use super::rating::most_recent;
use super::{Workspace, WorkspaceError};
use crate::domain::{Id, ProfileState, PromptPiece, PromptPreview, Provenance, Run, Task, Usage, UserIx};
use crate::prompting::{Counting, Pack, ProfileAsk, ProfileContext, Prompt, RateContext, RatingAsk};

/// Stands for a profile that nobody has written.
pub const NO_PROFILE: &str = "(here stands the profile after the batch before; none is written yet)";

/// Whose step, and what is written of it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The user.
    pub user: UserIx,
    /// The batch that is read, or the state that is acted on; 1 = first.
    pub batch: usize,
    /// The states that there are, oldest first.
    pub written: &'a [ProfileState],
}

impl Workspace {
    /// What is said to have a batch read.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchBatch`], [`WorkspaceError::Template`].
    pub fn profile_prompt(&self, pack: &Pack, step: Step<'_>) -> Result<Prompt<ProfileAsk>, WorkspaceError> {
        let history = self.history(step.user);
        let read = history.batch(step.batch).ok_or_else(|| self.no_such_batch(step))?;
        let former = self.states_of(step, step.batch - 1);
        let context = ProfileContext {
            dataset: self.dataset(),
            user: step.user,
            batch: step.batch,
            batches: history.batch_count(),
            interactions: read.interactions,
            former: &former,
        };
        Ok(pack.profile(&context)?)
    }

    /// What is said to have items rated on the profile after a batch.
    ///
    /// # Errors
    /// [`WorkspaceError::NoSuchBatch`], [`WorkspaceError::Template`].
    pub fn rate_prompt(
        &self,
        pack: &Pack,
        step: Step<'_>,
        items: &[Id],
    ) -> Result<Prompt<RatingAsk>, WorkspaceError> {
        self.history(step.user).batch(step.batch).ok_or_else(|| self.no_such_batch(step))?;
        let states = self.states_of(step, step.batch);
        let recent = most_recent(states.iter().flat_map(|state| &state.interactions));
        let context = RateContext {
            dataset: self.dataset(),
            user: step.user,
            profile: states.last().map_or(NO_PROFILE, |state| &state.profile),
            recent: &recent,
            items,
        };
        Ok(pack.rate(&context)?)
    }

    /// Whether a profile that is told at a step, up to that of a batch, is still to be written.
    pub fn lacks_profile(&self, step: Step<'_>, task: Task) -> bool {
        let needed = if task == Task::Profile { step.batch.saturating_sub(1) } else { step.batch };
        step.written.len() < needed
    }

    /// The states up to a batch; a placeholder where one is not written.
    fn states_of(&self, step: Step<'_>, upto: usize) -> Vec<ProfileState> {
        let history = self.history(step.user);
        let state = |batch: crate::domain::Batch<'_>| {
            step.written.get(batch.number - 1).cloned().unwrap_or_else(|| ProfileState {
                batch: batch.number,
                interactions: batch.interactions.to_vec(),
                profile: NO_PROFILE.to_owned(),
                update: None,
                claims: Vec::new(),
                usage: Usage::default(),
                provenance: Provenance::Simulated,
            })
        };
        history.batches().take(upto).map(state).collect()
    }

    fn no_such_batch(&self, step: Step<'_>) -> WorkspaceError {
        let batches = self.history(step.user).batch_count();
        WorkspaceError::NoSuchBatch { user: self.id_of(step.user), state: step.batch, batches }
    }

    /// The id of a user of the data.
    fn id_of(&self, user: UserIx) -> Id {
        self.dataset().users.id(user).unwrap_or(Id::Number(0))
    }

    /// What a file of a pack comes to at a step: the whole of what is said, for a description what it says.
    ///
    /// # Errors
    /// A sentence that says why that cannot be said.
    pub(super) fn preview(
        &self,
        pack: &Pack,
        file: &str,
        step: Step<'_>,
        run: Option<&Run>,
    ) -> Result<PromptPreview, String> {
        let id = self.id_of(step.user);
        let of_run = run.map_or_else(String::new, |run| format!(" of {}", run.id));
        let counting =
            self.words.simulator.identity().model.map_or(Counting::Bytes, |model| Counting::of(&model));
        let batches = self.history(step.user).batch_count();
        let profile = |batch: usize| -> Result<PromptPreview, String> {
            let step = Step { batch, ..step };
            let prompt = self.profile_prompt(pack, step).map_err(|wrong| wrong.to_string())?;
            let after = match batch {
                1 => String::new(),
                _ => format!(", after the profile of B{}{of_run}", batch - 1),
            };
            let lacks = self.lacks_profile(step, Task::Profile);
            Ok(said(&prompt, counting, format!("B{batch} of user {id}{after}"), lacks))
        };
        match file {
            "system.md" => profile(step.batch),
            "profile_first.md" => profile(1),
            "profile_update.md" if batches < 2 => {
                Err(format!("user {id} has one batch, so that no profile is ever revised"))
            }
            "profile_update.md" => profile(step.batch.max(2)),
            "rate.md" => {
                let held_out = self.held_out_items(&id).map_err(|wrong| wrong.to_string())?;
                let slate: Vec<Id> = held_out.into_iter().take(self.settings().slate.get()).collect();
                if slate.is_empty() {
                    return Err(format!(
                        "the split holds out no rating of user {id}, so that nothing is to be rated"
                    ));
                }
                let prompt = self.rate_prompt(pack, step, &slate).map_err(|wrong| wrong.to_string())?;
                let of = format!(
                    "{} held-out items of user {id}, on the profile after B{}{of_run}",
                    slate.len(),
                    step.batch
                );
                Ok(said(&prompt, counting, of, self.lacks_profile(step, Task::Rating)))
            }
            "user_info.txt" => {
                let text =
                    pack.info().user_info(self.dataset(), step.user).map_err(|wrong| wrong.to_string())?;
                Ok(described(text, counting, format!("user {id}")))
            }
            _ => {
                let history = self.history(step.user);
                let first = history.batch(step.batch).and_then(|batch| batch.interactions.first().cloned());
                let item = first.and_then(|it| Some((self.dataset().items.find(&it.item)?, it.item)));
                let (item, name) = item.ok_or_else(|| format!("user {id} has no item in B{}", step.batch))?;
                let text = pack.info().item_info(self.dataset(), item).map_err(|wrong| wrong.to_string())?;
                Ok(described(text, counting, format!("item {name}, the first of B{}", step.batch)))
            }
        }
    }
}

/// A prompt in pieces.
fn said<A>(prompt: &Prompt<A>, counting: Counting, of: String, lacks_profile: bool) -> PromptPreview {
    let last = prompt.messages.len().saturating_sub(1);
    let plain = |text: &str| PromptPiece { variable: None, text: text.to_owned() };
    let messages = prompt.messages.iter().enumerate().map(|(at, message)| {
        let mut pieces = Vec::new();
        let mut from = 0;
        for filled in prompt.filled.iter().filter(|_| at == last) {
            let before = message.text.get(from..filled.at.start).unwrap_or_default();
            if !before.is_empty() {
                pieces.push(plain(before));
            }
            let text = message.text.get(filled.at.clone()).unwrap_or_default().to_owned();
            pieces.push(PromptPiece { variable: Some(filled.name.to_owned()), text });
            from = filled.at.end;
        }
        let rest = message.text.get(from..).unwrap_or_default();
        if !rest.is_empty() {
            pieces.push(plain(rest));
        }
        (message.role.word().to_owned(), pieces)
    });
    let (name, schema) = &prompt.schema;
    let note = "No profile is written for this step yet: a placeholder stands for it.".to_owned();
    PromptPreview {
        of,
        messages: messages.collect(),
        schema: Some((name.clone(), serde_json::to_string_pretty(schema).unwrap_or_default())),
        parts: prompt
            .size(counting)
            .parts
            .into_iter()
            .map(|(name, tokens)| (name.to_owned(), tokens))
            .collect(),
        counted: counting.words().to_owned(),
        notes: lacks_profile.then_some(note).into_iter().collect(),
    }
}

/// What a template that describes something says; prompts hold it.
fn described(text: String, counting: Counting, of: String) -> PromptPreview {
    PromptPreview {
        of,
        parts: vec![("text".to_owned(), counting.count(&text))],
        messages: vec![("text".to_owned(), vec![PromptPiece { variable: None, text }])],
        schema: None,
        counted: counting.words().to_owned(),
        notes: Vec::new(),
    }
}
