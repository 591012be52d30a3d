//! State to cells: layout, shared parts, one file per screen; never deciding.

pub mod glyphs;
pub mod hits;
pub mod kept;
pub mod layout;
pub mod parts;
pub mod picture;
pub mod screens;
pub mod text;

pub use crate::domain::dates;

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::actions::Action;
use crate::app::pointer::Hit;
use crate::app::{App, Phase, Screen};
use crate::config::theme::{Glyphs, Role, Theme};
use layout::{Class, SMALLEST, shell};
use parts::pen::{Column, Pane, Pen};
use parts::shell::{footer, header, hint, status};

/// What need not be worked out for every frame.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    /// The widest line of prose; `None` = [`text::PROSE`].
    pub prose: Option<usize>,
    /// Rows of the list of users.
    pub user_rows: screens::users::Rows,
    /// Wrapped texts.
    pub wraps: text::Wraps,
    /// Where things stand in the last frame.
    pub hits: hits::Hits,
    /// What is left of the last frame.
    pub kept: kept::Kept,
}

/// Draws the program in a theme.
#[derive(Clone, Debug, Default)]
pub struct Ui {
    theme: Theme,
    glyphs: Glyphs,
    /// The last frame, on which the next one is drawn.
    frame: Buffer,
    /// Whether all but the parts of the last frame is empty.
    is_ready: bool,
    cache: Cache,
}

impl Ui {
    /// Draws in a theme.
    pub fn new(theme: Theme) -> Self {
        Self { theme, ..Self::default() }
    }

    /// Draws with these characters.
    #[must_use]
    pub fn with_glyphs(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self.forget();
        self
    }

    /// Another one that draws like this.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { theme: self.theme.clone(), glyphs: self.glyphs, ..Self::default() }
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
        self.forget();
    }

    /// What stands at a cell of the last frame.
    pub fn hit(&self, column: u16, row: u16) -> Option<Hit> {
        self.cache.hits.at(column, row)
    }

    /// Draws the whole screen.
    pub fn frame(&mut self, app: &App) -> Drawn<'_> {
        let (width, height) = app.size();
        let area = Rect::new(0, 0, width, height);
        if self.frame.area != area {
            self.frame = Buffer::empty(area);
            self.forget();
        }
        self.get_ready();
        self.is_ready = false;
        self.draw(app);
        Drawn { same: self.cache.kept.end(&mut self.frame), cells: &self.frame }
    }

    /// Does what can be done for the next frame before it is known what it shows.
    pub fn get_ready(&mut self) {
        if !self.is_ready {
            let mut empty = Cell::EMPTY;
            empty.set_style(self.theme.style(Role::Text));
            self.cache.kept.get_ready(&mut self.frame, empty);
            self.is_ready = true;
        }
    }

    /// Nothing of the last frame can be left.
    fn forget(&mut self) {
        self.cache.kept.forget();
        self.is_ready = false;
    }

    fn draw(&mut self, app: &App) {
        let area = self.frame.area;
        self.cache.prose = Some(usize::from(app.settings().prose_width));
        self.cache.hits.begin(app.pin());
        let cache = &mut self.cache;
        let mut pen = Pen { buffer: &mut self.frame, theme: &self.theme, glyphs: self.glyphs, cache };
        draw(&mut pen, area, app);
        if self.glyphs == Glyphs::Ascii {
            glyphs::plain(&mut self.frame);
        }
    }
}

/// A frame.
#[derive(Debug)]
pub struct Drawn<'u> {
    /// All its cells.
    pub cells: &'u Buffer,
    /// Those that look as they did in the frame that was drawn before: places in the content of `cells`, in order.
    pub same: Vec<Range<usize>>,
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
            parts::context::draw(pen, shell.context, app, study);
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
