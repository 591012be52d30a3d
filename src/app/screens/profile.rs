//! Profile: how the text about the open user grew with each batch; which batch, sentence and item are looked
//! at, and how a change is shown.

use super::metrics::neighbour;
use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk, Screen};
use crate::app::input::LineInput;
use crate::app::jobs::{Jobs, Kind};
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::app::overlay::{Overlay, Prompt, Purpose};
use crate::app::study::{Study, Subject};
use crate::diff::{Class, SentencePair};
use crate::domain::{Interaction, Run};

/// The panes of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfilePane {
    /// The batches.
    Batches,
    /// What changed, or the text.
    #[default]
    Text,
    /// The batch's interactions.
    Items,
}

impl ProfilePane {
    const ALL: [Self; 3] = [Self::Batches, Self::Text, Self::Items];
}

/// What the text pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextTab {
    /// What changed against the state before.
    #[default]
    Diff,
    /// The profile as it is.
    Text,
}

/// How a change is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Inline, or split where there is room for two columns.
    #[default]
    Auto,
    /// Deleted and inserted words in one text.
    Inline,
    /// Before and after side by side.
    Split,
    /// Only the text after, changes marked.
    After,
}

impl View {
    pub(super) const ALL: [Self; 4] = [Self::Auto, Self::Inline, Self::Split, Self::After];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Inline => "inline",
            Self::Split => "split",
            Self::After => "after only",
        }
    }
}

/// How finely a changed sentence is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Changed words inside the sentence.
    #[default]
    Words,
    /// The whole sentence before, then the one after.
    Sentences,
    /// Only the sentence after, without marks.
    Off,
}

impl Detail {
    const ALL: [Self; 3] = [Self::Words, Self::Sentences, Self::Off];

    /// The word on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Sentences => "sentences",
            Self::Off => "no marks",
        }
    }
}

/// How the profile is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile {
    /// The pane that has the keys.
    pub focus: ProfilePane,
    /// What the text pane shows.
    pub tab: TextTab,
    /// How a change is shown.
    pub view: View,
    /// How finely a changed sentence is shown.
    pub detail: Detail,
    /// Whether unchanged sentences are hidden.
    pub hide_same: bool,
    /// Whether rewritten sentences show the whole of what they were.
    pub unfolded: bool,
    batch: Cursor,
    sentence: Cursor,
    item: Cursor,
}

impl Profile {
    /// Another user or run is open: looks at its newest state.
    pub fn reset(&mut self, subject: &Subject) {
        *self = Self {
            batch: Cursor::default(),
            sentence: Cursor::default(),
            item: Cursor::default(),
            focus: ProfilePane::default(),
            ..*self
        };
        self.show_batch(subject.written().max(1));
    }

    /// Looks at a batch, 1 = first.
    pub fn show_batch(&mut self, number: usize) {
        self.batch.set(number.saturating_sub(1));
        self.sentence = Cursor::default();
        self.item = Cursor::default();
    }

    /// The batch looked at, 1 = first; `None` where there is none.
    pub fn batch(&self, subject: &Subject) -> Option<usize> {
        self.batch.of(subject.batches()).map(|at| at + 1)
    }

    /// The sentences that are listed.
    pub fn sentences<'a>(&self, subject: &'a Subject) -> Vec<&'a SentencePair> {
        let Some((batch, diff)) = self.batch(subject).and_then(|batch| Some((batch, subject.diff(batch)?)))
        else {
            return Vec::new();
        };
        let is_diff = self.tab == TextTab::Diff && batch > 1;
        let shown = |pair: &&SentencePair| {
            if is_diff && self.view != View::After {
                !self.hide_same || pair.class != Class::Same
            } else {
                pair.after.is_some() && !(is_diff && self.hide_same && pair.class == Class::Same)
            }
        };
        diff.sentences.iter().filter(shown).collect()
    }

    /// The selected one of [`Self::sentences`].
    pub fn sentence(&self, sentences: usize) -> Option<usize> {
        self.sentence.of(sentences)
    }

    /// The interactions of the batch looked at, as the simulator saw them or will see them.
    pub fn items<'a>(&self, subject: &'a Subject) -> &'a [Interaction] {
        let Some(batch) = self.batch(subject) else { return &[] };
        match subject.state(batch) {
            Some(state) => &state.interactions,
            None => subject.history.batch(batch).map(|batch| batch.interactions).unwrap_or_default(),
        }
    }

    /// The selected one of [`Self::items`].
    pub fn item(&self, subject: &Subject) -> Option<usize> {
        self.item.of(self.items(subject).len())
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let Some(subject) = &study.subject else {
            return vec![Offer::new(&[Action::GoUsers], "pick a user")];
        };
        let write_off = write_off(subject, jobs);
        let next = subject.run.as_ref().map_or(Some(1), Run::next_batch);
        let left = subject.batches() - subject.written().min(subject.batches());
        let mut offers = Vec::new();
        if jobs.running(Kind::Write).is_some() {
            offers.push(Offer::new(&[Action::Cancel], "cancel"));
        }
        let row = match self.focus {
            ProfilePane::Batches => "batch",
            ProfilePane::Text => "sentence",
            ProfilePane::Items => "item",
        };
        let here = self.batch(subject).unwrap_or(1);
        let no_diff = (subject.written() < 2).then_some("nothing to compare yet");
        let view = format!("view: {}", self.view.word());
        let detail = format!("detail: {}", self.detail.word());
        let is_text = self.focus == ProfilePane::Text;
        let same = if self.hide_same { "show same" } else { "hide same" };
        let write = match next {
            Some(next) => Offer::new(&[Action::Run], format!("write B{next}")).unless(write_off.clone()),
            None => Offer::quiet(&[Action::Run], format!("write B{here} again, in a fork"))
                .unless(fork_off(subject, jobs)),
        };
        let rest = if left > 1 { format!("write all {left} left") } else { "write what is left".to_owned() };
        let no_rewrite = !self.sentences(subject).iter().any(|pair| pair.class == Class::Rewritten);
        let no_rewrite = no_rewrite.then_some("no sentence here is rewritten");
        let fold = if self.unfolded { "fold what was rewritten" } else { "unfold what was rewritten" };
        offers.extend([
            write,
            Offer { footer: left > 1, ..Offer::new(&[Action::RunRest], rest).unless(write_off) },
            Offer::new(&[Action::Prev, Action::Next], "batch"),
            Offer::new(&[Action::MoveDown, Action::MoveUp], row),
            Offer { footer: is_text, ..Offer::new(&[Action::ViewCycle], view).unless(no_diff) },
            Offer { footer: is_text, ..Offer::new(&[Action::HideSame], same).unless(no_diff) },
            Offer { footer: is_text, ..Offer::new(&[Action::Toggle], fold).unless(no_diff.or(no_rewrite)) },
            Offer::new(&[Action::Fork], format!("fork from B{here}")).unless(fork_off(subject, jobs)),
            Offer::new(&[Action::TabNext], "tab"),
            Offer::new(&[Action::PaneNext], "pane"),
            Offer { footer: is_text, ..Offer::new(&[Action::Detail], detail).unless(no_diff) },
            Offer::new(&[Action::Zoom], "zoom"),
            Offer::quiet(&[Action::Open], "rate with this profile"),
        ]);
        offers
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        let Some(subject) = &desk.study.subject else { return Answer::Pass };
        let sentences = self.sentences(subject).len();
        let items = self.items(subject).len();
        match action {
            Action::Next => self.turn(Action::MoveDown, subject),
            Action::Prev => self.turn(Action::MoveUp, subject),
            // What is finished is never overwritten: written again, it is a fork.
            Action::Run if subject.run.as_ref().is_some_and(Run::is_complete) => {
                return self.ask_for_fork(desk.study);
            }
            Action::Run | Action::RunRest => write(action, desk),
            Action::Fork => return self.ask_for_fork(desk.study),
            Action::Detail => self.detail = neighbour(&Detail::ALL, self.detail, 1),
            Action::Toggle => self.unfolded = !self.unfolded,
            Action::ViewCycle => self.view = neighbour(&View::ALL, self.view, 1),
            Action::HideSame => self.hide_same = !self.hide_same,
            Action::PaneNext => self.focus = neighbour(&ProfilePane::ALL, self.focus, 1),
            Action::PanePrev => self.focus = neighbour(&ProfilePane::ALL, self.focus, 2),
            Action::TabNext => self.turn_tab(1),
            Action::TabPrev => self.turn_tab(2),
            Action::Open => return Answer::Go(Screen::Rate),
            _ => {
                let moved = match self.focus {
                    ProfilePane::Batches => {
                        self.turn(action, subject);
                        is_travel(action)
                    }
                    ProfilePane::Text => {
                        self.sentence.travel(action, sentences, desk.page) || is_travel(action)
                    }
                    ProfilePane::Items => self.item.travel(action, items, desk.page) || is_travel(action),
                };
                return if moved { Answer::Done } else { Answer::Pass };
            }
        }
        Answer::Done
    }

    fn turn(&mut self, action: Action, subject: &Subject) {
        if self.batch.travel(action, subject.batches(), subject.batches()) {
            self.sentence = Cursor::default();
            self.item = Cursor::default();
        }
    }

    /// Diff, text and items are one ring of tabs.
    fn turn_tab(&mut self, by: usize) {
        const RING: [(ProfilePane, TextTab); 3] = [
            (ProfilePane::Text, TextTab::Diff),
            (ProfilePane::Text, TextTab::Text),
            (ProfilePane::Items, TextTab::Diff),
        ];
        let here = match (self.focus, self.tab) {
            (ProfilePane::Items, _) => (ProfilePane::Items, TextTab::Diff),
            (_, tab) => (ProfilePane::Text, tab),
        };
        (self.focus, self.tab) = neighbour(&RING, here, by);
    }

    fn ask_for_fork(&self, study: &Study) -> Answer {
        let Some(subject) = &study.subject else { return Answer::Done };
        let (Some(run), Some(batch)) = (&subject.run, self.batch(subject)) else { return Answer::Done };
        let from_batch = batch.min(run.states.len() + 1);
        let seed = study.seed_of_fork(run);
        let (id, old) = (run.id, run.spec.seed);
        let shared = match from_batch {
            1 => "no batch".to_owned(),
            _ => batches(1, from_batch - 1),
        };
        let are = if from_batch == run.batches { "is" } else { "are" };
        let again = format!("{} {are}", batches(from_batch, run.batches));
        Answer::Ask(Overlay::Prompt(Box::new(Prompt {
            title: format!("Fork {id} \"{}\" from B{from_batch}, seed {seed}", run.name),
            about: format!(
                "Shares {shared} with {id}; {again} to be written with seed {seed} instead of {old}, so the wording differs. \
                 {id} stays as it is."
            ),
            input: LineInput::new(&free_name(study, subject, &format!("{}-b{from_batch}", run.name))),
            purpose: Purpose::Fork { run: id, from_batch, seed },
        })))
    }
}

/// `B3`, `B3 and B4`, `B1 to B4`.
fn batches(first: usize, last: usize) -> String {
    match last.saturating_sub(first) {
        0 => format!("B{first}"),
        1 => format!("B{first} and B{last}"),
        _ => format!("B{first} to B{last}"),
    }
}

/// The name, or the first of `name-2`, `name-3` ... that no run of the user has.
fn free_name(study: &Study, subject: &Subject, name: &str) -> String {
    let is_taken = |name: &String| study.runs_of(&subject.id).any(|run| run.name == *name);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

fn is_travel(action: Action) -> bool {
    use Action::{Bottom, MoveDown, MoveUp, PageDown, PageUp, Top};
    matches!(action, MoveDown | MoveUp | PageDown | PageUp | Top | Bottom)
}

/// Why no batch can be written, where none can.
fn write_off(subject: &Subject, jobs: &Jobs) -> Option<String> {
    if let Some(job) = jobs.running(Kind::Write) {
        return Some(format!("{} is under way", job.title));
    }
    if !subject.is_read {
        return Some("the run is being read".to_owned());
    }
    if subject.batches() == 0 {
        return Some(format!("user {} has no training ratings", subject.id));
    }
    let complete = subject.run.as_ref().is_some_and(Run::is_complete);
    complete.then(|| match subject.batches() {
        1 => "the only batch is written".to_owned(),
        n => format!("all {n} batches are written"),
    })
}

fn fork_off(subject: &Subject, jobs: &Jobs) -> Option<&'static str> {
    if jobs.running(Kind::Write).is_some() {
        return Some("a batch is being written");
    }
    (subject.written() == 0).then_some("there is no run to leave yet")
}

fn write(action: Action, desk: &mut Desk<'_>) {
    let Some(subject) = &desk.study.subject else { return };
    let (user, run) = (subject.id.clone(), subject.run_id());
    let (next, batches) = (subject.written() + 1, subject.batches());
    if action == Action::Run {
        desk.start(Work::WriteNext { user, run }, format!("writing batch {next} of {batches}"));
    } else {
        desk.start(Work::WriteRest { user, run }, format!("writing batches {next} to {batches}"));
    }
}
