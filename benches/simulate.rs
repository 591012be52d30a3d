//! The offline simulator at work on made-up data: fitting the crowd, and all users through all their batches, with
//! neither workspace nor store: those are in `study.rs`.
//!
//! `cargo bench --bench simulate`. Measured on two cores, medians: 943 users 0.41 s on one of them, the crowd of
//! 943 users 15 ms, of 200,000 users and 87,000 items 2.8 s.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a measurement that cannot start may stop")]

#[path = "../tests/offline_simulator/made_up.rs"]
mod made_up;

use std::sync::Arc;

use divan::Bencher;
use futures::FutureExt;
use lusifer::domain::{Dataset, History, HistorySpec, ProfileState, RatingScale, Split, UserIx};
use lusifer::recommenders::taste::CrowdModel;
use lusifer::simulation::{OfflineSimulator, ProfileRequest, RatingRequest, Simulator};
use made_up::Shape;

fn main() {
    divan::main();
}

fn data(users: usize, items: usize, per_user: usize) -> (Arc<Dataset>, Arc<Split>) {
    made_up::dataset(&Shape {
        users,
        items,
        per_user,
        scale: RatingScale::ONE_TO_FIVE,
        genres: 8,
        years: true,
        times: true,
        texts: true,
        people: true,
        title: "Title ".into(),
        seed: 1,
    })
}

fn simulator(data: &(Arc<Dataset>, Arc<Split>)) -> OfflineSimulator {
    OfflineSimulator::new(data.0.clone(), data.1.clone(), HistorySpec::default())
}

fn write_all(
    simulator: &OfflineSimulator,
    dataset: &Dataset,
    split: &Split,
    user: UserIx,
) -> Vec<ProfileState> {
    let history = History::of(dataset, split, user, &HistorySpec::default());
    let mut former: Vec<ProfileState> = Vec::new();
    for batch in history.batches() {
        let request = ProfileRequest {
            run: lusifer::domain::RunId(1),
            user: dataset.users.id(user).expect("a user of the data set"),
            batch: batch.number,
            batches: history.batch_count(),
            interactions: batch.interactions.to_vec(),
            former: former.clone(),
            seed: 7,
            fit: lusifer::simulation::Fit::default(),
        };
        let answer = simulator.write_profile(&request).now_or_never().expect("ready").expect("a profile");
        former.push(ProfileState {
            batch: batch.number,
            interactions: request.interactions,
            profile: answer.profile,
            update: answer.update,
            claims: Vec::new(),
            usage: answer.usage,
            provenance: lusifer::domain::Provenance::Simulated,
        });
    }
    former
}

#[divan::bench(args = [(943, 1_682), (200_000, 87_000)], sample_count = 3, sample_size = 1)]
fn fit_the_crowd(bencher: Bencher<'_, '_>, (users, items): (usize, usize)) {
    let (dataset, split) = data(users, items, 45);
    bencher.bench(|| CrowdModel::fit(&dataset, &split, &HistorySpec::default()));
}

#[divan::bench(args = [(943, 1_682), (200_000, 87_000)], sample_count = 3, sample_size = 1)]
fn prepare_everything(bencher: Bencher<'_, '_>, (users, items): (usize, usize)) {
    let data = data(users, items, 45);
    bencher.bench(|| simulator(&data).prepare());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn write_943_users_through_all_batches(bencher: Bencher<'_, '_>) {
    let data = data(943, 1_682, 45);
    let simulator = simulator(&data);
    simulator.prepare();
    bencher.bench(|| {
        data.0.users.all().map(|user| write_all(&simulator, &data.0, &data.1, user).len()).sum::<usize>()
    });
}

#[divan::bench]
fn rate_twenty_items(bencher: Bencher<'_, '_>) {
    let data = data(943, 1_682, 45);
    let simulator = simulator(&data);
    let user = UserIx(3);
    let request = RatingRequest {
        run: lusifer::domain::RunId(1),
        user: data.0.users.id(user).expect("a user of the data set"),
        states: write_all(&simulator, &data.0, &data.1, user),
        recent: Vec::new(),
        items: data.0.items.all().take(20).filter_map(|item| data.0.items.id(item)).collect(),
        seed: 7,
        fit: lusifer::simulation::Fit::default(),
    };
    bencher.bench(|| simulator.rate(&request).now_or_never());
}
