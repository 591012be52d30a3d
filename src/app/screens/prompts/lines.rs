//! What each tab says of a prompt file, line by line, as plain data with what each piece is; never colours or widths.

use super::PromptTab;
use crate::app::screens::calls::{CallLine, Ink, visible};
use crate::domain::text::clean_line;
use crate::domain::{PromptFile, PromptTrouble};

/// What a tab says of a file.
pub(super) fn lines(file: &PromptFile, tab: PromptTab) -> Vec<CallLine> {
    match tab {
        PromptTab::Text => text(&file.text),
        PromptTab::Lint => lint(file),
    }
}

/// The lines of a text with their numbers.
fn text(text: &str) -> Vec<CallLine> {
    let digits = text.lines().count().max(1).to_string().len();
    let line = |(at, line): (usize, &str)| CallLine {
        lead: Some((Ink::Quiet, format!("{:>digits$}  ", at + 1))),
        ..CallLine::of(visible(line))
    };
    text.lines().enumerate().map(line).collect()
}

fn lint(file: &PromptFile) -> Vec<CallLine> {
    if file.findings.is_empty() {
        return vec![CallLine::said(Ink::Good, "Nothing to say about it.")];
    }
    let mut lines = Vec::new();
    for finding in &file.findings {
        let ink = match finding.trouble {
            PromptTrouble::Error => Ink::Bad,
            PromptTrouble::Warning => Ink::Strong,
            PromptTrouble::Note => Ink::Quiet,
        };
        let place = match (finding.line, finding.column) {
            (0, _) => String::new(),
            (line, 0) => format!("line {line}: "),
            (line, column) => format!("line {line}, column {column}: "),
        };
        lines.push(CallLine {
            lead: Some((ink, format!("{:<8} ", finding.trouble.word()))),
            ..CallLine::of(vec![(Ink::Quiet, place), (Ink::Plain, clean_line(&finding.what))])
        });
    }
    lines
}
