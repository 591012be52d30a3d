//! The commands: every action by name, found by typing a few of its letters; never what an action does.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::arguments::Argument;
use crate::actions::Action;
use crate::app::App;
use crate::app::offers::{self, Offer};
use crate::app::overlay::Overlay;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What it means.
    pub action: Action,
    /// What it is about, where that was named.
    pub argument: Option<Argument>,
    /// What it does here.
    pub about: String,
    /// Why it is off; `None` = it works.
    pub off: Option<String>,
    /// Which characters of title, a space, and `about` were searched for.
    pub hits: Vec<usize>,
}

impl Command {
    fn of(action: Action, offer: &Offer) -> Self {
        let about = match offer.actions {
            [_] => offer.explained().into_owned(),
            _ => action.about().to_owned(),
        };
        Self {
            action,
            argument: None,
            about,
            off: offer.off.as_ref().map(ToString::to_string),
            hits: Vec::new(),
        }
    }

    /// What is searched.
    fn words(&self) -> String {
        format!("{} {}", self.action.title(), self.about)
    }
}

/// What answers something else that is open, or what opened these commands.
const ANSWERS: [Action; 7] = [
    Action::Yes,
    Action::No,
    Action::FitWiden,
    Action::FitFewer,
    Action::FitAnyway,
    Action::Commands,
    Action::Interrupt,
];

impl App {
    /// The commands that match what is searched, the best first.
    pub fn commands(&self) -> Vec<Command> {
        match &self.overlay {
            Some(Overlay::Commands(palette)) => self.commands_with(palette.input.text()),
            _ => self.commands_with(""),
        }
    }

    /// The commands that match a search: what the screen offers first, then what works everywhere, then what
    /// means nothing here.
    pub(in crate::app) fn commands_with(&self, search: &str) -> Vec<Command> {
        let mut all: Vec<Command> = Vec::new();
        for offer in self.screen_offers().into_iter().chain(offers::anywhere()) {
            for &action in offer.actions {
                if !ANSWERS.contains(&action) && all.iter().all(|command| command.action != action) {
                    all.push(Command::of(action, &offer));
                }
            }
        }
        for action in Action::ALL {
            if !ANSWERS.contains(&action) && all.iter().all(|command| command.action != action) {
                let off = Some("it means nothing on this screen".to_owned());
                let about = action.about().to_owned();
                all.push(Command { action, argument: None, about, off, hits: Vec::new() });
            }
        }
        if search.trim().is_empty() {
            return all;
        }
        // A name that is there comes before the commands whose words happen to match; one that is not, after them.
        let mut named = self.named_commands(search).unwrap_or_default();
        let found = best(all, search);
        if named.iter().any(|command| command.off.is_some()) {
            return found.into_iter().chain(named).collect();
        }
        named.extend(found);
        named
    }
}

/// The commands that match, the best first; among equals those that work.
fn best(all: Vec<Command>, search: &str) -> Vec<Command> {
    let pattern = Pattern::parse(search, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    for mut command in all {
        let words = command.words();
        let mut hits = Vec::new();
        let by_words = pattern.indices(Utf32Str::new(&words, &mut buffer), &mut matcher, &mut hits);
        let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
        // What it is called counts twice, and most when it is called exactly so; an id is for who has read keys.toml.
        let by_name = score(command.action.title()).or_else(|| score(command.action.id()));
        if by_words.is_none() && by_name.is_none() {
            continue;
        }
        hits.sort_unstable();
        hits.dedup();
        command.hits = hits.into_iter().map(|hit| hit as usize).collect();
        let is_named = [command.action.title(), command.action.id()].contains(&search.trim());
        let score = by_words.unwrap_or(0) + by_name.unwrap_or(0);
        found.push(((is_named, score), command));
    }
    // The order of the table breaks ties: sorting is stable.
    found.sort_by_key(|(score, command)| (Reverse(*score), command.off.is_some()));
    found.into_iter().map(|(_, command)| command).collect()
}
