//! Profile: batches, what changed with the one looked at, and what that rests on.
//!
//! ```text
//! S                M                       L
//! B1 B2 [B3] B4    B1 B2 [B3] B4           B1 B2 [B3] B4
//! +----------+     +-----+ +---------+     +------+ +--------+ +-----+
//! | one pane |     |batch| | text    |     |batch | | text   | |items|
//! |          |     |es   | +---------+     +------+ |        | |     |
//! |          |     |     | | why,    |     |ledger| +--------+ |     |
//! |          |     |     | | items,..|     |      | | why    | |     |
//! +----------+     +-----+ +---------+     +------+ +--------+ +-----+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::actions::Action;
use crate::app::App;
use crate::app::jobs::Kind;
use crate::app::pointer::Spot;
use crate::app::screens::profile::{BehindTab, Focus, ProfilePane, Shape, TextTab};
use crate::app::study::{Study, Subject};
use crate::config::theme::Role;
use crate::domain::ProfileState;
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Pen, line_width};
use crate::ui::parts::place::{key_of, no_user};
use crate::ui::parts::shell::tabs;
use crate::ui::text::width;

mod batches;
mod beside;
pub(super) mod change;
mod items;
mod ledger;
mod left;
mod reading;
mod running;
mod says;
mod shared;
mod stored;
mod tagged;
mod why;

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App, study: &Study) {
    let Some(subject) = &study.subject else { return no_user(pen, shell.body, app, "Profile") };
    strip(pen, shell.strip, app, subject);
    let focus = app.screens().profile.focus;
    let view = View { app, study, subject, alone: false };
    match shell.class {
        Class::M if !app.is_zoomed() => {
            let [left, right] = pen.columns(shell.body, &app.columns());
            let [text, below] = pen.stack(right, &app.stacks(), 0);
            batches::draw(pen, left, view);
            reading::draw(pen, text, view);
            // Before a state is written, what it will be written from is all that stands behind it.
            let batch = app.screens().profile.batch(subject);
            let is_written = batch.is_some_and(|batch| subject.state(batch).is_some());
            let is_free = focus.pane != ProfilePane::Behind && !is_written;
            behind(pen, below, view, if is_free { BehindTab::Items } else { focus.behind });
        }
        Class::L if !app.is_zoomed() => {
            let [left, middle, items] = pen.columns(shell.body, &app.columns());
            let stacks = app.stacks();
            let [batches, ledger] = pen.stack(left, &stacks, 0);
            let [text, why] = pen.stack(middle, &stacks, 1);
            batches::draw(pen, batches, view);
            behind(pen, ledger, view, BehindTab::Ledger);
            reading::draw(pen, text, view);
            behind(pen, why, view, BehindTab::Why);
            behind(pen, items, view, BehindTab::Items);
        }
        _ => {
            let view = View { alone: true, ..view };
            match focus.pane {
                ProfilePane::Batches => batches::draw(pen, shell.body, view),
                ProfilePane::Text => reading::draw(pen, shell.body, view),
                ProfilePane::Behind => behind(pen, shell.body, view, focus.behind),
            }
        }
    }
}

fn behind(pen: &mut Pen<'_>, area: Rect, view: View<'_>, tab: BehindTab) {
    match tab {
        BehindTab::Why => why::draw(pen, area, view),
        BehindTab::Items => items::draw(pen, area, view),
        BehindTab::Ledger => ledger::draw(pen, area, view),
    }
}

/// What the panes are drawn from.
#[derive(Clone, Copy)]
struct View<'a> {
    app: &'a App,
    study: &'a Study,
    subject: &'a Subject,
    /// Whether the pane has the whole body.
    alone: bool,
}

impl View<'_> {
    fn focused(self, pane: ProfilePane) -> bool {
        self.app.screens().profile.focus.pane == pane
    }

    fn spot(self, pane: ProfilePane) -> Spot {
        Spot::Profile(Focus { pane, ..self.app.screens().profile.focus })
    }

    fn spot_behind(self, behind: BehindTab) -> Spot {
        let focus = self.app.screens().profile.focus;
        Spot::Profile(Focus { pane: ProfilePane::Behind, behind, ..focus })
    }

    fn focused_behind(self, tab: BehindTab) -> bool {
        self.app.screens().profile.focus.is_on(tab)
    }

    /// The tabs of the text pane; of all panes where there is only one.
    fn text_title(self, pen: &mut Pen<'_>) -> Line<'static> {
        let profile = &self.app.screens().profile;
        if profile.shape == Shape::One {
            return self.all_tabs(pen);
        }
        let active = TextTab::ALL.iter().position(|tab| *tab == profile.focus.text).unwrap_or(0);
        tabs(pen, &TextTab::ALL.map(TextTab::title), active)
    }

    /// The tabs of the pane behind the text; a name alone where each has a pane of its own.
    fn title(self, pen: &mut Pen<'_>, tab: BehindTab) -> Line<'static> {
        match self.app.screens().profile.shape {
            Shape::One => self.all_tabs(pen),
            Shape::Two => {
                let active = BehindTab::ALL.iter().position(|one| *one == tab).unwrap_or(0);
                tabs(pen, &BehindTab::ALL.map(BehindTab::title), active)
            }
            Shape::Three => Line::from(pen.span(Role::Title, tab.title())),
        }
    }

    fn all_tabs(self, pen: &mut Pen<'_>) -> Line<'static> {
        let names = Focus::RING.map(|(pane, text, behind)| match pane {
            ProfilePane::Behind => behind.title(),
            ProfilePane::Text | ProfilePane::Batches => text.title(),
        });
        tabs(pen, &names, self.app.screens().profile.focus.place())
    }

    /// The key of an action, for a sentence.
    fn key(self, action: Action) -> String {
        key_of(self.app, action)
    }

    fn is_writing(self) -> bool {
        let job = self.app.jobs().running(Kind::Write);
        job.is_some_and(|job| job.user.as_ref() == Some(&self.subject.id))
    }
}

/// `B1 new   B2 67%  [B3 54%]  B4`: how much of each profile was not kept.
fn strip(pen: &mut Pen<'_>, area: Rect, app: &App, subject: &Subject) {
    let profile = &app.screens().profile;
    let here = profile.batch(subject);
    let writing = app.jobs().running(Kind::Write).is_some();
    let mut cells: Vec<Vec<Span<'static>>> = Vec::new();
    for number in 1..=subject.batches() {
        let (text, role) = match subject.diff(number) {
            Some(_) if number == 1 => ("new".to_owned(), Role::Text),
            Some(diff) => (format!("{:.0}%", diff.heat * 100.0), Role::Heat),
            None if writing && number == subject.written() + 1 => ("...".to_owned(), Role::Info),
            None => ("-".to_owned(), Role::Dim),
        };
        let edited = subject.state(number).is_some_and(ProfileState::is_edited);
        let (open, close) = if here == Some(number) { ("[", "]") } else { (" ", " ") };
        let name = if here == Some(number) { Role::Title } else { Role::Text };
        cells.push(vec![
            pen.span(name, format!("{open}B{number} ")),
            pen.span(role, text),
            pen.span(Role::Warn, if edited { " edited" } else { "" }),
            pen.span(name, close),
            Span::raw("  "),
        ]);
    }
    let widths: Vec<usize> =
        cells.iter().map(|cell| cell.iter().map(|span| width(&span.content)).sum()).collect();
    // The note is only for those who have the room.
    let note = Line::from(pen.span(Role::Dim, "change = share of words not kept "));
    let both = widths.iter().sum::<usize>() + line_width(&note) + 2;
    let room = usize::from(area.width);
    let note = if both <= room { note } else { Line::default() };
    // With many batches, those around the one looked at.
    let here = here.map_or(0, |number| number - 1);
    let (mut first, mut last) = (here, here);
    let total = |first: usize, last: usize| widths.iter().skip(first).take(last - first + 1).sum::<usize>();
    loop {
        if last + 1 < cells.len() && total(first, last + 1) <= room {
            last += 1;
        } else if first > 0 && total(first - 1, last) <= room {
            first -= 1;
        } else {
            break;
        }
    }
    let mut x = area.x;
    for at in first..=last {
        let wide = widths.get(at).copied().unwrap_or(0) as u16;
        let cell = Rect { x, width: wide, ..area }.intersection(area);
        pen.cache.hits.sibling(cell, at.cast_signed() - here.cast_signed());
        x += wide;
    }
    let spans: Vec<_> = cells.into_iter().skip(first).take(last + 1 - first).flatten().collect();
    pen.line(area, &Line::from(spans));
    pen.line_right(area, &note);
}
