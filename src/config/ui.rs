//! `[ui]`: how the explorer looks and behaves, as its settings say; never how that is done.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::settings::whole;

/// `[ui]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own in the file")]
pub struct UiSettings {
    /// auto (by the terminal's background), or the name of a theme.
    pub theme: String,
    /// The theme that auto takes on a dark background.
    pub theme_dark: String,
    /// The theme that auto takes on a light background.
    pub theme_light: String,
    /// Whether wheel and clicks are for the program; then the terminal selects text only with shift or option.
    pub mouse: bool,
    /// Draw with + - | # instead of lines and blocks.
    pub ascii: bool,
    /// Whether things that move may do so.
    pub motion: Motion,
    /// Most cells in a line of prose.
    #[serde(deserialize_with = "prose_width")]
    #[schemars(range(min = 40, max = 200))]
    pub prose_width: u16,
    /// How changes are shown first.
    pub diff: DiffView,
    /// Whether held-out ratings stay hidden until an item is rated.
    pub hide_truth: bool,
    /// When quitting asks.
    pub confirm_quit: ConfirmQuit,
    /// Whether the explorer opens where it was left.
    pub restore_session: bool,
    /// How a copy reaches the clipboard.
    pub clipboard: Clipboard,
    /// Editor for longer texts; empty: $VISUAL, $EDITOR, then vi or notepad.
    pub editor: String,
}

impl Default for UiSettings {
    fn default() -> Self {
        Self {
            theme: "auto".to_owned(),
            theme_dark: "lusifer-dark".to_owned(),
            theme_light: "lusifer-light".to_owned(),
            mouse: false,
            ascii: false,
            motion: Motion::default(),
            prose_width: 88,
            diff: DiffView::default(),
            hide_truth: true,
            confirm_quit: ConfirmQuit::default(),
            restore_session: true,
            clipboard: Clipboard::default(),
            editor: String::new(),
        }
    }
}

fn prose_width<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    whole(deserializer, 40, 200).map(|cells| u16::try_from(cells).unwrap_or(u16::MAX))
}

/// Whether things that move may do so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    /// They may.
    #[default]
    Normal,
    /// They stand still.
    Reduced,
}

/// How changes are shown first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DiffView {
    /// Inline, or side by side where there is room.
    #[default]
    Auto,
    /// Deleted and inserted words in one text.
    Inline,
    /// Before and after side by side.
    Split,
    /// Only the text after, changes marked.
    After,
}

/// When quitting asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConfirmQuit {
    /// Always.
    Always,
    /// While something runs.
    #[default]
    Running,
    /// Never.
    Never,
}

/// How a copy reaches the clipboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Clipboard {
    /// The system's clipboard where there is one, else through the terminal, else a file.
    #[default]
    Auto,
    /// The system's clipboard alone.
    Native,
    /// Through the terminal (OSC 52), which also works over SSH.
    Osc52,
    /// Not at all.
    Off,
}
