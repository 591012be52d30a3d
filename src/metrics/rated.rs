//! The report on what a model rated: the model first, then baselines on the same rows.

use crate::domain::{Rating, RatingScale};

use super::{Bootstrap, Predictions, Report, Running, RunningPoint, evaluate_all};

/// A running curve of more rated items is thinned to about so many points.
const MOST_POINTS: usize = 1_000;

/// Rated items in the order in which they were rated, with what baselines predict for the same items.
#[derive(Clone, Debug, PartialEq)]
pub struct RatedItems {
    truth: Vec<Rating>,
    /// The model first.
    methods: Vec<Predictions>,
    /// Items asked for whose newest answer held nothing for them.
    pub missing: usize,
    /// Items asked for whose newest answer was not a rating of the scale.
    pub invalid: usize,
}

impl RatedItems {
    /// No items yet; `baselines` are the names of what is shown beside the model, in order.
    pub fn new(baselines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let named = |name: String| Predictions { name, values: Vec::new() };
        let names = std::iter::once("model".to_owned()).chain(baselines.into_iter().map(Into::into));
        Self { truth: Vec::new(), methods: names.map(named).collect(), missing: 0, invalid: 0 }
    }

    /// Adds the item that was rated next: what the model said, what the user had said, and what each baseline
    /// predicts, in the order of the names; one that predicts nothing is left out of that baseline's figures.
    pub fn push(&mut self, model: Rating, truth: Rating, baselines: impl IntoIterator<Item = f64>) {
        self.truth.push(truth);
        let mut values = std::iter::once(model.stars()).chain(baselines);
        for method in &mut self.methods {
            method.values.push(values.next().unwrap_or(f64::NAN));
        }
    }

    /// Number of rated items.
    pub fn len(&self) -> usize {
        self.truth.len()
    }

    /// Whether nothing was rated.
    pub fn is_empty(&self) -> bool {
        self.truth.is_empty()
    }

    fn curve(&self, scale: RatingScale) -> Vec<RunningPoint> {
        let every = self.len().div_ceil(MOST_POINTS).max(1);
        let mut running = Running::new(scale);
        let model = self.methods.iter().take(1).flat_map(|model| &model.values);
        let points = model.zip(&self.truth).enumerate().filter_map(|(at, (&predicted, &truth))| {
            running.push(predicted, truth);
            let shown = at % every == 0 || at + 1 == self.len();
            let (rmse, mae) = running.rmse().zip(running.mae())?;
            shown.then_some(RunningPoint { n: running.rows(), rmse, mae })
        });
        points.collect()
    }
}

/// What the model's ratings are worth, beside the baselines on the same rows.
pub fn report(rated: &RatedItems, scale: RatingScale, bootstrap: Bootstrap) -> Report {
    Report {
        n: rated.len(),
        missing: rated.missing,
        invalid: rated.invalid,
        methods: evaluate_all(&rated.methods, &rated.truth, scale, bootstrap),
        running: rated.curve(scale),
    }
}
