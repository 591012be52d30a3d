//! Spread: what the repetitions of steps came to, as it is read, and of ratings item by item.

use super::{Sheet, Value};
use crate::app::App;
use crate::app::spread::SpreadSheet;

pub(super) fn sheet(app: &App, shown: &SpreadSheet) -> Option<Sheet> {
    let spreads = shown.spreads.as_ref()?;
    let lines = app.spread_lines(shown);
    let text: Vec<String> =
        lines.iter().map(|line| crate::domain::markdown::line(line.text().trim_end())).collect();
    let mut rows = Vec::new();
    for spread in spreads {
        let step = spread.step.words();
        for item in spread.ratings.iter().flat_map(|ratings| &ratings.items) {
            for (rating, (number, seed)) in item.ratings.iter().zip(&spread.draws) {
                rows.push(vec![
                    Value::text(&step),
                    Value::count(*number as usize),
                    Value::text(seed.to_string()),
                    Value::text(item.item.to_string()),
                    Value::figure(rating.map(crate::domain::Rating::stars), 1),
                    Value::figure(item.truth.map(crate::domain::Rating::stars), 1),
                    Value::Nothing,
                ]);
            }
        }
        for sentence in spread.text.iter().flat_map(|text| &text.sentences) {
            for (number, seed) in sentence.within.iter().filter_map(|at| spread.draws.get(*at)) {
                rows.push(vec![
                    Value::text(&step),
                    Value::count(*number as usize),
                    Value::text(seed.to_string()),
                    Value::Nothing,
                    Value::Nothing,
                    Value::Nothing,
                    Value::text(&sentence.text),
                ]);
            }
        }
    }
    Some(Sheet {
        name: "spread".to_owned(),
        title: format!("Spread of {}", shown.steps.words()),
        columns: vec!["step", "number", "seed", "item", "rating", "truth", "sentence"],
        rows,
        text: Some(text.join("\n\n")),
        ..Sheet::default()
    })
}
