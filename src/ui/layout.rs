//! Where everything stands: a pure function of the terminal's size and the screen, before anything is drawn.

use ratatui::layout::{Constraint, Layout, Rect};

/// The smallest terminal that is drawn in.
pub const SMALLEST: (u16, u16) = (60, 18);

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Below [`SMALLEST`].
    TooSmall,
    /// One pane, no status row.
    Xs,
    /// One pane.
    S,
    /// Two columns.
    M,
    /// Three columns.
    L,
}

/// The class of a size in columns and rows.
pub const fn class(width: u16, height: u16) -> Class {
    if width < SMALLEST.0 || height < SMALLEST.1 {
        Class::TooSmall
    } else if width < 80 || height < 24 {
        Class::Xs
    } else if width < 110 || height < 32 {
        Class::S
    } else if width < 160 || height < 48 {
        Class::M
    } else {
        Class::L
    }
}

/// The rows around the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shell {
    /// How much room there is.
    pub class: Class,
    /// Name and screens.
    pub header: Rect,
    /// What is looked at.
    pub context: Rect,
    /// A row of the screen's own above the panes; empty where it has none.
    pub strip: Rect,
    /// The panes.
    pub body: Rect,
    /// Keys.
    pub footer: Rect,
    /// Messages; empty where they share the footer's row.
    pub status: Rect,
}

/// The rows of a terminal. `strip` asks for a row above the panes.
pub fn shell(area: Rect, strip: bool) -> Shell {
    let class = class(area.width, area.height);
    let roomy = class >= Class::M;
    let rows = [1, 1, u16::from(strip || roomy), 0, u16::from(roomy), 1, u16::from(class >= Class::S)];
    let constraints =
        rows.map(|rows| if rows == 0 { Constraint::Length(0) } else { Constraint::Length(rows) });
    let mut constraints = constraints.to_vec();
    if let Some(body) = constraints.get_mut(3) {
        *body = Constraint::Min(0);
    }
    let [header, context, strip, body, _, footer, status] = Layout::vertical(constraints).areas(area);
    Shell { class, header, context, strip, body, footer, status }
}

/// Columns of these widths, as far as there is room.
pub fn columns(area: Rect, widths: &[u16]) -> Vec<Rect> {
    let mut rest = area;
    let mut cut = |width: u16| {
        let width = width.min(rest.width);
        let column = Rect { width, ..rest };
        rest = Rect { x: rest.x + width, width: rest.width - width, ..rest };
        column
    };
    widths.iter().map(|width| cut(*width)).collect()
}

/// Two columns: the left one `left` wide.
pub fn left_column(area: Rect, left: u16) -> [Rect; 2] {
    Layout::horizontal([Constraint::Length(left.min(area.width)), Constraint::Min(0)]).areas(area)
}

/// How wide a box is that does not cover an area, `width` at most: so that cells of what lies below are seen on both
/// sides of it, or the sides of both would seem to be one's.
pub fn box_width(area: Rect, width: u16) -> u16 {
    const BESIDE: u16 = 2;
    width.min(area.width.saturating_sub(2 * BESIDE))
}

/// A box in the middle, `width` and `height` at most: one that takes all rows may take all columns, too, others are as
/// wide as [`box_width`] says.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let height = height.min(area.height);
    let width = if height < area.height { box_width(area, width) } else { width.min(area.width) };
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_cover_every_size_without_overlap() {
        for width in [0, 1, 59, 60, 79, 80, 109, 110, 159, 160, 220] {
            for height in 0..60 {
                let area = Rect::new(0, 0, width, height);
                for strip in [false, true] {
                    let shell = shell(area, strip);
                    let parts =
                        [shell.header, shell.context, shell.strip, shell.body, shell.footer, shell.status];
                    assert!(parts.iter().all(|part| area.union(*part) == area), "{width}x{height}");
                    assert!(parts.windows(2).all(|two| two[0].bottom() <= two[1].y), "{width}x{height}");
                }
            }
        }
    }

    #[test]
    fn classes_begin_where_the_design_says() {
        let cases = [
            ((59, 18), Class::TooSmall),
            ((60, 18), Class::Xs),
            ((80, 24), Class::S),
            ((110, 32), Class::M),
            ((120, 31), Class::S),
            ((160, 48), Class::L),
            ((200, 47), Class::M),
        ];
        for ((width, height), expected) in cases {
            assert_eq!(class(width, height), expected, "{width}x{height}");
        }
    }
}
