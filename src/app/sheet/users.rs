//! The list of users as it is filtered and ordered, and the card of one.

use std::fmt::Write;

use super::{Sheet, Value};
use crate::app::screens::users::{Users, batches_of, count_runs};
use crate::app::study::Study;
use crate::domain::dates::span;
use crate::domain::markdown::line;

pub(super) fn list(study: &Study, users: &Users) -> Sheet {
    let data = &study.data;
    let all = &data.dataset.users;
    let row = |&user: &_| {
        let totals = data.totals.user(user);
        let known = all.known(user).map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>();
        vec![
            Value::text(all.id(user).map_or_else(String::new, |id| id.to_string())),
            Value::text(known.join("; ")),
            Value::Count(totals.training.n as i64),
            Value::Count(i64::from(totals.held_out)),
            Value::figure(totals.training.mean(), 2),
            Value::figure(totals.training.deviation(), 2),
            Value::count(count_runs(study, user)),
            Value::count(batches_of(data, user)),
        ]
    };
    let shown = users.shown();
    let filter = users.filter.input().text().trim();
    let of = format!("{} of {} users, split {}", shown.len(), all.len(), data.split.name());
    let note = if filter.is_empty() { format!("{of}.") } else { format!("{of}; filter: {filter}") };
    Sheet {
        name: "users".to_owned(),
        title: format!("Users of {}", data.dataset.name),
        notes: vec![note],
        columns: vec!["user", "known", "training", "held_out", "mean", "sd", "runs", "batches"],
        rows: shown.iter().map(row).collect(),
        selected: users.selected(),
        text: None,
    }
}

pub(super) fn card(study: &Study, users: &Users) -> Option<(String, String)> {
    let detail = users.detail()?;
    let (data, user) = (&study.data, detail.user);
    let id = line(&data.dataset.users.id(user)?.to_string());
    let mut text = format!("### User {id}\n\n");
    for (name, value) in data.dataset.users.known(user) {
        let _ = writeln!(text, "- {}: {}", line(name), line(value));
    }
    let totals = data.totals.user(user);
    let two = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.2}"));
    let _ = writeln!(
        text,
        "- {} training ratings, {} held out ({})\n- mean {}, sd {}",
        totals.training.n,
        totals.held_out,
        data.split.name(),
        two(totals.training.mean()),
        two(totals.training.deviation()),
    );
    if let Some((from, to)) = detail.span {
        let _ = writeln!(text, "- {}", span(from, to));
    }
    let levels = data.dataset.scale.levels().zip(&detail.histogram);
    let levels: Vec<String> = levels.map(|(level, n)| format!("{level}: {n}")).collect();
    let _ = writeln!(text, "- ratings {}", levels.join(", "));
    if !detail.genres.is_empty() {
        text += "\n| genre | n | mean | above all users |\n|---|---:|---:|---:|\n";
        for row in &detail.genres {
            let name = data.dataset.items.genre_names().get(row.genre).map_or("", AsRef::as_ref);
            let _ =
                writeln!(text, "| {} | {} | {:.2} | {:+.2} |", line(name), row.n, row.mean, row.above_all);
        }
    }
    Some((format!("the card of user {id}"), text))
}
