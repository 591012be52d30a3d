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
    // Nearly all texts are clean, and they are asked for again in every frame.
    let is_word = |byte: &u8| (b'!'..=b'~').contains(byte);
    if text.as_bytes().split(|byte| *byte == b' ').all(|word| !word.is_empty() && word.iter().all(is_word)) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in clean(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A text in lower case and without the accents of Latin letters.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// As [`fold`], appended to a text.
pub fn fold_into(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            _ if character.is_ascii() => into.push(character.to_ascii_lowercase()),
            'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => into.push('a'),
            'Ç' | 'ç' | 'Ć' | 'ć' | 'Č' | 'č' => into.push('c'),
            'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' | 'Ę' | 'ę' | 'Ě' | 'ě' => into.push('e'),
            'Ì'..='Ï' | 'ì'..='ï' | 'Ī' | 'ī' | 'İ' | 'ı' => into.push('i'),
            'Ñ' | 'ñ' | 'Ń' | 'ń' | 'Ň' | 'ň' => into.push('n'),
            'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō' | 'ō' | 'Ő' | 'ő' => into.push('o'),
            'Ù'..='Ü' | 'ù'..='ü' | 'Ū' | 'ū' | 'Ů' | 'ů' | 'Ű' | 'ű' => into.push('u'),
            'Ý' | 'ý' | 'ÿ' => into.push('y'),
            'Š' | 'š' | 'Ś' | 'ś' | 'Ş' | 'ş' => into.push('s'),
            'Ž' | 'ž' | 'Ź' | 'ź' | 'Ż' | 'ż' => into.push('z'),
            'Ł' | 'ł' => into.push('l'),
            'ß' => into.push_str("ss"),
            'Æ' | 'æ' => into.push_str("ae"),
            'Œ' | 'œ' => into.push_str("oe"),
            _ => into.extend(character.to_lowercase()),
        }
    }
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
