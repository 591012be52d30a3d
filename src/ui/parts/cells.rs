//! Characters into cells, as quickly as it can be done: most of drawing is this. Never which ones, nor where.

use std::sync::LazyLock;

use ratatui::buffer::Cell;
use ratatui::style::Style;

/// Draws a character over a cell, in a style over the cell's.
pub(super) fn draw(cell: &mut Cell, drawn: Cell, style: Style) {
    let (fg, bg, modifier) = (cell.fg, cell.bg, cell.modifier);
    *cell = drawn;
    (cell.fg, cell.bg, cell.modifier) = (fg, bg, modifier);
    cell.set_style(style);
}

/// A cell with a character. Copies of those of which simple texts consist are quicker than new ones.
pub(super) fn with(character: char) -> Cell {
    /// From after the space to the last character of ASCII, then lines and blocks.
    static SIMPLE: LazyLock<Vec<Cell>> =
        LazyLock::new(|| ('!'..='~').chain('\u{2500}'..='\u{259f}').map(new).collect());
    fn new(character: char) -> Cell {
        let mut cell = Cell::EMPTY;
        cell.set_char(character);
        cell
    }
    let at = match character {
        ' ' => return Cell::EMPTY,
        '!'..='~' => character as usize - '!' as usize,
        '\u{2500}'..='\u{259f}' => character as usize - 0x2500 + ('~' as usize - '!' as usize + 1),
        _ => return new(character),
    };
    SIMPLE.get(at).cloned().unwrap_or_else(|| new(character))
}
