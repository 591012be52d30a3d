//! The offline simulator on made-up users with planted tastes, seen from inside: claims, changes, words.

use super::*;
use crate::domain::{
    DataHash, GenreSet, Ids, Interactions, ItemTexts, Items, Order, ProfileState, Rating, RatingScale, Times,
    Users,
};
use crate::simulation::offline::claims::{Claim, Direction, Strength};

const GENRES: [&str; 6] = ["Action", "Comedy", "Drama", "Horror", "Romance", "Western"];
const ITEMS: i64 = 240;
const HORROR: i64 = 3;
const ROMANCE: i64 = 4;

/// An item's only genre: its id modulo six.
fn genre(item: i64) -> i64 {
    item % 6
}

/// A data set of films with one genre each: user 0 with the given ratings, and 80 others of ordinary taste.
fn world(own: &[(i64, u8)]) -> (Arc<Dataset>, Arc<Split>) {
    let mut rows: Vec<Vec<(u32, u8)>> =
        vec![own.iter().map(|(item, rating)| (*item as u32, *rating)).collect()];
    for user in 1..=80_u32 {
        let rated = (0..30_u32).map(|k| (user * 17 + k * 7) % ITEMS as u32);
        rows.push(rated.map(|item| (item, 3 + ((user + item / 6 * 5) % 3) as u8 - 1)).collect());
    }
    let mut offsets = vec![0];
    let (mut items, mut ratings, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for user in rows {
        for (at, (item, rating)) in user.into_iter().enumerate() {
            items.push(item);
            ratings.push(rating * 2);
            times.push(at as i64);
        }
        offsets.push(items.len() as u64);
    }
    let ids = Ids::from_numbers((0..ITEMS).collect());
    let titles = (0..ITEMS).map(|item| format!("Film {item}").into()).collect();
    let years = (0..ITEMS).map(|item| 1950 + (item * 7 % 50) as u16).collect();
    let sets = (0..ITEMS).map(|item| GenreSet(1 << genre(item))).collect();
    let names = GENRES.map(Box::from).to_vec();
    let rows = items.len();
    let dataset = Dataset {
        name: "made up".into(),
        hash: DataHash(0),
        users: Users::new(Ids::from_numbers((0..=80).collect()), Vec::new(), Vec::new()),
        items: Items::new(ids, titles, years, sets, names, ItemTexts::default()),
        interactions: Interactions::new(offsets, items, ratings, Times::Wide(times)).unwrap(),
        scale: RatingScale::ONE_TO_FIVE,
    };
    (Arc::new(dataset), Arc::new(Split::new("none", rows, |_| false)))
}

/// The `at`-th item of a genre.
fn film(genre: i64, at: i64) -> i64 {
    genre + 6 * at
}

/// Four batches of ten: three of `loved` at 5, three of `hated` at 1, four others at 3; from batch `turn` on the
/// two change places.
fn planted(loved: i64, hated: i64, turn: usize) -> Vec<(i64, u8)> {
    let mut ratings = Vec::new();
    for batch in 0..4_i64 {
        let (high, low) = if (batch as usize) < turn { (5, 1) } else { (1, 5) };
        for k in 0..3 {
            ratings.push((film(loved, batch * 3 + k), high));
            ratings.push((film(hated, batch * 3 + k), low));
        }
        for other in [0, 1, 2, 5] {
            ratings.push((film(other, batch), 3));
        }
    }
    ratings
}

struct Told {
    simulator: OfflineSimulator,
    seen: Vec<Seen>,
    portraits: Vec<Portrait>,
    states: Vec<ProfileState>,
}

/// All states of user 0 with the given ratings, in batches of ten.
fn tell(own: &[(i64, u8)], seed: u64) -> Told {
    tell_in(own, seed, HistorySpec::default())
}

/// The same, with a stated order of batches; `own` is in the order in which they are read.
fn tell_in(own: &[(i64, u8)], seed: u64, spec: HistorySpec) -> Told {
    let (dataset, split) = world(own);
    let simulator = OfflineSimulator::new(dataset, split, spec);
    let interaction = |(item, rating): &(i64, u8)| Interaction {
        item: Id::Number(*item),
        rating: Rating::whole(*rating),
        timestamp: None,
        provenance: crate::domain::Provenance::Real,
    };
    let mut states: Vec<ProfileState> = Vec::new();
    for (at, batch) in own.chunks(10).enumerate() {
        let request = ProfileRequest {
            run: crate::domain::RunId(1),
            user: Id::Number(0),
            batch: at + 1,
            batches: own.len().div_ceil(10),
            interactions: batch.iter().map(interaction).collect(),
            former: states.clone(),
            seed,
            fit: crate::simulation::Fit::default(),
        };
        let answer = simulator.write_profile(&request).now_or_never().unwrap().unwrap();
        states.push(ProfileState {
            batch: at + 1,
            interactions: request.interactions,
            profile: answer.profile,
            update: answer.update,
            claims: Vec::new(),
            usage: answer.usage,
            provenance: crate::domain::Provenance::Simulated,
        });
    }
    let seen = simulator.seen(states.iter().map(|state| &*state.interactions));
    let model = simulator.model().unwrap();
    let voice = Voice::new(seed, &Id::Number(0));
    let mut portraits: Vec<Portrait> = Vec::new();
    for batch in 1..=states.len() {
        let reading = Reading::of(&model.crowd, &model.facets, Some(UserIx(0)), &seen, spec.order, batch);
        portraits.push(Portrait::draw(&model.facets, &reading, &voice, portraits.last()));
    }
    Told { simulator, seen, portraits, states }
}

impl Told {
    fn claim(&self, batch: usize, kind: &str) -> Option<Claim> {
        let facets = &self.simulator.model().unwrap().facets;
        let named = |claim: &&Claim| facets.get(claim.facet).unwrap().phrase.plural(facets.wording) == kind;
        self.portraits[batch - 1].claims().find(named).cloned()
    }

    fn kind(&self, facet: facets::FacetIx) -> String {
        let facets = &self.simulator.model().unwrap().facets;
        facets.get(facet).unwrap().phrase.plural(facets.wording)
    }

    fn update(&self, batch: usize) -> &str {
        self.states[batch - 1].update.as_deref().unwrap()
    }
}

#[test]
fn planted_tastes_are_found_and_said_in_the_right_direction() {
    let told = tell(&planted(HORROR, ROMANCE, 9), 7);
    for batch in 2..=4 {
        let (horror, romance) =
            (told.claim(batch, "horror films").unwrap(), told.claim(batch, "romances").unwrap());
        assert_eq!((horror.direction, romance.direction), (Direction::Up, Direction::Down));
    }
    assert_eq!(told.claim(4, "horror films").unwrap().strength, Strength::Firm);
    assert!(told.states[3].profile.contains("orror films") && told.states[3].profile.contains("omances"));
}

#[test]
fn ratings_agree_with_the_text() {
    let told = tell(&planted(HORROR, ROMANCE, 9), 7);
    let items: Vec<i64> = (30..40).flat_map(|at| [film(HORROR, at), film(ROMANCE, at)]).collect();
    let request = RatingRequest {
        run: crate::domain::RunId(1),
        user: Id::Number(0),
        states: told.states.clone(),
        recent: Vec::new(),
        items: items.iter().map(|item| Id::Number(*item)).chain([Id::Number(9999)]).collect(),
        seed: 7,
        fit: crate::simulation::Fit::default(),
    };
    let answer = told.simulator.rate(&request).now_or_never().unwrap().unwrap();
    assert_eq!(answer.missing, [Id::Number(9999)]);
    let mean = |wanted: i64| {
        let of =
            answer.ratings.iter().filter(|rated| matches!(rated.item, Id::Number(id) if genre(id) == wanted));
        let stars: Vec<f64> = of.map(|rated| rated.rating.stars()).collect();
        stars.iter().sum::<f64>() / stars.len() as f64
    };
    assert!(mean(HORROR) > mean(ROMANCE) + 0.7, "{} {}", mean(HORROR), mean(ROMANCE));
    let reason = answer.ratings[0].reason.as_deref().unwrap();
    assert!(reason.starts_with("Others rate it") && reason.contains("closest to 'Film "), "{reason}");
    assert_eq!(answer.ratings, told.simulator.rate(&request).now_or_never().unwrap().unwrap().ratings);
}

#[test]
fn a_turn_of_taste_is_said_plainly_with_evidence_of_both_sides() {
    let told = tell(&planted(HORROR, ROMANCE, 2), 7);
    assert_eq!(told.claim(2, "horror films").unwrap().direction, Direction::Up);
    for batch in [3, 4] {
        let turning = told.portraits[batch - 1].turning.as_ref().unwrap();
        let genres = turning.turns.iter().filter(|turn| turn.sort == facets::Sort::Genre);
        assert_eq!((turning.border, genres.count()), (3, 2));
        // What turned is not claimed as if it had always been so.
        assert!(told.claim(batch, "horror films").is_none() && told.claim(batch, "romances").is_none());
        let profile = &told.states[batch - 1].profile;
        assert!(profile.to_lowercase().contains("after the first 20 ratings"), "{profile}");
        for turn in turning.turns.iter().filter(|turn| turn.sort == facets::Sort::Genre) {
            let liked = |at: &usize| told.seen[*at].rating.stars() > 3.0;
            let up = turn.direction == Direction::Up;
            assert!(
                !turn.old.is_empty() && turn.old.iter().all(|at| told.seen[*at].batch < 3 && liked(at) != up)
            );
            assert!(
                !turn.new.is_empty()
                    && turn.new.iter().all(|at| told.seen[*at].batch >= 3 && liked(at) == up)
            );
        }
    }
    let update = told.update(3);
    assert!(update.starts_with("A turn of taste"), "{update}");
    assert!(update.to_lowercase().contains("horror films") && update.to_lowercase().contains("romances"));
    assert!(
        update.contains("averaged 5.0, where earlier ones had averaged 1.0")
            || update.contains("from 1.0 to 5.0")
    );
    // The turn is told once; while it stands, its sentences stay.
    assert!(told.update(4).contains("borne out"), "{}", told.update(4));
    let lead = told.states[2].profile.split(". ").find(|s| s.contains("he first 20 ratings")).unwrap();
    assert!(told.states[3].profile.contains(lead.rsplit("\n\n").next().unwrap().trim_end_matches('.')));
}

#[test]
fn where_batches_go_back_in_time_earlier_and_lately_change_places() {
    // Read first, so newest: love of horror. Read last, so oldest: love of romances.
    let spec = HistorySpec { order: Order::NewestFirst, ..HistorySpec::default() };
    let told = tell_in(&planted(HORROR, ROMANCE, 2), 7, spec);
    let turning = told.portraits[3].turning.as_ref().unwrap();
    let horror = turning.turns.iter().find(|turn| told.kind(turn.facet) == "horror films").unwrap();
    assert_eq!(horror.direction, Direction::Up);
    assert!(horror.new.iter().all(|at| told.seen[*at].batch <= 2));
    assert!(told.states[3].profile.to_lowercase().contains("in their latest 20 ratings"));
}

#[test]
fn a_change_of_strictness_is_not_taken_for_a_change_of_taste() {
    let mut ratings = planted(HORROR, ROMANCE, 9);
    for (at, (_, rating)) in ratings.iter_mut().enumerate() {
        let base = if *rating == 5 { 4 } else { *rating + 1 };
        *rating = if at < 20 { (base + 1).min(5) } else { base - 1 };
    }
    let told = tell(&ratings, 7);
    assert_eq!(told.portraits[3].turning, None);
    let turn = told.portraits[3].level_turn.unwrap();
    assert!(turn.border == 3 && turn.new < turn.old - 1.0, "{turn:?}");
    assert!(told.states[3].profile.contains("over the first 20 ratings"), "{}", told.states[3].profile);
    let updates = format!("{} {}", told.update(3), told.update(4));
    assert!(updates.contains("stricter") || updates.contains("strictness"), "{updates}");
}

#[test]
fn steady_users_are_not_said_to_turn() {
    for (loved, hated) in [(HORROR, ROMANCE), (0, 1), (5, 2)] {
        let told = tell(&planted(loved, hated, 9), 7);
        for portrait in &told.portraits {
            assert!(portrait.turning.is_none() && portrait.level_turn.is_none());
        }
    }
}

#[test]
fn citations_show_what_is_claimed() {
    let mut cited = 0;
    for (loved, hated) in [(HORROR, ROMANCE), (0, 1), (5, 2)] {
        let told = tell(&planted(loved, hated, 9), 7);
        for unit in told.portraits.iter().flat_map(|portrait| &portrait.units) {
            let mean = told.seen.iter().map(|one| one.rating.stars()).sum::<f64>() / told.seen.len() as f64;
            for claim in unit.claims.iter().filter(|claim| claim.sense == claims::Sense::Absolute) {
                // Where there is more than one rating to show, more than one is shown.
                assert!(unit.cites.len() >= 2.min(claim.support.len()));
                for at in unit.cites.iter().filter(|at| claim.support.contains(at)) {
                    let stars = told.seen[*at].rating.stars();
                    let shows = if claim.direction == Direction::Up {
                        stars > 3.0_f64.max(mean)
                    } else {
                        stars < mean
                    };
                    assert!(shows || claim.sort == facets::Sort::Tone);
                    cited += 1;
                }
            }
        }
    }
    assert!(cited > 20, "{cited}");
}

#[test]
fn no_claim_rests_on_a_single_rating() {
    // One favourite among ordinary ratings, then planted tastes of several seeds.
    let mut one = planted(HORROR, ROMANCE, 9);
    one.truncate(10);
    for (_, rating) in &mut one {
        *rating = 3;
    }
    one[0].1 = 5;
    assert_eq!(tell(&one, 7).portraits[0].claims().count(), 0);
    for (loved, hated) in [(HORROR, ROMANCE), (0, 1), (5, 2)] {
        let told = tell(&planted(loved, hated, 9), 7);
        let model = told.simulator.model().unwrap();
        for (portrait, batch) in told.portraits.iter().zip(1..) {
            for claim in portrait.claims() {
                assert!(claim.support.len() >= 2);
                // Without its strongest rating, the estimate still points the same way.
                let mut fewer = told.seen.clone();
                fewer.remove(claim.support[0]);
                let reading = Reading::of(
                    &model.crowd,
                    &model.facets,
                    Some(UserIx(0)),
                    &fewer,
                    Order::Chronological,
                    batch,
                );
                let facet = model.facets.get(claim.facet).unwrap();
                let effect = reading.posterior.contrast(&facet.prototype, &model.facets.everything);
                assert!(effect.mean * claim.direction.sign() > 0.0 || claim.sort == facets::Sort::Tone);
            }
        }
    }
}

#[test]
fn what_stays_true_keeps_its_sentence_word_for_word() {
    let told = tell(&planted(HORROR, ROMANCE, 9), 7);
    let (model, voice) = (told.simulator.model().unwrap(), Voice::new(7, &Id::Number(0)));
    let mut kept = 0;
    for batch in 2..=4 {
        let reading = Reading::of(
            &model.crowd,
            &model.facets,
            Some(UserIx(0)),
            &told.seen,
            Order::Chronological,
            batch,
        );
        let pen =
            Pen { dataset: &told.simulator.dataset, facets: &model.facets, reading: &reading, voice: &voice };
        let (was, is) = (&told.portraits[batch - 2], &told.portraits[batch - 1]);
        for unit in &was.units {
            let same = |other: &&portrait::Unit| {
                let key = |unit: &portrait::Unit| {
                    unit.claims.iter().map(|c| (c.facet, c.strength)).collect::<Vec<_>>()
                };
                key(other) == key(unit)
            };
            if let Some(still) = is.units.iter().find(same) {
                let (old, new) = (prose::unit_text(&pen, unit, false), prose::unit_text(&pen, still, false));
                assert_eq!(old, new);
                if unit.cites == still.cites {
                    let text = prose::unit_text(&pen, still, true);
                    assert!(
                        told.states[batch - 2].profile.contains(&text)
                            && told.states[batch - 1].profile.contains(&text)
                    );
                    kept += 1;
                }
            }
        }
    }
    assert!(kept >= 2, "{kept}");
}

#[test]
fn users_and_seeds_differ_in_words_and_each_stays_the_same() {
    let taste = planted(HORROR, ROMANCE, 9);
    let one = tell(&taste, 7);
    assert_eq!(one.states, tell(&taste, 7).states);
    assert!((8..12).any(|seed| tell(&taste, seed).states[3].profile != one.states[3].profile));
}

#[test]
fn a_steady_user_brings_no_change_and_the_update_says_so() {
    let steady: Vec<(i64, u8)> = (0..40).map(|k| (k * 5 % ITEMS, 3)).collect();
    let told = tell(&steady, 7);
    assert!(
        ["Nothing", "No statement", "The picture", "The statements"]
            .iter()
            .any(|start| told.update(4).starts_with(start)),
        "{}",
        told.update(4)
    );
}
