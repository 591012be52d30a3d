//! `tui`: the explorer by name, or a frame of it without a terminal; never what is on it.

use clap::Args;

/// `tui`
#[derive(Args, Clone, Debug)]
pub struct TuiArgs {
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
