//! Two sets of named texts, file by file and line by line.

use super::lines::{LineChange, LineKind, lines};

/// How a file became that of another set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its name.
    pub file: String,
    /// Its lines; all of them came or went where only one set has it.
    pub lines: Vec<LineChange>,
}

impl FileChange {
    /// How many lines became this.
    pub fn count(&self, kind: LineKind) -> usize {
        self.lines.iter().filter(|line| line.kind == kind).count()
    }

    /// How many lines were edited, came or went.
    pub fn changed(&self) -> usize {
        self.lines.len() - self.count(LineKind::Same)
    }

    /// `2 lines edited, 1 added`; `the same` where no line changed.
    pub fn in_words(&self) -> String {
        let counts =
            [(LineKind::Edited, "edited"), (LineKind::Added, "added"), (LineKind::Dropped, "dropped")];
        let mut words = Vec::new();
        for (count, word) in counts.map(|(kind, word)| (self.count(kind), word)) {
            match (count, words.is_empty()) {
                (0, _) => {}
                (1, true) => words.push(format!("1 line {word}")),
                (_, true) => words.push(format!("{count} lines {word}")),
                (_, false) => words.push(format!("{count} {word}")),
            }
        }
        if words.is_empty() { "the same".to_owned() } else { words.join(", ") }
    }
}

/// Every file of either set, those of the set before first.
pub fn files<'a>(before: &'a [(String, String)], after: &'a [(String, String)]) -> Vec<FileChange> {
    let text = |files: &'a [(String, String)], name: &str| -> &'a str {
        files.iter().find(|(file, _)| file == name).map_or("", |(_, text)| text.as_str())
    };
    let new = after.iter().filter(|(name, _)| before.iter().all(|(file, _)| file != name));
    let names = before.iter().chain(new).map(|(name, _)| name);
    names
        .map(|name| FileChange { file: name.clone(), lines: lines(text(before, name), text(after, name)) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn files_of_both_sets_are_named_with_what_became_of_their_lines() {
        let before = set(&[("a.md", "one two three\nend"), ("b.md", "same"), ("c.md", "gone")]);
        let after = set(&[("b.md", "same"), ("a.md", "one two four\nmore\nend"), ("d.md", "x\ny")]);
        let changes = files(&before, &after);
        let said: Vec<_> = changes.iter().map(|it| (&*it.file, it.changed(), it.in_words())).collect();
        assert_eq!(
            said,
            [
                ("a.md", 2, "1 line edited, 1 added".to_owned()),
                ("b.md", 0, "the same".to_owned()),
                ("c.md", 1, "1 line dropped".to_owned()),
                ("d.md", 2, "2 lines added".to_owned()),
            ]
        );
    }
}
