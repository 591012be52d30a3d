//! What every list with a filter line does alike: keys and pasted text go to the line while it is typed, and an action
//! is the line's before it is the list's; never which rows a list has.

use super::App;
use super::desk::{Answer, Desk, Screen};
use super::filter::{Filter, Filtered};
use super::study::Study;
use crate::actions::Action;
use crate::config::keymap::Key;

/// A list with a filter line.
pub(super) trait Listing {
    /// The line.
    fn filter(&mut self) -> &mut Filter;

    /// Lists what the line lets through.
    fn show(&mut self, study: &Study);

    /// Answers an action that is not the line's.
    fn act_on_rows(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer;

    /// Answers an action.
    fn act_on_list(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match self.filter().act(action) {
            Filtered::Changed => self.show(desk.study),
            Filtered::Same => {}
            Filtered::NotMine => return self.act_on_rows(action, desk),
        }
        Answer::Done
    }

    /// Takes a key while the line is typed.
    fn key(&mut self, key: Key, study: &Study) {
        if self.filter().key(key) {
            self.show(study);
        }
    }

    /// Takes pasted text while the line is typed.
    fn paste(&mut self, text: &str, study: &Study) {
        if self.filter().paste(text) {
            self.show(study);
        }
    }
}

impl super::Screens {
    /// The list with a filter line of a screen, where it has one.
    pub(super) fn listing(&mut self, of: Screen) -> Option<&mut dyn Listing> {
        match of {
            Screen::Users => Some(&mut self.users),
            Screen::Rate => Some(&mut self.rate),
            Screen::Calls => Some(&mut self.calls),
            Screen::Runs => Some(&mut self.runs),
            Screen::Profile | Screen::Metrics | Screen::Prompts | Screen::Compare => None,
        }
    }

    /// Its filter line.
    pub(super) fn filter(&self, of: Screen) -> Option<&Filter> {
        match of {
            Screen::Users => Some(&self.users.filter),
            Screen::Rate => Some(&self.rate.filter),
            Screen::Calls => Some(&self.calls.filter),
            Screen::Runs => Some(&self.runs.filter),
            Screen::Profile | Screen::Metrics | Screen::Prompts | Screen::Compare => None,
        }
    }
}

impl App {
    /// Whether a filter is being typed on the screen in front.
    pub fn is_filtering(&self) -> bool {
        self.study().is_some() && self.screens.filter(self.screen).is_some_and(Filter::is_open)
    }
}
