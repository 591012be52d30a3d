//! Made-up data sets of any shape, for property tests and measurements.

use std::sync::Arc;

use lusifer::domain::{
    DataHash, Dataset, GenreSet, Ids, Interactions, ItemTexts, Items, Rating, RatingScale, Split, Times,
    Users,
};

/// What a made-up data set looks like.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what is known of users and items varies independently")]
pub(crate) struct Shape {
    pub(crate) users: usize,
    pub(crate) items: usize,
    pub(crate) per_user: usize,
    pub(crate) scale: RatingScale,
    pub(crate) genres: usize,
    pub(crate) years: bool,
    pub(crate) times: bool,
    pub(crate) texts: bool,
    pub(crate) people: bool,
    /// Put into every title.
    pub(crate) title: String,
    pub(crate) seed: u64,
}

/// The next number of a linear congruential generator (Knuth's MMIX), its upper half.
pub(crate) fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

const WORDS: [&str; 12] = [
    "murder",
    "guitar",
    "harbour",
    "detective",
    "garden",
    "wedding",
    "planet",
    "orchard",
    "soldier",
    "recipe",
    "friendship",
    "lantern",
];

/// A data set of that shape, every rating drawn at random; the last rating of each user is held out.
pub(crate) fn dataset(shape: &Shape) -> (Arc<Dataset>, Arc<Split>) {
    let mut random = shape.seed;
    let levels: Vec<Rating> = shape.scale.levels().collect();
    let mut offsets = vec![0_u64];
    let (mut items, mut ratings, mut times, mut last) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..shape.users {
        let mut rows: Vec<(i64, u32, u8)> = (0..shape.per_user)
            .map(|at| {
                // Popular items are drawn more often.
                let item = (next(&mut random) % shape.items).min(next(&mut random) % shape.items) as u32;
                let rating = levels[next(&mut random) % levels.len()].halves();
                (if shape.times { at as i64 * 60 } else { 0 }, item, rating)
            })
            .collect();
        rows.sort_unstable();
        rows.dedup_by_key(|row| (row.0, row.1));
        for (at, row) in rows.iter().enumerate() {
            items.push(row.1);
            ratings.push(row.2);
            times.push(row.0);
            last.push(rows.len() > 1 && at + 1 == rows.len());
        }
        offsets.push(items.len() as u64);
    }
    let ids = || Ids::from_numbers((1..=shape.items as i64).collect());
    let titles = (0..shape.items).map(|item| format!("{}{item} (1990)", shape.title).into()).collect();
    let years =
        (0..shape.items).map(|item| if shape.years { 1930 + (item % 80) as u16 } else { 0 }).collect();
    let sets = (0..shape.items)
        .map(|_| GenreSet(if shape.genres == 0 { 0 } else { 1 << (next(&mut random) % shape.genres) }))
        .collect();
    let names = ["Drama", "Comedy", "War", "Jazz", "Self help & more", "RPG", "Horror", ""];
    let names = names.iter().cycle().take(shape.genres).map(|name| Box::from(*name)).collect();
    let texts = if shape.texts {
        let words =
            |_| (0..6).map(|_| WORDS[next(&mut random) % WORDS.len()]).collect::<Vec<_>>().join(" ").into();
        ItemTexts::new(shape.items, vec!["overview".into()], (0..shape.items).map(words).collect())
    } else {
        ItemTexts::default()
    };
    let user_ids = Ids::from_numbers((1..=shape.users as i64).collect());
    let people = if shape.people {
        let values = (0..shape.users).flat_map(|user| [format!("{user}").into(), "M".into()]).collect();
        Users::new(user_ids, vec!["age".into(), "gender".into()], values)
    } else {
        Users::new(user_ids, Vec::new(), Vec::new())
    };
    let rows = items.len();
    let times = if shape.times { Times::Wide(times) } else { Times::Missing };
    let dataset = Dataset {
        name: "made up".into(),
        hash: DataHash(shape.seed),
        users: people,
        items: Items::new(ids(), titles, years, sets, names, texts),
        interactions: Interactions::new(offsets, items, ratings, times).unwrap(),
        scale: shape.scale,
    };
    (Arc::new(dataset), Arc::new(Split::new("last:1", rows, |row| last[row])))
}
