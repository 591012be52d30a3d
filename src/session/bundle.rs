//! A bundle: runs with everything that was kept for them, in one file that can be handed on and read again; never the
//! data set, never a key.
//!
//! One JSON object per line, `kind` tells which: the head, then of each run the run itself, its own states, slates,
//! calls and repetitions. A run that shares states comes after the one that it shares them with.

mod taking;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::{
    Call, ForkPoint, PackTexts, ProfileState, Repetition, RunId, RunSpec, Slate, SlateRatings,
};

/// The form of the file.
const VERSION: u32 = 1;

/// Runs with everything that was kept for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// The runs, each after the one that it was forked from.
    pub runs: Vec<BundledRun>,
    /// The texts of the prompts that they were written with, as far as they were kept.
    pub packs: Vec<PackTexts>,
}

/// A run with what is its own: what it shares is with the run that it was forked from.
#[derive(Clone, Debug, PartialEq)]
pub struct BundledRun {
    /// Number in the store that it came from.
    pub id: RunId,
    /// Name for people.
    pub name: String,
    /// What it is made of.
    pub spec: RunSpec,
    /// The run it was forked from, if any.
    pub fork: Option<ForkPoint>,
    /// When it was started: RFC 3339, UTC.
    pub created: String,
    /// How many batches the history has.
    pub batches: usize,
    /// Its own states, oldest first.
    pub states: Vec<ProfileState>,
    /// Its slates, oldest first.
    pub slates: Vec<Slate>,
    /// Its calls, oldest first.
    pub calls: Vec<Call>,
    /// What was said when steps of it were done once more, oldest first.
    pub repetitions: Vec<Repetition>,
}

/// Why a file is no bundle that can be used.
#[derive(Debug, Error)]
pub enum BundleError {
    /// It cannot be read.
    #[error("cannot read {path}: {detail}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// It is something else.
    #[error("{path} is no bundle of runs; lusifer export R --format bundle -o FILE makes one")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error(
        "{path} was written by a newer lusifer (bundle {found}, this program knows {VERSION}); update lusifer"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// A line does not fit.
    #[error("{path}, line {line}: {why}; the bundle is damaged, export it again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Number of the line, 1 = first.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line {
    #[serde(rename = "lusifer-bundle")]
    Head {
        schema_version: u32,
        written_by: String,
    },
    Run {
        run: RunId,
        name: String,
        spec: Box<RunSpec>,
        fork: Option<ForkPoint>,
        created: String,
        batches: usize,
    },
    State {
        run: RunId,
        state: ProfileState,
    },
    Slate {
        run: RunId,
        state: usize,
        created: String,
        answer: SlateRatings,
    },
    Call(Box<Call>),
    Repetition {
        run: RunId,
        repetition: Box<Repetition>,
    },
    Prompts(PackTexts),
}

impl Bundle {
    /// Writes the file.
    ///
    /// # Errors
    /// What writing says.
    pub fn write(&self, mut into: impl Write) -> io::Result<()> {
        let mut line = |line: &Line| {
            serde_json::to_writer(&mut into, line)?;
            into.write_all(b"\n")
        };
        let written_by = format!("lusifer {}", env!("CARGO_PKG_VERSION"));
        line(&Line::Head { schema_version: VERSION, written_by })?;
        for bundled in &self.runs {
            let BundledRun {
                id: run,
                name,
                spec,
                fork,
                created,
                batches,
                states,
                slates,
                calls,
                repetitions,
            } = bundled.clone();
            line(&Line::Run { run, name, spec: Box::new(spec), fork, created, batches })?;
            for state in states {
                line(&Line::State { run, state })?;
            }
            for Slate { state, created, answer, .. } in slates {
                line(&Line::Slate { run, state, created, answer })?;
            }
            for call in calls {
                line(&Line::Call(Box::new(call)))?;
            }
            for repetition in repetitions {
                line(&Line::Repetition { run, repetition: Box::new(repetition) })?;
            }
        }
        for pack in &self.packs {
            line(&Line::Prompts(pack.clone()))?;
        }
        Ok(())
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let unreadable =
            |error: io::Error| BundleError::Unreadable { path: path.into(), detail: error.to_string() };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(BundleError::Foreign { path: path.into() });
        }
        Self::read(path, io::BufReader::new(file))
    }

    /// Reads lines; `path` is what the errors call them.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn read(path: &Path, from: impl BufRead) -> Result<Self, BundleError> {
        let mut bundle = Self::default();
        let mut is_begun = false;
        for (at, text) in from.split(b'\n').enumerate() {
            let text = text
                .map_err(|error| BundleError::Unreadable { path: path.into(), detail: error.to_string() })?;
            let line = serde_json::from_slice::<Line>(&text);
            match (is_begun, line) {
                (false, Ok(Line::Head { schema_version, .. })) if schema_version <= VERSION => {
                    is_begun = true;
                }
                (false, Ok(Line::Head { schema_version, .. })) => {
                    return Err(BundleError::Newer { path: path.into(), found: schema_version });
                }
                (false, _) => return Err(BundleError::Foreign { path: path.into() }),
                (true, Err(_)) if text.trim_ascii().is_empty() => {}
                (true, line) => {
                    let taken = line.map_err(|error| error.to_string()).and_then(|line| bundle.take(line));
                    taken.map_err(|why| BundleError::Damaged { path: path.into(), line: at + 1, why })?;
                }
            }
        }
        if is_begun { Ok(bundle) } else { Err(BundleError::Foreign { path: path.into() }) }
    }

    fn take(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Head { .. } => return Err("a second head".to_owned()),
            Line::Prompts(pack) => self.packs.push(pack),
            Line::Run { run: id, name, spec, fork, created, batches } => {
                if self.runs.iter().any(|known| known.id == id) {
                    return Err(format!("a second {id}"));
                }
                let most = spec.history.length.get().div_ceil(spec.history.batch_size.get());
                if batches > most {
                    return Err(format!(
                        "{id} has {batches} batches, where its history makes {most} at most"
                    ));
                }
                if let Some(point) = fork {
                    let shared = point.from_batch.saturating_sub(1);
                    let parent = self.runs.iter().find(|known| known.id == point.run);
                    let parent =
                        parent.ok_or_else(|| format!("{id} left {}, which is not before it", point.run))?;
                    if point.from_batch == 0 || shared > parent.written() {
                        return Err(format!(
                            "{id} shares {shared} states with {}, which has fewer",
                            point.run
                        ));
                    }
                }
                self.runs.push(BundledRun {
                    id,
                    name,
                    spec: *spec,
                    fork,
                    created,
                    batches,
                    states: Vec::new(),
                    slates: Vec::new(),
                    calls: Vec::new(),
                    repetitions: Vec::new(),
                });
            }
            Line::State { run, state } => {
                let run = self.run_mut(run)?;
                let next = run.written() + 1;
                if state.batch != next {
                    return Err(format!(
                        "the state after batch {} is where that after {next} was to be",
                        state.batch
                    ));
                }
                if next > run.batches {
                    return Err(format!("{} has more states than its {} batches", run.id, run.batches));
                }
                run.states.push(state);
            }
            Line::Slate { run, state, created, answer } => {
                let slates = &mut self.run_mut(run)?.slates;
                slates.push(Slate { id: slates.len() as i64 + 1, run, state, created, answer });
            }
            Line::Call(call) => {
                if call.made.batch == 0 || call.made.attempt == 0 {
                    return Err(format!("call {} is for no batch or no try", call.id));
                }
                self.run_mut(call.run)?.calls.push(*call);
            }
            Line::Repetition { run, repetition } => {
                if repetition.batch == 0 || repetition.number == 0 {
                    return Err(format!("a repetition of {run} is of no batch or has no number"));
                }
                self.run_mut(run)?.repetitions.push(*repetition);
            }
        }
        Ok(())
    }

    fn run_mut(&mut self, run: RunId) -> Result<&mut BundledRun, String> {
        self.runs.iter_mut().find(|known| known.id == run).ok_or_else(|| format!("{run} is not before it"))
    }
}

impl BundledRun {
    /// How many states are written, shared ones included.
    pub fn written(&self) -> usize {
        self.fork.map_or(0, |fork| fork.from_batch - 1) + self.states.len()
    }
}
