//! How many tokens a text is: counted where the model's tokenizer is at hand, else estimated, which is said; never
//! what they cost.

use super::Message;
use super::answer::{ProfileAsk, RatingAsk};
use super::render::{Filled, Prompt};

/// Tokens that a model's window is to have left for the answer.
pub const ANSWER: u64 = 1_000;

/// What a message takes besides its text: its role and its ends
/// (<https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb>).
const PER_MESSAGE: u64 = 3;

/// Words of a profile for which a pack names no length.
const USUAL_WORDS: usize = 200;
/// Tokens of a key of an answer with a sentence or two, but for the profile itself.
const PER_FIELD: u64 = 60;
/// Tokens of `{"item": 1234, "rating": 4}, `.
const PER_RATING: u64 = 14;
/// Tokens around the ratings.
const AROUND: u64 = 10;

/// Texts are counted in pieces: the tokenizer gives up on a piece of white space of a megabyte.
#[cfg(feature = "tokenizers")]
const PIECE: usize = 16 << 10;

/// How tokens are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Counting {
    /// `OpenAI`'s o200k: gpt-4o and later.
    O200k,
    /// `OpenAI`'s cl100k: gpt-4, gpt-3.5.
    Cl100k,
    /// A quarter of the bytes, for models whose tokenizer is not at hand. On prompts of `MovieLens` 100K, o200k and
    /// cl100k count 2 to 6 % fewer, so it is rather too high than too low.
    #[default]
    Bytes,
}

impl Counting {
    /// How the tokens of a model are counted, by the name under which it is asked for (`gpt-4o-mini`,
    /// `openai/gpt-4o`, `gpt-oss:20b`).
    #[cfg(feature = "tokenizers")]
    pub fn of(model: &str) -> Self {
        use tiktoken_rs::tokenizer::{Tokenizer, get_tokenizer};
        let name = model.rsplit('/').next().unwrap_or(model).replace(':', "-");
        match get_tokenizer(&name) {
            // Harmony is o200k with other marks between messages.
            Some(Tokenizer::O200kBase | Tokenizer::O200kHarmony) => Self::O200k,
            Some(Tokenizer::Cl100kBase) => Self::Cl100k,
            _ => Self::Bytes,
        }
    }

    /// Without tokenizers every model is estimated.
    #[cfg(not(feature = "tokenizers"))]
    pub fn of(_model: &str) -> Self {
        Self::Bytes
    }

    /// The tokens of a text. The first count with a tokenizer reads it, which takes a quarter of a second: not for a
    /// thread that draws.
    pub fn count(self, text: &str) -> u64 {
        match self {
            Self::Bytes => text.len().div_ceil(4) as u64,
            #[cfg(feature = "tokenizers")]
            Self::O200k => count_with(tiktoken_rs::o200k_base_singleton(), text),
            #[cfg(feature = "tokenizers")]
            Self::Cl100k => count_with(tiktoken_rs::cl100k_base_singleton(), text),
            #[cfg(not(feature = "tokenizers"))]
            Self::O200k | Self::Cl100k => Self::Bytes.count(text),
        }
    }

    /// How it is done, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::O200k => "counted with o200k_base",
            Self::Cl100k => "counted with cl100k_base",
            Self::Bytes => "estimated: a quarter of the bytes",
        }
    }
}

#[cfg(feature = "tokenizers")]
fn count_with(tokenizer: &tiktoken_rs::CoreBPE, text: &str) -> u64 {
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        count += tokenizer.encode_ordinary(piece).len() as u64;
        rest = after;
    }
    count
}

/// The tokens of a prompt, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// How they were counted.
    pub by: Counting,
    /// Names of the parts with their tokens, in the order of the prompt's own parts: system, instructions, and what
    /// the variables filled. Together they are all of it.
    pub parts: Vec<(&'static str, u64)>,
}

impl Size {
    /// Of messages, the last of which variables filled. The whole is counted as one text, so the parts' borders, at
    /// which tokens may be joined, cost nothing: what they take away or add is the instructions'.
    pub(super) fn of(messages: &[Message], filled: &[Filled], by: Counting) -> Self {
        let mut parts: Vec<(&'static str, u64)> = Vec::new();
        let Some((last, before)) = messages.split_last() else { return Self { by, parts } };
        let message = |text: &str| by.count(text) + PER_MESSAGE;
        let system: u64 = before.iter().map(|one| message(&one.text)).sum();
        let mut variables: Vec<(&'static str, u64)> = Vec::new();
        for Filled { name, at } in filled {
            let took = by.count(last.text.get(at.clone()).unwrap_or_default());
            match variables.iter_mut().find(|(known, _)| known == name) {
                Some((_, tokens)) => *tokens += took,
                None => variables.push((name, took)),
            }
        }
        let taken: u64 = variables.iter().map(|(_, tokens)| tokens).sum();
        // The answer's first marks are the server's, too.
        let instructions = (message(&last.text) + PER_MESSAGE).saturating_sub(taken);
        parts.extend([("system", system), ("instructions", instructions)]);
        parts.extend(variables);
        parts.retain(|(_, tokens)| *tokens > 0);
        Self { by, parts }
    }

    /// Tokens in all.
    pub fn total(&self) -> u64 {
        self.parts.iter().map(|(_, tokens)| tokens).sum()
    }
}

impl Prompt<ProfileAsk> {
    /// About how many tokens its answer has: as many words as are asked for, and what stands around them.
    pub fn answer_tokens(&self) -> u64 {
        let words = self.ask.words.map_or(USUAL_WORDS, |[least, most]| usize::midpoint(least, most));
        let besides = self.ask.contract.fields.len().saturating_sub(1) as u64 * PER_FIELD;
        // Three words of English are four tokens.
        (words as u64 * 4).div_ceil(3) + PER_FIELD + besides
    }
}

impl Prompt<RatingAsk> {
    /// About how many tokens its answer has.
    pub fn answer_tokens(&self) -> u64 {
        AROUND + self.ask.items.len() as u64 * PER_RATING
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompting::Role;

    #[test]
    fn models_are_known_by_their_names_and_others_are_estimated() {
        let known = cfg!(feature = "tokenizers");
        let cases = [
            ("gpt-4o-mini", Counting::O200k),
            ("gpt-4.1-nano-2025-04-14", Counting::O200k),
            ("openai/gpt-4o", Counting::O200k),
            ("gpt-oss:20b", Counting::O200k),
            ("gpt-3.5-turbo", Counting::Cl100k),
            ("gpt-4-0613", Counting::Cl100k),
            ("gemma3:12b", Counting::Bytes),
            ("my-gpt-4o", Counting::Bytes),
            ("", Counting::Bytes),
        ];
        for (model, counting) in cases {
            assert_eq!(Counting::of(model), if known { counting } else { Counting::Bytes }, "{model}");
        }
    }

    #[test]
    #[cfg(feature = "tokenizers")]
    fn tokens_are_counted_as_openai_counts_them() {
        // From OpenAI's notebook on counting tokens, section 5.
        let text = "antidisestablishmentarianism";
        assert_eq!((Counting::Cl100k.count(text), Counting::O200k.count(text)), (6, 6));
        let text = "お誕生日おめでとう";
        assert_eq!((Counting::Cl100k.count(text), Counting::O200k.count(text)), (9, 8));
        assert_eq!(Counting::O200k.count(""), 0);
        assert_eq!(Counting::O200k.count("<|endoftext|>"), 7, "marks in a text are text");
    }

    #[test]
    fn no_text_is_too_odd_to_be_counted() {
        let odd = [" ".repeat(1 << 20), "\n ".repeat(50_000), "a".repeat(100_000), "漢".repeat(20_000)];
        for text in odd {
            for by in [Counting::O200k, Counting::Cl100k, Counting::Bytes] {
                let count = by.count(&text);
                assert!(count > 0 && count <= text.len() as u64, "{by:?} {count} of {}", text.len());
            }
        }
    }

    #[test]
    fn parts_are_together_the_whole() {
        let text = |role, text: &str| Message { role, text: text.to_owned() };
        let messages = [text(Role::System, "Be that person."), text(Role::User, "Rate: one two. one two")];
        let filled = [Filled { name: "items", at: 6..13 }, Filled { name: "items", at: 15..22 }];
        let size = Size::of(&messages, &filled, Counting::Bytes);
        assert_eq!(size.parts, [("system", 4 + 3), ("instructions", 6 + 3 + 3 - 4), ("items", 4)]);
        assert_eq!(size.total(), 19);
        assert_eq!(Size::of(&[], &[], Counting::Bytes).total(), 0);
    }
}
