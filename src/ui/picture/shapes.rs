//! Characters that must meet their neighbours without a gap, as shapes of a cell: lines and blocks.

/// One cell of a picture is so wide and so high.
pub(super) const CELL: (f32, f32) = (8.4, 18.0);

/// What of a character is drawn: arms from the middle of the cell, or filled parts of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Thickness of the arms to the right, down, left and up; 0 = none, 1 = light, 2 = heavy.
    Arms([u8; 4]),
    /// A filled part: from left, from top, width and height in shares of the cell.
    Part(f32, f32, f32, f32),
}

/// The shape of a character; `None` where it is for a font.
pub(super) fn shape(symbol: &str) -> Option<Shape> {
    let mut characters = symbol.chars();
    let character = characters.next().filter(|_| characters.next().is_none())?;
    // Eighths from below and from the left.
    let code = u32::from(character);
    let share = |least: u32| (code + 1 - least) as f32 / 8.0;
    Some(match character {
        '─' => Shape::Arms([1, 0, 1, 0]),
        '━' => Shape::Arms([2, 0, 2, 0]),
        '│' => Shape::Arms([0, 1, 0, 1]),
        '┃' => Shape::Arms([0, 2, 0, 2]),
        '┌' | '╭' => Shape::Arms([1, 1, 0, 0]),
        '┐' | '╮' => Shape::Arms([0, 1, 1, 0]),
        '└' | '╰' => Shape::Arms([1, 0, 0, 1]),
        '┘' | '╯' => Shape::Arms([0, 0, 1, 1]),
        '┏' => Shape::Arms([2, 2, 0, 0]),
        '┓' => Shape::Arms([0, 2, 2, 0]),
        '┗' => Shape::Arms([2, 0, 0, 2]),
        '┛' => Shape::Arms([0, 0, 2, 2]),
        '├' => Shape::Arms([1, 1, 0, 1]),
        '┤' => Shape::Arms([0, 1, 1, 1]),
        '┬' => Shape::Arms([1, 1, 1, 0]),
        '┴' => Shape::Arms([1, 0, 1, 1]),
        '┼' => Shape::Arms([1, 1, 1, 1]),
        '┣' => Shape::Arms([2, 2, 0, 2]),
        '┫' => Shape::Arms([0, 2, 2, 2]),
        '╋' => Shape::Arms([2, 2, 2, 2]),
        '╴' => Shape::Arms([0, 0, 1, 0]),
        '╵' => Shape::Arms([0, 0, 0, 1]),
        '╶' => Shape::Arms([1, 0, 0, 0]),
        '╷' => Shape::Arms([0, 1, 0, 0]),
        '╸' => Shape::Arms([0, 0, 2, 0]),
        '╺' => Shape::Arms([2, 0, 0, 0]),
        '▀' => Shape::Part(0.0, 0.0, 1.0, 0.5),
        '▁'..='█' => Shape::Part(0.0, 1.0 - share(0x2581), 1.0, share(0x2581)),
        '▉'..='▏' => Shape::Part(0.0, 0.0, 1.0 - share(0x2589), 1.0),
        '▐' => Shape::Part(0.5, 0.0, 0.5, 1.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_fill_what_their_names_say() {
        assert_eq!(shape("█"), Some(Shape::Part(0.0, 0.0, 1.0, 1.0)));
        assert_eq!(shape("▁"), Some(Shape::Part(0.0, 0.875, 1.0, 0.125)));
        assert_eq!(shape("▏"), Some(Shape::Part(0.0, 0.0, 0.125, 1.0)));
        assert_eq!(shape("▉"), Some(Shape::Part(0.0, 0.0, 0.875, 1.0)));
        assert_eq!(shape("a"), None);
    }
}
