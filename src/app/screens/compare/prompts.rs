//! What differs between the prompts of A and B, file by file, as plain lines; never how they are drawn.

use crate::app::screens::calls::{CallLine, Ink};
use crate::app::screens::prompts::changed_lines;
use crate::diff::{FileChange, Kind, LineChange, LineKind, files};
use crate::domain::text::clean_line;
use crate::domain::{PackTexts, prompts_beside, shared_in_words, short_hash};
use crate::metrics::Compared;

/// How the prompts of A differ from those of B.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromptDiff {
    /// Names of the files that differ, each with what became of its lines: `1 line edited, 2 added`.
    pub files: Vec<(String, String)>,
    /// Everything there is to say, those files with their lines included.
    pub lines: Vec<CallLine>,
}

impl PromptDiff {
    pub(super) fn of(compared: &Compared) -> Self {
        let (a, b) = (&compared.a, &compared.b);
        let [of_a, of_b] = match prompts_beside(a, b, &compared.packs) {
            Ok(packs) => packs,
            Err(why) => return Self { files: Vec::new(), lines: vec![CallLine::said(Ink::Plain, why)] },
        };
        let name = |pack: &PackTexts| clean_line(&format!("{} {}", pack.name, short_hash(&pack.hash)));
        let heading = format!("A {}, B {}: - is only A's, + only B's", name(of_a), name(of_b));
        let mut lines = vec![CallLine::said(Ink::Quiet, heading)];
        if let Some(shared) = shared_in_words(compared.shared) {
            lines.push(CallLine::said(Ink::Quiet, shared));
        }
        let (same, differ): (Vec<FileChange>, Vec<FileChange>) =
            files(&of_a.files, &of_b.files).into_iter().partition(|file| file.changed() == 0);
        if differ.is_empty() {
            lines.push(CallLine::said(Ink::Plain, "Every file says the same in both."));
        }
        for file in &differ {
            lines.push(CallLine::default());
            let heading = format!("{}: {}", clean_line(&file.file), file.in_words());
            lines.push(CallLine::said(Ink::Strong, heading));
            lines.extend(changed_lines(&in_two(&file.lines)));
        }
        if !same.is_empty() {
            let names: Vec<String> = same.iter().map(|file| clean_line(&file.file)).collect();
            lines.push(CallLine::default());
            lines.push(CallLine::said(Ink::Quiet, format!("the same: {}", names.join(", "))));
        }
        let files = differ.iter().map(|file| (clean_line(&file.file), file.in_words())).collect();
        Self { files, lines }
    }
}

/// An edited line as A's and as B's: two runs stand beside each other here, none came of the other.
fn in_two(changes: &[LineChange]) -> Vec<LineChange> {
    let of = |change: &LineChange, kind, gone: Kind| LineChange {
        kind,
        before: change.before.filter(|_| kind == LineKind::Dropped),
        after: change.after.filter(|_| kind == LineKind::Added),
        spans: change.spans.iter().filter(|span| span.kind != gone).cloned().collect(),
    };
    let mut lines = Vec::new();
    for change in changes {
        if change.kind == LineKind::Edited {
            lines.push(of(change, LineKind::Dropped, Kind::Inserted));
            lines.push(of(change, LineKind::Added, Kind::Deleted));
        } else {
            lines.push(change.clone());
        }
    }
    lines
}

/// Whether a line is one that differs.
pub(super) fn is_change(line: &CallLine) -> bool {
    line.lead.as_ref().is_some_and(|(_, lead)| lead.starts_with(['+', '-']))
}
