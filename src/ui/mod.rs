//! State to cells: layout, shared parts, one file per screen; never deciding.

use ratatui::Frame;

use crate::app::App;
use crate::config::theme::Theme;

/// Draws the program in a theme.
#[derive(Clone, Debug, Default)]
pub struct Ui {
    theme: Theme,
}

impl Ui {
    /// Draws in a theme.
    pub fn new(theme: Theme) -> Self {
        Self { theme }
    }

    /// Draws the whole screen.
    pub fn draw(&mut self, _frame: &mut Frame<'_>, _app: &App) {
        let _ = &self.theme;
    }
}
