//! The items that both rated: what each said, what the user had said, and who is closer.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Frame;
use crate::app::screens::compare::ComparePane;
use crate::config::theme::Role;
use crate::domain::Rating;
use crate::domain::text::clean_line;
use crate::metrics::{Closer, RatingPair};
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::rated;
use crate::ui::text::{left, right, width, wrap_plain};

/// Draws the pane.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: Frame<'_>) {
    let Frame { compare, loaded, .. } = view;
    let items = compare.items();
    let all = loaded.compared.ratings.pairs.len();
    let at = compare.item(items.len());
    let foot = at.map_or_else(String::new, |at| format!("{} of {}", at + 1, items.len()));
    let scope = vec![format!("{all} rated by both")];
    let pane = view.pane(pen, ComparePane::Ratings, scope, foot);
    let mut column = Column::new(pen.pane(area, &pane));
    if all == 0 {
        let text = nothing(view);
        let lines = wrap_plain(&text, pen.style(Role::Text), column.width().min(pen.prose()));
        return column.put_all(pen, lines);
    }
    let (same, a, b) = loaded.counts();
    let mut line = vec![
        pen.span(Role::Dim, "show "),
        pen.span(Role::Title, format!("[{}]", compare.showing().word())),
        pen.span(Role::Dim, format!("   same {same}")),
    ];
    if compare.truth && loaded.compared.ratings.n > 0 {
        line.push(pen.span(Role::Dim, format!("   A closer {a}   B closer {b}")));
    }
    column.put(pen, line);
    // Numbers stand by their titles, however wide the pane is.
    let longest = items.iter().map(|pair| width(&title(view, pair))).max().unwrap_or(0).max(24);
    let title_room = column.width().saturating_sub(2 + 6 + 6 + 8 + 8).min(longest).max(8);
    let heading = format!(
        "  {}{}{}{}  closer",
        left("item", title_room),
        right("A", 6),
        right("B", 6),
        right("truth", 7)
    );
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    if items.is_empty() {
        let text = if same == all {
            "  both said the same of every item".to_owned()
        } else {
            format!("  none: {}", compare.showing().word())
        };
        let line = pen.span(Role::Text, text);
        return column.put(pen, line);
    }
    let titles: Vec<String> = items.iter().map(|pair| title(view, pair)).collect();
    rated::whole_title(pen, &mut column, &titles, title_room, at);
    let height = usize::from(column.left());
    let selected = at.unwrap_or(0);
    let first = pen.first_shown(selected, items.len(), height);
    for (at, pair) in items.iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        pen.cache.hits.row(row, at, selected, first);
        let line = item(pen, view, pair, title_room, at == selected);
        pen.row(row, line, at == selected && compare.focus == ComparePane::Ratings);
    }
}

fn nothing(view: Frame<'_>) -> String {
    let compared = &view.loaded.compared;
    let marks = view.compare.wanted();
    let on = |at: usize| {
        let batch = marks.and_then(|marks| marks.get(at).and_then(|mark| mark.batch));
        batch.map_or_else(String::new, |batch| format!(" on B{batch}"))
    };
    if compared.a.spec.user != compared.b.spec.user {
        return "The runs are of different users, so there are no items to set against each other."
            .to_owned();
    }
    let [a, b] = &compared.alone;
    format!("No item was rated by both: A rated {}{}, B rated {}{}.", a.len(), on(0), b.len(), on(1))
}

fn title(view: Frame<'_>, pair: &RatingPair) -> String {
    let items = &view.study.data.dataset.items;
    let title = items.find(&pair.item).map(|item| items.title(item)).filter(|title| !title.is_empty());
    clean_line(&title.map_or_else(|| format!("item {}", pair.item), str::to_owned))
}

fn item(pen: &Pen<'_>, view: Frame<'_>, pair: &RatingPair, room: usize, selected: bool) -> Line<'static> {
    let title = title(view, pair);
    let scale = view.study.data.dataset.scale;
    let rating = |rating: Rating, room: usize| {
        let levels = scale.levels().len().saturating_sub(1).max(1);
        let share = scale.level(rating).unwrap_or(0) as f64 / levels as f64;
        Span::styled(right(&rating.to_string(), room), pen.theme.rating(share))
    };
    let mut spans = vec![
        pen.span(Role::Mark, if selected { "> " } else { "  " }),
        pen.span(Role::Text, left(&title, room)),
        rating(pair.a, 6),
        rating(pair.b, 6),
    ];
    match pair.truth.filter(|_| view.compare.truth) {
        None => spans.push(pen.span(Role::Dim, right("-", 7))),
        Some(truth) => {
            spans.push(rating(truth, 7));
            spans.push(match pair.closer() {
                Some((Closer::A, by)) => pen.span(Role::Text, format!("  A +{by}")),
                Some((Closer::B, by)) => pen.span(Role::Text, format!("  B +{by}")),
                _ => pen.span(Role::Dim, "  same"),
            });
        }
    }
    Line::from(spans)
}
