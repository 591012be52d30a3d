//! What the selected run says: its last change, and the profile that came of all of them; never which run it is.

use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::App;
use crate::app::screens::profile::Detail;
use crate::app::screens::runs::Look;
use crate::config::theme::Role;
use crate::diff::Class;
use crate::domain::text::clean;
use crate::ui::parts::pen::{Column, Pane, Pen};
use crate::ui::screens::profile::change::{self, Mode};
use crate::ui::text::{plural, wrap};

/// From this width on before and after stand side by side.
const SPLIT: u16 = 100;

/// How the newest text came of the one before it.
pub(super) fn change(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let look = app.screens().runs.look();
    let newest = look.and_then(|look| Some((look.diffs.len(), look.diffs.last()?)));
    let mode = if area.width >= SPLIT { Mode::Split } else { Mode::Inline };
    let (title, scope) = match newest {
        None => ("Last change".to_owned(), Vec::new()),
        Some((1, diff)) => ("B1".to_owned(), vec![plural(diff.words_after, "word")]),
        Some((batch, diff)) => {
            let changed = format!("{:.0}% changed", diff.heat * 100.0);
            let words = format!("{} > {} words", diff.words_before, diff.words_after);
            let shown = if mode == Mode::Split { mode.word() } else { "same hidden" };
            (format!("B{} > B{batch}", batch - 1), vec![changed, shown.to_owned(), words])
        }
    };
    let title = Line::from(pen.span(Role::Title, title));
    let mut column = Column::new(pen.pane(area, &Pane { title, scope, ..Pane::default() }));
    let Some((batch, diff)) = newest else { return nothing(pen, &mut column, look) };
    if batch == 1 {
        let note = pen.span(Role::Dim, "first profile: nothing to compare with");
        column.put(pen, note);
        column.gap();
        return paragraphs(pen, &mut column, look);
    }
    // Beside each other the two are read whole; in one text what stayed only takes rows.
    let whole = mode == Mode::Split || diff.count(Class::Same) == diff.sentences.len();
    let sentences: Vec<_> = diff.sentences.iter().filter(|pair| whole || pair.class != Class::Same).collect();
    let inner = column.rest();
    // No sentence is selected here: the list has the keys.
    change::draw(pen, inner, change::Look::plain(mode, Detail::Words), &sentences, usize::MAX);
    pen.cache.hits.no_rows(inner);
}

/// The newest profile in paragraphs.
pub(super) fn profile(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let look = app.screens().runs.look();
    let newest = look.map_or(0, |look| look.states.len());
    let title = if newest == 0 { "Profile".to_owned() } else { format!("Profile after B{newest}") };
    let title = Line::from(pen.span(Role::Title, title));
    let mut column = Column::new(pen.pane(area, &Pane { title, ..Pane::default() }));
    paragraphs(pen, &mut column, look);
}

fn paragraphs(pen: &mut Pen<'_>, column: &mut Column, look: Option<&Look>) {
    let Some(state) = look.and_then(|look| look.run.states.last()) else { return nothing(pen, column, look) };
    let room = column.width().min(pen.prose());
    let mut spans = vec![pen.span(Role::Text, clean(&state.profile))];
    if let Some(update) = &state.update {
        let speaker = look.map_or("Simulator", |look| look.run.spec.simulator.speaker());
        spans.push(pen.span(Role::Dim, format!("\n\n{speaker} says: ")));
        spans.push(pen.span(Role::Text, clean(update)));
    }
    let lines = wrap(&spans, room);
    column.put_all(pen, lines);
}

fn nothing(pen: &mut Pen<'_>, column: &mut Column, look: Option<&Look>) {
    if look.is_some() {
        let line = pen.span(Role::Dim, "none is written yet");
        column.put(pen, line);
    }
}
