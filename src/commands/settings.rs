//! The layers of settings to those of a workspace and of the explorer.

use std::env;
use std::path::PathBuf;

use super::args::{Common, OpenArgs, ReplayArgs};
use super::failure::{Exit, Failure};
use super::layers::{dotenv, keymap, layers, sound};
use crate::config::keymap::Keymap;
use crate::config::layers::{Layers, Origin, dotenv_folder};
use crate::config::paths::{PathOverrides, Paths};
use crate::config::project;
use crate::config::recall::{Named, Recall};
use crate::config::settings::BatchOrder;
use crate::config::theme::looks::AUTO;
use crate::config::theme::terminal::{self, ColourWish};
use crate::config::theme::{Asked, Depth, Glyphs, Ground, Looks, Shelf};
use crate::config::ui::UiSettings;
use crate::data::{ColumnMap, OpenOptions, Source, SplitSpec};
use crate::domain::{HistorySpec, Id, Order, RunId, RunSpec};
use crate::session::{OpenMode, Store};
use crate::workspace::{CassetteWish, ModelWish, ReplayWish, Settings};

/// The folders, by flag, environment and platform.
pub fn paths(common: &Common) -> Paths {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let dotenv = dotenv(common);
    let beside = |name: &str| dotenv.as_ref().and_then(|dotenv| dotenv_folder(dotenv, name));
    let overrides = PathOverrides {
        config: common.config_dir.clone().or_else(|| beside("LUSIFER_CONFIG_DIR")),
        data: common.data_dir.clone().or_else(|| beside("LUSIFER_DATA_DIR")),
        state: variable("LUSIFER_STATE_DIR").or_else(|| beside("LUSIFER_STATE_DIR")),
        cache: variable("LUSIFER_CACHE_DIR").or_else(|| beside("LUSIFER_CACHE_DIR")),
    };
    Paths::find(overrides, &variable)
}

/// Settings for a command.
///
/// # Errors
/// [`Failure`] with exit code 3 and everything that is wrong with them.
pub fn settings(common: &Common) -> Result<Settings, Failure> {
    let layers = layers(common);
    let (settings, wrong) = of(common, &layers);
    sound(common, &layers, &wrong)?;
    Ok(settings)
}

/// The settings of the layers, and what else is wrong with them; that part is then as it is built in.
pub(super) fn of(common: &Common, layers: &Layers) -> (Settings, Vec<String>) {
    let mut wrong = Vec::new();
    let config = layers.config();
    let paths = paths(common);
    let order = match config.batches.order {
        BatchOrder::Chronological => Order::Chronological,
        BatchOrder::NewestFirst => Order::NewestFirst,
    };
    let history = HistorySpec { length: config.batches.history, batch_size: config.batches.size, order };
    let split = match (&common.split, config.data.split.as_str()) {
        (Some(split), _) => Some(split.clone()),
        (None, "") => None,
        (None, text) => text
            .parse::<SplitSpec>()
            .map_err(|error| wrong.push(format!("{}: data.split: {error}", layers.origin("data.split"))))
            .ok(),
    };
    let columns = layers.project().map(|(path, text)| project::columns::<ColumnMap>(path, text));
    let columns = columns.transpose().unwrap_or_else(|error| {
        wrong.push(error);
        None
    });
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    // What a flag says is taken as it is: it may be no text.
    let path = |flag: &Option<PathBuf>, said: &str| {
        flag.clone().or_else(|| (!said.is_empty()).then(|| PathBuf::from(said)))
    };
    let settings = Settings {
        source: path(&common.data, &config.data.path).map_or(Source::Sample, Source::Path),
        open: OpenOptions {
            item_texts: path(&common.item_texts, &config.data.item_texts),
            skip_bad_lines: common.skip_bad_lines,
            cache_dir: (!common.no_cache).then(|| paths.cache.clone()),
            columns: columns.unwrap_or_default(),
            split: split.clone(),
        },
        split,
        history,
        provider: config.model.provider.clone(),
        model: ModelWish {
            name: said(&config.model.name),
            base_url: said(&config.model.base_url)
                .or_else(|| openai_at().filter(|_| config.model.provider == "openai")),
            prompts: said(&config.model.prompts),
            temperature: common.temperature,
            max_cost: Some(config.budget.max).filter(|dollars| *dollars > 0.0),
            confirm_above: config.budget.confirm_above,
            openai_at: openai_at(),
            window: None,
        },
        cassette: common
            .cassette
            .clone()
            .zip(common.cassette_mode.unwrap_or_default().replays())
            .map(|(recorded, mode)| CassetteWish { recorded: recorded.into(), mode }),
        replay: None,
        providers: layers.providers().clone(),
        // A flag knows larger numbers than a file.
        seed: common.seed.unwrap_or(config.model.seed),
        slate: config.rate.chunk,
        store: paths.store(),
    };
    (settings, wrong)
}

/// Where the variable that OpenAI's own clients heed says that it is.
fn openai_at() -> Option<String> {
    variable("OPENAI_BASE_URL").filter(|url| !url.is_empty())
}

/// What the explorer is started with. Nothing that is wrong with a file keeps it from starting.
#[derive(Clone, Debug)]
pub struct Explorer {
    /// Data, split, simulator, store.
    pub settings: Settings,
    /// How it looks.
    pub looks: Looks,
    /// How it behaves.
    pub ui: UiSettings,
    /// Keys.
    pub keymap: Keymap,
    /// What is wrong with settings and keys.
    pub warnings: Vec<String>,
    /// Where warnings and errors are logged.
    pub log: PathBuf,
    /// How much is logged.
    pub log_level: &'static str,
    /// The user to open.
    pub user: Option<Id>,
    /// The run to open.
    pub run: Option<RunId>,
    /// What is done about the last session; `None` = it is neither read nor written.
    pub recall: Option<Recall>,
}

/// What the explorer is started with.
///
/// # Errors
/// [`Failure`] with exit code 3 where strictness is asked for and something is wrong, and where there is no
/// such theme as the command line asks for.
pub fn explorer(common: &Common, open: &OpenArgs, stage: Stage) -> Result<Explorer, Failure> {
    let layers = layers(common);
    let (looks, themes) = looks(common, &layers, stage)?;
    let (settings, wrong) = of(common, &layers);
    let (keymap, keys) = keymap(common);
    let mut warnings: Vec<_> = layers.problems().iter().map(ToString::to_string).collect();
    warnings.extend(wrong.into_iter().chain(keys).chain(themes));
    if common.cassette_mode.is_some_and(|mode| mode.replays().is_none()) {
        let how = "here every call is kept, and lusifer export R --format bundle writes the file";
        warnings.push(format!("--cassette-mode record is of run and rate: {how}"));
    }
    if common.strict && !warnings.is_empty() {
        return Err(Failure::new(Exit::Config, warnings.join("\n")));
    }
    let config = layers.config();
    // A picture does not depend on what was looked at before it, and leaves no trace.
    let remembers = config.ui.restore_session && stage == Stage::Terminal;
    let is_named = |key| layers.origin(key) != Origin::BuiltIn;
    let recall = remembers.then(|| Recall {
        file: paths(common).session(),
        reads: !open.fresh,
        named: Named {
            data: common.data.is_some() || !config.data.path.is_empty(),
            split: common.split.is_some() || !config.data.split.is_empty(),
            item_texts: common.item_texts.is_some() || !config.data.item_texts.is_empty(),
            writer: ["model.provider", "model.name", "model.base_url"].into_iter().any(is_named)
                || common.cassette.is_some(),
            prompts: is_named("model.prompts"),
        },
    });
    Ok(Explorer {
        user: open.user.clone(),
        run: open.run,
        recall,
        settings,
        looks,
        ui: config.ui.clone(),
        keymap,
        warnings,
        log: paths(common).log(),
        log_level: config.log.level.word(),
    })
}

/// Settings for a command that names a run: its split, history and seed are the run's own unless the command
/// line says otherwise.
///
/// # Errors
/// [`Failure`] when the run's split cannot be read.
pub fn settings_of_run(common: &Common, run: &RunSpec) -> Result<Settings, Failure> {
    as_in_run(settings(common)?, common, run)
}

fn as_in_run(mut settings: Settings, common: &Common, run: &RunSpec) -> Result<Settings, Failure> {
    if common.split.is_none() {
        settings.split = Some(run.split.parse().map_err(Failure::usage)?);
        settings.open.split.clone_from(&settings.split);
    }
    settings.history = HistorySpec {
        length: common.history.unwrap_or(run.history.length),
        batch_size: common.batch_size.unwrap_or(run.history.batch_size),
        order: common.order.map_or(run.history.order, Order::from),
    };
    Ok(settings)
}

/// What the explorer is started with to look at what was recorded: as it was made, and nothing of it is kept.
///
/// # Errors
/// [`Failure`]: as [`explorer`]; it cannot be read.
pub fn replay(common: &Common, args: &ReplayArgs, stage: Stage) -> Result<Explorer, Failure> {
    let mut explorer = explorer(common, &OpenArgs::default(), stage)?;
    let wish = ReplayWish { recorded: args.recorded.clone().into(), realtime: args.realtime };
    let (run, spec) = wish.shown(&explorer.settings)?;
    let settings = as_in_run(explorer.settings, common, &spec)?;
    explorer.settings = Settings { replay: Some(wish), cassette: None, seed: spec.seed, ..settings };
    explorer.run = Some(run);
    explorer.recall = None;
    Ok(explorer)
}

/// The store, for commands that need no data set. With [`OpenMode::Look`] nothing is created.
///
/// # Errors
/// [`Failure`] when it cannot be opened.
pub fn store(common: &Common, mode: OpenMode) -> Result<Store, Failure> {
    Ok(Store::open(&paths(common).store(), mode)?)
}

/// Where frames go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// To this terminal.
    Terminal,
    /// To a file, which does not depend on the terminal that it is made in: dark unless a theme is asked for.
    Picture,
}

/// How many colours to use, by flags and environment.
pub fn depth(common: &Common, is_terminal: bool) -> Depth {
    terminal::depth(colour_wish(common), &variable, is_terminal)
}

fn colour_wish(common: &Common) -> ColourWish {
    if common.no_color { ColourWish::Never } else { common.color.unwrap_or_default().into() }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Where themes are found: in the configuration folder, then in the project's, then built in.
pub fn shelf(common: &Common) -> Shelf {
    let project = Paths::project();
    let folder = project.parent().filter(|_| project.is_file());
    Shelf::new(&paths(common).config, folder)
}

/// How the explorer looks, and what is wrong with a theme that only a file asks for.
///
/// # Errors
/// [`Failure`] with exit code 3 when a theme that the command line or the environment asks for cannot be used.
pub(super) fn looks(common: &Common, layers: &Layers, stage: Stage) -> Result<(Looks, Vec<String>), Failure> {
    let ui = &layers.config().ui;
    let mut asked =
        Asked { theme: ui.theme.clone(), dark: ui.theme_dark.clone(), light: ui.theme_light.clone() };
    let is_asked_here = matches!(layers.origin("ui.theme"), Origin::Flag(_) | Origin::Variable(_));
    let (looks, wrong) = match stage {
        Stage::Terminal => {
            let glyphs = terminal::glyphs(ui.ascii.then_some(true), &variable);
            let ground = Ground::of_environment(&variable);
            Looks::new(shelf(common), asked, depth(common, true), glyphs, ground)
        }
        Stage::Picture => {
            let refusals = |name: &str| variable(name).filter(|_| name.ends_with("NO_COLOR"));
            let wish = match colour_wish(common) {
                ColourWish::Auto => ColourWish::Always,
                wish => wish,
            };
            let depth = terminal::depth(wish, &refusals, false).max_if_any();
            if !is_asked_here {
                AUTO.clone_into(&mut asked.theme);
                "lusifer-dark".clone_into(&mut asked.dark);
            }
            let glyphs = if common.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
            Looks::new(shelf(common), asked, depth, glyphs, Some(Ground::Dark))
        }
    };
    match wrong {
        Some(wrong) if is_asked_here => Err(Failure::new(Exit::Config, wrong.to_string())),
        wrong => Ok((looks, wrong.map_or_else(Vec::new, |wrong| wrong.sentences()))),
    }
}
