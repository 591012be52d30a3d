//! The user being looked at: history, run, answers and figures; never other users, never the list of runs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::answers::{Answer, answers_of};
use crate::app::message::Opened;
use crate::diff::{TextDiff, compare};
use crate::domain::text::clean;
use crate::domain::{
    Call, History, Id, Interaction, ItemIx, ProfileState, Rating, Run, RunId, Slate, UserIx,
};
use crate::explain::{Account, Evidence, LedgerRow, ledger};
use crate::metrics::Report;
use crate::simulation::{Estimate, Grounds};

/// The user being looked at.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The user.
    pub user: UserIx,
    /// The user's id.
    pub id: Id,
    /// The history that profiles are written from, in batches.
    pub history: History,
    /// The run being looked at; `None` while it is read and where there is none.
    pub run: Option<Run>,
    /// Whether the look for a run came back.
    pub is_read: bool,
    /// Held-out ratings, by item.
    pub held_out: BTreeMap<ItemIx, Rating>,
    /// Items of the training part, sorted.
    training: Vec<ItemIx>,
    /// How the profile changed with each state that is written; the first one is compared with nothing.
    diffs: Vec<TextDiff>,
    /// What each written state claims and cites, checked against the ratings.
    accounts: Vec<Account>,
    /// What the states say of each subject.
    ledger: Vec<LedgerRow>,
    /// What the simulator had in mind with the sentences, by batch.
    grounds: BTreeMap<usize, Vec<Grounds>>,
    slates: Vec<Slate>,
    /// Why the last batch that was asked for is not written: a sentence.
    pub trouble: Option<String>,
    /// What was asked of a model for the run, oldest first.
    pub calls: Vec<Arc<Call>>,
    /// Every answer, those on earlier states first, and of one state in the order in which they came.
    all_answers: Vec<Answer>,
    /// The newest answer on the latest state for each item asked, in the order of `all_answers`.
    answers: Vec<Answer>,
    answer_of: HashMap<ItemIx, usize>,
    /// What the run's ratings are worth, as last worked out.
    pub report: Option<Report>,
    /// What the ratings given on one state are worth, where they were asked for.
    pub state_report: Option<(usize, Report)>,
    /// Which ratings figures are asked of.
    pub chosen_scope: Scope,
}

/// Which ratings of a run figures are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those on the latest state that was asked, where several were; else all of them.
    #[default]
    Newest,
    /// Of each item those on the latest state on which it was asked.
    Run,
    /// Those on the state after this batch.
    State(usize),
}

impl Subject {
    pub(super) fn new(data: &Opened, user: UserIx, id: Id) -> Self {
        let interactions = &data.dataset.interactions;
        let mut training: Vec<_> = data.split.training(interactions, user).map(|row| row.item).collect();
        training.sort_unstable();
        Self {
            user,
            id,
            history: History::of(&data.dataset, &data.split, user, &data.history),
            run: None,
            is_read: false,
            held_out: data.split.held_out(interactions, user).map(|row| (row.item, row.rating)).collect(),
            training,
            diffs: Vec::new(),
            accounts: Vec::new(),
            ledger: Vec::new(),
            grounds: BTreeMap::new(),
            slates: Vec::new(),
            trouble: None,
            calls: Vec::new(),
            all_answers: Vec::new(),
            answers: Vec::new(),
            answer_of: HashMap::new(),
            report: None,
            state_report: None,
            chosen_scope: Scope::default(),
        }
    }

    /// Looks at a run (or at none); answers and figures of another run are forgotten.
    pub fn set_run(&mut self, data: &Opened, run: Option<Run>) {
        if self.run_id() != run.as_ref().map(|run| run.id) {
            self.diffs.clear();
            self.accounts.clear();
            self.grounds.clear();
            self.slates.clear();
            self.calls.clear();
            // What is told of a run that was not open yet is told of it.
            self.trouble = self.trouble.take().filter(|_| self.run.is_none());
            self.all_answers.clear();
            self.answers.clear();
            self.answer_of.clear();
            self.report = None;
            self.state_report = None;
            self.chosen_scope = Scope::default();
        }
        let states = run.as_ref().map(|run| run.states.as_slice()).unwrap_or_default();
        // States never change once they are written, so those that were compared stay so.
        self.diffs.truncate(states.len());
        for at in self.diffs.len()..states.len() {
            let profile = |at: usize| states.get(at).map_or("", |state| &state.profile);
            let before = at.checked_sub(1).map_or("", profile);
            self.diffs.push(compare(&clean(before), &clean(profile(at))));
        }
        self.accounts.truncate(states.len());
        if self.accounts.len() < states.len() {
            let Opened { dataset, split, vocabulary, raters, .. } = data;
            let evidence =
                Evidence::of_run(dataset, split, (vocabulary, raters), self.user, &self.history, states);
            for state in states.iter().skip(self.accounts.len()) {
                self.accounts.push(Account::of_state(&evidence, state));
            }
        }
        self.ledger = ledger(&self.accounts);
        self.is_read = true;
        self.run = run;
    }

    /// Who writes the run being looked at: `Simulator`, `Model`.
    pub fn speaker(&self) -> &'static str {
        self.run.as_ref().map_or("Simulator", |run| run.spec.simulator.speaker())
    }

    /// The run being looked at.
    pub fn run_id(&self) -> Option<RunId> {
        self.run.as_ref().map(|run| run.id)
    }

    /// How many batches the history has.
    pub fn batches(&self) -> usize {
        self.run.as_ref().map_or(self.history.batch_count(), |run| run.batches)
    }

    /// How many states are written.
    pub fn written(&self) -> usize {
        self.run.as_ref().map_or(0, |run| run.states.len())
    }

    /// The state after a batch (1 = first), where it is written.
    pub fn state(&self, batch: usize) -> Option<&ProfileState> {
        self.run.as_ref()?.states.get(batch.checked_sub(1)?)
    }

    /// How the profile changed with a batch (1 = first), where its state is written.
    pub fn diff(&self, batch: usize) -> Option<&TextDiff> {
        self.diffs.get(batch.checked_sub(1)?)
    }

    /// The interactions of a batch (1 = first), as the simulator saw them or will see them.
    pub fn interactions(&self, batch: usize) -> &[Interaction] {
        match self.state(batch) {
            Some(state) => &state.interactions,
            None => self.history.batch(batch).map(|batch| batch.interactions).unwrap_or_default(),
        }
    }

    /// What the state after a batch (1 = first) claims and cites, checked; where it is written.
    pub fn account(&self, batch: usize) -> Option<&Account> {
        self.accounts.get(batch.checked_sub(1)?)
    }

    /// Notes what the simulator had in mind with the sentences of a state.
    pub fn set_grounds(&mut self, batch: usize, grounds: Vec<Grounds>) {
        self.grounds.insert(batch, grounds);
    }

    /// What the simulator had in mind with a sentence of a state; nothing where it did not say.
    pub fn estimates(&self, batch: usize, sentence: &str) -> &[Estimate] {
        let of_state = self.grounds.get(&batch).map(Vec::as_slice).unwrap_or_default();
        // What was written as one may read as two sentences.
        let is_it = |one: &&Grounds| one.sentence.contains(sentence);
        of_state.iter().find(is_it).map(|one| one.estimates.as_slice()).unwrap_or_default()
    }

    /// What the states say of each subject, a row a subject, a cell a state.
    pub fn ledger(&self) -> &[LedgerRow] {
        &self.ledger
    }

    /// Whether an item belongs to the training part, so that the simulator may have seen its rating.
    pub fn is_training(&self, item: ItemIx) -> bool {
        self.training.binary_search(&item).is_ok()
    }

    /// Replaces all slates of the run, oldest first.
    pub fn set_slates(&mut self, data: &Opened, slates: Vec<Slate>) {
        self.slates = slates;
        self.collect(data);
    }

    /// Adds a slate.
    pub fn add_slate(&mut self, data: &Opened, slate: Slate) {
        self.slates.retain(|known| known.id != slate.id);
        self.slates.push(slate);
        self.collect(data);
    }

    fn collect(&mut self, data: &Opened) {
        // What a later state says counts, whenever it was asked; of one state the last word, in the place where
        // it was said.
        let mut slates: Vec<&Slate> = self.slates.iter().collect();
        slates.sort_by_key(|slate| (slate.state, slate.id));
        let mut newest: Vec<Answer> = Vec::new();
        for slate in slates {
            newest.extend(answers_of(data, &self.held_out, slate));
        }
        self.all_answers.clone_from(&newest);
        let mut seen = HashSet::new();
        newest.reverse();
        newest.retain(|answer| seen.insert(answer.id.clone()));
        newest.reverse();
        self.answer_of =
            newest.iter().enumerate().filter_map(|(at, answer)| Some((answer.item?, at))).collect();
        self.answers = newest;
    }

    /// The answers of slates after one, in the order in which they came.
    pub fn answers_after(&self, slate: i64) -> Vec<&Answer> {
        let mut after: Vec<&Answer> = self.all_answers.iter().filter(|answer| answer.slate > slate).collect();
        after.sort_by_key(|answer| answer.slate);
        after
    }

    /// The newest answer for each item asked on a state, in the order in which they came; `None` = on the latest
    /// state on which it was asked.
    pub fn answers_on(&self, state: Option<usize>) -> Vec<&Answer> {
        let Some(state) = state else { return self.answers.iter().collect() };
        let mut seen = HashSet::new();
        let on_it = self.all_answers.iter().rev().filter(|answer| answer.state == state);
        let mut newest: Vec<&Answer> = on_it.filter(|answer| seen.insert(&answer.id)).collect();
        newest.reverse();
        newest
    }

    /// The states on which anything was asked, in their order.
    pub fn rated_states(&self) -> Vec<usize> {
        let mut states: Vec<usize> = self.all_answers.iter().map(|answer| answer.state).collect();
        states.dedup();
        states
    }

    /// The state whose ratings figures are of; `None` = of each item those on the latest state on which it was
    /// asked.
    pub fn scope(&self) -> Option<usize> {
        match self.chosen_scope {
            Scope::Run => None,
            Scope::State(state) => Some(state),
            // Where several states were asked, one number for all of them would be of none.
            Scope::Newest => {
                let states = self.rated_states();
                states.last().copied().filter(|_| states.len() > 1)
            }
        }
    }

    /// What the ratings in scope are worth, where that is worked out.
    pub fn scoped_report(&self) -> Option<&Report> {
        match (self.scope(), &self.state_report) {
            (None, _) => self.report.as_ref(),
            (Some(state), Some((of, report))) if *of == state => Some(report),
            // Until it is worked out, the figures of the run, which are of the latest states as well.
            _ if self.chosen_scope == Scope::Newest => self.report.as_ref(),
            _ => None,
        }
    }

    /// The newest answer for each item asked, in the order in which they were last asked.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// The newest answer for an item.
    pub fn answer(&self, item: ItemIx) -> Option<&Answer> {
        self.answers.get(*self.answer_of.get(&item)?)
    }

    /// Number of the newest slate, 0 where there is none.
    pub fn newest_slate(&self) -> i64 {
        self.slates.iter().map(|slate| slate.id).max().unwrap_or(0)
    }

    /// Items whose newest answer was no rating.
    pub fn unanswered(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| answer.rating().is_none())
    }
}
