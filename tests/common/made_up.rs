//! A made-up data set, profiles and a workspace that answers from memory, for tests and benches of the screens.

use std::sync::Arc;

use lusifer::app::deeds::Errand;
use lusifer::app::message::Doubt;
use lusifer::app::message::{Mark, PromptWish, RunChange, RunFigures};
use lusifer::app::spread::Steps;
use lusifer::app::{Effect, JobId, Message, News, Opened, Progress, RunSummary, Work};
use lusifer::domain::{
    Call, CallCost, CallTotals, DataHash, Dataset, Exchange, ForkPoint, GenreSet, History, HistorySpec, Id,
    Ids, Interactions, InvalidRating, ItemTexts, Items, NewCall, Outcome, PackTexts, ProfileState,
    PromptOrigin, PromptPiece, PromptPreview, PromptSheet, PromptTrial, PromptsBefore, Provenance, Rating,
    RatingScale, RepeatStep, Run, RunId, RunSpec, Rung, SimulatedRating, SimulatorIdentity, Slate,
    SlateRatings, Split, Task, Times, Usage, UserIx, Users, line_of, not_comparable, shared_batches,
};
use lusifer::explain::{StepSpread, text_spread};
use lusifer::metrics::{
    Bootstrap, ByChance, Compared, Draw, MethodReport, RatingPair, Report, RunningPoint, Took, paired,
    rating_spread,
};
use lusifer::prompting::Counting;
use lusifer::simulation::{Estimate, Grounds};
use lusifer::simulation::{Forecast, Found, Meter, Offered, OfferedModel, Price};

/// A small stream of numbers, the same on every machine.
pub(crate) struct Numbers(pub u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

const GENRES: [&str; 10] = [
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Drama",
    "Horror",
    "Romance",
    "Sci-Fi",
    "Thriller",
];
const FIRST: [&str; 12] = [
    "Silent", "Paper", "Golden", "Broken", "Winter", "Distant", "Hidden", "Crimson", "Second", "Northern",
    "Velvet", "Last",
];
const SECOND: [&str; 12] = [
    "Harbour",
    "Letters",
    "Orchard",
    "Machine",
    "Voyage",
    "Garden",
    "Signal",
    "Kingdom",
    "Summer",
    "Detective",
    "Mirror",
    "Carnival",
];
const JOBS: [&str; 8] =
    ["student", "technician", "writer", "engineer", "other", "librarian", "educator", "executive"];

/// How large a made-up data set is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) users: usize,
    pub(crate) items: usize,
    pub(crate) per_user: usize,
}

pub(crate) const SMALL: Size = Size { users: 48, items: 140, per_user: 70 };

/// Titles that try to break a table: wide, combining, right to left, emoji, escapes, very long, empty.
pub(crate) const HOSTILE: [&str; 9] = [
    "七人の侍 (1954)",
    "Ame\u{301}lie e\u{301}e\u{301}\u{301}\u{301} (2001)",
    "שלום עולם (1999)",
    "\u{202e}evil\u{202c} reversed (2000)",
    "👩\u{200d}🚀 in space 👨\u{200d}👩\u{200d}👧 (2010)",
    "red \u{1b}[31mescape\u{1b}[2J\u{7} (1990)",
    "",
    "ｶﾞｷﾞｸﾞ halfwidth (2003)",
    "Averyveryveryverylongwordwithoutanyspacesatallthatnevereverseemstocometoanendwhateveronedoes (1984)",
];

fn titles(count: usize, hostile: bool) -> Vec<Box<str>> {
    (0..count)
        .map(|at| {
            if hostile && at % 2 == 0 {
                return HOSTILE[at / 2 % HOSTILE.len()].into();
            }
            let (first, second) = (FIRST[at % 12], SECOND[at / 12 % 12]);
            let part = at / 144;
            let part = if part == 0 { String::new() } else { format!(" {}", part + 1) };
            let the = if at % 3 == 0 { ", The" } else { "" };
            format!("{first} {second}{part}{the} ({})", 1950 + at % 49).into()
        })
        .collect()
}

pub(crate) fn dataset(size: Size, hostile: bool) -> Dataset {
    let mut numbers = Numbers(7);
    let item_ids = Ids::from_numbers((1..=size.items as i64).collect());
    let genres = (0..size.items)
        .map(|at| GenreSet(1 << (at % 10) | 1 << numbers.below(10) | if at % 4 == 0 { 1 << 5 } else { 0 }))
        .collect();
    let years = (0..size.items).map(|at| 1950 + (at % 49) as u16).collect();
    let overviews = (0..size.items)
        .map(|at| {
            let (first, second) = (FIRST[at % 12].to_lowercase(), SECOND[at / 12 % 12].to_lowercase());
            format!(
                "A {first} story about a {second} that nobody expected, and about the people who have to live \
                 with it for one long year."
            )
            .into()
        })
        .collect();
    let texts = ItemTexts::new(size.items, vec!["overview".into()], overviews);
    let names = GENRES.map(Box::from).to_vec();
    let items = Items::new(item_ids, titles(size.items, hostile), years, genres, names, texts);

    let mut values: Vec<Box<str>> = Vec::new();
    for at in 0..size.users {
        let job = if hostile && at % 5 == 0 { HOSTILE[at / 5 % HOSTILE.len()] } else { JOBS[at % 8] };
        values.extend([
            (14 + at % 50).to_string().into(),
            if at % 3 == 0 { "F" } else { "M" }.into(),
            job.into(),
        ]);
    }
    let columns = ["age", "gender", "occupation"].map(Box::from).to_vec();
    let users = Users::new(Ids::from_numbers((1..=size.users as i64).collect()), columns, values);

    let (mut offsets, mut rated, mut ratings, mut times) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    for user in 0..size.users {
        let count = size.per_user / 2 + numbers.below(size.per_user as u64) as usize;
        let step = (size.items / count.max(1)).max(1);
        let mut rows: Vec<(u32, u32, u8)> = (0..count.min(size.items))
            .map(|at| {
                let item = (at * step + numbers.below(step as u64) as usize) as u32;
                // Pairs of ratings share a second, as they do in real data.
                let time = (user * 86_400 + at / 2 * 37 + numbers.below(3) as usize * 4000) as u32;
                (time, item, 2 * (1 + numbers.below(5).max(numbers.below(5)) as u8))
            })
            .collect();
        rows.sort_unstable();
        for (time, item, halves) in rows {
            times.push(time);
            rated.push(item);
            ratings.push(halves);
        }
        offsets.push(rated.len() as u64);
    }
    let times = Times::Seconds { base: 874_724_710, after: times };
    Dataset {
        name: "made-up".to_owned(),
        hash: DataHash(size.users as u64 * 1_000_003 + size.items as u64 + u64::from(hostile)),
        users,
        items,
        interactions: Interactions::new(offsets, rated, ratings, times).unwrap(),
        scale: RatingScale::ONE_TO_FIVE,
    }
}

pub(crate) fn opened(size: Size, hostile: bool) -> Opened {
    let dataset = Arc::new(dataset(size, hostile));
    let split = Split::new("kfold:5:1:0", dataset.interactions.len(), |row| row % 5 == 2);
    Opened::new(
        dataset,
        Arc::new(split),
        HistorySpec::default(),
        "made-up".to_owned(),
        "sim (offline)".to_owned(),
        7,
    )
}

/// Four profiles, each a revision of the one before: kept, edited, new, dropped and moved sentences and
/// changed citations.
pub(crate) const PROFILES: [&str; 4] = [
    "The user enjoys character-driven drama with an emotional core. They rate 'The Silent Harbour' (5) and \
     'Paper Letters' (4) highly, which shows a liking for quiet stories.\n\nThey are lukewarm about broad comedy. \
     Horror is avoided, as the low rating for 'Broken Machine' (1) shows.",
    "The user enjoys character-driven drama with an emotional core. They rate 'The Silent Harbour' (5) and \
     'Winter Voyage' (5) highly, which shows a liking for quiet stories.\n\nThey are lukewarm about broad comedy, \
     but wit is welcome. Horror is avoided, as the low rating for 'Crimson Mirror' (2) shows. A growing interest \
     in science fiction appears with 'Distant Signal' (4).",
    "The user enjoys character-driven drama with an emotional core. A growing interest in science fiction appears \
     with 'Distant Signal' (4) and 'Hidden Kingdom' (5).\n\nWit is welcome, slapstick is not. Horror is avoided, \
     as the low rating for 'Crimson Mirror' (2) shows. Pacing matters less to them than atmosphere.",
    "Atmosphere and slow pacing define what this user looks for. Science fiction with ideas now rates as highly \
     as drama does.\n\nHorror is avoided, as the low rating for 'Crimson Mirror' (2) shows. Crime stories are \
     watched for their characters, for example 'Northern Detective' (4).",
];

/// What the simulator says about each revision.
pub(crate) const UPDATES: [&str; 4] = [
    "",
    "Two high ratings for quiet films and a first science fiction title refined the picture.",
    "Science fiction moved to the front; comedy is now split into wit and slapstick.",
    "The user turned to atmosphere over plot, and crime stories appeared.",
];

/// Names the prompts of runs that were made by asking a model.
pub(crate) const PROMPTS: &str = "ef7021e8bbbbbbbb";

/// Answers from memory what the real workspace would answer.
#[derive(Default)]
pub(crate) struct Workspace {
    pub(crate) opened: Option<Opened>,
    pub(crate) runs: Vec<Run>,
    pub(crate) slates: Vec<Slate>,
    /// Work that was started and is left unanswered, newest last.
    pub(crate) pending: Vec<(JobId, Work)>,
    pub(crate) cancelled: Vec<JobId>,
    pub(crate) quits: usize,
    /// What was asked of the world, newest last.
    pub(crate) errands: Vec<Errand>,
    /// When set, every answer is this failure.
    pub(crate) failure: Option<String>,
    /// Jobs that were held or let go on.
    pub(crate) held: Vec<(JobId, bool)>,
    /// Runs of which a wait was cut short.
    pub(crate) hurried: Vec<RunId>,
    /// Users for whom writing fails.
    pub(crate) unlucky: Vec<Id>,
    /// Runs in the trash.
    pub(crate) trash: Vec<RunId>,
    /// Runs of other studies, and what they differ in.
    pub(crate) left_out: Vec<(RunId, &'static str)>,
    /// Whether runs were made by asking a model, so that there are calls.
    pub(crate) talks: bool,
    /// The last call that there is, and what came of it.
    pub(crate) last_call: Option<(i64, Outcome)>,
    /// What is to be decided before the next step is taken.
    pub(crate) doubt: Option<Doubt>,
    /// The cap of the session.
    pub(crate) cap: Option<f64>,
    /// The folder that the prompts lie in; `None` = they are built in.
    pub(crate) prompts_folder: Option<std::path::PathBuf>,
    /// Names of prompt files with other texts than the built-in ones.
    pub(crate) prompt_texts: Vec<(String, String)>,
    /// Prompts that are kept with runs.
    pub(crate) packs: Vec<PackTexts>,
    /// Steps that were repeated, and how often.
    pub(crate) repeated: Vec<(RepeatStep, u32)>,
    /// What is written instead of the profiles of this file, and why each changed.
    pub(crate) texts: Vec<String>,
}

/// What `calls` steps take.
pub(crate) fn forecast(calls: usize) -> Forecast {
    let parts = vec![("system", 110 * calls as u64), ("instructions", 340), ("items", 640 * calls as u64)];
    let price = Price::Dollars(0.0003 * calls as f64);
    Forecast { calls, parts, counted: Counting::O200k, tokens_out: 280 * calls as u64, price }
}

fn providers() -> Vec<Offered> {
    let one = |name: &str, speaks, address: Option<&str>, model: Option<&str>, key: Option<&str>| Offered {
        name: name.into(),
        speaks,
        address: address.map(Into::into),
        model: model.map(Into::into),
        key: key.map(Into::into),
        is_current: name == "openai",
    };
    let openai = "https://api.openai.com/v1";
    vec![
        one("sim", "", None, None, None),
        one("openai", "openai", Some(openai), Some("gpt-4o-mini"), Some("OPENAI_API_KEY")),
        one("ollama", "ollama", Some("http://127.0.0.1:11434"), None, None),
        one("lab", "openai", Some("http://gpu3.lab.example:8000/v1"), Some("qwen3"), Some("LAB_KEY")),
    ]
}

fn models(provider: &str) -> Result<Found, String> {
    if provider == "ollama" {
        return Err(
            "ollama at http://127.0.0.1:11434: nobody listens at 127.0.0.1:11434 (connection refused)".into(),
        );
    }
    let model =
        |name: &str, window, about: &str| OfferedModel { name: name.into(), window, about: about.into() };
    let models = vec![
        model("gpt-4o", Some(128_000), "system"),
        model("gpt-4o-mini", Some(128_000), "system"),
        model("o3-mini", None, "system"),
    ];
    let key = Some("\u{2026}x4Q2 from OPENAI_API_KEY".to_owned());
    Ok(Found { took: std::time::Duration::from_millis(212), models, key, form: None, notes: Vec::new() })
}

impl Workspace {
    fn meter(&self) -> News {
        News::Meter(Meter { calls: 14, spent: 0.0031, unknown: 0, cap: self.cap })
    }

    pub(crate) fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Start { id, work } => self.pending.push((id, work)),
                Effect::Cancel(id) => {
                    self.pending.retain(|(pending, _)| *pending != id);
                    self.cancelled.push(id);
                }
                Effect::Hold(id, holds) => self.held.push((id, holds)),
                Effect::Hurry(run) => self.hurried.push(run),
                Effect::Errand(errand) => self.errands.push(errand),
                Effect::Suspend => {}
                Effect::Quit => self.quits += 1,
            }
        }
    }

    /// The messages with which the oldest pending work is answered.
    pub(crate) fn answer(&mut self) -> Vec<Message> {
        if self.pending.is_empty() {
            return Vec::new();
        }
        let (id, work) = self.pending.remove(0);
        let mut news = match &self.failure {
            Some(why) => return vec![Message::Job { id, news: News::Failed(why.clone()) }],
            None => self.news(work),
        };
        news.push(News::Done);
        news.into_iter().map(|news| Message::Job { id, news }).collect()
    }

    fn change(&mut self, change: RunChange) -> News {
        let run = self.runs.iter_mut().find(|run| run.id == change.run()).unwrap();
        match &change {
            RunChange::Renamed { to, .. } => run.name.clone_from(to),
            RunChange::Trashed(run) => self.trash.push(*run),
            RunChange::Restored(run) => self.trash.retain(|trashed| trashed != run),
            RunChange::Accepted { batch, call, .. } => {
                let text = &calls(run.id).into_iter().find(|one| one.id == *call).unwrap().made.text;
                let taken = lusifer::simulation::by_hand(text).unwrap();
                let state = run.states.last().unwrap();
                run.states.push(ProfileState {
                    batch: *batch,
                    profile: taken.profile,
                    update: taken.update,
                    provenance: Provenance::Edited,
                    ..state.clone()
                });
            }
            RunChange::TakenBack { batch, .. } => run.states.truncate(batch - 1),
        }
        News::Changed(change)
    }

    /// News of ratings, and of work about who is asked and for how much.
    fn asked(&mut self, work: Work) -> Vec<News> {
        match work {
            Work::Decided { work, .. } => {
                let mut news = self.news(*work);
                news.push(self.meter());
                news
            }
            Work::Forecast(works) => {
                let forecast = |work: Work| {
                    let calls = match &work {
                        Work::WriteRest { .. } => 4,
                        Work::Repeat { steps, times } => *times as usize * steps.all().len(),
                        _ => 1,
                    };
                    (work, forecast(calls))
                };
                vec![News::Foreseen(works.into_iter().map(forecast).collect())]
            }
            Work::Providers => vec![News::Providers(providers())],
            Work::Probe(provider) => vec![News::Found(provider.clone(), Box::new(models(&provider)))],
            Work::Choose(choice) => vec![News::Chosen {
                writer: choice.provider.clone(),
                provider: choice
                    .model
                    .map_or("sim (offline)".into(), |model| format!("{}:{model}", choice.provider)),
                asks_a_model: choice.provider != "sim",
            }],
            Work::Budget(cap) => {
                self.cap = cap;
                vec![self.meter()]
            }
            Work::Rate { run, state, items } => {
                items.chunks(10).map(|items| News::Rated(self.rate(run, state, items))).collect()
            }
            Work::RateEach { run, parts } => {
                let slates = parts.into_iter().flat_map(|(state, items)| {
                    items.chunks(10).map(|items| (state, items.to_vec())).collect::<Vec<_>>()
                });
                let slates: Vec<_> = slates.collect();
                slates.into_iter().map(|(state, items)| News::Rated(self.rate(run, state, &items))).collect()
            }
            Work::Repeat { steps, times } => {
                let mut news = self.repeat(steps, times);
                news.push(self.meter());
                news
            }
            other => panic!("{other:?} asks nobody"),
        }
    }

    fn news(&mut self, work: Work) -> Vec<News> {
        let is_step = matches!(
            work,
            Work::WriteNext { .. } | Work::WriteRest { .. } | Work::Rate { .. } | Work::Repeat { .. }
        );
        if let Some(doubt) = self.doubt.take_if(|_| is_step) {
            return vec![News::Doubt(Box::new(work), doubt)];
        }
        match work {
            Work::Decided { .. }
            | Work::Forecast(_)
            | Work::Providers
            | Work::Probe(_)
            | Work::Choose(_)
            | Work::Rate { .. }
            | Work::RateEach { .. }
            | Work::Repeat { .. }
            | Work::Budget(_) => self.asked(work),
            Work::Open => vec![News::Opened(Box::new(self.opened.clone().unwrap()))],
            Work::ListRuns => vec![News::Runs(self.runs.iter().map(|run| self.summary(run)).collect())],
            Work::Look { run } => {
                let slates = self.slates.iter().filter(|slate| slate.run == run).cloned().collect();
                let run = self.runs.iter().find(|known| known.id == run).unwrap();
                vec![News::Seen(Box::new(run.clone()), slates)]
            }
            Work::Change(change) => vec![self.change(change)],
            Work::Compare { a, b } => vec![News::Compared(Box::new(self.compare(a, b)))],
            Work::OpenRun { user } => {
                let in_use = |run: &&Run| run.spec.user == user && !self.trash.contains(&run.id);
                let run = self.runs.iter().rfind(in_use);
                vec![News::Run(run.cloned().map(Box::new))]
            }
            Work::OpenRunById { run } => {
                let run = self.runs.iter().find(|known| known.id == run);
                vec![News::Run(run.cloned().map(Box::new))]
            }
            // Nothing that it has was recorded.
            Work::Play { .. } => Vec::new(),
            Work::WriteNext { user, run } => vec![self.write(&user, run)],
            Work::WriteRest { user, run } => {
                let mut news = vec![self.write(&user, run)];
                while let Some(News::StateWritten(run)) = news.last()
                    && !run.is_complete()
                {
                    let run = run.id;
                    news.push(self.write(&user, Some(run)));
                }
                news
            }
            Work::WriteAll { users } => self.write_all(&users),
            Work::Fork { run, from_batch, name, seed } => {
                let parent = self.runs.iter().find(|known| known.id == run).unwrap().clone();
                let fork = Run {
                    id: RunId(self.runs.len() as i64 + 1),
                    name,
                    fork: Some(ForkPoint { run, from_batch }),
                    states: parent.states[..from_batch - 1].to_vec(),
                    spec: RunSpec { seed, ..parent.spec },
                    ..parent
                };
                self.runs.push(fork.clone());
                vec![News::Run(Some(Box::new(fork)))]
            }
            Work::ListSlates { run } => {
                vec![News::Slates(
                    run,
                    self.slates.iter().filter(|slate| slate.run == run).cloned().collect(),
                )]
            }
            Work::Calls(run) => {
                let mut calls = if self.talks { calls(run) } else { Vec::new() };
                if let Some((last, outcome)) = &self.last_call {
                    calls.retain(|call| call.id <= *last);
                    if let Some(call) = calls.last_mut() {
                        let made = NewCall { outcome: outcome.clone(), ..call.made.clone() };
                        *call = Arc::new(Call { made, ..(**call).clone() });
                    }
                }
                for (at, call) in calls.iter_mut().enumerate().filter(|_| !self.texts.is_empty()) {
                    *call = Arc::new(spoilt(call, |nth| &self.texts[(at + nth) % self.texts.len()]));
                }
                vec![News::Calls { run, calls }]
            }
            Work::Prompts(wish) => vec![News::Prompts(Arc::new(self.prompts(&wish)))],
            Work::Spread(steps) => vec![self.spreads(steps)],
            Work::Try { run, batch } => vec![News::Tried(Box::new(self.tried(run, batch)))],
            Work::Grounds { run } => {
                let Some(run) = self.runs.iter().find(|known| known.id == run) else { return Vec::new() };
                let grounds = |state: &ProfileState| {
                    let estimate = Estimate { what: "dramas".to_owned(), mean: 0.42, sd: 0.2, ratings: 7 };
                    let sentence = state.profile.split_inclusive(". ").next().unwrap_or("").trim().to_owned();
                    News::Grounds(run.id, state.batch, vec![Grounds { sentence, estimates: vec![estimate] }])
                };
                run.states.iter().map(grounds).collect()
            }
            Work::Metrics { run, state } => {
                let all = News::Metrics(run, None, Box::new(self.report(run, None)));
                let one = state
                    .map(|state| News::Metrics(run, Some(state), Box::new(self.report(run, Some(state)))));
                std::iter::once(all).chain(one).collect()
            }
        }
    }

    /// The built-in pack, or what a test put into its place.
    fn prompts(&self, wish: &PromptWish) -> PromptSheet {
        let source = lusifer::prompting::Source::built_in("paper").unwrap();
        let dataset = &self.opened.as_ref().unwrap().dataset;
        let mut pack = lusifer::workspace::prompts::look(&source, dataset, None);
        pack.folder.clone_from(&self.prompts_folder);
        for file in &mut pack.files {
            if pack.folder.is_some() {
                file.origin = PromptOrigin::Folder;
                file.edited = Some(1_795_349_400);
            }
            if let Some((_, text)) = self.prompt_texts.iter().find(|(name, _)| *name == file.name) {
                file.text.clone_from(text);
                file.hash = format!("{:016x}", text.len());
            }
        }
        let piece = |variable: Option<&str>, text: &str| PromptPiece {
            variable: variable.map(str::to_owned),
            text: text.to_owned(),
        };
        let user = wish.user.as_ref().map_or_else(|| "1".to_owned(), ToString::to_string);
        let preview = PromptPreview {
            of: format!("B{} of user {user}", wish.batch),
            messages: vec![
                ("system".to_owned(), vec![piece(None, "You study one person's taste in films.")]),
                (
                    "user".to_owned(),
                    vec![
                        piece(None, "Revise the profile.\n\nThe profile so far:\n"),
                        piece(Some("profile"), PROFILES[0]),
                        piece(None, "\n\nThe new ratings:\n"),
                        piece(Some("items"), "[12] rated 4\nSilent Harbour, The (1950)"),
                    ],
                ),
            ],
            schema: Some(("profile_update".to_owned(), "{\n  \"type\": \"object\"\n}".to_owned())),
            parts: vec![
                ("system".to_owned(), 12),
                ("instructions".to_owned(), 1_204),
                ("items".to_owned(), 611),
            ],
            counted: "estimated: a quarter of the bytes".to_owned(),
            notes: Vec::new(),
        };
        let run = wish.run.and_then(|run| self.runs.iter().find(|known| known.id == run));
        let run_hash = run.and_then(|run| run.spec.simulator.prompts()).map(str::to_owned);
        let against = run_hash.as_ref().map(|hash| PromptsBefore {
            name: wish.run.unwrap().to_string(),
            texts: PackTexts {
                hash: hash.clone(),
                name: "paper".to_owned(),
                files: source.files.iter().map(|it| (it.name.to_owned(), it.text.clone())).collect(),
            },
        });
        let previews = pack.files.iter().map(|_| Ok(preview.clone())).collect();
        let hash = if self.prompt_texts.is_empty() { PROMPTS } else { "9c01c2d4aaaaaaaa" };
        PromptSheet { pack, previews, asked_in: self.talks.then(|| hash.to_owned()), run_hash, against }
    }

    fn tried(&self, run: RunId, batch: usize) -> PromptTrial {
        let known = self.runs.iter().find(|known| known.id == run).unwrap();
        let made = calls(run).iter().find(|call| call.made.outcome.is_good()).unwrap().made.clone();
        PromptTrial {
            run,
            batch,
            hash: "9c01c2d4aaaaaaaa".to_owned(),
            profile: Some(PROFILES[batch % 4].to_owned()),
            update: Some(UPDATES[batch % 4].to_owned()),
            why: None,
            before: known.states.get(batch - 1).map(|state| state.profile.clone()),
            calls: vec![made],
        }
    }

    fn write_all(&mut self, users: &[Id]) -> Vec<News> {
        let (mut news, mut done) = (Vec::new(), 0);
        for (at, user) in users.iter().enumerate() {
            if self.unlucky.contains(user) {
                news.push(News::UserFailed(user.clone(), "it has no training ratings".to_owned()));
                continue;
            }
            let known = self.runs.iter().find(|run| run.spec.user == *user && run.fork.is_none());
            let mut run = known.map(|run| run.id);
            while run.is_none_or(|id| !self.runs.iter().any(|run| run.id == id && run.is_complete())) {
                let written = self.write(user, run);
                if let News::StateWritten(written) = &written {
                    run = Some(written.id);
                }
                done += 1;
                news.push(written);
                let what = format!("{at} of {} users", users.len());
                let total = Some(users.len() as u64 * 4);
                news.push(News::Progress(Progress { what, done, total, unit: "batches" }));
            }
        }
        news
    }

    fn summary(&self, run: &Run) -> RunSummary {
        let report = self.report(run.id, None);
        let figures = report.methods.first().map(|model| (model.n, model.mae, model.rmse));
        let (n, mae, rmse) = figures.unwrap_or_default();
        let left_out = self.left_out.iter().find(|(other, _)| *other == run.id).map(|(_, what)| *what);
        RunSummary {
            figures: left_out.is_none().then_some(RunFigures { n, mae, rmse }),
            left_out,
            trashed: self.trash.contains(&run.id).then(|| "2026-11-22T11:30:00Z".to_owned()),
            ..RunSummary::of(run)
        }
    }

    fn compare(&self, a: Mark, b: Mark) -> Compared {
        let opened = self.opened.as_ref().unwrap();
        let [run_a, run_b] =
            [a, b].map(|mark| self.runs.iter().find(|run| run.id == mark.run).unwrap().clone());
        let user = opened.dataset.users.find(&run_a.spec.user).unwrap();
        let rated = |mark: Mark| -> Vec<(Id, Rating)> {
            let slates = self.slates.iter().filter(|slate| slate.run == mark.run);
            let slates = slates.filter(|slate| mark.batch.is_none_or(|batch| batch == slate.state));
            let mut rated: Vec<_> = slates
                .flat_map(|slate| slate.answer.ratings.iter().map(|rated| (rated.item.clone(), rated.rating)))
                .collect();
            rated.sort_by_key(|(item, _)| item.to_string());
            rated.dedup_by_key(|(item, _)| item.clone());
            rated
        };
        let (of_a, of_b) = (rated(a), rated(b));
        let pairs: Vec<RatingPair> = of_a
            .iter()
            .filter(|_| run_a.spec.user == run_b.spec.user)
            .filter_map(|(item, a)| {
                let b = of_b.iter().find(|(other, _)| other == item)?.1;
                let row = opened.dataset.rating_of(user, item);
                let truth = row.filter(|row| opened.split.is_held_out(row.row)).map(|row| row.rating);
                Some(RatingPair { item: item.clone(), a: *a, b, truth })
            })
            .collect();
        let alone = [&of_a, &of_b].map(|rated| {
            let both = |item: &Id| pairs.iter().any(|pair| pair.item == *item);
            rated.iter().map(|(item, _)| item).filter(|item| !both(item)).cloned().collect::<Vec<_>>()
        });
        let only = (alone[0].len(), alone[1].len());
        let against = not_comparable(&run_a.spec, &run_b.spec);
        let ratings = paired(pairs, only, opened.dataset.scale, Bootstrap { resamples: 200, seed: 7 });
        let ratings = if against.is_empty() { ratings } else { ratings.without_differences() };
        let packs = [&run_a, &run_b].map(|run| {
            let hash = run.spec.simulator.prompts()?;
            self.packs.iter().find(|pack| pack.hash == hash).cloned()
        });
        let shared = shared_batches(&self.line(&run_a), &self.line(&run_b));
        let chance = [(a, &run_a), (b, &run_b)].map(|(mark, run)| {
            let of = |task, batch| self.spread(RepeatStep { run: run.id, task, batch });
            let rated = of(Task::Rating, mark.batch.unwrap_or(run.states.len())).ratings;
            let changed =
                |state: &ProfileState| Some((state.batch, of(Task::Profile, state.batch).text?.changed?));
            ByChance {
                rmse: rated.as_ref().and_then(|rated| rated.rmse),
                mae: rated.as_ref().and_then(|rated| rated.mae),
                changed: run.states.iter().filter_map(changed).collect(),
            }
        });
        let took = [&run_a, &run_b].map(|run| {
            let made: Vec<_> = calls(run.id).iter().map(|call| call.made.clone()).collect();
            self.talks.then(|| Took { calls: CallTotals::of(made.iter()), unrated: 1 })
        });
        Compared { a: run_a, b: run_b, ratings, alone, against, packs, shared, chance, took }
    }

    fn line(&self, run: &Run) -> lusifer::domain::Line {
        let mut forks = Vec::new();
        let mut left = run.fork;
        while let Some(fork) = left {
            forks.push(fork);
            left = self.runs.iter().find(|run| run.id == fork.run).and_then(|run| run.fork);
        }
        line_of(run.id, run.states.len(), forks)
    }

    fn repeat(&mut self, steps: Steps, times: u32) -> Vec<News> {
        for step in steps.all() {
            self.repeated.retain(|(known, _)| *known != step);
            self.repeated.push((step, times));
        }
        vec![self.spreads(steps)]
    }

    fn spreads(&self, steps: Steps) -> News {
        News::Spread(steps, steps.all().into_iter().map(|step| self.spread(step)).collect())
    }

    /// Every repetition says another last sentence, and another rating of every third item.
    fn spread(&self, step: RepeatStep) -> StepSpread {
        let opened = self.opened.as_ref().unwrap();
        let run = self.runs.iter().find(|run| run.id == step.run).unwrap();
        let times = self.repeated.iter().find(|(known, _)| *known == step).map_or(0, |(_, times)| *times);
        let draws: Vec<_> = (0..=times).map(|number| (number, 7 + 1000 * u64::from(number))).collect();
        let mut spread = StepSpread {
            step,
            user: run.spec.user.clone(),
            text: None,
            ratings: None,
            usage: Usage { cost_usd: Some(0.0004 * f64::from(times)), ..Usage::default() },
            notes: vec!["Asked at temperature 0.7, each time with a seed of its own.".to_owned()],
            draws,
        };
        if times == 0 {
            return spread;
        }
        if step.task == Task::Profile {
            let profile = &run.states[step.batch - 1].profile;
            let other = |number: u32| match number % 3 {
                0 => String::new(),
                1 => " They dislike horror.".to_owned(),
                _ => " Long films about the sea, they say, are a promise that nobody keeps.".to_owned(),
            };
            let texts: Vec<String> =
                (0..=times).map(|number| format!("{profile}{}", other(number))).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            spread.text = Some(text_spread(&opened.vocabulary, &texts));
            return spread;
        }
        let slates = self.slates.iter().filter(|slate| slate.run == step.run && slate.state == step.batch);
        let own: Draw = slates
            .flat_map(|slate| slate.answer.ratings.iter().map(|rated| (rated.item.clone(), rated.rating)))
            .collect();
        let items: Vec<Id> = own.keys().cloned().collect();
        let user = opened.dataset.users.find(&run.spec.user).unwrap();
        let real = |item: &Id| {
            let row = opened.dataset.rating_of(user, item)?;
            opened.split.is_held_out(row.row).then_some((item.clone(), row.rating))
        };
        let truth: Draw = items.iter().filter_map(real).collect();
        let draw = |number: u32| -> Draw {
            let moved = |(at, (item, rating)): (usize, (&Id, &Rating))| {
                let up = at % 3 == 0 && number % 2 == 1 && rating.stars() < 5.0;
                (item.clone(), if up { Rating::from_halves(rating.halves() + 2) } else { *rating })
            };
            own.iter().enumerate().map(moved).collect()
        };
        let draws: Vec<Draw> = (0..=times).map(draw).collect();
        spread.ratings = Some(rating_spread(&items, &draws, &truth, opened.dataset.scale));
        spread
    }

    fn write(&mut self, user: &Id, run: Option<RunId>) -> News {
        let opened = self.opened.as_ref().unwrap();
        let user_ix = opened.dataset.users.find(user).unwrap();
        let history = History::of(&opened.dataset, &opened.split, user_ix, &opened.history);
        let id = run.unwrap_or(RunId(self.runs.len() as i64 + 1));
        if !self.runs.iter().any(|run| run.id == id) {
            let mut run = new_run(id, user.clone(), opened, history.batch_count());
            if self.talks {
                run.spec.simulator.parameters = format!("llm-1, prompts {PROMPTS}, temperature 0.7 and 0");
            }
            self.runs.push(run);
        }
        let run = self.runs.iter_mut().find(|run| run.id == id).unwrap();
        let batch = run.states.len() + 1;
        let text = |at: usize| self.texts.get(at % self.texts.len().max(1)).cloned();
        run.states.push(ProfileState {
            batch,
            interactions: history.batch(batch).unwrap().interactions.to_vec(),
            profile: text(batch * 2).unwrap_or_else(|| PROFILES[(batch - 1) % 4].to_owned()),
            update: (batch > 1)
                .then(|| text(batch * 2 + 1).unwrap_or_else(|| UPDATES[(batch - 1) % 4].to_owned())),
            claims: Vec::new(),
            usage: Usage { calls: 1, attempts: 1, ..Usage::default() },
            provenance: Provenance::Simulated,
        });
        News::StateWritten(Box::new(run.clone()))
    }

    fn rate(&mut self, run: RunId, state: usize, items: &[Id]) -> Slate {
        let mut numbers = Numbers(11 + self.slates.len() as u64);
        let mut answer = SlateRatings::default();
        for (at, item) in items.iter().enumerate() {
            match at {
                6 => answer.missing.push(item.clone()),
                8 => answer.invalid.push(InvalidRating { item: item.clone(), raw: "4.7 stars".to_owned() }),
                _ => answer.ratings.push(SimulatedRating {
                    item: item.clone(),
                    rating: Rating::whole(1 + numbers.below(5) as u8),
                    reason: Some("The profile likes quiet drama, and this is one.".to_owned()),
                }),
            }
        }
        let id = self.slates.len() as i64 + 1;
        let slate = Slate { id, run, state, created: "2026-11-22T10:00:00Z".to_owned(), answer };
        self.slates.push(slate.clone());
        slate
    }

    fn report(&self, run: RunId, state: Option<usize>) -> Report {
        let opened = self.opened.as_ref().unwrap();
        let user = &self.runs.iter().find(|known| known.id == run).unwrap().spec.user;
        let user = opened.dataset.users.find(user).unwrap();
        let mut pairs = Vec::new();
        let (mut missing, mut invalid) = (0, 0);
        for slate in self
            .slates
            .iter()
            .filter(|slate| slate.run == run && state.is_none_or(|state| state == slate.state))
        {
            missing += slate.answer.missing.len();
            invalid += slate.answer.invalid.len();
            for rated in &slate.answer.ratings {
                if let Some(row) = opened
                    .dataset
                    .rating_of(user, &rated.item)
                    .filter(|row| opened.split.is_held_out(row.row))
                {
                    pairs.push((rated.rating.stars(), row.rating.stars()));
                }
            }
        }
        report_of(&pairs, missing, invalid)
    }
}

fn new_run(id: RunId, user: Id, opened: &Opened, batches: usize) -> Run {
    Run {
        id,
        name: "main".to_owned(),
        spec: RunSpec {
            user,
            data: opened.dataset.hash,
            data_name: opened.dataset.name.clone(),
            split: opened.split.name().to_owned(),
            history: opened.history,
            simulator: SimulatorIdentity {
                provider: "sim".to_owned(),
                model: None,
                parameters: String::new(),
            },
            seed: 7,
        },
        fork: None,
        created: "2026-11-22T10:00:00Z".to_owned(),
        batches,
        states: Vec::new(),
    }
}

/// Figures with the right shapes; correct where they are simple sums.
pub(crate) fn report_of(pairs: &[(f64, f64)], missing: usize, invalid: usize) -> Report {
    if pairs.is_empty() {
        return Report { missing, invalid, ..Report::default() };
    }
    let n = pairs.len();
    let mean = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|(p, t)| of(*p, *t)).sum::<f64>() / n as f64;
    let enough = n >= 10;
    let method = |name: &str, shift: f64| {
        let rmse = (mean(&|p, t| (p - t).powi(2))).sqrt() * shift;
        let mae = mean(&|p, t| (p - t).abs()) * shift;
        let constant = name == "constant-4" || name == "user-mean";
        let mut confusion = vec![vec![0; 5]; 5];
        for (p, t) in pairs {
            let p = if constant { 4.0 } else { *p };
            confusion[*t as usize - 1][p as usize - 1] += 1;
        }
        let about = |figure: f64, width: f64| enough.then_some([figure - width, figure + width]);
        MethodReport {
            name: name.to_owned(),
            n,
            rmse: Some(rmse),
            rmse_ci: about(rmse, 0.17),
            mae: Some(mae),
            mae_ci: about(mae, 0.14),
            bias: Some(mean(&|p, t| p - t) * shift),
            r2: (!constant).then_some(-0.5 * shift),
            pearson: (!constant).then_some(0.21),
            pearson_ci: if constant { None } else { about(0.21, 0.18) },
            spearman: (!constant).then_some(0.22),
            qwk: Some(if constant { 0.0 } else { 0.2 }),
            exact: Some(mean(&|p, t| f64::from(u8::from((p - t).abs() < 0.1)))),
            within_one: Some(mean(&|p, t| f64::from(u8::from((p - t).abs() < 1.1)))),
            confusion,
            ..MethodReport::default()
        }
    };
    let running = (1..=n)
        .map(|n| {
            let errors = pairs[..n].iter().map(|(p, t)| p - t);
            RunningPoint {
                n,
                rmse: (errors.clone().map(|e| e * e).sum::<f64>() / n as f64).sqrt(),
                mae: errors.map(f64::abs).sum::<f64>() / n as f64,
            }
        })
        .collect();
    let methods = vec![
        method("model", 1.0),
        method("constant-4", 0.82),
        method("user-mean", 0.8),
        method("item-mean", 0.74),
        method("bias", 0.7),
    ];
    Report { n, missing, invalid, methods, running }
}

/// A run with all its states, for a user.
pub(crate) fn finished_run(opened: &Opened, user: u32) -> Run {
    let id = opened.dataset.users.id(UserIx(user)).unwrap();
    let mut workspace = Workspace { opened: Some(opened.clone()), ..Workspace::default() };
    let _ = workspace.news(Work::WriteRest { user: id, run: None });
    workspace.runs.remove(0)
}

/// Calls of every kind for a run with four states: taken, put right, rejected, cut, failed, cancelled, local, of unknown
/// price, with texts that try to drive a terminal.
pub(crate) fn calls(run: RunId) -> Vec<Arc<Call>> {
    let rejected = "{\"user_profile\": \"The user maintains a strong preference for quiet drama and for films that \
                    take their time.\",\n \"update\": \"User has shown a slight openness to comedy.\"}\n\
                    I hope this helps!";
    let taken = "{\"user_profile\": \"The user keeps a strong preference for quiet drama and for films that take \
                 their time. Wit is welcome.\",\n \"update\": \"User has shown a slight openness to comedy.\"}";
    let mut made = vec![
        said(Task::Profile, 1, (1, 3), taken, Outcome::Accepted),
        said(
            Task::Profile,
            2,
            (1, 3),
            taken,
            Outcome::Repaired { what: "a Markdown fence was taken off".into() },
        ),
        said(
            Task::Profile,
            3,
            (1, 3),
            "",
            Outcome::Failed {
                cause: "rate-limited".into(),
                words: "Rate limit reached for gpt-4o-mini on requests per min. Try again in 20s.".into(),
            },
        ),
        said(Task::Profile, 3, (2, 3), taken, Outcome::Accepted),
        said(
            Task::Profile,
            4,
            (1, 3),
            rejected,
            Outcome::Rejected { why: "line 3 col 1: text after the closing \"}\"".into() },
        ),
        said(
            Task::Profile,
            4,
            (2, 3),
            "{\"user_profile\": \"The user keeps a strong prefer",
            Outcome::Rejected { why: "EOF while parsing a string at line 1 column 48".into() },
        ),
        said(Task::Profile, 4, (3, 3), taken, Outcome::Accepted),
        said(
            Task::Rating,
            4,
            (1, 2),
            "{\"12\": 4, \"23\": \"4.5\u{1b}[2J\u{202e}\"}",
            Outcome::Rejected { why: "item 23: \"4.5\" is no rating of the scale".into() },
        ),
        said(Task::Rating, 4, (2, 2), "{\"12\": 4, \"23\": 5}", Outcome::Accepted),
        said(Task::Rating, 4, (1, 2), "{\"12\": 4, \"2", Outcome::Cancelled),
    ];
    let [.., failed, _, _, cut, _, odd, _, local] = made.as_mut_slice() else { unreachable!() };
    failed.exchange.status = Some(429);
    failed.exchange.body = b"{\"error\": {\"type\": \"rate_limit\"}}".to_vec();
    failed.cost = CallCost { total_ms: 240, ..CallCost::default() };
    failed.finish = None;
    cut.finish = Some("length".into());
    odd.warnings = vec!["names 8 titles".into(), "\u{1b}]0;evil\u{7}".into()];
    odd.cost.cost_usd = None;
    local.provider = "ollama".into();
    local.model = "gemma3:12b".into();
    local.exchange.url = "http://127.0.0.1:11434/api/chat".into();
    local.cost = CallCost { cost_usd: None, tokens_cached: None, total_ms: 14_020, ..local.cost };
    let number = |(at, made): (usize, NewCall)| {
        let sent = format!("2026-11-22T12:{:02}:{:02}Z", 3 + at, at * 7 % 60);
        Arc::new(Call {
            id: 11 + at as i64,
            run,
            is_test: false,
            repetition: None,
            made: NewCall { sent, ..made },
        })
    };
    made.into_iter().enumerate().map(number).collect()
}

fn said(task: Task, batch: usize, (attempt, attempts): (u32, u32), text: &str, outcome: Outcome) -> NewCall {
    let is_good = outcome.is_good();
    let rung =
        |name: &str, passed: bool, found: &str| Rung { name: name.into(), passed, found: found.into() };
    let request = "{\"model\":\"gpt-4o-mini\",\"temperature\":0.7,\"seed\":7,\"max_tokens\":700,\
                   \"response_format\":{\"type\":\"json_object\"},\"messages\":[{\"role\":\"system\",\"content\":\
                   \"You are an advanced language model assistant.\"},{\"role\":\"user\",\"content\":\"You are \
                   provided with the following information about a user:\\n\\n**User Profile**:\\n  The user likes \
                   quiet drama; it's what they rate highest.\\n**Recent Ratings**:\\n- Winter Voyage: 5\\n- Crimson \
                   Mirror: 2\\nAnswer with one JSON object.\"}]}";
    NewCall {
        task,
        batch,
        items: if task == Task::Rating { (1..=10).map(Id::from).collect() } else { Vec::new() },
        attempt,
        attempts,
        provider: "openai".into(),
        model: "gpt-4o-mini".into(),
        answered_by: Some("gpt-4o-mini-2024-07-18".into()),
        sent: String::new(),
        finish: Some("stop".into()),
        cost: CallCost {
            tokens_in: Some(1790 + u64::from(attempt)),
            tokens_cached: Some(if attempt > 1 { 1024 } else { 0 }),
            tokens_out: Some(40 + text.len() as u64),
            cost_usd: Some(0.000_44),
            first_ms: Some(400),
            total_ms: 2_000 + text.len() as u64,
        },
        exchange: Exchange {
            url: "https://api.openai.com/v1/chat/completions".into(),
            request: request.into(),
            status: Some(200),
            headers: vec![
                ("content-type".into(), "application/json".into()),
                ("x-request-id".into(), "req_9f21".into()),
                ("x-ratelimit-remaining-tokens".into(), "9998".into()),
                ("set-cookie".into(), "secret=1".into()),
            ],
            body: Vec::new(),
        },
        text: text.into(),
        rungs: vec![
            rung("an answer", true, ""),
            rung("one JSON object", is_good, if is_good { "" } else { "more than one, or half of one" }),
        ],
        warnings: Vec::new(),
        outcome,
    }
}

/// A call all of whose texts are others.
fn spoilt<'a>(call: &Call, text: impl Fn(usize) -> &'a String) -> Call {
    let mut made = call.made.clone();
    made.provider.clone_from(text(0));
    made.model.clone_from(text(1));
    made.sent.clone_from(text(2));
    made.text.push_str(text(3));
    made.exchange.url.push_str(text(4));
    made.exchange.request = format!(
        "{{\"model\":{},\"messages\":[{{\"role\":{},\"content\":{}}}]}}",
        serde_json::Value::from(text(5).as_str()),
        serde_json::Value::from(text(6).as_str()),
        serde_json::Value::from(text(7).as_str())
    );
    made.exchange.headers.push((text(8).clone(), text(9).clone()));
    made.finish = Some(text(10).clone());
    made.answered_by = Some(text(11).clone());
    made.warnings.push(text(12).clone());
    made.rungs.push(Rung { name: text(13).clone(), passed: false, found: text(14).clone() });
    match &mut made.outcome {
        Outcome::Repaired { what } => what.push_str(text(15)),
        Outcome::Rejected { why } => why.push_str(text(16)),
        Outcome::Failed { cause, words } => (*cause, *words) = (text(17).clone(), text(18).clone()),
        Outcome::Accepted | Outcome::Cancelled => {}
    }
    Call { made, ..call.clone() }
}
