//! Truth against prediction: counts by level as heat, what stands out in words, and where there is room how
//! high the truth is where the method says a level.

use super::View;
use crate::actions::Action;
use crate::app::screens::metrics::{FEW, most_confused};
use crate::config::theme::Role;
use crate::ui::parts::charts::diverging;
use crate::ui::parts::charts::heat::Square;
use crate::ui::parts::pen::{Column, Pen};
use crate::ui::parts::shell::hint;
use crate::ui::text::wrap_plain;

pub(super) fn draw(pen: &mut Pen<'_>, column: &mut Column, view: &View<'_>) {
    let Some(method) = view.report.methods.get(view.method) else { return };
    let name = super::figures::label(&method.name);
    let levels: Vec<String> = view.scale.levels().map(|level| level.to_string()).collect();
    let square = Square { corner: "truth\\says", names: &levels, counts: &method.confusion };
    let rows = Square::height(levels.len());
    square.draw(pen, column.take(rows));
    if method.n < FEW {
        return;
    }
    column.gap();
    // Only the model's ratings can be looked into.
    let key =
        hint(view.app.keymap(), view.app.screen_context(), &[Action::Open]).filter(|_| view.method == 0);
    for remark in remarks(&name, &method.confusion, &levels, key.as_deref()) {
        let lines = wrap_plain(&remark, pen.style(Role::Text), column.width());
        column.put_all(pen, lines);
    }
    let calibration = [
        (
            diverging::Heading { name: "says", mean: "truth", value: "off" },
            calibration(&method.confusion, view),
        ),
        (diverging::Heading { name: "truth", mean: "says", value: "off" }, recall(&method.confusion, view)),
    ];
    for (heading, rows) in calibration {
        let wanted = diverging::height(&rows);
        if column.left() > wanted {
            column.gap();
            diverging::draw(pen, column.take(wanted), heading, &rows);
        }
    }
    // Tall screens have room for errors by something else than what is listed beside.
    if view.method == 0 && column.left() >= 8 {
        column.gap();
        super::groups::draw_other(pen, column, view);
    }
}

/// For each level that is said: how often, the mean truth there, and how far that is from what is said.
fn calibration(confusion: &[Vec<u64>], view: &View<'_>) -> Vec<diverging::Row> {
    let stars: Vec<f64> = view.scale.levels().map(crate::domain::Rating::stars).collect();
    let row = |(said, level): (usize, &f64)| {
        let column = || confusion.iter().map(|row| row.get(said).copied().unwrap_or(0));
        let n: u64 = column().sum();
        let sum: f64 = column().zip(&stars).map(|(n, stars)| n as f64 * stars).sum();
        let mean = (n > 0).then(|| sum / n as f64);
        let name = view.scale.levels().nth(said).map_or_else(String::new, |level| level.to_string());
        diverging::Row { name, n, mean, value: mean.map(|mean| mean - level) }
    };
    stars.iter().enumerate().map(row).collect()
}

/// For each level of the truth: how often, the mean of what is said there, and how far that is from it.
fn recall(confusion: &[Vec<u64>], view: &View<'_>) -> Vec<diverging::Row> {
    let levels = view.scale.levels().len();
    let turned: Vec<Vec<u64>> = (0..levels)
        .map(|said| confusion.iter().map(|row| row.get(said).copied().unwrap_or(0)).collect())
        .collect();
    calibration(&turned, view)
}

/// What stands out: the level that is said too often, the one too rarely, the largest confusion.
fn remarks(name: &str, confusion: &[Vec<u64>], levels: &[String], key: Option<&str>) -> Vec<String> {
    let truth: Vec<u64> = confusion.iter().map(|row| row.iter().sum()).collect();
    let said: Vec<u64> =
        (0..levels.len()).map(|at| confusion.iter().filter_map(|row| row.get(at)).sum()).collect();
    let by_level = || levels.iter().zip(said.iter().zip(&truth));
    let too_often = by_level().max_by_key(|(_, (said, truth))| said.saturating_sub(**truth));
    let too_rarely = by_level().max_by_key(|(_, (said, truth))| truth.saturating_sub(**said));
    let counted = |what: &str, found: Option<(&String, (&u64, &u64))>| {
        let (level, (said, truth)) = found.filter(|(_, (said, truth))| said != truth)?;
        Some(format!("{name} says {level} too {what}: {said} times, truth {truth}"))
    };
    let listed = key.map_or_else(String::new, |key| format!(" ({key} lists them)"));
    let largest = most_confused(confusion).and_then(|(n, truth, said)| {
        let items = crate::domain::numbers::plural(n as usize, "item");
        Some(format!("truth {}, {name} {}: {items}{listed}", levels.get(truth)?, levels.get(said)?))
    });
    [counted("often", too_often), counted("rarely", too_rarely), largest].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_out_is_said_in_a_sentence() {
        let levels: Vec<String> = (1..=3).map(|level| level.to_string()).collect();
        let confusion = [vec![1, 5, 0], vec![0, 3, 0], vec![0, 9, 2]];
        let said = remarks("model", &confusion, &levels, Some("enter"));
        assert_eq!(
            said,
            [
                "model says 2 too often: 17 times, truth 3",
                "model says 3 too rarely: 2 times, truth 11",
                "truth 3, model 2: 9 items (enter lists them)",
            ]
        );
        assert!(remarks("model", &[vec![2, 0], vec![0, 2]], &levels[..2], None).is_empty());
        assert!(remarks("model", &[], &[], None).is_empty());
    }
}
