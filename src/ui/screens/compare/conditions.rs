//! What A and B are made of, line by line; what differs is marked.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Frame;
use crate::config::theme::Role;
use crate::domain::text::clean_line;
use crate::domain::{Run, made_with};
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::text::{left, wrap_plain};

/// Cells of a name with its mark.
const NAME: usize = 14;

/// Draws the pane.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: Frame<'_>) {
    let compared = &view.loaded.compared;
    let rows = rows(&compared.a, &compared.b, compared.shared);
    let differ = rows.iter().filter(|(_, a, b)| a != b).count();
    let scope = vec![format!("{differ} of {} differ", rows.len())];
    let title = Line::from(pen.span(Role::Title, "Made of"));
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, ..Pane::default() }));
    let side = column.width().saturating_sub(NAME + 2) / 2;
    let heading = format!("{}{}  {}", left("", NAME), left("A", side), left("B", side));
    let heading = pen.span(Role::Dim, heading);
    column.put(pen, heading);
    for (name, a, b) in rows {
        let differs = a != b;
        let role = if differs { Role::Strong } else { Role::Dim };
        let lines = |text: &str| -> Vec<String> {
            wrap_plain(text, pen.style(role), side).iter().map(ToString::to_string).collect()
        };
        let (a, b) = (lines(&a), lines(&b));
        for row in 0..a.len().max(b.len()) {
            let is_first = row == 0;
            let of = |lines: &[String]| left(lines.get(row).map_or("", String::as_str), side);
            let line = vec![
                pen.span(Role::Heat, if differs && is_first { "~ " } else { "  " }),
                pen.span(Role::Dim, left(if is_first { name } else { "" }, NAME - 2)),
                pen.span(role, format!("{}  {}", of(&a), of(&b))),
            ];
            column.put(pen, line);
        }
    }
}

/// Name, value of A, value of B.
fn rows(a: &Run, b: &Run, shared: usize) -> Vec<(&'static str, String, String)> {
    let row = |name, of: &dyn Fn(&Run) -> String| (name, of(a), of(b));
    let none = || "-".to_owned();
    let made = |name: &'static str| {
        let of = |run: &Run| {
            let with = made_with(&run.spec.simulator).into_iter();
            with.filter(|(what, _)| *what == name).map(|(_, value)| value).collect()
        };
        (name, of(a), of(b))
    };
    let shared = match shared {
        0 => none(),
        1 => "B1, not run again".to_owned(),
        batches => format!("B1 to B{batches}, not run again"),
    };
    vec![
        row("run", &|run| format!("{} {}", run.id, clean_line(&run.name))),
        row("forked", &|run| {
            run.fork.map_or_else(none, |fork| format!("{} at B{}", fork.run, fork.from_batch))
        }),
        ("shared", shared.clone(), shared),
        row("user", &|run| clean_line(&run.spec.user.to_string())),
        row("data", &|run| clean_line(&format!("{} {}", run.spec.data_name, run.spec.split))),
        row("order", &|run| run.spec.history.order.word().to_owned()),
        row("history", &|run| {
            let history = run.spec.history;
            format!("last {} by {}", history.length, history.batch_size)
        }),
        row("written", &|run| {
            let edited = crate::domain::edited_in_words(&run.edited());
            let edited = edited.map_or_else(String::new, |edited| format!(", {edited}"));
            format!("{} of {} batches{edited}", run.states.len(), run.batches)
        }),
        row("provider", &|run| clean_line(&run.spec.simulator.provider)),
        row("model", &|run| run.spec.simulator.model.as_deref().map_or_else(none, clean_line)),
        made("prompts"),
        made("temperature"),
        made("parameters"),
        row("seed", &|run| run.spec.seed.to_string()),
        row("made", &|run| clean_line(&run.created.chars().take(16).collect::<String>().replace('T', " "))),
    ]
}
