//! What calls cost, each and together, as far as it is known; never what they would cost.

use std::fmt;

use serde::Serialize;

use super::NewCall;
use super::numbers::money;

/// What a call cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallPrice {
    /// So many US dollars.
    Known(f64),
    /// Nothing: it was made on this machine.
    Local,
    /// Nothing: it never left.
    Unsent,
    /// It is not known.
    Unknown,
}

impl NewCall {
    /// What it cost, as far as it is known.
    pub fn price(&self) -> CallPrice {
        match self.cost.cost_usd {
            // What runs here is priced at nothing, or not at all.
            None | Some(0.0) if is_local(&self.exchange.url) => CallPrice::Local,
            Some(cost) if cost.is_finite() => CallPrice::Known(cost),
            None if self.exchange.url.is_empty() => CallPrice::Unsent,
            _ => CallPrice::Unknown,
        }
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

/// `$0.0004`, `local`, `-`, `unknown`
impl fmt::Display for CallPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(dollars) => f.pad(&money(*dollars)),
            Self::Local => f.pad("local"),
            Self::Unsent => f.pad("-"),
            Self::Unknown => f.pad("unknown"),
        }
    }
}

/// Sums over calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CallTotals {
    /// How many.
    pub calls: usize,
    /// Of these, without an answer that was taken.
    pub failed: usize,
    /// Of these, made because one before came to nothing.
    pub retried: usize,
    /// Dollars, as far as they are known; `None` where no price is.
    pub dollars: Option<f64>,
    /// Calls whose price is not known.
    pub unknown: usize,
    /// Calls that were made on this machine.
    pub local: usize,
    /// Tokens sent, as far as they are known.
    pub tokens_in: Option<u64>,
    /// Tokens received.
    pub tokens_out: Option<u64>,
    /// Milliseconds in all.
    pub milliseconds: u64,
}

impl CallTotals {
    /// Of these calls.
    pub fn of<'a>(calls: impl Iterator<Item = &'a NewCall>) -> Self {
        let mut totals = Self::default();
        for call in calls {
            totals.calls += 1;
            totals.failed += usize::from(!call.outcome.is_good());
            totals.retried += usize::from(call.attempt > 1);
            match call.price() {
                CallPrice::Known(dollars) => totals.dollars = Some(totals.dollars.unwrap_or(0.0) + dollars),
                CallPrice::Unknown => totals.unknown += 1,
                CallPrice::Local => totals.local += 1,
                CallPrice::Unsent => {}
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

    /// Tokens in both directions, as far as they are known.
    pub fn tokens(&self) -> Option<u64> {
        match (self.tokens_in, self.tokens_out) {
            (None, None) => None,
            (sent, received) => Some(sent.unwrap_or(0).saturating_add(received.unwrap_or(0))),
        }
    }

    /// What they cost, where something is to be said in any case: `$0.0031`, `$0.0031+` where some of it is not known,
    /// `local`, `unknown`, `-` where nothing was sent.
    pub fn cost_in_words(&self) -> String {
        match (self.dollars, self.unknown) {
            (Some(dollars), 0) => money(dollars),
            (Some(dollars), _) => format!("{}+", money(dollars)),
            (None, 0) if self.local == 0 => CallPrice::Unsent.to_string(),
            (None, 0) => CallPrice::Local.to_string(),
            (None, _) => CallPrice::Unknown.to_string(),
        }
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
}
