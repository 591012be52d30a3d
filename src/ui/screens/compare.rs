//! Compare: the texts of A and B aligned, or their prompts, the items that both rated, and the figures with what differs.
//!
//! ```text
//! S                   M                               L
//! B1 = B2 58% [B3]    B1 = B2 58% [B3]                B1 = B2 58% [B3]
//! +-------------+     +-------------------------+     +---------------------------------+
//! | one pane    |     | texts                   |     | texts                           |
//! |             |     +------------+ +----------+     +---------+ +---------+ +---------+
//! |             |     | ratings    | | figures  |     | ratings | | figures | | runs    |
//! +-------------+     +------------+ +----------+     +---------+ +---------+ +---------+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::profile::change::{self, Mode};
use crate::app::App;
use crate::app::jobs::Kind;
use crate::app::marks::Mark;
use crate::app::pointer::Spot;
use crate::app::screens::compare::{Compare, ComparePane, Loaded};
use crate::app::screens::profile::{Detail, View};
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::domain::Run;
use crate::domain::text::clean_line;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen, line_width};
use crate::ui::parts::shell::{running, tabs};
use crate::ui::text::{cut, width, wrap_plain};

mod conditions;
mod figures;
mod prompts;
mod ratings;

/// From this width on the texts stand side by side.
const SPLIT: u16 = 110;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let compare = &app.screens().compare;
    let Some(loaded) = compare.loaded() else { return not_loaded(pen, shell.body, app, compare) };
    strip(pen, shell.strip, loaded);
    let view = Frame { study, compare, loaded, alone: false, has_conditions: false };
    if shell.class >= Class::M && !app.is_zoomed() {
        let [upper, lower] = pen.stack(shell.body, &app.stacks(), 0);
        let has_conditions = shell.class == Class::L;
        let view = Frame { has_conditions, ..view };
        let [left, right, runs] = pen.columns(lower, &app.columns());
        if has_conditions {
            conditions::draw(pen, runs, view);
        }
        match compare.focus {
            ComparePane::Prompts => prompts::draw(pen, upper, view),
            _ => texts(pen, upper, view),
        }
        ratings::draw(pen, left, view);
        figures::draw(pen, right, view);
        return;
    }
    let view = Frame { alone: true, ..view };
    match compare.focus {
        ComparePane::Text => texts(pen, shell.body, view),
        ComparePane::Ratings => ratings::draw(pen, shell.body, view),
        ComparePane::Figures => figures::draw(pen, shell.body, view),
        ComparePane::Prompts => prompts::draw(pen, shell.body, view),
    }
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct Frame<'a> {
    study: &'a Study,
    compare: &'a Compare,
    loaded: &'a Loaded,
    /// Whether the pane has the whole body, so that it names the others as tabs.
    alone: bool,
    /// Whether a pane says all that the runs are made of.
    has_conditions: bool,
}

impl Frame<'_> {
    /// The frame of a pane: with the names of all panes where it stands alone.
    fn pane<'p>(self, pen: &mut Pen<'_>, pane: ComparePane, scope: Vec<String>, foot: String) -> Pane<'p> {
        // Texts and prompts take turns in one place.
        let in_turn: &[ComparePane] = match pane {
            _ if self.alone => &ComparePane::ALL,
            ComparePane::Text | ComparePane::Prompts => &[ComparePane::Text, ComparePane::Prompts],
            _ => &[],
        };
        let names: Vec<&'static str> = in_turn.iter().map(|pane| pane.word()).collect();
        let title = match in_turn.iter().position(|other| *other == pane) {
            Some(at) => tabs(pen, &names, at),
            None => Line::from(pen.span(Role::Title, pane.word())),
        };
        Pane { title, scope, foot, focused: self.compare.focus == pane, spot: Some(Spot::Compare(pane)) }
    }
}

fn not_loaded(pen: &mut Pen<'_>, body: Rect, app: &App, compare: &Compare) {
    let title = Line::from(pen.span(Role::Title, "Compare"));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    if let Some(why) = compare.failure() {
        let room = column.width().min(pen.prose());
        let lines = wrap_plain(why, pen.style(Role::Error), room);
        return column.put_all(pen, lines);
    }
    let Some([a, b]) = compare.wanted() else { return };
    let title = format!("comparing A {} with B {}", a.label(), b.label());
    let job = app.jobs().running(Kind::Compare);
    let line = match job {
        Some(job) => running(pen, app, &title, job.progress.as_ref()),
        None => Line::from(pen.span(Role::Dim, "nothing was read")),
    };
    column.put(pen, line);
}

/// `B1 =   B2 58%  [B3 61%]`: how much of the words differ, batch by batch.
fn strip(pen: &mut Pen<'_>, area: Rect, loaded: &Loaded) {
    let mut spans = Vec::new();
    let mut widths = Vec::new();
    for (at, (a, b, heat)) in loaded.pairs.iter().enumerate() {
        let here = at == loaded.at();
        let name = if a == b { format!("B{a}") } else { format!("B{a}/B{b}") };
        let differ = if *heat > 0.0 { format!("{:.0}%", heat * 100.0) } else { "=".to_owned() };
        let role = if here { Role::Title } else { Role::Text };
        let cell = vec![
            pen.span(role, format!("{}{name} ", if here { "[" } else { " " })),
            pen.span(if *heat > 0.0 { Role::Heat } else { Role::Dim }, differ),
            pen.span(role, if here { "]" } else { " " }),
            Span::raw("  "),
        ];
        widths.push(cell.iter().map(|span| width(&span.content)).sum::<usize>());
        spans.push(cell);
    }
    let note = Line::from(pen.span(Role::Dim, "share of words that differ "));
    let room = usize::from(area.width);
    // With many batches, from the first one with which the one looked at is still in sight.
    let mut first = 0;
    while first < loaded.at() && widths.iter().skip(first).take(loaded.at() + 1 - first).sum::<usize>() > room
    {
        first += 1;
    }
    let used: usize = widths.iter().skip(first).sum();
    let mut x = area.x;
    for (at, wide) in widths.iter().enumerate().skip(first) {
        let cell = Rect { x, width: *wide as u16, ..area }.intersection(area);
        pen.cache.hits.sibling(cell, at.cast_signed() - loaded.at().cast_signed());
        x = x.saturating_add(*wide as u16);
    }
    let spans: Vec<Span<'_>> = spans.into_iter().skip(first).flatten().collect();
    pen.line(area, &Line::from(spans));
    if !loaded.pairs.is_empty() && used + line_width(&note) <= room {
        pen.line_right(area, &note);
    }
}

/// `A r3 main B4`
fn side_name(letter: &str, run: &Run, mark: Option<Mark>, batch: Option<usize>, room: usize) -> String {
    let batch = batch.or(mark.and_then(|mark| mark.batch));
    let batch = batch.map_or_else(|| "no state".to_owned(), |batch| format!("B{batch}"));
    let name = cut(&clean_line(&run.name), room.saturating_sub(16).max(6)).into_owned();
    format!("{letter} {} {name} {batch}", run.id)
}

fn texts(pen: &mut Pen<'_>, area: Rect, view: Frame<'_>) {
    let Frame { compare, loaded, .. } = view;
    let mode = match compare.view {
        View::Auto if area.width >= SPLIT => Mode::Split,
        View::Auto | View::Inline => Mode::Inline,
        View::Split => Mode::Split,
        View::After => Mode::After,
    };
    let diff = loaded.diff();
    let sentences = compare.sentences();
    let mut scope = Vec::new();
    if loaded.batches().is_some() {
        scope.push(format!("{:.0}% of words differ", diff.heat * 100.0));
        scope.push(format!("{} and {} words", diff.words_before, diff.words_after));
        scope.push(mode.word().to_owned());
    }
    let foot = match compare.sentence(sentences.len()) {
        Some(at) => format!("{} of {} sentences", at + 1, sentences.len()),
        None => String::new(),
    };
    let pane = view.pane(pen, ComparePane::Text, scope, foot);
    let mut column = Column::new(pen.pane(area, &pane));
    names(pen, &mut column, view, mode);
    if loaded.batches().is_none() {
        let empty = [&loaded.compared.a, &loaded.compared.b].into_iter().find(|run| run.states.is_empty());
        let text = empty.map_or_else(
            || "the two have no batches to set against each other".to_owned(),
            |run| format!("{} has no state yet, so there is no text to compare", run.id),
        );
        let lines = wrap_plain(&text, pen.style(Role::Text), column.width().min(pen.prose()));
        return column.put_all(pen, lines);
    }
    if sentences.is_empty() {
        let text =
            if diff.sentences.is_empty() { "both texts are empty" } else { "every sentence is the same" };
        let line = pen.span(Role::Text, text);
        return column.put(pen, line);
    }
    let selected = compare.sentence(sentences.len()).unwrap_or(0);
    let look = change::Look::plain(mode, Detail::Words);
    change::draw(pen, column.rest(), look, &sentences, selected);
}

/// The two runs over their texts.
fn names(pen: &mut Pen<'_>, column: &mut Column, view: Frame<'_>, mode: Mode) {
    let Frame { compare, loaded, .. } = view;
    let [a, b] = compare.wanted().map_or([None, None], |marks| marks.map(Some));
    let batches = loaded.batches();
    let half = column.width() / 2;
    let compared = &loaded.compared;
    let name_a = side_name("A", &compared.a, a, batches.map(|(a, _)| a), half);
    let name_b = side_name("B", &compared.b, b, batches.map(|(_, b)| b), half);
    let row = column.take(1);
    if mode == Mode::Split {
        let left = Line::from(pen.span(Role::Strong, name_a));
        let right = Line::from(pen.span(Role::Strong, name_b));
        let (gutter, bar) = (5, 3);
        let side = ((column.width().saturating_sub(2 * gutter + bar) / 2).clamp(1, pen.prose())
            + gutter
            + bar) as u16;
        pen.line(Rect { width: side.min(row.width), ..row }, &left);
        pen.line(
            Rect { x: row.x + side.min(row.width), width: row.width.saturating_sub(side), ..row },
            &right,
        );
    } else {
        // Which marks in the text below are of which run.
        let line = vec![
            pen.span(Role::Strong, name_a),
            Span::raw("  "),
            pen.span(Role::Delete, "only A"),
            Span::raw("   "),
            pen.span(Role::Strong, name_b),
            Span::raw("  "),
            pen.span(Role::Insert, "only B"),
        ];
        pen.line(row, &Line::from(line));
    }
    column.gap();
}
