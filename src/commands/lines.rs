//! The JSON documents of the contract that more than one command prints.

use serde::Serialize;

use super::output::SCHEMA_VERSION;
use crate::domain::{
    ForkPoint, Id, Interaction, Order, ProfileState, Provenance, Run, RunId, StatedClaim, Usage,
};
use crate::session::RunSummary;

/// A run with its states, as `run` and `runs show` print it.
#[derive(Serialize)]
pub(super) struct RunLine<'a> {
    schema_version: u32,
    user: &'a Id,
    run: RunId,
    name: &'a str,
    provider: &'a str,
    model: Option<&'a str>,
    order: Order,
    seed: u64,
    data: &'a str,
    split: &'a str,
    fork: Option<ForkPoint>,
    states: Vec<StateLine<'a>>,
    complete: bool,
    resumed_from: usize,
}

#[derive(Serialize)]
struct StateLine<'a> {
    batch: usize,
    interactions: &'a [Interaction],
    /// Interactions that were left out of the batch. Always empty: items without a text are shown with what is
    /// known of them instead of shifting which ratings are used.
    skipped: [Id; 0],
    profile: &'a str,
    update: Option<&'a str>,
    /// What the simulator says that its claims rest on, as it said so.
    claims: &'a [StatedClaim],
    provenance: Provenance,
    #[serde(flatten)]
    usage: &'a Usage,
}

impl<'a> StateLine<'a> {
    fn of(state: &'a ProfileState) -> Self {
        Self {
            batch: state.batch,
            interactions: &state.interactions,
            skipped: [],
            profile: &state.profile,
            update: state.update.as_deref(),
            claims: &state.claims,
            provenance: state.provenance,
            usage: &state.usage,
        }
    }
}

impl<'a> RunLine<'a> {
    /// `resumed_from`: how many states were there before.
    pub(super) fn of(run: &'a Run, resumed_from: usize) -> Self {
        let spec = &run.spec;
        Self {
            schema_version: SCHEMA_VERSION,
            user: &spec.user,
            run: run.id,
            name: &run.name,
            provider: &spec.simulator.provider,
            model: spec.simulator.model.as_deref(),
            order: spec.history.order,
            seed: spec.seed,
            data: &spec.data_name,
            split: &spec.split,
            fork: run.fork,
            states: run.states.iter().map(StateLine::of).collect(),
            complete: run.is_complete(),
            resumed_from,
        }
    }
}

/// A run without its states, as `runs list` prints it.
#[derive(Serialize)]
pub(super) struct SummaryLine<'a> {
    schema_version: u32,
    run: RunId,
    name: &'a str,
    user: &'a Id,
    provider: &'a str,
    model: Option<&'a str>,
    order: Order,
    seed: u64,
    data: &'a str,
    data_hash: String,
    split: &'a str,
    batches: usize,
    states: usize,
    complete: bool,
    fork: Option<ForkPoint>,
    created: &'a str,
    trashed: Option<&'a str>,
    /// Batches of the states that were taken by hand.
    edited: &'a [usize],
}

impl<'a> From<&'a RunSummary> for SummaryLine<'a> {
    fn from(run: &'a RunSummary) -> Self {
        let spec = &run.spec;
        Self {
            schema_version: SCHEMA_VERSION,
            run: run.id,
            name: &run.name,
            user: &spec.user,
            provider: &spec.simulator.provider,
            model: spec.simulator.model.as_deref(),
            order: spec.history.order,
            seed: spec.seed,
            data: &spec.data_name,
            data_hash: spec.data.to_string(),
            split: &spec.split,
            batches: run.batches,
            states: run.written,
            complete: run.written >= run.batches,
            fork: run.fork,
            created: &run.created,
            trashed: run.trashed.as_deref(),
            edited: &run.edited,
        }
    }
}

/// The text of a run for a person.
pub(super) fn describe(run: &Run, who: &str) -> String {
    use std::fmt::Write;
    let spec = &run.spec;
    let mut text = format!(
        "{} \"{}\"  user {}{who}\n{} {}  {}  seed {}  {} of {} batches\n",
        run.id,
        run.name,
        spec.user,
        spec.data_name,
        spec.split,
        spec.history.order.word(),
        spec.seed,
        run.states.len(),
        run.batches
    );
    for state in &run.states {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n-- batch {} of {}{} --\n{}\n",
            state.batch,
            run.batches,
            if state.is_edited() { ", edited by hand" } else { "" },
            state.profile
        );
        if let Some(update) = &state.update {
            let _ = writeln!(text, "\nWhat changed: {update}");
        }
    }
    text
}
