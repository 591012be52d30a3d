//! The pieces of a chat completion -> text, reason, counts; never sockets.
//!
//! Read from plain JSON: compatible servers leave out `id`, `created`, `role`, send null where a text is due, have
//! reasons of their own for an end, and codes that are numbers. None of that hides the text.

use serde_json::Value;

use crate::providers::failure::{self, Trouble, plain};
use crate::providers::wire::Call;
use crate::simulation::chat::{Cause, Finish, Listener};

/// What has come.
#[derive(Default)]
pub(super) struct Heap {
    finish: Option<String>,
    refusal: String,
    thought: usize,
    /// `[DONE]` came.
    pub(super) done: bool,
    /// Bytes that are not UTF-8 were replaced.
    pub(super) mended: bool,
    choices: bool,
    pub(super) notes: Vec<String>,
}

impl Heap {
    /// Takes a piece, or a whole answer: one has `delta`, the other `message`.
    pub(super) fn take(
        &mut self,
        value: &Value,
        call: &mut Call<'_>,
        heard: Listener<'_>,
    ) -> Result<(), Trouble> {
        if let Some(trouble) = failure::mid_stream(value) {
            return Err(trouble);
        }
        if let Some(model) = value.get("model").and_then(Value::as_str).filter(|model| !model.is_empty()) {
            call.answered_by = Some(plain(model, 200));
        }
        self.counts(value, call);
        let Some(choices) = value.get("choices").and_then(Value::as_array) else { return Ok(()) };
        let Some(choice) =
            choices.iter().find(|choice| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0)
        else {
            return Ok(());
        };
        self.choices = true;
        if let Some(trouble) = failure::mid_stream(choice) {
            return Err(trouble);
        }
        let said = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(&Value::Null);
        match said.get("content").or_else(|| choice.get("text")) {
            Some(Value::String(text)) => call.says(text, heard),
            Some(Value::Array(parts)) => {
                for text in parts.iter().filter_map(|part| part.get("text")).filter_map(Value::as_str) {
                    call.says(text, heard);
                }
            }
            _ => {}
        }
        if let Some(text) = said.get("refusal").and_then(Value::as_str) {
            self.refusal.push_str(text);
        }
        for name in ["reasoning_content", "reasoning"] {
            self.thought += said.get(name).and_then(Value::as_str).map_or(0, str::len);
        }
        match choice.get("finish_reason") {
            None | Some(Value::Null) => {}
            Some(Value::String(reason)) if reason.is_empty() => {}
            Some(Value::String(reason)) if reason == "error" => {
                return Err(Trouble::new(Cause::MidStream, "the server broke off its answer with an error"));
            }
            Some(Value::String(reason)) => self.finish = Some(reason.clone()),
            Some(other) => self.finish = Some(other.to_string()),
        }
        Ok(())
    }

    /// `usage`, wherever it is: OpenAI sends it last, with no choices; Groq in `x_groq`; llama.cpp has `timings`.
    #[expect(clippy::unused_self, reason = "reads as a part of take")]
    fn counts(&self, value: &Value, call: &mut Call<'_>) {
        let number = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_u64);
        let usage = value.get("usage").filter(|usage| usage.is_object());
        if let Some(usage) = usage.or_else(|| value.pointer("/x_groq/usage")) {
            let told = &mut call.told;
            told.tokens_in = number(usage, "/prompt_tokens").or(told.tokens_in);
            told.tokens_out = number(usage, "/completion_tokens").or(told.tokens_out);
            // DeepSeek has a name of its own: https://api-docs.deepseek.com/guides/kv_cache
            told.tokens_cached = number(usage, "/prompt_tokens_details/cached_tokens")
                .or_else(|| number(usage, "/prompt_cache_hit_tokens"))
                .or(told.tokens_cached);
            // OpenRouter says what it charged: https://openrouter.ai/docs/use-cases/usage-accounting
            told.cost_usd = usage.get("cost").and_then(Value::as_f64).or(told.cost_usd);
        } else if let (None, Some(timings)) = (call.told.tokens_in, value.get("timings")) {
            let cached = number(timings, "/cache_n");
            call.told.tokens_in =
                number(timings, "/prompt_n").map(|fresh| fresh + cached.unwrap_or_default());
            call.told.tokens_out = number(timings, "/predicted_n");
            call.told.tokens_cached = cached;
        }
    }

    /// Whether what came is a whole answer.
    pub(super) fn whole(&self, call: &Call<'_>) -> Result<(), Trouble> {
        if !self.choices {
            let start = plain(&String::from_utf8_lossy(call.raw()), 80);
            return Err(Trouble::new(Cause::Garbled, format!("this is no chat completion: {start}")));
        }
        if self.finish.is_none() && !self.done && !self.is_object(call) {
            return Err(Trouble::new(Cause::Broken, "the connection was closed before the answer was whole"));
        }
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "reads as a part of whole")]
    fn is_object(&self, call: &Call<'_>) -> bool {
        call.raw().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
    }

    /// Why it ended, and what there is to say of it.
    pub(super) fn finish(&mut self, call: &mut Call<'_>) -> Finish {
        if self.mended {
            self.notes
                .push("the answer held bytes that are not UTF-8: they are shown as \u{fffd}".to_owned());
        }
        if call.told.tokens_in.is_none() && call.told.tokens_out.is_none() {
            self.notes.push("the server does not say how many tokens it took".to_owned());
        }
        if !self.refusal.is_empty() {
            // https://platform.openai.com/docs/guides/structured-outputs#refusals
            self.notes.push(format!("the model refused: {}", plain(&self.refusal, 200)));
            if call.text.is_empty() {
                call.text = std::mem::take(&mut self.refusal);
            }
            return Finish::Other("refusal".to_owned());
        }
        if call.text.trim().is_empty() {
            self.notes.push(if self.thought > 0 {
                "the answer is empty: the model only thought".to_owned()
            } else {
                "the answer is empty".to_owned()
            });
        }
        match self.finish.take().as_deref() {
            Some("stop" | "STOP" | "eos" | "end_turn" | "stop_sequence") => Finish::Stop,
            Some("length" | "max_tokens" | "MAX_TOKENS") => Finish::Length,
            Some("content_filter" | "SAFETY" | "safety") => Finish::Filtered,
            Some(other) => Finish::Other(plain(other, 60)),
            None => {
                self.notes.push("the server does not say why the answer ended".to_owned());
                Finish::Stop
            }
        }
    }
}
