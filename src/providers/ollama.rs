//! Ollama's `/api/chat`; never what an answer means.
//!
//! The request and what `/api/show` answers are ollama-rs's. Its stream is not used: it drops a piece that ends
//! within a character, and the error that comes in the middle of an answer, and prints instead
//! (<https://github.com/ollama/ollama/blob/main/docs/api.md#generate-a-chat-completion>).

mod request;

use serde_json::Value;

use super::dialect::{Dialect, Format};
use super::failure::{self, Trouble, plain};
use super::ndjson::{Line, Values};
use super::wire::Call;
use super::{Provider, estimate, prompt_estimate};
use crate::simulation::chat::{Cause, ChatAnswer, ChatFailure, ChatRequest, Finish, Listener};

/// Asks; gives up what the server does not take, and asks again without it.
pub(super) async fn ask(
    provider: &Provider,
    request: &ChatRequest,
    heard: Listener<'_>,
) -> Result<ChatAnswer, Box<ChatFailure>> {
    let mut dialect = provider.dialect();
    let url = provider.wire.below("api/chat");
    let mut before = Vec::new();
    loop {
        let asked = if request.schema.is_some() { dialect.format } else { Format::Plain };
        let body = request::body(&provider.wire.settings, &provider.model, request, asked);
        let mut call = Call::new(&provider.wire, url.clone(), Some(&body));
        match call.send(estimate(request), heard).await {
            Ok(()) => {}
            Err(mut trouble) => {
                if dialect.lower(&trouble, asked, false, false) {
                    before.push(call.given_up(dialect.notes.last()));
                    continue;
                }
                if trouble.cause == Cause::Unreachable {
                    trouble.words.push_str("; is Ollama running? (ollama serve)");
                }
                return Err(call.failure(trouble, before));
            }
        }
        return match read(&mut call, heard).await {
            Ok(heap) => {
                dialect.proven |= request.schema.is_some();
                provider.learn(dialect.clone());
                let notes = notes(provider, request, &dialect, &call, &heap);
                Ok(call.answer(heap.finish(), notes, before))
            }
            Err(trouble) if call.text.is_empty() && dialect.lower(&trouble, asked, false, false) => {
                before.push(call.given_up(dialect.notes.last()));
                continue;
            }
            Err(trouble) => Err(call.failure(trouble, before)),
        };
    }
}

/// What has come besides text.
#[derive(Default)]
struct Heap {
    done: bool,
    reason: Option<String>,
    thought: bool,
    mended: bool,
}

impl Heap {
    fn finish(&self) -> Finish {
        match self.reason.as_deref() {
            None | Some("stop" | "") => Finish::Stop,
            Some("length") => Finish::Length,
            Some(other) => Finish::Other(plain(other, 60)),
        }
    }

    fn take(&mut self, value: &Value, call: &mut Call<'_>, heard: Listener<'_>) -> Result<(), Trouble> {
        if let Some(trouble) = failure::mid_stream(value) {
            return Err(trouble);
        }
        if let Some(model) = value.get("model").and_then(Value::as_str).filter(|model| !model.is_empty()) {
            call.answered_by = Some(plain(model, 200));
        }
        if let Some(message) = value.get("message") {
            self.thought |=
                message.get("thinking").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
            if let Some(text) = message.get("content").and_then(Value::as_str) {
                call.says(text, heard);
            }
        }
        // The last line; a count of 0 is left out by the server: https://github.com/ollama/ollama/issues/2068
        if value.get("done").and_then(Value::as_bool) == Some(true) {
            self.done = true;
            self.reason = value.get("done_reason").and_then(Value::as_str).map(str::to_owned);
            call.told.tokens_in = value.get("prompt_eval_count").and_then(Value::as_u64);
            call.told.tokens_out = value.get("eval_count").and_then(Value::as_u64);
        }
        Ok(())
    }
}

async fn read(call: &mut Call<'_>, heard: Listener<'_>) -> Result<Heap, Trouble> {
    let mut values = Values::default();
    let mut heap = Heap::default();
    let mut any = false;
    while let Some(bytes) = call.next().await? {
        if call.raw().trim_ascii_start().starts_with(b"<") {
            let page = call.page().await;
            let words = format!("what answers is a web page ({page}), not Ollama: is base-url right?");
            return Err(Trouble::new(Cause::Garbled, words));
        }
        for line in values.push(&bytes) {
            any = true;
            take(line, call, &mut heap, heard)?;
        }
        if heap.done {
            call.drain().await;
            return Ok(heap);
        }
    }
    match values.end() {
        // A last line without an end may be a piece of one.
        Some(Line::Wrong(..)) if any => {}
        Some(line) => take(line, call, &mut heap, heard)?,
        None => {}
    }
    if heap.done {
        return Ok(heap);
    }
    let words = if call.raw().trim_ascii().is_empty() {
        "the server closed the connection without an answer"
    } else {
        "the connection was closed before the answer was whole"
    };
    Err(Trouble::new(Cause::Broken, words))
}

fn take(line: Line, call: &mut Call<'_>, heap: &mut Heap, heard: Listener<'_>) -> Result<(), Trouble> {
    match line {
        Line::Value(value, mended) if value.is_object() => {
            heap.mended |= mended;
            call.token();
            heap.take(&value, call, heard)
        }
        Line::Value(value, _) => {
            let words = format!("a line of the answer is no object: {}", plain(&value.to_string(), 80));
            Err(Trouble::new(Cause::Garbled, words))
        }
        Line::Wrong(line, why) => {
            let words = format!("a line of the answer is not JSON ({why}): {}", plain(&line, 80));
            Err(Trouble::new(Cause::Garbled, words))
        }
    }
}

fn notes(
    provider: &Provider,
    request: &ChatRequest,
    dialect: &Dialect,
    call: &Call<'_>,
    heap: &Heap,
) -> Vec<String> {
    let mut notes = dialect.notes.clone();
    if let Some(note) = cut(
        call.told.tokens_in,
        prompt_estimate(request),
        request.window.or(provider.wire.settings.options.num_ctx),
    ) {
        notes.push(note);
    }
    if heap.mended {
        notes.push("the answer held bytes that are not UTF-8: they are shown as \u{fffd}".to_owned());
    }
    if call.told.tokens_in.is_none() && call.told.tokens_out.is_none() {
        notes.push("the server does not say how many tokens it took".to_owned());
    }
    if call.text.trim().is_empty() {
        let thought = if heap.thought { ": the model only thought" } else { "" };
        notes.push(match heap.reason.as_deref() {
            // Ollama loads a model on a request without messages, and says so.
            Some("load") => "the model was loaded and said nothing".to_owned(),
            _ => format!("the answer is empty{thought}"),
        });
    }
    notes
}

/// Ollama drops the start of a prompt that does not fit its window, and answers 200
/// (<https://github.com/ollama/ollama/blob/main/docs/faq.mdx>, "context window"). Seen from here: as many tokens as the
/// window holds, or far fewer than four bytes of prompt per token would make.
fn cut(counted: Option<u64>, estimated: u64, window: Option<u64>) -> Option<String> {
    let counted = counted?;
    let full = window.filter(|window| counted >= *window);
    let few = estimated > 200 && counted < estimated / 2;
    if full.is_none() && !few {
        return None;
    }
    let window = window.map_or_else(|| "its window".to_owned(), |window| format!("num_ctx = {window}"));
    Some(format!(
        "the server may have cut the prompt: it read {counted} tokens of about {estimated}; raise {window}"
    ))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_cut_prompt_is_noticed_and_a_whole_one_is_not() {
        assert!(cut(Some(2048), 6000, Some(2048)).is_some_and(|note| note.contains("num_ctx = 2048")));
        assert!(cut(Some(1026), 6000, None).is_some_and(|note| note.contains("its window")));
        assert!(cut(Some(1026), 6000, Some(2048)).is_some(), "older versions drop half of the window");
        assert_eq!(cut(Some(5200), 6000, Some(8192)), None);
        assert_eq!(cut(Some(9000), 6000, Some(16_384)), None, "text with many tokens");
        assert_eq!(cut(None, 6000, Some(2048)), None, "unknown");
        assert_eq!(cut(Some(26), 90, None), None, "short prompts are estimated badly");
    }
}
