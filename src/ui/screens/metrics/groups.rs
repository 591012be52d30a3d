//! Errors by genre, decade or state as bars around no error, and the items of one group.

use ratatui::text::{Line, Span};

use super::View;
use crate::app::orders::Ordering;
use crate::app::says::{self, Cause, Says};
use crate::app::screens::metrics::{FEW, Group, GroupKey, GroupOrder, MetricsPane, SplitBy, groups_by};
use crate::app::study::Answer;
use crate::config::theme::Role;
use crate::ui::parts::charts::diverging::{diverging, extent, style};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::rated;
use crate::ui::text::{cut, left, right, width, wrap_plain};

/// Cells of what the profile says.
const SAYS: usize = 15;
/// Cells of a title beside what the profile says of its item, and of that.
const TITLE: usize = 24;
const CAUSE: usize = 18;
/// Rows of the sentence under the list.
const SENTENCE: usize = 2;
/// From this mean error on, in stars, it is worth asking what is behind it.
const LARGE: f64 = 0.5;
/// Cells of n, bias and MAE with their gaps.
const FIGURES: usize = 5 + 7 + 6;

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    let has_keys = view.metrics.focus == MetricsPane::Groups;
    if let Some(key) = view.metrics.listed {
        let items = view.metrics.items(view.study);
        let name = format!("{}: {} by size of error", key.name(&view.study.data), items.len());
        let line = pen.span(Role::Dim, name);
        column.put(pen, line);
        let here = view.metrics.item(items.len());
        return item_rows(pen, column, view, &items, Rows { here, before: 0, has_keys });
    }
    let groups = view.metrics.groups(view.study);
    let largest = view.metrics.largest_row(view.study);
    let rows = groups.len() as u16 + 1;
    let has_both = column.left() >= rows + 5;
    // Where there is no room for both, the one that is looked at is shown.
    if has_both || largest.is_none() {
        let mut upper = Column::new(column.take(rows.min(column.left())));
        let here = view.metrics.group_row(view.study);
        // Where one of the largest errors is selected, it is so many rows after the last group.
        let from = here.or(largest.map(|at| groups.len() + at)).unwrap_or(0);
        let listed = Listed { selected: here.filter(|_| has_keys), from: Some(from) };
        group_rows(pen, &mut upper, view, (view.metrics.split, &groups), listed);
    }
    if has_both || largest.is_some() {
        let items = view.metrics.largest(view.study);
        if has_both {
            column.gap();
        }
        let line = pen.span(Role::Dim, "largest errors");
        column.put(pen, line);
        let before = groups.len() - view.metrics.group_row(view.study).unwrap_or(groups.len());
        item_rows(pen, column, view, &items, Rows { here: largest, before, has_keys });
    }
}

/// What is selected among groups.
#[derive(Clone, Copy)]
struct Listed {
    selected: Option<usize>,
    /// The row that the keys start from; `None` where the groups are not what they move in.
    from: Option<usize>,
}

/// What is selected among items.
#[derive(Clone, Copy)]
struct Rows {
    here: Option<usize>,
    /// How many rows lie between the selected row, above these, and the first of these.
    before: usize,
    has_keys: bool,
}

/// The groups by what is not listed in the pane of errors.
pub(super) fn draw_other(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    let split = if view.metrics.split == SplitBy::Decade { SplitBy::Genre } else { SplitBy::Decade };
    let order = Ordering { by: GroupOrder::Name, is_reversed: false };
    let groups = groups_by(view.study, split, order);
    group_rows(pen, column, view, (split, &groups), Listed { selected: None, from: None });
}

fn group_rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    view: &View<'_>,
    (split, groups): (SplitBy, &[Group]),
    Listed { selected, from }: Listed,
) {
    let names: Vec<String> = groups.iter().map(|group| group.key.name(&view.study.data)).collect();
    let longest = names.iter().map(|name| width(name)).max().unwrap_or(0).clamp(6, 14);
    let room = column.width().saturating_sub(2 + longest + FIGURES + 2);
    // What the profile says comes before longer bars.
    let words = if split == SplitBy::Genre && room >= SAYS + 2 { SAYS + 2 } else { 0 };
    let room = room - words;
    let bars = if room < 9 { 0 } else { room.min(31) };
    let heading = format!("  {}{:>5}{:>7}{:>6}", left(split.word(), longest), "n", "bias", "MAE");
    let bar_heading = " ".repeat(2 + bars);
    let words_heading = if words > 0 { "  profile says" } else { "" };
    let heading = pen.span(Role::Dim, format!("{heading}{bar_heading}{words_heading}"));
    column.put(pen, heading);
    let extent = extent(groups.iter().map(|group| group.bias));
    let height = usize::from(column.left());
    let first = pen.first_shown(from.unwrap_or(0).min(groups.len().saturating_sub(1)), groups.len(), height);
    for (at, (group, name)) in groups.iter().zip(&names).enumerate().skip(first).take(height) {
        let row = column.take(1);
        if let Some(from) = from {
            pen.cache.hits.row(row, at, from, first);
        }
        let is_selected = Some(at) == selected;
        let role = if group.n < FEW { Role::Dim } else { Role::Text };
        let n = group.n as u64;
        let mut spans = vec![
            pen.span(Role::Mark, if is_selected { "> " } else { "  " }),
            pen.span(role, format!("{}{:>5}", left(name, longest), group.n)),
            Span::styled(format!("{:>+7.2}", group.bias), style(pen, Some(group.bias), extent, n)),
            pen.span(role, format!("{:>6.2}", group.mae)),
            Span::raw("  "),
        ];
        spans.extend(diverging(pen, Some(group.bias), extent, n, bars));
        spans.extend(says(pen, view, group, words));
        pen.row(row, spans, is_selected);
    }
}

/// What the profile says of a genre, and `!` where that could be behind a large error.
fn says(pen: &Pen<'_>, view: &View<'_>, group: &Group, room: usize) -> Vec<Span<'static>> {
    let GroupKey::Genre(genre) = group.key else { return Vec::new() };
    if room == 0 {
        return Vec::new();
    }
    let state = view.subject.scope().or(view.subject.rated_states().last().copied()).unwrap_or(0);
    let said = Says::of(view.subject, state, genre);
    let is_behind = group.n >= FEW && group.bias.abs() >= LARGE && said.fits_error(group.bias);
    let role = if said == Says::Nothing { Role::Dim } else { Role::Text };
    vec![
        pen.span(role, format!("  {}", left(&said.words(), room - 4))),
        pen.span(Role::Against, if is_behind { " !" } else { "  " }),
    ]
}

fn item_rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    view: &View<'_>,
    items: &[&Answer],
    Rows { here, before, has_keys }: Rows,
) {
    let asked = view.metrics.asked();
    let cause = |answer: &Answer| Cause::of(&view.study.data, view.subject, answer, asked);
    let selected = here.filter(|_| has_keys);
    let room = column.width().saturating_sub(2 + 6 + 6 + 7);
    let words = if room >= TITLE + CAUSE + 2 { (room - TITLE - 2).min(CAUSE + 6) + 2 } else { 0 };
    let room = room - words;
    if selected.is_some() {
        let titles: Vec<String> =
            items.iter().map(|answer| rated::answer_title(&view.study.data, answer)).collect();
        rated::whole_title(pen, column, &titles, room, selected);
    }
    // Under the list, what is said about the selected item, in full.
    let chosen = selected.and_then(|at| items.get(at)).filter(|_| column.left() >= 8);
    let below = chosen.map(|answer| said(pen, view, answer, cause(answer), column.width()));
    let bottom = below.as_ref().map(|lines| column.take_bottom(lines.len() as u16));
    let words_heading = if words > 0 { "  profile says" } else { "" };
    let heading =
        format!("  {}{:>6}{:>6}{:>5}  {words_heading}", left("title", room), "model", "truth", "err");
    let heading = pen.span(Role::Dim, heading.trim_end().to_owned());
    column.put(pen, heading);
    let height = usize::from(column.left());
    let first = pen.first_shown(here.unwrap_or(0), items.len(), height);
    for (at, answer) in items.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at + before, here.unwrap_or(0), first);
        let title = rated::answer_title(&view.study.data, answer);
        let mut spans = vec![
            pen.span(Role::Mark, if Some(at) == selected { "> " } else { "  " }),
            pen.span(Role::Text, left(&title, room)),
            rated::rating(pen, view.scale, answer.rating(), 6),
            rated::rating(pen, view.scale, answer.truth, 6),
        ];
        spans.extend(rated::error(pen, answer));
        if words > 0 {
            let cause = cause(answer);
            let role = if cause == Cause::Nothing { Role::Dim } else { Role::Text };
            spans.push(
                pen.span(role, format!("  {}", left(&cause.words(&view.study.data, asked), words - 2))),
            );
        }
        pen.row(row, spans, Some(at) == selected);
    }
    if items.is_empty() {
        let none = pen.span(Role::Dim, right("no rating with a held-out truth", 0));
        column.put(pen, none);
    }
    if let Some((area, lines)) = bottom.zip(below) {
        Column::new(area).put_all(pen, lines);
    }
}

/// What the profile says that bears on an item: in a few words, then the sentence.
fn said(pen: &Pen<'_>, view: &View<'_>, answer: &Answer, cause: Cause, room: usize) -> Vec<Line<'static>> {
    let words = cause.words(&view.study.data, None);
    let mut lines = vec![Line::default()];
    let head = format!("profile B{}: {words}", answer.state);
    lines.push(Line::from(pen.span(Role::Dim, cut(&head, room).into_owned())));
    if let Some(spoken) = cause.spoken(view.subject, answer.state) {
        let sentence = says::sentence(view.subject, spoken.batch, spoken.number);
        // Lines end before words that would be broken.
        let long = (room.min(pen.prose()) * SENTENCE).saturating_sub(SENTENCE * 6);
        let style = pen.style(Role::Text);
        lines.extend(
            wrap_plain(&cut(&sentence, long), style, room.min(pen.prose())).into_iter().take(SENTENCE),
        );
    }
    // As high for every item, so that the list does not move.
    lines.resize(2 + SENTENCE, Line::default());
    lines
}
