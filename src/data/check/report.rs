//! The doctor's figures as text for a person; never counting.

use std::fmt;

use super::findings::{percent, span};
use super::{DataCheck, Level};

impl fmt::Display for DataCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (counts, training) = (&self.counts, &self.training);
        writeln!(f, "{} ({}), hash {}, split {}", self.name, self.format, self.hash, self.split)?;
        writeln!(
            f,
            "  {} users, {} items, {} ratings from {} to {}{}",
            counts.users,
            counts.items,
            counts.ratings,
            counts.scale.min,
            counts.scale.max,
            if counts.scale.half_stars { " in half stars" } else { "" }
        )?;
        writeln!(
            f,
            "  {} for training, {} held out for {} users",
            counts.training, counts.held_out, counts.users_with_held_out
        )?;
        let levels = counts.scale.levels().zip(&counts.by_level);
        let shares: Vec<_> =
            levels.map(|(level, &count)| format!("{level}: {}", percent(count, counts.ratings))).collect();
        writeln!(f, "  ratings  {}", shares.join("  "))?;
        if let Some(median) = training.median {
            let (min, max) = (training.min, training.max);
            writeln!(f, "  training ratings per user: {min} to {max}, median {median}")?;
        }
        let batches = training.batches.iter().enumerate().filter(|(_, users)| **users > 0);
        let batches: Vec<_> = batches.map(|(batches, users)| format!("{batches}: {users}")).collect();
        writeln!(f, "  users by number of batches  {}", batches.join("  "))?;
        if let Some(seconds) = self.times.as_ref().and_then(|times| times.median_span_seconds) {
            writeln!(f, "  median span of a history: {}", span(seconds))?;
        }
        for column in &self.texts.columns {
            let share = percent(column.items, counts.items);
            writeln!(f, "  text {}: {} items ({share})", column.column, column.items)?;
        }
        if self.findings.is_empty() {
            return writeln!(f, "\nNothing out of the ordinary.");
        }
        for (level, title) in [(Level::Warning, "Warnings"), (Level::Note, "Worth knowing")] {
            let mut findings = self.findings.iter().filter(|finding| finding.level == level).peekable();
            if findings.peek().is_some() {
                writeln!(f, "\n{title}")?;
            }
            for finding in findings {
                writeln!(f, "- {}", finding.sentence)?;
                for example in &finding.examples {
                    writeln!(f, "    {example}")?;
                }
            }
        }
        Ok(())
    }
}
