//! Bytes -> lines, however they are cut into packets; never what a line means.

/// Gathers bytes and gives whole lines. A line ends with `\n`, `\r\n` or a lone `\r`, as server-sent events have it
/// (<https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>).
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
    /// The last byte was `\r`: a `\n` that follows belongs to it.
    after_return: bool,
    /// A lone `\r` does not end a line: JSON text may hold it between tokens.
    only_newline: bool,
}

impl Lines {
    /// Lines that end with `\n` or `\r\n` alone.
    pub(super) fn by_newline() -> Self {
        Self { only_newline: true, ..Self::default() }
    }

    /// The lines that these bytes complete.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut whole = Vec::new();
        let mut bytes = bytes;
        loop {
            if self.after_return {
                if bytes.is_empty() {
                    return whole;
                }
                self.after_return = false;
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
            let end = if self.only_newline {
                memchr::memchr(b'\n', bytes)
            } else {
                memchr::memchr2(b'\n', b'\r', bytes)
            };
            let Some(end) = end else {
                self.rest.extend_from_slice(bytes);
                return whole;
            };
            self.rest.extend_from_slice(&bytes[..end]);
            self.after_return = bytes[end] == b'\r';
            if self.only_newline && self.rest.last() == Some(&b'\r') {
                self.rest.pop();
            }
            whole.push(std::mem::take(&mut self.rest));
            bytes = &bytes[end + 1..];
        }
    }

    /// What is left when nothing more comes.
    pub(super) fn end(&mut self) -> Option<Vec<u8>> {
        self.after_return = false;
        (!self.rest.is_empty()).then(|| std::mem::take(&mut self.rest))
    }
}
