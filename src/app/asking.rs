//! What can be done about requests that are under way: looked at, not waited for; never how they go.

use std::time::Duration;

use super::live::{Live, Waiting};
use super::log::Level;
use super::message::Effect;
use super::offers::Offer;
use super::screens::profile::ProfilePane;
use super::{App, Screen};
use crate::actions::Action;
use crate::domain::Task;

impl App {
    /// What is asked for the user and run on the screen in front, where that is one that shows it.
    pub fn live_in_front(&self) -> Option<&Live> {
        let subject = self.study()?.subject.as_ref()?;
        let task = match self.screen {
            Screen::Profile => Task::Profile,
            Screen::Rate => Task::Rating,
            _ => return None,
        };
        self.live.of(&subject.id, subject.run_id(), task)
    }

    /// Of which requests something on the screen says how long they have taken or are waited for.
    pub(super) fn looked_at(&self) -> impl Fn(&Live) -> bool + use<> {
        let front = self.live_in_front().map(|front| front.run);
        let foremost = self.jobs.foremost().filter(|job| !job.is_cohort()).map(|job| job.id);
        // The status line speaks of the one that is waited for.
        move |live| {
            front == Some(live.run) || live.wait.is_some() && foremost.is_some_and(|job| live.is_of(job))
        }
    }

    /// The wait that a person sees: that of the screen in front, else of what the status line speaks of.
    fn seen_wait(&self) -> Option<(&Live, &Waiting)> {
        let foremost = || self.jobs.foremost().and_then(|job| self.live.of_job(job.id));
        let live = self.live_in_front().or_else(foremost)?;
        live.wait.as_ref().map(|wait| (live, wait))
    }

    /// Cutting a wait short; in the footer where there is one.
    pub(super) fn hurry_offer(&self) -> Offer {
        match self.seen_wait() {
            Some((_, wait)) if wait.can_be_cut() => Offer::new(&[Action::Hurry], "try now"),
            Some((_, wait)) => Offer::quiet(&[Action::Hurry], "try now").unless(wait.why_not_cut()),
            None => Offer::quiet(&[Action::Hurry], "try now").unless(Some("no request is waited for")),
        }
    }

    /// Cuts the wait short that is seen.
    pub(super) fn hurry(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let Some((live, wait)) = self.seen_wait() else {
            return self.log.say(Level::Info, "no request is waited for", now);
        };
        if wait.can_be_cut() {
            effects.push(Effect::Hurry(live.run));
        }
    }

    /// Moves in the text that arrives, where it has the keys; whether it did.
    pub(super) fn travel_live(&mut self, action: Action) -> bool {
        use Action::{Bottom, MoveDown, MoveUp, PageDown, PageUp, Top};
        let is_travel = matches!(action, MoveDown | MoveUp | PageDown | PageUp | Top | Bottom);
        if !is_travel
            || self.screen != Screen::Profile
            || self.screens.profile.focus.pane != ProfilePane::Text
        {
            return false;
        }
        let subject = self.study().and_then(|study| study.subject.as_ref());
        let here = subject.and_then(|subject| self.screens.profile.batch(subject));
        let Some(live) = self.live_in_front().filter(|live| Some(live.batch) == here) else { return false };
        // About as many as it takes: no line is wider than prose is wrapped.
        let raw = live.draft.raw();
        let rows = raw.len() / 60 + raw.matches("\\n").count() + raw.matches('\n').count();
        let page = usize::from(self.size.1 / 2).max(1);
        self.screens.profile.travel_live(action, rows, page);
        true
    }
}
