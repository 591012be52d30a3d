//! What can be meant in a place, in the words of that place, and why not where it cannot: the one source of
//! the footer, the help and the refusal of a key.

use std::borrow::Cow;

use super::message::Doubt;
use super::overlays::picker::{Answered, Picker};
use crate::actions::Action;
use crate::domain::numbers::thousands;

/// Something that a place offers: one action, or several that read as one (`j/k sentence`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The actions, in the order in which their keys are shown.
    pub actions: &'static [Action],
    /// What they do here, in a few words.
    pub label: Cow<'static, str>,
    /// Why they are off; `None` = they work.
    pub off: Option<Cow<'static, str>>,
    /// Whether the footer may show it; the help always does.
    pub footer: bool,
}

impl Offer {
    /// An offer for footer and help.
    pub fn new(actions: &'static [Action], label: impl Into<Cow<'static, str>>) -> Self {
        Self { actions, label: label.into(), off: None, footer: true }
    }

    /// An offer for the help only.
    pub fn quiet(actions: &'static [Action], label: impl Into<Cow<'static, str>>) -> Self {
        Self { footer: false, ..Self::new(actions, label) }
    }

    /// The words of the help: those of the footer, or what the action is about where they are a single word.
    pub fn explained(&self) -> Cow<'static, str> {
        match self.actions {
            [action] if !self.label.contains(' ') => Cow::Borrowed(action.about()),
            [first, _] if !self.label.contains(' ') => {
                let backwards =
                    [Action::Prev, Action::TabPrev, Action::PanePrev, Action::FindPrev, Action::RunsPrev];
                let order = if backwards.contains(first) { "previous, next" } else { "next, previous" };
                Cow::Owned(format!("{order} {}", self.label))
            }
            _ => self.label.clone(),
        }
    }

    /// The same, off for a reason where there is one.
    #[must_use]
    pub fn unless(self, reason: Option<impl Into<Cow<'static, str>>>) -> Self {
        let off = self.off.or(reason.map(Into::into));
        Self { off, ..self }
    }
}

/// What can be decided about work in doubt.
pub fn of_doubt(doubt: &Doubt) -> Vec<Offer> {
    let no = Offer::new(&[Action::No], "leave it");
    let Doubt::Fit(misfit) = doubt else {
        return vec![Offer::new(&[Action::Yes], "do it"), no];
    };
    let mut offers = Vec::new();
    if let Some(wider) = misfit.wider() {
        let label = format!("raise num_ctx to {} for this", thousands(wider));
        offers.push(Offer::new(&[Action::FitWiden], label));
    }
    if let Some(fewer) = misfit.fewer {
        offers
            .push(Offer::new(&[Action::FitFewer], format!("send fewer items ({} > {fewer})", misfit.items)));
    }
    offers.extend([Offer::new(&[Action::FitAnyway], "send anyway; the call is marked \"truncated?\""), no]);
    offers
}

/// What can be meant where a model is chosen.
pub fn of_picker(picker: &Picker) -> Vec<Offer> {
    const ROWS: &[Action] = &[Action::MoveDown, Action::MoveUp];
    let open = match &picker.looked_at {
        None if picker.selected().is_some_and(|one| one.address.is_none()) => "go over to it",
        None => "its models",
        Some(looked_at) if looked_at.chosen().is_some() => "go over to it",
        Some(looked_at) if matches!(looked_at.answer, Answered::Failed(_)) => "ask again",
        Some(_) => "",
    };
    let mut offers = Vec::new();
    if !open.is_empty() {
        offers.push(Offer::new(&[Action::Open], open));
    }
    let back = if picker.looked_at.is_some() { "back" } else { "leave it" };
    offers.extend([Offer::new(ROWS, "row"), Offer::new(&[Action::Back], back)]);
    offers
}

/// What can be meant on every screen.
pub fn anywhere() -> Vec<Offer> {
    vec![
        Offer::quiet(
            &[
                Action::GoUsers,
                Action::GoProfile,
                Action::GoRate,
                Action::GoMetrics,
                Action::GoCalls,
                Action::GoRuns,
                Action::GoPrompts,
            ],
            "users, profile, rate, metrics, calls, runs, prompts",
        ),
        Offer::quiet(&[Action::MoveDown, Action::MoveUp], "down, up"),
        Offer::quiet(&[Action::PageDown, Action::PageUp], "half a screen down, up"),
        Offer::quiet(&[Action::Top, Action::Bottom], "first, last"),
        Offer::quiet(&[Action::PaneNext, Action::PanePrev], "next, previous pane"),
        Offer::quiet(&[Action::TabNext, Action::TabPrev], "next, previous tab"),
        Offer::quiet(&[Action::Zoom], "this pane over the whole screen, and back"),
        Offer::quiet(
            &[Action::SplitLeft, Action::SplitRight],
            "the border between panes left or up, right or down",
        ),
        Offer::quiet(&[Action::SplitNext], "the next border is the one that moves"),
        Offer::quiet(&[Action::SplitReset], "the borders back to where they were"),
        Offer::quiet(&[Action::MarkAb], "mark the open run, on Profile the state, as A, then B"),
        Offer::quiet(&[Action::Compare], "A and B side by side"),
        Offer::quiet(&[Action::Undo, Action::Redo], "undo, do again: marks, names, the trash, edits"),
        Offer::quiet(&[Action::Copy, Action::CopyPane], "copy the selected item, the whole pane"),
        Offer::quiet(&[Action::Export], "export what is in front: csv, json, md, svg"),
        Offer::quiet(&[Action::Look], "look at this pane in your editor"),
        Offer::quiet(&[Action::Edit], "edit the prompt of this step in your editor"),
        Offer::quiet(&[Action::Mouse], "the mouse for the program, or for the terminal"),
        Offer::quiet(&[Action::Models], "who writes: providers and their models"),
        Offer::quiet(&[Action::Messages], "messages so far"),
        Offer::quiet(&[Action::Help], "this help"),
        Offer::quiet(&[Action::Commands], "every action by name"),
        Offer::quiet(&[Action::Pause], "pause after the batch or slate under way, and go on"),
        Offer::quiet(&[Action::Cancel], "cancel what runs; what is finished stays"),
        Offer::quiet(&[Action::Back], "one level back; never quits"),
        Offer::quiet(&[Action::Close], "close; quit at the top"),
        Offer::quiet(&[Action::Interrupt], "cancel; twice, quit"),
        Offer::quiet(&[Action::Suspend], "put the program to sleep (Unix)"),
    ]
}
