//! From an error to its cause: the rating that is selected, and what the profile says that bears on it; never where
//! that is drawn.

use super::groups::items_of;
use super::{GroupKey, Metrics, MetricsPane};
use crate::actions::Action;
use crate::app::desk::{self, Desk};
use crate::app::log::Level;
use crate::app::offers::Offer;
use crate::app::says::{Cause, Says, genre_name};
use crate::app::study::{Answer, Study};

/// How many of the largest errors stand under the groups.
pub const LARGEST: usize = 20;

impl Metrics {
    /// The largest errors of all, which stand under the groups.
    pub fn largest<'a>(&self, study: &'a Study) -> Vec<&'a Answer> {
        let Some(subject) = study.subject.as_ref() else { return Vec::new() };
        let mut items = items_of(&study.data, &subject.answers_on(subject.scope()), GroupKey::All);
        items.truncate(LARGEST);
        items
    }

    /// The selected group; `None` where one of the largest errors is, or there is none.
    pub fn group_row(&self, study: &Study) -> Option<usize> {
        let groups = self.groups(study).len();
        self.group.of(groups + self.largest(study).len()).filter(|at| *at < groups)
    }

    /// The selected one of the largest errors.
    pub fn largest_row(&self, study: &Study) -> Option<usize> {
        let groups = self.groups(study).len();
        let at = self.group.of(groups + self.largest(study).len()).filter(|_| self.listed.is_none())?;
        at.checked_sub(groups)
    }

    /// The rating that is selected, where the errors have the keys.
    pub fn answer<'a>(&self, study: &'a Study) -> Option<&'a Answer> {
        if self.focus != MetricsPane::Groups {
            return None;
        }
        if self.listed.is_some() {
            let items = self.items(study);
            return items.get(self.item.of(items.len())?).copied();
        }
        self.largest(study).get(self.largest_row(study)?).copied()
    }

    /// The genre whose items are listed.
    pub fn asked(&self) -> Option<usize> {
        match self.listed {
            Some(GroupKey::Genre(genre)) => Some(genre),
            _ => None,
        }
    }

    pub(super) fn cause_offer(&self, study: &Study) -> Offer {
        let nothing = self.answer(study).zip(study.subject.as_ref()).and_then(|(answer, subject)| {
            let cause = Cause::of(&study.data, subject, answer, self.asked());
            cause.spoken(subject, answer.state).is_none().then(|| nothing_said(study, answer))
        });
        Offer::new(&[Action::Open], "what the profile says").unless(nothing)
    }

    /// To the sentence that bears on the selected rating, with a word where it is of something else than asked.
    pub(super) fn open_cause(&self, desk: &mut Desk<'_>) -> desk::Answer {
        let study = &*desk.study;
        let Some((answer, subject)) = self.answer(study).zip(study.subject.as_ref()) else {
            return desk::Answer::Done;
        };
        let (asked, data) = (self.asked(), &study.data);
        let cause = Cause::of(data, subject, answer, asked);
        let Some(spoken) = cause.spoken(subject, answer.state) else { return desk::Answer::Done };
        let name = |genre| genre_name(data, genre);
        let said = match (cause, asked) {
            (Cause::Genre(genre, Says::Dropped { at }), _) => {
                Some(format!("B{at} dropped what was said of {}", name(genre)))
            }
            (Cause::Genre(genre, _), Some(asked)) if genre != asked => {
                Some(format!("nothing is said of {}; this speaks of {}", name(asked), name(genre)))
            }
            _ => None,
        };
        if let Some(said) = said {
            desk.say(Level::Info, said);
        }
        desk::Answer::GoToSentence(spoken)
    }
}

/// `no profile up to B4 cites it or speaks of Sci-Fi, Thriller`
fn nothing_said(study: &Study, answer: &Answer) -> String {
    let items = &study.data.dataset.items;
    let genres = answer.item.iter().flat_map(|item| items.genres(*item).iter());
    let genres: Vec<String> = genres.map(|genre| genre_name(&study.data, genre)).collect();
    let genres = if genres.is_empty() { "its genres".to_owned() } else { genres.join(", ") };
    format!("no profile up to B{} cites it or speaks of {genres}", answer.state)
}
