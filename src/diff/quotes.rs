//! Finds quoted passages, telling apostrophes from quotation marks; never what a passage means.

use std::ops::Range;

/// A quoted passage of a text, as byte ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// With the quotation marks.
    pub outer: Range<usize>,
    /// Without them; never empty.
    pub inner: Range<usize>,
}

/// No title is longer, and an apostrophe that looks like an opening mark must not swallow a paragraph.
const LONGEST: usize = 160;

fn closes(open: char, mark: char) -> bool {
    match open {
        '\'' | '‘' => matches!(mark, '\'' | '’'),
        '"' | '“' => matches!(mark, '"' | '”'),
        '„' => matches!(mark, '“' | '”' | '"'),
        '«' => mark == '»',
        '»' => mark == '«',
        '「' => mark == '」',
        '『' => mark == '』',
        _ => false,
    }
}

/// Whether a mark at this place can open a quotation: nothing of a word before it, something of one after it.
fn opens(mark: char, before: Option<char>, after: Option<char>) -> bool {
    let stands_free = before.is_none_or(|c| c.is_whitespace() || "([{<-–—/*_'\"‘“".contains(c));
    let has_text = after.is_some_and(|c| !c.is_whitespace() && !",.;:!?)]}".contains(c));
    match mark {
        '「' | '『' => true,
        '\'' | '‘' | '"' | '“' | '„' | '«' | '»' => stands_free && has_text,
        _ => false,
    }
}

/// All quoted passages of a text in reading order; they do not overlap and do not reach over an empty line.
pub(super) fn quoted(text: &str) -> Vec<Quoted> {
    let marks: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&(start, mark)) = marks.get(at) {
        let before = at.checked_sub(1).and_then(|at| marks.get(at)).map(|&(_, c)| c);
        let after = marks.get(at + 1).map(|&(_, c)| c);
        let end = opens(mark, before, after).then(|| closing(&marks, at)).flatten();
        if let Some((end_at, end, width)) = end {
            found.push(Quoted { outer: start..end + width, inner: start + mark.len_utf8()..end });
            at = end_at;
        }
        at += 1;
    }
    found
}

/// The mark that closes the quotation opened at `open_at`: position among `marks`, byte offset, byte length.
///
/// The first one that ends a word, but in `'The Boys' Night Out' (3)` the one before the bracket: an
/// apostrophe after an `s` with words behind it may be a possessive.
fn closing(marks: &[(usize, char)], open_at: usize) -> Option<(usize, usize, usize)> {
    let &(_, open) = marks.get(open_at)?;
    let mut possessive = None;
    let mut previous = open;
    for at in open_at + 1..marks.len().min(open_at + LONGEST) {
        let (offset, mark) = marks[at];
        let next = marks.get(at + 1).map(|&(_, c)| c);
        if mark == '\n' && next == Some('\n') {
            break;
        }
        let is_apostrophe = matches!(mark, '\'' | '’');
        let ends_word = !is_apostrophe || next.is_none_or(|c| !c.is_alphanumeric());
        if closes(open, mark) && !previous.is_whitespace() && ends_word && at > open_at + 1 {
            let this = (at, offset, mark.len_utf8());
            let then = marks.get(at + 2).map(|&(_, c)| c);
            if possessive.is_some() {
                let before_bracket = next == Some(' ') && then == Some('(');
                return if before_bracket { Some(this) } else { possessive };
            }
            let words_behind = next == Some(' ') && then.is_some_and(char::is_alphanumeric);
            if !(is_apostrophe && previous == 's' && words_behind) {
                return Some(this);
            }
            possessive = Some(this);
        } else if mark == open && opens(mark, Some(previous), next) {
            break;
        }
        previous = mark;
    }
    possessive
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<&str> {
        quoted(text).into_iter().map(|quote| &text[quote.inner]).collect()
    }

    #[test]
    fn apostrophes_are_no_quotes() {
        assert_eq!(inner("the user's 'Smilla's Sense of Snow' (2) isn't"), ["Smilla's Sense of Snow"]);
        assert_eq!(inner("users' tastes, '90s films and 'Clueless' (5)"), ["Clueless"]);
        assert_eq!(inner("'Boys' Night Out' (3) and 'Friends' too"), ["Boys' Night Out", "Friends"]);
        assert_eq!(inner("'Toy Stories' are the users' choice"), ["Toy Stories"]);
        assert_eq!(inner("don't, won't, rock'n'roll"), [""; 0]);
    }

    #[test]
    fn marks_of_all_kinds_close() {
        assert_eq!(
            inner("“Amélie” and \"Brazil\" and «Léon» and 「千と千尋」"),
            ["Amélie", "Brazil", "Léon", "千と千尋"]
        );
        assert_eq!(inner("an 'open one that never closes"), [""; 0]);
        assert_eq!(inner("'' \"\" ' \""), [""; 0]);
    }

    #[test]
    fn a_quotation_does_not_reach_over_an_empty_line() {
        assert_eq!(inner("an 'open one\n\nthat closes' here"), [""; 0]);
    }
}
