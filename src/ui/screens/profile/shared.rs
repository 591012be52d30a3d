//! Longer runs of words that two texts share, by sentence: what is marked where hardly anything kept its words.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use ratatui::style::Modifier;
use ratatui::text::Span;

use super::change::Wrapped;
use super::tagged::{self, Tags};
use crate::config::theme::Role;
use crate::diff::{Sentence, SentencePair, shared_runs};
use crate::ui::parts::pen::Pen;

/// Bytes of sentences that stand in the other text as well, by the sentence's number.
#[derive(Debug, Default)]
pub(super) struct Shared {
    before: HashMap<usize, Vec<Range<usize>>>,
    after: HashMap<usize, Vec<Range<usize>>>,
}

impl Shared {
    pub(super) fn of(pairs: &[&SentencePair]) -> Self {
        let mut before: Vec<&Sentence> = pairs.iter().filter_map(|pair| pair.before.as_ref()).collect();
        let mut after: Vec<&Sentence> = pairs.iter().filter_map(|pair| pair.after.as_ref()).collect();
        before.sort_by_key(|sentence| sentence.number);
        after.sort_by_key(|sentence| sentence.number);
        let text = |sentences: &[&Sentence]| {
            sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let runs = shared_runs(&text(&before), &text(&after));
        Self {
            before: by_sentence(&before, runs.iter().map(|run| run.before.clone())),
            after: by_sentence(&after, runs.iter().map(|run| run.after.clone())),
        }
    }

    /// A sentence with its shared runs underlined, and the names behind its citations where it is of the text
    /// after.
    pub(super) fn draw(
        &self,
        pen: &mut Pen<'_>,
        sentence: Option<&Sentence>,
        role: Role,
        room: usize,
        tags: Option<&Tags>,
    ) -> Wrapped {
        let Some(sentence) = sentence else { return Arc::default() };
        let runs = if tags.is_some() { &self.after } else { &self.before };
        let runs = runs.get(&sentence.number).map(Vec::as_slice).unwrap_or_default();
        let style = pen.style(role);
        let marked = style.add_modifier(Modifier::UNDERLINED);
        let mut spans: Vec<Span<'_>> = Vec::new();
        let mut from = 0;
        let pieces = tags.map_or_else(
            || vec![(sentence.text.as_str(), None)],
            |tags| tags.cut(sentence.number, 0, &sentence.text),
        );
        for (text, tag) in pieces {
            for (piece, is_shared) in cut_at(text, from, runs) {
                spans.push(Span::styled(piece, if is_shared { marked } else { style }));
            }
            from += text.len();
            spans.extend(tag.iter().map(|tag| tagged::span(pen, tag)));
        }
        pen.cache.wraps.wrap(&spans, room)
    }
}

/// Ranges of the joined sentences as ranges of each sentence.
fn by_sentence(
    sentences: &[&Sentence],
    runs: impl Iterator<Item = Range<usize>>,
) -> HashMap<usize, Vec<Range<usize>>> {
    let mut starts = Vec::with_capacity(sentences.len());
    let mut at = 0;
    for sentence in sentences {
        starts.push(at);
        at += sentence.text.len() + 1;
    }
    let mut found: HashMap<usize, Vec<Range<usize>>> = HashMap::new();
    for run in runs {
        for (sentence, start) in sentences.iter().zip(&starts) {
            let from = run.start.max(*start);
            let to = run.end.min(start + sentence.text.len());
            if from < to {
                found.entry(sentence.number).or_default().push(from - start..to - start);
            }
        }
    }
    found
}

/// A text that stands at `from` in its sentence, cut at the borders of runs.
fn cut_at<'t>(text: &'t str, from: usize, runs: &[Range<usize>]) -> Vec<(&'t str, bool)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for run in runs {
        let start = run.start.saturating_sub(from).clamp(at, text.len());
        let end = run.end.saturating_sub(from).clamp(start, text.len());
        pieces.extend(text.get(at..start).map(|piece| (piece, false)));
        pieces.extend(text.get(start..end).map(|piece| (piece, true)));
        at = end;
    }
    pieces.extend(text.get(at..).map(|piece| (piece, false)));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_out_of_every_piece_of_their_sentence() {
        let runs = [2..4, 6..20];
        assert_eq!(cut_at("abcdefgh", 0, &runs), [("ab", false), ("cd", true), ("ef", false), ("gh", true)]);
        assert_eq!(cut_at("defgh", 3, &runs), [("d", true), ("ef", false), ("gh", true)]);
        assert_eq!(cut_at("ab", 30, &runs), [("ab", false)]);
        assert_eq!(cut_at("", 0, &runs), []);
    }
}
