//! Making text from outside safe to show: titles, model answers, file contents.

use std::borrow::Cow;

/// Whether a character could drive a terminal or turn the reading order around: control characters
/// (but newline and tab), bidirectional embeddings, overrides, isolates and marks, line and paragraph
/// separators, the byte-order mark, interlinear annotation and tag characters.
pub fn is_hostile(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{061c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => character.is_control(),
    }
}

/// The text without hostile characters; newlines and tabs stay. Borrowed when there is nothing to remove.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) {
        Cow::Owned(text.chars().filter(|&character| !is_hostile(character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text on one line: cleaned, every run of white space a single space, none at the ends.
pub fn clean_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in clean(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_go_and_words_stay() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{7}\u{9b}"), "a[31mbc");
        assert!(matches!(clean("Amélie\nüber\t漢字 👩‍🚀"), Cow::Borrowed(_)));
        assert_eq!(clean_line("  two\r\n\u{2067}lines\tand  more "), "two lines and more");
    }
}
