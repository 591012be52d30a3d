//! Rate: the items as they are listed, and what came back. Ratings that are hidden on screen stay hidden here.

use super::{Sheet, Value};
use crate::app::screens::rate::{Rate, RatePane};
use crate::app::study::{Answer, Outcome, Study, Subject};
use crate::domain::{ItemIx, Rating};

pub(super) fn pane(study: &Study, rate: &Rate) -> Option<Sheet> {
    let subject = study.subject.as_ref()?;
    Some(match rate.focus {
        RatePane::Pick => pick(study, subject, rate),
        RatePane::Results => results(study, subject, rate),
    })
}

fn stars(rating: Option<Rating>) -> Value {
    rating.map_or(Value::Nothing, |rating| {
        Value::Figure(rating.stars(), usize::from(rating.stars().fract() != 0.0))
    })
}

fn pick(study: &Study, subject: &Subject, rate: &Rate) -> Sheet {
    let items = &study.data.dataset.items;
    let row = |&item: &ItemIx| {
        let answer = subject.answer(item);
        let truth = subject.held_out.get(&item).copied().filter(|_| rate.truth || answer.is_some());
        vec![
            Value::text(items.id(item).map_or_else(String::new, |id| id.to_string())),
            Value::text(items.title(item)),
            Value::text(items.genre_list(item).collect::<Vec<_>>().join(" ")),
            Value::text(if rate.is_picked(item) { "picked" } else { "" }),
            stars(answer.and_then(Answer::rating)),
            stars(truth),
        ]
    };
    Sheet {
        name: format!("items-{}", subject.id),
        title: format!("Items for user {}", subject.id),
        notes: vec!["Held-out ratings are left out until an item is rated or they are shown.".to_owned()],
        columns: vec!["item", "title", "genres", "picked", "simulated", "held_out"],
        rows: rate.shown().iter().map(row).collect(),
        selected: rate.selected(),
        text: None,
    }
}

fn results(study: &Study, subject: &Subject, rate: &Rate) -> Sheet {
    let run = subject.run_id().map_or_else(String::new, |run| format!("-{run}"));
    let names = (format!("results-{}{run}", subject.id), format!("Simulated ratings of user {}", subject.id));
    let note = if rate.last_send { "Of the last send." } else { "The newest of each item." };
    let sheet = answers_sheet(study, rate.results(subject), rate.selected_result(subject), names);
    Sheet { notes: vec![note.to_owned()], ..sheet }
}

/// Answers under a name and a title.
pub(super) fn answers_sheet<'a>(
    study: &Study,
    answers: impl IntoIterator<Item = &'a Answer>,
    selected: Option<usize>,
    (name, title): (String, String),
) -> Sheet {
    let items = &study.data.dataset.items;
    let row = |answer: &Answer| {
        let title = answer.item.map_or(Value::Nothing, |item| Value::text(items.title(item)));
        let (said, why) = match &answer.outcome {
            Outcome::Rated(_, reason) => ("rating", reason.clone()),
            Outcome::Missing => ("missing", None),
            Outcome::Invalid(raw) => ("invalid", Some(raw.clone())),
        };
        vec![
            Value::text(answer.id.to_string()),
            title,
            stars(answer.rating()),
            stars(answer.truth),
            Value::figure(answer.error(), 1),
            Value::count(answer.state),
            Value::text(said),
            why.map_or(Value::Nothing, Value::Text),
        ]
    };
    Sheet {
        name,
        title,
        columns: vec!["item", "title", "simulated", "held_out", "error", "state", "outcome", "reason"],
        rows: answers.into_iter().map(row).collect(),
        selected,
        ..Sheet::default()
    }
}
