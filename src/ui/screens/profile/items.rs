//! The interactions of the batch looked at, as the simulator saw them: which sentence cites which, and what is
//! known of the selected one.

use std::collections::BTreeSet;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::View;
use crate::app::screens::profile::{BehindTab, tags};
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{Interaction, ItemIx, Provenance};
use crate::explain::Fit;
use crate::ui::dates;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::rated;
use crate::ui::text::{left, right, width, wrap_plain};

mod about;

use about::about;

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
    // A long title takes a second row where that leaves room enough to say what is known of the selected item.
    let may_wrap = usize::from(column.left()) > 2 * items.len() + ABOUT;
    let table = Table::of(view, items, column.width(), may_wrap);
    let titles: Vec<Vec<String>> = (0..items.len()).map(|at| table.titles(at)).collect();
    let listed = titles.iter().map(Vec::len).sum::<usize>() as u16;
    if column.left().saturating_sub(listed + 2) < ABOUT_TITLE && !may_wrap {
        rated::whole_title(pen, &mut column, &titles.concat(), table.title, Some(selected));
    }
    let spare = column.left().saturating_sub(listed + 2);
    let mut below = Column::new(column.take_bottom(if spare >= 3 { spare } else { 0 }));
    let heading = table.heading(pen);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = pen.first_shown(selected, items.len(), height);
    for at in (0..items.len()).skip(first).take(height) {
        let titles = titles.get(at).map(Vec::as_slice).unwrap_or_default();
        let row = column.take(titles.len().max(1) as u16);
        pen.cache.hits.row(row, at, selected, first);
        let mut lines = vec![table.row(pen, at, titles.first().map_or("", String::as_str), at == selected)];
        lines.extend(titles.iter().skip(1).map(|more| table.more(pen, at, more)));
        for (line, row) in lines.into_iter().zip(row.rows()) {
            pen.row(row, line, at == selected && focused);
        }
    }
    if below.left() > 0 {
        about(pen, &mut below, view, selected);
    }
}

/// Rows that are kept for what is known of the selected item before titles are wrapped.
const ABOUT: usize = 16;

/// From so many rows on, what is known of the selected item begins with its title.
const ABOUT_TITLE: u16 = 6;

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
    when: When,
    title: usize,
    genres: usize,
    used: usize,
    fit: usize,
    /// Whether titles may take several rows.
    wraps: bool,
}

/// How much of a date is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// `1999-03-16 07:39`.
    Minute,
    /// `1999-03-16`.
    Day,
    /// `03-16`, all of one year, which stands over the column.
    DayOf(i32),
    /// `07:39`, all of one day.
    Time,
}

impl When {
    /// Cells with the gap after it.
    const fn cells(self) -> usize {
        match self {
            Self::Minute => 18,
            Self::Day => 12,
            Self::DayOf(_) | Self::Time => 7,
        }
    }

    fn heading(self) -> String {
        match self {
            Self::Minute | Self::Day => "date".to_owned(),
            Self::DayOf(year) => year.to_string(),
            Self::Time => "time".to_owned(),
        }
    }

    fn of(self, time: i64) -> String {
        let minute = dates::minute(time);
        match self {
            Self::Minute => minute,
            Self::Day => dates::date(time),
            Self::DayOf(_) => {
                dates::date(time).split_once('-').map_or_else(String::new, |(_, day)| day.to_owned())
            }
            Self::Time => minute.split(' ').next_back().unwrap_or_default().to_owned(),
        }
    }
}

/// Cells of how an item stands to the selected sentence, where a mark says it.
const FIT_MARK: usize = 5;

/// Genres are only listed where at least so many cells are theirs.
const GENRES: usize = 12;

/// A title is wrapped rather than given fewer cells.
const TITLE: usize = 28;

impl<'a> Table<'a> {
    /// Titles first, as far as they need it; how an item fits and its genres only in a wide pane.
    fn of(view: View<'a>, items: &'a [Interaction], room: usize, may_wrap: bool) -> Self {
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
        let cited_by: Vec<String> = (0..items.len()).map(used).collect();
        let used = cited_by.iter().map(|by| width(by)).max().unwrap_or(0).clamp(4, 9);
        let fits = profile.linked_items(view.subject);
        let in_words = fits.iter().map(|fit| width(fit_of(*fit, true).1)).max().unwrap_or(0).max(FIT_MARK);
        let days: BTreeSet<_> = items.iter().filter_map(|one| one.timestamp).map(dates::date).collect();
        let years: BTreeSet<i32> =
            days.iter().filter_map(|day| day.split('-').next()?.parse().ok()).collect();
        let day = if days.len() == 1 { When::Time } else { When::Day };
        let short = match (years.len(), years.first()) {
            (1, Some(year)) if day == When::Day => When::DayOf(*year),
            _ => day,
        };
        let mark_tag_and_rating = 2 + 3 + 5 + 2;
        let rest = |when: When, fit: usize| {
            room.saturating_sub(mark_tag_and_rating + when.cells() + 2 + used + 2 + fit)
        };
        let longest = items.iter().map(|one| width(&title_of(view, one))).max().unwrap_or(0);
        // The widest of what leaves the titles their room.
        let wanted = if may_wrap { longest.min(TITLE) } else { longest };
        // In a narrow pane nothing takes no room.
        let mark = if room < 60 && fits.iter().all(Option::is_none) { 0 } else { FIT_MARK };
        let ways = [(When::Minute, in_words), (day, in_words), (day, mark), (short, mark)];
        let enough = |(when, fit): &(When, usize)| {
            // A minute is worth less than genres.
            rest(*when, *fit) >= wanted + if *when == When::Minute { GENRES + 2 } else { 0 }
        };
        let (when, fit) = ways.into_iter().find(enough).unwrap_or((short, mark));
        let rest = rest(when, fit);
        let title = rest.min(longest.max(20));
        let listed = |one: &Interaction| {
            let genres: Vec<&str> = item_of(view, one)
                .into_iter()
                .flat_map(|item| view.study.data.dataset.items.genre_list(item))
                .collect();
            width(&genres.join(" "))
        };
        let genres = items.iter().map(listed).max().unwrap_or(0).min(rest.saturating_sub(title + 2));
        let genres = if genres >= GENRES { genres } else { 0 };
        Self {
            view,
            items,
            tags: items.iter().map(tag).collect(),
            cited_by,
            fits,
            when,
            title,
            genres,
            used,
            fit,
            wraps: may_wrap,
        }
    }

    /// The rows of a title: one, or more where it is long and there is room.
    fn titles(&self, at: usize) -> Vec<String> {
        let title = self.items.get(at).map_or_else(String::new, |one| title_of(self.view, one));
        if !self.wraps || width(&title) <= self.title {
            return vec![title];
        }
        wrap_plain(&title, Style::default(), self.title).iter().map(ToString::to_string).collect()
    }

    fn heading(&self, pen: &Pen<'_>) -> Line<'static> {
        let genres = if self.genres > 0 { left("genres", self.genres) + "  " } else { String::new() };
        let sentences = self.view.app.screens().profile.sentences(self.view.subject);
        let selected = self.view.app.screens().profile.sentence(sentences.len());
        let number = selected.and_then(|at| sentences.get(at)).and_then(|pair| pair.after.as_ref());
        // How the items stand to which sentence.
        let fit = number.map_or_else(String::new, |sentence| format!("to s{}", sentence.number));
        let text = format!(
            "     {}{}  {}  {genres}{}  {}",
            left(&self.when.heading(), self.when.cells()),
            right("rated", 5),
            left("title", self.title),
            left("used", self.used),
            left(&fit, self.fit)
        );
        Line::from(pen.span(Role::Dim, text))
    }

    /// A later row of a title, under the first.
    fn more(&self, pen: &Pen<'_>, at: usize, more: &str) -> Line<'static> {
        let before = 2 + 3 + self.when.cells() + 5 + 2;
        let role = self.title_role(at);
        Line::from(vec![Span::raw(" ".repeat(before)), pen.span(role, left(more, self.title))])
    }

    fn title_role(&self, at: usize) -> Role {
        if self.fit(at).0 == Role::Dim { Role::Text } else { Role::Strong }
    }

    fn row(&self, pen: &Pen<'_>, at: usize, title: &str, selected: bool) -> Line<'static> {
        let Some(interaction) = self.items.get(at) else { return Line::default() };
        let dataset = &self.view.study.data.dataset;
        let (items, scale) = (&dataset.items, dataset.scale);
        let when = interaction.timestamp.map_or_else(|| "-".to_owned(), |time| self.when.of(time));
        let last = scale.levels().len().saturating_sub(1).max(1) as f64;
        let share = scale.level(interaction.rating).map_or(0.5, |level| level as f64 / last);
        let item = item_of(self.view, interaction);
        let (role, fit) = self.fit(at);
        let mut spans = vec![
            pen.span(Role::Mark, if selected { "> " } else { "  " }),
            pen.span(Role::Dim, left(self.tags.get(at).map_or("", String::as_str), 3)),
            pen.span(Role::Dim, left(&when, self.when.cells())),
            Span::styled(right(&interaction.rating.to_string(), 5), pen.theme.rating(share)),
            pen.span(self.title_role(at), format!("  {}", left(title, self.title))),
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
        spans.push(pen.span(Role::Dim, format!("  {}  ", left(used, self.used))));
        spans.push(pen.span(role, left(fit, self.fit)));
        Line::from(spans)
    }

    fn fit(&self, at: usize) -> (Role, &'static str) {
        fit_of(self.fits.get(at).copied().flatten(), self.fit > FIT_MARK)
    }
}

/// How an item stands to the selected sentence: in words, or by a mark where there is no room.
const fn fit_of(fit: Option<(Fit, bool)>, wide: bool) -> (Role, &'static str) {
    match fit {
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
