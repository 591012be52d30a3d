//! Whether the longest prompt of a data set fits a model's context window.

use super::{Finding, Severity};
use crate::domain::numbers::thousands;
use crate::domain::{Dataset, Id, Interaction, ItemIx, ProfileState, Provenance, Usage, UserIx};
use crate::prompting::ANSWER;
use crate::prompting::pack::{Pack, shown};
use crate::prompting::render::{ProfileContext, RATED_AT_ONCE, RECENT, RateContext};

/// The prompts of the items and the user of whom most is said, estimated; nothing where the window is not known.
pub(super) fn look(pack: &Pack, dataset: &Dataset, window: Option<u64>, found: &mut Vec<Finding>) {
    let Some(window) = window else { return };
    for (file, tokens) in longest(pack, dataset) {
        if tokens + ANSWER > window {
            let what = format!(
                "may take about {} tokens and {} for the answer; the model's window is {}",
                thousands(tokens),
                thousands(ANSWER),
                thousands(window)
            );
            let file = shown(pack.source(), file);
            found.push(Finding { severity: Severity::Warning, file, line: 0, column: 0, what });
        }
    }
}

/// The estimated tokens of each prompt with the longest texts that the data has, a batch and a slate of ten.
fn longest(pack: &Pack, dataset: &Dataset) -> Vec<(&'static str, u64)> {
    let length = |item: &ItemIx| pack.info().item_for_prompt(dataset, *item).map_or(0, |text| text.len());
    let mut items: Vec<_> = dataset.items.all().map(|item| (length(&item), item)).collect();
    items.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let ids: Vec<Id> =
        items.iter().take(RATED_AT_ONCE).filter_map(|(_, item)| dataset.items.id(*item)).collect();
    let told = |user: &UserIx| pack.info().user_for_prompt(dataset, *user).map_or(0, |text| text.len());
    let Some(user) = dataset.users.all().max_by_key(told) else { return Vec::new() };
    let rated = |item: &Id| Interaction {
        item: item.clone(),
        rating: dataset.scale.max,
        timestamp: Some(0),
        provenance: Provenance::Real,
    };
    let interactions: Vec<_> = ids.iter().map(rated).collect();
    let words =
        pack.head("profile_update.md").and_then(|head| head.words).map_or(300, |[_, most]| most.min(5_000));
    let former = [ProfileState {
        batch: 1,
        interactions: Vec::new(),
        profile: "profile ".repeat(words),
        update: None,
        claims: Vec::new(),
        usage: Usage::default(),
        provenance: crate::domain::Provenance::Simulated,
    }];
    let context =
        |former| ProfileContext { dataset, user, batch: 1, batches: 4, interactions: &interactions, former };
    let recent = &interactions[..interactions.len().min(RECENT)];
    let rate = RateContext { dataset, user, profile: &former[0].profile, recent, items: &ids };
    let first = pack.first(&context(&[])).map(|prompt| ("profile_first.md", prompt.tokens()));
    let update = pack.update(&context(&former)).map(|prompt| ("profile_update.md", prompt.tokens()));
    let rate = pack.rate(&rate).map(|prompt| ("rate.md", prompt.tokens()));
    [first, update, rate].into_iter().flatten().collect()
}
