//! What can be meant right now: of the screen, the filter or what lies over them, which one speaks; never in which words
//! one of them does.

use super::jobs::Kind;
use super::offers::{self, Offer};
use super::overlay::Overlay;
use super::study::Study;
use super::{App, Phase, Screen};
use crate::actions::Action;

impl App {
    /// What can be meant on the screen in front, whatever lies over it.
    pub fn screen_offers(&self) -> Vec<Offer> {
        self.only_read(self.offers_of_screen())
    }

    fn offers_of_screen(&self) -> Vec<Offer> {
        let study = match &self.phase {
            Phase::Open(study) => study,
            Phase::Loading if self.arriving().users().is_empty() => {
                return vec![Offer::new(&[Action::Back], "stop")];
            }
            Phase::Loading => {
                return vec![
                    Offer::new(&[Action::Back], "stop"),
                    Offer::new(&[Action::MoveDown, Action::MoveUp], "user"),
                ];
            }
            Phase::Closed(_) => {
                return vec![Offer::new(&[Action::Run], "read again"), Offer::new(&[Action::Close], "quit")];
            }
        };
        let is_about_a_user =
            !matches!(self.screen, Screen::Users | Screen::Runs | Screen::Prompts | Screen::Compare);
        if is_about_a_user && study.subject.is_none() {
            return vec![Offer::new(&[Action::GoUsers], "pick a user")];
        }
        let mut offers = match self.screen {
            Screen::Users => return self.screens.users.offers(&self.jobs),
            Screen::Runs => {
                let mut offers = self.screens.runs.offers(study, &self.jobs);
                offers.push(self.spread_offer());
                return offers;
            }
            Screen::Compare => {
                let mut offers = self.screens.compare.offers();
                offers.push(self.spread_offer());
                return offers;
            }
            Screen::Prompts => return self.screens.prompts.offers(study, &self.jobs),
            Screen::Profile => self.screens.profile.offers(study, &self.jobs),
            Screen::Rate => self.screens.rate.offers(study, &self.jobs),
            Screen::Metrics => self.screens.metrics.offers(study, &self.jobs),
            Screen::Calls => self.screens.calls.offers(study),
        };
        let other = other_runs(study);
        // Where runs are read beside each other, it comes first.
        let first = other.footer && self.screen == Screen::Profile;
        offers.insert(if first { 0 } else { offers.len().saturating_sub(1) }, other);
        if let Some(accept) = self.accept_offer(study) {
            offers.insert(if accept.footer { 0 } else { offers.len() }, accept);
        }
        if matches!(self.screen, Screen::Profile | Screen::Rate) {
            offers.push(self.spread_offer());
            let hurry = self.hurry_offer();
            offers.insert(if hurry.footer { 0 } else { offers.len() }, hurry);
        }
        if let Some(from) = self.crossed_from() {
            offers.insert(0, Offer::new(&[Action::Back], format!("back to {}", from.title())));
        }
        offers
    }

    /// What can be meant right here: in what lies over the screen, in a filter, or on the screen.
    pub fn offers(&self) -> Vec<Offer> {
        match &self.overlay {
            Some(Overlay::Prompt(_)) => {
                vec![Offer::new(&[Action::Open], "do it"), Offer::new(&[Action::Back], "leave it")]
            }
            Some(Overlay::Question(_)) => {
                vec![Offer::new(&[Action::Yes], "yes"), Offer::new(&[Action::No], "no")]
            }
            Some(Overlay::Doubt(in_doubt)) => offers::of_doubt(&in_doubt.doubt),
            Some(Overlay::Models(picker)) => offers::of_picker(picker),
            Some(Overlay::Orders(_)) => vec![
                Offer::new(&[Action::Open], "choose"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
                Offer::new(&[Action::Back], "leave it"),
            ],
            Some(Overlay::Help(_)) => vec![
                Offer::new(&[Action::Back], "close"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
            ],
            Some(Overlay::Commands(_)) => vec![
                Offer::new(&[Action::Open], "do it"),
                Offer::new(&[Action::Back], "close"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
            ],
            Some(Overlay::Messages(sheet)) if sheet.whole.is_some() => vec![
                Offer::new(&[Action::Back], "back"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
                Offer::new(&[Action::Copy], "copy"),
            ],
            Some(Overlay::Spread(_)) => vec![
                Offer::new(&[Action::Back], "close"),
                Offer::new(&[Action::Run], "repeat").unless(self.repeat_off()),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
                Offer::new(&[Action::Cancel], "cancel")
                    .unless(self.jobs.running(Kind::Repeat).is_none().then_some("nothing is repeated")),
                Offer::new(&[Action::CopyPane], "copy"),
                Offer::new(&[Action::Export], "export"),
            ],
            Some(Overlay::Messages(_)) => vec![
                Offer::new(&[Action::Back], "close"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
                Offer::new(&[Action::Open], "read it"),
                Offer::new(&[Action::ViewCycle], "all, warnings, errors"),
                Offer::new(&[Action::Copy, Action::CopyPane], "copy it, all"),
                Offer::new(&[Action::Export], "export"),
            ],
            None if self.is_filtering() => vec![
                Offer::new(&[Action::Open], "keep the filter"),
                Offer::new(&[Action::Back], "clear it"),
                Offer::new(&[Action::MoveDown, Action::MoveUp], "row"),
            ],
            None => self.screen_offers(),
        }
    }
}

/// Turning to another run of the open user; in the footer only where there is one.
fn other_runs(study: &Study) -> Offer {
    const TURN: &[Action] = &[Action::RunsPrev, Action::RunsNext];
    match study.place_of_run() {
        Some((at, of)) if of > 1 => Offer::new(TURN, format!("run {at} of {of}")),
        _ => Offer::quiet(TURN, "another run of this user").unless(Some("this user has no other run")),
    }
}
