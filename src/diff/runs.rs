//! Longer runs of words that two texts share, for reading a heavy rewrite side by side; never sentences.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::citations::citations;
use super::tokens::{Token, TokenKind, tokens};

/// A run of words that stands in both texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedRun {
    /// Bytes of the text before.
    pub before: Range<usize>,
    /// Bytes of the text after.
    pub after: Range<usize>,
}

/// The runs of at least four words that two texts share, in the order of both; a citation counts as one word
/// and is never cut. What [`TextDiff::heavy_rewrite`](super::TextDiff::heavy_rewrite) is shown with: both
/// texts in full, these runs underlined.
pub fn shared_runs(before: &str, after: &str) -> Vec<SharedRun> {
    const LEAST: usize = 4;
    const WORK: usize = 100_000_000;
    let (old, new) = (cut(before), cut(after));
    if old.len().saturating_mul(new.len()) > WORK {
        return Vec::new();
    }
    let texts = |text: &'_ str, tokens: &[Token]| -> Vec<String> {
        tokens.iter().map(|token| text[token.range.clone()].to_lowercase()).collect()
    };
    let operations = capture_diff_slices(Algorithm::Histogram, &texts(before, &old), &texts(after, &new));
    let mut runs = Vec::new();
    for operation in operations {
        let DiffOp::Equal { old_index, new_index, len } = operation else { continue };
        let shared = &new[new_index..new_index + len];
        let is_word = |token: &Token| token.kind != TokenKind::Punctuation;
        let (Some(first), Some(last)) = (shared.iter().position(is_word), shared.iter().rposition(is_word))
        else {
            continue;
        };
        if shared.iter().filter(|token| is_word(token)).count() >= LEAST {
            let bytes = |tokens: &[Token], from: usize| {
                tokens[from + first].range.start..tokens[from + last].range.end
            };
            runs.push(SharedRun { before: bytes(&old, old_index), after: bytes(&new, new_index) });
        }
    }
    runs
}

fn cut(text: &str) -> Vec<Token> {
    let citations: Vec<_> = citations(text).into_iter().map(|citation| citation.range).collect();
    tokens(text, &citations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_four_words_are_found_and_shorter_ones_are_not() {
        let before = "The user likes films that blend humor with grief. Also: art house.";
        let after = "Rarely a fan. Films that blend humor, with 'Jude' (2); art house.";
        let found = shared_runs(before, after);
        assert_eq!(found.len(), 1);
        assert_eq!(&before[found[0].before.clone()], "films that blend humor");
        assert_eq!(&after[found[0].after.clone()], "Films that blend humor");
        assert!(shared_runs("", "a b c d e").is_empty());
    }
}
