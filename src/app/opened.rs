//! A data set that was opened, with all that is counted once for the screens; never how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use super::search::Haystack;
use super::totals::Totals;
use crate::domain::{Dataset, HistorySpec, Split};
use crate::explain::{Raters, Vocabulary};

/// A data set that was opened, with what the study is about.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The data.
    pub dataset: Arc<Dataset>,
    /// What is held out.
    pub split: Arc<Split>,
    /// How histories are cut into batches.
    pub history: HistorySpec,
    /// Where the data came from, for people: `ml-100k`, `bundled sample`.
    pub source: String,
    /// Who simulates, as the settings call it: `sim`, `openai`.
    pub writer: String,
    /// Who simulates, for people: `sim (offline)`, `openai:gpt-4o-mini`.
    pub provider: String,
    /// Whether a model is asked, which takes tokens.
    pub asks_a_model: bool,
    /// Seed of the study.
    pub seed: u64,
    /// Counts and means by user, item and genre.
    pub totals: Totals,
    /// Ids and columns of users, for finding words.
    pub user_words: Haystack,
    /// Titles and genres of items, for finding words.
    pub item_words: Haystack,
    /// Genres and titles, for reading what profiles claim and cite.
    pub vocabulary: Vocabulary,
    /// What all users give, for what profiles say of strictness.
    pub raters: Raters,
    /// Names the prompts that a model is asked in; `None` where no model is asked.
    pub prompts: Option<String>,
    /// The folder that they lie in, where they are not built in.
    pub prompts_folder: Option<PathBuf>,
}

impl Opened {
    /// Counts everything and folds all names once, in one pass over all ratings. With tens of millions of them this takes a good
    /// part of a second: it belongs in the job that opened the data, not in the loop.
    pub fn new(
        dataset: Arc<Dataset>,
        split: Arc<Split>,
        history: HistorySpec,
        source: String,
        provider: String,
        seed: u64,
    ) -> Self {
        let totals = Totals::of(&dataset, &split);
        let users = &dataset.users;
        let ids: Vec<String> =
            users.all().map(|user| users.id(user).map_or_else(String::new, |id| id.to_string())).collect();
        let user_words =
            Haystack::new(users.all().zip(&ids).map(|(user, id)| {
                std::iter::once(id.as_str()).chain(users.known(user).map(|(_, value)| value))
            }));
        let items = &dataset.items;
        let item_words = Haystack::new(
            items.all().map(|item| std::iter::once(items.title(item)).chain(items.genre_list(item))),
        );
        let vocabulary = Vocabulary::of(&dataset);
        let raters = Raters::of(&dataset, &split);
        Self {
            dataset,
            split,
            history,
            source,
            writer: String::new(),
            provider,
            asks_a_model: false,
            seed,
            totals,
            user_words,
            item_words,
            vocabulary,
            raters,
            prompts: None,
            prompts_folder: None,
        }
    }
}
