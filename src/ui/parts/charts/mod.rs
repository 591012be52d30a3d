//! Charts: pure functions of data and area, the same on every screen; never what the data means.
//!
//! They hold three rules: what is undefined is drawn as `n/a` and never as 0, what stands on fewer than
//! [`FEW`] values is dim, and whatever colour says can be told by a figure or a shape as well.

pub mod curve;
pub mod diverging;
pub mod heat;
pub mod histogram;

/// What stands on fewer values than this is dim: too few to read anything into.
pub const FEW: u64 = crate::app::screens::metrics::FEW as u64;

/// Drawing a chart on a screen of its own, for the tests of charts.
#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;

    use crate::config::theme::Theme;
    use crate::ui::Cache;
    use crate::ui::parts::pen::Pen;

    /// The rows of a chart, without the spaces at their ends.
    pub(super) fn drawn(width: u16, height: u16, draw: impl Fn(&mut Pen<'_>, Rect)) -> Vec<String> {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let (theme, mut cache) = (Theme::built_in("mono").unwrap(), Cache::default());
        let glyphs = crate::ui::glyphs::Glyphs::Unicode;
        draw(&mut Pen { buffer: &mut buffer, theme: &theme, glyphs, cache: &mut cache }, area);
        let row = |y: u16| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..height).map(|y| row(y).trim_end().to_owned()).collect()
    }

    /// Draws at every size, also where the area is larger than the screen.
    pub(super) fn every_size(draw: impl Fn(&mut Pen<'_>, Rect)) {
        for width in (0..40).chain([60, 90]) {
            for height in 0..16 {
                drawn(width, height, &draw);
                drawn(width, height, |pen, area| {
                    draw(pen, Rect { width: area.width + 7, height: area.height + 3, ..area });
                });
            }
        }
    }
}
