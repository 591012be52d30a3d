//! `.env`: names and values, one a line; never other programs' business.

/// Folders that may be named there.
pub(super) const FOLDERS: [&str; 4] =
    ["LUSIFER_CONFIG_DIR", "LUSIFER_DATA_DIR", "LUSIFER_STATE_DIR", "LUSIFER_CACHE_DIR"];

/// A line that sets a variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The line, 1 = first.
    pub(super) at: usize,
    /// The variable.
    pub(super) name: String,
    /// Its value, without quotes.
    pub(super) value: String,
}

/// Every line of the form `NAME=VALUE`, with or without `export` and quotes. What is of another form is for
/// other programs.
pub(super) fn read(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let value = value.trim();
        let quoted = ['"', '\''].into_iter().find_map(|quote| {
            let inside = value.strip_prefix(quote)?;
            inside.split_once(quote).map(|(inside, _)| inside)
        });
        // Outside quotes a remark begins at a # after a space.
        let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end());
        lines.push(Line { at: at + 1, name: name.trim().to_owned(), value: value.to_owned() });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_quotes_and_remarks_are_read() {
        let text = "# a remark\nA=1\nexport B=\"two words\" # why\nC = 'x#y'\nD=a b # why\n\nnonsense\nE=\n";
        let read: Vec<_> = read(text).into_iter().map(|line| (line.at, line.name, line.value)).collect();
        let expected = [(2, "A", "1"), (3, "B", "two words"), (4, "C", "x#y"), (5, "D", "a b"), (8, "E", "")];
        let expected = expected.map(|(line, name, value)| (line, name.to_owned(), value.to_owned()));
        assert_eq!(read, expected);
    }
}
