//! Errors by genre, decade or state as bars around no error, and the items of one group.

use ratatui::text::{Line, Span};

use super::View;
use crate::app::orders::Ordering;
use crate::app::says::Says;
use crate::app::screens::metrics::{
    FEW, Group, GroupKey, GroupOrder, MetricsPane, SplitBy, groups_by, items_of,
};
use crate::app::study::Answer;
use crate::config::theme::Role;
use crate::ui::parts::charts::diverging::{diverging, extent, style};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::rated;
use crate::ui::text::{left, right, width};

/// Cells of what the profile says.
const SAYS: usize = 15;
/// From this mean error on, in stars, it is worth asking what is behind it.
const LARGE: f64 = 0.5;
/// Cells of n, bias and MAE with their gaps.
const FIGURES: usize = 5 + 7 + 6;

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    if let Some(key) = view.metrics.listed {
        let items = view.metrics.items(view.study);
        let name = format!("{}: {} by size of error", key.name(&view.study.data), items.len());
        let line = pen.span(Role::Dim, name);
        column.put(pen, line);
        let selected = view.metrics.row(items.len()).filter(|_| view.metrics.focus == MetricsPane::Groups);
        return item_rows(pen, column, view, &items, selected);
    }
    let groups = view.metrics.groups(view.study);
    let rows = groups.len() as u16 + 1;
    let mut upper = Column::new(column.take(rows.min(column.left())));
    let selected = view.metrics.row(groups.len()).filter(|_| view.metrics.focus == MetricsPane::Groups);
    group_rows(pen, &mut upper, view, (view.metrics.split, &groups), selected);
    // What is left is for the largest errors of all.
    if column.left() >= 5 {
        let all = GroupKey::All;
        let answers = view.subject.answers_on(view.subject.scope());
        let items = items_of(&view.study.data, &answers, all);
        column.gap();
        let line = pen.span(Role::Dim, "largest errors");
        column.put(pen, line);
        item_rows(pen, column, view, &items, None);
    }
}

/// The groups by what is not listed in the pane of errors.
pub(super) fn draw_other(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    let split = if view.metrics.split == SplitBy::Decade { SplitBy::Genre } else { SplitBy::Decade };
    let order = Ordering { by: GroupOrder::Name, is_reversed: false };
    let groups = groups_by(view.study, split, order);
    group_rows(pen, column, view, (split, &groups), None);
}

fn group_rows(
    pen: &mut Pen<'_>,
    column: &mut Column,
    view: &View<'_>,
    (split, groups): (SplitBy, &[Group]),
    selected: Option<usize>,
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
    let here = view.metrics.row(groups.len()).unwrap_or(0);
    let first = pen.first_shown(here, groups.len(), height);
    for (at, (group, name)) in groups.iter().zip(&names).enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, here, first);
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
        pen.line(row, &Line::from(spans));
        if is_selected {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
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
    selected: Option<usize>,
) {
    let room = column.width().saturating_sub(2 + 6 + 6 + 7);
    let heading = format!("  {}{:>6}{:>6}{:>5}", left("title", room), "model", "truth", "err");
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    let height = usize::from(column.left());
    let here = view.metrics.row(items.len()).unwrap_or(0);
    let first = pen.first_shown(here, items.len(), height);
    for (at, answer) in items.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, here, first);
        let title = rated::answer_title(&view.study.data, answer);
        let mut spans = vec![
            pen.span(Role::Mark, if Some(at) == selected { "> " } else { "  " }),
            pen.span(Role::Text, left(&title, room)),
            rated::rating(pen, view.scale, answer.rating(), 6),
            rated::rating(pen, view.scale, answer.truth, 6),
        ];
        spans.extend(rated::error(pen, answer));
        pen.line(row, &Line::from(spans));
        if Some(at) == selected {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
    if items.is_empty() {
        let none = pen.span(Role::Dim, right("no rating with a held-out truth", 0));
        column.put(pen, none);
    }
}
