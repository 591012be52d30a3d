//! Splits a text into paragraphs and sentences; never compares them.

use std::ops::Range;

use super::citations::citations;
use super::quotes::{Quoted, quoted};

/// A sentence of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// 1 for the first sentence of the text.
    pub number: usize,
    /// The sentence on one line: every run of white space is a single space, none at the ends. Never empty.
    pub text: String,
    /// 1 for the first paragraph of the text.
    pub paragraph: usize,
    /// Bytes of `text` that are citations, in reading order.
    pub citations: Vec<Range<usize>>,
}

/// Words before a full stop that do not end a sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "vs", "jr", "sr", "prof", "rev", "gen", "col", "capt", "lt", "sgt", "vol",
    "no", "fig", "cf", "e.g", "i.e", "approx",
];

/// The sentences of a text in reading order.
///
/// An empty line ends a paragraph, and so does a new line that begins a list entry or a heading. A sentence
/// ends at `.`, `!`, `?` or `…`, with closing marks and brackets, before white space and a capital or a quotation
/// mark (at `。！？` without white space); not inside a quotation, nor after `Mr.`, `vs.` and
/// such, nor after a single initial or the number of a list entry.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (at, paragraph) in paragraphs(text).into_iter().enumerate() {
        let quotes = quoted(&paragraph);
        let mut start = 0;
        for end in boundaries(&paragraph, &quotes).chain([paragraph.len()]) {
            let text = paragraph[start..end].trim();
            start = end;
            if !text.is_empty() {
                let citations = citations(text).into_iter().map(|citation| citation.range).collect();
                found.push(Sentence {
                    number: found.len() + 1,
                    text: text.to_owned(),
                    paragraph: at + 1,
                    citations,
                });
            }
        }
    }
    found
}

/// Paragraphs with white space made single spaces; none is empty.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let mut words = line.split_whitespace().peekable();
        let Some(first) = words.peek() else {
            open = false;
            continue;
        };
        if !open || is_list_mark(first) {
            paragraphs.push(String::new());
            open = true;
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            for word in words {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(word);
            }
        }
    }
    paragraphs
}

/// `-`, `*`, `•`, `##`, `1.`, `2)`.
fn is_list_mark(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or("");
    matches!(word, "-" | "*" | "•" | "+")
        || word.bytes().all(|b| b == b'#')
        || (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Byte offsets after which a new sentence begins.
fn boundaries<'a>(paragraph: &'a str, quotes: &'a [Quoted]) -> impl Iterator<Item = usize> + 'a {
    let mut rest = 0;
    let mut quote = 0;
    std::iter::from_fn(move || {
        while let Some(at) = paragraph[rest..].find(is_end_mark) {
            let stop = rest + at;
            let run = paragraph[stop..].trim_start_matches(is_end_mark);
            let marks = paragraph.len() - run.len() - stop;
            let closed = run.trim_start_matches(['\'', '"', '’', '”', '»', '」', '』', ')', ']', '*', '_']);
            let end = paragraph.len() - closed.len();
            rest = stop + marks;
            while quotes.get(quote).is_some_and(|quote| quote.outer.end < end) {
                quote += 1;
            }
            let quoted =
                quotes.get(quote).is_some_and(|quote| quote.outer.start < end && end < quote.outer.end);
            let full_stop = marks == 1 && paragraph[stop..].starts_with('.') && end == rest;
            if !quoted
                && begins_sentence(paragraph, stop, closed)
                && !(full_stop && is_short(&paragraph[..stop]))
            {
                return Some(end);
            }
        }
        None
    })
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

/// Whether what stands behind the end marks at `stop` looks like the beginning of a sentence.
fn begins_sentence(paragraph: &str, stop: usize, behind: &str) -> bool {
    if paragraph[stop..].starts_with(['。', '！', '？']) {
        return !behind.is_empty();
    }
    let Some(next) = behind.strip_prefix(' ') else { return false };
    let mut next = next.chars().skip_while(|c| matches!(c, '*' | '_' | '¿' | '¡'));
    next.next().is_some_and(|c| (c.is_alphabetic() && !c.is_lowercase()) || "'\"‘“„«「『".contains(c))
}

/// Whether the text before a full stop ends with an abbreviation, an initial, or is a list entry's number.
fn is_short(before: &str) -> bool {
    let word = before.rsplit([' ', '(', '[', '\'', '"', '“', '‘', '-', '/']).next().unwrap_or(before);
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let list_number = before.len() <= 3 && before.bytes().all(|b| b.is_ascii_digit());
    let dotted_initials = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    initial || list_number || dotted_initials || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        sentences(text).into_iter().map(|sentence| sentence.text).collect()
    }

    #[test]
    fn quotes_abbreviations_and_initials_hold_a_sentence_together() {
        assert_eq!(
            split("Likes 'Mr. Holland's Opus' (4). Dislikes 'What? No! Never' (1)! The rest is fine"),
            ["Likes 'Mr. Holland's Opus' (4).", "Dislikes 'What? No! Never' (1)!", "The rest is fine"]
        );
        assert_eq!(split("Mr. Smith vs. Dr. No, by J. R. R. Tolkien e.g. The end. Next.").len(), 2);
        assert_eq!(split("It has 4.5 stars. version 2.0 is lower case.").len(), 1);
        assert_eq!(
            split("Such as 'Pulp Fiction.' The user agrees."),
            ["Such as 'Pulp Fiction.'", "The user agrees."]
        );
    }

    #[test]
    fn a_title_that_ends_with_an_end_mark_keeps_its_rating() {
        assert_eq!(
            split("Low for 'Mars Attacks!' (1), 'Escape from L.A.' (2). High for 'That Thing You Do!' (5)")
                .len(),
            2
        );
    }

    #[test]
    fn paragraphs_are_numbered_and_white_space_is_single() {
        let all = sentences("One\nline.  Two\tlines.\r\n\r\n \n\nThree.\n- Four\n- Five\n1. Six");
        let got: Vec<_> = all.iter().map(|s| (s.number, s.paragraph, s.text.as_str())).collect();
        assert_eq!(
            got,
            [
                (1, 1, "One line."),
                (2, 1, "Two lines."),
                (3, 2, "Three."),
                (4, 3, "- Four"),
                (5, 4, "- Five"),
                (6, 5, "1. Six"),
            ]
        );
    }

    #[test]
    fn scripts_without_capitals_are_split_too() {
        assert_eq!(split("他喜欢喜剧。他不喜欢恐怖片！真的？").len(), 3);
        assert_eq!(split("يحب الكوميديا. لا يحب الرعب.").len(), 2);
        assert!(split(" \n\n\t ").is_empty());
    }

    #[test]
    fn citations_are_ranges_of_the_sentence() {
        let all = sentences("First.\n\nThen  'Cold  Comfort Farm' (3) moderately.");
        assert_eq!(&all[1].text[all[1].citations[0].clone()], "'Cold Comfort Farm' (3)");
    }
}
