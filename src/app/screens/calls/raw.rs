//! A text exactly as it came, line by line, with what a terminal would obey made visible, and the place in it that was
//! rejected; never a reading of it.

use super::lines::{CallLine, Ink};
use crate::domain::text::is_hostile;

/// So many characters of a text are looked at on screen; a copy has them all.
pub(super) const IN_SIGHT: usize = 60_000;

/// The lines of a text, numbered, at most `most` characters of it. `rejected` is a place with what is said of it.
pub(super) fn numbered(text: &str, rejected: Option<&Place>, most: usize) -> Vec<CallLine> {
    let all = text.chars().count();
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let shown = text.get(..end).unwrap_or(text);
    let digits = shown.lines().count().max(1).to_string().len();
    let mut lines: Vec<CallLine> = Vec::new();
    for (at, line) in shown.split('\n').enumerate() {
        let lead = Some((Ink::Quiet, format!("{:>digits$} ", at + 1)));
        let place = rejected.filter(|place| place.line == at + 1);
        let caret = place.map(|place| (cells_before(line, place.column), place.said.clone()));
        lines.push(CallLine { lead, caret, is_raw: true, ..CallLine::of(visible(line)) });
    }
    // A line feed at the end begins no line.
    if shown.ends_with('\n') {
        lines.pop();
    }
    if all > most {
        let left = format!("{} more characters; a copy has them all", all - most);
        lines.push(CallLine::said(Ink::Quiet, left));
    }
    lines
}

/// A place in a text, lines and columns counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) said: String,
}

impl Place {
    /// The place that a reason names: `line 3 col 1: text after the closing "}"`, `... at line 1 column 12`.
    pub(super) fn named_in(why: &str) -> Option<Self> {
        let number = |after: &str| -> Option<(usize, usize)> {
            let digits = after.trim_start();
            let skipped = after.len() - digits.len();
            let len = digits.bytes().take_while(u8::is_ascii_digit).count();
            Some((digits.get(..len)?.parse().ok()?, skipped + len))
        };
        let from = why.find("line ")? + "line ".len();
        let (line, used) = number(why.get(from..)?)?;
        let rest = why.get(from + used..)?;
        let named = ["column ", "col "].into_iter().find_map(|word| {
            let at = rest.find(word).filter(|at| *at <= 3)? + word.len();
            let (column, used) = number(rest.get(at..)?)?;
            Some((column, rest.get(at + used..)?))
        });
        let (column, after) = named.unwrap_or((1, rest));
        let after = after.trim_start_matches([':', ',', ' ']);
        let said = if after.is_empty() { "here" } else { after };
        Some(Self { line, column: column.max(1), said: said.to_owned() })
    }
}

/// Cells that are taken by what stands before a column, once it is made visible.
fn cells_before(line: &str, column: usize) -> usize {
    line.chars()
        .take(column.saturating_sub(1))
        .map(|character| escape(character).map_or(1, |text| text.len()))
        .sum()
}

/// How a character is shown that is not shown as it is.
fn escape(character: char) -> Option<String> {
    match character {
        '\t' => Some("\\t".to_owned()),
        character if is_hostile(character) => Some(character.escape_default().to_string()),
        _ => None,
    }
}

/// A text of one line in which nothing can drive a terminal, and nothing is hidden.
pub(in crate::app::screens) fn visible(line: &str) -> Vec<(Ink, String)> {
    let mut spans: Vec<(Ink, String)> = Vec::new();
    for character in line.chars() {
        let (ink, text) = match escape(character) {
            Some(text) => (Ink::Mark, text),
            None => (Ink::Plain, character.to_string()),
        };
        match spans.last_mut() {
            Some((last, so_far)) if *last == ink => so_far.push_str(&text),
            _ => spans.push((ink, text)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_reasons() {
        let place = |why| Place::named_in(why).map(|place| (place.line, place.column, place.said));
        assert_eq!(
            place("line 3 col 1: text after the closing \"}\""),
            Some((3, 1, "text after the closing \"}\"".to_owned()))
        );
        assert_eq!(place("expected `,` at line 12 column 40"), Some((12, 40, "here".to_owned())));
        assert_eq!(place("line 2, column 5: two objects"), Some((2, 5, "two objects".to_owned())));
        assert_eq!(place("line 2: no update"), Some((2, 1, "no update".to_owned())));
        assert_eq!(place("the line was cut"), None);
        assert_eq!(place("line of business"), None);
    }

    #[test]
    fn nothing_is_hidden_and_nothing_can_drive_a_terminal() {
        let lines = numbered("a\u{1b}[2J\tb\r\n\u{202e}c", None, usize::MAX);
        let text: Vec<String> = lines.iter().map(CallLine::text).collect();
        assert_eq!(text, ["1 a\\u{1b}[2J\\tb\\r", "2 \\u{202e}c"]);
        let place = Place { line: 1, column: 3, said: "here".to_owned() };
        assert_eq!(numbered("a\u{1b}b", Some(&place), 9)[0].caret, Some((1 + 6, "here".to_owned())));
        assert_eq!(numbered("abcdef", None, 4).len(), 2, "what is left out is said");
    }
}
