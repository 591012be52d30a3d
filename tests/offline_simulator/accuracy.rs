//! How well the offline simulator's ratings predict held-out ratings of real data, beside a plain bias.

use std::collections::BTreeMap;

use futures::FutureExt;
use lusifer::domain::{
    Dataset, History, HistorySpec, Id, ItemIx, ProfileState, Rating, Row, Split, Usage, UserIx,
};
use lusifer::simulation::{OfflineSimulator, RatingRequest, Simulator};

use super::ml100k;

#[derive(Default)]
struct Figures {
    n: f64,
    squares: f64,
    absolute: f64,
    sums: [f64; 5],
}

impl Figures {
    fn add(&mut self, predicted: Rating, truth: Rating) {
        let (predicted, truth) = (predicted.stars(), truth.stars());
        self.n += 1.0;
        self.squares += (predicted - truth).powi(2);
        self.absolute += (predicted - truth).abs();
        let moments = [predicted, truth, predicted * predicted, truth * truth, predicted * truth];
        for (sum, x) in self.sums.iter_mut().zip(moments) {
            *sum += x;
        }
    }

    fn rmse(&self) -> f64 {
        (self.squares / self.n).sqrt()
    }

    fn mae(&self) -> f64 {
        self.absolute / self.n
    }

    fn pearson(&self) -> f64 {
        let [x, y, xx, yy, xy] = self.sums.map(|sum| sum / self.n);
        (xy - x * y) / ((xx - x * x) * (yy - y * y)).sqrt()
    }
}

/// Mean + user + item by ridge regression (8 and 5) on everybody's last 40: what has to be beaten.
struct Bias {
    mean: f64,
    users: Vec<f64>,
    items: Vec<f64>,
}

impl Bias {
    fn fit(dataset: &Dataset, split: &Split, spec: &HistorySpec) -> Self {
        let rows: Vec<(UserIx, Row)> = dataset
            .users
            .all()
            .flat_map(|user| {
                History::rows(dataset, split, user, spec).into_iter().map(move |row| (user, row))
            })
            .collect();
        let mean = rows.iter().map(|(_, row)| row.rating.stars()).sum::<f64>() / rows.len() as f64;
        let mut model =
            Self { mean, users: vec![0.0; dataset.users.len()], items: vec![0.0; dataset.items.len()] };
        for _ in 0..10 {
            let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for (user, row) in &rows {
                let cell = sums.entry(row.item.at()).or_default();
                *cell = (cell.0 + row.rating.stars() - mean - model.users[user.at()], cell.1 + 1.0);
            }
            for (item, (sum, n)) in sums {
                model.items[item] = sum / (n + 5.0);
            }
            let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for (user, row) in &rows {
                let cell = sums.entry(user.at()).or_default();
                *cell = (cell.0 + row.rating.stars() - mean - model.items[row.item.at()], cell.1 + 1.0);
            }
            for (user, (sum, n)) in sums {
                model.users[user] = sum / (n + 8.0);
            }
        }
        model
    }

    fn predict(&self, user: UserIx, item: ItemIx) -> f64 {
        self.mean + self.users[user.at()] + self.items[item.at()]
    }
}

/// A user's states as the simulator reads them: the interactions matter, the texts do not.
fn states(dataset: &Dataset, split: &Split, user: UserIx, spec: &HistorySpec) -> Vec<ProfileState> {
    let history = History::of(dataset, split, user, spec);
    let state = |batch: lusifer::domain::Batch<'_>| ProfileState {
        batch: batch.number,
        interactions: batch.interactions.to_vec(),
        profile: String::new(),
        update: None,
        claims: Vec::new(),
        usage: Usage::default(),
        provenance: lusifer::domain::Provenance::Simulated,
    };
    history.batches().map(state).collect()
}

#[test]
fn held_out_ratings_are_predicted_better_than_by_bias() {
    for (texts, most_rmse, least_pearson) in [(false, 1.01, 0.42), (true, 1.01, 0.43)] {
        let Some(real) = ml100k::load(texts) else { return };
        let (dataset, split) = (&*real.dataset, &*real.split);
        let spec = HistorySpec::default();
        let simulator = OfflineSimulator::new(real.dataset.clone(), real.split.clone(), spec);
        let bias = Bias::fit(dataset, split, &spec);
        let paper = ml100k::paper_rows().unwrap_or_default();
        let [mut model, mut baseline, mut on_paper_rows] = [0; 3].map(|_| Figures::default());
        for user in dataset.users.all() {
            let rows: Vec<Row> = split.held_out(&dataset.interactions, user).collect();
            if rows.is_empty() {
                continue;
            }
            let request = RatingRequest {
                run: lusifer::domain::RunId(1),
                user: dataset.users.id(user).unwrap(),
                states: states(dataset, split, user, &spec),
                recent: Vec::new(),
                items: rows.iter().map(|row| dataset.items.id(row.item).unwrap()).collect(),
                seed: 7,
                fit: lusifer::simulation::Fit::default(),
            };
            let answer = simulator.rate(&request).now_or_never().unwrap().unwrap();
            assert!(answer.is_complete());
            for (row, rated) in rows.iter().zip(&answer.ratings) {
                assert!(dataset.scale.contains(rated.rating));
                model.add(rated.rating, row.rating);
                baseline.add(dataset.scale.nearest(bias.predict(user, row.item)), row.rating);
                if let (Id::Number(user), Id::Number(item)) = (&request.user, &rated.item)
                    && paper.contains(&(*user, *item))
                {
                    on_paper_rows.add(rated.rating, row.rating);
                }
            }
        }
        for (name, figures) in
            [("u1.test", &model), ("u1.test, bias", &baseline), ("paper's rows", &on_paper_rows)]
        {
            println!(
                "texts {texts}, {name}: n {} RMSE {:.4} MAE {:.4} Pearson {:.4}",
                figures.n,
                figures.rmse(),
                figures.mae(),
                figures.pearson()
            );
        }
        assert_eq!(model.n as usize, 20_000);
        assert!(model.rmse() < 1.005 && model.rmse() < baseline.rmse() && model.mae() < baseline.mae());
        assert!(model.pearson() > 0.50);
        if on_paper_rows.n > 0.0 {
            assert!(on_paper_rows.rmse() < most_rmse && on_paper_rows.pearson() > least_pearson);
        }
    }
}
