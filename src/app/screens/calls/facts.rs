//! What is said of a call in a row: when, what for, which try, what came of it, what it took; never more than a few
//! words each.

use std::sync::Arc;

pub use crate::domain::numbers::money;
use crate::domain::numbers::thousands;
use crate::domain::text::clean_line;
use crate::domain::{Call, NewCall, Outcome, Task};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_money_is_not_nothing() {
        assert_eq!([0.0, 0.000_01, 0.000_4, 1.5].map(money), ["$0.0000", "<$0.0001", "$0.0004", "$1.5000"]);
    }
}
