//! What an action does to the overlay that lies over the screen, and what a typed text or a yes leads to.

use std::time::Duration;

use super::searched::Searched;
use crate::actions::Action;
use crate::app::deeds::Errand;
use crate::app::desk::Screen;
use crate::app::kept::RunChange;
use crate::app::log::Level;
use crate::app::message::{Effect, Work};
use crate::app::orders::Chosen;
use crate::app::overlay::{Decision, Overlay, Prompt, Purpose};
use crate::app::{App, Phase};

/// What messages can be asked for outside.
const OUTWARD: [Action; 5] = [Action::Copy, Action::CopyPane, Action::Export, Action::Look, Action::Mouse];

impl App {
    pub(in crate::app) fn act_on_overlay(
        &mut self,
        overlay: Overlay,
        action: Action,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let page = usize::from(self.size.1 / 2).max(1);
        self.overlay = match overlay {
            Overlay::Help(mut sheet) => {
                let rows = self.help_rows_with(sheet.input.text()).len();
                sheet.cursor.travel(action, rows, page);
                let leaves = matches!(action, Action::Back | Action::Close | Action::Help | Action::Open);
                (!leaves).then_some(Overlay::Help(sheet))
            }
            Overlay::Commands(palette) => return self.act_on_commands(palette, action, now, effects),
            Overlay::Messages(sheet) if OUTWARD.contains(&action) => {
                self.overlay = Some(Overlay::Messages(sheet));
                self.act_outward(action, now, effects);
                return;
            }
            Overlay::Spread(sheet) if OUTWARD.contains(&action) => {
                self.overlay = Some(Overlay::Spread(sheet));
                self.act_outward(action, now, effects);
                return;
            }
            Overlay::Spread(sheet) => self.act_on_spread(sheet, action, now, effects),
            Overlay::Messages(mut sheet) => {
                let shown = self.messages_from(sheet.least).len();
                let most = self.rows_out_of_sight(sheet);
                sheet.act(action, shown, page, most).then_some(Overlay::Messages(sheet))
            }
            Overlay::Orders(mut menu) => match menu.act(action) {
                Chosen::NotYet => Some(Overlay::Orders(menu)),
                Chosen::Nothing => None,
                Chosen::Order(at) => {
                    self.order_by(at);
                    None
                }
            },
            Overlay::Doubt(in_doubt) => self.decide(in_doubt, action, effects),
            Overlay::Models(picker) => self.act_on_picker(picker, action, now, effects),
            Overlay::Prompt(prompt) => match action {
                Action::Open => self.answer_prompt(prompt, now, effects),
                Action::Back => match prompt.purpose {
                    Purpose::ExportMessages(messages) => Some(Overlay::Messages(messages)),
                    _ => None,
                },
                _ => Some(Overlay::Prompt(prompt)),
            },
            Overlay::Question(question) => match (action, &question.yes) {
                (Action::Yes, Decision::Quit) => {
                    effects.push(Effect::Quit);
                    None
                }
                (Action::Yes, Decision::Trash(run)) => {
                    self.change_run(RunChange::Trashed(*run), now, effects);
                    None
                }
                (Action::Yes, Decision::Change(change)) => {
                    self.change_run(change.clone(), now, effects);
                    None
                }
                (Action::Yes, Decision::Replace(save)) => {
                    effects.push(Effect::Errand(Errand::Save(save.clone())));
                    None
                }
                (Action::Yes, Decision::Prompts(errand)) => {
                    effects.push(Effect::Errand(Errand::Prompts(errand.clone())));
                    None
                }
                (Action::No, _) => None,
                _ => Some(Overlay::Question(question)),
            },
        };
    }

    /// Does the command that is selected, in the place that the commands lie over.
    fn act_on_commands(
        &mut self,
        mut palette: Box<Searched>,
        action: Action,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let mut commands = self.commands_with(palette.input.text());
        match action {
            Action::Back | Action::Close | Action::Commands => return,
            Action::Open => {}
            _ => {
                palette.cursor.travel(action, commands.len(), usize::from(self.size.1 / 2).max(1));
                self.overlay = Some(Overlay::Commands(palette));
                return;
            }
        }
        let Some(at) = palette.cursor.of(commands.len()) else {
            self.overlay = Some(Overlay::Commands(palette));
            return;
        };
        let command = commands.swap_remove(at);
        match command.off {
            Some(off) => {
                self.log.say(Level::Info, format!("{}: {off}", command.action.title()), now);
                self.overlay = Some(Overlay::Commands(palette));
            }
            None => match command.argument {
                Some(argument) => self.go_to_named(&argument, now, effects),
                None => self.act_on_screen(command.action, now, effects),
            },
        }
    }

    /// Orders the list of the screen in front by what was chosen in its menu.
    fn order_by(&mut self, at: usize) {
        let Phase::Open(study) = &self.phase else { return };
        match self.screen {
            Screen::Users => self.screens.users.order_by(at, study),
            Screen::Rate => self.screens.rate.order_by(at, study),
            Screen::Metrics => self.screens.metrics.order_by(at),
            Screen::Runs => self.screens.runs.order_by(at, study),
            Screen::Profile | Screen::Calls | Screen::Prompts | Screen::Compare => {}
        }
    }

    fn answer_prompt(
        &mut self,
        prompt: Box<Prompt>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        if let Purpose::Repeat(steps) = prompt.purpose {
            return self.repeat(prompt, steps, now, effects);
        }
        let text = prompt.input.text().trim().to_owned();
        if text.is_empty() {
            self.log.say(Level::Info, "a name is needed", now);
            return Some(Overlay::Prompt(prompt));
        }
        match prompt.purpose {
            Purpose::Export | Purpose::ExportMessages(_) => {
                if let Purpose::ExportMessages(messages) = prompt.purpose {
                    self.overlay = Some(Overlay::Messages(messages));
                }
                match self.file(&text) {
                    Ok(effect) => effects.push(effect),
                    Err(why) => {
                        self.log.say(Level::Info, why, now);
                        return Some(Overlay::Prompt(prompt));
                    }
                }
                return self.overlay.take();
            }
            Purpose::Fork { run, from_batch, seed, writes } => {
                self.screens.prompts.write_fork(writes);
                if writes {
                    self.go(Screen::Profile);
                }
                let user =
                    self.study().and_then(|study| study.subject.as_ref()).map(|subject| subject.id.clone());
                let title = format!("forking {run}");
                self.jobs.start(Work::Fork { run, from_batch, name: text, seed }, title, user, effects);
            }
            Purpose::Repeat(_) => {}
            Purpose::Rename { run } => self.rename(run, &text, now, effects),
        }
        None
    }
}
