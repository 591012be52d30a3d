//! A sentence as words with their places; never what they mean.

use std::borrow::Cow;
use std::ops::Range;

use crate::diff::{Sentence, TokenKind, tokens};
use crate::domain::text::fold;

/// The words of a sentence, folded; citations and punctuation keep their places.
pub(super) struct Words<'a> {
    pub(super) folded: Vec<Cow<'a, str>>,
    ranges: Vec<Range<usize>>,
    pub(super) kinds: Vec<TokenKind>,
}

impl<'a> Words<'a> {
    pub(super) fn of(sentence: &'a Sentence) -> Self {
        let mut words = Self { folded: Vec::new(), ranges: Vec::new(), kinds: Vec::new() };
        for token in tokens(&sentence.text, &sentence.citations) {
            let text = sentence.text.get(token.range.clone()).unwrap_or_default();
            let plain = text.bytes().all(|byte| byte.is_ascii_lowercase());
            words.folded.push(match token.kind {
                TokenKind::Citation => Cow::Borrowed("''"),
                _ if plain => Cow::Borrowed(text),
                _ => Cow::Owned(fold(text).replace('’', "'")),
            });
            words.ranges.push(token.range);
            words.kinds.push(token.kind);
        }
        words
    }

    pub(super) fn from(&self, at: usize) -> &[Cow<'a, str>] {
        self.folded.get(at..).unwrap_or_default()
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", |word| word)
    }

    pub(super) fn range(&self, at: usize) -> Option<Range<usize>> {
        self.ranges.get(at).cloned()
    }

    pub(super) fn span(&self, words: Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.ranges.get(words.start)?, self.ranges.get(words.end.checked_sub(1)?)?);
        Some(first.start..last.end)
    }
}
