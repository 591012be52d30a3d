//! What is said to a model at a step of the study: domain to messages; never how they are sent.

use std::ops::Range;

use minijinja::context;
use serde_json::Value;

use super::answer::{ProfileAsk, RatingAsk};
use super::contract::{Contract, scale_in_words};
use super::info::{cut, data};
use super::source::Forbidden;
use super::tokens::{Counting, Size};
use super::{Message, Pack, Role, TemplateError};
use crate::domain::text::clean;
use crate::domain::{Dataset, Id, Interaction, ProfileState, UserIx, dates};

/// How many of the newest ratings are shown beside the items to be rated.
pub const RECENT: usize = 10;

/// Items per request: shares the resent context, and is short enough for a model to keep the order.
pub const RATED_AT_ONCE: usize = 10;

/// Most characters of a profile that go into a prompt: ten times what is asked for.
const LONGEST_PROFILE: usize = 12_000;

/// What a profile is to be written from.
#[derive(Clone, Copy, Debug)]
pub struct ProfileContext<'a> {
    /// The data.
    pub dataset: &'a Dataset,
    /// The user.
    pub user: UserIx,
    /// Number of the batch, 1 = first.
    pub batch: usize,
    /// How many batches the history has.
    pub batches: usize,
    /// The batch, in the order in which it is to be read.
    pub interactions: &'a [Interaction],
    /// All former states, oldest first.
    pub former: &'a [ProfileState],
}

/// What ratings are to be given from.
#[derive(Clone, Copy, Debug)]
pub struct RateContext<'a> {
    /// The data.
    pub dataset: &'a Dataset,
    /// The user.
    pub user: UserIx,
    /// The profile that is acted on.
    pub profile: &'a str,
    /// The user's last interactions, oldest first; the newest [`RECENT`] are shown.
    pub recent: &'a [Interaction],
    /// The items, in the order in which they are to be sent.
    pub items: &'a [Id],
}

/// A stretch of a message that a variable filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// With what: `profile`.
    pub name: &'static str,
    /// Where, in bytes.
    pub at: Range<usize>,
}

/// Names of a prompt's parts with their lengths in characters.
pub type Parts = Vec<(&'static str, usize)>;

/// What is said to a model, and what is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt<A> {
    /// What is said.
    pub messages: Vec<Message>,
    /// Name and JSON Schema of the answer.
    pub schema: (String, Value),
    /// Its parts and their lengths in characters; together they are all of the messages.
    pub parts: Parts,
    /// What the variables filled in the last message, in order; what lies between is the template's own text.
    pub filled: Vec<Filled>,
    /// What was asked for: reads the answer.
    pub ask: A,
}

impl<A> Prompt<A> {
    /// Characters in all.
    pub fn chars(&self) -> usize {
        self.parts.iter().map(|(_, chars)| chars).sum()
    }

    /// An estimate of its tokens that fits any model: see [`Counting::Bytes`].
    pub fn tokens(&self) -> u64 {
        self.messages.iter().map(|message| Counting::Bytes.count(&message.text)).sum()
    }

    /// Its tokens, part by part.
    pub fn size(&self, by: Counting) -> Size {
        Size::of(&self.messages, &self.filled, by)
    }
}

impl Pack {
    /// The prompt for a batch: [`Self::first`] or [`Self::update`].
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn profile(&self, of: &ProfileContext<'_>) -> Result<Prompt<ProfileAsk>, TemplateError> {
        if of.former.is_empty() { self.first(of) } else { self.update(of) }
    }

    /// The prompt for the first profile.
    ///
    /// # Errors
    /// [`TemplateError`] when a template asks for what is not there.
    pub fn first(&self, of: &ProfileContext<'_>) -> Result<Prompt<ProfileAsk>, TemplateError> {
        let claims = self.head("profile_first.md").is_some_and(|head| head.claims);
        self.profile_prompt("profile_first.md", Contract::first(of.dataset, claims), of)
    }

    /// The prompt for a revision of the newest profile.
    ///
    /// # Errors
    /// [`TemplateError`] when a template asks for what is not there.
    pub fn update(&self, of: &ProfileContext<'_>) -> Result<Prompt<ProfileAsk>, TemplateError> {
        let claims = self.head("profile_update.md").is_some_and(|head| head.claims);
        self.profile_prompt("profile_update.md", Contract::update(of.dataset, claims), of)
    }

    fn profile_prompt(
        &self,
        file: &'static str,
        contract: Contract,
        of: &ProfileContext<'_>,
    ) -> Result<Prompt<ProfileAsk>, TemplateError> {
        let profile = of.former.last().map_or_else(String::new, |state| told(&state.profile));
        let values = Values {
            contract: contract.words(),
            user_info: self.info().user_for_prompt(of.dataset, of.user)?,
            profile,
            recent: String::new(),
            items: self.batch_text(of.dataset, of.interactions)?,
            count: of.interactions.len(),
            batch: (of.batch, of.batches),
        };
        let Said { messages, parts, filled } = self.messages(file, of.dataset, &values)?;
        let head = self.head(file).cloned().unwrap_or_default();
        let seen = || of.former.iter().flat_map(|state| &state.interactions).chain(of.interactions);
        let title = |item: &Id| of.dataset.items.find(item).map(|at| of.dataset.items.spoken_title(at));
        let titles = head.forbid.contains(&Forbidden::Titles);
        let ask = ProfileAsk {
            contract,
            titles: if titles { seen().filter_map(|it| title(&it.item)).collect() } else { Vec::new() },
            forbid_ratings: head.forbid.contains(&Forbidden::Ratings),
            items: seen().map(|it| it.item.clone()).collect(),
            paragraphs: head.paragraphs,
            words: head.words,
        };
        Ok(Prompt { messages, schema: contract.schema(), parts, filled, ask })
    }

    /// The prompt by which items are rated as the user.
    ///
    /// # Errors
    /// [`TemplateError`] when a template asks for what is not there.
    pub fn rate(&self, of: &RateContext<'_>) -> Result<Prompt<RatingAsk>, TemplateError> {
        let contract = Contract::ratings(of.dataset);
        let recent = &of.recent[of.recent.len().saturating_sub(RECENT)..];
        let items = of.items.iter().map(|id| self.item_text(of.dataset, id, None));
        let values = Values {
            contract: contract.words(),
            user_info: self.info().user_for_prompt(of.dataset, of.user)?,
            profile: told(of.profile),
            recent: recent.iter().map(|it| recent_line(of.dataset, it)).collect::<Vec<_>>().join("\n"),
            items: items.collect::<Result<Vec<_>, _>>()?.join("\n\n"),
            count: of.items.len(),
            batch: (0, 0),
        };
        let Said { messages, parts, filled } = self.messages("rate.md", of.dataset, &values)?;
        let ask = RatingAsk { contract, items: of.items.to_vec() };
        Ok(Prompt { messages, schema: contract.schema(), parts, filled, ask })
    }

    /// A batch with its ratings; a date stands where it differs from the one before.
    fn batch_text(&self, dataset: &Dataset, interactions: &[Interaction]) -> Result<String, TemplateError> {
        let mut blocks = Vec::new();
        let mut day = None;
        for it in interactions {
            let on = it.timestamp.map(dates::date);
            if let Some(on) = on.as_ref().filter(|_| on != day) {
                blocks.push(format!("On {on}:"));
            }
            day = on;
            blocks.push(self.item_text(dataset, &it.item, Some(it))?);
        }
        Ok(blocks.join("\n\n"))
    }

    fn item_text(
        &self,
        dataset: &Dataset,
        id: &Id,
        rated: Option<&Interaction>,
    ) -> Result<String, TemplateError> {
        let rated = rated.map_or_else(String::new, |it| format!(" rated {}", it.rating));
        let info = match dataset.items.find(id) {
            Some(item) => self.info().item_for_prompt(dataset, item)?,
            None => "Nothing is known about it.".to_owned(),
        };
        Ok(format!("[{}]{rated}\n{info}", data(&id.to_string())))
    }

    fn messages(
        &self,
        file: &'static str,
        dataset: &Dataset,
        values: &Values,
    ) -> Result<Said, TemplateError> {
        let film = !dataset.items.genre_names().is_empty();
        let (thing, things) = if film { ("film", "films") } else { ("item", "items") };
        let scale = scale_in_words(dataset.scale);
        let system = self.render("system.md", context! { thing, things, scale => &scale })?;
        let Values { contract, user_info, profile, recent, items, count, batch } = values;
        let (number, batches) = batch;
        let all = context! { thing, things, scale => &scale, contract, user_info, items, count };
        let text = match file {
            "profile_first.md" => self.render(file, context! { batch => number, batches, ..all })?,
            "profile_update.md" => {
                self.render(file, context! { profile, batch => number, batches, ..all })?
            }
            _ => self.render(file, context! { profile, recent, ..all })?,
        };
        let filled = filled(&text, values);
        let parts = parts(&system, &text, &filled);
        let message = |role, text| Message { role, text };
        let mut messages = Vec::new();
        if !system.is_empty() {
            messages.push(message(Role::System, system));
        }
        messages.push(message(Role::User, text));
        Ok(Said { messages, parts, filled })
    }
}

/// A prompt but for what reads its answer.
struct Said {
    messages: Vec<Message>,
    parts: Parts,
    filled: Vec<Filled>,
}

/// What fills the variables.
struct Values {
    contract: String,
    user_info: String,
    profile: String,
    recent: String,
    items: String,
    count: usize,
    batch: (usize, usize),
}

/// Where the variables' texts stand, those of the first in the list first where texts lie within each other.
fn filled(text: &str, values: &Values) -> Vec<Filled> {
    let variables = [
        ("contract", &values.contract),
        ("user", &values.user_info),
        ("profile", &values.profile),
        ("recent ratings", &values.recent),
        ("items", &values.items),
    ];
    let mut filled: Vec<Filled> = Vec::new();
    for (name, value) in variables {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        for (start, _) in text.match_indices(value) {
            let at = start..start + value.len();
            if filled.iter().all(|other| other.at.end <= at.start || at.end <= other.at.start) {
                filled.push(Filled { name, at });
            }
        }
    }
    filled.sort_by_key(|one| one.at.start);
    filled
}

/// The parts of a prompt: what each variable took as often as it occurs, and the rest as instructions.
fn parts(system: &str, text: &str, filled: &[Filled]) -> Parts {
    let count = |text: &str| text.chars().count();
    let mut parts: Parts = vec![("system", count(system)), ("instructions", 0)];
    let mut left = count(text);
    for Filled { name, at } in filled {
        let took = count(&text[at.clone()]);
        left -= took;
        match parts.iter_mut().find(|(known, _)| known == name) {
            Some((_, chars)) => *chars += took,
            None => parts.push((name, took)),
        }
    }
    parts[1].1 = left;
    parts.retain(|(_, chars)| *chars > 0);
    parts
}

/// A text that a model wrote, on its way into a prompt.
fn told(profile: &str) -> String {
    cut(clean(profile).trim(), LONGEST_PROFILE)
}

/// `[12] 4  Usual Suspects, The (1995); Crime, Thriller`.
fn recent_line(dataset: &Dataset, it: &Interaction) -> String {
    let items = &dataset.items;
    let known = items.find(&it.item);
    let title = known.map_or_else(String::new, |item| data(items.title(item)));
    let genres =
        known.map_or_else(String::new, |item| data(&items.genre_list(item).collect::<Vec<_>>().join(", ")));
    let about = [cut(&title, 120), genres].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let line = format!("[{}] {}  {}", data(&it.item.to_string()), it.rating, about.join("; "));
    line.trim_end().to_owned()
}
