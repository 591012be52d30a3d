//! Text in cells: how wide it is, cutting, padding, wrapping. The only place where width is measured.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use ratatui::buffer::CellWidth;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::Xxh3Default;

use super::glyphs::CUT;
pub use crate::domain::numbers::{plural, thousands};

/// Prose is never wider than this.
pub const PROSE: usize = 88;

/// The characters that a terminal draws together, with their width in cells; control characters are left out.
fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let visible = text.graphemes(true).filter(|cluster| !cluster.contains(char::is_control));
    visible.map(|cluster| (cluster, usize::from(cluster.cell_width())))
}

/// The width of a text of which each character takes one cell and joins with no other, as nearly all do: those of
/// ASCII and of Latin, dashes, quotation marks and dots, and the lines and blocks that figures are drawn with. `None`
/// = nobody knows without a closer look.
pub fn simple_width(text: &str) -> Option<usize> {
    // Without a way out in between many bytes are looked at together.
    if text.bytes().fold(true, |so_far, byte| so_far & (b' '..=b'~').contains(&byte)) {
        return Some(text.len());
    }
    text.chars().all(is_simple).then(|| text.chars().count())
}

/// Whether a character takes one cell and joins with no other that is simple.
fn is_simple(character: char) -> bool {
    // But the soft hyphen, which is not always seen.
    let code = u32::from(character);
    let is_latin = matches!(code, 0x20..=0x7e | 0xa1..=0xac | 0xae..=0x24f);
    is_latin || matches!(code, 0x2010..=0x2027 | 0x2500..=0x259f)
}

/// Width in cells.
pub fn width(text: &str) -> usize {
    simple_width(text).unwrap_or_else(|| clusters(text).map(|(_, width)| width).sum())
}

/// The text, cut to at most `room` cells; a cut one ends in `…`.
pub fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    let mut left = room.saturating_sub(1);
    for (cluster, width) in clusters(text) {
        if width > left {
            break;
        }
        left -= width;
        kept.push_str(cluster);
    }
    if room > 0 {
        kept.push_str(CUT);
    }
    Cow::Owned(kept)
}

/// The text in exactly `room` cells, at the left.
pub fn left(text: &str, room: usize) -> String {
    let text = cut(text, room);
    let missing = room.saturating_sub(width(&text));
    let mut padded = String::with_capacity(text.len() + missing);
    padded.push_str(&text);
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// The text in exactly `room` cells, at the right.
pub fn right(text: &str, room: usize) -> String {
    let text = cut(text, room);
    let missing = room.saturating_sub(width(&text));
    format!("{:missing$}{text}", "")
}

/// A line being filled.
#[derive(Default)]
struct Row {
    spans: Vec<Span<'static>>,
    width: usize,
}

impl Row {
    fn push(&mut self, text: &str, width: usize, style: Style) {
        self.width += width;
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.spans.push(Span::styled(text.to_owned(), style)),
        }
    }
}

/// Wraps styled text at spaces into lines of at most `room` cells. A word that is wider than a line is broken
/// between characters; a line feed ends a line; spaces at a break are dropped.
pub fn wrap(spans: &[Span<'_>], room: usize) -> Vec<Line<'static>> {
    let mut wrapping =
        Wrapping { room, rows: vec![Row::default()], word: Vec::new(), word_width: 0, gap: None };
    for span in spans {
        if span.content.chars().all(is_simple) {
            // Nothing joins, nothing ends a line: words as they are.
            for (at, word) in span.content.split(' ').enumerate() {
                if at > 0 {
                    wrapping.end_word();
                    wrapping.gap = Some(span.style);
                }
                wrapping.push(word, word.chars().count(), span.style);
            }
            continue;
        }
        for cluster in span.content.graphemes(true) {
            match cluster {
                "\n" | "\r\n" => wrapping.end_line(),
                " " | "\t" => {
                    wrapping.end_word();
                    wrapping.gap = Some(span.style);
                }
                _ if cluster.contains(char::is_control) => {}
                _ => wrapping.push(cluster, usize::from(cluster.cell_width()), span.style),
            }
        }
    }
    wrapping.end_word();
    wrapping.rows.into_iter().map(|row| Line::from(row.spans)).collect()
}

struct Wrapping<'t> {
    room: usize,
    rows: Vec<Row>,
    /// What belongs together: clusters, or characters of one cell each.
    word: Vec<(&'t str, usize, Style)>,
    word_width: usize,
    /// A space before the word that is being read.
    gap: Option<Style>,
}

impl<'t> Wrapping<'t> {
    fn push(&mut self, cluster: &'t str, width: usize, style: Style) {
        if !cluster.is_empty() {
            self.word_width += width;
            self.word.push((cluster, width, style));
        }
    }

    fn end_line(&mut self) {
        self.end_word();
        self.gap = None;
        self.rows.push(Row::default());
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let word_width = std::mem::take(&mut self.word_width);
        if word.is_empty() {
            return;
        }
        let gap = self.gap.take();
        let used = self.rows.last().map_or(0, |row| row.width);
        let needs = word_width + usize::from(gap.is_some() && used > 0);
        if used > 0 && used + needs > self.room {
            self.rows.push(Row::default());
        } else if let (Some(style), Some(row)) = (gap.filter(|_| used > 0), self.rows.last_mut()) {
            row.push(" ", 1, style);
        }
        for (text, width, style) in word {
            if word_width > self.room && text.chars().all(is_simple) {
                text.split("")
                    .filter(|character| !character.is_empty())
                    .for_each(|one| self.put(one, 1, style));
            } else {
                self.put(text, width, style);
            }
        }
    }

    /// Puts what belongs together where there is room for it; what no line has room for is left out.
    fn put(&mut self, text: &str, width: usize, style: Style) {
        if width > self.room {
            return;
        }
        if self.rows.last().is_some_and(|row| row.width + width > self.room) {
            self.rows.push(Row::default());
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(text, width, style);
        }
    }
}

/// Wrapped texts by content, styles and width, so that a still text is wrapped once and not for every frame.
#[derive(Clone, Debug, Default)]
pub struct Wraps {
    known: HashMap<u128, Arc<[Line<'static>]>>,
}

impl Wraps {
    /// More than one screen shows; beyond it the memory starts afresh.
    const KEPT: usize = 2_000;

    /// As [`wrap`], from memory where it was asked before.
    pub fn wrap(&mut self, spans: &[Span<'_>], room: usize) -> Arc<[Line<'static>]> {
        let mut hash = Xxh3Default::new();
        room.hash(&mut hash);
        spans.hash(&mut hash);
        let key = hash.digest128();
        if let Some(lines) = self.known.get(&key) {
            return Arc::clone(lines);
        }
        let lines: Arc<[Line<'static>]> = wrap(spans, room).into();
        if self.known.len() >= Self::KEPT {
            self.known.clear();
        }
        self.known.insert(key, Arc::clone(&lines));
        lines
    }
}

/// Wraps plain text.
pub fn wrap_plain(text: &str, style: Style, room: usize) -> Vec<Line<'static>> {
    wrap(&[Span::styled(text, style)], room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::is_hostile;

    fn lines(text: &str, room: usize) -> Vec<String> {
        wrap_plain(text, Style::default(), room).iter().map(ToString::to_string).collect()
    }

    proptest::proptest! {
        #[test]
        fn simple_texts_wrap_as_all_others(words in "[a-f\u{e9}─ ]{0,40}", more in "[a-f ]{0,12}", room in 0_usize..12) {
            let style = Style::new().bold();
            let lines = |end: &str| {
                // A character that joins with nothing but has to be looked at, and takes no cell.
                let spans = [Span::raw(format!("{words}{end}")), Span::styled(format!("{more}{end}"), style)];
                wrap(&spans, room)
            };
            proptest::prop_assert_eq!(lines(""), lines("\u{7}"));
        }
    }

    #[test]
    fn simple_characters_take_a_cell_and_stand_alone() {
        let simple: Vec<char> = ('\0'..=char::MAX).filter(|character| is_simple(*character)).collect();
        assert!(simple.len() > 700, "{}", simple.len());
        for character in simple {
            let text = format!("a{character}{character}─é");
            assert_eq!(text.graphemes(true).count(), 5, "{character:?}");
            assert_eq!(clusters(&text).map(|(_, width)| width).sum::<usize>(), 5, "{character:?}");
            assert!(!is_hostile(character));
        }
    }

    #[test]
    fn width_counts_cells_not_characters() {
        for (text, cells) in [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("👩‍🚀", 2), ("", 0), ("a\u{1b}b", 2)]
        {
            assert_eq!(width(text), cells, "{text:?}");
        }
    }

    #[test]
    fn cut_and_padded_texts_are_exactly_as_wide_as_asked() {
        for text in
            ["", "abc", "漢字漢字", "e\u{301}e\u{301}e\u{301}e\u{301}", "👩‍🚀 to space", "\u{ff76}\u{ff9e}"]
        {
            for room in 0..12 {
                assert!(width(&cut(text, room)) <= room, "{text:?} in {room}");
                assert_eq!(width(&left(text, room)), room, "{text:?} in {room}");
                assert_eq!(width(&right(text, room)), room, "{text:?} in {room}");
            }
        }
        assert_eq!(left("abcdef", 4), "abc…");
        assert_eq!(right("4.5", 6), "   4.5");
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_inside() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(lines("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(lines("漢字漢字", 5), ["漢字", "漢字"]);
        assert_eq!(lines("漢", 1), [""]);
        assert_eq!(lines("", 0), [""]);
    }

    #[test]
    fn styles_survive_wrapping_and_words_may_span_them() {
        let bold = Style::new().bold();
        let wrapped = wrap(&[Span::raw("un"), Span::styled("changed text", bold)], 9);
        assert_eq!(wrapped.len(), 2);
        assert_eq!(wrapped[0].spans.len(), 2);
        assert_eq!(wrapped[0].to_string(), "unchanged");
        assert_eq!(wrapped[1].spans[0].style, bold);
    }

    #[test]
    fn remembered_wraps_are_the_same_and_depend_on_style_and_width() {
        let mut wraps = Wraps::default();
        let (plain, bold) = (Span::raw("one two three"), Span::styled("one two three", Style::new().bold()));
        for _ in 0..2 {
            for room in [3, 7, 20] {
                for span in [&plain, &bold] {
                    let spans = std::slice::from_ref(span);
                    assert_eq!(wraps.wrap(spans, room).to_vec(), wrap(spans, room));
                }
            }
        }
        assert_eq!(wraps.known.len(), 6);
    }
}
