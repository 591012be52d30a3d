//! What is known of the selected item of a batch, below the list.

use super::item_of;
use crate::app::totals::Tally;
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::domain::{Interaction, ItemIx};
use crate::explain::Fit;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::screens::profile::View;
use crate::ui::text::{cut, left, plural, width, wrap_plain};

/// What the batch comes to, then title, genres, sentences and text of the selected item.
pub(super) fn about(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, selected: usize) {
    let profile = &view.app.screens().profile;
    let interactions = profile.items(view.subject);
    let room = column.width().min(pen.prose());
    column.gap();
    let summary = summary(view, interactions);
    let summary = wrap_plain(&summary, pen.style(Role::Dim), room);
    column.put_all(pen, summary);
    let Some(item) = interactions.get(selected).and_then(|one| item_of(view, one)) else { return };
    let items = &view.study.data.dataset.items;
    column.gap();
    let title = wrap_plain(&clean_line(items.title(item)), pen.style(Role::Strong), room);
    column.put_all(pen, title);
    let genres: Vec<&str> = items.genre_list(item).collect();
    let genres = pen.span(Role::Dim, clean_line(&genres.join("  ")));
    column.put(pen, genres);
    sentences(pen, column, view, room);
    if let Some(overview) = items.overview(item) {
        let overview = wrap_plain(&clean(overview), pen.style(Role::Text), room);
        column.put_all(pen, overview);
    }
    if usize::from(column.left()) > items.genres(item).len() + 1 {
        column.gap();
        genre_means(pen, column, view, item);
    }
}

/// `not cited: 2 of 10; mean rating 3.2 here, 3.7 in training`.
fn summary(view: View<'_>, interactions: &[Interaction]) -> String {
    let profile = &view.app.screens().profile;
    let account = profile.batch(view.subject).and_then(|batch| view.subject.account(batch));
    let stars: f64 = interactions.iter().map(|one| one.rating.stars()).sum();
    let here = stars / interactions.len().max(1) as f64;
    let training = view.study.data.totals.user(view.subject.user).training.mean();
    let training = training.map_or_else(String::new, |mean| format!(", {mean:.1} in training"));
    let unused = account.map_or_else(String::new, |account| {
        let unused = account.cited_by.iter().filter(|by| by.is_empty()).count();
        format!("not cited: {unused} of {}; ", interactions.len())
    });
    format!("{unused}mean rating {here:.1} here{training}")
}

/// Which sentences cite the selected item, or speak of it without citing it.
fn sentences(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, room: usize) {
    let profile = &view.app.screens().profile;
    let batch = profile.batch(view.subject).unwrap_or(0);
    let (Some(account), Some(diff)) = (view.subject.account(batch), view.subject.diff(batch)) else { return };
    let Some(at) = profile.item(view.subject) else { return };
    let is_cited = account.cited_by.get(at).is_some_and(|by| !by.is_empty());
    for number in profile.linked_sentences(view.subject).into_iter().take(3) {
        let after =
            |pair: &&crate::diff::SentencePair| pair.after.as_ref().is_some_and(|s| s.number == number);
        let Some(sentence) = diff.sentences.iter().find(after).and_then(|pair| pair.after.as_ref()) else {
            continue;
        };
        let fit = account.sentence(number).and_then(|checked| checked.items.iter().find(|one| one.at == at));
        let (role, how) = match fit.map(|one| one.fit) {
            _ if is_cited => (Role::Supports, "cited in"),
            Some(Fit::Contradicts) => (Role::Against, "against"),
            _ => (Role::Supports, "for"),
        };
        let head = format!("{how} s{number}: ");
        let text = cut(&sentence.text, (room * 2).saturating_sub(width(&head) + 2)).into_owned();
        let spans = [pen.span(role, head), pen.span(Role::Text, text)];
        let lines = crate::ui::text::wrap(&spans, room);
        column.put_all(pen, lines);
    }
}

/// What the user and everybody else gives the genres of an item.
fn genre_means(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, item: ItemIx) {
    let data = &view.study.data;
    let items = &data.dataset.items;
    for (genre, name) in items.genres(item).iter().zip(items.genre_list(item)) {
        let mut own = Tally::default();
        for row in data.split.training(&data.dataset.interactions, view.subject.user) {
            if items.genres(row.item).contains(genre) {
                own.add(row.rating.halves());
            }
        }
        let mean = |tally: Tally| tally.mean().map_or_else(|| "-".to_owned(), |mean| format!("{mean:.2}"));
        let text = format!(
            "{} user {} ({})   all users {}",
            left(&clean_line(name), 12),
            mean(own),
            plural(own.n as usize, "rating"),
            mean(data.totals.genre(genre))
        );
        let line = pen.span(Role::Dim, text);
        column.put(pen, line);
    }
}
