//! What each tab says of a call, line by line, as plain data with what each piece is; never colours or widths.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::facts::{next_try, seconds, status, time};
use super::raw::{IN_SIGHT, Place, numbered, visible};
use super::{CallTab, request};
use crate::diff::{Class, Kind, compare};
use crate::domain::numbers::{money, plural, thousands};
use crate::domain::text::{clean, clean_line};
use crate::domain::{Call, CallPrice, NewCall, Outcome};

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    #[default]
    Plain,
    /// What may be overlooked.
    Quiet,
    /// What must not be.
    Strong,
    /// What went well.
    Good,
    /// What did not.
    Bad,
    /// What stands for something else: an escape, the sign of a fold.
    Mark,
    /// Only in the later text.
    Insert,
    /// Only in the earlier text.
    Delete,
}

/// A line of a tab, however wide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallLine {
    /// What stands before it, and before nothing that is wrapped of it: a label, a number, a mark.
    pub lead: Option<(Ink, String)>,
    /// Its pieces.
    pub spans: Vec<(Ink, String)>,
    /// Cells before it and before what is wrapped of it.
    pub indent: usize,
    /// Whether every space counts, so that it is broken at the border and not between words.
    pub is_raw: bool,
    /// The message of a request that it belongs to.
    pub part: Option<usize>,
    /// The cell below which a caret stands, and what is said there.
    pub caret: Option<(usize, String)>,
}

impl CallLine {
    /// A line of these pieces.
    pub(in crate::app) fn of(spans: Vec<(Ink, String)>) -> Self {
        Self { spans, ..Self::default() }
    }

    /// A line of one piece.
    pub(in crate::app) fn said(ink: Ink, text: impl Into<String>) -> Self {
        Self::of(vec![(ink, text.into())])
    }

    /// A label and what is said of it.
    fn labelled(label: &str, ink: Ink, text: impl Into<String>) -> Self {
        Self { lead: Some((Ink::Quiet, format!("{label:<6}"))), ..Self::said(ink, text) }
    }

    /// Its text, without what it means.
    pub fn text(&self) -> String {
        let lead = self.lead.iter().chain(&self.spans).map(|(_, text)| text.as_str());
        " ".repeat(self.indent) + &lead.collect::<String>()
    }
}

/// What a tab says of a call among all of its run; of very long texts so many characters.
pub fn lines(
    call: &Call,
    tab: CallTab,
    all: &[Arc<Call>],
    folded: &BTreeSet<usize>,
    most: usize,
) -> Vec<CallLine> {
    let made = &call.made;
    match tab {
        CallTab::Why => why(call, all),
        CallTab::Request => request::lines(made, folded, most),
        CallTab::Response => response(made, most),
        CallTab::Parsed => parsed(made),
        CallTab::Headers => headers(made),
        CallTab::Checks => checks(made),
        CallTab::Diff => diff(call, all),
    }
}

/// `status 200, finish stop, answered by gpt-4o-mini-2024-07-18`
fn answer_facts(call: &NewCall) -> CallLine {
    let mut facts = vec![match call.exchange.status {
        Some(status) => format!("status {status}"),
        None => "no answer".to_owned(),
    }];
    facts.extend(call.finish.as_ref().map(|finish| format!("finish {}", clean_line(finish))));
    facts.extend(call.answered_by.as_ref().map(|model| format!("answered by {}", clean_line(model))));
    CallLine::said(Ink::Quiet, facts.join(", "))
}

fn why(call: &Call, all: &[Arc<Call>]) -> Vec<CallLine> {
    let made = &call.made;
    let mut lines = vec![answer_facts(made)];
    if call.is_test {
        lines.push(CallLine::said(Ink::Strong, "A test of prompts: nothing was written from it."));
    }
    if let Some(number) = call.repetition {
        let said = format!("Repetition {number} of the step: the run stays as it is.");
        lines.push(CallLine::said(Ink::Strong, said));
    }
    let (ink, said) = match &made.outcome {
        Outcome::Accepted => (Ink::Good, "The answer was taken as it is.".to_owned()),
        Outcome::Repaired { what } => {
            (Ink::Good, format!("The answer was taken after something was put right: {}.", sentence(what)))
        }
        Outcome::Rejected { why } => {
            (Ink::Bad, format!("An answer came that could not be taken: {}.", sentence(why)))
        }
        Outcome::Failed { cause, .. } => (Ink::Bad, format!("No answer came: {}.", sentence(cause))),
        Outcome::Cancelled => (
            Ink::Bad,
            format!("It was cancelled; {} had arrived.", plural(made.text.chars().count(), "character")),
        ),
    };
    lines.push(CallLine::said(ink, said));
    match &made.outcome {
        Outcome::Failed { words, .. } if !words.trim().is_empty() => {
            lines.push(CallLine::said(Ink::Quiet, "The server says:"));
            lines.push(CallLine { indent: 2, ..CallLine::said(Ink::Plain, clean_line(words)) });
        }
        Outcome::Rejected { why } => lines.extend(around(&made.text, why)),
        _ => {}
    }
    if made.finish.as_deref() == Some("length") {
        let cut = "The answer is cut: it came to the most tokens that the model may give.";
        lines.push(CallLine::said(Ink::Bad, cut));
    }
    lines.push(CallLine::default());
    let next = next_try(call, all);
    let then = match next {
        Some(next) => format!(
            "try {} of {} was sent {}: {} (call {})",
            next.made.attempt,
            next.made.attempts,
            time(&next.made),
            status(&next.made),
            next.id
        ),
        None if made.outcome.is_good() => "nothing more was needed".to_owned(),
        None if made.attempt >= made.attempts => {
            format!("all {} were used; what there was before stays", plural(made.attempts as usize, "try"))
                .replace("trys", "tries")
        }
        None => format!("no other of {} tries was made", made.attempts),
    };
    lines.push(CallLine::labelled("then", Ink::Plain, then));
    lines.push(CallLine::labelled("took", Ink::Plain, took(made)));
    lines.push(CallLine::labelled("cost", Ink::Plain, cost(made)));
    let asked = format!(
        "{} of {}, try {} of {}",
        clean_line(&made.model),
        clean_line(&made.provider),
        made.attempt,
        made.attempts
    );
    lines.push(CallLine::labelled("asked", Ink::Plain, asked));
    lines.push(CallLine::labelled("sent", Ink::Plain, clean_line(&made.sent)));
    if !made.rungs.is_empty() || !made.warnings.is_empty() {
        lines.push(CallLine::default());
        lines.extend(checks(made));
    }
    lines
}

/// Words for the inside of a sentence: no full stop of their own.
fn sentence(text: &str) -> String {
    let text = clean_line(text);
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}

/// The rejected place with a line before and after it.
fn around(text: &str, why: &str) -> Vec<CallLine> {
    let Some(place) = Place::named_in(why) else { return Vec::new() };
    let all = numbered(text, Some(&place), IN_SIGHT);
    let first = place.line.saturating_sub(2);
    all.into_iter().skip(first).take(3).collect()
}

fn took(call: &NewCall) -> String {
    let cost = &call.cost;
    let first =
        cost.first_ms.map_or_else(String::new, |first| format!(", the first token {} s", seconds(first)));
    format!("{} s{first}", seconds(cost.total_ms))
}

fn cost(call: &NewCall) -> String {
    let cost = &call.cost;
    let count = |tokens: Option<u64>| tokens.map_or_else(|| "unknown".to_owned(), thousands);
    if cost.tokens_in.is_none() && cost.tokens_out.is_none() && call.price() == CallPrice::Unknown {
        return "unknown, and so are the tokens".to_owned();
    }
    let cached = cost.tokens_cached.filter(|cached| *cached > 0);
    let cached = cached.map_or_else(String::new, |cached| format!(" ({} from the cache)", thousands(cached)));
    let money = match call.price() {
        CallPrice::Known(price) => money(price),
        CallPrice::Local => "nothing: it ran on this machine".to_owned(),
        CallPrice::Unsent => "nothing: it was never sent".to_owned(),
        CallPrice::Unknown => "price unknown".to_owned(),
    };
    format!("{money}; tokens in {}{cached}, out {}", count(cost.tokens_in), count(cost.tokens_out))
}

fn response(call: &NewCall, most: usize) -> Vec<CallLine> {
    let mut lines = vec![answer_facts(call)];
    let body = String::from_utf8_lossy(&call.exchange.body);
    // What the model wrote, or, where it wrote nothing, what came instead.
    let text = if call.text.is_empty() { body.as_ref() } else { &call.text };
    if text.is_empty() {
        lines.push(CallLine::said(Ink::Quiet, "nothing came back"));
        return lines;
    }
    if call.text.is_empty() {
        lines.push(CallLine::said(Ink::Quiet, "no text of a model; the answer's body:"));
    }
    let place = match &call.outcome {
        Outcome::Rejected { why } => Place::named_in(why),
        _ => None,
    };
    lines.extend(numbered(text, place.as_ref(), most));
    lines
}

/// The fields of the first JSON object in the answer.
fn parsed(call: &NewCall) -> Vec<CallLine> {
    let mut lines = Vec::new();
    if !call.outcome.is_good() {
        lines.push(CallLine::said(Ink::Bad, "Nothing of this was taken."));
    }
    let start = call.text.find('{').unwrap_or(call.text.len());
    let rest = call.text.get(start..).unwrap_or_default();
    match serde_json::Deserializer::from_str(rest).into_iter::<Value>().next() {
        Some(Ok(Value::Object(fields))) => {
            for (name, value) in fields {
                lines.push(CallLine::of(
                    visible(&name).into_iter().map(|(_, text)| (Ink::Strong, text)).collect(),
                ));
                let text = match &value {
                    Value::String(text) => text.clone(),
                    value => serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string()),
                };
                let is_raw = !value.is_string();
                let line = |line| CallLine { indent: 2, is_raw, ..CallLine::of(visible(line)) };
                lines.extend(text.lines().map(line));
            }
        }
        Some(Err(wrong)) => {
            lines.push(CallLine::said(
                Ink::Plain,
                format!("no JSON object can be read from the answer: {wrong}"),
            ));
        }
        _ => lines.push(CallLine::said(Ink::Plain, "the answer holds no JSON object")),
    }
    lines
}

/// Headers whose values are never shown, should they have come as far as this.
const SECRET: [&str; 5] = ["authorization", "cookie", "api-key", "apikey", "token"];

fn headers(call: &NewCall) -> Vec<CallLine> {
    if call.exchange.headers.is_empty() {
        return vec![CallLine::said(Ink::Quiet, "no header of the answer was kept")];
    }
    let line = |(name, value): &(String, String)| {
        let folded = name.to_lowercase();
        // A limit on tokens is no secret.
        let is_secret = SECRET.iter().any(|word| folded.contains(word)) && !folded.contains("ratelimit");
        let mut spans = visible(name).into_iter().map(|(_, text)| (Ink::Strong, text)).collect::<Vec<_>>();
        spans.push((Ink::Plain, ": ".to_owned()));
        spans.extend(if is_secret { vec![(Ink::Quiet, "removed".to_owned())] } else { visible(value) });
        CallLine::of(spans)
    };
    call.exchange.headers.iter().map(line).collect()
}

/// The rungs that the answer climbed, and what was noticed on the way.
fn checks(call: &NewCall) -> Vec<CallLine> {
    let mut lines: Vec<CallLine> = Vec::new();
    for rung in &call.rungs {
        let (ink, mark) = if rung.passed { (Ink::Good, "ok   ") } else { (Ink::Bad, "FAIL ") };
        let mut spans = vec![(Ink::Plain, clean_line(&rung.name))];
        if !rung.found.is_empty() {
            spans.push((Ink::Quiet, format!(": {}", clean_line(&rung.found))));
        }
        lines.push(CallLine { lead: Some((ink, mark.to_owned())), ..CallLine::of(spans) });
    }
    for warning in &call.warnings {
        let lead = Some((Ink::Mark, "note ".to_owned()));
        lines.push(CallLine { lead, ..CallLine::said(Ink::Plain, clean_line(warning)) });
    }
    if lines.is_empty() {
        lines.push(CallLine::said(Ink::Quiet, "no check was made: there was no answer to look at"));
    }
    lines
}

/// The answer beside that of the next try, sentence by sentence.
fn diff(call: &Call, all: &[Arc<Call>]) -> Vec<CallLine> {
    let Some(next) = next_try(call, all) else {
        return vec![CallLine::said(Ink::Quiet, "no other try came after it")];
    };
    let diff = compare(&clean(&call.made.text), &clean(&next.made.text));
    let tries =
        format!("call {} ({}) > call {} ({})", call.id, status(&call.made), next.id, status(&next.made));
    let changed = format!(", {:.0}% of the words changed", diff.heat * 100.0);
    let mut lines = vec![CallLine::of(vec![(Ink::Strong, tries), (Ink::Quiet, changed)])];
    if diff.sentences.iter().all(|pair| pair.class == Class::Same) {
        lines.push(CallLine::said(Ink::Plain, "no words changed"));
        return lines;
    }
    for pair in &diff.sentences {
        let ink = match pair.class {
            Class::Same => Ink::Quiet,
            _ => Ink::Mark,
        };
        let lead = Some((ink, format!("{} ", pair.class.mark())));
        let spans = pair.words.iter().map(|span| {
            let ink = match span.kind {
                Kind::Kept if pair.class == Class::Same => Ink::Quiet,
                Kind::Kept => Ink::Plain,
                Kind::Inserted => Ink::Insert,
                Kind::Deleted => Ink::Delete,
            };
            (ink, span.text.replace('\n', " "))
        });
        lines.push(CallLine { lead, ..CallLine::of(spans.collect()) });
    }
    lines
}
