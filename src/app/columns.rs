//! How wide the columns of panes are, and where the borders between panes stand: as a screen means them, or as somebody
//! drew them; never what stands in the panes.

use std::collections::BTreeMap;
use std::time::Duration;

use super::desk::Screen;
use super::log::Level;
use super::pointer::Border;
use super::screens::profile::Shape;
use super::stacks::LEAST;
use super::{App, Phase};
use crate::actions::Action;

/// A column as the screen means it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Column {
    width: u16,
    /// Narrower it is of no use.
    least: u16,
}

/// Which border: the screen, how many columns stand there, which of the borders.
type Name = (Screen, usize, Border);

/// A share of the whole width is counted in so many parts, so that no cell is lost on the way.
const WHOLE: u32 = 10_000;

/// In the name of a border between stacked panes.
const ABOVE: &str = "above";

/// How far a key moves a border, in cells.
const STEP: u16 = 2;

/// How long a second press counts as one with the first.
const DOUBLE: Duration = Duration::from_millis(400);

/// The borders that were moved.
#[derive(Clone, Debug, Default)]
pub(super) struct Borders {
    /// Where each stands, as a share of the width or the height, so that it survives another size.
    shares: BTreeMap<Name, u16>,
    /// The border that keys move, counted as they stand: those between columns first.
    chosen: usize,
    /// The border that the mouse holds, and the cells from the pointer to it.
    held: Option<(Border, i32)>,
    /// The border that was last pressed, and when.
    pressed: Option<(Border, Duration)>,
}

impl App {
    /// The widths of the columns of panes on the screen in front; one where panes do not stand beside each other.
    pub fn columns(&self) -> Vec<u16> {
        let meant = self.meant_columns();
        let borders = self.between_columns(&meant);
        let mut from = 0;
        let mut widths: Vec<u16> = borders
            .into_iter()
            .map(|border| {
                let width = border - from;
                from = border;
                width
            })
            .collect();
        widths.push(self.size.0.saturating_sub(from));
        widths
    }

    /// The heights of the upper panes of the screen in front where panes stand above each other, from the left.
    pub fn stacks(&self) -> Vec<u16> {
        let columns = self.meant_columns().len();
        self.within_stacks(&self.meant_stacks(), columns)
    }

    /// Where the borders within stacks stand: the first row below each.
    fn within_stacks(&self, meant: &[u16], columns: usize) -> Vec<u16> {
        let rows = self.body_rows();
        let most = rows.saturating_sub(LEAST).max(LEAST);
        let stands = |(at, upper): (usize, &u16)| {
            let share = self.borders.shares.get(&(self.screen, columns, Border::Above(at)));
            share.map_or(*upper, |&share| of_whole(share, rows).clamp(LEAST, most))
        };
        meant.iter().enumerate().map(stands).collect()
    }

    /// All borders of the screen in front, with where they stand.
    fn all_borders(&self) -> Vec<(Border, u16)> {
        let meant = self.meant_columns();
        let columns = self.between_columns(&meant).into_iter().enumerate();
        let columns = columns.map(|(at, stands)| (Border::Beside(at), stands));
        let stacks = self.within_stacks(&self.meant_stacks(), meant.len()).into_iter().enumerate();
        columns.chain(stacks.map(|(at, stands)| (Border::Above(at), stands))).collect()
    }

    /// Where a border stands.
    fn stands(&self, border: Border) -> Option<u16> {
        self.all_borders().into_iter().find(|(one, _)| *one == border).map(|(_, stands)| stands)
    }

    /// Where the borders between columns stand: the first cell right of each.
    fn between_columns(&self, meant: &[Column]) -> Vec<u16> {
        let width = self.size.0;
        let mut borders = Vec::new();
        let mut from = 0;
        let mut usual = 0;
        for (at, column) in meant.iter().enumerate().take(meant.len().saturating_sub(1)) {
            usual += column.width;
            let share = self.borders.shares.get(&(self.screen, meant.len(), Border::Beside(at)));
            let wanted = share.map_or(usual, |&share| of_whole(share, width));
            // Room for this one, and for all that come after it.
            let after: u16 = meant.iter().skip(at + 1).map(|column| column.least).sum();
            let most = width.saturating_sub(after);
            from = wanted.min(most).max((from + column.least).min(most));
            borders.push(from);
        }
        borders
    }

    /// The columns as the screen means them, in this size.
    fn meant_columns(&self) -> Vec<Column> {
        let width = self.size.0;
        let shape = Shape::of(self.size);
        let Phase::Open(study) = &self.phase else { return vec![Column { width, least: 0 }] };
        // Without a run there is nothing beside the list.
        let is_bare = match self.screen {
            Screen::Runs => self.screens.runs.rows().is_empty(),
            Screen::Calls => self.screens.calls.rows().is_empty(),
            Screen::Prompts => self.screens.prompts.pack().is_none(),
            _ => false,
        };
        if self.is_zoomed || is_bare {
            return vec![Column { width, least: 0 }];
        }
        // The right ones are so wide; the first has the rest.
        let right = |right: &[u16]| {
            let rest = width.saturating_sub(right.iter().sum());
            [&[rest], right].concat()
        };
        let half = |wanted: u16| wanted.min(width / 2);
        // As wide as a square of counts wants to be, with its frame.
        let levels = study.data.dataset.scale.levels().len() as u16;
        let square = (7 * (levels + 1) + 15).max(56);
        let (widths, least): (Vec<u16>, [u16; 3]) = match (self.screen, shape) {
            (Screen::Users, Shape::Two) => (right(&[half(46)]), [44, 30, 0]),
            (Screen::Users, Shape::Three) => {
                let last = half(102) / 2;
                (right(&[half(102) - last, last]), [44, 30, 30])
            }
            (Screen::Profile, Shape::Two) => (vec![36, width.saturating_sub(36)], [24, 50, 0]),
            (Screen::Profile, Shape::Three) => {
                let last = (width.saturating_sub(36) / 2).min(64);
                (vec![36, width.saturating_sub(36 + last), last], [24, 50, 34])
            }
            (Screen::Rate, Shape::Two) => (right(&[half(56)]), [44, 40, 0]),
            (Screen::Rate, Shape::Three) => (right(&[56, 68]), [44, 34, 44]),
            (Screen::Metrics, Shape::Two) => (right(&[half(square)]), [46, 42, 0]),
            (Screen::Metrics, Shape::Three) => (right(&[square, 70]), [46, 42, 42]),
            (Screen::Calls | Screen::Prompts, Shape::Two) => (right(&[half(width)]), [44, 44, 0]),
            (Screen::Calls | Screen::Prompts, Shape::Three) => (right(&[width / 3, width / 3]), [44, 44, 44]),
            (Screen::Runs, Shape::Two) => (right(&[half(width)]), [50, 44, 0]),
            (Screen::Runs, Shape::Three) => (right(&[half(78)]), [50, 40, 0]),
            (Screen::Compare, Shape::Two) => (right(&[half(62)]), [44, 44, 0]),
            (Screen::Compare, Shape::Three) => {
                let last = (width / 3).min(64);
                (right(&[half(62).min(width / 3), last]), [44, 44, 44])
            }
            (_, Shape::One) => (vec![width], [0; 3]),
        };
        // A screen that means a column narrower than that knows what it does.
        let columns = widths.into_iter().zip(least);
        columns.map(|(width, least)| Column { width, least: least.min(width) }).collect()
    }

    /// Puts a border in front of a cell, as far as the panes beside it keep their room; whether it moved.
    fn put_border(&mut self, border: Border, cell: i32) -> bool {
        let before = self.stands(border);
        let whole = match border {
            Border::Beside(_) => self.size.0,
            Border::Above(_) => self.body_rows(),
        };
        let share = |cell: u32| {
            let share = (cell * WHOLE).checked_div(u32::from(whole)).unwrap_or(0);
            u16::try_from(share).unwrap_or(u16::MAX)
        };
        let name = (self.screen, self.meant_columns().len(), border);
        self.borders.shares.insert(name, share(u32::try_from(cell).unwrap_or(0).min(u32::from(whole))));
        let after = self.stands(border);
        // What is out of bounds is not remembered: the next step would only take it back.
        if let Some(stands) = after {
            self.borders.shares.insert(name, share(u32::from(stands)));
        }
        self.needs_drawing = true;
        before != after
    }

    /// The mouse took a border; at once again, it goes back to where the screen means it.
    pub(super) fn take_border(&mut self, border: Border, (column, row): (u16, u16), now: Duration) {
        let all = self.all_borders();
        let Some(at) = all.iter().position(|(one, _)| *one == border) else { return };
        let Some(&(_, stands)) = all.get(at) else { return };
        self.borders.chosen = at;
        let is_double =
            self.borders.pressed.is_some_and(|(before, then)| before == border && now < then + DOUBLE);
        if is_double {
            let columns = self.meant_columns().len();
            self.borders.shares.remove(&(self.screen, columns, border));
            self.borders.pressed = None;
        } else {
            self.borders.held = Some((border, i32::from(stands) - i32::from(border.along(column, row))));
            self.borders.pressed = Some((border, now));
        }
    }

    /// The mouse draws the border that it holds.
    pub(super) fn drag_border(&mut self, column: u16, row: u16) {
        if let Some((border, offset)) = self.borders.held
            && self.put_border(border, i32::from(border.along(column, row)) + offset)
        {
            self.borders.pressed = None;
        }
    }

    /// The mouse let go.
    pub(super) fn drop_border(&mut self) {
        self.borders.held = None;
    }

    /// Moves a border by keys; whether the action is one of these.
    pub(super) fn act_on_borders(&mut self, action: Action, now: Duration) -> bool {
        let by = match action {
            Action::SplitLeft => -i32::from(STEP),
            Action::SplitRight => i32::from(STEP),
            Action::SplitNext | Action::SplitReset => 0,
            _ => return false,
        };
        let borders = self.all_borders();
        let chosen = self.borders.chosen.min(borders.len().saturating_sub(1));
        let Some(&(border, here)) = borders.get(chosen) else {
            self.log.say(Level::Info, "there is no border between panes here", now);
            return true;
        };
        let said = match action {
            Action::SplitReset => {
                let moved = self.borders.shares.len();
                let (screen, count) = (self.screen, self.meant_columns().len());
                self.borders.shares.retain(|(of, columns, _), _| (*of, *columns) != (screen, count));
                let as_it_was = moved == self.borders.shares.len();
                as_it_was.then(|| "the borders stand where they always do".to_owned())
            }
            Action::SplitNext => {
                self.borders.chosen = (chosen + 1) % borders.len();
                Some(match borders.len() {
                    1 => "there is one border here".to_owned(),
                    of => format!("border {} of {of} is the one that moves", self.borders.chosen + 1),
                })
            }
            _ => {
                let moved = self.put_border(border, i32::from(here) + by);
                (!moved).then(|| "the pane beside it needs what it has".to_owned())
            }
        };
        if let Some(said) = said {
            self.log.say(Level::Info, said, now);
        }
        true
    }

    /// The borders that were moved, by name (`profile/3/1`, between stacked panes `profile/3/above1`), as shares of the
    /// width or the height.
    pub fn moved_borders(&self) -> BTreeMap<String, u16> {
        let name = |(screen, columns, border): &Name| {
            let border = match border {
                Border::Beside(at) => at.to_string(),
                Border::Above(at) => format!("{ABOVE}{at}"),
            };
            format!("{}/{columns}/{border}", screen.title().to_lowercase())
        };
        self.borders.shares.iter().map(|(border, share)| (name(border), *share)).collect()
    }

    /// With borders where they were moved to; names that mean none are left out.
    #[must_use]
    pub fn with_borders(mut self, moved: &BTreeMap<String, u16>) -> Self {
        let read = |name: &str| {
            let mut parts = name.split('/');
            let screen = parts.next()?;
            let screen = Screen::NAMED.into_iter().find(|one| one.title().eq_ignore_ascii_case(screen))?;
            let columns = parts.next()?.parse().ok()?;
            let border = parts.next()?;
            let border = match border.strip_prefix(ABOVE) {
                Some(at) => Border::Above(at.parse().ok()?),
                None => Border::Beside(border.parse().ok()?),
            };
            Some((screen, columns, border))
        };
        let known = moved.iter().filter_map(|(name, share)| Some((read(name)?, *share)));
        self.borders.shares = known.filter(|(_, share)| u32::from(*share) <= WHOLE).collect();
        self
    }
}

/// Cells of a share.
fn of_whole(share: u16, whole: u16) -> u16 {
    let cells = (u32::from(share) * u32::from(whole) + WHOLE / 2) / WHOLE;
    u16::try_from(cells).unwrap_or(whole)
}
