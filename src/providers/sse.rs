//! Bytes -> server-sent events, however they are cut into packets; never what an event means.
//!
//! After <https://html.spec.whatwg.org/multipage/server-sent-events.html>; an event that the end of the stream cuts
//! off is given all the same, because many servers forget the last empty line.

use super::lines::Lines;

/// One event: its `data:` lines joined by `\n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The value of `event:`; empty where there was none.
    pub name: String,
    /// The data; bytes that are not UTF-8 are replaced by U+FFFD.
    pub data: String,
    /// Whether any were.
    pub mended: bool,
}

/// Takes bytes as they arrive.
#[derive(Clone, Debug, Default)]
pub struct Events {
    lines: Lines,
    begun: bool,
    name: String,
    data: Option<Vec<u8>>,
}

impl Events {
    /// The events that these bytes complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let lines = self.lines.push(bytes);
        lines.iter().filter_map(|line| self.line(line)).collect()
    }

    /// The event that was under way when the stream ended.
    pub fn end(&mut self) -> Option<Event> {
        if let Some(line) = self.lines.end() {
            let done = self.line(&line);
            debug_assert!(done.is_none(), "only an empty line ends an event");
        }
        self.event()
    }

    fn line(&mut self, line: &[u8]) -> Option<Event> {
        let line = if self.begun { line } else { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) };
        self.begun = true;
        if line.is_empty() {
            return self.event();
        }
        let (field, value) = match memchr::memchr(b':', line) {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[..0]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => self.name = String::from_utf8_lossy(value).into_owned(),
            // A comment (no name: OpenRouter's `: OPENROUTER PROCESSING`), `id`, `retry`, and what nobody knows.
            _ => {}
        }
        None
    }

    fn event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let data = self.data.take()?;
        let (data, mended) = super::lossy(&data);
        Some(Event { name, data, mended })
    }
}
