//! Text from outside inside a Markdown document: none of it can become a heading, a link, an image or HTML.

use super::text::{clean, clean_line};

/// Text on one line, in which no character means anything to Markdown.
pub fn line(text: &str) -> String {
    escaped(&clean_line(text))
}

/// Text of several lines and paragraphs, in which neither a character nor the start of a line means anything.
pub fn prose(text: &str) -> String {
    let lines = clean(text.trim()).lines().map(|line| escaped(line.trim())).collect::<Vec<_>>();
    lines.join("\n")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // A list, a heading, a rule: only at the start of a line. "1." becomes "1\\.".
    let number = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for (at, character) in text.char_indices() {
        let special = matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&')
            || (at == 0 && matches!(character, '#' | '-' | '+' | '='))
            || (number > 0 && at == number && matches!(character, '.' | ')'));
        if special {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_means_anything() {
        assert_eq!(line("a|b <script> ![x](http://y) & _c_"), r"a\|b \<script\> !\[x\](http://y) \& \_c\_");
        assert_eq!(line("two\nlines\u{1b}[31m"), r"two lines\[31m");
        assert_eq!(
            prose("# no\n\n- no\n1. no\n---\n```\nyes. 12 of 3."),
            "\\# no\n\n\\- no\n1\\. no\n\\---\n\\`\\`\\`\nyes. 12 of 3."
        );
        assert_eq!(line("Truman Show, The (1998)"), "Truman Show, The (1998)");
    }
}
