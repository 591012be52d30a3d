//! Whether each update of the profile helps: the same items, rated on each of its states.

use std::collections::HashSet;

use crate::app::study::{Answer, Subject};
use crate::domain::Id;

/// What the ratings of some items on each of several states are worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Updates {
    /// How many items were rated on all of the states.
    pub n: usize,
    /// RMSE on those items: number of the state's batch, figure.
    pub rmse: Vec<(usize, f64)>,
}

/// The items that were rated on every state that was asked, and how far off each state was on them; empty unless
/// there are several states.
pub fn updates(subject: &Subject) -> Updates {
    let states = subject.rated_states();
    let by_state: Vec<(usize, Vec<&Answer>)> =
        states.into_iter().map(|state| (state, rated(subject, Some(state)))).collect();
    let mut ids = by_state.iter().map(|(_, answers)| answers.iter().map(|a| &a.id).collect::<HashSet<&Id>>());
    let Some(first) = ids.next().filter(|_| by_state.len() > 1) else { return Updates::default() };
    let common = ids.fold(first, |common, ids| common.intersection(&ids).copied().collect());
    let rmse = by_state.iter().filter_map(|(state, answers)| {
        let errors = answers.iter().filter(|answer| common.contains(&answer.id));
        let squares: f64 = errors.filter_map(|answer| answer.error()).map(|error| error * error).sum();
        (!common.is_empty()).then(|| (*state, (squares / common.len() as f64).sqrt()))
    });
    Updates { n: common.len(), rmse: rmse.collect() }
}

fn rated(subject: &Subject, state: Option<usize>) -> Vec<&Answer> {
    subject.answers_on(state).into_iter().filter(|answer| answer.error().is_some()).collect()
}

/// What is missing for that: for each written state, the rated items that it did not rate.
pub(super) fn missing(subject: &Subject) -> Vec<(usize, Vec<Id>)> {
    let wanted: Vec<&Id> = rated(subject, None).into_iter().map(|answer| &answer.id).collect();
    let part = |state: usize| {
        let known: HashSet<&Id> = rated(subject, Some(state)).into_iter().map(|answer| &answer.id).collect();
        let items = wanted.iter().filter(|id| !known.contains(**id)).map(|&id| id.clone());
        (state, items.collect::<Vec<Id>>())
    };
    (1..=subject.written()).map(part).filter(|(_, items)| !items.is_empty()).collect()
}
