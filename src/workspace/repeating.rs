//! Steps done once more under other seeds, and how far apart what comes of them lies; never part of a run.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::comparing::answers;
use super::rating::most_recent;
use super::{Steps, Workspace, WorkspaceError};
use crate::domain::{
    Again, Id, MOST_REPETITIONS, ProfileState, Rating, RepeatStep, Repetition, Run, Task, Usage, made_with,
    repetition_seed,
};
use crate::explain::{StepSpread, text_spread};
use crate::metrics::{Draw, rating_spread};
use crate::session::CallMark;
use crate::simulation::{CallKeeper, Forecast, ProfileRequest, RatingRequest, Simulator};

/// A repetition, or of several slates one, that is not kept yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NextRepetition {
    /// The run that the step is of.
    pub run: Run,
    /// The step.
    pub step: RepeatStep,
    /// 1 = first.
    pub number: u32,
    /// The items to be rated; none for a profile.
    pub items: Vec<Id>,
}

/// A step with what it acts on.
struct Taken {
    run: Run,
    step: RepeatStep,
    /// What is asked for together, in the order asked: one empty list for a profile.
    slates: Vec<Vec<Id>>,
    kept: Vec<Repetition>,
    /// What the run itself keeps of rated items, the newest of each.
    own: BTreeMap<Id, Option<Rating>>,
}

impl Workspace {
    /// What is to be done next to have a step repeated so many times; `None` = all of it is kept.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the run is another study, the step was not taken, too many times.
    pub async fn next_repetition(
        &self,
        step: RepeatStep,
        times: u32,
    ) -> Result<Option<NextRepetition>, WorkspaceError> {
        Ok(self.missing_repetitions(step, times).await?.into_iter().next())
    }

    /// All that is to be done to have a step repeated so many times, in any order or at once; empty = all of it is kept.
    ///
    /// # Errors
    /// As [`Self::next_repetition`].
    pub async fn missing_repetitions(
        &self,
        step: RepeatStep,
        times: u32,
    ) -> Result<Vec<NextRepetition>, WorkspaceError> {
        let taken = self.taken(step).await?;
        self.may_repeat(&taken, times)?;
        let one = |number: u32, items: &Vec<Id>| NextRepetition {
            run: taken.run.clone(),
            step: taken.step,
            number,
            items: items.clone(),
        };
        let of = |number: u32| taken.all_lacking(number).map(move |items| (number, items));
        Ok((1..=times).flat_map(of).map(|(number, items)| one(number, items)).collect())
    }

    /// Does a step once more, and keeps what comes of it beside the run.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the simulator fails, the store fails.
    pub async fn repeat(&self, next: NextRepetition) -> Result<Usage, WorkspaceError> {
        let NextRepetition { run, step, number, items } = next;
        let seed = repetition_seed(run.spec.seed, number);
        let simulator = self.repeater(number)?;
        let states = |count: usize| run.states.get(..count).unwrap_or_default().to_vec();
        let user = run.spec.user.clone();
        let answer = match step.task {
            Task::Profile => {
                let former = states(step.batch - 1);
                let interactions = run.states.get(step.batch - 1).map(|state| state.interactions.clone());
                let request = ProfileRequest {
                    run: run.id,
                    user,
                    batch: step.batch,
                    batches: run.batches,
                    interactions: interactions.unwrap_or_default(),
                    former,
                    seed,
                    fit: self.fit,
                };
                let said = simulator.write_profile(&request).await?;
                Again::Profile {
                    profile: said.profile,
                    update: said.update,
                    claims: said.claims,
                    usage: said.usage,
                }
            }
            Task::Rating => {
                let states = states(step.batch);
                let recent = most_recent(states.iter().flat_map(|state| &state.interactions));
                let request = RatingRequest { run: run.id, user, states, recent, items, seed, fit: self.fit };
                Again::Ratings(simulator.rate(&request).await?)
            }
        };
        let usage = answer.usage();
        let kept = Repetition { batch: step.batch, number, seed, created: String::new(), answer };
        self.inner.store.with(move |store| store.keep_repetition(step.run, &kept)).await?;
        Ok(usage)
    }

    /// What repeating a step so many times still takes; `None` where nobody is asked.
    ///
    /// # Errors
    /// As [`Self::next_repetition`].
    pub async fn forecast_repeat(
        &self,
        step: RepeatStep,
        times: u32,
    ) -> Result<Option<Forecast>, WorkspaceError> {
        let taken = self.taken(step).await?;
        self.may_repeat(&taken, times)?;
        if !self.asks_a_model() {
            return Ok(None);
        }
        let Taken { run, step, .. } = &taken;
        let mut all = Forecast::nothing();
        // The same prompt every time: counted once.
        let mut known: HashMap<Vec<Id>, Forecast> = HashMap::new();
        for items in (1..=times).flat_map(|number| taken.all_lacking(number)) {
            if !known.contains_key(items) {
                let written = step.batch - usize::from(step.task == Task::Profile);
                let written = run.states.get(..written).unwrap_or_default();
                let slate = items.len();
                let steps = Steps { user: &run.spec.user, written, up_to: step.batch, items, slate };
                let Some(one) = self.forecast(&steps)? else { return Ok(None) };
                known.insert(items.clone(), one);
            }
            all = all.plus(known[items].clone());
        }
        Ok(Some(all))
    }

    /// How far apart what a step came to lies, the repetitions that are kept and what the run keeps.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no such run or state, the store fails.
    pub async fn spread(&self, step: RepeatStep) -> Result<StepSpread, WorkspaceError> {
        let taken = self.taken(step).await?;
        let Taken { run, step, kept, own, .. } = &taken;
        let state = run.states.get(step.batch - 1);
        // What a person took by hand is no draw of the model's.
        let is_draw = state.is_some_and(|state| !state.is_edited());
        let mut draws: Vec<(u32, u64)> = kept.iter().map(|one| (one.number, one.seed)).collect();
        draws.sort_unstable();
        draws.dedup();
        let usage = kept.iter().map(|one| one.answer.usage()).reduce(Usage::plus).unwrap_or_default();
        let mut spread = StepSpread {
            step: *step,
            user: run.spec.user.clone(),
            draws,
            text: None,
            ratings: None,
            usage,
            notes: notes(run, *step),
        };
        match step.task {
            Task::Profile => {
                let mut texts: Vec<(u32, &str)> = Vec::new();
                for one in kept {
                    if let Again::Profile { profile, .. } = &one.answer {
                        texts.push((one.number, profile));
                    }
                }
                texts.sort_by_key(|(number, _)| *number);
                // Two programs may have done the same one.
                texts.dedup_by_key(|(number, _)| *number);
                if let Some(state) = state.filter(|_| is_draw) {
                    texts.insert(0, (0, &state.profile));
                    spread.draws.insert(0, (0, run.spec.seed));
                }
                let texts: Vec<&str> = texts.into_iter().map(|(_, text)| text).collect();
                spread.text = (texts.len() > 1).then(|| text_spread(self.vocabulary(), &texts));
            }
            Task::Rating => {
                let mut rated: BTreeMap<u32, Draw> = BTreeMap::new();
                for one in kept {
                    if let Again::Ratings(answer) = &one.answer {
                        let draw = rated.entry(one.number).or_default();
                        draw.extend(answer.ratings.iter().map(|rated| (rated.item.clone(), rated.rating)));
                    }
                }
                let own: Draw =
                    own.iter().filter_map(|(item, rating)| Some((item.clone(), (*rating)?))).collect();
                rated.insert(0, own);
                spread.draws.insert(0, (0, run.spec.seed));
                let items: Vec<Id> = taken.slates.iter().flatten().cloned().collect();
                let truth = self.truth(run)?;
                let draws: Vec<Draw> = rated.into_values().collect();
                spread.ratings =
                    (draws.len() > 1).then(|| rating_spread(&items, &draws, &truth, self.dataset().scale));
            }
        }
        Ok(spread)
    }

    /// What the user had said of held-out items, where the run is of the data and split that are open.
    fn truth(&self, run: &Run) -> Result<Draw, WorkspaceError> {
        if run.spec.data != self.dataset().hash || run.spec.split != self.split().name() {
            return Ok(Draw::new());
        }
        let held_out = self.held_out(&run.spec.user)?;
        Ok(held_out.into_iter().map(|(item, real)| (item, real.rating)).collect())
    }

    /// Who takes a step once more, and marks its calls so.
    fn repeater(&self, number: u32) -> Result<Arc<dyn Simulator>, WorkspaceError> {
        let Some(model) = &self.words.model else { return Ok(Arc::clone(&self.words.simulator)) };
        let keeper: Arc<dyn CallKeeper> = Arc::new(self.aside(CallMark::Repetition(number)));
        Ok(Arc::new(model.kept_by(keeper)?.repeating(number)))
    }

    /// A step with what is kept of it; of a shared state that of the run that wrote it.
    async fn taken(&self, step: RepeatStep) -> Result<Taken, WorkspaceError> {
        let mut run = self.run(step.run).await?;
        while let Some(left) = run.fork.filter(|fork| step.batch < fork.from_batch)
            && step.task == Task::Profile
        {
            run = self.run(left.run).await?;
        }
        let step = RepeatStep { run: run.id, ..step };
        if step.batch == 0 || step.batch > run.states.len() {
            return Err(WorkspaceError::NoSuchState {
                run: run.id,
                state: step.batch,
                written: run.states.len(),
                batches: run.batches,
            });
        }
        let id = run.id;
        let mut kept = self.inner.store.with(move |store| store.repetitions(id)).await?;
        kept.retain(|one| one.batch == step.batch && one.answer.task() == step.task);
        let (mut slates, mut own) = (Vec::new(), BTreeMap::new());
        match step.task {
            Task::Profile => slates.push(Vec::new()),
            Task::Rating => {
                let rated = self.slates(id).await?;
                for slate in rated.iter().filter(|slate| slate.state == step.batch) {
                    let asked = answers(slate).map(|(item, _)| item);
                    let new: Vec<Id> = asked.filter(|item| !own.contains_key(*item)).cloned().collect();
                    own.extend(answers(slate).map(|(item, rating)| (item.clone(), rating)));
                    slates.extend((!new.is_empty()).then_some(new));
                }
            }
        }
        Ok(Taken { run, step, slates, kept, own })
    }

    fn may_repeat(&self, taken: &Taken, times: u32) -> Result<(), WorkspaceError> {
        let refused = |why: String| Err(WorkspaceError::NotRepeated { step: taken.step.words(), why });
        if self.settings().replay.is_some() {
            return refused(crate::simulation::READ_ONLY.to_owned());
        }
        self.fits(&taken.run)?;
        if times > MOST_REPETITIONS {
            return refused(format!("{MOST_REPETITIONS} times at most"));
        }
        if taken.slates.is_empty() {
            return refused("nothing was rated on that state; rate items first".to_owned());
        }
        if let Some(ProfileState { interactions, .. }) = taken.run.states.get(taken.step.batch - 1)
            && interactions.is_empty()
        {
            return refused("the state was written from no ratings".to_owned());
        }
        Ok(())
    }
}

/// What has to be known to read what repetitions came to.
fn notes(run: &Run, step: RepeatStep) -> Vec<String> {
    let simulator = &run.spec.simulator;
    if simulator.model.is_none() {
        let said = match step.task {
            Task::Profile => {
                "The offline simulator says the same whenever it has the same seed: what differs here is what its \
                 seeds decide, not what a model would do."
            }
            Task::Rating => {
                "The offline simulator rates by its estimates, which no seed changes: that nothing differs here \
                 says nothing of what a model would do."
            }
        };
        return vec![said.to_owned()];
    }
    let [_, (_, temperature), _] = made_with(simulator);
    let mut of = temperature.split(" and ");
    let (of_profiles, of_ratings) = (of.next().unwrap_or("-"), of.next().unwrap_or("-"));
    let used = if step.task == Task::Profile { of_profiles } else { of_ratings };
    let mut notes = vec![if used == "0" {
        "Asked at temperature 0: what differs is what the server does not do twice alike.".to_owned()
    } else {
        format!("Asked at temperature {used}, each time with a seed of its own.")
    }];
    if step.task == Task::Rating {
        notes.push(
            "Each time the same profile is acted on: what another profile would do to the ratings is not in this."
                .to_owned(),
        );
    }
    notes
}

impl Taken {
    /// The items that a repetition of that number lacks, slate by slate.
    fn all_lacking(&self, number: u32) -> impl Iterator<Item = &Vec<Id>> {
        let kept = || self.kept.iter().filter(move |one| one.number == number);
        let is_kept = kept().next().is_some();
        let asked: HashSet<&Id> = kept().flat_map(Repetition::items).collect();
        self.slates.iter().filter(move |items| match items.first() {
            None => !is_kept,
            Some(_) => !items.iter().all(|item| asked.contains(item)),
        })
    }
}
