//! Two requests -> the lines in which they differ, for a person; never what is done about it.

use serde_json::Value;

use super::asked::Asked;
use crate::providers::failure::plain;

/// More lines than this are counted.
const MOST: usize = 40;
/// More than this of a line is cut.
const WIDE: usize = 200;
/// Larger texts are not aligned line by line.
const CELLS: usize = 1_000_000;

/// What differs between what was asked then and what is asked now; empty = nothing. What only one of the two says
/// anything about is no change: a server may not have taken it.
pub(super) fn changes(then: &Asked, now: &Asked) -> Vec<String> {
    let mut lines = Vec::new();
    parameter("model", then.model.as_ref(), now.model.as_ref(), &mut lines);
    parameter("temperature", then.temperature, now.temperature, &mut lines);
    parameter("seed", then.seed, now.seed, &mut lines);
    parameter("most tokens", then.max_tokens, now.max_tokens, &mut lines);
    if let (Some(then), Some(now)) = (&then.options, &now.options) {
        let names: std::collections::BTreeSet<_> = then.keys().chain(now.keys()).collect();
        // A window that was raised so that a prompt would fit is no setting: now nobody knows.
        let raised = |name: &str| name == "num_ctx" && !now.contains_key(name);
        for name in names.into_iter().filter(|name| !raised(name)) {
            let said = |value: Option<&Value>| value.map_or_else(|| "not said".to_owned(), Value::to_string);
            parameter(name, Some(said(then.get(name))), Some(said(now.get(name))), &mut lines);
        }
    }
    if then.messages.len() != now.messages.len() {
        parameter("messages", Some(then.messages.len()), Some(now.messages.len()), &mut lines);
    }
    for ((role, then), (_, now)) in then.messages.iter().zip(&now.messages) {
        text(&format!("{role} message"), then, now, &mut lines);
    }
    if let (Some(then), Some(now)) = (&then.schema, &now.schema) {
        let pretty = |schema: &Value| serde_json::to_string_pretty(schema).unwrap_or_default();
        text("schema", &pretty(then), &pretty(now), &mut lines);
    }
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        lines.push(format!("  and {more} more lines"));
    }
    lines
}

fn parameter<T: PartialEq + std::fmt::Display>(
    name: &str,
    then: Option<T>,
    now: Option<T>,
    lines: &mut Vec<String>,
) {
    if let (Some(then), Some(now)) = (then, now)
        && then != now
    {
        let shown = |value: T| plain(&value.to_string(), WIDE);
        lines.extend([format!("  {name}"), format!("  - {}", shown(then)), format!("  + {}", shown(now))]);
    }
}

/// The lines of a text that are gone or new, each group under its place in the new text.
fn text(what: &str, then: &str, now: &str, into: &mut Vec<String>) {
    if then == now {
        return;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (then.lines().collect(), now.lines().collect());
    let mut is_within = false;
    for step in aligned(&old, &new) {
        let (sign, line, number) = match step {
            Step::Same => {
                is_within = false;
                continue;
            }
            Step::Gone(old_at, new_at) => ('-', old[old_at], new_at + 1),
            Step::New(new_at) => ('+', new[new_at], new_at + 1),
        };
        if !is_within {
            into.push(format!("  {what}, line {number}"));
        }
        is_within = true;
        into.push(format!("  {sign} {}", plain(line, WIDE)));
    }
    if old == new {
        into.push(format!("  {what}: only the ends of lines differ"));
    }
}

enum Step {
    Same,
    /// Line of the old text, and where the new text is by then.
    Gone(usize, usize),
    New(usize),
}

/// A longest common subsequence of lines, between what both begin and end with.
fn aligned(old: &[&str], new: &[&str]) -> Vec<Step> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut steps: Vec<_> = (0..head).map(|_| Step::Same).collect();
    let (mut i, mut j) = (0, 0);
    if a.len() * b.len() <= CELLS {
        // lengths[i][j]: of the longest common subsequence of a[i..] and b[j..].
        let wide = b.len() + 1;
        let mut lengths = vec![0_u32; (a.len() + 1) * wide];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                lengths[i * wide + j] = if a[i] == b[j] {
                    lengths[(i + 1) * wide + j + 1] + 1
                } else {
                    lengths[(i + 1) * wide + j].max(lengths[i * wide + j + 1])
                };
            }
        }
        while i < a.len() && j < b.len() {
            if a[i] == b[j] {
                steps.push(Step::Same);
                (i, j) = (i + 1, j + 1);
            } else if lengths[(i + 1) * wide + j] >= lengths[i * wide + j + 1] {
                steps.push(Step::Gone(head + i, head + j));
                i += 1;
            } else {
                steps.push(Step::New(head + j));
                j += 1;
            }
        }
    }
    steps.extend((i..a.len()).map(|i| Step::Gone(head + i, head + j)));
    steps.extend((j..b.len()).map(|j| Step::New(head + j)));
    steps.extend((0..tail).map(|_| Step::Same));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(system: &str, user: &str) -> Asked {
        let messages = vec![("system".to_owned(), system.to_owned()), ("user".to_owned(), user.to_owned())];
        Asked { messages, temperature: Some(0.7), seed: Some(7), ..Asked::default() }
    }

    #[test]
    fn a_change_says_which_message_and_which_line() {
        let then = asked("One.", "Rate these:\nstrictly\nas this person\n[1]\n[2]");
        assert_eq!(changes(&then, &then), [""; 0]);
        let now = Asked {
            temperature: Some(0.2),
            ..asked("One.", "Rate these:\ngently\nas this person\n[1]\nnew\u{1b}[31m\n[2]")
        };
        let expected = [
            "  temperature",
            "  - 0.7",
            "  + 0.2",
            "  user message, line 2",
            "  - strictly",
            "  + gently",
            "  user message, line 5",
            "  + new [31m",
        ];
        assert_eq!(changes(&then, &now), expected);
    }

    #[test]
    fn what_one_side_does_not_say_is_no_change_and_long_ones_are_counted() {
        let then = Asked { seed: None, ..asked("a", "b") };
        assert_eq!(changes(&then, &asked("a", "b")), [""; 0]);
        let lines = |word: &str| (0..5_000).map(|n| format!("{word} {n}\n")).collect::<String>();
        let changed = changes(&asked("a", &lines("old")), &asked("a", &lines("new")));
        assert_eq!(changed.len(), MOST + 1);
        assert_eq!(changed[MOST], "  and 9961 more lines");
        assert_eq!(
            changes(&asked("a", "b\r\n"), &asked("a", "b\n")),
            ["  user message: only the ends of lines differ"]
        );
    }
}
