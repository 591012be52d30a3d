//! Examples of answers in a prompt's own words: they must be answers.

use serde_json::Value;

use super::{Finding, Prepared, Severity};
use crate::domain::{Dataset, Id};
use crate::prompting::answer::{ProfileAsk, RatingAsk, Verdict, closing_brace, offset, without_place};

pub(super) fn look(file: &Prepared<'_>, dataset: &Dataset, found: &mut Vec<Finding>) {
    let Some(contract) = file.contract(dataset) else { return };
    for (at, text) in objects(file.body) {
        let read = match serde_json::from_str::<Value>(text) {
            Ok(read) => read,
            Err(error) => {
                let wrong = at + offset(text, error.line(), error.column());
                let words = without_place(&error);
                let what = format!("the example is no JSON: {words}");
                found.push(file.finding(Severity::Error, Some(wrong), what));
                continue;
            }
        };
        let verdict = if file.name == "rate.md" {
            let ids = read["ratings"].as_array().into_iter().flatten().map(|entry| match &entry["item"] {
                Value::Number(number) => {
                    number.as_i64().map_or_else(|| Id::parse(&number.to_string()), Id::Number)
                }
                Value::String(text) => Id::parse(text),
                other => Id::parse(&other.to_string()),
            });
            let reading = RatingAsk { contract, items: ids.collect() }.read(text);
            match reading.parts {
                Some(parts) if !parts.slate.is_complete() => {
                    Verdict::Rejected { why: reading.warnings.join("; "), line: None, column: None }
                }
                _ => reading.verdict,
            }
        } else {
            let ask = ProfileAsk {
                contract,
                titles: Vec::new(),
                forbid_ratings: false,
                items: Vec::new(),
                paragraphs: None,
                words: None,
            };
            ask.read(text).verdict
        };
        match verdict {
            Verdict::Accepted => {}
            Verdict::Repaired { what } => {
                found.push(file.finding(
                    Severity::Warning,
                    Some(at),
                    format!("the example is not what is asked for: {what}"),
                ));
            }
            Verdict::Rejected { why, .. } => {
                found.push(file.finding(
                    Severity::Error,
                    Some(at),
                    format!("the example would be refused: {why}"),
                ));
            }
        }
    }
}

/// What looks like a JSON object outside of the template's own tags: from a brace that a key or nothing follows to the
/// brace that closes it, or to the next empty line where none does.
fn objects(body: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(found) = body[at..].find('{') {
        let start = at + found;
        let rest = &body[start..];
        let tag =
            [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = tag {
            at = rest.find(close).map_or(body.len(), |end| start + end + close.len());
            continue;
        }
        if !rest[1..].trim_start().starts_with('"') {
            at = start + 1;
            continue;
        }
        let end = closing_brace(rest).or_else(|| rest.find("\n\n")).unwrap_or(rest.len());
        all.push((start, &rest[..end]));
        at = start + end;
    }
    all
}
