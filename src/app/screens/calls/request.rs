//! What was sent: where to, with which parameters, and the messages one by one; never how a provider builds it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lines::{CallLine, Ink};
use super::raw::{numbered, visible};
use crate::domain::NewCall;
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::clean_line;

/// Fields that hold what the model reads, not how it is asked.
const READ: [&str; 4] = ["messages", "prompt", "system", "input"];

/// A longer parameter is read for itself.
const LONG: usize = 60;

/// The request of a call, with these messages folded.
pub(super) fn lines(call: &NewCall, folded: &BTreeSet<usize>, most: usize) -> Vec<CallLine> {
    let exchange = &call.exchange;
    let mut lines = vec![CallLine::of(visible(&format!("POST {}", exchange.url)))];
    if exchange.request.is_empty() {
        lines.push(CallLine::said(Ink::Quiet, "nothing was sent"));
        return lines;
    }
    let Ok(Value::Object(body)) = serde_json::from_str::<Value>(&exchange.request) else {
        lines.push(CallLine::default());
        lines.extend(numbered(&exchange.request, None, most));
        return lines;
    };
    // A schema is longer than what it is for: it stands behind what the model reads.
    let (long, parameters): (Vec<_>, Vec<_>) = body
        .iter()
        .filter(|(name, _)| !READ.contains(&name.as_str()))
        .partition(|(_, value)| value.to_string().len() > LONG);
    let mut spans = Vec::new();
    for (name, value) in parameters {
        if !spans.is_empty() {
            spans.push((Ink::Plain, ", ".to_owned()));
        }
        spans.push((Ink::Quiet, format!("{} ", clean_line(name))));
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        spans.extend(visible(&value));
    }
    lines.push(CallLine::of(spans));
    let mut messages: Vec<(String, String)> = Vec::new();
    for field in ["system", "prompt", "input"] {
        if let Some(value) = body.get(field) {
            messages.push((field.to_owned(), words(value)));
        }
    }
    for message in body.get("messages").and_then(Value::as_array).into_iter().flatten() {
        let role = message.get("role").and_then(Value::as_str).unwrap_or("message");
        messages.push((role.to_owned(), message.get("content").map(words).unwrap_or_default()));
    }
    messages.extend(long.into_iter().map(|(name, value)| {
        (name.clone(), serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string()))
    }));
    for (part, (role, text)) in messages.into_iter().enumerate() {
        let count = text.split_whitespace().count();
        let is_folded = folded.contains(&part);
        let lead = Some((Ink::Mark, if is_folded { "+ " } else { "- " }.to_owned()));
        let mut heading = vec![(Ink::Strong, clean_line(&role))];
        let size = format!(", {} {}", thousands(count as u64), if count == 1 { "word" } else { "words" });
        heading.push((Ink::Quiet, size));
        lines.push(CallLine::default());
        lines.push(CallLine { lead, part: Some(part), ..CallLine::of(heading) });
        if is_folded {
            continue;
        }
        let cut: String = text.chars().take(most).collect();
        for line in cut.lines() {
            lines.push(CallLine { part: Some(part), indent: 2, ..CallLine::of(visible(line)) });
        }
        if cut.len() < text.len() {
            let left = plural(text.chars().count().saturating_sub(most), "more character");
            lines.push(CallLine { part: Some(part), ..CallLine::said(Ink::Quiet, left) });
        }
    }
    lines
}

/// The text of a message: a string, or the texts of its parts.
fn words(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let text = |part: &Value| match part.get("text").and_then(Value::as_str) {
                Some(text) => text.to_owned(),
                None => part.as_str().map_or_else(|| part.to_string(), str::to_owned),
            };
            parts.iter().map(text).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}
