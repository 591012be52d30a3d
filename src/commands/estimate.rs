//! `--dry-run`: what would be done, and what it would take; never doing it.

use serde::Serialize;

use super::args::Common;
use super::failure::Failure;
use super::output::{SCHEMA_VERSION, json_line, text};
use crate::domain::numbers::{plural, thousands};
use crate::simulation::{Forecast, Price};

/// What would be done.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Plan {
    /// Users.
    pub users: usize,
    /// Profile states that would be written.
    pub states: usize,
    /// Items that would be rated.
    pub items: usize,
}

#[derive(Serialize)]
struct PlanLine<'a> {
    schema_version: u32,
    dry_run: bool,
    #[serde(flatten)]
    plan: &'a Plan,
    provider: String,
    model: Option<String>,
    /// What follows is null where no model is asked.
    calls: Option<usize>,
    tokens_in: Option<u64>,
    tokens_out: Option<u64>,
    /// Null where no price is named for the model.
    cost_usd: Option<f64>,
    /// `known`, `unknown`, `local`.
    price: Option<&'static str>,
    counted: Option<&'static str>,
    parts: Option<Vec<PartLine>>,
}

#[derive(Serialize)]
struct PartLine {
    name: &'static str,
    tokens: u64,
}

/// Prints a plan with its sentence, and what it would take where a model is asked.
///
/// # Errors
/// What writing says.
pub(super) fn print(
    common: &Common,
    sentence: &str,
    plan: &Plan,
    (provider, model): (String, Option<String>),
    forecast: Option<&Forecast>,
) -> Result<(), Failure> {
    if common.json {
        return json_line(&PlanLine {
            schema_version: SCHEMA_VERSION,
            dry_run: true,
            plan,
            provider,
            model,
            calls: forecast.map(|forecast| forecast.calls),
            tokens_in: forecast.map(Forecast::tokens_in),
            tokens_out: forecast.map(|forecast| forecast.tokens_out),
            // As a run says it afterwards: what runs here costs nothing.
            cost_usd: forecast.and_then(|forecast| match forecast.price {
                Price::Local => Some(0.0),
                price => price.dollars(),
            }),
            price: forecast.map(|forecast| match forecast.price {
                Price::Local => "local",
                Price::Dollars(_) => "known",
                Price::Unknown => "unknown",
            }),
            counted: forecast.map(|forecast| forecast.counted.words()),
            parts: forecast.map(|forecast| {
                let part = |(name, tokens): &(&'static str, u64)| PartLine { name, tokens: *tokens };
                forecast.parts.iter().map(part).collect()
            }),
        });
    }
    text(sentence)?;
    let Some(forecast) = forecast else { return Ok(()) };
    text(&format!(
        "{}: about {} tokens in and {} out, {}; more where an answer has to be asked for again",
        plural(forecast.calls, "call"),
        thousands(forecast.tokens_in()),
        thousands(forecast.tokens_out),
        forecast.price
    ))?;
    text(&format!("tokens in, {}: {}", forecast.counted.words(), forecast.parts_in_words()))
}
