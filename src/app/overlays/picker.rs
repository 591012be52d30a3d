//! Who writes: the providers, what one of them answers, and its models, found by typing; never how they are asked.

use std::time::Duration;

use super::searched::Searched;
use crate::actions::Action;
use crate::app::App;
use crate::app::cursor::Cursor;
use crate::app::jobs::Kind;
use crate::app::log::Level;
use crate::app::message::{Effect, Work};
use crate::app::overlay::Overlay;
use crate::app::search::fold;
use crate::domain::text::clean_line;
use crate::simulation::{Choice, Found, Offered, OfferedModel};

/// The list of providers, or one of them.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// The providers; empty while they are listed.
    pub offered: Vec<Offered>,
    /// The selected provider.
    pub cursor: Cursor,
    /// The one that is looked at; `None` = the list of them.
    pub looked_at: Option<LookedAt>,
}

/// A provider that is looked at.
#[derive(Clone, Debug)]
pub struct LookedAt {
    /// Its name.
    pub provider: String,
    /// What it answered.
    pub answer: Answered,
    /// What its models are searched for, and which is selected.
    pub search: Searched,
}

/// What came of asking a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Nothing yet.
    NotYet,
    /// Why it does not answer.
    Failed(String),
    /// What it offers.
    Found(Box<Found>),
}

impl LookedAt {
    /// The models that match what is typed, those that begin so first.
    pub fn models(&self) -> Vec<&OfferedModel> {
        let Answered::Found(found) = &self.answer else { return Vec::new() };
        let sought = fold(self.search.input.text().trim());
        let mut models: Vec<_> =
            found.models.iter().filter(|model| fold(&model.name).contains(&sought)).collect();
        models.sort_by_key(|model| !fold(&model.name).starts_with(&sought));
        models
    }

    /// The model that enter takes: the selected one, else what is typed, which no list has.
    pub fn chosen(&self) -> Option<(String, Option<u64>)> {
        let models = self.models();
        let typed = self.search.input.text().trim();
        match self.search.cursor.of(models.len()).and_then(|at| models.get(at)) {
            Some(model) => Some((model.name.clone(), model.window)),
            None => (!typed.is_empty()).then(|| (typed.to_owned(), None)),
        }
    }
}

impl Picker {
    /// The selected provider.
    pub fn selected(&self) -> Option<&Offered> {
        self.cursor.of(self.offered.len()).and_then(|at| self.offered.get(at))
    }
}

impl App {
    /// Opens the list of providers, or one of them.
    pub(in crate::app) fn pick_model(&mut self, provider: Option<String>, effects: &mut Vec<Effect>) {
        self.jobs.start(Work::Providers, "listing the providers", None, effects);
        let mut picker = Box::<Picker>::default();
        if let Some(provider) = provider {
            self.look_at(&mut picker, provider, effects);
        }
        self.overlay = Some(Overlay::Models(picker));
    }

    fn look_at(&mut self, picker: &mut Picker, provider: String, effects: &mut Vec<Effect>) {
        let title = format!("asking {provider} for its models");
        self.jobs.start(Work::Probe(provider.clone()), title, None, effects);
        let (answer, search) = (Answered::NotYet, Searched::default());
        picker.looked_at = Some(LookedAt { provider, answer, search });
    }

    pub(in crate::app) fn act_on_picker(
        &mut self,
        mut picker: Box<Picker>,
        action: Action,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        let page = usize::from(self.size.1 / 2).max(1);
        let Some(looked_at) = &mut picker.looked_at else {
            match action {
                Action::Back | Action::Close | Action::Models => return None,
                Action::Open => {
                    let Some(offered) = picker.selected().cloned() else {
                        return Some(Overlay::Models(picker));
                    };
                    if offered.address.is_none() {
                        return self.choose(picker, offered.name, None, now, effects);
                    }
                    self.look_at(&mut picker, offered.name, effects);
                }
                _ => {
                    picker.cursor.travel(action, picker.offered.len(), page);
                }
            }
            return Some(Overlay::Models(picker));
        };
        match action {
            Action::Back | Action::Close => {
                self.jobs.cancel(Kind::Probe, effects);
                picker.looked_at = None;
            }
            Action::Open => match (looked_at.chosen(), &looked_at.answer) {
                (Some(model), _) => {
                    let provider = looked_at.provider.clone();
                    return self.choose(picker, provider, Some(model), now, effects);
                }
                (None, Answered::Failed(_)) => {
                    let provider = looked_at.provider.clone();
                    self.look_at(&mut picker, provider, effects);
                }
                (None, _) => {}
            },
            _ => {
                let rows = looked_at.models().len();
                looked_at.search.cursor.travel(action, rows, page);
            }
        }
        Some(Overlay::Models(picker))
    }

    /// Has another model write, unless one is writing.
    fn choose(
        &mut self,
        picker: Box<Picker>,
        provider: String,
        model: Option<(String, Option<u64>)>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Option<Overlay> {
        if self.start_choice(provider, model, now, effects) {
            self.jobs.cancel(Kind::Probe, effects);
            return None;
        }
        Some(Overlay::Models(picker))
    }

    /// Whether another model is let write; not while one does.
    pub(in crate::app) fn start_choice(
        &mut self,
        provider: String,
        model: Option<(String, Option<u64>)>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> bool {
        if let Some(job) = self.jobs.study() {
            let said = format!("{} is under way: cancel it, or wait, before another model writes", job.title);
            self.log.say(Level::Info, said, now);
            return false;
        }
        let title = match &model {
            Some((model, _)) => format!("going over to {provider}:{model}"),
            None => format!("going over to {provider}"),
        };
        let (model, window) = model.unzip();
        let choice = Choice { provider, model, window: window.flatten() };
        self.jobs.start(Work::Choose(choice), clean_line(&title), None, effects);
        true
    }

    /// The providers are known.
    pub(in crate::app) fn providers_listed(&mut self, offered: Vec<Offered>) {
        if let Some(Overlay::Models(picker)) = &mut self.overlay {
            picker.cursor.set(offered.iter().position(|one| one.is_current).unwrap_or(0));
            picker.offered = offered;
        }
    }

    /// A provider has answered, or not.
    pub(in crate::app) fn provider_found(&mut self, provider: &str, found: Result<Found, String>) {
        let Some(Overlay::Models(picker)) = &mut self.overlay else { return };
        let usual = picker.offered.iter().find(|one| one.name == provider).and_then(|one| one.model.clone());
        let Some(looked_at) = picker.looked_at.as_mut().filter(|one| one.provider == provider) else {
            return;
        };
        looked_at.answer = match found {
            Ok(found) => Answered::Found(Box::new(found)),
            Err(why) => Answered::Failed(clean_line(&why)),
        };
        // The model that it is usually asked for is selected, where it is there.
        let usual = looked_at.models().iter().position(|model| Some(&model.name) == usual.as_ref());
        looked_at.search.cursor.set(usual.unwrap_or(0));
    }

    /// How far one of its models can see, which its list did not say.
    pub(in crate::app) fn window_known(&mut self, provider: &str, model: &str, tokens: u64) {
        let Some(Overlay::Models(picker)) = &mut self.overlay else { return };
        let looked_at = picker.looked_at.as_mut().filter(|one| one.provider == provider);
        if let Some(Answered::Found(found)) = looked_at.map(|one| &mut one.answer)
            && let Some(model) = found.models.iter_mut().find(|one| one.name == model)
        {
            model.window = Some(tokens);
        }
    }

    /// Another model writes from now on.
    pub(in crate::app) fn chosen(
        &mut self,
        (writer, provider): (String, String),
        asks_a_model: bool,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        self.costs.forget();
        let crate::app::Phase::Open(study) = &mut self.phase else { return };
        self.log.say(Level::Info, format!("{} writes and rates from now on", clean_line(&provider)), now);
        (study.data.writer, study.data.provider, study.data.asks_a_model) = (writer, provider, asks_a_model);
        let empty = study.subject.as_ref().filter(|subject| subject.written() == 0);
        if let Some(user) = empty.map(|subject| subject.id.clone()) {
            let work = Work::OpenRun { user: user.clone() };
            self.jobs.start(work, "reading the run", Some(user), effects);
        }
        self.jobs.start(Work::ListRuns, "listing the runs", None, effects);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_finds_a_model_or_names_one_that_no_list_has() {
        let model = |name: &str| OfferedModel { name: name.into(), window: Some(8), about: String::new() };
        let models = ["gpt-4o", "o3-mini", "gpt-4o-mini"].map(model).to_vec();
        let found = Found { took: Duration::ZERO, models, key: None, form: None, notes: Vec::new() };
        let mut looked_at = LookedAt {
            provider: "p".into(),
            answer: Answered::Found(Box::new(found)),
            search: Searched::default(),
        };
        assert_eq!(looked_at.chosen(), Some(("gpt-4o".into(), Some(8))));
        looked_at.search.paste("MINI");
        assert_eq!(looked_at.models().len(), 2);
        looked_at.search.cursor.set(1);
        assert_eq!(looked_at.chosen(), Some(("gpt-4o-mini".into(), Some(8))));
        looked_at.search.paste("-of-mine");
        assert_eq!(looked_at.chosen(), Some(("MINI-of-mine".into(), None)));
        looked_at.answer = Answered::Failed("connection refused".into());
        looked_at.search = Searched::default();
        assert_eq!(looked_at.chosen(), None);
    }
}
