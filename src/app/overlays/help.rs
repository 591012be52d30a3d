//! The help: what can be meant here, searched by typing; never what an action does.

use crate::actions::Action;
use crate::app::App;
use crate::app::offers::{self, Offer};
use crate::app::overlay::Overlay;
use crate::app::search::fold;

/// A row of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// Whether it is about the screen rather than about anywhere.
    pub is_here: bool,
    /// What is offered.
    pub offer: Offer,
}

impl App {
    /// The rows of the help that match what is searched: offers of the screen, then those of everywhere that
    /// the screen does not name.
    pub fn help_rows(&self) -> Vec<HelpRow> {
        match &self.overlay {
            Some(Overlay::Help(sheet)) => self.help_rows_with(sheet.input.text()),
            _ => self.help_rows_with(""),
        }
    }

    /// All rows of the help, whatever is searched.
    pub fn all_help_rows(&self) -> Vec<HelpRow> {
        self.help_rows_with("")
    }

    /// The rows in which every word of a search occurs: in their words, ids or keys, or in why they are off.
    pub(in crate::app) fn help_rows_with(&self, search: &str) -> Vec<HelpRow> {
        let here = self.screen_offers();
        let named: Vec<Action> = here.iter().flat_map(|offer| offer.actions).copied().collect();
        let anywhere =
            offers::anywhere().into_iter().filter(|offer| !offer.actions.iter().all(|a| named.contains(a)));
        let row = |is_here| move |offer| HelpRow { is_here, offer };
        let rows = here.into_iter().map(row(true)).chain(anywhere.map(row(false)));
        let words: Vec<String> = search.split_whitespace().map(fold).collect();
        rows.filter(|row| words.is_empty() || self.says(&row.offer, &words)).collect()
    }

    fn says(&self, offer: &Offer, words: &[String]) -> bool {
        let context = self.screen_context();
        let mut said = format!("{} {}", offer.explained(), offer.off.as_deref().unwrap_or_default());
        for &action in offer.actions {
            said.extend([" ", action.id(), " ", action.title(), " ", action.about()]);
            for chord in self.keymap.keys(context, action) {
                said.push(' ');
                said.push_str(&chord.to_string());
            }
        }
        let said = fold(&said);
        words.iter().all(|word| said.contains(word))
    }
}
