//! A diff of sentences: a mark and a number in the gutter, changed words inside edited sentences, before and
//! after side by side where there is room.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::config::theme::Role;
use crate::diff::{Class, Kind, SentencePair};
use crate::ui::parts::pen::{Pen, line_width};
use crate::ui::text::{PROSE, wrap};

/// How a change is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Inline,
    Split,
    After,
}

impl Mode {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Split => "split",
            Self::After => "after only",
        }
    }
}

/// Stands beside every row of the selected sentence.
pub(super) const POINTER: &str = "▌";

/// `▌~ 1 `: pointer, mark, number, a space.
const GUTTER: usize = 5;

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, mode: Mode, sentences: &[&SentencePair], selected: usize) {
    let room = usize::from(area.width).saturating_sub(GUTTER);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut here = 0..0;
    for (at, pair) in sentences.iter().enumerate() {
        if mode == Mode::After && pair.class == Class::Dropped {
            continue;
        }
        if pair.starts_paragraph && !lines.is_empty() {
            lines.push(between(pen, mode, room));
        }
        let from = lines.len();
        let body = match mode {
            Mode::Split => split(pen, pair, room),
            Mode::Inline | Mode::After => single(pen, pair, mode, room.min(PROSE)),
        };
        for (row, line) in body.into_iter().enumerate() {
            let mut spans = gutter(pen, pair, row == 0, at == selected);
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
        if at == selected {
            here = from..lines.len();
        }
    }
    scrolled(pen, area, &lines, &here);
}

/// Draws lines so that a range of them is in sight, in the middle where not all fit.
pub(super) fn scrolled(pen: &mut Pen<'_>, area: Rect, lines: &[Line<'static>], here: &Range<usize>) {
    let height = usize::from(area.height);
    let middle = here.start + here.len().min(height) / 2;
    let first = middle.saturating_sub(height / 2).min(lines.len().saturating_sub(height)).min(here.start);
    for (row, line) in lines.iter().skip(first).take(height).enumerate() {
        let row = Rect { y: area.y + row as u16, height: 1, ..area };
        pen.line(row, line);
    }
}

fn gutter(pen: &Pen<'_>, pair: &SentencePair, first: bool, selected: bool) -> Vec<Span<'static>> {
    let pointer = pen.span(Role::Mark, if selected { POINTER } else { " " });
    if !first {
        return vec![pointer, Span::raw("    ")];
    }
    let role = match pair.class {
        Class::Same => Role::Dim,
        Class::Added => Role::Insert,
        Class::Dropped => Role::Delete,
        Class::Moved => Role::Moved,
        Class::Rewritten => Role::Rewritten,
        Class::Edited | Class::Evidence => Role::Heat,
    };
    // Attributes of a text are not for its mark.
    let style = pen.style(role).remove_modifier(ratatui::style::Modifier::all());
    let number = pair.after.as_ref().map_or_else(String::new, |sentence| sentence.number.to_string());
    let number_role = if selected { Role::Strong } else { Role::Dim };
    vec![
        pointer,
        Span::styled(pair.class.mark().to_string(), style),
        pen.span(number_role, format!("{number:>2} ")),
    ]
}

/// Before and after in one text.
fn single(pen: &Pen<'_>, pair: &SentencePair, mode: Mode, room: usize) -> Vec<Line<'static>> {
    let after_only = mode == Mode::After;
    match pair.class {
        Class::Same => wrap(&[whole(pen, pair, Role::Dim)], room),
        Class::Added => wrap(&[whole(pen, pair, Role::Text)], room),
        Class::Dropped => wrap(&[whole(pen, pair, Role::Delete)], room),
        Class::Rewritten => {
            let mut lines = wrap(&[whole(pen, pair, Role::Rewritten)], room);
            if let Some(before) = pair.before.as_ref().filter(|_| !after_only) {
                let was = [pen.span(Role::Dim, "was: "), pen.span(Role::Dim, before.text.clone())];
                lines.extend(wrap(&was, room));
            }
            lines
        }
        Class::Edited | Class::Evidence | Class::Moved => {
            let shown = pair.words.iter().filter(|span| !after_only || span.kind != Kind::Deleted);
            let spans: Vec<_> = shown.flat_map(|span| word(pen, pair, span.kind, &span.text)).collect();
            wrap(&spans, room)
        }
    }
}

/// The row between two paragraphs.
fn between(pen: &Pen<'_>, mode: Mode, room: usize) -> Line<'static> {
    if mode != Mode::Split {
        return Line::default();
    }
    Line::from(vec![Span::raw(" ".repeat(GUTTER + side(room))), pen.span(Role::Border, " │ ")])
}

/// Cells for one of two texts.
fn side(room: usize) -> usize {
    (room.saturating_sub(3) / 2).clamp(1, PROSE)
}

/// The sentence after, or that before for a dropped one.
fn whole(pen: &Pen<'_>, pair: &SentencePair, role: Role) -> Span<'static> {
    let sentence = pair.after.as_ref().or(pair.before.as_ref());
    pen.span(role, sentence.map_or_else(String::new, |sentence| sentence.text.clone()))
}

/// A piece of an edited sentence. Only words are underlined or struck, not the spaces around them.
fn word(pen: &Pen<'_>, pair: &SentencePair, kind: Kind, text: &str) -> Vec<Span<'static>> {
    let role = match kind {
        Kind::Kept if pair.class == Class::Moved => Role::Moved,
        Kind::Kept => Role::Text,
        Kind::Inserted => Role::Insert,
        Kind::Deleted => Role::Delete,
    };
    let core = text.trim();
    let start = text.len() - text.trim_start().len();
    let (before, after) = (text.get(..start).unwrap_or(""), text.get(start + core.len()..).unwrap_or(""));
    vec![
        pen.span(Role::Text, before.to_owned()),
        pen.span(role, core.to_owned()),
        pen.span(Role::Text, after.to_owned()),
    ]
}

/// Before at the left, after at the right.
fn split(pen: &Pen<'_>, pair: &SentencePair, room: usize) -> Vec<Line<'static>> {
    let side = side(room);
    let is_whole = matches!(pair.class, Class::Same | Class::Added | Class::Dropped | Class::Rewritten);
    let half = |other: Kind| -> Vec<Line<'static>> {
        if is_whole {
            let (sentence, role) = match (other, pair.class) {
                (_, Class::Same) => (pair.after.as_ref(), Role::Dim),
                (Kind::Inserted, Class::Rewritten) => (pair.before.as_ref(), Role::Dim),
                (Kind::Inserted, _) => (pair.before.as_ref(), Role::Delete),
                (_, Class::Rewritten) => (pair.after.as_ref(), Role::Rewritten),
                (_, _) => (pair.after.as_ref(), Role::Text),
            };
            return sentence
                .map_or_else(Vec::new, |sentence| wrap(&[pen.span(role, sentence.text.clone())], side));
        }
        let shown = pair.words.iter().filter(|span| span.kind != other);
        let spans: Vec<_> = shown.flat_map(|span| word(pen, pair, span.kind, &span.text)).collect();
        wrap(&spans, side)
    };
    let (left, right) = (half(Kind::Inserted), half(Kind::Deleted));
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut spans = left.next().map_or_else(Vec::new, |line| line.spans);
            let missing = side.saturating_sub(line_width(&Line::from(spans.clone())));
            spans.push(Span::raw(" ".repeat(missing)));
            spans.push(pen.span(Role::Border, " │ "));
            spans.extend(right.next().map_or_else(Vec::new, |line| line.spans));
            Line::from(spans)
        })
        .collect()
}
