//! Cuts a text into tokens: words, punctuation and whole citations; never compares them.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word or a number.
    Word,
    /// Anything else that is no white space.
    Punctuation,
    /// A whole citation.
    Citation,
}

/// A piece of a text that a diff keeps or changes as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text; without the white space before it.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// The tokens of a text. White space between them belongs to none. Word borders are those of Unicode's
/// annex 29, but `character-driven` is one word. `citations` are byte ranges in reading order.
pub fn tokens(text: &str, citations: &[Range<usize>]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut citations = citations.iter().peekable();
    let mut hyphen: Option<usize> = None;
    for (start, piece) in text.split_word_bound_indices() {
        let end = start + piece.len();
        while citations.next_if(|citation| citation.end <= start).is_some() {}
        if let Some(citation) = citations.peek().filter(|citation| citation.start < end) {
            match tokens.last_mut() {
                Some(last) if last.kind == TokenKind::Citation && last.range.end > citation.start => {
                    last.range.end = end;
                }
                _ => tokens.push(Token { range: start..end, kind: TokenKind::Citation }),
            }
            hyphen = None;
            continue;
        }
        if piece.chars().all(char::is_whitespace) {
            continue;
        }
        let kind =
            if piece.chars().any(char::is_alphanumeric) { TokenKind::Word } else { TokenKind::Punctuation };
        let joined = kind == TokenKind::Word && hyphen == Some(start) && tokens.len() >= 2;
        if joined {
            tokens.pop();
            if let Some(word) = tokens.last_mut() {
                word.range.end = end;
            }
            hyphen = None;
            continue;
        }
        let after_word =
            tokens.last().is_some_and(|last| last.kind == TokenKind::Word && last.range.end == start);
        hyphen = (after_word && matches!(piece, "-" | "‐" | "‑")).then_some(end);
        tokens.push(Token { range: start..end, kind });
    }
    tokens
}

/// The words of a text, those of citations included.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    tokens(text, &[])
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| &text[token.range])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_and_a_hyphenated_word_are_one_token() {
        let text = "well-made 'A - B' (4), user's x- y";
        let citations: Vec<_> = crate::diff::citations(text).into_iter().map(|c| c.range).collect();
        let cut: Vec<_> = tokens(text, &citations).into_iter().map(|t| &text[t.range]).collect();
        assert_eq!(cut, ["well-made", "'A - B' (4)", ",", "user's", "x", "-", "y"]);
        assert_eq!(
            words("'A - B' (4), character-driven!").collect::<Vec<_>>(),
            ["A", "B", "4", "character-driven"]
        );
    }
}
