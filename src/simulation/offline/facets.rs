//! The kinds of items that a profile may speak of: genres, decades, themes, tone, reach; each with its place
//! in the taste model and the items that carry it.

use std::collections::BTreeMap;

use super::themes::{self, Themes};
use super::wording::{self, Phrase, Wording};
use crate::domain::{Dataset, ItemIx};
use crate::recommenders::taste::{CrowdModel, Prototype};

/// What sort of kind a facet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    /// A genre of the data set.
    Genre,
    /// A theme or a word of the texts.
    Theme,
    /// A decade, or all before the first one that is told apart.
    Era,
    /// Dark or light.
    Tone,
    /// Known to many or to few.
    Reach,
}

/// Position of a facet in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FacetIx(pub(super) u16);

/// A kind of item.
#[derive(Clone, Debug)]
pub(super) struct Facet {
    /// What sort of kind.
    pub(super) sort: Sort,
    /// Its words.
    pub(super) phrase: Phrase,
    /// A stable name, by which variants of wording are chosen.
    pub(super) key: String,
    /// Its place in the taste model.
    pub(super) prototype: Prototype,
    /// Share of everybody's ratings that go to it, 0 to 1.
    pub(super) share: f64,
}

/// All facets of a data set.
#[derive(Debug)]
pub(super) struct Facets {
    all: Vec<Facet>,
    /// Facets of each item, ascending.
    of_item: Vec<Vec<FacetIx>>,
    /// What people rate, all kinds together.
    pub(super) everything: Prototype,
    /// How items and people are called.
    pub(super) wording: Wording,
    /// Facets of the two tones, where tones are known: dark, light.
    pub(super) tones: Option<(FacetIx, FacetIx)>,
}

/// A facet needs that many items to be spoken of.
const FEWEST_ITEMS: usize = 6;
/// What lies before this year is one era.
const FIRST_DECADE: u16 = 1960;

impl Facets {
    /// Finds the facets of a data set; `None` where it has no item.
    pub(super) fn of(dataset: &Dataset, crowd: &CrowdModel) -> Option<Self> {
        let items = &dataset.items;
        let wording = Wording::for_genres(items.genre_names());
        let found = themes::read(dataset, wording != Wording::FILMS);
        let everything = crowd.prototype(items.all())?;
        let of_item = vec![Vec::new(); items.len()];
        let mut table = Self { all: Vec::new(), of_item, everything, wording, tones: None };
        for (genre, name) in items.genre_names().iter().enumerate().take(64) {
            let carriers: Vec<_> = items.all().filter(|item| items.genres(*item).contains(genre)).collect();
            if let Some(phrase) = wording::genre(name, wording) {
                table.add(crowd, Sort::Genre, phrase, &carriers);
            }
        }
        for (decade, carriers) in decades(dataset) {
            let before = format!("before {FIRST_DECADE}");
            let words = if decade < FIRST_DECADE { before } else { format!("the {decade}s") };
            table.add(crowd, Sort::Era, Phrase::From(words), &carriers);
        }
        for (theme, carriers) in &found.spoken_of {
            table.add(crowd, Sort::Theme, Phrase::About((*theme).to_owned()), carriers);
        }
        for common in &found.words {
            table.add(crowd, Sort::Theme, Phrase::Mention(common.word.clone()), &common.items);
        }
        let (dark, light) = moods(dataset, &found);
        if dark.len().min(light.len()) >= FEWEST_ITEMS {
            let dark = table.add(crowd, Sort::Tone, Phrase::Adjective("darker".into()), &dark);
            let light = table.add(crowd, Sort::Tone, Phrase::Adjective("light-hearted".into()), &light);
            table.tones = dark.zip(light);
        }
        if let Some((popular, little_known)) = reaches(dataset, crowd) {
            table.add(crowd, Sort::Reach, Phrase::Adjective("popular".into()), &popular);
            table.add(crowd, Sort::Reach, Phrase::Adjective("lesser-known".into()), &little_known);
        }
        let everybodys: f64 = items.all().map(|item| f64::from(crowd.count(item))).sum();
        for facet in &mut table.all {
            facet.share /= everybodys.max(1.0);
        }
        Some(table)
    }

    fn add(
        &mut self,
        crowd: &CrowdModel,
        sort: Sort,
        phrase: Phrase,
        carriers: &[ItemIx],
    ) -> Option<FacetIx> {
        if carriers.len() < FEWEST_ITEMS {
            return None;
        }
        let prototype = crowd.prototype(carriers.iter().copied())?;
        let ix = FacetIx(u16::try_from(self.all.len()).ok()?);
        let share = carriers.iter().map(|item| f64::from(crowd.count(*item))).sum();
        let key = phrase.plural(Wording::TITLES);
        self.all.push(Facet { sort, phrase, key, prototype, share });
        for item in carriers {
            if let Some(facets) = self.of_item.get_mut(item.at()) {
                facets.push(ix);
            }
        }
        Some(ix)
    }

    /// A facet; `None` beyond the end.
    pub(super) fn get(&self, facet: FacetIx) -> Option<&Facet> {
        self.all.get(usize::from(facet.0))
    }

    /// All facets with their positions.
    pub(super) fn iter(&self) -> impl Iterator<Item = (FacetIx, &Facet)> {
        self.all.iter().enumerate().map(|(at, facet)| (FacetIx(at as u16), facet))
    }

    /// The facets that an item carries.
    pub(super) fn of_item(&self, item: ItemIx) -> &[FacetIx] {
        self.of_item.get(item.at()).map_or(&[], |facets| facets)
    }
}

/// Items by decade, ascending; all before [`FIRST_DECADE`] under 0.
fn decades(dataset: &Dataset) -> BTreeMap<u16, Vec<ItemIx>> {
    let mut decades: BTreeMap<u16, Vec<ItemIx>> = BTreeMap::new();
    for item in dataset.items.all() {
        if let Some(year) = dataset.items.year(item) {
            let decade = if year < FIRST_DECADE { 0 } else { year / 10 * 10 };
            decades.entry(decade).or_default().push(item);
        }
    }
    decades
}

/// Genres whose films are mostly grave or mostly light.
const DARK_GENRES: &[&str] = &["Crime", "Film-Noir", "Horror", "Thriller", "War"];
const LIGHT_GENRES: &[&str] = &["Animation", "Children's", "Children", "Comedy", "Musical"];

/// Dark and light items: by genre and by the words of their texts, where these agree.
fn moods(dataset: &Dataset, found: &Themes) -> (Vec<ItemIx>, Vec<ItemIx>) {
    let score = |item: ItemIx| {
        let genres = dataset.items.genre_list(item).fold(0, |score, genre| {
            score + i16::from(DARK_GENRES.contains(&genre)) - i16::from(LIGHT_GENRES.contains(&genre))
        });
        genres.clamp(-1, 1) * 2 + found.mood.get(item.at()).copied().unwrap_or(0).clamp(-2, 2)
    };
    let dark = dataset.items.all().filter(|item| score(*item) >= 2).collect();
    let light = dataset.items.all().filter(|item| score(*item) <= -2).collect();
    (dark, light)
}

/// The items that get the first quarter of all ratings, and those that get the last seventh; `None` where
/// items do not differ enough in how often they are rated.
fn reaches(dataset: &Dataset, crowd: &CrowdModel) -> Option<(Vec<ItemIx>, Vec<ItemIx>)> {
    let mut items: Vec<_> = dataset.items.all().filter(|item| crowd.count(*item) > 0).collect();
    items.sort_by_key(|item| (std::cmp::Reverse(crowd.count(*item)), *item));
    let all: u64 = items.iter().map(|item| u64::from(crowd.count(*item))).sum();
    let (mut popular, mut little_known) = (Vec::new(), Vec::new());
    let mut before = 0;
    for item in items {
        let count = u64::from(crowd.count(item));
        if before * 4 < all {
            popular.push(item);
        } else if before * 7 >= all * 6 {
            little_known.push(item);
        }
        before += count;
    }
    let gap = crowd.count(*popular.last()?) >= 4 * crowd.count(*little_known.first()?);
    popular.sort_unstable();
    little_known.sort_unstable();
    gap.then_some((popular, little_known))
}
