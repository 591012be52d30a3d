//! One message, one change: what the program does with keys, pasted text, sizes and time.

use std::time::Duration;

use super::desk::{Answer, Desk, Screen};
use super::jobs::Kind;
use super::listing::Listing;
use super::log::Level;
use super::message::{Effect, Message, Work};
use super::overlay::{Decision, Overlay, Question};
use super::overlays::messages::MessageSheet;
use super::screens::profile::Shape;
use super::{App, Phase};
use crate::actions::Action;
use crate::config::keymap::{Context, Key, Meaning};
use crate::config::ui::ConfirmQuit;

/// How long a first ctrl+c counts.
const QUIT_ARMED: Duration = Duration::from_secs(2);

impl App {
    /// Takes a message at a time since the program started and says what is to be done in the world.
    pub fn update(&mut self, message: Message, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        let messages = self.shown_messages();
        self.pass_time(now);
        match message {
            Message::Key(key) => self.key(key, now, &mut effects),
            Message::Paste(text) => self.paste(&text),
            Message::Did(deed) => self.did(deed, now, &mut effects),
            Message::PromptsChanged => self.screens.prompts.read_again(),
            Message::Resize { width, height } => {
                self.needs_drawing |= self.size != (width, height);
                self.size = (width, height);
                self.screens.profile.shape = Shape::of(self.size);
                self.screens.calls.shape = Shape::of(self.size);
                self.screens.prompts.shape = Shape::of(self.size);
            }
            Message::Wake => {}
            Message::Pointer(pointer, hit) => self.point(pointer, hit, now, &mut effects),
            Message::Said(sentences) => {
                self.needs_drawing |= !sentences.is_empty();
                for (level, sentence) in sentences {
                    self.log.say(level, sentence, now);
                }
            }
            Message::Terminate => effects.push(Effect::Quit),
            Message::Job { id, news } => self.hear(id, news, now, &mut effects),
        }
        self.live.keep(|job| self.jobs.get(job).is_some());
        self.refresh_calls();
        self.read_prompts(&mut effects);
        self.show_selected_theme(&mut effects);
        self.look_at_run(&mut effects);
        self.foresee(&mut effects);
        self.forget_failure();
        self.keep_message(messages);
        effects
    }

    /// What failed is tried again: whoever does that has read why it failed.
    fn forget_failure(&mut self) {
        if self.log.failed().is_some_and(|kind| self.jobs.running(kind).is_some()) {
            self.needs_drawing |= self.log.dismiss();
        }
    }

    fn pass_time(&mut self, now: Duration) {
        self.needs_drawing |= self.log.expire(now);
        let looked_at = self.looked_at();
        self.needs_drawing |= self.live.tick(looked_at, now);
        if self.quit_armed.is_some_and(|until| until <= now) {
            self.quit_armed = None;
        }
    }

    fn key(&mut self, key: Key, now: Duration, effects: &mut Vec<Effect>) {
        // A list that was pointed at goes its own way again.
        self.needs_drawing |= self.pin.take().is_some();
        let context = self.context();
        let mut typed = std::mem::take(&mut self.begun);
        let goes_on = !typed.is_empty();
        typed.push(key);
        self.needs_drawing |= goes_on;
        match self.keymap.meaning(context, &typed) {
            Meaning::Action(action) => {
                self.needs_drawing = true;
                self.act(action, now, effects);
            }
            Meaning::Begins => {
                self.needs_drawing = true;
                self.begun = typed;
            }
            Meaning::Nothing if goes_on => self.drop_begun(&typed, key, now, effects),
            Meaning::Nothing if context == Context::Text => {
                self.needs_drawing = true;
                self.type_key(key);
            }
            Meaning::Nothing => {}
        }
    }

    /// Keys that began something go on with one that does not: nothing is done, unless that one leads out.
    fn drop_begun(&mut self, typed: &[Key], key: Key, now: Duration, effects: &mut Vec<Effect>) {
        match self.keymap.action(self.context(), key) {
            Some(Action::Interrupt) => self.interrupt(now, effects),
            Some(Action::Back) => {}
            _ => {
                let typed: Vec<_> = typed.iter().map(ToString::to_string).collect();
                self.log.say(Level::Info, format!("\"{}\" means nothing here", typed.join(" ")), now);
            }
        }
    }

    pub(super) fn act(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) {
        if action == Action::Interrupt {
            return self.interrupt(now, effects);
        }
        match self.overlay.take() {
            Some(overlay) => self.act_on_overlay(overlay, action, now, effects),
            None => self.act_on_screen(action, now, effects),
        }
    }

    pub(super) fn act_on_screen(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) {
        // While a filter is typed its keys mean the filter, whatever they mean on the screen.
        if !self.is_filtering()
            && let Some(reason) = self.refusal(action)
        {
            return self.log.say(Level::Info, reason, now);
        }
        if self.play_on(action, effects) {
            return;
        }
        if action == Action::Back && self.is_at_crossed_result() {
            return self.back(now, effects);
        }
        if self.travel_live(action) {
            return;
        }
        let page = usize::from(self.size.1 / 2).max(1);
        let answer = match &mut self.phase {
            Phase::Open(study) => {
                let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page };
                match self.screen {
                    Screen::Users => self.screens.users.act_on_list(action, &mut desk),
                    Screen::Profile => self.screens.profile.act(action, &mut desk),
                    Screen::Rate => self.screens.rate.act(action, &mut desk),
                    Screen::Metrics => self.screens.metrics.act(action, &mut desk),
                    Screen::Calls => self.screens.calls.act_on_list(action, &mut desk),
                    Screen::Runs => self.screens.runs.act_on_list(action, &mut desk),
                    Screen::Prompts => self.screens.prompts.act(action, &mut desk),
                    Screen::Compare => self.screens.compare.act(action, &mut desk),
                }
            }
            Phase::Loading if self.arriving.travel(action, page) => Answer::Done,
            Phase::Loading | Phase::Closed(_) => Answer::Pass,
        };
        match answer {
            Answer::Done => {}
            Answer::Go(screen) => self.go(screen),
            Answer::GoToResult(item) => self.cross_to_result(&item),
            Answer::GoToSentence(spoken) => self.cross_to_sentence(spoken),
            Answer::GoToState(batch) => self.cross_to_state(batch),
            Answer::GoToRatings => self.cross_to_ratings(),
            Answer::Ask(overlay) => self.overlay = Some(overlay),
            Answer::Pass => self.act_anywhere(action, now, effects),
        }
        self.follow_subject();
    }

    /// Why an action is off here; one sentence with the action's name.
    fn refusal(&self, action: Action) -> Option<String> {
        if let Some(off) = self.not_in_a_replay(action) {
            return Some(format!("{}: {off}", action.title()));
        }
        let offers = self.screen_offers();
        let offer = offers.iter().find(|offer| offer.actions.contains(&action))?;
        let off = offer.off.as_ref()?;
        if action == Action::Compare {
            return Some(self.with_key_of_marks(off));
        }
        Some(format!("{}: {off}", action.title()))
    }

    pub(super) fn act_anywhere(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) {
        match action {
            Action::GoUsers => self.go(Screen::Users),
            Action::GoProfile => self.go(Screen::Profile),
            Action::GoRate => self.go(Screen::Rate),
            Action::GoMetrics => self.go(Screen::Metrics),
            Action::GoCalls => self.go_to_calls(now, effects),
            Action::GoRuns => self.go_to_runs(effects),
            Action::GoPrompts => self.go(Screen::Prompts),
            Action::MarkAb => self.mark_open(now, effects),
            Action::Compare => self.compare(now, effects),
            Action::Pause => self.pause(now, effects),
            Action::Swap | Action::Undo | Action::Redo => self.act_on_deeds(action, now, effects),
            Action::Edit => self.edit_prompt(now, effects),
            Action::PromptShow => self.show_prompt(now),
            Action::Test => self.log.say(Level::Info, "test: prompts are tried on the screen Prompts", now),
            Action::Open if self.screen == Screen::Prompts && self.restore_prompt(effects) => {}
            Action::Open if matches!(self.phase, Phase::Loading) => {
                if let Some(user) = self.arriving.user() {
                    self.log.say(Level::Info, format!("user {user} can be opened when all is read"), now);
                }
            }
            Action::Fork if self.screen == Screen::Prompts => self.ask_for_fork_in_prompts(),
            Action::Prev | Action::Next if self.screen == Screen::Prompts => self.turn_batch(action),
            Action::Help => self.overlay = Some(Overlay::Help(Box::default())),
            Action::Commands => self.overlay = Some(Overlay::Commands(Box::default())),
            Action::Models if self.study().is_some() => self.pick_model(None, effects),
            Action::Messages => self.overlay = Some(Overlay::Messages(MessageSheet::default())),
            Action::RunsNext | Action::RunsPrev => self.turn_run(action, now, effects),
            Action::Zoom => self.is_zoomed = !self.is_zoomed,
            Action::Suspend => effects.push(Effect::Suspend),
            Action::Repeat => self.open_spread(now, effects),
            Action::Hurry => self.hurry(now, effects),
            Action::Accept => match self.ask_to_accept() {
                Some(question) => self.overlay = Some(Overlay::Question(question)),
                None => self.log.say(Level::Info, "there is no answer to take", now),
            },
            Action::Cancel if self.cancel_foremost(now, effects) => {}
            Action::Cancel => self.log.say(Level::Info, "nothing runs", now),
            Action::Back => self.back(now, effects),
            Action::Close => self.close(effects),
            Action::Run if matches!(self.phase, Phase::Closed(_)) => self.open(effects),
            action if self.act_on_borders(action, now) => {}
            action if self.act_outward(action, now, effects) => {}
            _ => {}
        }
    }

    /// To another run of the open user; what is looked at and how stays.
    fn turn_run(&mut self, action: Action, now: Duration, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        let Some(run) = study.neighbour_run(action == Action::RunsNext) else {
            return self.log.say(Level::Info, "this user has no other run", now);
        };
        let mut desk = Desk { study, jobs: &mut self.jobs, log: &mut self.log, effects, now, page: 1 };
        desk.read_run(Work::OpenRunById { run });
    }

    /// One level back: what is in the way first, then the run that this screen waits for, then the list.
    fn back(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if self.log.dismiss() {
            return;
        }
        if std::mem::take(&mut self.is_zoomed) {
            return;
        }
        let waits_for = match (&self.phase, self.screen) {
            (Phase::Loading, _) => Some(Kind::Open),
            (_, Screen::Profile) => Some(Kind::Write),
            (_, Screen::Rate) => Some(Kind::Rate),
            _ => None,
        };
        if self.screen == Screen::Profile && self.screens.profile.come_back() {
            return;
        }
        if self.cross_back() {
            return;
        }
        match waits_for.filter(|kind| self.jobs.running(*kind).is_some()) {
            Some(kind) => self.cancel(kind, now, effects),
            None if self.screen == Screen::Compare => self.go(self.screens.compare.from()),
            None => self.go(Screen::Users),
        }
    }

    fn close(&mut self, effects: &mut Vec<Effect>) {
        if std::mem::take(&mut self.is_zoomed) {
            return;
        }
        let (text, about) = match (self.settings.confirm_quit, self.jobs.study()) {
            (ConfirmQuit::Never, _) | (ConfirmQuit::Running, None) => return effects.push(Effect::Quit),
            (_, Some(job)) => {
                let about = "What is finished is kept; what runs is cancelled.";
                (format!("Quit while {}?", job.title), about)
            }
            (ConfirmQuit::Always, None) => ("Quit?".to_owned(), "Nothing runs; everything is kept."),
        };
        self.overlay =
            Some(Overlay::Question(Question { text, about: about.to_owned(), yes: Decision::Quit }));
    }

    fn interrupt(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if self.quit_armed.is_some() {
            return effects.push(Effect::Quit);
        }
        self.quit_armed = Some(now + QUIT_ARMED);
        let cancelled = self.jobs.study().is_some() || matches!(self.phase, Phase::Loading);
        if cancelled {
            self.cancel_foremost(now, effects);
        }
        let key = self.keymap.key(self.context(), Action::Interrupt);
        let key = key.map_or_else(|| "again".to_owned(), |key| format!("{key} again"));
        let said = if cancelled { "cancelled; " } else { "" };
        self.log.say_for(QUIT_ARMED, format!("{said}press {key} to quit"), now);
    }

    fn cancel_foremost(&mut self, now: Duration, effects: &mut Vec<Effect>) -> bool {
        let Some(kind) = self.jobs.foremost().map(|job| job.kind) else { return false };
        self.cancel(kind, now, effects);
        true
    }

    fn cancel(&mut self, kind: Kind, now: Duration, effects: &mut Vec<Effect>) {
        let Some(job) = self.jobs.cancel(kind, effects) else { return };
        if kind == Kind::Open {
            self.phase = Phase::Closed("opening the data was stopped".to_owned());
            return;
        }
        self.log.say(Level::Info, format!("cancelled: {}; what was finished stays", job.title), now);
        // What was kept a moment before the cancel may not have been heard of.
        self.reread(kind, effects);
    }

    fn reread(&mut self, kind: Kind, effects: &mut Vec<Effect>) {
        let Phase::Open(study) = &mut self.phase else { return };
        if kind == Kind::WriteAll {
            self.jobs.start(Work::ListRuns, "listing the runs", None, effects);
        }
        let Some(subject) = &study.subject else { return };
        let user = subject.id.clone();
        let run = subject.run_id();
        // What was cancelled is a call, too.
        if let Some(run) = run.filter(|_| matches!(kind, Kind::Write | Kind::WriteAll | Kind::Rate)) {
            self.jobs.start(Work::Calls(run), "reading the calls", Some(user.clone()), effects);
        }
        match (kind, run) {
            (Kind::Write | Kind::WriteAll, run) => {
                let work = run.map_or(Work::OpenRun { user: user.clone() }, |run| Work::OpenRunById { run });
                self.jobs.start(work, "reading the run", Some(user), effects);
            }
            (Kind::Rate, Some(run)) => {
                self.jobs.start(Work::ListSlates { run }, "reading the ratings", Some(user), effects);
            }
            _ => {}
        }
    }

    pub(super) fn go(&mut self, screen: Screen) {
        self.is_zoomed &= screen == self.screen;
        if screen != self.screen {
            self.crossing = None;
        }
        self.screen = screen;
    }

    pub(super) fn open(&mut self, effects: &mut Vec<Effect>) {
        self.phase = Phase::Loading;
        self.screen = Screen::Users;
        self.arriving = super::arriving::Arriving::default();
        self.jobs.start(Work::Open, "opening the data", None, effects);
    }

    /// When another user was opened, the other screens start afresh with it.
    pub(super) fn follow_subject(&mut self) {
        let Phase::Open(study) = &self.phase else { return };
        let Some(subject) = &study.subject else { return };
        if self.screens.rate.user() != Some(subject.user) {
            self.screens.profile.reset(subject);
            self.screens.rate.reset(study);
            self.screens.metrics = super::Metrics::default();
        }
    }
}
