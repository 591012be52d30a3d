//! The word diff of one pair of sentences; never which sentences are a pair.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::prepare::Prepared;
use super::tokens::{Token, TokenKind};

/// Whether a piece of a sentence stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// In both sentences.
    Kept,
    /// Only in the sentence after.
    Inserted,
    /// Only in the sentence before.
    Deleted,
}

/// A piece of a sentence, white space included: the kept and deleted ones together are the sentence before,
/// the kept and inserted ones the sentence after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whether it stayed.
    pub kind: Kind,
    /// The piece; never empty.
    pub text: String,
}

/// Spans in reading order; neighbours of the same kind are joined.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<Span>);

impl Spans {
    pub(super) fn push(&mut self, kind: Kind, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.0.push(Span { kind, text: text.to_owned() }),
        }
    }

    pub(super) fn into_vec(self) -> Vec<Span> {
        self.0
    }
}

/// The whole sentence replaced: what a reader can follow where little is shared.
pub(super) fn replaced(before: Option<&str>, after: Option<&str>) -> Vec<Span> {
    let mut spans = Spans::default();
    if before == after {
        spans.push(Kind::Kept, after.unwrap_or_default());
    } else {
        spans.push(Kind::Deleted, before.unwrap_or_default());
        spans.push(Kind::Inserted, after.unwrap_or_default());
    }
    spans.into_vec()
}

/// A kept or changed stretch of tokens on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    kept: bool,
    before: Range<usize>,
    after: Range<usize>,
}

/// Longer pairs than this (tokens times tokens) are shown as replaced.
const WORK: usize = 16_000_000;

/// The word diff of two sentences in which lone common words inside a change are part of it.
pub(super) fn word_diff(before: &Prepared, after: &Prepared) -> Vec<Span> {
    let (old, new) = (Side::of(before), Side::of(after));
    if old.text == new.text || old.tokens.len().saturating_mul(new.tokens.len()) > WORK {
        return replaced(Some(old.text), Some(new.text));
    }
    let operations = capture_diff_slices(Algorithm::Histogram, &old.slices(), &new.slices());
    let runs = fold_islands(runs_of(&operations), old, new);
    spans_of(&runs, old, new)
}

/// A sentence and its tokens.
#[derive(Clone, Copy)]
struct Side<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl<'a> Side<'a> {
    fn of(prepared: &'a Prepared) -> Self {
        Self { text: &prepared.sentence.text, tokens: &prepared.tokens }
    }

    fn slices(self) -> Vec<&'a str> {
        self.tokens.iter().map(|token| &self.text[token.range.clone()]).collect()
    }

    /// Words and citations among some tokens.
    fn words(self, run: &Range<usize>) -> usize {
        self.tokens[run.clone()].iter().filter(|token| token.kind != TokenKind::Punctuation).count()
    }

    fn letters(self, run: &Range<usize>) -> usize {
        self.tokens[run.clone()].iter().map(|token| self.text[token.range.clone()].chars().count()).sum()
    }

    fn cites(self, run: &Range<usize>) -> bool {
        self.tokens[run.clone()].iter().any(|token| token.kind == TokenKind::Citation)
    }

    /// The white space before a token, and the token.
    fn gap_and_token(self, at: usize) -> (&'a str, &'a str) {
        let token = &self.tokens[at];
        let gap = at.checked_sub(1).map_or(0, |before| self.tokens[before].range.end);
        (&self.text[gap..token.range.start], &self.text[token.range.clone()])
    }

    /// Some tokens with the white space before and between them.
    fn stretch(self, run: &Range<usize>) -> &'a str {
        let from = run.start.checked_sub(1).map_or(0, |before| self.tokens[before].range.end);
        let to = run.end.checked_sub(1).map_or(0, |last| self.tokens[last].range.end);
        self.text.get(from..to).unwrap_or_default()
    }
}

/// Kept and changed runs in turn.
fn runs_of(operations: &[DiffOp]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for operation in operations {
        let kept = matches!(operation, DiffOp::Equal { .. });
        let run = Run { kept, before: operation.old_range(), after: operation.new_range() };
        push_run(&mut runs, run);
    }
    runs
}

fn push_run(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut() {
        Some(last) if last.kept == run.kept => {
            last.before.end = run.before.end;
            last.after.end = run.after.end;
        }
        _ => runs.push(run),
    }
}

/// Makes kept runs that would only disturb reading part of the changes around them: punctuation alone, at most
/// three letters, or at most two words that are no more than what changed on either side. A kept citation stays.
fn fold_islands(runs: Vec<Run>, old: Side<'_>, new: Side<'_>) -> Vec<Run> {
    let size = |run: &Run| old.words(&run.before).max(new.words(&run.after));
    let mut folded: Vec<Run> = Vec::with_capacity(runs.len());
    let mut runs = runs.into_iter().peekable();
    while let Some(mut run) = runs.next() {
        if let (true, Some(left), Some(right)) = (run.kept, folded.last(), runs.peek()) {
            let words = new.words(&run.after);
            let lone = words <= 2 && words <= size(left) && words <= size(right);
            run.kept = new.cites(&run.after) || !(words == 0 || lone || new.letters(&run.after) <= 3);
        }
        push_run(&mut folded, run);
    }
    folded
}

fn spans_of(runs: &[Run], old: Side<'_>, new: Side<'_>) -> Vec<Span> {
    let mut spans = Spans::default();
    for run in runs {
        if run.kept {
            for (before, after) in run.before.clone().zip(run.after.clone()) {
                let ((old_gap, _), (new_gap, token)) = (old.gap_and_token(before), new.gap_and_token(after));
                if old_gap == new_gap {
                    spans.push(Kind::Kept, new_gap);
                } else {
                    spans.push(Kind::Deleted, old_gap);
                    spans.push(Kind::Inserted, new_gap);
                }
                spans.push(Kind::Kept, token);
            }
        } else {
            spans.push(Kind::Deleted, old.stretch(&run.before));
            spans.push(Kind::Inserted, new.stretch(&run.after));
        }
    }
    spans.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::prepare::Numbers;

    fn marked(before: &str, after: &str) -> String {
        let mut numbers = Numbers::default();
        let (before, after) = (numbers.prepare(before), numbers.prepare(after));
        let spans = word_diff(&before[0], &after[0]);
        spans
            .into_iter()
            .map(|span| match span.kind {
                Kind::Kept => span.text,
                Kind::Deleted => format!("[-{}-]", span.text),
                Kind::Inserted => format!("{{+{}+}}", span.text),
            })
            .collect()
    }

    #[test]
    fn one_changed_word_is_one_change() {
        assert_eq!(
            marked("The user likes dark comedies.", "The user likes warm comedies."),
            "The user likes[- dark-]{+ warm+} comedies."
        );
        assert_eq!(marked("They like it.", "Often, they like it."), "[-They-]{+Often, they+} like it.");
    }

    #[test]
    fn lone_words_between_changes_are_folded() {
        assert_eq!(
            marked(
                "Enjoys plots about crime and money in towns.",
                "Enjoys films full of love and hope in towns."
            ),
            "Enjoys[- plots about crime and money-]{+ films full of love and hope+} in towns."
        );
    }

    #[test]
    fn citations_change_as_a_whole_and_stay_as_a_whole() {
        assert_eq!(
            marked("Low ratings for 'Jude' (2) show it.", "Low ratings for 'Jude' (3) show it."),
            "Low ratings for[- 'Jude' (2)-]{+ 'Jude' (3)+} show it."
        );
        assert_eq!(
            marked(
                "Long dull talk 'Priest' (4) in here now.",
                "Rather more words 'Priest' (4) of other kind."
            ),
            "[-Long dull talk-]{+Rather more words+} 'Priest' (4)[- in here now-]{+ of other kind+}."
        );
    }

    #[test]
    fn white_space_that_differs_is_a_change_of_its_own() {
        assert_eq!(marked("A well - made film", "A well -made film"), "A well -[- -]made film");
    }
}
