//! Prompts: what a model is told, file by file, as it is written, and what is wrong or doubtful in it; never how it is
//! drawn.

use std::sync::Arc;

use crate::actions::Action;
use crate::app::cursor::Cursor;
use crate::app::desk::{Answer, Desk};
use crate::app::offers::Offer;
use crate::domain::{PromptFile, PromptOrigin, PromptPack, PromptTrouble};

mod lines;
mod tabs;

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
    /// The tabs, the one that was looked at last first.
    recent: Vec<PromptTab>,
    pack: Option<Arc<PromptPack>>,
    /// Why there is none.
    failed: Option<String>,
    cursor: Cursor,
    /// The line of the foremost tab.
    line: Cursor,
}

impl Default for Prompts {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            is_inside: false,
            recent: PromptTab::ALL.to_vec(),
            pack: None,
            failed: None,
            cursor: Cursor::default(),
            line: Cursor::default(),
        }
    }
}

impl Prompts {
    /// The pack in use; `None` while it is read, and where it cannot be.
    pub fn pack(&self) -> Option<&PromptPack> {
        self.pack.as_deref()
    }

    /// The files of the pack.
    pub fn files(&self) -> &[PromptFile] {
        self.pack.as_deref().map(|pack| pack.files.as_slice()).unwrap_or_default()
    }

    /// The selected row.
    pub fn selected(&self) -> Option<usize> {
        self.cursor.of(self.files().len())
    }

    /// The selected file.
    pub fn file(&self) -> Option<&PromptFile> {
        self.files().get(self.selected()?)
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
    pub fn panes(&self) -> Vec<(&'static [PromptTab], PromptTab)> {
        let front = |tabs: &[PromptTab]| self.recent.iter().copied().find(|tab| tabs.contains(tab));
        let shown = |tabs: &&'static [PromptTab]| (*tabs, front(tabs).unwrap_or_default());
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
        self.file().map(|file| lines::lines(file, tab)).unwrap_or_default()
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
    pub fn offers(&self) -> Vec<Offer> {
        let none = self.pack.is_none().then_some("the prompts are not read");
        vec![
            Offer::new(&[Action::MoveDown, Action::MoveUp], if self.is_inside { "line" } else { "file" })
                .unless(none),
            Offer::new(&[Action::PaneNext], "pane").unless(none),
            Offer::new(&[Action::TabPrev, Action::TabNext], "tab").unless(none),
            Offer::new(&[Action::CopyPane], "copy").unless(none),
            Offer::new(&[Action::Zoom], "zoom"),
        ]
    }

    /// Answers an action.
    pub fn act(&mut self, action: Action, desk: &mut Desk<'_>) -> Answer {
        match action {
            Action::Open => self.is_inside = true,
            Action::Back if self.is_inside => self.is_inside = false,
            Action::TabNext => self.turn_tab(1),
            Action::TabPrev => self.turn_tab(usize::MAX),
            Action::PaneNext => self.turn_pane(1),
            Action::PanePrev => self.turn_pane(usize::MAX),
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

    fn turn_tab(&mut self, by: usize) {
        let here = self.tab();
        if let Some((tabs, _)) = self.panes().into_iter().find(|(tabs, _)| tabs.contains(&here)) {
            let by = if by == 1 { 1 } else { tabs.len().saturating_sub(1) };
            self.show_tab(neighbour(tabs, here, by));
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

    /// The prompts were read.
    pub(in crate::app) fn take(&mut self, pack: Arc<PromptPack>) {
        self.pack = Some(pack);
        self.failed = None;
    }

    /// They could not be.
    pub(in crate::app) fn fail(&mut self, why: &str) {
        if self.pack.is_none() {
            self.failed = Some(why.to_owned());
        }
    }

    /// Whether they are still to be read.
    pub(in crate::app) fn is_unread(&self) -> bool {
        self.pack.is_none() && self.failed.is_none()
    }
}

/// Whose text a file is, in a word or two.
pub const fn origin(origin: PromptOrigin) -> &'static str {
    match origin {
        PromptOrigin::BuiltIn => "built-in",
        PromptOrigin::Folder => "yours",
        PromptOrigin::Borrowed => "of paper",
    }
}
