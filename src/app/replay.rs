//! A replay: what was recorded is looked at or played; nothing is written, and everything that would says so.

use super::jobs::Kind;
use super::message::{Effect, Work};
use super::offers::Offer;
use super::restore::Way;
use super::{App, Phase, Screen};
use crate::actions::Action;
use crate::domain::RunId;
use crate::simulation::READ_ONLY;

/// How what was recorded is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// All of it is there.
    Still,
    /// It comes as it came; whether it was begun.
    Played(bool),
}

impl App {
    /// Looks at what was recorded and writes nothing; `realtime` plays it. `None` = the store is worked with.
    #[must_use]
    pub fn replaying(mut self, realtime: Option<bool>) -> Self {
        self.replay = realtime.map(|plays| if plays { Replay::Played(false) } else { Replay::Still });
        self
    }

    /// Whether what is shown was recorded and is only looked at.
    pub fn is_replay(&self) -> bool {
        self.replay.is_some()
    }

    /// Whether an action would write something on the screen in front.
    fn writes(&self, action: Action) -> bool {
        match action {
            Action::Run | Action::RunRest => !matches!(self.phase, Phase::Closed(_)),
            Action::Fork | Action::Rename | Action::Delete | Action::Accept | Action::Edit | Action::Test => {
                true
            }
            // Sends what is picked.
            Action::Open => self.screen == Screen::Rate && self.screens.rate.sends(),
            _ => false,
        }
    }

    /// The run that is played on by a key.
    fn playable(&self, action: Action) -> Option<RunId> {
        let is_it = self.replay == Some(Replay::Played(true))
            && self.screen == Screen::Profile
            && matches!(action, Action::Run | Action::RunRest)
            && self.jobs.running(Kind::Write).is_none();
        self.study().filter(|_| is_it)?.subject.as_ref()?.run_id()
    }

    /// Why an action is off because nothing is written here.
    pub(super) fn not_in_a_replay(&self, action: Action) -> Option<&'static str> {
        (self.is_replay() && self.writes(action) && self.playable(action).is_none()).then_some(READ_ONLY)
    }

    /// The same offers; in a replay those that would write are off, and what is played can be played on.
    pub(super) fn only_read(&self, offers: Vec<Offer>) -> Vec<Offer> {
        if !self.is_replay() {
            return offers;
        }
        let read = |offer: Offer| {
            let [action, ..] = offer.actions else { return offer };
            if self.playable(*action).is_some() {
                return match action {
                    Action::Run => Offer::new(&[Action::Run], "play on"),
                    _ => Offer::quiet(&[Action::RunRest], "play on"),
                };
            }
            let off = offer.actions.iter().find_map(|action| self.not_in_a_replay(*action));
            // The reason that holds in any case comes before those that may pass.
            Offer { off: off.map(Into::into).or(offer.off), ..offer }
        };
        offers.into_iter().map(read).collect()
    }

    /// Goes on with what was stopped; whether that was meant.
    pub(super) fn play_on(&mut self, action: Action, effects: &mut Vec<Effect>) -> bool {
        let Some(run) = self.playable(action) else { return false };
        self.play(run, effects);
        true
    }

    /// Begins to play once the run is open.
    pub(super) fn begin_to_play(&mut self, effects: &mut Vec<Effect>) {
        if self.replay != Some(Replay::Played(false)) || self.way != Way::Gone {
            return;
        }
        let subject = self.study().and_then(|study| study.subject.as_ref()).filter(|subject| subject.is_read);
        let Some(run) = subject.and_then(super::study::Subject::run_id) else { return };
        self.replay = Some(Replay::Played(true));
        self.play(run, effects);
    }

    /// All of it was played: it is there, and that is that.
    pub(super) fn played(&mut self) {
        if self.is_replay() {
            self.replay = Some(Replay::Still);
        }
    }

    fn play(&mut self, run: RunId, effects: &mut Vec<Effect>) {
        let user = self.study().and_then(|study| study.subject.as_ref()).map(|subject| subject.id.clone());
        self.jobs.start(Work::Play { run }, format!("playing {run}"), user, effects);
    }
}
