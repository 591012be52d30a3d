//! `explain`: how a profile state differs from the one before it.

use std::num::NonZeroUsize;

use serde::Serialize;

use super::args::{Common, ExplainArgs};
use super::failure::{Exit, Failure};
use super::output::{SCHEMA_VERSION, json_line, text};
use super::settings::store;
use crate::diff::{Class, Kind, SentencePair, TextDiff, compare};
use crate::domain::{Interaction, ProfileState, Run, RunId};
use crate::session::OpenMode;
use crate::workspace::WorkspaceError;

#[derive(Serialize)]
struct Explanation<'a> {
    schema_version: u32,
    run: RunId,
    batch: usize,
    before: Option<usize>,
    update: Option<&'a str>,
    words_before: usize,
    words_after: usize,
    changed: Option<f64>,
    heavy_rewrite: bool,
    sentences: Vec<SentenceLine<'a>>,
    interactions: &'a [Interaction],
}

#[derive(Serialize)]
struct SentenceLine<'a> {
    class: &'static str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// Citations of the sentence after, as it writes them; what they are worth is judged elsewhere.
    citations: Vec<&'a str>,
    marked: String,
}

/// Prints the sentences of a state with their class against the state before.
///
/// # Errors
/// [`Failure`]: no such run or state.
pub(super) fn explain(common: &Common, args: &ExplainArgs) -> Result<Exit, Failure> {
    let run = store(common, OpenMode::Look)?.run(args.run)?;
    let batch = args.batch.map_or(run.states.len().max(1), NonZeroUsize::get);
    let Some((state, earlier)) = run.states.get(..batch).and_then(<[ProfileState]>::split_last) else {
        return Err(missing(&run, batch).into());
    };
    let before = earlier.last();
    let diff = compare(before.map_or("", |before| &before.profile), &state.profile);
    if common.json {
        json_line(&explanation(run.id, before, state, &diff))?;
    } else {
        text(&describe(run.id, before, state, &diff))?;
    }
    Ok(Exit::Ok)
}

fn missing(run: &Run, state: usize) -> WorkspaceError {
    let batches = run.batches;
    if state > batches {
        WorkspaceError::NoSuchBatch { user: run.spec.user.clone(), state, batches }
    } else {
        WorkspaceError::NoSuchState { run: run.id, state, written: run.states.len(), batches }
    }
}

fn explanation<'a>(
    run: RunId,
    before: Option<&ProfileState>,
    state: &'a ProfileState,
    diff: &'a TextDiff,
) -> Explanation<'a> {
    Explanation {
        schema_version: SCHEMA_VERSION,
        run,
        batch: state.batch,
        before: before.map(|before| before.batch),
        update: state.update.as_deref(),
        words_before: diff.words_before,
        words_after: diff.words_after,
        changed: before.map(|_| diff.heat),
        heavy_rewrite: before.is_some() && diff.heavy_rewrite,
        sentences: diff.sentences.iter().map(sentence).collect(),
        interactions: &state.interactions,
    }
}

fn sentence(pair: &SentencePair) -> SentenceLine<'_> {
    let citations = pair
        .after
        .iter()
        .flat_map(|after| after.citations.iter().filter_map(|citation| after.text.get(citation.clone())));
    SentenceLine {
        class: pair.class.word(),
        before: pair.before.as_ref().map(|sentence| sentence.text.as_str()),
        after: pair.after.as_ref().map(|sentence| sentence.text.as_str()),
        citations: citations.collect(),
        marked: marked(pair),
    }
}

/// The sentence with `[-old-]` and `{+new+}` marks, as `wdiff` writes them.
pub(super) fn marked(pair: &SentencePair) -> String {
    let spans = pair.words.iter().map(|span| match span.kind {
        Kind::Kept => span.text.clone(),
        Kind::Inserted => format!("{{+{}+}}", span.text),
        Kind::Deleted => format!("[-{}-]", span.text),
    });
    match pair.class {
        Class::Edited | Class::Evidence | Class::Moved => spans.collect(),
        _ => pair.after.as_ref().or(pair.before.as_ref()).map(|s| s.text.clone()).unwrap_or_default(),
    }
}

fn describe(run: RunId, before: Option<&ProfileState>, state: &ProfileState, diff: &TextDiff) -> String {
    use std::fmt::Write;
    let mut out = match before {
        None => format!("{run} batch {}: first profile, nothing to compare with\n", state.batch),
        Some(before) => format!(
            "{run} batch {} > {}: {:.0} % of words changed ({} > {} words){}\n",
            before.batch,
            state.batch,
            diff.heat * 100.0,
            diff.words_before,
            diff.words_after,
            if diff.heavy_rewrite { ", mostly rewritten" } else { "" }
        ),
    };
    if let Some(update) = &state.update {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "Simulator says: {update}");
    }
    let _ = writeln!(out);
    for pair in &diff.sentences {
        let mark = if before.is_none() { ' ' } else { pair.class.mark() };
        let _ = writeln!(out, "{mark} {}", marked(pair));
        if let (Class::Rewritten, Some(old)) = (pair.class, &pair.before) {
            let _ = writeln!(out, "  was: {}", old.text);
        }
    }
    if before.is_some() {
        let _ = writeln!(
            out,
            "\n= same  ~ edited  * same claim, new evidence  R rewritten  > moved  + added  - dropped"
        );
    }
    out
}
