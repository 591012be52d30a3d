//! Commands that name what they are about (`user 7`, `run r3`, `state 2`, `theme mono`): what is meant by what is typed, and going
//! there; never the commands that need no name.

use std::time::Duration;

use super::commands::Command;
use crate::actions::Action;
use crate::app::log::Level;
use crate::app::message::{Effect, Work};
use crate::app::search::fold;
use crate::app::study::Subject;
use crate::app::{App, Screen};
use crate::domain::numbers::money;
use crate::domain::text::clean_line;
use crate::domain::{Id, RunId};

/// What a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A user to open.
    User(Id),
    /// A run to open.
    Run(RunId),
    /// A batch of the open user, 1 = first.
    State(usize),
    /// A theme to draw in.
    Theme(String),
    /// A provider to look at.
    Provider(String),
    /// A model of the present provider.
    Model(String),
    /// The most that the session may cost, in ten-thousandths of a US dollar; `None` = as much as it takes.
    Budget(Option<u64>),
}

/// As many as anybody looks through.
const MOST: usize = 50;

impl App {
    /// The commands that are meant by a word and a name; `None` where none of these words is typed. Where nothing is
    /// called so, one that says what is expected.
    pub(in crate::app) fn named_commands(&self, search: &str) -> Option<Vec<Command>> {
        let (word, name) = search.trim_start().split_once(' ')?;
        let name = fold(name.trim());
        if word == "theme" {
            return Some(self.themes_called(&name));
        }
        if let Some(asked) = about_asking(word, search.trim_start()) {
            return Some(asked);
        }
        let study = self.study()?;
        let subject = study.subject.as_ref();
        let (found, expected) = match word {
            "user" => {
                let users = &study.data.dataset.users;
                let all = users.all().filter_map(|user| Some((users.id(user)?, user)));
                let about = |(id, user)| {
                    let known: Vec<_> = users.known(user).map(|(_, value)| value).collect();
                    let about = clean_line(&format!("user {id}  {}", known.join(" ")));
                    (Argument::User(id), about)
                };
                let found = best(all, &name, |(id, _)| fold(&id.to_string()));
                (found.into_iter().map(about).collect::<Vec<_>>(), "the id of a user is expected".to_owned())
            }
            "run" => {
                let all = study.runs().iter().filter(|run| run.trashed.is_none());
                let words = |run: &&crate::app::RunSummary| fold(&format!("{} {}", run.id, run.name));
                let about = |run: &crate::app::RunSummary| {
                    let about = format!("run {} {}  of user {}", run.id, run.name, run.user);
                    (Argument::Run(run.id), clean_line(&about))
                };
                let found = best(all, &name, words).into_iter().map(about).collect();
                (found, "the number or the name of a run is expected, as r3".to_owned())
            }
            "state" | "batch" => {
                let batches = subject.map_or(0, Subject::batches);
                let about = |batch: usize| {
                    let is_written = subject.is_some_and(|subject| subject.state(batch).is_some());
                    let written = if is_written { "" } else { "  not written yet" };
                    (Argument::State(batch), format!("state {batch} of {batches}{written}"))
                };
                let found = best(1..=batches, &name, ToString::to_string);
                let expected = match subject {
                    None => "no user is open whose states there could be".to_owned(),
                    Some(_) => format!("a number is expected, 1 to {batches}"),
                };
                (found.into_iter().map(about).collect(), expected)
            }
            _ => return None,
        };
        Some(named(word, found, expected))
    }

    fn themes_called(&self, name: &str) -> Vec<Command> {
        let all = &self.themes.all;
        let about = |(name, about): &(String, String)| {
            (Argument::Theme(name.clone()), clean_line(&format!("theme {name}: {about}")))
        };
        let found = best(all.iter(), name, |(name, _)| fold(name)).into_iter().map(about).collect();
        let known: Vec<_> = all.iter().map(|(name, _)| name.as_str()).collect();
        named("theme", found, clean_line(&format!("a theme is expected: {}", known.join(", "))))
    }

    /// To what a command is about.
    pub(super) fn go_to_named(&mut self, what: &Argument, now: Duration, effects: &mut Vec<Effect>) {
        match what {
            Argument::User(id) => self.open_named(Some(id.clone()), None, now, effects),
            Argument::Run(run) => self.open_named(None, Some(*run), now, effects),
            Argument::State(batch) => {
                self.screens.profile.show_batch(*batch);
                self.go(Screen::Profile);
            }
            Argument::Theme(name) => return self.keep_theme(name, effects),
            Argument::Provider(name) => return self.pick_model(Some(name.clone()), effects),
            Argument::Model(name) => {
                let Some(writer) = self.study().map(|study| study.data.writer.clone()) else { return };
                self.start_choice(writer, Some((name.clone(), None)), now, effects);
                return;
            }
            Argument::Budget(cap) => {
                let dollars = cap.map(|cap| cap as f64 / PER_DOLLAR);
                let said = match dollars {
                    Some(dollars) => format!("the session may cost {} in all", money(dollars)),
                    None => "the session may cost as much as it takes".to_owned(),
                };
                self.log.say(Level::Info, said, now);
                self.jobs.start(Work::Budget(dollars), "setting the budget", None, effects);
                return;
            }
        }
        self.follow_subject();
    }
}

impl Command {
    fn named(argument: Option<Argument>, about: String, off: Option<String>) -> Self {
        Self { action: Action::Open, argument, about, off, hits: Vec::new() }
    }
}

/// Ten-thousandths of a dollar in one: what a price is shown in.
const PER_DOLLAR: f64 = 10_000.0;

/// Who is asked, and for how much: what is named need not be known here.
fn about_asking(word: &str, typed: &str) -> Option<Vec<Command>> {
    let name = typed.split_once(' ').map_or("", |(_, name)| name.trim());
    let (found, expected) = match word {
        "provider" => (
            (!name.is_empty()).then(|| {
                (Argument::Provider(name.to_owned()), format!("provider {name}: look at it and its models"))
            }),
            "the name of a provider is expected, as ollama",
        ),
        "model" => (
            (!name.is_empty()).then(|| {
                (Argument::Model(name.to_owned()), format!("model {name}: of the provider that writes now"))
            }),
            "the name of a model is expected, as the provider calls it",
        ),
        "budget" => (
            match (name, name.trim_start_matches('$').parse::<f64>()) {
                ("none" | "off", _) => {
                    Some((Argument::Budget(None), "budget none: as much as it takes".to_owned()))
                }
                (_, Ok(dollars)) if (0.0001..=1e6).contains(&dollars) => Some((
                    Argument::Budget(Some((dollars * PER_DOLLAR).round() as u64)),
                    format!("budget {}: the most that this session may cost in all", money(dollars)),
                )),
                _ => None,
            },
            "US dollars are expected, as 1.00, or none",
        ),
        _ => return None,
    };
    Some(named(
        word,
        found.into_iter().map(|(what, about)| (what, clean_line(&about))).collect(),
        expected.to_owned(),
    ))
}

/// The commands for what was found; for nothing, one that says what is expected.
fn named(word: &str, found: Vec<(Argument, String)>, expected: String) -> Vec<Command> {
    if found.is_empty() {
        return vec![Command::named(None, word.to_owned(), Some(expected))];
    }
    found.into_iter().map(|(what, about)| Command::named(Some(what), about, None)).collect()
}

/// Those whose words hold the letters of a name in their order: what is called so first, then what begins so, then
/// the shortest.
fn best<T>(all: impl Iterator<Item = T>, name: &str, words: impl Fn(&T) -> String) -> Vec<T> {
    let mut found: Vec<((u8, usize), T)> = Vec::new();
    for one in all {
        let words = words(&one);
        let is_it = |word: &str| word == name || word.strip_prefix('r') == Some(name);
        let rank = if words.split(' ').any(is_it) {
            0
        } else if words.starts_with(name) {
            1
        } else if words.contains(name) {
            2
        } else if holds(&words, name) {
            3
        } else {
            continue;
        };
        // Without a name the order is as it was.
        found.push(((rank, if name.is_empty() { 0 } else { words.len() }), one));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(MOST);
    found.into_iter().map(|(_, one)| one).collect()
}

/// Whether letters occur in a text in their order.
fn holds(text: &str, letters: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().filter(|letter| *letter != ' ').all(|letter| rest.any(|one| one == letter))
}
