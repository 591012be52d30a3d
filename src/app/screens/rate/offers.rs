//! What can be meant on Rate, and why not where it cannot.

use super::{Rate, RatePane};
use crate::actions::Action;
use crate::app::jobs::{Jobs, Kind};
use crate::app::offers::Offer;
use crate::app::screens::users::matches_offer;
use crate::app::study::{Study, Subject};

impl Rate {
    /// Why nothing can be sent, where nothing can.
    fn send_off(&self, study: &Study, jobs: &Jobs) -> Option<String> {
        let Some(subject) = &study.subject else { return Some("no user is open".to_owned()) };
        if let Some(writer) = subject.run_id().and_then(|run| study.other_writer(run)) {
            return Some(format!(
                "{writer} wrote this run; a fork of it is rated by {}",
                study.data.provider
            ));
        }
        if subject.written() == 0 {
            return Some("there is no profile to act on yet".to_owned());
        }
        if jobs.running(Kind::Rate).is_some() {
            return Some("items are being rated".to_owned());
        }
        self.picked.is_empty().then(|| "nothing is picked".to_owned())
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let send_off = self.send_off(study, jobs);
        let send = match self.picked.len() {
            0 => "send".to_owned(),
            1 => "send 1 item".to_owned(),
            n => format!("send {n} items"),
        };
        let unanswered = study.subject.as_ref().map_or(0, |subject| subject.unanswered().count());
        let again = match unanswered {
            0 => Some("every item asked got a rating"),
            _ => jobs.running(Kind::Rate).map(|_| "items are being rated"),
        };
        let written = study.subject.as_ref().map_or(0, Subject::written);
        let one_state = (written < 2).then_some("there is no other profile state to act on");
        let mut offers = Vec::new();
        if self.focus == RatePane::Pick {
            let none = self.shown.is_empty().then_some("no item is shown");
            let truth = if self.truth { "hide truth" } else { "show truth" };
            offers.push(Offer::new(&[Action::Toggle], "pick").unless(none));
            offers.push(Offer::new(&[Action::MarkAll], "all shown").unless(none));
            offers.push(Offer::new(&[Action::Open], send).unless(send_off));
            offers.push(Offer::new(&[Action::Find], "filter"));
            offers.push(Offer::new(&[Action::PaneNext], "results"));
            offers.push(Offer::new(&[Action::Prev, Action::Next], "another state").unless(one_state));
            offers.push(Offer::new(&[Action::ViewCycle], "which items"));
            offers.push(Offer::new(&[Action::Order], "order"));
            offers.push(Offer::new(&[Action::Truth], truth));
            offers.push(Offer::new(&[Action::MoveDown, Action::MoveUp], "item").unless(none));
            offers.push(matches_offer(&self.filter).unless(none));
        } else {
            let scope = if self.last_send { "whole run" } else { "last send" };
            offers.push(Offer::new(&[Action::MoveDown, Action::MoveUp], "rating"));
            offers.push(Offer::new(&[Action::ViewCycle], scope));
            offers.push(Offer::new(&[Action::RunRest], format!("ask again for {unanswered}")).unless(again));
            offers.push(Offer::new(&[Action::PaneNext], "pick"));
        }
        if jobs.running(Kind::Rate).is_some() {
            offers.insert(0, Offer::new(&[Action::Cancel], "cancel"));
        }
        offers.push(Offer::new(&[Action::Zoom], "zoom"));
        offers
    }
}
