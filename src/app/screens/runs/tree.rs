//! Runs as a tree of forks: which row stands under which, whatever is shown of them.

use std::collections::{HashMap, HashSet};

use crate::domain::RunId;

/// A row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The run.
    pub run: RunId,
    /// For each level above this one whether more rows follow on it; the last is this row's own. Empty = a root.
    pub branches: Vec<bool>,
    /// Whether it is only here because a run below left it: it is in the trash or not asked for.
    pub is_ghost: bool,
}

impl Row {
    /// A row that belongs to no tree.
    pub fn flat(run: RunId) -> Self {
        Self { run, branches: Vec::new(), is_ghost: false }
    }
}

/// The rows of `shown` as trees. `parent` knows which run a run left, also of those that are not shown; a run that
/// `is_kept_as_ghost` stands above its forks although it is not shown, others are passed over. Roots and forks
/// are in the order of `shown`, or of `forks_by`.
pub(super) fn rows(
    shown: &[RunId],
    parent: impl Fn(RunId) -> Option<RunId>,
    is_kept_as_ghost: impl Fn(RunId) -> bool,
) -> Vec<Row> {
    let wanted: HashSet<RunId> = shown.iter().copied().collect();
    let mut children: HashMap<Option<RunId>, Vec<RunId>> = HashMap::new();
    let mut placed: HashSet<RunId> = HashSet::new();
    for &run in shown {
        let mut here = run;
        // Up to the nearest run that has a row; each step is to an older run, so this ends.
        while placed.insert(here) {
            let mut above = parent(here);
            while let Some(run) = above
                && !wanted.contains(&run)
                && !is_kept_as_ghost(run)
            {
                above = parent(run).filter(|next| *next < run);
            }
            let above = above.filter(|above| *above < here);
            children.entry(above).or_default().push(here);
            match above {
                Some(above) => here = above,
                None => break,
            }
        }
    }
    for (above, forks) in &mut children {
        // Forks in the order in which they were made, roots in the order asked for.
        if above.is_some() {
            forks.sort_unstable();
        }
    }
    let mut rows = Vec::with_capacity(placed.len());
    let mut waiting: Vec<(RunId, Vec<bool>)> = Vec::new();
    let below = |above: Option<RunId>, branches: &[bool], waiting: &mut Vec<(RunId, Vec<bool>)>| {
        let forks = children.get(&above).map(Vec::as_slice).unwrap_or_default();
        for (at, &fork) in forks.iter().enumerate().rev() {
            let mut branches = branches.to_vec();
            if above.is_some() {
                branches.push(at + 1 < forks.len());
            }
            waiting.push((fork, branches));
        }
    };
    below(None, &[], &mut waiting);
    while let Some((run, branches)) = waiting.pop() {
        below(Some(run), &branches, &mut waiting);
        rows.push(Row { run, is_ghost: !wanted.contains(&run), branches });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: i64) -> RunId {
        RunId(id)
    }

    /// 1 -> 2 -> 4, 1 -> 5; 3 alone.
    fn parent(of: RunId) -> Option<RunId> {
        match of.0 {
            2 | 5 => Some(run(1)),
            4 => Some(run(2)),
            _ => None,
        }
    }

    fn drawn(shown: &[i64], ghosts: &[i64]) -> Vec<String> {
        let shown: Vec<RunId> = shown.iter().map(|&id| run(id)).collect();
        rows(&shown, parent, |id| ghosts.contains(&id.0))
            .into_iter()
            .map(|row| {
                let ghost = if row.is_ghost { "?" } else { "" };
                let lines: String = row.branches.iter().map(|more| if *more { '|' } else { '\'' }).collect();
                format!("{lines}{}{ghost}", row.run)
            })
            .collect()
    }

    #[test]
    fn forks_stand_under_what_they_left() {
        assert_eq!(drawn(&[1, 2, 3, 4, 5], &[]), ["r1", "|r2", "|'r4", "'r5", "r3"]);
        assert_eq!(drawn(&[5, 4, 3, 2, 1], &[]), ["r1", "|r2", "|'r4", "'r5", "r3"]);
        assert_eq!(drawn(&[3, 1], &[]), ["r3", "r1"]);
    }

    #[test]
    fn a_parent_in_the_trash_is_shown_as_one_and_others_are_passed_over() {
        assert_eq!(drawn(&[2, 4, 5], &[1]), ["r1?", "|r2", "|'r4", "'r5"]);
        assert_eq!(drawn(&[4], &[1]), ["r1?", "'r4"]);
        assert_eq!(drawn(&[4, 5], &[]), ["r4", "r5"]);
        assert_eq!(drawn(&[1, 4], &[]), ["r1", "'r4"], "under the nearest that is shown");
        assert_eq!(drawn(&[], &[1]), [""; 0]);
    }

    #[test]
    fn a_damaged_tree_does_not_loop() {
        let rows = rows(&[run(1), run(2)], |of| Some(run(3 - of.0)), |_| false);
        assert_eq!(rows.len(), 2);
    }
}
