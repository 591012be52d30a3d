//! `explain`: how a profile state differs from the one before it, what it claims, and what the ratings say.

mod checked;

use std::num::NonZeroUsize;

use serde::Serialize;

use self::checked::{CheckedLine, CitationLine, Desk, LedgerLine, StatedLine, ledger_lines, ledger_table};
use super::args::{Common, ExplainArgs};
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, text};
use super::settings::store;
use crate::diff::{Class, Kind, SentencePair, TextDiff, citations, compare};
use crate::domain::text::clean;
use crate::domain::{Interaction, ProfileState, Run, RunId};
use crate::explain::{Account, Evidence, Raters, Vocabulary, ledger};
use crate::session::OpenMode;
use crate::simulation::Grounds;
use crate::workspace::{Workspace, WorkspaceError};

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
    /// Whether citations and claims were checked: they are where the run's data set is open.
    checked: bool,
    sentences: Vec<SentenceLine<'a>>,
    interactions: &'a [Interaction],
    /// What the simulator says that its claims rest on, the ids looked up; `null` without a data set.
    stated_claims: Option<Vec<StatedLine>>,
    /// What each state so far says of each subject.
    ledger: Option<Vec<LedgerLine>>,
}

#[derive(Serialize)]
struct SentenceLine<'a> {
    class: &'static str,
    /// Number of the sentence after.
    number: Option<usize>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// Citations of the sentence after.
    citations: Vec<CitationLine>,
    marked: String,
    /// What the sentence after claims and what became of it; without a data set nothing.
    #[serde(flatten)]
    checked: Option<CheckedLine>,
}

/// What is needed to check a run's states.
struct Checks {
    workspace: Workspace,
    vocabulary: Vocabulary,
    accounts: Vec<Account>,
    grounds: Vec<Grounds>,
}

/// Prints the sentences of a state with their class against the state before, what they claim and what the
/// ratings say.
///
/// # Errors
/// [`Failure`]: no such run or state.
pub(super) async fn explain(common: &Common, args: &ExplainArgs) -> Result<Exit, Failure> {
    let run = store(common, OpenMode::Look)?.run(args.run)?;
    let batch = args.batch.map_or(run.states.len().max(1), NonZeroUsize::get);
    let Some((state, earlier)) = run.states.get(..batch).and_then(<[ProfileState]>::split_last) else {
        return Err(missing(&run, batch).into());
    };
    let before = earlier.last();
    let diff = compare(
        &before.map_or_else(Default::default, |before| clean(&before.profile)),
        &clean(&state.profile),
    );
    let checks = match checks(common, &run, batch).await {
        Ok(checks) => Some(checks),
        // The texts can be compared without the data that they were written from.
        Err(failure) if failure.exit == Exit::Data => {
            note(common, &format!("claims and citations are not checked: {}", failure.message));
            None
        }
        Err(failure) => return Err(failure),
    };
    let desk = checks.as_ref().and_then(|checks| checks.desk(state));
    if common.json {
        json_line(&explanation(run.id, before, state, &diff, checks.as_ref(), desk))?;
    } else {
        text(&describe(&run, before, state, &diff, checks.as_ref(), desk))?;
    }
    Ok(Exit::Ok)
}

/// Opens what the run was made from and checks its states up to a batch.
async fn checks(common: &Common, run: &Run, batch: usize) -> Result<Checks, Failure> {
    let (workspace, _) = open::workspace_of_run(common, run.id, OpenMode::Look).await?;
    let user = workspace.user(&run.spec.user)?;
    let dataset = workspace.dataset();
    let vocabulary = Vocabulary::of(dataset);
    let history = workspace.history(user);
    let raters = Raters::of(dataset, workspace.split());
    let known = (&vocabulary, &raters);
    let evidence = Evidence::of_run(dataset, workspace.split(), known, user, &history, &run.states);
    let accounts = run.states.iter().take(batch).map(|state| Account::of_state(&evidence, state)).collect();
    let grounds = workspace.grounds(run, batch).await?;
    Ok(Checks { workspace, vocabulary, accounts, grounds })
}

impl Checks {
    fn desk<'a>(&'a self, state: &'a ProfileState) -> Option<Desk<'a>> {
        let account = self.accounts.last()?;
        let dataset = self.workspace.dataset();
        Some(Desk {
            dataset,
            vocabulary: &self.vocabulary,
            account,
            interactions: &state.interactions,
            grounds: &self.grounds,
        })
    }
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
    checks: Option<&Checks>,
    desk: Option<Desk<'_>>,
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
        checked: desk.is_some(),
        sentences: diff.sentences.iter().map(|pair| sentence(pair, desk)).collect(),
        interactions: &state.interactions,
        stated_claims: desk.map(|desk| desk.stated()),
        ledger: checks.map(|checks| ledger_lines(&checks.vocabulary, &ledger(&checks.accounts))),
    }
}

fn sentence<'a>(pair: &'a SentencePair, desk: Option<Desk<'_>>) -> SentenceLine<'a> {
    let after = pair.after.as_ref();
    let account =
        desk.zip(after).and_then(|(desk, after)| Some((desk, desk.account.sentence(after.number)?)));
    let written = after.map_or("", |after| &after.text);
    let citations = match account {
        Some((desk, checked)) => desk.citations(written, checked),
        None => citations(written)
            .into_iter()
            .map(|one| CitationLine::written(written.get(one.range.clone()).unwrap_or_default(), one))
            .collect(),
    };
    SentenceLine {
        class: pair.class.word(),
        number: after.map(|after| after.number),
        before: pair.before.as_ref().map(|sentence| sentence.text.as_str()),
        after: after.map(|sentence| sentence.text.as_str()),
        citations,
        marked: marked(pair),
        checked: account.map(|(desk, checked)| desk.line(written, checked)),
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

fn describe(
    run: &Run,
    before: Option<&ProfileState>,
    state: &ProfileState,
    diff: &TextDiff,
    checks: Option<&Checks>,
    desk: Option<Desk<'_>>,
) -> String {
    use std::fmt::Write;
    let mut out = match before {
        None => format!("{} batch {}: first profile, nothing to compare with\n", run.id, state.batch),
        Some(before) => format!(
            "{} batch {} > {}: {:.0} % of words changed ({} > {} words){}\n",
            run.id,
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
        let _ = writeln!(out, "{} says: {update}", run.spec.simulator.speaker());
    }
    let _ = writeln!(out);
    for pair in &diff.sentences {
        let mark = if before.is_none() { ' ' } else { pair.class.mark() };
        let _ = writeln!(out, "{mark} {}", marked(pair));
        if let (Class::Rewritten, Some(old)) = (pair.class, &pair.before) {
            let _ = writeln!(out, "  was: {}", old.text);
        }
        let checked = desk
            .zip(pair.after.as_ref())
            .and_then(|(desk, after)| Some((desk, after, desk.account.sentence(after.number)?)));
        if let Some((desk, after, checked)) = checked {
            let _ = writeln!(out, "{}", desk.prose(&after.text, checked).join("\n"));
        }
    }
    if let Some(desk) = desk.filter(|_| !state.claims.is_empty()) {
        let speaker = run.spec.simulator.speaker();
        let _ = writeln!(out, "\n{speaker} says that its claims rest on (each id is looked up here):");
        let _ = writeln!(out, "{}", desk.stated_prose().join("\n"));
    }
    if let Some(checks) = checks {
        let table = ledger_table(&checks.vocabulary, &ledger(&checks.accounts), checks.accounts.len());
        let _ = write!(out, "\n{}", table.iter().map(|line| format!("{line}\n")).collect::<String>());
        let _ = writeln!(
            out,
            "\nChecked here from titles, ratings, genres, years and texts; no model took part."
        );
    }
    if before.is_some() {
        let _ = writeln!(
            out,
            "\n= same  ~ edited  * same claim, new evidence  R rewritten  > moved  + added  - dropped"
        );
    }
    out
}
