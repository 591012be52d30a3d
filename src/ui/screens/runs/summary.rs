//! The selected run: what it is made of, how its text changed, what was rated, and which runs left it.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::minute;
use crate::actions::Action;
use crate::app::App;
use crate::app::kept::RunSummary;
use crate::app::screens::runs::Look;
use crate::app::study::Study;
use crate::config::theme::Role;
use crate::diff::Class;
use crate::domain::text::clean_line;
use crate::ui::parts::bars::gauge_spans;
use crate::ui::parts::pen::{Column, Pane, Pen, line_width};
use crate::ui::parts::place::sentence;
use crate::ui::parts::shell::hint;
use crate::ui::text::{cut, left, plural, right, width, wrap};

/// Cells of `B12 new 210w` with the gap after it.
const CHIP: usize = 20;

/// Rows that the rest may need, a gap before it included.
const OTHERS: usize = 9;

/// Labels stand in a column of this width.
const LABEL: usize = 9;

/// Everything in a pane of its own.
pub(super) fn pane(pen: &mut Pen<'_>, area: Rect, app: &App, study: &Study) {
    let run = app.screens().runs.summary(study);
    let title = run.map_or_else(|| "Run".to_owned(), RunSummary::label);
    let title = Line::from(pen.span(Role::Title, title));
    let mut column = Column::new(pen.pane(area, &Pane { title, ..Pane::default() }));
    if let Some(run) = run {
        facts(pen, &mut column, app, study, run);
    }
}

/// As much of it as fits below the list.
pub(super) fn compact(pen: &mut Pen<'_>, column: &mut Column, app: &App, study: &Study) {
    let Some(run) = app.screens().runs.summary(study) else { return };
    column.rule(pen, &run.label());
    facts(pen, column, app, study, run);
}

fn facts(pen: &mut Pen<'_>, column: &mut Column, app: &App, study: &Study, run: &RunSummary) {
    if let Some(reason) = reason(run) {
        put(pen, column, "", &[pen.span(Role::Warn, reason)]);
    }
    put_marks(pen, column, app, study);
    let look = app.screens().runs.look();
    // Where each batch can have a row, it says more.
    let rows = look.map_or(0, |look| look.diffs.len());
    match look.filter(|_| rows > 0 && usize::from(column.left()) >= rows + 1 + OTHERS) {
        Some(look) => states_in_rows(pen, column, look),
        None => states(pen, column, run, look),
    }
    if let Some(edited) = crate::domain::edited_in_words(&run.edited) {
        put(pen, column, "by hand", &[pen.span(Role::Warn, edited)]);
    }
    let figures = match run.figures {
        Some(figures) if figures.n > 0 => {
            let two =
                |value: Option<f64>| value.map_or_else(|| "n/a".to_owned(), |value| format!("{value:.2}"));
            format!("MAE {}, RMSE {}, n {}", two(figures.mae), two(figures.rmse), figures.n)
        }
        Some(_) => "no held-out item is rated".to_owned(),
        None => "not known here: its held-out ratings are not open".to_owned(),
    };
    put(pen, column, "figures", &[pen.span(Role::Text, figures)]);
    if let Some(look) = look {
        let bad = look.missing + look.invalid;
        let bad = if bad == 0 { String::new() } else { format!(", {bad} answers no rating") };
        let slates = format!("{}, {} asked{bad}", plural(look.slates, "slate"), plural(look.items, "item"));
        put(pen, column, "slates", &[pen.span(Role::Text, slates)]);
    }
    put(pen, column, "forks", &[pen.span(Role::Text, family(study, run))]);
    let history = look.map_or_else(String::new, |look| {
        let spec = look.run.spec.history;
        format!("last {} in batches of {}, ", spec.length, spec.batch_size)
    });
    let made = format!("{history}{}, seed {}, {}", run.order, run.seed, run.simulator());
    put(pen, column, "made", &[pen.span(Role::Text, made)]);
    let data = format!("{} {}, user {}, {}", run.data, run.split, run.user, minute(&run.created));
    put(pen, column, "of", &[pen.span(Role::Text, clean_line(&data))]);
}

/// A label and a text beside it, wrapped.
fn put(pen: &mut Pen<'_>, column: &mut Column, label: &str, spans: &[Span<'static>]) {
    let room = column.width().saturating_sub(LABEL).min(pen.prose());
    for (row, line) in wrap(spans, room).into_iter().enumerate() {
        let mut all = vec![pen.span(Role::Dim, left(if row == 0 { label } else { "" }, LABEL))];
        all.extend(line.spans);
        column.put(pen, all);
    }
}

/// Why it cannot be opened, where it cannot.
fn reason(run: &RunSummary) -> Option<String> {
    if run.trashed.is_some() {
        return Some("in the trash; everything is kept".to_owned());
    }
    run.left_out.map(|what| format!("not open here: it was made with {what}; its text can be compared"))
}

fn put_marks(pen: &mut Pen<'_>, column: &mut Column, app: &App, study: &Study) {
    let name = |mark: crate::app::marks::Mark| {
        let name = study.known_run(mark.run).map_or_else(String::new, |run| clean_line(&run.name));
        cut(&format!("{} {name}", mark.label()), 30).into_owned()
    };
    let key = |action| hint(app.keymap(), app.screen_context(), &[action]).unwrap_or_default();
    let spans = match (study.marks.a, study.marks.b) {
        // Alone there is nothing to compare it with, and it is not said where a second one comes from.
        (None, _) if study.runs().len() == 1 && study.other_runs().is_empty() => {
            let (open, fork, mark) = (key(Action::Open), key(Action::Fork), key(Action::MarkAb));
            let parts = [
                "",
                &open,
                " opens it, ",
                &fork,
                " there forks a second run; ",
                &mark,
                " marks both to compare",
            ];
            return put(pen, column, "alone", &sentence(pen, &parts));
        }
        (None, _) => return,
        (Some(a), None) => vec![
            pen.span(Role::Title, "A "),
            pen.span(Role::Text, format!("{}; ", name(a))),
            pen.span(Role::KeyHint, key(Action::Compare)),
            pen.span(Role::Dim, " compares it with the selected run"),
        ],
        (Some(a), Some(b)) => vec![
            pen.span(Role::Title, "A "),
            pen.span(Role::Text, format!("{}, ", name(a))),
            pen.span(Role::Title, "B "),
            pen.span(Role::Text, format!("{}; ", name(b))),
            pen.span(Role::KeyHint, key(Action::Compare)),
            pen.span(Role::Dim, " compares"),
        ],
    };
    put(pen, column, "marked", &spans);
}

/// A row for each state: how much of the words was not kept, how long the text is, what became of its sentences.
fn states_in_rows(pen: &mut Pen<'_>, column: &mut Column, look: &Look) {
    let kinds = [
        ("same", "=", &[Class::Same, Class::Moved][..]),
        ("edited", "~", &[Class::Edited, Class::Evidence][..]),
        ("rewritten", "R", &[Class::Rewritten][..]),
        ("new", "+", &[Class::Added][..]),
        ("dropped", "-", &[Class::Dropped][..]),
    ];
    let room = column.width().saturating_sub(LABEL + 5 + 12 + 6);
    // Where words have no room, the marks of the change stand for them.
    let in_words = kinds.iter().map(|(name, _, _)| width(name) + 2).sum::<usize>() <= room;
    let kinds = kinds.map(|(name, mark, classes)| (if in_words { name } else { mark }, classes));
    let cells = |name: &str| if in_words { width(name) + 2 } else { 4 };
    let mut heading = format!("{}{}{}", left("", 5), left("not kept", 12), right("words", 6));
    for (name, _) in kinds {
        heading.push_str(&right(name, cells(name)));
    }
    let heading = vec![pen.span(Role::Dim, left("states", LABEL)), pen.span(Role::Dim, heading)];
    column.put(pen, heading);
    for (at, (state, diff)) in look.states.iter().zip(&look.diffs).enumerate() {
        let mut spans =
            vec![Span::raw(" ".repeat(LABEL)), pen.span(Role::Text, left(&format!("B{}", at + 1), 5))];
        match state.heat {
            None => spans.push(pen.span(Role::Text, left("new", 12))),
            Some(heat) => {
                let [full, rest] = gauge_spans(pen, Role::Heat, heat, 5);
                spans.extend([full, rest, pen.span(Role::Heat, left(&format!(" {:.0}%", heat * 100.0), 7))]);
            }
        }
        spans.push(pen.span(Role::Text, right(&state.words.to_string(), 6)));
        for (name, classes) in kinds {
            let n: usize = classes.iter().map(|class| diff.count(*class)).sum();
            let text = if n == 0 || state.heat.is_none() { ".".to_owned() } else { n.to_string() };
            let role = if text == "." { Role::Dim } else { Role::Text };
            spans.push(pen.span(role, right(&text, cells(name))));
        }
        column.put(pen, spans);
    }
    column.gap();
}

/// `B1 new  B2 67% ...`: how much of each profile was not kept, and how long they are.
fn states(pen: &mut Pen<'_>, column: &mut Column, run: &RunSummary, look: Option<&Look>) {
    let Some(look) = look else {
        let text = format!("{} of {} batches, being read", run.written, run.batches);
        return put(pen, column, "states", &[pen.span(Role::Dim, text)]);
    };
    if look.states.is_empty() {
        return put(pen, column, "states", &[pen.span(Role::Text, "none is written yet")]);
    }
    let in_row = (column.width().saturating_sub(LABEL).min(pen.prose()) / CHIP).max(1);
    for (row, states) in look.states.chunks(in_row).enumerate() {
        let mut spans = vec![pen.span(Role::Dim, left(if row == 0 { "states" } else { "" }, LABEL))];
        for (at, state) in states.iter().enumerate() {
            let name = format!("B{} ", row * in_row + at + 1);
            let heat = match state.heat {
                None => vec![pen.span(Role::Text, "new")],
                Some(heat) => {
                    let [full, rest] = gauge_spans(pen, Role::Heat, heat, 4);
                    vec![full, rest, pen.span(Role::Heat, format!(" {:.0}%", heat * 100.0))]
                }
            };
            let words = format!(" {}w", state.words);
            let gap = " "
                .repeat(CHIP.saturating_sub(width(&name) + line_width(&heat.clone().into()) + width(&words)));
            spans.push(pen.span(Role::Text, name));
            spans.extend(heat);
            spans.push(pen.span(Role::Dim, words));
            spans.push(Span::raw(gap));
        }
        column.put(pen, spans);
    }
}

/// What it left and what left it.
fn family(study: &Study, run: &RunSummary) -> String {
    let all = || study.runs().iter().chain(study.other_runs());
    let name = |run: &RunSummary| {
        let trash = if run.trashed.is_some() { " (trash)" } else { "" };
        format!("{}{trash}", run.label())
    };
    let origin = match run.fork {
        None => "forked from no run".to_owned(),
        Some(fork) => {
            let parent = study.known_run(fork.run).map_or_else(|| fork.run.to_string(), name);
            let shared = match fork.from_batch {
                0 | 1 => "no batch".to_owned(),
                2 => "B1".to_owned(),
                3 => "B1 and B2".to_owned(),
                n => format!("B1 to B{}", n - 1),
            };
            format!("left {parent} at B{}, shares {shared}", fork.from_batch)
        }
    };
    let forks: Vec<String> =
        all().filter(|other| other.fork.is_some_and(|fork| fork.run == run.id)).map(name).collect();
    if forks.is_empty() { origin } else { format!("{origin}; forks: {}", forks.join(", ")) }
}
