//! A diff of sentences: a mark and a number in the gutter, changed words inside edited sentences, before and
//! after side by side where there is room.

use std::ops::Range;
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::config::theme::Role;
use crate::diff::{Class, Kind, Sentence, SentencePair};
use crate::ui::parts::pen::{Pen, line_width};
use crate::ui::text::PROSE;

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

/// A wrapped text that is remembered.
type Wrapped = Arc<[Line<'static>]>;

/// A sentence, wrapped.
enum Block {
    /// Texts below each other.
    One(Vec<Wrapped>),
    /// Before and after beside each other.
    Two(Wrapped, Wrapped),
}

impl Block {
    fn rows(&self) -> usize {
        match self {
            Self::One(texts) => texts.iter().map(|text| text.len()).sum(),
            Self::Two(before, after) => before.len().max(after.len()),
        }
    }
}

/// A row of the pane.
#[derive(Clone, Copy)]
enum Row {
    /// Between two paragraphs.
    Between,
    /// This row of this sentence.
    Of(usize, usize),
}

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, mode: Mode, sentences: &[&SentencePair], selected: usize) {
    let room = usize::from(area.width).saturating_sub(GUTTER);
    let blocks: Vec<Block> = sentences
        .iter()
        .map(|pair| match mode {
            Mode::Split => split(pen, pair, side(room)),
            Mode::Inline | Mode::After => single(pen, pair, mode, room.min(PROSE)),
        })
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut here = 0..0;
    for (at, (pair, block)) in sentences.iter().zip(&blocks).enumerate() {
        if pair.starts_paragraph && !rows.is_empty() {
            rows.push(Row::Between);
        }
        let from = rows.len();
        rows.extend((0..block.rows()).map(|row| Row::Of(at, row)));
        if at == selected {
            here = from..rows.len();
        }
    }
    let height = usize::from(area.height);
    let first = first_in_sight(height, rows.len(), &here);
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        let line = match *row {
            Row::Between => between(pen, mode, room),
            Row::Of(at, row) => {
                let (Some(pair), Some(block)) = (sentences.get(at), blocks.get(at)) else { continue };
                let mut spans = gutter(pen, pair, row == 0, at == selected);
                spans.extend(body(pen, block, row, side(room)));
                Line::from(spans)
            }
        };
        pen.line(Rect { y: area.y + y as u16, height: 1, ..area }, &line);
    }
}

/// A row of a sentence.
fn body(pen: &Pen<'_>, block: &Block, row: usize, side: usize) -> Vec<Span<'static>> {
    let of = |text: &Wrapped| text.get(row).map_or_else(Vec::new, |line| line.spans.clone());
    match block {
        Block::One(texts) => {
            texts.iter().flat_map(|text| text.iter()).nth(row).map_or_else(Vec::new, |l| l.spans.clone())
        }
        Block::Two(before, after) => {
            let mut spans = of(before);
            let used = before.get(row).map_or(0, line_width);
            spans.push(Span::raw(" ".repeat(side.saturating_sub(used))));
            spans.push(pen.span(Role::Border, " │ "));
            spans.extend(of(after));
            spans
        }
    }
}

/// The first row to show so that a range is in sight: in the middle, or from its start where it is too long.
fn first_in_sight(height: usize, rows: usize, here: &Range<usize>) -> usize {
    let middle = here.start + here.len().min(height) / 2;
    middle.saturating_sub(height / 2).min(rows.saturating_sub(height)).min(here.start)
}

/// Draws lines so that a range of them is in sight.
pub(super) fn scrolled(pen: &mut Pen<'_>, area: Rect, lines: &[Line<'static>], here: &Range<usize>) {
    let height = usize::from(area.height);
    let first = first_in_sight(height, lines.len(), here);
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
fn single(pen: &mut Pen<'_>, pair: &SentencePair, mode: Mode, room: usize) -> Block {
    let after_only = mode == Mode::After;
    let role = match pair.class {
        Class::Same => Role::Dim,
        Class::Added => Role::Text,
        Class::Dropped => Role::Delete,
        Class::Rewritten => Role::Rewritten,
        Class::Edited | Class::Evidence | Class::Moved => {
            let shown = pair.words.iter().filter(|span| !after_only || span.kind != Kind::Deleted);
            let spans: Vec<_> = shown.flat_map(|span| word(pen, pair, span.kind, &span.text)).collect();
            return Block::One(vec![pen.cache.wraps.wrap(&spans, room)]);
        }
    };
    let mut texts = vec![whole(pen, pair.after.as_ref().or(pair.before.as_ref()), role, room)];
    if let (Class::Rewritten, Some(before), false) = (pair.class, &pair.before, after_only) {
        let was = [pen.span(Role::Dim, "was: "), pen.span(Role::Dim, before.text.as_str())];
        texts.push(pen.cache.wraps.wrap(&was, room));
    }
    Block::One(texts)
}

/// A whole sentence in one style; nothing where there is none.
fn whole(pen: &mut Pen<'_>, sentence: Option<&Sentence>, role: Role, room: usize) -> Wrapped {
    let Some(sentence) = sentence else { return Arc::default() };
    let span = pen.span(role, sentence.text.as_str());
    pen.cache.wraps.wrap(&[span], room)
}

/// A piece of an edited sentence. Only words are underlined or struck, not the spaces around them.
fn word<'s>(pen: &Pen<'_>, pair: &SentencePair, kind: Kind, text: &'s str) -> [Span<'s>; 3] {
    let role = match kind {
        Kind::Kept if pair.class == Class::Moved => Role::Moved,
        Kind::Kept => Role::Text,
        Kind::Inserted => Role::Insert,
        Kind::Deleted => Role::Delete,
    };
    let core = text.trim();
    let start = text.len() - text.trim_start().len();
    let (before, after) = (text.get(..start).unwrap_or(""), text.get(start + core.len()..).unwrap_or(""));
    [pen.span(Role::Text, before), pen.span(role, core), pen.span(Role::Text, after)]
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

/// Before at the left, after at the right.
fn split(pen: &mut Pen<'_>, pair: &SentencePair, side: usize) -> Block {
    let (before, after) = match pair.class {
        Class::Same => (Role::Dim, Role::Dim),
        Class::Rewritten => (Role::Dim, Role::Rewritten),
        Class::Added | Class::Dropped => (Role::Delete, Role::Text),
        Class::Edited | Class::Evidence | Class::Moved => {
            let mut half = |other: Kind| {
                let shown = pair.words.iter().filter(|span| span.kind != other);
                let spans: Vec<_> = shown.flat_map(|span| word(pen, pair, span.kind, &span.text)).collect();
                pen.cache.wraps.wrap(&spans, side)
            };
            return Block::Two(half(Kind::Inserted), half(Kind::Deleted));
        }
    };
    let before = whole(pen, pair.before.as_ref(), before, side);
    Block::Two(before, whole(pen, pair.after.as_ref(), after, side))
}
