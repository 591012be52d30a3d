//! The prompts in use: when they are read; never what they say.

use super::desk::Screen;
use super::jobs::Kind;
use super::message::{Effect, Work};
use super::{App, Phase};

impl App {
    /// Reads the prompts once their screen is looked at.
    pub(super) fn read_prompts(&mut self, effects: &mut Vec<Effect>) {
        let is_wanted = self.screen == Screen::Prompts && self.screens.prompts.is_unread();
        if is_wanted && matches!(self.phase, Phase::Open(_)) && self.jobs.running(Kind::Prompts).is_none() {
            self.jobs.start(Work::Prompts, "reading the prompts", None, effects);
        }
    }
}
