//! What marking and comparing would do with the runs that are marked and the one that is selected, in words; never
//! doing it.

use crate::app::study::Study;
use crate::domain::RunId;

/// What marking does next.
pub(in crate::app) fn mark_label(study: &Study) -> &'static str {
    match (study.marks.a, study.marks.b) {
        (None, _) => "mark A",
        (Some(_), None) => "mark B",
        (Some(_), Some(_)) => "clear marks",
    }
}

/// Why nothing can be compared, where nothing can. With A alone, it is compared with what is `selected`; with
/// nothing marked, a selected fork is compared with the run that it left.
pub(in crate::app) fn compare_off(study: &Study, selected: Option<RunId>) -> Option<&'static str> {
    match (study.marks.a, study.marks.b) {
        (Some(_), Some(_)) => None,
        (Some(a), None) if selected.is_some_and(|run| run != a.run) => None,
        (Some(_), None) => Some("mark a second run or state as B"),
        (None, _) if selected.is_some_and(|run| left_by(study, run).is_some()) => None,
        (None, _) => Some("mark two runs or states first, A and B"),
    }
}

/// The run that a fork left, where that is at hand.
pub(in crate::app) fn left_by(study: &Study, run: RunId) -> Option<RunId> {
    let left = study.known_run(run)?.fork?.run;
    study.known_run(left).filter(|known| known.trashed.is_none()).map(|known| known.id)
}

/// What comparing would set side by side, in the words of the footer.
pub(in crate::app) fn compare_label(study: &Study, selected: Option<RunId>) -> String {
    match (study.marks.a, study.marks.b, selected.and_then(|run| left_by(study, run))) {
        (Some(a), None, _) => format!("compare with {}", a.label()),
        (None, _, Some(left)) => format!("compare with {left}"),
        _ => "compare".to_owned(),
    }
}

/// Why A and B cannot change places, where they cannot.
pub(super) fn swap_off(study: &Study) -> Option<&'static str> {
    study.marks.both().is_none().then_some("A and B are not both marked")
}
