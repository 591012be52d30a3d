//! Bars and sparks from block characters.

use ratatui::text::Span;

use super::pen::Pen;
use crate::config::theme::Role;
use crate::ui::glyphs::{EIGHTHS, FULL, LEVELS, RULE};

/// A bar of `share` (0 to 1) of `room` cells, in eighths of a cell; at least a sliver for anything above 0.
pub fn bar(share: f64, room: usize) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * room as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { eighths };
    let part = (eighths % 8).checked_sub(1).and_then(|part| EIGHTHS.get(part)).copied();
    format!("{}{}", FULL.repeat(eighths / 8), part.unwrap_or_default())
}

/// A bar of `share` of `room` whole cells with its empty part shown: `████──────`.
pub fn gauge(share: f64, room: usize) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let full = (share * room as f64).round() as usize;
    format!("{}{}", FULL.repeat(full), RULE.repeat(room - full))
}

/// A gauge of which only the full part is coloured.
pub fn gauge_spans(pen: &Pen<'_>, role: Role, share: f64, room: usize) -> [Span<'static>; 2] {
    let gauge = gauge(share, room);
    let full = gauge.find(RULE).unwrap_or(gauge.len());
    let (full, rest) = gauge.split_at(full);
    [pen.span(role, full.to_owned()), pen.span(Role::Border, rest.to_owned())]
}

/// One cell that is `share` (0 to 1) full from below; a space for nothing.
pub fn spark(share: f64) -> char {
    if !share.is_finite() || share <= 0.0 {
        return ' ';
    }
    let at = (share.min(1.0) * 8.0).ceil() as usize;
    LEVELS.get(at.saturating_sub(1)).copied().unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::width;

    #[test]
    fn bars_never_exceed_their_room() {
        for room in 0..12 {
            for share in [-1.0, 0.0, 0.001, 0.3, 0.999, 1.0, 7.0, f64::NAN, f64::INFINITY] {
                assert!(width(&bar(share, room)) <= room.max(1), "{share} in {room}");
                assert_eq!(width(&gauge(share, room)), room, "{share} in {room}");
            }
        }
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.001, 4), "▏");
        assert_eq!([0.0, 0.01, 0.5, 1.0].map(spark), [' ', '▁', '▄', '█']);
    }
}
