//! Before at the left, after at the right; what was dropped and what was added in its place share their rows.

use std::ops::Range;
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::change::{GUTTER, Look, Wrapped, breaks, first_in_sight, gutter, told, whole, words};
use crate::app::screens::profile::Detail;
use crate::config::theme::Role;
use crate::diff::{Class, Kind, SentencePair};
use crate::ui::parts::pen::{Pen, line_width};

/// Between the two sides.
const BAR: &str = " │";
/// Its cells.
const BAR_WIDTH: usize = 2;

/// A row of one sentence: which sentence, which of its rows.
type Place = (usize, usize);

/// A row of the pane: a row of a sentence on each side, or none.
#[derive(Clone, Copy, Default)]
struct Row {
    before: Option<Place>,
    after: Option<Place>,
}

impl Row {
    fn is_of(self, sentence: usize) -> bool {
        [self.before, self.after].into_iter().flatten().any(|(at, _)| at == sentence)
    }
}

/// A sentence on both sides, wrapped.
struct Both {
    before: Wrapped,
    after: Wrapped,
}

pub(super) fn draw(
    pen: &mut Pen<'_>,
    area: Rect,
    look: Look<'_>,
    sentences: &[&SentencePair],
    selected: usize,
) {
    let side = (usize::from(area.width).saturating_sub(2 * GUTTER + BAR_WIDTH) / 2).clamp(1, pen.prose());
    let texts: Vec<Both> = sentences.iter().map(|pair| both(pen, pair, look, side)).collect();
    let rows = rows(sentences, &texts);
    let here = of_sentence(&rows, selected);
    let height = usize::from(area.height);
    let first = first_in_sight(height, rows.len(), &here);
    let first = pen.cache.hits.first(first, rows.len(), height, &here);
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        // Beside each other may stand a sentence that was dropped and one that was added: the latter is read.
        if let Some((at, _)) = row.after.or(row.before) {
            pen.cache.hits.row(Rect { y: area.y + y as u16, height: 1, ..area }, at, selected, first);
        }
        let before =
            cells(pen, look, sentences, row.before, selected, |at| Some(&texts.get(at)?.before), true);
        let after = cells(pen, look, sentences, row.after, selected, |at| Some(&texts.get(at)?.after), false);
        let used = line_width(&before);
        let mut spans = before.spans;
        spans.push(Span::raw(" ".repeat((GUTTER + side).saturating_sub(used))));
        spans.push(pen.span(Role::Border, BAR));
        spans.extend(after.spans);
        pen.row(Rect { y: area.y + y as u16, height: 1, ..area }, spans, false);
    }
}

/// Gutter and text of one side of a row.
fn cells<'t>(
    pen: &Pen<'_>,
    look: Look<'_>,
    sentences: &[&SentencePair],
    place: Option<Place>,
    selected: usize,
    text: impl Fn(usize) -> Option<&'t Wrapped>,
    is_before: bool,
) -> Line<'static> {
    let Some((at, row)) = place else { return Line::default() };
    let (Some(pair), Some(text)) = (sentences.get(at), text(at)) else { return Line::default() };
    let sentence = if is_before { pair.before.as_ref() } else { pair.after.as_ref() };
    // The mark of a pair stands once, at the left.
    let marked = row == 0 && (is_before || pair.before.is_none());
    let numbered = sentence.filter(|_| row == 0);
    let is_linked = !is_before && look.is_linked(numbered);
    let mut spans = gutter(pen, pair, numbered, marked, at == selected, is_linked);
    spans.extend(text.get(row).into_iter().flat_map(|line| line.spans.iter().cloned()));
    Line::from(spans)
}

/// The rows of all sentences: pairs beside each other, runs of dropped and added ones beside each other.
fn rows(sentences: &[&SentencePair], texts: &[Both]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut at = 0;
    while at < sentences.len() {
        let run = |from: usize, class: Class| {
            from + sentences.iter().skip(from).take_while(|pair| pair.class == class).count()
        };
        let dropped = at..run(at, Class::Dropped);
        let added = dropped.end..run(dropped.end, Class::Added);
        let (before, after) = if added.end > at { (dropped, added) } else { (at..at + 1, at..at + 1) };
        if breaks(sentences, at) && !rows.is_empty() {
            rows.push(Row::default());
        }
        at = after.end;
        let before = places(before, texts, |text| &text.before);
        let after = places(after, texts, |text| &text.after);
        rows.extend(
            (0..before.len().max(after.len()))
                .map(|row| Row { before: before.get(row).copied(), after: after.get(row).copied() }),
        );
    }
    rows
}

fn places(sentences: Range<usize>, texts: &[Both], side: impl Fn(&Both) -> &Wrapped) -> Vec<Place> {
    let rows = |at: usize| texts.get(at).map_or(0, |text| side(text).len());
    sentences.flat_map(|at| (0..rows(at)).map(move |row| (at, row))).collect()
}

/// The rows that a sentence is in.
fn of_sentence(rows: &[Row], sentence: usize) -> Range<usize> {
    let first = rows.iter().position(|row| row.is_of(sentence)).unwrap_or(0);
    let last = rows.iter().rposition(|row| row.is_of(sentence)).map_or(first, |last| last + 1);
    first..last
}

fn both(pen: &mut Pen<'_>, pair: &SentencePair, look: Look<'_>, side: usize) -> Both {
    if let Some(shared) = look.shared {
        return Both {
            before: shared.draw(pen, pair.before.as_ref(), Role::Dim, side, None),
            after: shared.draw(pen, pair.after.as_ref(), Role::Text, side, Some(look.tags)),
        };
    }
    let (before, after) = match pair.class {
        Class::Same => (Role::Dim, Role::Dim),
        Class::Added | Class::Dropped => (Role::Delete, Role::Text),
        Class::Rewritten => (Role::Dim, Role::Rewritten),
        Class::Edited | Class::Evidence | Class::Moved if look.detail == Detail::Words => {
            return Both {
                before: words(pen, pair, Some(Kind::Inserted), side, look.tags),
                after: words(pen, pair, Some(Kind::Deleted), side, look.tags),
            };
        }
        Class::Edited | Class::Evidence | Class::Moved => (Role::Dim, Role::Text),
    };
    let none = Arc::default;
    Both {
        before: pair.before.as_ref().map_or_else(none, |text| whole(pen, Some(text), before, side)),
        after: pair.after.as_ref().map_or_else(none, |text| told(pen, Some(text), after, side, look.tags)),
    }
}
