//! Runs: the list as it is filtered and ordered, and two runs side by side.

use super::{Sheet, Value, fenced};
use crate::app::kept::RunSummary;
use crate::app::screens::calls::CallLine;
use crate::app::screens::compare::{Compare, ComparePane};
use crate::app::screens::runs::Runs;
use crate::app::study::Study;
use crate::domain::{Rating, changed, edited_in_words, shared_in_words};

pub(super) fn list(study: &Study, runs: &Runs) -> Sheet {
    let row = |run: &RunSummary| {
        let figures = run.figures.unwrap_or_default();
        vec![
            Value::text(run.id.to_string()),
            Value::text(&run.name),
            Value::text(run.user.to_string()),
            Value::count(run.written),
            Value::count(run.batches),
            run.fork.map_or(Value::Nothing, |fork| Value::text(format!("{} B{}", fork.run, fork.from_batch))),
            Value::text(&run.provider),
            run.model.clone().map_or(Value::Nothing, Value::Text),
            Value::text(run.seed.to_string()),
            Value::text(&run.data),
            Value::text(&run.split),
            Value::text(run.order),
            Value::text(&run.created),
            Value::count(figures.n),
            Value::figure(figures.mae, 3),
            Value::figure(figures.rmse, 3),
            edited_in_words(&run.edited).map_or(Value::Nothing, Value::Text),
        ]
    };
    Sheet {
        name: "runs".to_owned(),
        title: "Runs".to_owned(),
        notes: vec![format!("{} runs, data {}.", runs.count(), study.data.dataset.name)],
        columns: vec![
            "run",
            "name",
            "user",
            "states",
            "batches",
            "forked_from",
            "provider",
            "model",
            "seed",
            "data",
            "split",
            "order",
            "created",
            "rated",
            "mae",
            "rmse",
            "edited",
        ],
        rows: runs.rows().iter().filter_map(|one| study.known_run(one.run)).map(row).collect(),
        selected: runs.selected(),
        text: None,
    }
}

/// The ratings of both, with the figures of both in the notes.
pub(super) fn beside(study: &Study, compare: &Compare) -> Option<Sheet> {
    let compared = &compare.loaded()?.compared;
    if compare.focus == ComparePane::Prompts {
        let text: Vec<String> = compare.lines().iter().map(CallLine::text).collect();
        return Some(Sheet {
            name: format!("prompts-{}-{}", compared.a.id, compared.b.id),
            title: format!("Prompts of {} and {}", compared.a.id, compared.b.id),
            text: Some(fenced(&text.join("\n"))),
            columns: vec!["line"],
            rows: text.into_iter().map(|line| vec![Value::text(line)]).collect(),
            ..Sheet::default()
        });
    }
    let items = &study.data.dataset.items;
    let stars = |rating: Rating| Value::Figure(rating.stars(), usize::from(rating.stars().fract() != 0.0));
    let rows = compared.ratings.pairs.iter().map(|pair| {
        vec![
            Value::text(pair.item.to_string()),
            items.find(&pair.item).map_or(Value::Nothing, |item| Value::text(items.title(item))),
            stars(pair.a),
            stars(pair.b),
            pair.truth.filter(|_| compare.truth).map_or(Value::Nothing, stars),
        ]
    });
    let figure =
        |figure: Option<f64>| figure.map_or_else(|| "n/a".to_owned(), |figure| format!("{figure:.3}"));
    let mut notes = vec![format!(
        "A is {} \"{}\", B is {} \"{}\"; {} items are rated by both.",
        compared.a.id, compared.a.name, compared.b.id, compared.b.name, compared.ratings.n
    )];
    for run in [&compared.a, &compared.b] {
        notes.extend(edited_in_words(&run.edited()).map(|edited| format!("{}: {edited} by hand.", run.id)));
    }
    for (what, a, b) in changed(&compared.a.spec, &compared.b.spec) {
        notes.push(format!("Changed: {what} {a} > {b}."));
    }
    notes.extend(shared_in_words(compared.shared).map(|shared| format!("{shared}.")));
    for one in &compared.ratings.figures {
        let ci = one.ci.map_or_else(String::new, |[low, high]| format!(" (95% {low:.3} to {high:.3})"));
        notes.push(format!(
            "{}: A {}, B {}, difference {}{ci}.",
            one.name,
            figure(one.a),
            figure(one.b),
            figure(one.difference)
        ));
    }
    if !compared.against.is_empty() {
        notes.push(format!("Not comparable: {}.", compared.against.join("; ")));
    }
    Some(Sheet {
        name: format!("compare-{}-{}", compared.a.id, compared.b.id),
        title: format!("{} and {} side by side", compared.a.id, compared.b.id),
        notes,
        columns: vec!["item", "title", "a", "b", "held_out"],
        rows: rows.collect(),
        ..Sheet::default()
    })
}
