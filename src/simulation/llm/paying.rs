//! What a request may cost, set aside before it is sent, and what it came to; never whether it is sent again.

use super::LanguageModel;
use super::budget::Reservation;
use crate::domain::{CallCost, Usage};
use crate::simulation::SimulationError;
use crate::simulation::chat::{Cause, ChatRequest};

impl LanguageModel {
    /// Sets aside what a request can cost at most.
    pub(super) fn reserve(&self, request: &ChatRequest) -> Result<Reservation<'_>, SimulationError> {
        let dollars = self.model.dollars(tokens_at_most(request), u64::from(request.max_tokens.unwrap_or(0)));
        let most = match (dollars, request.max_tokens) {
            // A request without a cap on its answer has no price, unless it is free.
            (Some(dollars), cap) if cap.is_some() || dollars <= 0.0 => Some(dollars),
            _ if !self.budget.is_capped() => None,
            _ => {
                return Err(SimulationError::Budget(format!(
                    "the price of {} is unknown, so a budget cannot be kept; name its price in the config or leave \
                     --max-cost out",
                    self.name()
                )));
            }
        };
        self.budget.reserve(most).map_err(SimulationError::Budget)
    }
}

/// Nothing asked, nothing spent: unlike [`Usage::default`], of which tokens are unknown.
pub(super) fn nothing_yet() -> Usage {
    Usage { calls: 0, attempts: 0, tokens_in: Some(0), tokens_out: Some(0), cost_usd: Some(0.0) }
}

/// Tokens of a request that no tokenizer has fewer bytes for than this supposes: English has four bytes a token, and
/// other scripts fewer than three only where they are rare.
fn tokens_at_most(request: &ChatRequest) -> u64 {
    let texts: usize = request.messages.iter().map(|message| message.text.len() + 16).sum();
    let schema = request.schema.as_ref().map_or(0, |(name, schema)| name.len() + schema.to_string().len());
    (texts + schema).div_ceil(2) as u64
}

/// Pays what it cost, as far as the server says.
pub(super) fn settle(reservation: Reservation<'_>, cost: &CallCost) {
    match cost.cost_usd {
        Some(dollars) => reservation.settle(dollars),
        None => reservation.settle_unknown(),
    }
}

/// A request that never got there cost nothing.
pub(super) fn settle_failed(reservation: Reservation<'_>, cause: Cause, cost: &CallCost) {
    let is_free = !matches!(
        cause,
        Cause::Broken | Cause::TimedOut | Cause::MidStream | Cause::Garbled | Cause::TooLarge
    );
    match cost.cost_usd {
        Some(dollars) => reservation.settle(dollars),
        None if is_free => reservation.settle(0.0),
        None => reservation.settle_unknown(),
    }
}
