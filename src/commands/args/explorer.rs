//! The explorer's own arguments: where it opens, and `tui`, which opens it by name or prints a frame of it; never
//! what is on a screen.

use clap::Args;

use super::common::RecordedArg;
use crate::domain::{Id, RunId};

/// Where the explorer opens.
#[derive(Args, Clone, Debug, Default)]
pub struct OpenArgs {
    /// Open the profile of this user
    #[arg(long, value_name = "U", value_parser = user, allow_hyphen_values = true, help_heading = "Explorer")]
    pub user: Option<Id>,
    /// Open this run: r3 or 3
    #[arg(long, value_name = "R", help_heading = "Explorer")]
    pub run: Option<RunId>,
    /// Start anew instead of where the explorer was left
    #[arg(long, help_heading = "Explorer")]
    pub fresh: bool,
}

impl OpenArgs {
    /// The first of these flags that was given.
    pub(in crate::commands) fn first(&self) -> Option<&'static str> {
        let given = [(self.user.is_some(), "--user"), (self.run.is_some(), "--run"), (self.fresh, "--fresh")];
        given.into_iter().find(|(given, _)| *given).map(|(_, flag)| flag)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "clap takes readers that may fail")]
fn user(text: &str) -> Result<Id, String> {
    Ok(Id::parse(text))
}

/// `tui`
#[derive(Args, Clone, Debug)]
pub struct TuiArgs {
    /// Where.
    #[command(flatten)]
    pub open: OpenArgs,
    /// As a frame.
    #[command(flatten)]
    pub shot: ShotArgs,
}

/// `replay`
#[derive(Args, Clone, Debug)]
pub struct ReplayArgs {
    /// A bundle that export made, or a run of the store: r3
    #[arg(value_name = "FILE|RUN")]
    pub recorded: RecordedArg,
    /// Play it: states appear one after the other, at the pace at which they came
    #[arg(long)]
    pub realtime: bool,
    /// As a frame.
    #[command(flatten)]
    pub shot: ShotArgs,
}

/// A frame that is printed instead of opening the explorer.
#[derive(Args, Clone, Debug)]
pub struct ShotArgs {
    /// Keys to type first, as keys.toml writes them, separated by spaces; the work that a key asks for is done
    /// before the next one; `wait` lets the message in the status row leave
    #[arg(long, value_name = "KEYS", requires = "output", default_value = "", allow_hyphen_values = true)]
    pub keys: String,
    /// Columns and rows of the frame
    #[arg(long, value_name = "WxH", requires = "output", value_parser = size, default_value = "120x40")]
    pub size: (u16, u16),
    /// As what.
    #[command(flatten)]
    pub output: TuiOutput,
}

/// What is printed instead of opening the explorer.
#[derive(Args, Clone, Copy, Debug)]
#[group(id = "output", multiple = false)]
pub struct TuiOutput {
    /// Print the last frame as text and end; needs no terminal
    #[arg(long)]
    pub frame: bool,
    /// ... with the terminal's codes for colours and attributes
    #[arg(long)]
    pub ansi: bool,
    /// ... as a picture (SVG)
    #[arg(long)]
    pub svg: bool,
}

/// The widest and highest frame.
const MOST: (u16, u16) = (1_000, 500);

fn size(text: &str) -> Result<(u16, u16), String> {
    let sensible = |number: &str, most: u16| number.parse().ok().filter(|number| (1..=most).contains(number));
    let parts = text.split_once(['x', 'X']);
    parts
        .and_then(|(width, height)| Some((sensible(width, MOST.0)?, sensible(height, MOST.1)?)))
        .ok_or_else(|| format!("expected columns and rows such as 120x40, {}x{} at most", MOST.0, MOST.1))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_strictly() {
        assert_eq!(size("120x40"), Ok((120, 40)));
        for wrong in ["", "120", "0x40", "120x", "x", "120x40x2", "-1x5", "70000x40", "12 x 4"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
