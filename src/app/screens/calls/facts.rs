//! What is said of a call in a row: when, what for, which try, what came of it, what it took; never more than a few
//! words each.

use std::sync::Arc;

pub use crate::domain::numbers::money;
use crate::domain::numbers::thousands;
use crate::domain::text::clean_line;
use crate::domain::{Call, NewCall, Outcome, Task};

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Price {
    /// So many US dollars.
    Known(f64),
    /// Nothing: it was made on this machine.
    Local,
    /// It is not known.
    Unknown,
}

/// What a call cost, as far as it is known.
pub fn price(call: &NewCall) -> Price {
    match call.cost.cost_usd {
        // What runs here is priced at nothing, or not at all.
        None | Some(0.0) if is_local(&call.exchange.url) => Price::Local,
        Some(cost) if cost.is_finite() => Price::Known(cost),
        _ => Price::Unknown,
    }
}

/// Whether an address is of this machine.
fn is_local(url: &str) -> bool {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name == "::1" || name.starts_with("127.")
}

/// `$0.0004`, `local`, `unknown`
impl std::fmt::Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(dollars) => f.pad(&money(*dollars)),
            Self::Local => f.pad("local"),
            Self::Unknown => f.pad("unknown"),
        }
    }
}

/// `B4 update`, `B2 rate x10`
pub fn what(call: &NewCall) -> String {
    match (call.task, call.batch, call.items.len()) {
        (Task::Profile, 0 | 1, _) => format!("B{} profile", call.batch),
        (Task::Profile, batch, _) => format!("B{batch} update"),
        // Kept before it was kept which items were asked for.
        (Task::Rating, batch, 0) => format!("B{batch} rate"),
        (Task::Rating, batch, items) => format!("B{batch} rate x{items}"),
    }
}

/// `2/3`
pub fn tries(call: &NewCall) -> String {
    format!("{}/{}", call.attempt, call.attempts)
}

/// When a call was sent: `12:03:50`
pub fn time(call: &NewCall) -> String {
    clock(&call.sent)
}

/// `12:03:50` of `2026-11-22T12:03:50.123Z`
pub fn clock(instant: &str) -> String {
    let clock = instant.split_once('T').map_or(instant, |(_, clock)| clock);
    clean_line(&clock.chars().take(8).collect::<String>())
}

/// One word: what came of it, of a failure its cause.
pub fn status(call: &NewCall) -> String {
    match &call.outcome {
        Outcome::Failed { cause, .. } if !cause.is_empty() => clean_line(cause),
        outcome => outcome.word().to_owned(),
    }
}

/// `1,812/296`
pub fn tokens(call: &NewCall) -> String {
    let count = |tokens: Option<u64>| tokens.map_or_else(|| "-".to_owned(), thousands);
    match (call.cost.tokens_in, call.cost.tokens_out) {
        (None, None) => "-".to_owned(),
        (sent, received) => format!("{}/{}", count(sent), count(received)),
    }
}

/// Milliseconds in seconds.
pub fn seconds(milliseconds: u64) -> String {
    format!("{:.1}", milliseconds as f64 / 1000.0)
}

/// What stands out: that nothing was written from it, that it was tried again, that the answer was cut, that something was noticed.
pub fn tags(call: &Call, all: &[Arc<Call>]) -> String {
    let mut tags = Vec::new();
    if call.is_test {
        tags.push("test".to_owned());
    }
    tags.extend(call.repetition.map(|number| format!("repetition {number}")));
    if next_try(call, all).is_some() {
        tags.push("retried".to_owned());
    }
    if call.made.finish.as_deref() == Some("length") {
        tags.push("cut".to_owned());
    }
    if !call.made.warnings.is_empty() {
        tags.push(crate::domain::numbers::plural(call.made.warnings.len(), "warning"));
    }
    tags.join(", ")
}

/// The try that followed a call of the same step.
pub fn next_try<'a>(call: &Call, all: &'a [Arc<Call>]) -> Option<&'a Arc<Call>> {
    let step = |call: &Call| (call.made.task, call.made.batch, call.is_test, call.repetition);
    let is_same = |a: &Call, b: &Call| step(a) == step(b) && a.made.items == b.made.items;
    let after = all.iter().find(|other| other.id > call.id && is_same(other, call))?;
    (after.made.attempt == call.made.attempt + 1).then_some(after)
}

/// Sums over calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many.
    pub calls: usize,
    /// Of these, without an answer that was taken.
    pub failed: usize,
    /// Dollars, as far as they are known; `None` where no price is.
    pub dollars: Option<f64>,
    /// Calls whose price is not known.
    pub unknown: usize,
    /// Tokens sent, as far as they are known.
    pub tokens_in: Option<u64>,
    /// Tokens received.
    pub tokens_out: Option<u64>,
    /// Milliseconds in all.
    pub milliseconds: u64,
}

impl Totals {
    /// Of these calls.
    pub fn of<'a>(calls: impl Iterator<Item = &'a NewCall>) -> Self {
        let mut totals = Self::default();
        for call in calls {
            totals.calls += 1;
            totals.failed += usize::from(!call.outcome.is_good());
            match price(call) {
                Price::Known(dollars) => totals.dollars = Some(totals.dollars.unwrap_or(0.0) + dollars),
                Price::Unknown => totals.unknown += 1,
                Price::Local => {}
            }
            for (sum, tokens) in
                [(&mut totals.tokens_in, call.cost.tokens_in), (&mut totals.tokens_out, call.cost.tokens_out)]
            {
                *sum = tokens.map(|tokens| sum.unwrap_or(0).saturating_add(tokens)).or(*sum);
            }
            totals.milliseconds = totals.milliseconds.saturating_add(call.cost.total_ms);
        }
        totals
    }

    /// `$0.0031`, `$0.0031 and 2 unknown`, `cost unknown`; nothing where all were local.
    pub fn cost(&self) -> String {
        match (self.dollars, self.unknown) {
            (Some(dollars), 0) => money(dollars),
            (Some(dollars), unknown) => format!("{} and {unknown} unknown", money(dollars)),
            (None, 0) => String::new(),
            (None, _) => "cost unknown".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_local() {
        for (url, local) in [
            ("http://localhost:11434/api/chat", true),
            ("http://127.0.0.1/v1", true),
            ("http://[::1]:8080/v1", true),
            ("https://localhost.example.com/v1", false),
            ("https://api.openai.com/v1?host=localhost", false),
            ("https://localhost@evil.example/v1", false),
            ("", false),
        ] {
            assert_eq!(is_local(url), local, "{url}");
        }
    }

    #[test]
    fn little_money_is_not_nothing() {
        assert_eq!([0.0, 0.000_01, 0.000_4, 1.5].map(money), ["$0.0000", "<$0.0001", "$0.0004", "$1.5000"]);
    }
}
