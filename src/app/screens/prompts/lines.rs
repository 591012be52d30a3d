//! What each tab says of a prompt file, line by line, as plain data with what each piece is; never colours or widths.

use super::PromptTab;
use super::trial;
use crate::app::screens::calls::{CallLine, Ink, visible};
use crate::diff::{Kind, LineChange, LineKind};
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::clean_line;
use crate::domain::{
    PromptFile, PromptFinding, PromptOrigin, PromptPreview, PromptSheet, PromptTrial, PromptTrouble,
    PromptUse,
};

/// Lines that stayed are shown so far around one that did not.
const AROUND: usize = 2;

/// What a tab is told about.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) sheet: &'a PromptSheet,
    /// Which of its files.
    pub(super) at: usize,
    /// Whether variables stand there by their names.
    pub(super) by_name: bool,
    pub(super) trial: Option<&'a PromptTrial>,
}

/// What a tab says of a file.
pub(super) fn lines(of: Of<'_>, tab: PromptTab) -> Vec<CallLine> {
    let Some(file) = of.sheet.pack.files.get(of.at) else { return Vec::new() };
    match tab {
        PromptTab::Text => text(&file.text),
        PromptTab::Diff => diff(of.sheet, file),
        PromptTab::Rendered => match of.sheet.previews.get(of.at) {
            Some(Ok(preview)) => rendered(preview, of.by_name),
            Some(Err(why)) => vec![CallLine::said(Ink::Bad, clean_line(why))],
            None => Vec::new(),
        },
        PromptTab::Variables => variables(file),
        PromptTab::Lint => lint(file),
        PromptTab::Test => trial::lines(of.trial),
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

/// Whether a file differs from what it is compared with; `None` where there is nothing to compare.
pub(super) fn differs(sheet: &PromptSheet, file: &PromptFile) -> Option<bool> {
    let before = sheet.against.as_ref()?.texts.text(&file.name)?;
    Some(before != file.text)
}

fn diff(sheet: &PromptSheet, file: &PromptFile) -> Vec<CallLine> {
    let Some((before, whose)) =
        sheet.against.as_ref().and_then(|it| Some((it.texts.text(&file.name)?, &it.name)))
    else {
        return vec![CallLine::said(Ink::Quiet, no_diff(sheet))];
    };
    let whose = clean_line(whose);
    if before == file.text {
        return vec![CallLine::said(Ink::Good, format!("The same as {whose} was written with."))];
    }
    let changes = crate::diff::lines(before, &file.text);
    let count = |kinds: &[LineKind]| changes.iter().filter(|it| kinds.contains(&it.kind)).count();
    let heading = format!(
        "against {whose}: {} edited, {} added, {} dropped",
        plural(count(&[LineKind::Edited]), "line"),
        count(&[LineKind::Added]),
        count(&[LineKind::Dropped])
    );
    let mut lines = vec![CallLine::said(Ink::Quiet, heading)];
    lines.extend(changed_lines(&changes));
    lines
}

/// Why there is nothing to compare with.
fn no_diff(sheet: &PromptSheet) -> &'static str {
    match &sheet.run_hash {
        Some(_) => {
            "The open run was written before texts of prompts were kept: there is nothing to compare with."
        }
        None if sheet.asked_in.is_none() => {
            "The offline simulator reads no prompts, so that no run was written with any."
        }
        None => "No run is open: there is nothing to compare with.",
    }
}

/// Lines that changed, each with its mark and its number in the text after, and a few around them.
pub fn changed_lines(changes: &[LineChange]) -> Vec<CallLine> {
    let digits = changes.iter().filter_map(|it| it.after.max(it.before)).max().unwrap_or(1).to_string().len();
    let is_near = |at: usize| {
        let from = at.saturating_sub(AROUND);
        changes.iter().skip(from).take(at + AROUND + 1 - from).any(|it| it.kind != LineKind::Same)
    };
    let mut lines = Vec::new();
    let mut skipped = 0;
    for (at, change) in changes.iter().enumerate() {
        if !is_near(at) {
            skipped += 1;
            continue;
        }
        if std::mem::take(&mut skipped) > 0 {
            lines.push(CallLine::said(Ink::Quiet, "..."));
        }
        let (ink, mark) = match change.kind {
            LineKind::Same => (Ink::Quiet, ' '),
            LineKind::Edited => (Ink::Mark, '~'),
            LineKind::Added => (Ink::Insert, '+'),
            LineKind::Dropped => (Ink::Delete, '-'),
        };
        let number = change.after.or(change.before).unwrap_or(0);
        let mut spans = Vec::new();
        for span in &change.spans {
            let ink = match span.kind {
                Kind::Kept => Ink::Plain,
                Kind::Inserted => Ink::Insert,
                Kind::Deleted => Ink::Delete,
            };
            let pieces = visible(&span.text).into_iter();
            spans.extend(pieces.map(|(own, text)| (if own == Ink::Plain { ink } else { own }, text)));
        }
        lines.push(CallLine {
            lead: Some((ink, format!("{mark} {number:>digits$}  "))),
            ..CallLine::of(spans)
        });
    }
    if skipped > 0 {
        lines.push(CallLine::said(Ink::Quiet, "..."));
    }
    lines
}

fn rendered(preview: &PromptPreview, by_name: bool) -> Vec<CallLine> {
    let mut lines = vec![CallLine::of(vec![
        (Ink::Strong, format!("{} tokens", thousands(preview.tokens()))),
        (Ink::Quiet, format!("  for {}  ({})", clean_line(&preview.of), preview.counted)),
    ])];
    let parts: Vec<String> =
        preview.parts.iter().map(|(name, tokens)| format!("{name} {}", thousands(*tokens))).collect();
    lines.push(CallLine::said(Ink::Quiet, parts.join(", ")));
    lines.extend(preview.notes.iter().map(|note| CallLine::said(Ink::Bad, note.clone())));
    for (role, pieces) in &preview.messages {
        let words: usize = pieces.iter().map(|piece| piece.text.split_whitespace().count()).sum();
        lines.push(CallLine::default());
        lines.push(CallLine::of(vec![
            (Ink::Strong, clean_line(role)),
            (
                Ink::Quiet,
                format!(", {} {}", thousands(words as u64), if words == 1 { "word" } else { "words" }),
            ),
        ]));
        let mut line: Vec<(Ink, String)> = Vec::new();
        let mut end = |line: &mut Vec<(Ink, String)>| {
            lines.push(CallLine { indent: 2, ..CallLine::of(std::mem::take(line)) });
        };
        for piece in pieces {
            if let Some(name) = piece.variable.as_ref().filter(|_| by_name) {
                let words = plural(piece.text.split_whitespace().count(), "word");
                line.extend([(Ink::Mark, format!("{{{name}}}")), (Ink::Quiet, format!(" {words}"))]);
                continue;
            }
            for (at, text) in piece.text.split('\n').enumerate() {
                if at > 0 {
                    end(&mut line);
                }
                line.extend(visible(text));
            }
        }
        if !line.is_empty() {
            end(&mut line);
        }
    }
    if let Some((name, schema)) = &preview.schema {
        lines.push(CallLine::default());
        lines.push(CallLine::of(vec![
            (Ink::Strong, "schema of the answer".to_owned()),
            (Ink::Quiet, format!(", {}", clean_line(name))),
        ]));
        lines.extend(schema.lines().map(|line| CallLine { indent: 2, ..CallLine::of(visible(line)) }));
    }
    lines
}

fn variables(file: &PromptFile) -> Vec<CallLine> {
    if file.variables.is_empty() {
        return vec![CallLine::said(
            Ink::Quiet,
            "A template that describes a user or an item; its variables are told in its first lines.",
        )];
    }
    let wide = file.variables.iter().map(|variable| variable.name.chars().count()).max().unwrap_or(0);
    let mut lines = Vec::new();
    for variable in &file.variables {
        let (ink, word) = match variable.use_ {
            PromptUse::Used => (Ink::Good, "used"),
            PromptUse::Unused => (Ink::Quiet, "not used"),
            PromptUse::Missing => (Ink::Bad, "missing"),
            PromptUse::Unknown => (Ink::Bad, "unknown"),
        };
        let place = if variable.line > 0 { format!("line {}, ", variable.line) } else { String::new() };
        let about = match variable.use_ {
            PromptUse::Unknown => "there is no such variable".to_owned(),
            _ => variable.about.clone(),
        };
        let name = clean_line(&variable.name);
        lines.push(CallLine {
            lead: Some((Ink::Mark, format!("{name:<wide$}  "))),
            ..CallLine::of(vec![
                (ink, word.to_owned()),
                (Ink::Quiet, format!(", {place}")),
                (Ink::Plain, about),
            ])
        });
        if let Some(documented) = &variable.documented {
            lines.push(CallLine {
                indent: wide + 2,
                ..CallLine::said(Ink::Quiet, format!("its head says: {}", clean_line(documented)))
            });
        }
    }
    lines
}

fn lint(file: &PromptFile) -> Vec<CallLine> {
    let mut lines = Vec::new();
    match file.origin {
        PromptOrigin::Gone => lines.push(CallLine::said(
            Ink::Bad,
            "The file is gone from its folder. What it last said stays in use, and can be written back.",
        )),
        PromptOrigin::Borrowed => lines.push(CallLine::said(
            Ink::Quiet,
            "The folder has no such file: that of the built-in pack of the paper stands in.",
        )),
        PromptOrigin::BuiltIn | PromptOrigin::Folder => {}
    }
    if file.findings.is_empty() {
        lines.push(CallLine::said(Ink::Good, "Nothing to say about it."));
    }
    lines.extend(file.findings.iter().map(finding));
    lines
}

fn finding(finding: &PromptFinding) -> CallLine {
    let ink = match finding.trouble {
        PromptTrouble::Error => Ink::Bad,
        PromptTrouble::Warning => Ink::Strong,
        PromptTrouble::Note => Ink::Quiet,
    };
    CallLine {
        lead: Some((ink, format!("{:<8} ", finding.trouble.word()))),
        ..CallLine::of(vec![(Ink::Quiet, place(finding)), (Ink::Plain, clean_line(&finding.what))])
    }
}

/// `line 12, column 3: `; empty where it is about no line.
pub(super) fn place(finding: &PromptFinding) -> String {
    match (finding.line, finding.column) {
        (0, _) => String::new(),
        (line, 0) => format!("line {line}: "),
        (line, column) => format!("line {line}, column {column}: "),
    }
}
