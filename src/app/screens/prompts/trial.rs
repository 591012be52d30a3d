//! What came of a batch that was read to try prompts: how far the answer came, what it took, and how its profile differs
//! from the one that is kept.

use crate::app::screens::calls::{CallLine, Ink, seconds, status, tokens, visible};
use crate::diff::{Class, Kind, SentencePair, compare};
use crate::domain::numbers::plural;
use crate::domain::text::{clean, clean_line};
use crate::domain::{NewCall, PromptTrial, short_hash};

/// The lines of the pane.
pub(super) fn lines(trial: Option<&PromptTrial>) -> Vec<CallLine> {
    let Some(trial) = trial else {
        return vec![CallLine::said(Ink::Quiet, "Nothing was tried yet.")];
    };
    let prompts = short_hash(&trial.hash);
    let mut lines = vec![CallLine::of(vec![
        (Ink::Strong, format!("B{} of {}, prompts {prompts}", trial.batch, trial.run)),
        (Ink::Quiet, ": nothing is written from it; its calls are kept among Calls as tests".to_owned()),
    ])];
    for call in &trial.calls {
        lines.extend(attempt(call));
    }
    lines.push(CallLine::default());
    let Some(profile) = &trial.profile else {
        let why = trial.why.as_deref().unwrap_or("no answer could be taken");
        lines.push(CallLine::said(Ink::Bad, clean_line(why)));
        return lines;
    };
    if let Some(update) = &trial.update {
        lines.push(CallLine {
            lead: Some((Ink::Quiet, "update  ".to_owned())),
            ..CallLine::of(visible(&clean_line(update)))
        });
        lines.push(CallLine::default());
    }
    let Some(before) = &trial.before else {
        lines.push(CallLine::said(
            Ink::Quiet,
            format!("B{} is not written yet: this is all of it", trial.batch),
        ));
        lines.extend(clean(profile).lines().map(|line| CallLine::of(visible(line))));
        return lines;
    };
    let diff = compare(&clean(before), &clean(profile));
    let heading = format!(
        "against the profile that is kept: {:.0} % of the words not kept, {} > {}",
        diff.heat * 100.0,
        diff.words_before,
        plural(diff.words_after, "word")
    );
    lines.push(CallLine::said(Ink::Quiet, heading));
    lines.extend(diff.sentences.iter().map(sentence));
    lines
}

/// `try 1 of 3  ok  1,812/296 tokens  $0.0004  2.1 s`, and the rungs that it did not pass.
fn attempt(call: &NewCall) -> Vec<CallLine> {
    let is_good = call.outcome.is_good();
    let mut facts = vec![format!("{} tokens", tokens(call))];
    facts.push(call.price().to_string());
    facts.push(format!("{} s", seconds(call.cost.total_ms)));
    let mut lines = vec![CallLine::of(vec![
        (Ink::Quiet, format!("try {} of {}: ", call.attempt, call.attempts)),
        (if is_good { Ink::Good } else { Ink::Bad }, status(call)),
        (Ink::Quiet, format!(", {}", facts.join(", "))),
    ])];
    for rung in &call.rungs {
        let (ink, word) = if rung.passed { (Ink::Good, "ok  ") } else { (Ink::Bad, "FAIL") };
        let found =
            if rung.found.is_empty() { String::new() } else { format!(": {}", clean_line(&rung.found)) };
        lines.push(CallLine {
            indent: 2,
            lead: Some((ink, format!("{word}  "))),
            ..CallLine::of(vec![(Ink::Plain, clean_line(&rung.name)), (Ink::Quiet, found)])
        });
    }
    lines.extend(call.warnings.iter().map(|warning| CallLine {
        indent: 2,
        lead: Some((Ink::Strong, "!     ".to_owned())),
        ..CallLine::said(Ink::Plain, clean_line(warning))
    }));
    lines
}

fn sentence(pair: &SentencePair) -> CallLine {
    let ink = |kind| match kind {
        Kind::Kept => Ink::Plain,
        Kind::Inserted => Ink::Insert,
        Kind::Deleted => Ink::Delete,
    };
    let spans = pair.words.iter().map(|span| (ink(span.kind), span.text.replace('\n', " "))).collect();
    let lead = match pair.class {
        Class::Added => Ink::Insert,
        Class::Dropped => Ink::Delete,
        Class::Same => Ink::Quiet,
        _ => Ink::Mark,
    };
    CallLine { lead: Some((lead, format!("{} ", pair.class.mark()))), ..CallLine::of(spans) }
}
