//! Settings in layers, keymap, theme, paths, with defaults compiled in; never what an action does.

pub mod paths;
pub mod project;
