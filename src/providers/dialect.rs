//! What a server takes of a request, as far as it has shown; never the request itself.

use serde_json::Value;

use super::failure::Trouble;
use crate::simulation::chat::Cause;

/// How the form of an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// By a JSON Schema.
    Schema,
    /// As any JSON object.
    Object,
    /// By the prompt alone.
    Plain,
}

impl Format {
    /// In words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Schema => "a JSON Schema",
            Self::Object => "a JSON object",
            Self::Plain => "plain text",
        }
    }

    /// How a request that was made asked for the form of its answer.
    pub fn of_request(request: &str) -> Option<Self> {
        let request: Value = serde_json::from_str(request).ok()?;
        Some(
            match (request.pointer("/response_format/type").and_then(Value::as_str), request.get("format")) {
                (Some("json_schema"), _) | (None, Some(Value::Object(_))) => Self::Schema,
                (Some("json_object"), _) | (None, Some(Value::String(_))) => Self::Object,
                _ => Self::Plain,
            },
        )
    }
}

/// What is put into a request.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the request that is there or not")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) format: Format,
    /// An answer came with this format: an error has another reason.
    pub(super) proven: bool,
    /// The cap on tokens is named `max_completion_tokens`.
    pub(super) max_completion: bool,
    pub(super) stream_usage: bool,
    pub(super) temperature: bool,
    pub(super) seed: bool,
    /// What was learned, to be said with each answer.
    pub(super) notes: Vec<String>,
}

impl Dialect {
    pub(super) fn new(max_completion: bool, format: Option<Format>) -> Self {
        Self {
            format: format.unwrap_or(Format::Schema),
            proven: false,
            max_completion,
            stream_usage: true,
            temperature: true,
            seed: true,
            notes: Vec::new(),
        }
    }

    /// Gives up what the server seems not to take; false where nothing is left to give up. `asked` says which format
    /// the request asked for: without a schema there is none.
    pub(super) fn lower(&mut self, trouble: &Trouble, asked: Format, temperature: bool, seed: bool) -> bool {
        let words = trouble.words.to_lowercase();
        let about_format =
            ["response_format", "json_schema", "schema", "grammar"].iter().any(|word| words.contains(word));
        // vLLM finds out that it cannot follow a schema when the answer has begun.
        let refused = trouble.cause == Cause::BadRequest || trouble.cause == Cause::MidStream && about_format;
        // Some servers fail at a schema that they cannot turn into a grammar; 502 to 504 come from before them, and
        // memory has nothing to do with it.
        let failed = trouble.cause == Cause::Server
            && ["answered 500", "answered 501"].iter().any(|start| trouble.words.contains(start))
            && !words.contains("memory");
        if !refused && !failed {
            return false;
        }
        let names = |name: &str| words.contains(name);
        let unknown = [
            "unsupported",
            "not support",
            "unrecognized",
            "unknown",
            "only the default",
            "not permitted",
            "extra inputs",
            "unexpected",
        ]
        .iter()
        .any(|word| words.contains(word));
        if refused && self.stream_usage && names("stream_options") {
            self.stream_usage = false;
            self.notes.push(
                "the server takes no stream_options: it may not say how many tokens an answer took".into(),
            );
            return true;
        }
        if refused
            && unknown
            && names(if self.max_completion { "max_completion_tokens" } else { "max_tokens" })
        {
            let other = if self.max_completion { "max_tokens" } else { "max_completion_tokens" };
            let known = format!("the cap on tokens is named {other} here");
            if !self.notes.contains(&known) {
                self.max_completion = !self.max_completion;
                self.notes.push(known);
                return true;
            }
        }
        if refused && unknown && temperature && self.temperature && names("temperature") {
            self.temperature = false;
            self.notes.push("the model takes no temperature: its own was used".into());
            return true;
        }
        if refused && unknown && seed && self.seed && names("seed") {
            self.seed = false;
            self.notes.push("the model takes no seed".into());
            return true;
        }
        let lower = match asked {
            Format::Schema => Format::Object,
            Format::Object => Format::Plain,
            Format::Plain => return false,
        };
        if self.proven && !(refused && about_format) {
            return false;
        }
        self.format = lower;
        self.proven = false;
        self.notes.retain(|note| !note.starts_with(FORMAT));
        self.notes.push(format!(
            "{FORMAT} {}: asked for {} instead ({})",
            asked.word(),
            lower.word(),
            trouble.words
        ));
        true
    }
}

const FORMAT: &str = "the server does not take";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_an_answer_was_asked_for_is_seen_in_the_request() {
        let cases = [
            (r#"{"response_format":{"type":"json_schema","json_schema":{}}}"#, Some(Format::Schema)),
            (r#"{"response_format":{"type":"json_object"}}"#, Some(Format::Object)),
            (r#"{"messages":[]}"#, Some(Format::Plain)),
            (r#"{"format":{"type":"object"},"options":{}}"#, Some(Format::Schema)),
            (r#"{"format":"json"}"#, Some(Format::Object)),
            ("{", None),
        ];
        for (request, format) in cases {
            assert_eq!(Format::of_request(request), format, "{request}");
        }
    }
}
