//! The Why pane: what the selected sentence claims and cites, checked; apart from it what its writer says.

use std::collections::BTreeMap;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::View;
use super::change::scrolled;
use super::says;
use crate::app::screens::profile::{BehindTab, Evidence, Why, tags};
use crate::config::theme::Role;
use crate::diff::{Class, SentencePair};
use crate::domain::text::clean_line;
use crate::domain::{ItemIx, Rating};
use crate::explain::{Bearing, CheckedCitation, Fit, Found, Verdict, words};
use crate::ui::glyphs::DOT;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{cut, left, plural, right, width, wrap_plain};

pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let profile = &view.app.screens().profile;
    let sentences = profile.sentences(view.subject);
    let selected = profile.sentence(sentences.len());
    let pair = selected.and_then(|at| sentences.get(at)).copied();
    let foot = selected.map_or_else(String::new, |at| format!("sentence {} of {}", at + 1, sentences.len()));
    let title = view.title(pen, BehindTab::Why);
    let scope = vec!["checked here, not by a model".to_owned()];
    let focused = view.focused_behind(BehindTab::Why);
    let mut column = Column::new(
        pen.pane(area, &Pane { title, scope, foot, focused, spot: Some(view.spot_behind(BehindTab::Why)) }),
    );
    let (Some(pair), Some(why)) = (pair, profile.why(view.subject)) else {
        let none = pen.span(Role::Dim, "There is no sentence to ask about yet.");
        return column.put(pen, none);
    };
    let room = column.width();
    let mut lines = Vec::new();
    if view.alone {
        lines.extend(sentence(pen, pair, room));
    }
    lines.push(claim(pen, view, pair, &why, room));
    lines.push(verdict(pen, &why, room));
    let shown = Table::of(view, &why, room);
    let mut here = 0..0;
    let mut rows = Vec::new();
    let row = profile.row(why.rows.len());
    for (at, one) in why.evidence().enumerate() {
        if at == why.checked.citations.len() {
            let what = format!("Not cited, but rated in B{}", why.account.batch);
            lines.push(Line::from(pen.span(Role::Dim, what)));
        }
        let is_here = focused && row == Some(at);
        if is_here {
            here = lines.len().saturating_sub(if at == 0 { 2 } else { 0 })..lines.len() + 1;
        }
        rows.push(lines.len());
        lines.push(shown.row(pen, one, is_here));
        if is_here {
            lines.extend(shown.whole_title(pen, one, room));
        }
    }
    lines.extend(further(pen, view, pair, &why, room));
    lines.extend(estimates(pen, view, pair, &why, room));
    let said = says::of(pen, view, &why, room, row.filter(|_| focused));
    if let (true, Some(at)) = (focused, row.and_then(|row| said.rows.get(row.checked_sub(rows.len())?))) {
        here = lines.len() + at..lines.len() + at + 1;
    }
    rows.extend(said.rows.iter().map(|at| lines.len() + at));
    lines.extend(said.lines);
    let area = column.rest();
    let selected = here.end.checked_sub(1).filter(|_| focused);
    let first = scrolled(pen, area, lines, &here, selected);
    let place = |line: usize| {
        let below = line.checked_sub(first).filter(|below| *below < usize::from(area.height))?;
        Some(Rect { y: area.y + below as u16, height: 1, ..area })
    };
    for (at, place) in rows.iter().enumerate().filter_map(|(at, line)| Some((at, place(*line)?))) {
        pen.cache.hits.row(place, at, row.unwrap_or(0), first);
    }
}

/// The sentence itself, where no other pane shows it.
fn sentence(pen: &mut Pen<'_>, pair: &SentencePair, room: usize) -> Vec<Line<'static>> {
    let Some(sentence) = pair.after.as_ref().or(pair.before.as_ref()) else { return Vec::new() };
    let role = if pair.after.is_none() { Role::Delete } else { Role::Text };
    let span = pen.span(role, sentence.text.as_str());
    let lines = pen.cache.wraps.wrap(&[span], room.min(pen.prose())).to_vec();
    lines.into_iter().chain([Line::default()]).collect()
}

/// `~5 claims: averse to action, thriller        the same claim, other evidence`.
fn claim(pen: &Pen<'_>, view: View<'_>, pair: &SentencePair, why: &Why<'_>, room: usize) -> Line<'static> {
    let number = format!("{}{} ", pair.class.mark(), why.checked.number);
    let what = what_became(pair, why.account.batch);
    let what_room = width(&what) + 2;
    let claims = words::claimed(&view.study.data.vocabulary, why.checked);
    let claims_room = room.saturating_sub(width(&number) + if room >= 60 { what_room } else { 0 });
    let mut spans = vec![pen.span(Role::Strong, number), pen.span(Role::Text, left(&claims, claims_room))];
    if room >= 60 {
        spans.push(pen.span(Role::Dim, right(&what, what_room)));
    }
    Line::from(spans)
}

fn what_became(pair: &SentencePair, batch: usize) -> String {
    let before = batch.saturating_sub(1);
    match pair.class {
        _ if batch == 1 && pair.after.is_some() => "first profile".to_owned(),
        Class::Same => format!("as in B{before}"),
        Class::Edited => format!("edited since B{before}"),
        Class::Evidence => format!("the claim of B{before}, other evidence"),
        Class::Rewritten => format!("rewritten since B{before}"),
        Class::Moved => format!("moved since B{before}"),
        Class::Added => format!("new in B{batch}"),
        Class::Dropped => format!("dropped after B{batch}"),
    }
}

pub(super) const fn role_of(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Supported => Role::Supports,
        Verdict::Weak | Verdict::Contradicted => Role::Against,
        Verdict::NoEvidence | Verdict::CouldNotCheck => Role::Unknown,
    }
}

/// `weak   1 supports · 1 off-topic · 1 not cited, against`.
fn verdict(pen: &Pen<'_>, why: &Why<'_>, room: usize) -> Line<'static> {
    let checked = why.checked;
    let counts = words::grounds(checked, why.account.batch);
    let word = checked.verdict.word();
    let counts = cut(&counts.join(&format!(" {DOT} ")), room.saturating_sub(width(word) + 3)).into_owned();
    Line::from(vec![pen.span(role_of(checked.verdict), word), pen.span(Role::Dim, format!("   {counts}"))])
}

/// What a row of evidence is drawn from.
struct Table<'a> {
    view: View<'a>,
    why: &'a Why<'a>,
    title: usize,
    genres: usize,
    place: usize,
    fit: usize,
}

/// What a row says.
struct Cells {
    tag: String,
    rating: Option<Rating>,
    title: String,
    item: Option<ItemIx>,
    place: String,
    fit: (Role, String),
}

impl<'a> Table<'a> {
    /// Titles and words as wide as the widest of them, genres in what they leave.
    fn of(view: View<'a>, why: &'a Why<'a>, room: usize) -> Self {
        let table = Self { view, why, title: 0, genres: 0, place: 0, fit: 0 };
        let cells: Vec<Cells> = why.evidence().map(|row| table.cells(row)).collect();
        let widest = |of: &dyn Fn(&Cells) -> usize| cells.iter().map(of).max().unwrap_or(0);
        let fit = widest(&|cells| width(&cells.fit.1)).max(10);
        let place = if room >= 76 { widest(&|cells| width(&cells.place)) + 2 } else { 0 };
        let rest = room.saturating_sub(2 + 3 + 3 + 2 + place + 2 + fit);
        let title = widest(&|cells| width(&cells.title)).max(20).min(rest);
        let all = widest(&|cells| width(&table.genres_of(cells)));
        let genres = all.min(rest.saturating_sub(title + 2));
        // The beginning of a first genre tells nobody anything.
        let genres = if genres >= all.min(24) { genres } else { 0 };
        let title = if genres == 0 { rest.min(title.max(28)) } else { title };
        Self { title, genres, place, fit, ..table }
    }

    fn cells(&self, row: Evidence<'_>) -> Cells {
        match row {
            Evidence::Cited(citation) => self.cited(citation),
            Evidence::NotCited(bearing) => self.not_cited(bearing),
        }
    }

    fn genres_of(&self, cells: &Cells) -> String {
        let items = &self.view.study.data.dataset.items;
        let names: Vec<&str> = cells.item.into_iter().flat_map(|item| items.genre_list(item)).collect();
        clean_line(&names.join(" "))
    }

    fn row(&self, pen: &Pen<'_>, row: Evidence<'_>, selected: bool) -> Line<'static> {
        let cells = self.cells(row);
        let rating = cells.rating.map_or_else(|| "-".to_owned(), |rating| rating.to_string());
        let mut spans = vec![
            pen.span(Role::Mark, if selected { "> " } else { "  " }),
            pen.span(Role::Dim, left(&cells.tag, 3)),
            self.rating(pen, cells.rating, &right(&rating, 3)),
            pen.span(Role::Text, format!("  {}", left(&cells.title, self.title))),
        ];
        if self.genres > 0 {
            let names = left(&self.genres_of(&cells), self.genres);
            spans.push(pen.span(Role::Dim, format!("  {names}")));
        }
        if self.place > 0 {
            spans.push(pen.span(Role::Dim, format!("  {}", left(&cells.place, self.place - 2))));
        }
        spans.push(pen.span(cells.fit.0, format!("  {}", left(&cells.fit.1, self.fit))));
        Line::from(spans)
    }

    /// The title of a row that cuts it, in full.
    fn whole_title(&self, pen: &Pen<'_>, row: Evidence<'_>, room: usize) -> Vec<Line<'static>> {
        const BEFORE: usize = 2 + 3 + 3 + 2;
        let title = self.cells(row).title;
        if width(&title) <= self.title {
            return Vec::new();
        }
        let style = pen.style(Role::Strong);
        let mut lines = wrap_plain(&title, style, room.saturating_sub(BEFORE).max(8));
        for line in &mut lines {
            line.spans.insert(0, Span::raw(" ".repeat(BEFORE)));
        }
        lines
    }

    fn rating(&self, pen: &Pen<'_>, rating: Option<Rating>, text: &str) -> Span<'static> {
        let scale = self.view.study.data.dataset.scale;
        let last = scale.levels().len().saturating_sub(1).max(1) as f64;
        match rating.and_then(|rating| scale.level(rating)) {
            Some(level) => Span::styled(text.to_owned(), pen.theme.rating(level as f64 / last)),
            None => pen.span(Role::Dim, text.to_owned()),
        }
    }

    fn title(&self, item: Option<ItemIx>, cited: &str) -> String {
        let title = item.map_or("", |item| self.view.study.data.dataset.items.title(item));
        clean_line(if title.is_empty() { cited } else { title })
    }

    fn cited(&self, citation: &CheckedCitation) -> Cells {
        let batch = self.why.account.batch;
        // Names are those of the state that is read; a dropped sentence stands in the one before.
        let is_here = self.view.app.screens().profile.batch(self.view.subject) == Some(batch);
        let names = if is_here { tags(self.why.account) } else { BTreeMap::new() };
        let tag = citation.item.and_then(|item| names.get(&item)).cloned().unwrap_or_default();
        let place = words::place(citation.found, batch);
        let amiss = citation.found.is_amiss(batch);
        let fit = match (citation.found, citation.fit) {
            (Found::WrongRating { .. }, _) => {
                let cited = citation.cited.and_then(Rating::from_stars);
                (
                    Role::Against,
                    format!("cited as {} !", cited.map_or("?".to_owned(), |rating| rating.to_string())),
                )
            }
            (Found::NotRated, _) => (Role::Against, "not the user's !".to_owned()),
            (Found::Rated { .. }, fit) if amiss => (Role::Against, format!("{}, unknowable !", fit.word())),
            (_, Fit::Supports) => (Role::Supports, Fit::Supports.word().to_owned()),
            (_, fit @ (Fit::Contradicts | Fit::OffTopic)) => (Role::Against, format!("{} !", fit.word())),
            (_, fit) => (Role::Unknown, fit.word().to_owned()),
        };
        Cells {
            tag,
            rating: citation.found.rating().map(|(rating, _)| rating),
            title: self.title(citation.item, &citation.title),
            item: citation.item,
            place,
            fit,
        }
    }

    fn not_cited(&self, bearing: Bearing) -> Cells {
        let interaction = self.view.subject.interactions(self.why.account.batch).get(bearing.at);
        let item = interaction.and_then(|one| self.view.study.data.dataset.items.find(&one.item));
        let fit = match bearing.fit {
            Fit::Contradicts => (Role::Against, "not cited, against !".to_owned()),
            _ => (Role::Supports, "not cited, for".to_owned()),
        };
        Cells {
            tag: String::new(),
            rating: interaction.map(|one| one.rating),
            title: self
                .title(item, &interaction.map_or_else(String::new, |one| format!("item {}", one.item))),
            item,
            place: format!("in B{}", self.why.account.batch),
            fit,
        }
    }
}

/// What the counterpart cited, and how all ratings so far stand to the claim.
fn further(
    pen: &Pen<'_>,
    view: View<'_>,
    pair: &SentencePair,
    why: &Why<'_>,
    room: usize,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some((standing, _)) = &why.checked.rater {
        let said = words::standing(standing);
        lines.extend(said.iter().map(|line| Line::from(pen.span(Role::Text, cut(line, room).into_owned()))));
    }
    let tally = why.checked.so_far;
    let n = (1..=why.account.batch).map(|batch| view.subject.interactions(batch).len()).sum();
    if tally.supports + tally.contradicts > 0 {
        let text = format!(
            "Of {} so far: {} for, {} against, {} in between",
            plural(n, "rating"),
            tally.supports,
            tally.contradicts,
            tally.between
        );
        lines.push(Line::from(pen.span(Role::Dim, cut(&text, room).into_owned())));
    }
    if pair.class == Class::Evidence
        && let Some(before) = pair.before.as_ref()
    {
        let cited: Vec<_> =
            before.citations.iter().filter_map(|range| before.text.get(range.clone())).collect();
        let text = format!("B{} cited {}", why.account.batch.saturating_sub(1), cited.join(", "));
        lines.push(Line::from(pen.span(Role::Dim, cut(&clean_line(&text), room).into_owned())));
    }
    let cites_nothing = why.checked.citations.is_empty() && why.checked.rater.is_none();
    if cites_nothing && !why.checked.claims.is_empty() && why.evidence().next().is_none() {
        let text =
            format!("This sentence cites nothing, and no item of B{} speaks to it.", why.account.batch);
        lines.push(Line::from(pen.span(Role::Dim, cut(&text, room).into_owned())));
    }
    lines
}

/// What the offline simulator had in mind: its own estimates, not what is checked here.
fn estimates(
    pen: &Pen<'_>,
    view: View<'_>,
    pair: &SentencePair,
    why: &Why<'_>,
    room: usize,
) -> Vec<Line<'static>> {
    let Some(sentence) = pair.after.as_ref().or(pair.before.as_ref()) else { return Vec::new() };
    let estimates = view.subject.estimates(why.account.batch, &sentence.text);
    if estimates.is_empty() {
        return Vec::new();
    }
    let heads = [
        "The offline simulator's estimates behind it, in stars above the rest",
        "The simulator's estimates, in stars above the rest",
    ];
    let head = heads.into_iter().find(|head| width(head) <= room).unwrap_or(heads[1]);
    let mut lines = vec![Line::default(), Line::from(pen.span(Role::Dim, cut(head, room).into_owned()))];
    let names = estimates.iter().map(|one| width(&one.what)).max().unwrap_or(0).min(room / 2);
    for one in estimates {
        let from = format!("sd {:.2}, from {}", one.sd, plural(one.ratings, "rating"));
        lines.push(Line::from(vec![
            pen.span(Role::Text, format!("  {}", left(&clean_line(&one.what), names))),
            pen.span(Role::Strong, format!("  {:+.2}", one.mean)),
            pen.span(Role::Dim, format!("  {from}")),
        ]));
    }
    lines
}
