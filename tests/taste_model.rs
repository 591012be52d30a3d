//! How well the taste model predicts held-out ratings of real data, beside a plain user-and-item bias.

#![cfg(test)]

mod support;

use lusifer::domain::{Dataset, History, HistorySpec, Split, UserIx};
use lusifer::recommenders::taste::{CrowdModel, TastePosterior};
use support::ml100k;

#[derive(Default, Debug)]
struct Figures {
    n: f64,
    squares: f64,
    absolute: f64,
    sums: [f64; 5],
}

impl Figures {
    fn add(&mut self, predicted: f64, truth: f64) {
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

fn score(
    dataset: &Dataset,
    split: &Split,
    keep: impl Fn(i64, i64) -> bool,
    mut predict: impl FnMut(UserIx, &mut dyn FnMut(&dyn Fn(lusifer::domain::ItemIx) -> f64)),
) -> Figures {
    let mut figures = Figures::default();
    for user in dataset.users.all() {
        let number = |id: Option<lusifer::domain::Id>| id.unwrap().to_string().parse::<i64>().unwrap();
        let rows: Vec<_> = split
            .held_out(&dataset.interactions, user)
            .filter(|row| keep(number(dataset.users.id(user)), number(dataset.items.id(row.item))))
            .collect();
        if rows.is_empty() {
            continue;
        }
        predict(user, &mut |rate| {
            for row in &rows {
                figures.add(dataset.scale.nearest(rate(row.item)).stars(), row.rating.stars());
            }
        });
    }
    figures
}

#[test]
fn real_ratings_are_predicted_better_than_by_bias() {
    for texts in [false, true] {
        let Some(real) = ml100k::load(texts) else { return };
        let (dataset, split) = (&*real.dataset, &*real.split);
        let spec = HistorySpec::default();
        let start = std::time::Instant::now();
        let crowd = CrowdModel::fit(dataset, split, &spec);
        println!("fit {:?}", start.elapsed());
        let start = std::time::Instant::now();
        let paper = ml100k::paper_rows();
        let mut run = |keep: &dyn Fn(i64, i64) -> bool| {
            score(dataset, split, keep, |user, rate| {
                let rows: Vec<_> = History::rows(dataset, split, user, &spec)
                    .into_iter()
                    .map(|row| (row.item, row.rating))
                    .collect();
                let taste = TastePosterior::of(&crowd, Some(user), &rows);
                rate(&|item| taste.predict(item).mean);
            })
        };
        let e2 = run(&|_, _| true);
        println!(
            "texts {texts} E2 n {} rmse {:.4} mae {:.4} pearson {:.4}",
            e2.n,
            e2.rmse(),
            e2.mae(),
            e2.pearson()
        );
        println!("score {:?}", start.elapsed());
        if let Some(paper) = paper {
            let e1 = run(&|user, item| paper.contains(&(user, item)));
            println!(
                "texts {texts} E1 n {} rmse {:.4} mae {:.4} pearson {:.4}",
                e1.n,
                e1.rmse(),
                e1.mae(),
                e1.pearson()
            );
        }
    }
}
