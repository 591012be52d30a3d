//! How far apart the repetitions of a step lie, over a screen, and what more of them will take.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::App;
use crate::app::message::Work;
use crate::app::overlay::{Prompt, Purpose};
use crate::app::spread::SpreadSheet;
use crate::config::theme::Role;
use crate::ui::layout::centred;
use crate::ui::parts::pen::{Pane, Pen};
use crate::ui::screens::calls::detail;

/// As wide as prose and what stands before it.
const WIDTH: u16 = 104;

pub(super) fn draw(pen: &mut Pen<'_>, body: Rect, app: &App, sheet: &SpreadSheet) {
    let lines = app.spread_lines(sheet);
    let selected = sheet.cursor.of(lines.len()).unwrap_or(0);
    let area = centred(body, WIDTH, body.height);
    pen.cover(area);
    let title = Line::from(pen.span(Role::Title, "Spread"));
    let scope = vec![sheet.steps.words()];
    let foot = format!("line {} of {}", selected + 1, lines.len());
    let frame = Pane { title, scope, foot, focused: true, ..Pane::default() };
    detail::put(pen, area, &frame, &lines, selected);
}

/// What is typed takes: `about 9,100 tokens, about $0.0021`; nothing where nobody is asked or it is not known.
pub(super) fn cost(app: &App, prompt: &Prompt) -> Option<String> {
    let Purpose::Repeat(steps) = prompt.purpose else { return None };
    let times = prompt.input.text().trim().parse().ok()?;
    let forecast = app.costs().of(&Work::Repeat { steps, times })?;
    Some(format!("{forecast}, if no answer has to be asked for again"))
}
