//! What a step will take before anything is sent: tokens part by part, calls, dollars, and whether its prompt fits the
//! model's window; never a request.

use std::fmt;

use crate::domain::numbers::{money, plural, thousands};
use crate::prompting::Counting;

/// What something costs, as far as that can be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Price {
    /// Nothing: it runs on this machine.
    Local,
    /// About so many US dollars.
    Dollars(f64),
    /// No price is named for the model.
    Unknown,
}

impl Price {
    /// Both together; what is not known stays so.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Local, price) | (price, Self::Local) => price,
            (Self::Dollars(one), Self::Dollars(other)) => Self::Dollars(one + other),
        }
    }

    /// The same so many times.
    #[must_use]
    pub fn times(self, count: usize) -> Self {
        match self {
            Self::Dollars(dollars) => Self::Dollars(dollars * count as f64),
            price => price,
        }
    }

    /// Dollars, where there are any.
    pub const fn dollars(self) -> Option<f64> {
        match self {
            Self::Dollars(dollars) => Some(dollars),
            Self::Local | Self::Unknown => None,
        }
    }
}

/// `about $0.0003`, `local`, `price unknown`
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Dollars(dollars) => write!(f, "about {}", money(*dollars)),
            Self::Unknown => f.write_str("price unknown"),
        }
    }
}

/// What steps will take, if no request has to be made twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Requests.
    pub calls: usize,
    /// Tokens that are sent, by the part of a prompt.
    pub parts: Vec<(&'static str, u64)>,
    /// How they were counted.
    pub counted: Counting,
    /// About how many tokens come back.
    pub tokens_out: u64,
    /// What it costs.
    pub price: Price,
}

impl Forecast {
    /// Nothing.
    pub const fn nothing() -> Self {
        Self { calls: 0, parts: Vec::new(), counted: Counting::Bytes, tokens_out: 0, price: Price::Local }
    }

    /// Tokens that are sent.
    pub fn tokens_in(&self) -> u64 {
        self.parts.iter().map(|(_, tokens)| tokens).sum()
    }

    /// Tokens in all.
    pub fn tokens(&self) -> u64 {
        self.tokens_in() + self.tokens_out
    }

    /// One after the other.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        if self.calls == 0 {
            return other;
        }
        for (name, tokens) in other.parts {
            match self.parts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += tokens,
                None => self.parts.push((name, tokens)),
            }
        }
        self.calls += other.calls;
        self.tokens_out += other.tokens_out;
        self.price = self.price.plus(other.price);
        self
    }

    /// `about 1,400 tokens, about $0.0003`
    pub fn words(&self) -> String {
        format!("about {} tokens, {}", thousands(rounded(self.tokens())), self.price)
    }

    /// `system 120, instructions 310, items 900`
    pub fn parts_in_words(&self) -> String {
        let parts: Vec<_> =
            self.parts.iter().map(|(name, tokens)| format!("{name} {}", thousands(*tokens))).collect();
        parts.join(", ")
    }
}

/// To two digits from a thousand on: an estimate is no more exact than that.
fn rounded(tokens: u64) -> u64 {
    let step = if tokens < 1_000 { 10 } else { 10_u64.pow(tokens.ilog10().saturating_sub(1)) };
    tokens.div_ceil(step) * step
}

/// How many tokens a model reads and writes at once, and what happens beyond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// So many.
    pub tokens: u64,
    /// Where that is from: `num_ctx`.
    pub from: String,
    /// Whether the server drops the start of a prompt that is too long, and says nothing.
    pub is_silent: bool,
    /// The most that can be asked for in a request; `None` = it cannot be asked for.
    pub can_be: Option<u64>,
}

/// A prompt that may not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The model, with its provider.
    pub who: String,
    /// Tokens of the prompt.
    pub prompt: u64,
    /// Tokens of the answer.
    pub answer: u64,
    /// How they were counted.
    pub counted: Counting,
    /// The window.
    pub window: Window,
    /// Items that are sent; 0 where no other number could be.
    pub items: usize,
    /// As many of these as fit; `None` = not even one, or there is no choice.
    pub fewer: Option<usize>,
}

impl Misfit {
    /// The window to ask for, so that it fits; `None` = none that can be had is wide enough.
    pub fn wider(&self) -> Option<u64> {
        let most = self.window.can_be?;
        let needed = self.prompt + self.answer;
        let mut wider = self.window.tokens.max(2_048);
        while wider < needed {
            wider = wider.checked_mul(2)?;
        }
        let wider = wider.min(most);
        (wider >= needed).then_some(wider)
    }

    /// What becomes of such a prompt.
    pub const fn consequence(&self) -> &'static str {
        if self.window.is_silent {
            "The server would drop the start of the prompt without an error. The start is the system text and the \
             user profile."
        } else {
            "The server will refuse it, or cut it."
        }
    }
}

/// `the prompt may not fit the model: about 4,870 tokens and 300 for the answer, window 4,096 (num_ctx)`
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the prompt may not fit {}: about {} tokens and {} for the answer, and its window is {} ({})",
            self.who,
            thousands(self.prompt),
            thousands(self.answer),
            thousands(self.window.tokens),
            self.window.from
        )
    }
}

/// What is done with a prompt that may not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// It is sent, unless the server would cut it and say nothing.
    #[default]
    Guard,
    /// It is not sent: a person is asked.
    Ask,
    /// A window of so many tokens is asked for.
    Widen(u64),
    /// It is sent as it is, and marked.
    Anyway,
}

/// `3 calls, about 4,400 tokens, about $0.0009`
impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", plural(self.calls, "call"), self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(price: Price) -> Forecast {
        let parts = vec![("system", 100), ("items", 1_000)];
        Forecast { calls: 1, parts, counted: Counting::Bytes, tokens_out: 200, price }
    }

    #[test]
    fn what_is_unknown_stays_unknown_and_local_is_never_nothing() {
        let dollars = one(Price::Dollars(0.0003));
        assert_eq!(dollars.words(), "about 1,300 tokens, about $0.0003");
        assert_eq!(one(Price::Local).words(), "about 1,300 tokens, local");
        assert_eq!(one(Price::Unknown).words(), "about 1,300 tokens, price unknown");
        let two = dollars.clone().plus(one(Price::Dollars(0.0002)));
        assert_eq!(two.to_string(), "2 calls, about 2,600 tokens, about $0.0005");
        assert_eq!(two.parts_in_words(), "system 200, items 2,000");
        assert_eq!(dollars.clone().plus(one(Price::Unknown)).price, Price::Unknown);
        assert_eq!(Forecast::nothing().plus(dollars.clone()), dollars);
        assert_eq!([7, 994, 1_001, 12_345, 4_870].map(rounded), [10, 1_000, 1_100, 13_000, 4_900]);
    }

    #[test]
    fn a_window_is_widened_as_far_as_it_must_and_can() {
        let misfit = |can_be| Misfit {
            who: "ollama:m".to_owned(),
            prompt: 4_870,
            answer: 300,
            counted: Counting::Bytes,
            window: Window { tokens: 4_096, from: "num_ctx".to_owned(), is_silent: true, can_be },
            items: 10,
            fewer: Some(6),
        };
        assert_eq!(misfit(Some(u64::MAX)).wider(), Some(8_192));
        assert_eq!(misfit(Some(6_000)).wider(), Some(6_000));
        assert_eq!(misfit(Some(5_000)).wider(), None);
        assert_eq!(misfit(None).wider(), None);
        assert_eq!(
            misfit(None).to_string(),
            "the prompt may not fit ollama:m: about 4,870 tokens and 300 for the answer, and its window is 4,096 \
             (num_ctx)"
        );
    }
}
