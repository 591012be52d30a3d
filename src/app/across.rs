//! From a place on one screen to what stands behind it on another, and back; never what either screen shows.

use super::desk::Screen;
use super::says::Spoken;
use super::screens::rate::RatePane;
use super::{App, Phase};
use crate::domain::Id;

/// A link that was followed from one screen to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crossing {
    from: Screen,
    was_zoomed: bool,
}

impl App {
    /// To what came back for an item, among the results of Rate.
    pub(super) fn cross_to_result(&mut self, item: &Id) {
        if let Phase::Open(study) = &self.phase {
            self.screens.rate.show_result(item, study);
        }
        self.cross(Screen::Rate);
    }

    /// To a sentence of the profile.
    pub(super) fn cross_to_sentence(&mut self, spoken: Spoken) {
        let subject = self.study().and_then(|study| study.subject.as_ref());
        let Some(subject) = subject else { return };
        let mut profile = self.screens.profile.clone();
        profile.show_spoken(subject, spoken);
        self.screens.profile = profile;
        self.cross(Screen::Profile);
    }

    /// To a state of the profile.
    pub(super) fn cross_to_state(&mut self, batch: usize) {
        self.screens.profile.show_batch(batch);
        self.cross(Screen::Profile);
    }

    /// To what came back of the items that were rated.
    pub(super) fn cross_to_ratings(&mut self) {
        self.screens.rate.focus = RatePane::Results;
        self.cross(Screen::Rate);
    }

    /// To the prompts.
    pub(super) fn cross_to_prompts(&mut self) {
        self.cross(Screen::Prompts);
    }

    fn cross(&mut self, to: Screen) {
        let crossing = Crossing { from: self.screen, was_zoomed: self.is_zoomed };
        self.go(to);
        self.crossing = Some(crossing);
    }

    /// Whether the way back leaves the results of Rate at once, not by way of the items to pick.
    pub(super) fn is_at_crossed_result(&self) -> bool {
        let is_there = self.screen == Screen::Rate && self.screens.rate.focus == RatePane::Results;
        is_there && self.crossing.is_some()
    }

    /// Back to the screen where the link was followed, which still shows the same place; whether there was one.
    pub(super) fn cross_back(&mut self) -> bool {
        let Some(Crossing { from, was_zoomed }) = self.crossing.take() else { return false };
        self.go(from);
        self.is_zoomed = was_zoomed;
        true
    }

    /// The screen that the way back leads to, where a link was followed to this one.
    pub(super) fn crossed_from(&self) -> Option<Screen> {
        let is_here = self.screen != Screen::Profile || !self.screens.profile.can_come_back();
        self.crossing.filter(|_| is_here).map(|crossing| crossing.from)
    }
}
