//! Settings in layers, keymap, theme, paths, with defaults compiled in; never what an action does.

pub mod keymap;
pub mod layers;
pub mod paths;
pub mod project;
pub mod providers;
pub mod recall;
pub mod sample;
pub mod schema;
pub mod settings;
pub mod theme;
pub mod ui;
