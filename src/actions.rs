//! Everything a person can mean on any screen, with the id that the keymap names, a title and one line about
//! it; never what happens then.

/// An intent. What a key is bound to, what the help and the footer list, and what a screen offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// To the list of users.
    GoUsers,
    /// To the profile of the open user.
    GoProfile,
    /// To picking and rating items.
    GoRate,
    /// To the figures.
    GoMetrics,
    /// To the calls of the open run.
    GoCalls,
    /// To the kept runs.
    GoRuns,
    /// To the prompts.
    GoPrompts,
    /// The keys of this place.
    Help,
    /// Every action by name.
    Commands,
    /// The log of messages.
    Messages,
    /// Filter the list.
    Find,
    /// The next match.
    FindNext,
    /// The match before.
    FindPrev,
    /// One row or sentence down.
    MoveDown,
    /// One row or sentence up.
    MoveUp,
    /// Half a screen down.
    PageDown,
    /// Half a screen up.
    PageUp,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// The sibling before: batch, method.
    Prev,
    /// The next sibling.
    Next,
    /// The next pane.
    PaneNext,
    /// The pane before.
    PanePrev,
    /// The next inner tab.
    TabNext,
    /// The inner tab before.
    TabPrev,
    /// Open, send or confirm.
    Open,
    /// One level back.
    Back,
    /// Close what is open; at the top, quit.
    Close,
    /// Cancel what runs; twice, quit.
    Interrupt,
    /// Put the program to sleep.
    Suspend,
    /// One pane over the whole body, and back.
    Zoom,
    /// The border between two columns of panes to the left.
    SplitLeft,
    /// The border to the right.
    SplitRight,
    /// Another border is the one that moves.
    SplitNext,
    /// All borders where the screen means them.
    SplitReset,
    /// The next way to look at this.
    ViewCycle,
    /// How finely a change is shown.
    Detail,
    /// Only what changed.
    HideSame,
    /// How the list is ordered.
    Order,
    /// Mark a row.
    Toggle,
    /// Mark every row shown.
    MarkAll,
    /// Show or hide the held-out ratings.
    Truth,
    /// Only what failed, or all.
    Failed,
    /// Write the next batch.
    Run,
    /// Write or ask for all that is left.
    RunRest,
    /// How far apart the repetitions of a step lie.
    Repeat,
    /// Cancel what runs.
    Cancel,
    /// Wait no longer for the next request.
    Hurry,
    /// Take an answer by hand that the program did not take.
    Accept,
    /// A new run from here.
    Fork,
    /// The next run of the open user.
    RunsNext,
    /// The run of the open user before.
    RunsPrev,
    /// Mark this run or state as A, the next one as B.
    MarkAb,
    /// The two that are marked, side by side.
    Compare,
    /// A becomes B and B becomes A.
    Swap,
    /// Give a run another name.
    Rename,
    /// Put a run into the trash.
    Delete,
    /// Hold what runs after what is under way, or go on.
    Pause,
    /// Undo what was last done.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Copy the selected item.
    Copy,
    /// Copy the whole pane.
    CopyPane,
    /// Write the view into a file.
    Export,
    /// Edit the prompt of this step.
    Edit,
    /// Try the prompts on one batch.
    Test,
    /// The prompt beside what came of it.
    PromptShow,
    /// Show the pane in the person's editor.
    Look,
    /// The mouse for the program, or for the terminal.
    Mouse,
    /// Who writes.
    Models,
    /// A wider window for this step.
    FitWiden,
    /// Fewer items a request.
    FitFewer,
    /// Send what may not fit.
    FitAnyway,
    /// Say yes.
    Yes,
    /// Say no.
    No,
}

/// How an action is called.
struct Names {
    id: &'static str,
    title: &'static str,
    about: &'static str,
}

const fn names(id: &'static str, title: &'static str, about: &'static str) -> Names {
    Names { id, title, about }
}

impl Action {
    /// Every action, in the order in which lists show them.
    pub const ALL: [Self; 74] = [
        Self::GoUsers,
        Self::GoProfile,
        Self::GoRate,
        Self::GoMetrics,
        Self::GoCalls,
        Self::GoRuns,
        Self::GoPrompts,
        Self::Help,
        Self::Commands,
        Self::Messages,
        Self::Find,
        Self::FindNext,
        Self::FindPrev,
        Self::MoveDown,
        Self::MoveUp,
        Self::PageDown,
        Self::PageUp,
        Self::Top,
        Self::Bottom,
        Self::Prev,
        Self::Next,
        Self::PaneNext,
        Self::PanePrev,
        Self::TabNext,
        Self::TabPrev,
        Self::Open,
        Self::Back,
        Self::Close,
        Self::Interrupt,
        Self::Suspend,
        Self::Zoom,
        Self::SplitLeft,
        Self::SplitRight,
        Self::SplitNext,
        Self::SplitReset,
        Self::ViewCycle,
        Self::Detail,
        Self::HideSame,
        Self::Order,
        Self::Toggle,
        Self::MarkAll,
        Self::Truth,
        Self::Failed,
        Self::Run,
        Self::RunRest,
        Self::Repeat,
        Self::Cancel,
        Self::Hurry,
        Self::Accept,
        Self::Fork,
        Self::RunsNext,
        Self::RunsPrev,
        Self::MarkAb,
        Self::Compare,
        Self::Swap,
        Self::Rename,
        Self::Delete,
        Self::Pause,
        Self::Undo,
        Self::Redo,
        Self::Copy,
        Self::CopyPane,
        Self::Export,
        Self::Edit,
        Self::Test,
        Self::PromptShow,
        Self::Look,
        Self::Mouse,
        Self::Models,
        Self::FitWiden,
        Self::FitFewer,
        Self::FitAnyway,
        Self::Yes,
        Self::No,
    ];

    #[expect(clippy::too_many_lines, reason = "a table, a line an action")]
    const fn names(self) -> Names {
        match self {
            Self::GoUsers => names("go.users", "users", "the users of the data set"),
            Self::GoProfile => names("go.profile", "profile", "how the profile of the open user grew"),
            Self::GoRate => names("go.rate", "rate", "pick items and have them rated"),
            Self::GoMetrics => names("go.metrics", "metrics", "figures beside the baselines"),
            Self::GoCalls => names("go.calls", "calls", "what was asked of a model, try by try"),
            Self::GoRuns => names("go.runs", "runs", "the runs that are kept"),
            Self::GoPrompts => names("go.prompts", "prompts", "what a model is told, file by file"),
            Self::Help => names("help", "help", "the keys of this place, searched by typing"),
            Self::Commands => names("commands", "commands", "every action by name, with its key"),
            Self::Messages => names("messages", "messages", "the log of messages, warnings and errors"),
            Self::Find => names("find", "filter", "filter the list; words, or field:value, field>number"),
            Self::FindNext => {
                names("find.next", "next match", "the next match of the filter, also after it is cleared")
            }
            Self::FindPrev => names("find.prev", "match before", "the match of the filter before this row"),
            Self::MoveDown => names("move.down", "down", "one row or sentence down"),
            Self::MoveUp => names("move.up", "up", "one row or sentence up"),
            Self::PageDown => names("page.down", "page down", "half a screen down"),
            Self::PageUp => names("page.up", "page up", "half a screen up"),
            Self::Top => names("top", "top", "to the first row"),
            Self::Bottom => names("bottom", "bottom", "to the last row"),
            Self::Prev => names("prev", "previous", "the sibling before: batch or method"),
            Self::Next => names("next", "next", "the next sibling: batch or method"),
            Self::PaneNext => names("pane.next", "pane", "to the next pane"),
            Self::PanePrev => names("pane.prev", "pane back", "to the pane before"),
            Self::TabNext => names("tab.next", "tab", "the next inner tab"),
            Self::TabPrev => names("tab.prev", "tab back", "the inner tab before"),
            Self::Open => names("open", "open", "open, send or confirm"),
            Self::Back => names("back", "back", "one level back; never quits"),
            Self::Close => names("close", "close", "close what is open; at the top, quit"),
            Self::Interrupt => names("interrupt", "interrupt", "cancel what runs; twice in a row, quit"),
            Self::Suspend => names("suspend", "suspend", "put the program to sleep (Unix)"),
            Self::Zoom => names("zoom", "zoom", "this pane over the whole screen, and back"),
            Self::SplitLeft => {
                names("split.left", "border left", "the border between panes to the left, or up")
            }
            Self::SplitRight => {
                names("split.right", "border right", "the border between panes to the right, or down")
            }
            Self::SplitNext => names("split.next", "next border", "the next border is the one that moves"),
            Self::SplitReset => names("split.reset", "borders back", "the borders where they always stand"),
            Self::ViewCycle => names("view.cycle", "view", "the next way to look at this"),
            Self::Detail => {
                names("detail", "detail", "how finely a change is shown: words, sentences, no marks")
            }
            Self::HideSame => names("hide.same", "hide same", "show only what changed"),
            Self::Order => names(
                "order",
                "order",
                "a menu of the orders of the list; the present one again turns it round",
            ),
            Self::Toggle => names("toggle", "pick", "mark or unmark this row"),
            Self::MarkAll => names("mark.all", "all", "mark all rows shown, or none"),
            Self::Truth => names("truth", "truth", "show or hide the held-out ratings"),
            Self::Failed => names("failed", "failed", "list only what failed, or all"),
            Self::Run => names("run", "run", "write the next batch of the profile"),
            Self::RunRest => {
                names("run.rest", "run rest", "write all batches, or ask for all items, that are left")
            }
            Self::Repeat => names(
                "repeat",
                "repeat",
                "do this step several times more and see how far apart it comes out",
            ),
            Self::Cancel => names("cancel", "cancel", "cancel what runs; what is finished stays"),
            Self::Hurry => names("wait.now", "now", "wait no longer for the next request to a model"),
            Self::Accept => names(
                "accept",
                "accept",
                "take an answer by hand that was not taken; the state is marked edited",
            ),
            Self::Fork => names("fork", "fork", "a new run that shares the batches before this one"),
            Self::RunsNext => names("runs.next", "next run", "open the next run of this user"),
            Self::RunsPrev => names("runs.prev", "previous run", "open the run of this user before"),
            Self::MarkAb => names("mark.ab", "mark A/B", "mark this as A, the next as B; a third time, none"),
            Self::Compare => names("compare", "compare", "the two that are marked, side by side"),
            Self::Swap => names("swap.ab", "swap", "A becomes B and B becomes A"),
            Self::Rename => names("rename", "rename", "give this run another name"),
            Self::Delete => names("delete", "trash", "put this run into the trash; undo takes it out"),
            Self::Pause => names("pause", "pause", "hold after what is under way; a second time, go on"),
            Self::Undo => {
                names("undo", "undo", "undo the last mark, name, move to the trash or edit of a prompt")
            }
            Self::Redo => names("redo", "redo", "do again what was undone"),
            Self::Copy => names("copy", "copy", "copy the selected item as Markdown"),
            Self::CopyPane => names("copy.pane", "copy all", "copy this pane as Markdown"),
            Self::Export => {
                names("export", "export", "write what is in front into a file: csv, json, md, svg")
            }
            Self::Edit => {
                names("edit", "edit", "edit the prompt of this step in your editor ($VISUAL, $EDITOR)")
            }
            Self::Test => names("test", "test", "try the prompts on one batch; nothing is written from it"),
            Self::PromptShow => {
                names("prompt.show", "prompt", "the prompt of this step; of two runs, what differs in theirs")
            }
            Self::Look => names("look", "editor", "look at this pane in your editor ($VISUAL, $EDITOR)"),
            Self::Mouse => {
                names("mouse", "mouse", "the mouse for the program, or for the terminal, which selects text")
            }
            Self::Models => {
                names("models", "model", "who writes and rates: a provider and one of its models")
            }
            Self::FitWiden => names("fit.widen", "widen", "ask for a wider window, for this step alone"),
            Self::FitFewer => names("fit.fewer", "fewer", "send fewer items a request"),
            Self::FitAnyway => {
                names("fit.anyway", "anyway", "send a prompt that may not fit, and mark the call")
            }
            Self::Yes => names("yes", "yes", "do it"),
            Self::No => names("no", "no", "leave it"),
        }
    }

    /// The name in `keys.toml` and in reports: `move.down`.
    pub const fn id(self) -> &'static str {
        self.names().id
    }

    /// One or two words for a footer.
    pub const fn title(self) -> &'static str {
        self.names().title
    }

    /// One line for the help.
    pub const fn about(self) -> &'static str {
        self.names().about
    }

    /// The action with that id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_listed_once_and_found_by_its_id() {
        for (at, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(action as usize, at, "{action:?} is out of order in ALL");
            assert_eq!(Action::from_id(action.id()), Some(action));
            assert!(!action.title().is_empty() && !action.about().is_empty());
        }
        assert_eq!(Action::No as usize + 1, Action::ALL.len(), "an action is missing from ALL");
    }
}
