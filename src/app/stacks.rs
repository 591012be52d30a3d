//! How high panes are that stand above each other, as the screens mean it: from what is to be read in them; never what
//! stands in them.

use super::desk::Screen;
use super::screens::metrics::Metrics;
use super::screens::profile::Shape;
use super::study::{Study, Subject};
use super::{App, Phase};

/// A pane with fewer rows is of no use: its frame, a heading and some rows.
pub(super) const LEAST: u16 = 5;

/// Rows of the pane behind a profile's text.
const BEHIND: u16 = 15;

impl App {
    /// Whether the screen in front has a row of its own above its panes in every size.
    pub fn has_strip(&self) -> bool {
        matches!(self.screen, Screen::Profile | Screen::Compare) && self.study().is_some()
    }

    /// Rows that the panes have, whatever stands in them: all but name, facts, keys and messages.
    pub fn body_rows(&self) -> u16 {
        let (width, height) = self.size;
        let is_roomy = Shape::of(self.size) != Shape::One;
        let above = 2 + u16::from(self.has_strip() || is_roomy);
        let below = u16::from(is_roomy) + 1 + u16::from(width >= 80 && height >= 24);
        height.saturating_sub(above + below)
    }

    /// The heights of the upper panes of the screen in front as it means them in this size, from the left.
    pub(super) fn meant_stacks(&self) -> Vec<u16> {
        let Phase::Open(study) = &self.phase else { return Vec::new() };
        if self.is_zoomed {
            return Vec::new();
        }
        let shape = Shape::of(self.size);
        match self.screen {
            Screen::Profile => self.profile_stacks(study, shape),
            Screen::Rate => self.rate_stacks(study, shape),
            Screen::Metrics => self.metrics_stacks(study, shape),
            Screen::Runs => self.runs_stacks(study, shape),
            Screen::Compare if shape != Shape::One => self.compare_stacks(shape),
            Screen::Calls | Screen::Prompts if self.size.0 >= 80 && self.size.1 >= 24 => self.list_above(),
            _ => Vec::new(),
        }
    }

    /// Rows of the upper pane where the lower one has so many, at most half.
    fn above(&self, lower: u16) -> u16 {
        let rows = self.body_rows();
        rows - lower.min(rows / 2)
    }

    fn profile_stacks(&self, study: &Study, shape: Shape) -> Vec<u16> {
        let rows = self.body_rows();
        match (&study.subject, shape) {
            (None, _) | (_, Shape::One) => Vec::new(),
            (Some(_), Shape::Two) => vec![self.above(BEHIND.max(rows * 2 / 5))],
            (Some(subject), Shape::Three) => {
                let batches = self.above(rows.saturating_sub(rows_of_batches(subject)));
                vec![batches, self.above(BEHIND.max(rows / 3))]
            }
        }
    }

    fn rate_stacks(&self, study: &Study, shape: Shape) -> Vec<u16> {
        let picked = u16::try_from(self.screens.rate.picked().len()).unwrap_or(u16::MAX);
        match (&study.subject, shape) {
            (None, _) | (_, Shape::One) => Vec::new(),
            // The queue gives way to the results, which are read longer than it is.
            (Some(_), Shape::Two) => {
                vec![picked.saturating_add(5).clamp(7, 12).min(self.body_rows() / 2)]
            }
            (Some(_), Shape::Three) => vec![self.above(picked.saturating_add(6).clamp(8, 20))],
        }
    }

    fn metrics_stacks(&self, study: &Study, shape: Shape) -> Vec<u16> {
        let report = study.subject.as_ref().and_then(Subject::scoped_report);
        let Some(report) = report.filter(|_| Metrics::emptiness(study, &self.jobs).is_none()) else {
            return Vec::new();
        };
        let most = self.body_rows() / 2;
        let table = Metrics::rows_of_table(report) + 3;
        match shape {
            Shape::One => Vec::new(),
            // The upper panes get what the larger of them needs, the lower ones the rest.
            Shape::Two => {
                let square = study.data.dataset.scale.levels().len() as u16 + 2;
                vec![table.max(square + 6).min(most); 2]
            }
            Shape::Three => vec![table.min(most)],
        }
    }

    fn runs_stacks(&self, study: &Study, shape: Shape) -> Vec<u16> {
        let runs = &self.screens.runs;
        if runs.rows().is_empty() {
            return Vec::new();
        }
        // As high as wanted, while the lower one keeps its rows.
        let upper = |wanted: u16, lower: u16| wanted.max(8).min(self.body_rows().saturating_sub(lower));
        let wanted = runs.rows_wanted(study);
        match shape {
            Shape::One => Vec::new(),
            Shape::Two => vec![upper(wanted, 22)],
            Shape::Three => vec![upper(wanted, 24), upper(20, 24)],
        }
    }

    fn compare_stacks(&self, shape: Shape) -> Vec<u16> {
        let compare = &self.screens.compare;
        let Some(loaded) = compare.loaded() else { return Vec::new() };
        // What was rated the same needs no rows: the texts have them. One of the lower panes may say what the runs are
        // made of.
        let says_more = loaded.compared.took.iter().any(Option::is_some) || !loaded.by_chance().is_empty();
        let least = match shape {
            Shape::Three => 20,
            _ if says_more => 18,
            _ => 14,
        };
        let ratings = compare.items().len().saturating_add(4).min(usize::from(self.body_rows())) as u16;
        vec![self.above(ratings.clamp(least, 22))]
    }

    /// The lists of Calls and of Prompts, above what is read of the selected row.
    fn list_above(&self) -> Vec<u16> {
        const CALLS_AROUND: u16 = 4;
        const PROMPTS_AROUND: u16 = 3;
        let most = (self.body_rows() * 2 / 5).max(CALLS_AROUND + 4);
        match self.screen {
            Screen::Calls => match self.screens.calls.rows().len() {
                0 => Vec::new(),
                // What is read of a call wants more room than the list of them.
                rows => vec![(CALLS_AROUND + rows.min(1000) as u16).clamp(CALLS_AROUND + 4, most)],
            },
            _ if self.screens.prompts.pack().is_none() => Vec::new(),
            _ => vec![PROMPTS_AROUND + self.screens.prompts.files().len() as u16],
        }
    }
}

/// Rows in which all batches of a user and a few runs can be read.
fn rows_of_batches(subject: &Subject) -> u16 {
    const BORDERS_AND_HEAD: u16 = 2 + 4;
    const RUNS: u16 = 4;
    const A_BATCH: u16 = 4;
    BORDERS_AND_HEAD + RUNS + subject.batches().min(8) as u16 * A_BATCH
}
