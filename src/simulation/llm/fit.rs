//! What a request will take, and whether its prompt fits the model's window; never sending it.

use super::LanguageModel;
use crate::domain::Id;
use crate::prompting::{Counting, Prompt};
use crate::simulation::{Fit, Forecast, Misfit, Price, RatingRequest, SimulationError, Window};

/// A prompt of fewer bytes fits every window that there is: its tokens are not worth counting.
const SURELY_FITS: u64 = 1_024;

/// What goes with a request whose prompt was held against the window.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The window to ask for.
    pub(super) window: Option<u64>,
    /// What is kept with the call.
    pub(super) noticed: Option<String>,
}

/// Whether a request may be sent.
#[derive(Debug)]
pub(super) enum Verdict {
    Sent(Checked),
    Refused(Misfit),
}

impl Verdict {
    /// What goes with it.
    ///
    /// # Errors
    /// [`SimulationError::Misfit`], completed by what is known of its items.
    pub(super) fn or_refuse(
        self,
        completed: impl FnOnce(Misfit) -> Misfit,
    ) -> Result<Checked, SimulationError> {
        match self {
            Self::Sent(checked) => Ok(checked),
            Self::Refused(misfit) => Err(SimulationError::Misfit(Box::new(completed(misfit)))),
        }
    }
}

impl LanguageModel {
    fn counting(&self) -> Counting {
        Counting::of(&self.model.who().1)
    }

    /// What a prompt and its answer take.
    pub(super) fn forecast<A>(&self, prompt: &Prompt<A>, answer: u64) -> Forecast {
        let size = prompt.size(self.counting());
        let price = if self.model.is_local() {
            Price::Local
        } else {
            self.model.dollars(size.total(), answer).map_or(Price::Unknown, Price::Dollars)
        };
        Forecast { calls: 1, parts: size.parts, counted: size.by, tokens_out: answer, price }
    }

    /// Holds a prompt against the window; one that is not known fits everything.
    pub(super) fn fits<A>(&self, prompt: &Prompt<A>, answer: u64, fit: Fit) -> Verdict {
        let Some(misfit) = self.misfit(prompt, answer) else { return Verdict::Sent(Checked::default()) };
        let noticed = Some(format!("truncated? {misfit}"));
        match fit {
            Fit::Widen(window) => Verdict::Sent(Checked { window: Some(window), noticed: None }),
            Fit::Anyway => Verdict::Sent(Checked { window: None, noticed }),
            Fit::Guard if !misfit.window.is_silent => Verdict::Sent(Checked { window: None, noticed }),
            Fit::Guard | Fit::Ask => Verdict::Refused(misfit),
        }
    }

    fn misfit<A>(&self, prompt: &Prompt<A>, answer: u64) -> Option<Misfit> {
        let window = self.model.window()?;
        let bytes: usize = prompt.messages.iter().map(|message| message.text.len()).sum();
        // A token is a byte at the least.
        if (bytes as u64) < SURELY_FITS.min(window.tokens.saturating_sub(answer)) {
            return None;
        }
        let size = prompt.size(self.counting());
        let (total, counted) = (size.total(), size.by);
        let who = self.name();
        if total + answer <= window.tokens {
            return None;
        }
        Some(Misfit { who, prompt: total, answer, counted, window, items: 0, fewer: None })
    }

    /// How many of the items fit into a window, the others left for other requests; `None` = not one.
    pub(super) fn that_fit(
        &self,
        asked: &RatingRequest,
        profile: &str,
        items: &[Id],
        window: &Window,
    ) -> Option<usize> {
        (1..items.len()).rev().find(|&count| {
            let prompt = items.get(..count).and_then(|some| self.rating_prompt(asked, profile, some).ok());
            prompt.is_some_and(|prompt| {
                prompt.size(self.counting()).total() + prompt.answer_tokens() <= window.tokens
            })
        })
    }
}
