//! The prompts of A and B, file by file: lines that only one of them has, and words in those that were edited.

use ratatui::layout::Rect;

use super::Frame;
use crate::app::screens::compare::ComparePane;
use crate::ui::parts::pen::Pen;
use crate::ui::screens::calls::detail;
use crate::ui::text::plural;

/// Draws the pane.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, view: Frame<'_>) {
    let prompts = view.loaded.prompts();
    let lines = view.compare.lines();
    let selected = view.compare.line(lines.len()).unwrap_or(0);
    let differ = prompts.files.len();
    let scope = if differ == 0 {
        Vec::new()
    } else {
        vec![format!("{} {}", plural(differ, "file"), if differ == 1 { "differs" } else { "differ" })]
    };
    let foot = format!("line {} of {}", selected + 1, lines.len());
    let frame = view.pane(pen, ComparePane::Prompts, scope, foot);
    detail::put(pen, area, &frame, lines, selected);
}
