//! Profile: the batches, the text with what became of each sentence, the interactions; a sentence with its
//! evidence.

use std::fmt::Write;

use super::{Sheet, Value, item as row_as_list};
use crate::app::screens::profile::{BehindTab, Profile, ProfilePane, TextTab, raw};
use crate::app::study::{Study, Subject};
use crate::diff::SentencePair;
use crate::domain::dates::{minute, span};
use crate::domain::markdown::{line, prose};
use crate::domain::text::clean;
use crate::domain::{Run, edited_in_words};
use crate::explain::words;

pub(super) fn pane(study: &Study, profile: &Profile) -> Option<Sheet> {
    let subject = study.subject.as_ref()?;
    match (profile.focus.pane, profile.focus.behind) {
        (ProfilePane::Batches, _) => Some(batches(subject, profile)),
        (ProfilePane::Text, _) => text(subject, profile),
        (ProfilePane::Behind, BehindTab::Items) => items(study, subject, profile),
        (ProfilePane::Behind, BehindTab::Ledger) => Some(ledger(study, subject, profile)),
        (ProfilePane::Behind, BehindTab::Why) => why(study, subject, profile),
    }
}

fn named(subject: &Subject, what: &str) -> String {
    let run = subject.run_id().map_or_else(String::new, |run| format!("-{run}"));
    format!("{what}-{}{run}", subject.id)
}

/// Of whom and by whom.
fn source(subject: &Subject) -> String {
    match &subject.run {
        Some(run) => format!(
            "User {}, run {} \"{}\", simulator {}, seed {}.{}",
            subject.id,
            run.id,
            run.name,
            run.spec.simulator.provider,
            run.spec.seed,
            by_hand(run)
        ),
        None => format!("User {}, no run yet.", subject.id),
    }
}

/// Which of its states a person had a hand in, as a sentence after another.
pub(super) fn by_hand(run: &Run) -> String {
    edited_in_words(&run.edited()).map_or_else(String::new, |edited| format!(" {edited} by hand."))
}

fn batches(subject: &Subject, profile: &Profile) -> Sheet {
    let rows = (1..=subject.batches()).map(|batch| {
        let interactions = match subject.state(batch) {
            Some(state) => state.interactions.as_slice(),
            None => subject.history.batch(batch).map(|batch| batch.interactions).unwrap_or_default(),
        };
        let times: Vec<i64> = interactions.iter().filter_map(|row| row.timestamp).collect();
        let dates =
            times.iter().min().zip(times.iter().max()).map(|(from, to)| Value::text(span(*from, *to)));
        let diff = subject.diff(batch);
        vec![
            Value::count(batch),
            dates.unwrap_or(Value::Nothing),
            Value::count(interactions.len()),
            diff.map_or(Value::Nothing, |diff| Value::count(diff.words_after)),
            Value::figure(diff.filter(|_| batch > 1).map(|diff| diff.heat), 2),
            subject.state(batch).and_then(|state| state.update.clone()).map_or(Value::Nothing, Value::Text),
        ]
    });
    Sheet {
        name: named(subject, "batches"),
        title: format!("Batches of user {}", subject.id),
        notes: vec![source(subject)],
        columns: vec!["batch", "dates", "items", "words", "change", "update"],
        rows: rows.collect(),
        selected: profile.batch(subject).map(|batch| batch - 1),
        text: None,
    }
}

fn text(subject: &Subject, profile: &Profile) -> Option<Sheet> {
    let batch = profile.batch(subject)?;
    let state = subject.state(batch)?;
    let sentences = profile.sentences(subject);
    let verdict = |number: usize| {
        let checked = subject.account(batch).and_then(|account| account.sentence(number));
        checked.map_or(Value::Nothing, |checked| Value::text(checked.verdict.word()))
    };
    let rows = sentences.iter().map(|pair| {
        let sentence = pair.after.as_ref().or(pair.before.as_ref());
        vec![
            Value::text(if batch == 1 { "new" } else { pair.class.word() }),
            pair.after.as_ref().map_or(Value::Nothing, |after| Value::count(after.number)),
            sentence.map_or(Value::Nothing, |sentence| Value::text(&sentence.text)),
            pair.before.as_ref().map_or(Value::Nothing, |before| Value::text(&before.text)),
            pair.after.as_ref().map_or(Value::Nothing, |after| verdict(after.number)),
        ]
    });
    let mut notes = vec![source(subject)];
    if let (Some(diff), 2..) = (subject.diff(batch), batch) {
        notes.push(format!("{:.0}% of the words changed since B{}.", diff.heat * 100.0, batch - 1));
    }
    let mut own = if profile.focus.text == TextTab::Raw {
        format!("```json\n{}\n```", clean(&raw(state)).replace("```", "` ` `"))
    } else if profile.focus.text == TextTab::Diff && batch > 1 {
        sentences.iter().fold(String::new(), |mut text, pair| {
            let _ = writeln!(text, "- {}", changed(pair));
            text
        })
    } else {
        prose(&state.profile)
    };
    if let Some(update) = state.update.as_ref().filter(|_| profile.focus.text != TextTab::Raw) {
        let _ = write!(own, "\n\n> The simulator's own account: {}\n", line(update));
    }
    let selected = profile.sentence(sentences.len());
    Some(Sheet {
        name: format!("{}-b{batch}", named(subject, "profile")),
        title: format!("Profile of user {} after B{batch}", subject.id),
        notes,
        columns: vec!["change", "sentence", "text", "before", "verdict"],
        rows: rows.collect(),
        selected,
        text: Some(own),
    })
}

/// A sentence with what became of it: `[-old-]{+new+}`, as plain text has it.
fn changed(pair: &SentencePair) -> String {
    use crate::diff::Kind;
    let number = pair.after.as_ref().map_or_else(String::new, |after| format!("{}. ", after.number));
    let words = pair.words.iter().map(|span| {
        let text = line(&span.text);
        let (before, after) = span.text.split_at(span.text.len() - span.text.trim_start().len());
        let gap = |gap: &str| if gap.is_empty() { "" } else { " " };
        let end = gap(after.get(after.trim_end().len()..).unwrap_or_default());
        let before = gap(before);
        match span.kind {
            Kind::Kept => format!("{before}{text}{end}"),
            Kind::Deleted => format!("{before}\\[-{text}-\\]{end}"),
            Kind::Inserted => format!("{before}{{+{text}+}}{end}"),
        }
    });
    format!("{number}({}) {}", pair.class.word(), words.collect::<String>())
}

fn items(study: &Study, subject: &Subject, profile: &Profile) -> Option<Sheet> {
    let batch = profile.batch(subject)?;
    let catalogue = &study.data.dataset.items;
    let account = subject.account(batch);
    let rows = profile.items(subject).iter().enumerate().map(|(at, row)| {
        let item = catalogue.find(&row.item);
        let genres = item.map(|item| catalogue.genre_list(item).collect::<Vec<_>>().join(" "));
        let cited = account.and_then(|account| account.cited_by.get(at));
        let cited = cited.map(|cited| cited.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        vec![
            row.timestamp.map_or(Value::Nothing, |time| Value::text(minute(time))),
            Value::text(row.item.to_string()),
            item.map_or(Value::Nothing, |item| Value::text(catalogue.title(item))),
            Value::Figure(row.rating.stars(), usize::from(row.rating.stars().fract() != 0.0)),
            genres.map_or(Value::Nothing, Value::Text),
            cited.filter(|cited| !cited.is_empty()).map_or(Value::Nothing, Value::Text),
        ]
    });
    Some(Sheet {
        name: format!("{}-b{batch}", named(subject, "items")),
        title: format!("Items of B{batch} of user {}", subject.id),
        notes: vec![format!("{}, as the simulator sees them.", study.data.history.order.word())],
        columns: vec!["time", "item", "title", "rating", "genres", "cited_in_sentence"],
        rows: rows.collect(),
        selected: profile.item(subject),
        text: None,
    })
}

/// The selected sentence with its evidence, or the selected interaction.
pub(super) fn item(study: &Study, profile: &Profile) -> Option<(String, String)> {
    let subject = study.subject.as_ref()?;
    let batch = profile.batch(subject)?;
    match (profile.focus.pane, profile.focus.behind) {
        (ProfilePane::Text, _) | (ProfilePane::Behind, BehindTab::Why) => sentence(study, subject, profile),
        (ProfilePane::Behind, BehindTab::Items) => {
            let sheet = items(study, subject, profile)?;
            let at = sheet.selected?;
            let what = format!("item {} of B{batch}", at + 1);
            Some((what, row_as_list(&sheet.columns, sheet.rows.get(at)?)))
        }
        _ => None,
    }
}

/// The selected sentence and what it rests on.
fn sentence(study: &Study, subject: &Subject, profile: &Profile) -> Option<(String, String)> {
    let why = profile.why(subject)?;
    let sentences = profile.sentences(subject);
    let pair = sentences.get(profile.sentence(sentences.len())?)?;
    let sentence = pair.after.as_ref().or(pair.before.as_ref())?;
    let (batch, number) = (why.account.batch, sentence.number);
    let evidence = evidence(study, subject, batch, number);
    let source = line(&source(subject));
    let text = format!("> {}\n\n{evidence}\n{source} Sentence {number} of B{batch}.\n", line(&sentence.text));
    Some((format!("sentence {number} of B{batch} with its evidence"), text))
}

fn why(study: &Study, subject: &Subject, profile: &Profile) -> Option<Sheet> {
    let why = profile.why(subject)?;
    let (_, text) = sentence(study, subject, profile)?;
    let rows = why.checked.citations.iter().map(|citation| {
        let rated = citation.found.rating().map(|(rating, _)| rating.stars());
        vec![
            Value::text(&citation.title),
            Value::figure(citation.cited, 1),
            Value::figure(rated, 1),
            Value::text(citation.fit.word()),
        ]
    });
    let (batch, number) = (why.account.batch, why.checked.number);
    let mut notes = vec![format!("Verdict: {}.", why.checked.verdict.word())];
    notes.extend(why.account.stated.iter().map(|claim| {
        let items: Vec<_> = claim
            .items
            .iter()
            .map(|one| format!("{} ({})", one.id, words::cited(one.found, batch)))
            .collect();
        let items = if items.is_empty() { "nothing".to_owned() } else { items.join(", ") };
        format!("{} says that this rests on {items}: {}", subject.speaker(), claim.claim)
    }));
    Some(Sheet {
        name: format!("{}-b{batch}-s{number}", named(subject, "why")),
        title: format!("Why sentence {number} of B{batch} of user {}", subject.id),
        notes,
        columns: vec!["title", "cited", "rated", "fit"],
        rows: rows.collect(),
        selected: None,
        text: Some(text),
    })
}

fn ledger(study: &Study, subject: &Subject, profile: &Profile) -> Sheet {
    let rows = subject.ledger().iter().flat_map(|row| {
        let name = study.data.vocabulary.name(row.subject).into_owned();
        row.cells.iter().enumerate().map(move |(at, entry)| {
            vec![
                Value::text(&name),
                Value::count(at + 1),
                entry.map_or(Value::Nothing, |entry| Value::text(entry.mark)),
                entry.map_or(Value::Nothing, |entry| Value::count(entry.sentence)),
            ]
        })
    });
    let first = profile.ledger_row(subject).map(|row| row * subject.written().max(1));
    Sheet {
        name: named(subject, "ledger"),
        title: format!("What the profiles of user {} say of each subject", subject.id),
        notes: vec![source(subject)],
        columns: vec!["subject", "batch", "stance", "sentence"],
        rows: rows.collect(),
        selected: first,
        text: None,
    }
}

/// What is known here about a sentence: its verdict, what it cites, and what it does not.
fn evidence(study: &Study, subject: &Subject, batch: usize, number: usize) -> String {
    let Some(checked) = subject.account(batch).and_then(|account| account.sentence(number)) else {
        return String::new();
    };
    let catalogue = &study.data.dataset.items;
    let mut text = format!("Checked against the user's ratings: {}.\n\n", checked.verdict.word());
    for citation in &checked.citations {
        let rated = match citation.found.rating() {
            Some((rating, _)) => format!("rated {rating}"),
            None => "not among the user's ratings".to_owned(),
        };
        let cited = citation.cited.map_or_else(String::new, |cited| format!(", cited as {cited}"));
        let amiss = if citation.found.is_amiss(batch) { " (!)" } else { "" };
        let _ = writeln!(text, "- {}: {rated}{cited}{amiss}, {}", line(&citation.title), citation.fit.word());
    }
    for said in checked.rater.iter().flat_map(|(standing, _)| words::standing(standing)) {
        let _ = writeln!(text, "- {said}");
    }
    let interactions = subject.state(batch).map(|state| state.interactions.as_slice()).unwrap_or_default();
    for bearing in checked.not_cited_against() {
        if let Some(row) = interactions.get(bearing.at) {
            let title = catalogue.find(&row.item).map_or("", |item| catalogue.title(item));
            let _ =
                writeln!(text, "- not cited: {}: rated {}, {}", line(title), row.rating, bearing.fit.word());
        }
    }
    text
}
