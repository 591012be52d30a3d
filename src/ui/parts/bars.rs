//! Bars and sparks from block characters.

/// A bar of `share` (0 to 1) of `room` cells, in eighths of a cell; at least a sliver for anything above 0.
pub fn bar(share: f64, room: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * room as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { eighths };
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(PARTS.get(eighths % 8).copied().unwrap_or_default());
    bar
}

/// A bar of `share` of `room` whole cells with its empty part shown: `████──────`.
pub fn gauge(share: f64, room: usize) -> String {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let full = (share * room as f64).round() as usize;
    format!("{}{}", "█".repeat(full), "─".repeat(room - full))
}

/// One cell that is `share` (0 to 1) full from below; a space for nothing.
pub fn spark(share: f64) -> char {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    if !share.is_finite() || share <= 0.0 {
        return ' ';
    }
    let at = (share.min(1.0) * 8.0).ceil() as usize;
    LEVELS.get(at.saturating_sub(1)).copied().unwrap_or('█')
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
