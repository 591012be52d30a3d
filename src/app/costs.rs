//! What steps will take and what they took: forecasts of what the screen in front offers, the meter of the session, and
//! what is to be decided before money or a prompt is lost; never who writes.

use std::time::Duration;

use super::jobs::{Job, Kind};
use super::log::Level;
use super::message::{Doubt, Effect, Foreseen, Work};
use super::overlay::{InDoubt, Overlay};
use super::{App, Screen};
use crate::actions::Action;
use crate::domain::Run;
use crate::domain::numbers::money;
use crate::simulation::{Fit, Forecast, Meter};

/// What is known of costs.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// What the session has come to; `None` = nothing was asked.
    pub meter: Option<Meter>,
    foreseen: Foreseen,
    /// Of what a forecast was asked for last.
    asked: Vec<Work>,
}

impl Costs {
    /// What work will take, where that was found out.
    pub fn of(&self, work: &Work) -> Option<&Forecast> {
        self.foreseen.iter().find(|(known, _)| known == work).map(|(_, forecast)| forecast)
    }

    /// `session: 14 calls  $0.0031 of $0.50`; nothing before something was asked or where nothing is to be said.
    pub fn metered(&self) -> Option<String> {
        let Meter { calls, spent, unknown, cap } = self.meter?;
        let calls_words =
            crate::domain::numbers::plural(usize::try_from(calls).unwrap_or(usize::MAX), "call");
        let cap = cap.map_or_else(String::new, |cap| format!(" of ${cap:.2}"));
        let cost = match unknown {
            0 if spent <= 0.0 && cap.is_empty() => String::new(),
            0 => format!("  {}{cap}", money(spent)),
            n if n >= calls => format!("  price unknown{cap}"),
            n => format!("  {} and {n} unknown{cap}", money(spent)),
        };
        Some(format!("session: {calls_words}{cost}"))
    }

    pub(super) fn take(&mut self, foreseen: Foreseen) {
        self.foreseen = foreseen;
    }

    /// What was foreseen is so no longer: a state was written, another model writes.
    pub(super) fn forget(&mut self) {
        self.foreseen.clear();
        self.asked.clear();
    }
}

impl App {
    /// What is known of costs.
    pub fn costs(&self) -> &Costs {
        &self.costs
    }

    /// Has it found out what the steps take that the screen in front offers.
    pub(super) fn foresee(&mut self, effects: &mut Vec<Effect>) {
        let wanted = self.offered_work();
        if wanted.is_empty() || wanted == self.costs.asked {
            return;
        }
        self.costs.asked.clone_from(&wanted);
        self.jobs.start(Work::Forecast(wanted), "looking what it takes", None, effects);
    }

    /// The steps that the screen in front offers, where they take tokens.
    fn offered_work(&self) -> Vec<Work> {
        let Some(study) = self.study().filter(|study| study.data.asks_a_model) else { return Vec::new() };
        if let Some(repeat) = self.repeat_typed() {
            return vec![repeat];
        }
        let Some(subject) = &study.subject else { return Vec::new() };
        match self.screen {
            Screen::Profile if subject.is_read && self.jobs.running(Kind::Write).is_none() => {
                if subject.batches() == 0 || subject.run.as_ref().is_some_and(Run::is_complete) {
                    return Vec::new();
                }
                let (user, run) = (subject.id.clone(), subject.run_id());
                vec![Work::WriteNext { user: user.clone(), run }, Work::WriteRest { user, run }]
            }
            Screen::Rate => self.screens.rate.work(study).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Somebody is to decide about work that was not begun, or not gone on with.
    pub(super) fn doubted(&mut self, job: &Job, work: Work, doubt: Doubt, now: Duration) {
        let in_doubt = InDoubt { work, title: job.title.clone(), user: job.user.clone(), doubt };
        if matches!(self.overlay, None | Some(Overlay::Help(_) | Overlay::Orders(_) | Overlay::Spread(_))) {
            self.overlay = Some(Overlay::Doubt(Box::new(in_doubt)));
        } else {
            // What is typed is not swept away.
            let what = match &in_doubt.doubt {
                Doubt::Cost { forecast, .. } => format!("it takes {forecast}"),
                Doubt::Fit(misfit) => misfit.to_string(),
            };
            self.log.say(Level::Warn, format!("not done: {}: {what}", in_doubt.title), now);
        }
    }

    /// What an action decides; what is still open.
    pub(super) fn decide(
        &mut self,
        in_doubt: Box<InDoubt>,
        action: Action,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        let (fit, slate) = match (&in_doubt.doubt, action) {
            (_, Action::No | Action::Back) => return None,
            (Doubt::Cost { .. }, Action::Yes) => (Fit::Ask, None),
            (Doubt::Fit(misfit), Action::FitWiden) => match misfit.wider() {
                Some(wider) => (Fit::Widen(wider), None),
                None => return Some(Overlay::Doubt(in_doubt)),
            },
            (Doubt::Fit(misfit), Action::FitFewer) if misfit.fewer.is_some() => (Fit::Ask, misfit.fewer),
            (Doubt::Fit(_), Action::FitAnyway) => (Fit::Anyway, None),
            _ => return Some(Overlay::Doubt(in_doubt)),
        };
        let InDoubt { work, title, user, .. } = *in_doubt;
        self.jobs.start(Work::Decided { work: Box::new(work), fit, slate }, title, user, effects);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_never_says_nothing_for_what_is_not_known() {
        let say = |calls, spent, unknown, cap| {
            let meter = Some(Meter { calls, spent, unknown, cap });
            Costs { meter, ..Costs::default() }.metered().unwrap()
        };
        assert_eq!(say(14, 0.0031, 0, Some(0.5)), "session: 14 calls  $0.0031 of $0.50");
        assert_eq!(say(14, 0.0031, 0, None), "session: 14 calls  $0.0031");
        assert_eq!(say(1, 0.0, 1, None), "session: 1 call  price unknown");
        assert_eq!(say(3, 0.25, 1, None), "session: 3 calls  $0.2500 and 1 unknown");
        assert_eq!(say(3, 0.0, 0, None), "session: 3 calls", "on this machine");
        assert_eq!(Costs::default().metered(), None);
    }
}
