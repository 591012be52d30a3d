//! Two texts line by line, for texts whose lines mean something: which stayed, which came and went, and the words that
//! changed inside a line that was edited.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::words::{Kind, Span, Spans};

/// Two lines that share less of their letters are two lines.
const ALIKE: f64 = 0.5;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// It stayed.
    Same,
    /// Words in it changed.
    Edited,
    /// It is only in the text after.
    Added,
    /// It is only in the text before.
    Dropped,
}

/// A line of either text, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// What became of it.
    pub kind: LineKind,
    /// Its number in the text before, 1 = first.
    pub before: Option<usize>,
    /// Its number in the text after.
    pub after: Option<usize>,
    /// Its pieces; of a line that stayed, came or went there is one.
    pub spans: Vec<Span>,
}

/// How the lines of a text became those of another.
pub fn lines(before: &str, after: &str) -> Vec<LineChange> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut changes = Vec::new();
    for operation in capture_diff_slices(Algorithm::Patience, &old, &new) {
        match operation {
            DiffOp::Equal { old_index, new_index, len } => {
                changes.extend((0..len).map(|at| LineChange {
                    kind: LineKind::Same,
                    before: Some(old_index + at + 1),
                    after: Some(new_index + at + 1),
                    spans: whole(Kind::Kept, new.get(new_index + at)),
                }));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                changes.extend((old_index..old_index + old_len).map(|at| dropped(&old, at)));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                changes.extend((new_index..new_index + new_len).map(|at| added(&new, at)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let (was, is) = (old_index..old_index + old_len, new_index..new_index + new_len);
                replaced((&old, was), (&new, is), &mut changes);
            }
        }
    }
    changes
}

/// Lines in the place of others: those that are alike are pairs, in order.
fn replaced(
    (old, was): (&[&str], Range<usize>),
    (new, is): (&[&str], Range<usize>),
    changes: &mut Vec<LineChange>,
) {
    let mut next = is.start;
    for at in was {
        let line = old.get(at).copied().unwrap_or_default();
        let pair = (next..is.end).find_map(|to| {
            let spans = words(line, new.get(to).copied().unwrap_or_default());
            (alike(&spans) >= ALIKE).then_some((to, spans))
        });
        match pair {
            Some((to, spans)) => {
                changes.extend((next..to).map(|at| added(new, at)));
                changes.push(LineChange {
                    kind: LineKind::Edited,
                    before: Some(at + 1),
                    after: Some(to + 1),
                    spans,
                });
                next = to + 1;
            }
            None => changes.push(dropped(old, at)),
        }
    }
    changes.extend((next..is.end).map(|at| added(new, at)));
}

fn whole(kind: Kind, line: Option<&&str>) -> Vec<Span> {
    let mut spans = Spans::default();
    spans.push(kind, line.copied().unwrap_or_default());
    spans.into_vec()
}

fn dropped(old: &[&str], at: usize) -> LineChange {
    let spans = whole(Kind::Deleted, old.get(at));
    LineChange { kind: LineKind::Dropped, before: Some(at + 1), after: None, spans }
}

fn added(new: &[&str], at: usize) -> LineChange {
    let spans = whole(Kind::Inserted, new.get(at));
    LineChange { kind: LineKind::Added, before: None, after: Some(at + 1), spans }
}

/// The words of a line that stayed, came and went.
fn words(before: &str, after: &str) -> Vec<Span> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_word_bounds().collect(), after.split_word_bounds().collect());
    let mut spans = Spans::default();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let of = |all: &[&str], range: Range<usize>| all.get(range).unwrap_or_default().concat();
        let (was, is) = (operation.old_range(), operation.new_range());
        match operation {
            DiffOp::Equal { .. } => spans.push(Kind::Kept, &of(&new, is)),
            _ => {
                spans.push(Kind::Deleted, &of(&old, was));
                spans.push(Kind::Inserted, &of(&new, is));
            }
        }
    }
    spans.into_vec()
}

/// The share of letters that stayed, 0 to 1.
fn alike(spans: &[Span]) -> f64 {
    let letters = |span: &Span| span.text.chars().filter(|letter| !letter.is_whitespace()).count();
    let of = |kind: Kind| spans.iter().filter(|span| span.kind == kind).map(letters).sum::<usize>();
    let (kept, changed) = (of(Kind::Kept), of(Kind::Deleted).max(of(Kind::Inserted)));
    if kept + changed == 0 { 0.0 } else { kept as f64 / (kept + changed) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> Vec<String> {
        let mark = |kind| match kind {
            LineKind::Same => '=',
            LineKind::Edited => '~',
            LineKind::Added => '+',
            LineKind::Dropped => '-',
        };
        let piece = |span: &Span| match span.kind {
            Kind::Kept => span.text.clone(),
            Kind::Inserted => format!("{{+{}+}}", span.text),
            Kind::Deleted => format!("[-{}-]", span.text),
        };
        let line = |change: &LineChange| {
            let text: String = change.spans.iter().map(piece).collect();
            format!("{}{text}", mark(change.kind))
        };
        lines(before, after).iter().map(line).collect()
    }

    #[test]
    fn lines_stay_come_go_and_are_edited_word_by_word() {
        let before = "You rate films.\n\n- Name no title.\n- Be short.\nEnd";
        let after = "You rate films.\n\n- Name no title and no rating.\n- Say what is uncertain.\nNew\nEnd";
        assert_eq!(
            shown(before, after),
            [
                "=You rate films.",
                "=",
                "~- Name no title{+ and no rating+}.",
                "-[-- Be short.-]",
                "+{+- Say what is uncertain.+}",
                "+{+New+}",
                "=End"
            ]
        );
        assert!(lines("", "").is_empty());
        assert_eq!(shown("a\nb", "a\nb"), ["=a", "=b"]);
        assert_eq!(shown("", "a"), ["+{+a+}"]);
    }

    #[test]
    fn both_texts_can_be_told_from_the_lines() {
        let texts = ["one\ntwo three\nfour", "zero\none two\ntwo thre\n", "漢字 かな\n\n\nfour five", ""];
        for before in texts {
            for after in texts {
                let changes = lines(before, after);
                let side = |gone: Kind, number: fn(&LineChange) -> Option<usize>| -> Vec<String> {
                    let on_it = changes.iter().filter(|change| number(change).is_some());
                    let text = |change: &LineChange| {
                        let kept = change.spans.iter().filter(|span| span.kind != gone);
                        kept.map(|span| span.text.as_str()).collect()
                    };
                    on_it.map(text).collect()
                };
                assert_eq!(side(Kind::Inserted, |it| it.before), before.lines().collect::<Vec<_>>());
                assert_eq!(side(Kind::Deleted, |it| it.after), after.lines().collect::<Vec<_>>());
            }
        }
    }
}
