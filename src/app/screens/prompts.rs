//! Prompts: what a model is told, file by file, as it is written, and what is wrong or doubtful in it; never how it is
//! drawn.

use std::path::PathBuf;
use std::sync::Arc;

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::jobs::{Jobs, Kind};
use crate::app::message::Work;
use crate::app::offers::Offer;
use crate::app::study::{Study, Subject};
use crate::domain::{PromptFile, PromptOrigin, PromptPack, PromptSheet, PromptTrial, PromptTrouble};

mod lines;
mod reading;
mod tabs;
mod trial;

pub use lines::changed_lines;
pub use tabs::{PromptTab, PromptsPane};

use super::calls::CallLine;
use super::metrics::neighbour;
use super::profile::Shape;

/// The prompts in use.
#[derive(Clone, Debug)]
pub struct Prompts {
    /// Which panes there are.
    pub shape: Shape,
    /// Whether the list has the keys, or the pane of the foremost tab.
    pub is_inside: bool,
    /// Whether variables stand by their names in what is rendered.
    pub by_name: bool,
    /// Where the folders of copied packs go.
    pub(in crate::app) home: PathBuf,
    /// The tabs, the one that was looked at last first.
    recent: Vec<PromptTab>,
    sheet: Option<Arc<PromptSheet>>,
    /// Why there is none.
    failed: Option<String>,
    cursor: Cursor,
    /// The line of the foremost tab.
    line: Cursor,
    /// What came of them when they were last tried.
    trial: Option<Box<PromptTrial>>,
    reading: reading::Reading,
}

impl Default for Prompts {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            is_inside: false,
            by_name: false,
            home: PathBuf::from("prompts"),
            recent: PromptTab::FIRST.to_vec(),
            sheet: None,
            failed: None,
            cursor: Cursor::default(),
            line: Cursor::default(),
            trial: None,
            reading: reading::Reading::default(),
        }
    }
}

impl Prompts {
    /// The prompts as they were last read; `None` while they are read, and where they cannot be.
    pub fn sheet(&self) -> Option<&PromptSheet> {
        self.sheet.as_deref()
    }

    /// The pack as it lies there.
    pub fn pack(&self) -> Option<&PromptPack> {
        self.sheet.as_deref().map(|sheet| &sheet.pack)
    }

    /// The files of the pack.
    pub fn files(&self) -> &[PromptFile] {
        self.pack().map(|pack| pack.files.as_slice()).unwrap_or_default()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.files().len())
    }

    /// The selected file.
    pub fn file(&self) -> Option<&PromptFile> {
        self.files().get(self.selected()?)
    }

    /// Selects a file by its name.
    pub(in crate::app) fn select(&mut self, name: &str) {
        if let Some(at) = self.files().iter().position(|file| file.name == name) {
            self.cursor.set(at);
            self.line = Cursor::default();
        }
    }

    /// Whether a file differs from what the open run was written with; `None` where that is not known.
    pub fn differs(&self, file: &PromptFile) -> Option<bool> {
        lines::differs(self.sheet()?, file)
    }

    /// What came of them when they were last tried.
    pub fn trial(&self) -> Option<&PromptTrial> {
        self.trial.as_deref()
    }

    /// What is said where there is no pack.
    pub fn emptiness(&self) -> String {
        self.failed.clone().unwrap_or_else(|| "reading the prompts".to_owned())
    }

    /// The foremost tab: the one that `[` and `]` turn and whose pane can have the keys.
    pub fn tab(&self) -> PromptTab {
        self.recent.first().copied().unwrap_or_default()
    }

    /// Brings a tab to the front.
    pub fn show_tab(&mut self, tab: PromptTab) {
        if self.tab() != tab {
            self.recent.retain(|one| *one != tab);
            self.recent.insert(0, tab);
            self.line = Cursor::default();
        }
    }

    /// The panes of a file: the tabs of each, and which of them is shown.
    pub fn panes(&self) -> Vec<(Vec<PromptTab>, PromptTab)> {
        // What came of a test is only there once one was made.
        let is_there = |tab: &PromptTab| *tab != PromptTab::Test || self.trial.is_some();
        let shown = |tabs: &&'static [PromptTab]| {
            let tabs: Vec<PromptTab> = tabs.iter().copied().filter(is_there).collect();
            let front = self.recent.iter().copied().find(|tab| tabs.contains(tab)).unwrap_or_default();
            (tabs, front)
        };
        PromptTab::groups(self.shape).iter().map(shown).collect()
    }

    /// Whether a pane has the keys.
    pub fn has_keys(&self, pane: PromptsPane) -> bool {
        match pane {
            PromptsPane::List => !self.is_inside,
            PromptsPane::Tab(tab) => self.is_inside && self.tab() == tab,
        }
    }

    /// Gives a pane the keys.
    pub fn focus(&mut self, pane: PromptsPane) {
        self.is_inside = pane != PromptsPane::List;
        if let PromptsPane::Tab(tab) = pane {
            self.show_tab(tab);
        }
    }

    /// What a tab says of the selected file.
    pub fn lines(&self, tab: PromptTab) -> Vec<CallLine> {
        let (Some(sheet), Some(at)) = (self.sheet(), self.selected()) else { return Vec::new() };
        lines::lines(lines::Of { sheet, at, by_name: self.by_name, trial: self.trial() }, tab)
    }

    /// The line that is looked at in a tab.
    pub fn line(&self, tab: PromptTab, lines: usize) -> usize {
        let moved = self.has_keys(PromptsPane::Tab(tab)).then(|| self.line.of(lines)).flatten();
        moved.unwrap_or(0)
    }

    /// How many errors, warnings and notes were found in a file, in words; empty = none.
    pub fn found(file: &PromptFile) -> String {
        let of = |trouble| file.findings.iter().filter(|it| it.trouble == trouble).count();
        let counts = [PromptTrouble::Error, PromptTrouble::Warning, PromptTrouble::Note]
            .map(|trouble| (of(trouble), trouble.word()));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let words = counts.map(|(count, word)| crate::domain::numbers::plural(*count, word));
        words.collect::<Vec<_>>().join(", ")
    }

    /// What can be meant here.
    pub fn offers(&self, study: &Study, jobs: &Jobs) -> Vec<Offer> {
        let none = self.pack().is_none().then_some("the prompts are not read");
        let by_name = if self.by_name { "filled in" } else { "variables by name" };
        let batch = self.batch(study);
        let mut offers = vec![
            Offer::new(&[Action::Edit], "edit").unless(none),
            Offer::new(&[Action::Test], format!("test on B{batch}"))
                .unless(none)
                .unless(test_off(study, jobs, batch)),
            Offer::new(&[Action::Fork], self.fork_label(study))
                .unless(none)
                .unless(self.fork_off(study, jobs)),
            Offer::new(&[Action::MoveDown, Action::MoveUp], if self.is_inside { "line" } else { "file" })
                .unless(none),
            Offer::new(&[Action::PaneNext], "pane").unless(none),
            Offer::new(&[Action::TabPrev, Action::TabNext], "tab").unless(none),
            Offer::new(&[Action::Prev, Action::Next], "batch")
                .unless(study.subject.is_none().then_some("no user is open")),
            Offer::new(&[Action::ViewCycle], by_name).unless(none),
            Offer::new(&[Action::CopyPane], "copy").unless(none),
            Offer::new(&[Action::Zoom], "zoom"),
        ];
        if self.file().is_some_and(|file| file.origin == PromptOrigin::Gone) {
            offers.insert(0, Offer::new(&[Action::Open], "write the file back"));
        }
        offers
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open if self.file().is_some_and(|file| file.origin == PromptOrigin::Gone) => {
                return Answer::Pass;
            }
            Action::Open => self.is_inside = true,
            Action::Back if self.is_inside => self.is_inside = false,
            Action::TabNext => self.turn_tab(1),
            Action::TabPrev => self.turn_tab(usize::MAX),
            Action::PaneNext => self.turn_pane(1),
            Action::PanePrev => self.turn_pane(usize::MAX),
            Action::ViewCycle => {
                self.by_name = !self.by_name;
                self.show_tab(PromptTab::Rendered);
            }
            Action::Test => self.test(desk),
            Action::MoveDown
            | Action::MoveUp
            | Action::PageDown
            | Action::PageUp
            | Action::Top
            | Action::Bottom => self.travel(action, desk.page),
            _ => return Answer::Pass,
        }
        Answer::Done
    }

    /// The line at which an editor begins: that of what was found, or the one that is looked at.
    pub(in crate::app) fn line_to_edit(&self) -> usize {
        let Some(file) = self.file().filter(|_| self.is_inside) else { return 1 };
        match self.tab() {
            PromptTab::Text => self.line.of(file.text.lines().count()).map_or(1, |at| at + 1),
            PromptTab::Lint => {
                let at = self.line.of(file.findings.len()).unwrap_or(0);
                file.findings.get(at).map_or(1, |finding| finding.line.max(1))
            }
            _ => 1,
        }
    }

    /// Has the present batch read in these prompts.
    fn test(&self, desk: &mut Desk<'_>) {
        let batch = self.batch(desk.study);
        if let Some(run) = desk.study.subject.as_ref().and_then(Subject::run_id) {
            desk.start(Work::Try { run, batch }, format!("trying the prompts on batch {batch}"));
        }
    }

    /// The batch that is looked at, 1 = first.
    pub fn batch(&self, study: &Study) -> usize {
        let known = study.subject.as_ref().and(self.reading.wanted().map(|wish| wish.batch));
        known.unwrap_or(1).max(1)
    }

    fn fork_label(&self, study: &Study) -> String {
        let Some(run) = study.subject.as_ref().and_then(|subject| subject.run.as_ref()) else {
            return "fork".to_owned();
        };
        match self.batch(study).min(run.states.len() + 1) {
            last if last == run.batches => format!("fork, write B{last}"),
            first => format!("fork, write B{first} to B{}", run.batches),
        }
    }

    fn fork_off(&self, study: &Study, jobs: &Jobs) -> Option<String> {
        let Some(run) = study.subject.as_ref().and_then(|subject| subject.run.as_ref()) else {
            return Some("no run is open".to_owned());
        };
        let sheet = self.sheet()?;
        if sheet.asked_in.is_none() {
            return Some("the offline simulator reads no prompts: a fork would say the same".to_owned());
        }
        if sheet.pack.hash.is_none() {
            return Some("the prompts cannot be used as they are; Lint says why".to_owned());
        }
        if jobs.running(Kind::Write).is_some() {
            return Some("a batch is being written".to_owned());
        }
        (run.states.is_empty()).then(|| "there is no run to leave yet".to_owned())
    }

    fn turn_tab(&mut self, by: usize) {
        let here = self.tab();
        if let Some((tabs, _)) = self.panes().into_iter().find(|(tabs, _)| tabs.contains(&here)) {
            let by = if by == 1 { 1 } else { tabs.len().saturating_sub(1) };
            self.show_tab(neighbour(&tabs, here, by));
        }
    }

    fn turn_pane(&mut self, by: usize) {
        let panes: Vec<PromptsPane> = std::iter::once(PromptsPane::List)
            .chain(self.panes().into_iter().map(|(_, shown)| PromptsPane::Tab(shown)))
            .collect();
        let here = panes.iter().position(|pane| self.has_keys(*pane)).unwrap_or(0);
        let by = if by == 1 { 1 } else { panes.len() - 1 };
        if let Some(pane) = panes.get((here + by) % panes.len()) {
            self.focus(*pane);
        }
    }

    fn travel(&mut self, action: Action, page: usize) {
        if self.is_inside {
            let lines = self.lines(self.tab()).len();
            self.line.travel(action, lines, page);
        } else if self.cursor.travel(action, self.files().len(), page) {
            self.line = Cursor::default();
        }
    }
}

/// Why nothing can be tried.
fn test_off(study: &Study, jobs: &Jobs, batch: usize) -> Option<String> {
    if study.data.prompts.is_none() {
        return Some("the offline simulator reads no prompts; start with --provider to try them".to_owned());
    }
    let Some(subject) = &study.subject else { return Some("no user is open".to_owned()) };
    if subject.run.is_none() {
        return Some("no run is open: what is tried is a batch of one".to_owned());
    }
    if jobs.running(Kind::Try).is_some() {
        return Some("a test is under way".to_owned());
    }
    let before = batch - 1;
    (subject.written() < before).then(|| format!("B{before} is not written yet"))
}

/// Whose text a file is, in a word or two.
pub const fn origin(origin: PromptOrigin) -> &'static str {
    match origin {
        PromptOrigin::BuiltIn => "built-in",
        PromptOrigin::Folder => "yours",
        PromptOrigin::Borrowed => "of paper",
        PromptOrigin::Gone => "gone",
    }
}
