//! The interactions of the batch looked at, as the simulator saw them: which sentence cites which, and what is
//! known of the selected one.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use crate::app::screens::profile::{BehindTab, tags};
use crate::app::totals::Tally;
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::domain::{Interaction, ItemIx, Provenance};
use crate::explain::Fit;
use crate::ui::dates;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, left, plural, right, width, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let profile = &view.app.screens().profile;
    let items = profile.items(view.subject);
    let selected = profile.item(view.subject).unwrap_or(0);
    let batch = profile.batch(view.subject).unwrap_or(0);
    let scope = vec![format!("B{batch}"), view.study.data.history.order.word().to_owned()];
    let foot = if items.is_empty() { String::new() } else { format!("{} of {}", selected + 1, items.len()) };
    let focused = view.focused_behind(BehindTab::Items);
    let title = view.title(pen, BehindTab::Items);
    let mut column = Column::new(
        pen.pane(area, &Pane { title, scope, foot, focused, spot: Some(view.spot_behind(BehindTab::Items)) }),
    );
    if items.is_empty() {
        let none = pen.span(Role::Dim, "no interactions");
        return column.put(pen, none);
    }
    // What is known of the selected item takes what the list leaves.
    let spare = column.left().saturating_sub(items.len() as u16 + 2);
    let mut below = Column::new(column.take_bottom(if spare >= 3 { spare } else { 0 }));
    let table = Table::of(view, items, column.width());
    let heading = table.heading(pen);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = pen.first_shown(selected, items.len(), height);
    for at in (0..items.len()).skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let line = table.row(pen, at, at == selected);
        pen.line(row, &line);
        if at == selected && focused {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
    if below.left() > 0 {
        about(pen, &mut below, view, selected);
    }
}

/// What the rows are drawn from, and how wide their columns are.
struct Table<'a> {
    view: View<'a>,
    items: &'a [Interaction],
    /// Short names, by place in the batch.
    tags: Vec<String>,
    /// Sentences that cite, by place in the batch.
    cited_by: Vec<String>,
    /// How each stands to the selected sentence.
    fits: Vec<Option<(Fit, bool)>>,
    date: usize,
    title: usize,
    genres: usize,
    fit: usize,
}

/// Cells of the sentences that cite an item.
const USED: usize = 7;

impl<'a> Table<'a> {
    /// Titles first, as far as they need it; how an item fits and its genres only in a wide pane.
    fn of(view: View<'a>, items: &'a [Interaction], room: usize) -> Self {
        let profile = &view.app.screens().profile;
        let account = profile.batch(view.subject).and_then(|batch| view.subject.account(batch));
        let names = account.map(tags).unwrap_or_default();
        let tag = |one: &Interaction| {
            item_of(view, one).and_then(|item| names.get(&item)).cloned().unwrap_or_default()
        };
        let used = |at: usize| {
            let by =
                account.and_then(|account| account.cited_by.get(at)).map(Vec::as_slice).unwrap_or_default();
            let by: Vec<_> = by.iter().map(|number| format!("s{number}")).collect();
            if account.is_some() && by.is_empty() { "-".to_owned() } else { by.join(" ") }
        };
        let mark_tag_and_rating = 2 + 3 + 5 + 2;
        let days = items.iter().filter_map(|one| one.timestamp).map(dates::date).collect::<BTreeSet<_>>();
        let date = match room {
            90.. => 18,
            _ if days.len() == 1 => 7,
            _ => 12,
        };
        let fit = if room >= 72 { 13 } else { 5 };
        let rest = room.saturating_sub(mark_tag_and_rating + date + USED + fit + 2);
        let longest = items.iter().map(|one| width(&title_of(view, one))).max().unwrap_or(0);
        let (title, genres) = if rest >= 40 {
            let title = longest.clamp(rest / 2, (rest * 2 / 3).max(rest / 2));
            (title, rest - title - 2)
        } else {
            (rest, 0)
        };
        Self {
            view,
            items,
            tags: items.iter().map(tag).collect(),
            cited_by: (0..items.len()).map(used).collect(),
            fits: profile.linked_items(view.subject),
            date,
            title,
            genres,
            fit,
        }
    }

    fn heading(&self, pen: &Pen<'_>) -> Line<'static> {
        let genres = if self.genres > 0 { left("genres", self.genres) + "  " } else { String::new() };
        let sentences = self.view.app.screens().profile.sentences(self.view.subject);
        let selected = self.view.app.screens().profile.sentence(sentences.len());
        let number = selected.and_then(|at| sentences.get(at)).and_then(|pair| pair.after.as_ref());
        // How the items stand to which sentence.
        let fit = number.map_or_else(String::new, |sentence| format!("to s{}", sentence.number));
        let text = format!(
            "     {}{}  {}  {genres}{}{}",
            left(if self.date < 12 { "time" } else { "date" }, self.date),
            right("rated", 5),
            left("title", self.title),
            left("used", USED),
            left(&fit, self.fit)
        );
        Line::from(pen.span(Role::Dim, text))
    }

    fn row(&self, pen: &Pen<'_>, at: usize, selected: bool) -> Line<'static> {
        let Some(interaction) = self.items.get(at) else { return Line::default() };
        let dataset = &self.view.study.data.dataset;
        let (items, scale) = (&dataset.items, dataset.scale);
        let when = match interaction.timestamp {
            Some(time) if self.date >= 18 => dates::minute(time),
            Some(time) if self.date < 12 => {
                dates::minute(time).split(' ').next_back().unwrap_or_default().to_owned()
            }
            Some(time) => dates::date(time),
            None => "-".to_owned(),
        };
        let last = scale.levels().len().saturating_sub(1).max(1) as f64;
        let share = scale.level(interaction.rating).map_or(0.5, |level| level as f64 / last);
        let item = item_of(self.view, interaction);
        let (role, fit) = self.fit(at);
        let title_role = if role == Role::Dim { Role::Text } else { Role::Strong };
        let mut spans = vec![
            pen.span(Role::Mark, if selected { "> " } else { "  " }),
            pen.span(Role::Dim, left(self.tags.get(at).map_or("", String::as_str), 3)),
            pen.span(Role::Dim, left(&when, self.date)),
            Span::styled(right(&interaction.rating.to_string(), 5), pen.theme.rating(share)),
            pen.span(title_role, format!("  {}", left(&title_of(self.view, interaction), self.title))),
        ];
        if self.genres > 0 {
            let genres: Vec<&str> = item.into_iter().flat_map(|item| items.genre_list(item)).collect();
            let text = match interaction.provenance {
                Provenance::Real => clean_line(&genres.join(" ")),
                other => other.word().to_owned(),
            };
            spans.push(pen.span(Role::Dim, format!("  {}", left(&text, self.genres))));
        }
        let used = self.cited_by.get(at).map_or("", String::as_str);
        spans.push(pen.span(Role::Dim, format!("  {}", left(used, USED))));
        spans.push(pen.span(role, left(fit, self.fit)));
        Line::from(spans)
    }

    /// How an item stands to the selected sentence: in words, or by a mark where there is no room.
    fn fit(&self, at: usize) -> (Role, &'static str) {
        let wide = self.fit > 5;
        match self.fits.get(at).copied().flatten() {
            Some((Fit::Supports, true)) => (Role::Supports, if wide { "supports" } else { "+" }),
            Some((Fit::Supports, false)) => (Role::Supports, if wide { "for" } else { "(+)" }),
            Some((Fit::Contradicts, true)) => (Role::Against, if wide { "contradicts !" } else { "-!" }),
            Some((Fit::Contradicts, false)) => (Role::Against, if wide { "against !" } else { "(-)" }),
            Some((Fit::OffTopic, _)) => (Role::Against, if wide { "off-topic !" } else { "!" }),
            Some((Fit::Between, _)) => (Role::Unknown, if wide { "in between" } else { "~" }),
            Some((Fit::Unclear, _)) => (Role::Unknown, if wide { "cited" } else { "?" }),
            None => (Role::Dim, ""),
        }
    }
}

fn item_of(view: View<'_>, interaction: &Interaction) -> Option<ItemIx> {
    view.study.data.dataset.items.find(&interaction.item)
}

fn title_of(view: View<'_>, interaction: &Interaction) -> String {
    let title = item_of(view, interaction).map_or("", |item| view.study.data.dataset.items.title(item));
    if title.is_empty() {
        format!("item {}", clean_line(&interaction.item.to_string()))
    } else {
        clean_line(title)
    }
}

/// What the batch comes to, then title, genres, sentences and text of the selected item.
fn about(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, selected: usize) {
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

/// `not cited: 2 of 10   mean 3.2 here, 3.7 over all training ratings`.
fn summary(view: View<'_>, interactions: &[Interaction]) -> String {
    let profile = &view.app.screens().profile;
    let account = profile.batch(view.subject).and_then(|batch| view.subject.account(batch));
    let stars: f64 = interactions.iter().map(|one| one.rating.stars()).sum();
    let here = stars / interactions.len().max(1) as f64;
    let training = view.study.data.totals.user(view.subject.user).training.mean();
    let training = training.map_or_else(String::new, |mean| format!(", {mean:.1} in training"));
    let unused = account.map_or_else(String::new, |account| {
        let unused = account.cited_by.iter().filter(|by| by.is_empty()).count();
        format!("not cited: {unused} of {}   ", interactions.len())
    });
    format!("{unused}mean {here:.1} here{training}")
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
