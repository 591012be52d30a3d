//! State to cells: layout, shared parts, one file per screen; never deciding.

pub mod glyphs;
pub mod hits;
pub mod layout;
pub mod parts;
pub mod picture;
pub mod screens;
pub mod text;

pub use crate::domain::dates;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::actions::Action;
use crate::app::pointer::Hit;
use crate::app::study::Study;
use crate::app::{App, Phase, Screen};
use crate::config::theme::{Glyphs, Role, Theme};
use crate::domain::DataHash;
use layout::{Class, SMALLEST, shell};
use parts::pen::{Column, Pane, Pen};
use parts::shell::{context, footer, header, hint, status};

/// What need not be worked out for every frame.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    /// The widest line of prose; `None` = [`text::PROSE`].
    pub prose: Option<usize>,
    /// Widths of the users' columns of a data set.
    pub user_columns: Option<(DataHash, Vec<usize>)>,
    /// Rows of the list of users.
    pub user_rows: screens::users::Rows,
    /// Wrapped texts.
    pub wraps: text::Wraps,
    /// Where things stand in the last frame.
    pub hits: hits::Hits,
}

/// Draws the program in a theme.
#[derive(Clone, Debug, Default)]
pub struct Ui {
    theme: Theme,
    glyphs: Glyphs,
    cache: Cache,
}

impl Ui {
    /// Draws in a theme.
    pub fn new(theme: Theme) -> Self {
        Self { theme, ..Self::default() }
    }

    /// Draws with these characters.
    #[must_use]
    pub fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// The theme.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Draws in another theme from now on.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
        // Texts are remembered with their styles.
        self.cache.wraps = text::Wraps::default();
    }

    /// What stands at a cell of the last frame.
    pub fn hit(&self, column: u16, row: u16) -> Option<Hit> {
        self.cache.hits.at(column, row)
    }

    /// Draws the whole screen.
    pub fn draw(&mut self, frame: &mut Frame<'_>, app: &App) {
        let area = frame.area();
        let (theme, glyphs) = (&self.theme, self.glyphs);
        self.cache.prose = Some(usize::from(app.settings().prose_width));
        self.cache.hits.begin(app.pin());
        let mut pen = Pen { buffer: frame.buffer_mut(), theme, glyphs, cache: &mut self.cache };
        let text = pen.style(Role::Text);
        pen.paint(area, text);
        draw(&mut pen, area, app);
        if glyphs == Glyphs::Ascii {
            glyphs::plain(frame.buffer_mut());
        }
    }
}

fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let shell = shell(area, app.has_strip());
    if shell.class == Class::TooSmall {
        let (width, height) = SMALLEST;
        let text = format!("Terminal is {}x{}; lusifer needs {width}x{height}", area.width, area.height);
        return pen.line(area, &Line::from(text));
    }
    header(pen, shell.header, app);
    match app.phase() {
        Phase::Open(study) => {
            let (facts, right) = facts(app, study);
            context(pen, shell.context, &facts, &right);
            match app.screen() {
                Screen::Users => screens::users::draw(pen, &shell, app, study),
                Screen::Profile => screens::profile::draw(pen, &shell, app, study),
                Screen::Rate => screens::rate::draw(pen, &shell, app, study),
                Screen::Metrics => screens::metrics::draw(pen, &shell, app, study),
                Screen::Calls => screens::calls::draw(pen, &shell, app, study),
                Screen::Runs => screens::runs::draw(pen, &shell, app, study),
                Screen::Prompts => screens::prompts::draw(pen, &shell, app),
                Screen::Compare => screens::compare::draw(pen, &shell, app, study),
            }
        }
        Phase::Loading => parts::arriving::draw(pen, shell.body, app),
        Phase::Closed(why) => closed(pen, shell.body, app, why),
    }
    parts::overlays::draw(pen, shell.body, app);
    // In the smallest class what is said, or how far long work is, takes the place of the keys.
    let works = app.jobs().study().is_some_and(|job| job.progress.is_some());
    let says = app.overlay().is_none() && (app.log().shown().is_some() || works);
    if shell.status.height == 0 && (says || !app.begun().is_empty()) {
        status(pen, shell.footer, app);
    } else {
        footer(pen, shell.footer, app);
    }
    if shell.status.height > 0 {
        status(pen, shell.status, app);
    }
}

/// The context row: facts at the left, one at the right.
fn facts(app: &App, study: &Study) -> (Vec<String>, String) {
    let data = &study.data;
    let name = format!("{} {}", folder(&data.source), data.split.name());
    let Some(subject) = study.subject.as_ref().filter(|_| app.screen() != Screen::Users) else {
        let users = text::plural(data.dataset.users.len(), "user");
        let items = text::plural(data.dataset.items.len(), "item");
        let ratings = text::plural(data.dataset.interactions.len(), "rating");
        let runs = text::plural(study.runs().len(), "run");
        return (vec![name, format!("{users}  {items}  {ratings}"), data.provider.clone()], runs);
    };
    let known: Vec<_> = data.dataset.users.known(subject.user).map(|(_, value)| value).collect();
    let known = crate::domain::text::clean_line(&known.join(" "));
    let user = format!("user {}", crate::domain::text::clean_line(&subject.id.to_string()));
    let run = match &subject.run {
        Some(run) => {
            let edited = crate::domain::edited_in_words(&run.edited());
            let edited = edited.map_or_else(String::new, |edited| format!(" ({edited})"));
            format!("{} {}{edited}", run.id, crate::domain::text::clean_line(&run.name))
        }
        None => "no run".to_owned(),
    };
    let right = format!("B{}/{}", subject.written(), subject.batches());
    let order = data.history.order.word().to_owned();
    (vec![user, run, known, data.provider.clone(), name, order], right)
}

/// The last part of a path; the whole of what is none.
fn folder(source: &str) -> String {
    let parts = source.split(['/', '\\']);
    crate::domain::text::clean_line(parts.rev().find(|part| !part.is_empty()).unwrap_or(source))
}

fn box_in_body(pen: &mut Pen<'_>, body: Rect, title: &str) -> Column {
    let title = Line::from(pen.span(Role::Title, title.to_owned()));
    let mut column = Column::new(pen.pane(body, &Pane { title, focused: true, ..Pane::default() }));
    column.gap();
    column
}

fn closed(pen: &mut Pen<'_>, body: Rect, app: &App, why: &str) {
    let mut column = box_in_body(pen, body, "No data");
    let room = column.width().min(pen.prose());
    let lines = text::wrap_plain(why, pen.style(Role::Text), room);
    column.put_all(pen, lines);
    column.gap();
    for (action, what) in [(Action::Run, "read again"), (Action::Close, "quit")] {
        if let Some(key) = hint(app.keymap(), app.screen_context(), &[action]) {
            let spans = vec![pen.span(Role::KeyHint, key), pen.span(Role::Text, format!("  {what}"))];
            column.put(pen, spans);
        }
    }
}
