//! The program with its terminal and its hands: messages in, frames and deeds out; never waits for anything but
//! what it is asked to do.

use std::io;
use std::time::Instant;

use tokio::sync::mpsc;

use super::frame;
use super::hands::{self, Hands, Told};
use super::input::Input;
use super::jobs::Jobs;
use super::pace::{Cause, Pace};
use super::prompts::Shelf;
use super::signals::{Outside, Watch};
use super::terminal::{self, Screen};
use super::themes::Worn;
use crate::app::deeds::{Deed, Errand, PromptErrand};
use crate::app::pointer::Gesture;
use crate::app::{App, Effect, Message};
use crate::ui::Ui;

/// How many waiting messages are taken before a frame is considered.
const BURST: usize = 256;

/// The program and its terminal.
pub(super) struct Explorer {
    pub(super) app: App,
    pub(super) ui: Ui,
    screen: Screen,
    pub(super) jobs: Jobs,
    hands: Hands,
    pub(super) worn: Worn,
    pub(super) shelf: Shelf,
    pub(super) start: Instant,
    /// What the program asked for and nobody has done yet.
    pub(super) effects: Vec<Effect>,
    /// Why the screen is to be drawn; `None` = it shows what the program would.
    wanted: Option<Cause>,
    pace: Pace,
    /// Whether a test wants a panic in the next frame.
    panics: bool,
    /// Whether the program was asked to end.
    pub(super) ends: bool,
}

impl Explorer {
    /// Nothing drawn yet, nothing asked for.
    pub(super) fn new(app: App, ui: Ui, screen: Screen, jobs: Jobs, hands: Hands, worn: Worn) -> Self {
        Self {
            app,
            ui,
            screen,
            jobs,
            hands,
            worn,
            shelf: Shelf::default(),
            start: Instant::now(),
            effects: Vec::new(),
            wanted: Some(Cause::Hand),
            pace: Pace::default(),
            panics: false,
            ends: false,
        }
    }

    pub(super) fn update(&mut self, message: Message) {
        let cause = if matches!(message, Message::Job { .. }) { Cause::News } else { Cause::Hand };
        self.effects.extend(self.app.update(message, self.start.elapsed()));
        if self.app.take_redraw() {
            self.want(cause);
        }
    }

    /// Has the screen drawn, for this cause or for one that is more urgent already.
    pub(super) fn want(&mut self, cause: Cause) {
        self.wanted = self.wanted.max(Some(cause));
    }

    /// Where the mouse did something stands what was drawn last. What it did before must be on the screen by then:
    /// the second of two quick clicks is on what the first one came to.
    fn place(&mut self, message: Message) -> io::Result<Message> {
        let Message::Pointer(pointer, _) = message else { return Ok(message) };
        if pointer.gesture == Gesture::Press && self.wanted.is_some() {
            self.draw()?;
        }
        Ok(Message::Pointer(pointer, self.ui.hit(pointer.column, pointer.row)))
    }

    /// Draws what is wanted, if it is time.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn show(&mut self) -> io::Result<()> {
        if self.panics {
            self.want(Cause::Hand);
        }
        if let Some(cause) = self.wanted
            && self.pace.due(cause).is_none_or(|due| due <= Instant::now())
        {
            self.draw()?;
            self.pace.drawn(cause, Instant::now());
        }
        Ok(())
    }

    /// When there is something to draw; `None` = not before something happens.
    pub(super) fn next_frame(&self) -> Option<Instant> {
        self.wanted.and_then(|cause| self.pace.due(cause))
    }

    fn draw(&mut self) -> io::Result<()> {
        let frame = self.ui.frame(&self.app);
        assert!(!self.panics, "asked to panic by LUSIFER_PANIC_ON_PASTE");
        self.screen.show(&frame)?;
        self.wanted = None;
        // While the frame is on its way.
        self.ui.get_ready();
        Ok(())
    }

    /// Takes a message and those that wait behind it.
    ///
    /// # Errors
    /// What the terminal says.
    pub(super) fn take(
        &mut self,
        first: Message,
        input: &mut Input,
        inbox: &mut mpsc::Receiver<Message>,
    ) -> io::Result<()> {
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(message) = next {
            self.panics |= asked_to_panic(&message);
            let message = self.place(message)?;
            self.update(message);
            taken += 1;
            // A message may have to act before the next is understood: a quit, a suspension.
            let goes_on = taken < BURST && self.effects.is_empty();
            // Who pressed a key waits for no more news.
            let hears = goes_on && self.wanted != Some(Cause::Hand);
            next = goes_on.then(|| input.waiting()).flatten();
            next = next.or_else(|| hears.then(|| inbox.try_recv().ok()).flatten());
        }
        Ok(())
    }

    /// Does what the program asked for, and what it asks for because of that.
    pub(super) async fn answer(&mut self, input: &mut Input, watch: &mut Watch) -> io::Result<()> {
        while !self.effects.is_empty() && !self.ends {
            for effect in std::mem::take(&mut self.effects) {
                match effect {
                    Effect::Start { id, work } => self.jobs.start(id, work),
                    Effect::Cancel(id) => self.jobs.cancel(id),
                    Effect::Hurry(run) => self.jobs.hurry(run),
                    Effect::Hold(id, holds) => self.jobs.hold(id, holds),
                    Effect::Errand(errand) => self.run(errand, input, watch).await?,
                    Effect::Suspend => {
                        #[cfg(unix)]
                        self.screen.suspend(terminal::Whom::Group)?;
                        self.redraw()?;
                    }
                    Effect::Quit => self.ends = true,
                }
            }
        }
        Ok(())
    }

    async fn run(&mut self, errand: Errand, input: &mut Input, watch: &mut Watch) -> io::Result<()> {
        if let Errand::Theme(wish) = errand {
            let (said, deed) = self.worn.answer(wish);
            self.show_theme();
            self.update(Message::Did(deed));
            self.update(Message::Said(said));
            return Ok(());
        }
        let lends = matches!(errand, Errand::Look { .. } | Errand::Prompts(PromptErrand::Edit { .. }));
        let errand = match errand {
            Errand::Prompts(errand) if !lends => {
                if let Some(deed) = self.shelf.run(errand) {
                    self.update(Message::Did(Deed::Prompts(deed)));
                }
                return Ok(());
            }
            errand => errand,
        };
        let (ui, app) = (&self.ui, &self.app);
        let picture = || frame::picture(ui, app);
        let deed = self.hands.run(errand, &mut self.screen, input, watch, picture).await?;
        if lends {
            self.redraw()?;
        }
        if let Some(deed) = deed {
            self.update(Message::Did(deed));
        }
        Ok(())
    }

    /// Draws in the theme that is worn, where that is another one now.
    pub(super) fn show_theme(&mut self) {
        if self.worn.show(&mut self.ui) {
            self.want(Cause::Hand);
        }
    }

    /// The terminal was somebody else's: its size may be another one, and nothing of ours is on it.
    fn redraw(&mut self) -> io::Result<()> {
        self.update(resized()?);
        self.want(Cause::Hand);
        Ok(())
    }

    /// What an errand that took its time came to.
    pub(super) fn hear(&mut self, told: Told) -> io::Result<Message> {
        Ok(Message::Did(match told {
            Told::Deed(deed) => deed,
            Told::ToTerminal(clip) => {
                let (sequence, route) = hands::sequence(&clip.text);
                self.screen.send(&sequence)?;
                Deed::Copied { what: clip.what, route }
            }
        }))
    }

    /// What is done about something from outside, and what the program is told.
    pub(super) fn heed(&mut self, outside: Outside) -> io::Result<Message> {
        match outside {
            Outside::End => return Ok(Message::Terminate),
            Outside::Resized => {}
            Outside::Stop => {
                #[cfg(unix)]
                self.screen.suspend(terminal::Whom::Us)?;
                self.want(Cause::Hand);
            }
            Outside::Continued => {
                self.screen.take_again()?;
                self.want(Cause::Hand);
            }
        }
        resized()
    }
}

/// The size of the terminal as it is now.
fn resized() -> io::Result<Message> {
    let (width, height) = terminal::size()?;
    Ok(Message::Resize { width, height })
}

/// Lets a test see that a panic leaves the terminal in order, at once or (true) in the middle of the next frame;
/// not part of a release.
fn asked_to_panic(message: &Message) -> bool {
    if !cfg!(debug_assertions) || !matches!(message, Message::Paste(_)) {
        return false;
    }
    let asked = std::env::var("LUSIFER_PANIC_ON_PASTE").ok();
    assert!(asked.is_none() || asked.as_deref() == Some("draw"), "asked to panic by LUSIFER_PANIC_ON_PASTE");
    asked.is_some()
}
