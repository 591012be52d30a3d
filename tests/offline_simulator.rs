//! The offline simulator through its port: words within their bounds, the same answer twice, sentences that last,
//! and nothing that data can do to make it panic; on made-up data and, where present, on MovieLens 100K.

#![cfg(test)]

#[path = "offline_simulator/accuracy.rs"]
mod accuracy;
#[path = "offline_simulator/made_up.rs"]
mod made_up;
#[path = "offline_simulator/ml100k.rs"]
mod ml100k;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use futures::FutureExt;
use lusifer::domain::{
    DataHash, Dataset, History, HistorySpec, Id, Interaction, Interactions, Items, Order, ProfileState,
    Provenance, Rating, RatingScale, Split, UserIx, Users, text,
};
use lusifer::simulation::{OfflineSimulator, ProfileRequest, RatingRequest, SimulationError, Simulator};
use made_up::Shape;
use proptest::prelude::*;
use rayon::prelude::*;

/// Writes the state after `former`.
fn write(
    simulator: &OfflineSimulator,
    user: &Id,
    interactions: &[Interaction],
    former: &[ProfileState],
    seed: u64,
) -> Result<ProfileState, SimulationError> {
    let request = ProfileRequest {
        run: lusifer::domain::RunId(1),
        user: user.clone(),
        batch: former.len() + 1,
        batches: 4,
        interactions: interactions.to_vec(),
        former: former.to_vec(),
        seed,
        fit: lusifer::simulation::Fit::default(),
    };
    let answer = simulator.write_profile(&request).now_or_never().unwrap()?;
    Ok(ProfileState {
        batch: request.batch,
        interactions: request.interactions,
        profile: answer.profile,
        update: answer.update,
        claims: Vec::new(),
        usage: answer.usage,
        provenance: lusifer::domain::Provenance::Simulated,
    })
}

/// All states of a user.
fn states(
    simulator: &OfflineSimulator,
    dataset: &Dataset,
    split: &Split,
    spec: HistorySpec,
    user: UserIx,
    seed: u64,
) -> Vec<ProfileState> {
    let history = History::of(dataset, split, user, &spec);
    let mut states: Vec<ProfileState> = Vec::new();
    for batch in history.batches() {
        let id = dataset.users.id(user).unwrap();
        states.push(write(simulator, &id, batch.interactions, &states, seed).unwrap());
    }
    states
}

/// What every profile keeps to, whatever the data.
fn check_form(state: &ProfileState) {
    let profile = &state.profile;
    let words = profile.split_whitespace().count();
    assert!((120..=220).contains(&words), "{words} words:\n{profile}");
    let paragraphs = profile.split("\n\n").count();
    assert!((2..=3).contains(&paragraphs), "{paragraphs} paragraphs:\n{profile}");
    assert!(
        profile.split("\n\n").all(|paragraph| !paragraph.contains('\n') && paragraph.ends_with('.')),
        "{profile}"
    );
    assert!(!profile.contains("  ") && !profile.contains(['{', '}']), "{profile}");
    assert!(!profile.chars().any(text::is_hostile), "{profile:?}");
    assert_eq!(state.update.is_none(), state.batch == 1);
    if let Some(update) = &state.update {
        assert!(update.ends_with('.') && !update.contains('\n') && !update.contains("  "), "{update}");
    }
    let lower = profile.to_lowercase();
    assert!(!lower.contains("language model") && !lower.contains("as an ai"), "{profile}");
}

fn sentences(profile: &str) -> BTreeSet<&str> {
    profile
        .split("\n\n")
        .flat_map(|paragraph| paragraph.split(". "))
        .map(|s| s.trim_end_matches('.'))
        .collect()
}

#[test]
fn every_profile_of_real_users_keeps_its_form_and_its_sentences() {
    for (texts, every) in [(true, 1), (false, 9)] {
        let Some(real) = ml100k::load(texts) else { return };
        let spec = HistorySpec::default();
        let simulator = OfflineSimulator::new(real.dataset.clone(), real.split.clone(), spec);
        let users: Vec<UserIx> = real.dataset.users.all().step_by(every).collect();
        let written: Vec<Vec<ProfileState>> = users
            .par_iter()
            .map(|user| states(&simulator, &real.dataset, &real.split, spec, *user, 7))
            .collect();
        let (mut kept, mut all, mut firsts) = (0, 0, BTreeSet::new());
        for states in &written {
            states.iter().for_each(check_form);
            for pair in states.windows(2) {
                let (was, is) = (sentences(&pair[0].profile), sentences(&pair[1].profile));
                kept += is.intersection(&was).count();
                all += is.len();
            }
            firsts.extend(states.first().map(|state| state.profile.as_str()));
        }
        let written: usize = written.iter().map(Vec::len).sum();
        println!("{written} states; {kept} of {all} sentences were there in the state before, word for word");
        // No two users are told the same.
        assert_eq!(firsts.len(), users.len());
        assert!(kept * 20 > all * 9);
    }
}

/// The sample data's users have known tastes: whoever's taste turned is told so, at the right rating, and hardly
/// anybody else.
#[test]
fn known_turns_of_taste_are_told_and_others_are_not() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let real = ml100k::read(&folder, Some(&folder.join("item-texts.csv")));
    let spec = HistorySpec::default();
    let simulator = OfflineSimulator::new(real.dataset.clone(), real.split.clone(), spec);
    let truth = std::fs::read_to_string(folder.join("truth.jsonl")).unwrap();
    let (mut told, mut turned, mut stricter, mut wrong) = (0, 0, 0, Vec::new());
    for line in truth.lines() {
        let truth: serde_json::Value = serde_json::from_str(line).unwrap();
        let user = Id::Number(truth["user"].as_i64().unwrap());
        let ix = real.dataset.users.find(&user).unwrap();
        let all = states(&simulator, &real.dataset, &real.split, spec, ix, 7);
        let profile = all.last().unwrap().profile.to_lowercase();
        let taste = profile.contains("after the first ");
        let drift = &truth["drift"];
        if drift.get("genres").is_some() {
            turned += 1;
            let before = (drift["history_position"].as_u64().unwrap() - 1).to_string();
            let before = if before == "10" { "ten".to_owned() } else { before };
            told += usize::from(profile.contains(&format!("after the first {before} ratings")));
            // Before it happens nothing is said of it.
            let batch = drift["batch"].as_u64().unwrap() as usize;
            assert!(!all[batch - 2].profile.to_lowercase().contains("after the first "), "{user}");
        } else if drift["level"].as_i64().is_some_and(|level| level != 0) {
            stricter += usize::from(profile.contains("over the first ") && !taste);
        } else if taste {
            wrong.push(user);
        }
    }
    println!("{told} of {turned} turns of taste told, {stricter} of 3 of strictness, wrongly: {wrong:?}");
    assert!(turned == 15 && told >= 14 && stricter == 3 && wrong.len() <= 1, "{told} {stricter} {wrong:?}");
}

#[test]
fn the_same_seed_gives_the_same_answer_from_another_process() {
    let Some(real) = ml100k::load(true) else { return };
    let spec = HistorySpec::default();
    let [one, two] = [0, 1].map(|_| OfflineSimulator::new(real.dataset.clone(), real.split.clone(), spec));
    for user in real.dataset.users.all().step_by(97) {
        let whole = states(&one, &real.dataset, &real.split, spec, user, 7);
        // Resumed: the other simulator is asked for the last state only.
        let (last, former) = whole.split_last().unwrap();
        let id = real.dataset.users.id(user).unwrap();
        assert_eq!(*last, write(&two, &id, &last.interactions, former, 7).unwrap());
    }
}

/// Prints whole sequences to be read by a person: `USERS=1,22 cargo test --test offline_simulator read --
/// --nocapture`, with `FOLDER=sample-data` for another folder in the same format.
#[test]
fn read_some_profiles() {
    let real = match std::env::var("FOLDER") {
        Ok(folder) => {
            Some(ml100k::read(folder.as_ref(), Some(&std::path::Path::new(&folder).join("item-texts.csv"))))
        }
        Err(_) => ml100k::load(true),
    };
    let Some(real) = real else { return };
    let spec = HistorySpec::default();
    let simulator = OfflineSimulator::new(real.dataset.clone(), real.split.clone(), spec);
    let users = std::env::var("USERS").unwrap_or_else(|_| "1".to_owned());
    for user in users.split(',') {
        let ix = real.dataset.users.find(&Id::parse(user)).unwrap();
        for state in states(&simulator, &real.dataset, &real.split, spec, ix, 7) {
            check_form(&state);
            let words = state.profile.split_whitespace().count();
            println!("--- user {user}, state {}, {words} words", state.batch);
            println!("{}\n\nUpdate: {}\n", state.profile, state.update.as_deref().unwrap_or("none"));
        }
    }
}

fn plain(users: usize, items: usize, per_user: usize) -> Shape {
    Shape {
        users,
        items,
        per_user,
        scale: RatingScale::ONE_TO_FIVE,
        genres: 0,
        years: false,
        times: false,
        texts: false,
        people: false,
        title: "Title ".into(),
        seed: 11,
    }
}

#[test]
fn a_single_user_with_a_single_rating_gets_an_honest_profile() {
    let (dataset, split) = made_up::dataset(&plain(1, 1, 1));
    let simulator = OfflineSimulator::new(dataset.clone(), split.clone(), HistorySpec::default());
    let all = states(&simulator, &dataset, &split, HistorySpec::default(), UserIx(0), 7);
    assert_eq!(all.len(), 1);
    check_form(&all[0]);
    assert!(all[0].profile.contains("one rating"), "{}", all[0].profile);
    assert_eq!(simulator.identity().provider, "sim");
    assert_eq!(simulator.identity().model, None);
}

#[test]
fn what_cannot_be_answered_is_said_in_a_sentence() {
    let (dataset, split) = made_up::dataset(&plain(2, 5, 4));
    let simulator = OfflineSimulator::new(dataset, split, HistorySpec::default());
    let unknown = write(&simulator, &Id::Number(77), &[], &[], 7).unwrap_err();
    assert_eq!(unknown.to_string(), "user 77 is not in the data set");
    let empty = write(&simulator, &Id::Number(1), &[], &[], 7).unwrap_err();
    assert!(empty.to_string().starts_with("batch 1 of user 1 holds no rating"), "{empty}");
    let request = RatingRequest {
        run: lusifer::domain::RunId(1),
        user: Id::Number(1),
        states: vec![],
        recent: vec![],
        items: vec![],
        seed: 7,
        fit: lusifer::simulation::Fit::default(),
    };
    let nothing = simulator.rate(&request).now_or_never().unwrap().unwrap_err();
    assert!(nothing.to_string().contains("write one first"), "{nothing}");
    // A data set without anything at all.
    let nobody = OfflineSimulator::new(
        Arc::new(Dataset {
            name: String::new(),
            hash: DataHash::default(),
            users: Users::default(),
            items: Items::default(),
            interactions: Interactions::default(),
            scale: RatingScale::ONE_TO_FIVE,
        }),
        Arc::new(Split::new("none", 0, |_| false)),
        HistorySpec::default(),
    );
    nobody.prepare();
    assert!(write(&nobody, &Id::Number(1), &[], &[], 7).is_err());
}

#[test]
fn hostile_titles_are_made_safe() {
    let shape = Shape {
        title: "\u{1b}[31mEvil\u{202e}\n{what} 'quoted' (5) ".into(),
        times: true,
        ..plain(30, 60, 30)
    };
    let (dataset, split) = made_up::dataset(&shape);
    let spec = HistorySpec::default();
    let simulator = OfflineSimulator::new(dataset.clone(), split.clone(), spec);
    for user in dataset.users.all() {
        for state in states(&simulator, &dataset, &split, spec, user, 7) {
            let profile = format!("{}{}", state.profile, state.update.unwrap_or_default());
            assert!(!profile.chars().any(text::is_hostile) && !profile.replace("\n\n", "").contains('\n'));
        }
    }
}

fn scales() -> impl Strategy<Value = RatingScale> {
    let halves = RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
    let ten = RatingScale { min: Rating::whole(1), max: Rating::whole(10), half_stars: false };
    let hundred = RatingScale { min: Rating::whole(0), max: Rating::whole(100), half_stars: false };
    let one = RatingScale { min: Rating::whole(3), max: Rating::whole(3), half_stars: false };
    let thumbs = RatingScale { min: Rating::whole(0), max: Rating::whole(1), half_stars: false };
    prop_oneof![
        Just(RatingScale::ONE_TO_FIVE),
        Just(halves),
        Just(ten),
        Just(hundred),
        Just(one),
        Just(thumbs)
    ]
}

fn shapes() -> impl Strategy<Value = Shape> {
    let sizes = (1_usize..25, 1_usize..120, 1_usize..50, 0_usize..9);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (sizes, flags, scales(), any::<u64>()).prop_map(|(sizes, flags, scale, seed)| Shape {
        users: sizes.0,
        items: sizes.1,
        per_user: sizes.2,
        genres: sizes.3,
        years: flags.0,
        times: flags.1,
        texts: flags.2,
        people: flags.3,
        scale,
        title: "Title ".into(),
        seed,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn profiles_of_any_data_keep_their_form(shape in shapes(), batch in 1_usize..12, newest in any::<bool>()) {
        let (dataset, split) = made_up::dataset(&shape);
        let order = if newest { Order::NewestFirst } else { Order::Chronological };
        let spec = HistorySpec { batch_size: NonZeroUsize::new(batch).unwrap(), order, ..HistorySpec::default() };
        let simulator = OfflineSimulator::new(dataset.clone(), split.clone(), spec);
        for user in dataset.users.all().take(4) {
            let all = states(&simulator, &dataset, &split, spec, user, shape.seed);
            all.iter().for_each(check_form);
            let request = RatingRequest { run: lusifer::domain::RunId(1),
                user: dataset.users.id(user).unwrap(),
                recent: Vec::new(),
                items: dataset.items.all().filter_map(|item| dataset.items.id(item)).collect(),
                states: all,
                seed: 7, fit: lusifer::simulation::Fit::default(),
            };
            let answer = simulator.rate(&request).now_or_never().unwrap().unwrap();
            prop_assert_eq!(answer.ratings.len(), dataset.items.len());
            for rated in &answer.ratings {
                prop_assert!(dataset.scale.contains(rated.rating));
                let reason = rated.reason.as_deref().unwrap();
                prop_assert!(reason.ends_with('.') && !reason.contains('\n'));
            }
        }
    }

    #[test]
    fn any_interactions_in_a_request_are_survived(
        batches in prop::collection::vec(
            prop::collection::vec((-5_i64..80, 0_u8..=255, any::<Option<i64>>()), 0..15), 1..6),
        seed in any::<u64>(),
    ) {
        let shape = Shape { genres: 6, years: true, texts: true, times: true, ..plain(20, 60, 20) };
        let (dataset, split) = made_up::dataset(&shape);
        let simulator = OfflineSimulator::new(dataset.clone(), split, HistorySpec::default());
        let interaction = |(item, halves, timestamp): &(i64, u8, Option<i64>)| Interaction {
            item: Id::Number(*item),
            rating: Rating::from_halves(*halves),
            timestamp: *timestamp,
            provenance: Provenance::Simulated,
        };
        let mut former: Vec<ProfileState> = Vec::new();
        for batch in &batches {
            let interactions: Vec<Interaction> = batch.iter().map(interaction).collect();
            match write(&simulator, &Id::Number(1), &interactions, &former, seed) {
                Ok(state) => {
                    check_form(&state);
                    former.push(state);
                }
                Err(error) => prop_assert!(error.to_string().contains("holds no rating")),
            }
        }
    }
}
