//! Rate: items to pick from, and what came back beside the held-out ratings.
//!
//! ```text
//! S                    M and L
//! +--------------+     +--------------+ +---------+
//! | pick         |     | pick         | | queue   |
//! |--------------|     |              | | results |
//! | item, queue  |     | item         | | summary |
//! +--------------+     +--------------+ +---------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::actions::Action;
use crate::app::App;
use crate::app::cursor::first_shown;
use crate::app::screens::rate::{RatePane, SLATE};
use crate::app::study::{Answer, Study, Subject};
use crate::config::theme::Role;
use crate::domain::text::{clean, clean_line};
use crate::domain::{ItemIx, Rating};
use crate::ui::glyphs::RULE;
use crate::ui::layout::{Class, Shell, columns};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::parts::shell::{filter, hint, tabs};
use crate::ui::parts::table::{GAP, TableColumn, fitting};
use crate::ui::text::{PROSE, cut, plural, thousands, wrap_plain};

mod results;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let Some(subject) = &study.subject else { return no_user(pen, shell.body, app) };
    let view = View { app, study, subject, alone: shell.class < Class::M || app.is_zoomed() };
    if view.alone {
        return match app.screens().rate.focus {
            RatePane::Pick => draw_pick(pen, shell.body, view),
            RatePane::Results => results::draw(pen, shell.body, view),
        };
    }
    let [left, right] = columns(shell.body, if shell.class == Class::L { 84 } else { 52 });
    draw_pick(pen, left, view);
    results::draw(pen, right, view);
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct View<'a> {
    app: &'a App,
    study: &'a Study,
    subject: &'a Subject,
    alone: bool,
}

impl View<'_> {
    fn title(self, item: ItemIx) -> String {
        let items = &self.study.data.dataset.items;
        let title = clean_line(items.title(item));
        if title.is_empty() {
            return items
                .id(item)
                .map_or_else(String::new, |id| format!("item {}", clean_line(&id.to_string())));
        }
        title
    }

    /// The title without its year, which has a column of its own.
    fn title_alone(self, item: ItemIx) -> String {
        let title = self.title(item);
        let year = self.study.data.dataset.items.year(item);
        let bare = year.and_then(|year| title.strip_suffix(&format!("({year})")));
        bare.map_or(title.clone(), |bare| bare.trim_end().to_owned())
    }

    fn key(self, action: Action) -> String {
        hint(self.app.keymap(), self.app.screen_context(), &[action])
            .unwrap_or_else(|| action.title().to_owned())
    }

    /// A rating in its colour, at the right of `room` cells; `-` for none.
    fn rating(self, pen: &Pen<'_>, rating: Option<Rating>, room: usize) -> Span<'static> {
        let Some(rating) = rating else { return pen.span(Role::Dim, format!("{:>room$}", "-")) };
        let scale = self.study.data.dataset.scale;
        let last = scale.levels().len().saturating_sub(1).max(1) as f64;
        let share = scale.level(rating).map_or(0.5, |level| level as f64 / last);
        Span::styled(format!("{rating:>room$}"), pen.theme.rating(share))
    }
}

fn no_user(pen: &mut Pen<'_>, body: Rect, app: &App) {
    let key = |action| hint(app.keymap(), app.screen_context(), &[action]).unwrap_or_default();
    let title = Line::from(pen.span(Role::Title, "Rate"));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    let line = vec![
        pen.span(Role::Text, "No user is open. "),
        pen.span(Role::KeyHint, key(Action::GoUsers)),
        pen.span(Role::Text, " lists the users."),
    ];
    column.put(pen, line);
}

fn draw_pick(pen: &mut Pen<'_>, area: Rect, view: View<'_>) {
    let rate = &view.app.screens().rate;
    let title = if view.alone {
        tabs(pen, &["Pick", "Results"], 0)
    } else {
        Line::from(pen.span(Role::Title, "Pick items"))
    };
    let shown = rate.shown().len();
    let foot = rate.selected().map_or_else(String::new, |at| {
        format!("{} of {}", thousands(at as u64 + 1), thousands(shown as u64))
    });
    let scope = vec![format!("items: {}", rate.pool.words()), format!("order: {}", rate.order.words())];
    let focused = rate.focus == RatePane::Pick;
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, foot, focused }));
    let below = if column.left() >= 22 { 9 } else { column.left() / 3 };
    let mut bottom = Column::new(column.take_bottom(below));
    let line = column.take(1);
    filter(pen, line, view.app, &rate.filter, &format!("{} shown", thousands(shown as u64)));
    if let Some(hint) = &rate.filter.query().hint {
        let lines = wrap_plain(&clean_line(hint), pen.style(Role::Warn), column.width());
        column.put_all(pen, lines);
    }
    if rate.shown().is_empty() {
        column.gap();
        let lines = wrap_plain(&why_empty(view), pen.style(Role::Text), column.width());
        column.put_all(pen, lines);
    } else {
        draw_items(pen, &mut column, view, focused);
    }
    queue(pen, &mut bottom, view);
    if let Some(item) = rate.item() {
        about(pen, &mut bottom, view, item);
    }
}

fn why_empty(view: View<'_>) -> String {
    let rate = &view.app.screens().rate;
    let text = rate.filter.input().text();
    let items = rate.pool.words();
    if text.is_empty() {
        let key = view.key(Action::ViewCycle);
        return format!("no items: {items}; {key} lists others");
    }
    format!("no item ({items}) matches \"{}\"", clean_line(text))
}

fn draw_items(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, focused: bool) {
    let rate = &view.app.screens().rate;
    let dataset = &view.study.data.dataset;
    let id_room = dataset.items.all().next_back().and_then(|item| dataset.items.id(item));
    let id_room = id_room.map_or(4, |id| crate::ui::text::width(&id.to_string()).clamp(4, 12));
    let mut table = [
        TableColumn::numbers("id", id_room, 0),
        TableColumn::words("title", 0, 1),
        TableColumn::numbers("year", 4, 3),
        TableColumn::words("genres", 22, 6),
        TableColumn::numbers("rated by", 8, 5),
        TableColumn::numbers("model", 5, 2),
        TableColumn::numbers("truth", 5, 2),
    ];
    let room = column.width().saturating_sub(6);
    // The title takes what the others leave, and at least enough to be told apart.
    table[1].width = if room < 60 { 24 } else { 32 };
    let fitting = fitting(&table, room);
    let others: usize =
        fitting.iter().filter(|&&at| at != 1).map(|&at| table.get(at).map_or(0, |c| c.width + GAP)).sum();
    table[1].width = room.saturating_sub(others).min(60);
    let shown: Vec<(usize, &TableColumn)> =
        fitting.iter().filter_map(|&at| Some((at, table.get(at)?))).collect();
    let gap = " ".repeat(GAP);
    let heading: Vec<String> = shown.iter().map(|(_, column)| column.cell(&column.title)).collect();
    let heading = pen.span(Role::Dim, format!("      {}", heading.join(&gap)));
    column.put(pen, heading);
    let height = usize::from(column.left());
    let selected = rate.selected().unwrap_or(0);
    let first = first_shown(selected, rate.shown().len(), height);
    for (at, &item) in rate.shown().iter().enumerate().skip(first).take(height) {
        let row = column.take(1);
        let tick = if rate.is_picked(item) { "[x] " } else { "[ ] " };
        let mut spans = vec![
            pen.span(Role::Mark, if at == selected { "> " } else { "  " }),
            pen.span(if rate.is_picked(item) { Role::Mark } else { Role::Dim }, tick),
        ];
        for (place, (at, column)) in shown.iter().enumerate() {
            if place > 0 {
                spans.push(Span::raw(gap.clone()));
            }
            spans.push(cell(pen, view, item, *at, column));
        }
        pen.line(row, &Line::from(spans));
        if at == selected && focused {
            let style = pen.style(Role::Selection);
            pen.paint(row, style);
        }
    }
}

fn cell(pen: &Pen<'_>, view: View<'_>, item: ItemIx, at: usize, column: &TableColumn) -> Span<'static> {
    let (items, totals) = (&view.study.data.dataset.items, &view.study.data.totals);
    let answer = view.subject.answer(item);
    match at {
        0 => {
            let id = items.id(item).map_or_else(String::new, |id| clean_line(&id.to_string()));
            pen.span(Role::Dim, column.cell(&id))
        }
        1 => pen.span(Role::Text, column.cell(&view.title_alone(item))),
        2 => {
            let year = items.year(item).map_or_else(|| "-".to_owned(), |year| year.to_string());
            pen.span(Role::Dim, column.cell(&year))
        }
        3 => {
            let genres: Vec<&str> = items.genre_list(item).collect();
            pen.span(Role::Dim, column.cell(&clean_line(&genres.join(" "))))
        }
        4 => pen.span(Role::Dim, column.cell(&thousands(u64::from(totals.rated_by(item))))),
        5 => view.rating(pen, answer.and_then(Answer::rating), column.width),
        _ => {
            let truth = view.subject.held_out.get(&item).copied();
            let hidden = truth.is_some() && answer.is_none() && !view.app.screens().rate.truth;
            if hidden { pen.span(Role::Dim, column.cell("?")) } else { view.rating(pen, truth, column.width) }
        }
    }
}

/// What would be sent, and as whom.
fn queue(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>) {
    let rate = &view.app.screens().rate;
    let rule = pen.span(Role::Border, RULE.repeat(column.width()));
    column.put(pen, rule);
    let picked = rate.picked().len();
    let line = if picked == 0 {
        let shown = plural(rate.shown().len(), "item");
        vec![
            pen.span(Role::KeyHint, view.key(Action::Toggle)),
            pen.span(Role::Text, " picks an item, "),
            pen.span(Role::KeyHint, view.key(Action::MarkAll)),
            pen.span(Role::Text, format!(" picks all shown ({shown})")),
        ]
    } else {
        let slates = plural(picked.div_ceil(SLATE), "slate");
        let state = view.subject.written();
        vec![
            pen.span(Role::Strong, format!("Queue {picked}")),
            pen.span(Role::Text, format!("   in {slates}, as the profile after B{state}")),
        ]
    };
    column.put(pen, line);
    if view.subject.written() == 0 {
        let none = vec![
            pen.span(Role::Warn, "no profile to act on yet: "),
            pen.span(Role::KeyHint, view.key(Action::GoProfile)),
            pen.span(Role::Text, ", then "),
            pen.span(Role::KeyHint, view.key(Action::RunRest)),
            pen.span(Role::Text, " writes one"),
        ];
        column.put(pen, none);
    }
}

/// The selected item: title, genres, whether it is held out, its text.
fn about(pen: &mut Pen<'_>, column: &mut Column, view: View<'_>, item: ItemIx) {
    let room = column.width().min(PROSE);
    let items = &view.study.data.dataset.items;
    if column.left() >= 5 {
        column.gap();
    }
    let held_out = match (view.subject.held_out.get(&item), view.subject.answer(item)) {
        (None, _) => "not held out".to_owned(),
        (Some(_), None) if !view.app.screens().rate.truth => {
            format!("held out, hidden until rated ({} shows)", view.key(Action::Truth))
        }
        (Some(truth), _) => format!("held out: rated {truth}"),
    };
    let title = cut(&view.title(item), room).into_owned();
    let title = pen.span(Role::Strong, title);
    column.put(pen, title);
    let genres: Vec<&str> = items.genre_list(item).collect();
    let genres = clean_line(&genres.join(" "));
    let line = pen.span(Role::Dim, format!("{held_out}   {genres}"));
    column.put(pen, line);
    if let Some(overview) = items.overview(item) {
        let overview = wrap_plain(&clean(overview), pen.style(Role::Text), room);
        column.put_all(pen, overview);
    }
}
