//! Having one side rate what only the other one has rated, so that the two can be set against each other.

use super::Compare;
use crate::actions::Action;
use crate::app::desk::Desk;
use crate::app::marks::Mark;
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::domain::numbers::plural;
use crate::domain::{Id, Run};
use crate::metrics::Compared;

/// A side that lacks ratings of the other.
struct Lacking<'a> {
    run: &'a Run,
    name: char,
    state: usize,
    items: &'a [Id],
}

impl Compare {
    /// Rating on one side what the other has rated already; in the footer only where there is something to rate.
    pub(super) fn matching_offer(&self, not_read: Option<&'static str>) -> Offer {
        const RATE: &[Action] = &[Action::RunRest];
        match self.lacking() {
            Some(side) => {
                Offer::new(RATE, format!("rate {} on {} too", plural(side.items.len(), "item"), side.name))
            }
            None => Offer::quiet(RATE, "rate on one side what the other has rated")
                .unless(not_read.or(self.nothing_lacks())),
        }
    }

    fn nothing_lacks(&self) -> Option<&'static str> {
        let compared = &self.loaded()?.compared;
        Some(if is_one_study(compared) {
            "both have rated the same items"
        } else {
            "the two are not of the same user and data"
        })
    }

    /// B first where both lack something.
    fn lacking(&self) -> Option<Lacking<'_>> {
        let compared = &self.loaded()?.compared;
        let [mark_a, mark_b] = self.wanted()?;
        let side = |name, run, mark: Mark, items| {
            let run: &Run = run;
            Lacking { run, name, state: mark.batch.unwrap_or(run.states.len()), items }
        };
        let sides = [
            side('B', &compared.b, mark_b, &*compared.alone[0]),
            side('A', &compared.a, mark_a, &*compared.alone[1]),
        ];
        sides.into_iter().find(|side| is_one_study(compared) && !side.items.is_empty() && side.state > 0)
    }

    /// Sends what one side lacks; the comparison follows each slate as it is kept.
    pub(super) fn match_ratings(&self, desk: &mut Desk<'_>) {
        let Some(side) = self.lacking() else { return };
        let title = format!("rating {} as {}", plural(side.items.len(), "item"), side.run.id);
        let work = Work::Rate { run: side.run.id, state: side.state, items: side.items.to_vec() };
        desk.start(work, title);
    }
}

/// Whether an item that one rated can be rated by the other.
fn is_one_study(compared: &Compared) -> bool {
    let (a, b) = (&compared.a.spec, &compared.b.spec);
    a.user == b.user && a.data == b.data && a.split == b.split
}
