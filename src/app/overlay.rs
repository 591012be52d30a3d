//! What can lie over a screen: help, commands, messages, a text to type, a question. One at a time.

use super::deeds::{PromptErrand, Save};
use super::input::LineInput;
use super::kept::RunChange;
use super::message::{Doubt, Work};
use super::orders::OrderMenu;
use super::overlays::messages::MessageSheet;
use super::overlays::picker::Picker;
use super::overlays::searched::Searched;
use super::spread::{SpreadSheet, Steps};
use crate::domain::{Id, RunId};

/// What lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys of the screen below.
    Help(Box<Searched>),
    /// Every action by name.
    Commands(Box<Searched>),
    /// The messages so far.
    Messages(MessageSheet),
    /// The orders of the list below.
    Orders(OrderMenu),
    /// A text is wanted.
    Prompt(Box<Prompt>),
    /// A yes or no is wanted.
    Question(Question),
    /// Work waits for a decision about money or a prompt.
    Doubt(Box<InDoubt>),
    /// Who writes is chosen.
    Models(Box<Picker>),
    /// How far apart the repetitions of a step lie.
    Spread(Box<SpreadSheet>),
}

/// Work that waits for a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct InDoubt {
    /// The work.
    pub work: Work,
    /// What it does, for people.
    pub title: String,
    /// The user it is for, where it is for one.
    pub user: Option<Id>,
    /// What is to be decided.
    pub doubt: Doubt,
}

/// A text that is wanted.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What for: `Fork r3 from batch 2`.
    pub title: String,
    /// What will happen, in a sentence.
    pub about: String,
    /// The text so far.
    pub input: LineInput,
    /// What to do with it.
    pub purpose: Purpose,
}

/// What a typed text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The name of a file for the view in front.
    Export,
    /// The name of a file for the messages, which are gone back to.
    ExportMessages(MessageSheet),
    /// The name of a fork.
    Fork {
        /// The run to leave.
        run: RunId,
        /// The first batch that is not shared.
        from_batch: usize,
        /// The seed of its own batches.
        seed: u64,
        /// Whether they are written at once.
        writes: bool,
    },
    /// How often a step is repeated.
    Repeat(Steps),
    /// Another name for a run.
    Rename {
        /// The run.
        run: RunId,
    },
}

/// A yes or no that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What a yes and what a no mean.
    pub about: String,
    /// What a yes does.
    pub yes: Decision,
}

/// What a yes decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// End the program although a job runs.
    Quit,
    /// Put this run into the trash.
    Trash(RunId),
    /// Change a run otherwise.
    Change(RunChange),
    /// Write a file over another one.
    Replace(Save),
    /// Do something with files of prompts.
    Prompts(PromptErrand),
}
