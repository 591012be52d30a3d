//! A diff of sentences: a mark and a number in the gutter, changed words inside edited sentences; one text, or
//! before and after side by side where there is room.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::beside;
use super::shared::Shared;
use super::tagged::{self, Tags};
use crate::app::screens::profile::Detail;
use crate::config::theme::{Glyphs, Role};
use crate::diff::{Class, Kind, Sentence, SentencePair};
use crate::ui::glyphs::{LINKED, POINTER};
use crate::ui::parts::pen::Pen;
use crate::ui::text::cut;

/// How a change is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui::screens) enum Mode {
    Inline,
    Split,
    After,
}

impl Mode {
    pub(in crate::ui::screens) const fn word(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Split => "split",
            Self::After => "after only",
        }
    }
}

/// How sentences are shown.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui::screens) struct Look<'a> {
    pub(in crate::ui::screens) mode: Mode,
    pub(in crate::ui::screens) detail: Detail,
    /// Numbers of the rewritten sentences that show the whole of what they were; `None` = all do.
    pub(super) unfolded: Option<&'a [usize]>,
    /// Short names behind citations.
    pub(super) tags: &'a Tags,
    /// Numbers of the sentences that the selected item belongs to.
    pub(super) linked: &'a [usize],
    /// Where hardly anything kept its words: the longer runs that stayed, which alone are marked.
    pub(super) shared: Option<&'a Shared>,
}

impl Look<'static> {
    /// A diff alone: everything unfolded, no names behind citations, nothing linked.
    pub(in crate::ui::screens) fn plain(mode: Mode, detail: Detail) -> Self {
        static NONE: LazyLock<Tags> = LazyLock::new(Tags::default);
        Self { mode, detail, unfolded: None, tags: &NONE, linked: &[], shared: None }
    }
}

impl Look<'_> {
    pub(super) fn is_linked(&self, sentence: Option<&Sentence>) -> bool {
        sentence.is_some_and(|sentence| self.linked.contains(&sentence.number))
    }

    fn is_unfolded(&self, sentence: Option<&Sentence>) -> bool {
        let is_it = |sentence: &Sentence| self.unfolded.is_none_or(|all| all.contains(&sentence.number));
        sentence.is_some_and(is_it)
    }
}

/// `▌~ 1 `: pointer, mark, number, a space.
pub(super) const GUTTER: usize = 5;

/// A wrapped text that is remembered.
pub(super) type Wrapped = Arc<[Line<'static>]>;

/// A row of the pane.
#[derive(Clone, Copy)]
enum Row {
    /// Between two paragraphs.
    Between,
    /// This row of this sentence.
    Of(usize, usize),
}

pub(in crate::ui::screens) fn draw(
    pen: &mut Pen<'_>,
    area: Rect,
    look: Look<'_>,
    sentences: &[&SentencePair],
    selected: usize,
) {
    if look.mode == Mode::Split {
        return beside::draw(pen, area, look, sentences, selected);
    }
    let room = usize::from(area.width).saturating_sub(GUTTER).min(pen.prose());
    let blocks: Vec<Vec<Line<'static>>> =
        sentences.iter().map(|pair| single(pen, pair, look, room)).collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut here = 0..0;
    for (at, block) in blocks.iter().enumerate() {
        if breaks(sentences, at) && !rows.is_empty() {
            rows.push(Row::Between);
        }
        let from = rows.len();
        rows.extend((0..block.len()).map(|row| Row::Of(at, row)));
        if at == selected {
            here = from..rows.len();
        }
    }
    let height = usize::from(area.height);
    let first = first_in_sight(height, rows.len(), &here);
    let first = pen.cache.hits.first(first, rows.len(), height, &here);
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        let Row::Of(at, row) = *row else { continue };
        pen.cache.hits.row(Rect { y: area.y + y as u16, height: 1, ..area }, at, selected, first);
        let Some((pair, text)) = sentences.get(at).zip(blocks.get(at).and_then(|block| block.get(row)))
        else {
            continue;
        };
        let numbered = pair.after.as_ref().filter(|_| row == 0);
        let is_linked = look.is_linked(numbered);
        let mut spans = gutter(pen, pair, numbered, row == 0, at == selected, is_linked);
        spans.extend(text.spans.iter().cloned());
        pen.row(Rect { y: area.y + y as u16, height: 1, ..area }, spans, false);
    }
}

/// Whether an empty row stands before a sentence. A paragraph whose first sentence was dropped and replaced
/// begins once, not twice.
pub(super) fn breaks(sentences: &[&SentencePair], at: usize) -> bool {
    let Some(pair) = sentences.get(at) else { return false };
    let mut dropped = sentences.iter().take(at).rev().take_while(|before| before.class == Class::Dropped);
    pair.starts_paragraph && (pair.class == Class::Dropped || !dropped.any(|before| before.starts_paragraph))
}

/// The first row to show so that a range is in sight: in the middle, or from its start where it is too long.
pub(super) fn first_in_sight(height: usize, rows: usize, here: &Range<usize>) -> usize {
    let middle = here.start + here.len().min(height) / 2;
    middle.saturating_sub(height / 2).min(rows.saturating_sub(height)).min(here.start)
}

/// Draws lines so that a range of them is in sight, one of them as the selected row; the first that is shown.
pub(in crate::ui::screens) fn scrolled(
    pen: &mut Pen<'_>,
    area: Rect,
    lines: Vec<Line<'static>>,
    here: &Range<usize>,
    selected: Option<usize>,
) -> usize {
    let height = usize::from(area.height);
    let first = first_in_sight(height, lines.len(), here);
    let first = pen.cache.hits.first(first, lines.len(), height, here);
    for ((at, line), row) in lines.into_iter().enumerate().skip(first).zip(area.rows()) {
        pen.row(row, line, selected == Some(at));
    }
    first
}

/// Pointer, mark and the number of a sentence; its later rows have only the pointer.
pub(super) fn gutter(
    pen: &Pen<'_>,
    pair: &SentencePair,
    numbered: Option<&Sentence>,
    marked: bool,
    selected: bool,
    linked: bool,
) -> Vec<Span<'static>> {
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
    let mark = if marked { pair.class.mark() } else { ' ' };
    let number = numbered.map_or_else(String::new, |sentence| sentence.number.to_string());
    let number_role = if selected { Role::Strong } else { Role::Dim };
    vec![
        pen.span(Role::Mark, if selected { POINTER } else { " " }),
        Span::styled(mark.to_string(), style),
        pen.span(number_role, format!("{number:>2}")),
        pen.span(Role::Mark, if linked { LINKED } else { " " }),
    ]
}

/// Before and after in one text.
fn single(pen: &mut Pen<'_>, pair: &SentencePair, look: Look<'_>, room: usize) -> Vec<Line<'static>> {
    let after_only = look.mode == Mode::After || look.detail == Detail::Off;
    let role = match pair.class {
        Class::Same => Role::Dim,
        Class::Added => Role::Text,
        Class::Dropped => Role::Delete,
        Class::Rewritten => Role::Rewritten,
        Class::Edited | Class::Evidence | Class::Moved => match look.detail {
            Detail::Words => {
                let kind = after_only.then_some(Kind::Deleted);
                return words(pen, pair, kind, room, look.tags).to_vec();
            }
            Detail::Sentences if !after_only => {
                let before = whole(pen, pair.before.as_ref(), Role::Delete, room);
                let after = told(pen, pair.after.as_ref(), Role::Text, room, look.tags);
                return before.iter().chain(after.iter()).cloned().collect();
            }
            Detail::Sentences | Detail::Off => Role::Text,
        },
    };
    let mut lines = match &pair.after {
        Some(after) => told(pen, Some(after), role, room, look.tags).to_vec(),
        None => whole(pen, pair.before.as_ref(), role, room).to_vec(),
    };
    if let (Class::Rewritten, Some(before), false) = (pair.class, &pair.before, after_only) {
        lines.extend(was(pen, before, look.is_unfolded(pair.after.as_ref()), room));
    }
    lines
}

/// What a rewritten sentence was: one row of it, or all where it is unfolded.
fn was(pen: &mut Pen<'_>, before: &Sentence, unfolded: bool, room: usize) -> Vec<Line<'static>> {
    let text = if unfolded { before.text.as_str().into() } else { cut(&before.text, room.saturating_sub(5)) };
    let was = [pen.span(Role::Dim, "was: "), pen.span(Role::Dim, text)];
    pen.cache.wraps.wrap(&was, room).to_vec()
}

/// A whole sentence in one style; nothing where there is none.
pub(super) fn whole(pen: &mut Pen<'_>, sentence: Option<&Sentence>, role: Role, room: usize) -> Wrapped {
    let Some(sentence) = sentence else { return Arc::default() };
    let span = pen.span(role, sentence.text.as_str());
    pen.cache.wraps.wrap(&[span], room)
}

/// A whole sentence of the text after, its citations named.
pub(super) fn told(
    pen: &mut Pen<'_>,
    sentence: Option<&Sentence>,
    role: Role,
    room: usize,
    tags: &Tags,
) -> Wrapped {
    let Some(sentence) = sentence else { return Arc::default() };
    let mut spans = Vec::new();
    for (text, tag) in tags.cut(sentence.number, 0, &sentence.text) {
        spans.push(pen.span(role, text));
        spans.extend(tag.iter().map(|tag| tagged::span(pen, tag)));
    }
    pen.cache.wraps.wrap(&spans, room)
}

/// The pieces of an edited sentence, but for those of a kind.
pub(super) fn words(
    pen: &mut Pen<'_>,
    pair: &SentencePair,
    without: Option<Kind>,
    room: usize,
    tags: &Tags,
) -> Wrapped {
    let number = pair.after.as_ref().map_or(0, |after| after.number);
    let mut spans = Vec::new();
    // Where the sentence after has got to.
    let mut from = 0;
    for (at, piece) in pair.words.iter().enumerate() {
        let is_shown = Some(piece.kind) != without;
        if piece.kind == Kind::Deleted {
            if is_shown {
                spans.extend(word(pen, pair, piece.kind, &piece.text));
                // At the start of a sentence no space parts what was from what is.
                let next = pair.words.get(at + 1).filter(|_| without.is_none());
                let letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
                let meets = |next: &crate::diff::Span| letter(next.text.chars().next());
                if letter(piece.text.chars().next_back()) && next.is_some_and(meets) {
                    spans.push(pen.span(Role::Text, " "));
                }
            }
            continue;
        }
        // The side before has no names: its citations are of another state.
        let pieces = if without == Some(Kind::Inserted) {
            vec![(piece.text.as_str(), None)]
        } else {
            tags.cut(number, from, &piece.text)
        };
        from += piece.text.len();
        for (text, tag) in pieces.into_iter().filter(|_| is_shown) {
            spans.extend(word(pen, pair, piece.kind, text));
            spans.extend(tag.iter().map(|tag| tagged::span(pen, tag)));
        }
    }
    pen.cache.wraps.wrap(&spans, room)
}

/// A piece of an edited sentence. Only words are underlined or struck, not the spaces around them; a terminal that
/// has ASCII alone rarely strikes or underlines, so there the words stand between the marks of `git --word-diff`.
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
    let marked = match kind {
        _ if pen.glyphs != Glyphs::Ascii || core.is_empty() => Cow::Borrowed(core),
        Kind::Kept => Cow::Borrowed(core),
        Kind::Inserted => Cow::Owned(format!("{{+{core}+}}")),
        Kind::Deleted => Cow::Owned(format!("[-{core}-]")),
    };
    [pen.span(Role::Text, before), pen.span(role, marked), pen.span(Role::Text, after)]
}
