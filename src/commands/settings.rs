//! The layers of settings to those of a workspace and of the explorer.

use std::env;
use std::path::PathBuf;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::layers::{dotenv, keymap, layers, sound};
use crate::config::keymap::Keymap;
use crate::config::layers::{Layers, dotenv_folder};
use crate::config::paths::{PathOverrides, Paths};
use crate::config::project;
use crate::config::settings::BatchOrder;
use crate::config::theme::terminal::{self, ColourWish};
use crate::config::theme::{Depth, Glyphs, Theme};
use crate::config::ui::UiSettings;
use crate::data::{ColumnMap, OpenOptions, Source, SplitSpec};
use crate::domain::{HistorySpec, Order, Run};
use crate::session::{OpenMode, Store};
use crate::workspace::Settings;

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
        // A flag knows larger numbers than a file.
        seed: common.seed.unwrap_or(config.model.seed),
        slate: config.rate.chunk,
        store: paths.store(),
    };
    (settings, wrong)
}

/// What the explorer is started with. Nothing that is wrong with a file keeps it from starting.
#[derive(Clone, Debug)]
pub struct Explorer {
    /// Data, split, simulator, store.
    pub settings: Settings,
    /// How it looks and behaves.
    pub ui: UiSettings,
    /// Keys.
    pub keymap: Keymap,
    /// What is wrong with settings and keys.
    pub warnings: Vec<String>,
    /// Where warnings and errors are logged.
    pub log: PathBuf,
    /// How much is logged.
    pub log_level: &'static str,
}

/// What the explorer is started with.
///
/// # Errors
/// [`Failure`] with exit code 3 where strictness is asked for and something is wrong.
pub fn explorer(common: &Common) -> Result<Explorer, Failure> {
    let layers = layers(common);
    let (settings, wrong) = of(common, &layers);
    let (keymap, keys) = keymap(common);
    let mut warnings: Vec<_> = layers.problems().iter().map(ToString::to_string).collect();
    warnings.extend(wrong.into_iter().chain(keys));
    if common.strict && !warnings.is_empty() {
        return Err(Failure::new(Exit::Config, warnings.join("\n")));
    }
    let config = layers.config();
    Ok(Explorer {
        settings,
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
pub fn settings_of_run(common: &Common, run: &Run) -> Result<Settings, Failure> {
    let mut settings = settings(common)?;
    if common.split.is_none() {
        settings.split = Some(run.spec.split.parse().map_err(Failure::usage)?);
        settings.open.split.clone_from(&settings.split);
    }
    settings.history = HistorySpec {
        length: common.history.unwrap_or(run.spec.history.length),
        batch_size: common.batch_size.unwrap_or(run.spec.history.batch_size),
        order: common.order.map_or(run.spec.history.order, Order::from),
    };
    Ok(settings)
}

/// The store, for commands that need no data set. With [`OpenMode::Look`] nothing is created.
///
/// # Errors
/// [`Failure`] when it cannot be opened.
pub fn store(common: &Common, mode: OpenMode) -> Result<Store, Failure> {
    Ok(Store::open(&paths(common).store(), mode)?)
}

/// How many colours to use, by flags and environment.
pub fn depth(common: &Common, is_terminal: bool) -> Depth {
    let wish = if common.no_color { ColourWish::Never } else { common.color.unwrap_or_default().into() };
    terminal::depth(wish, &variable, is_terminal)
}

/// Which characters to draw with, by flag and environment.
pub fn glyphs(common: &Common) -> Glyphs {
    terminal::glyphs(common.ascii.then_some(true), &variable)
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// How frames that go to a file look, which does not depend on the terminal that they are made in: the theme by
/// flag, else dark, without colour where none is wanted; box characters unless ASCII is asked for.
///
/// # Errors
/// [`Failure`] with exit code 3 when there is no such theme.
pub fn looks_of_picture(common: &Common) -> Result<(Theme, Glyphs), Failure> {
    let refusals = |name: &str| variable(name).filter(|_| name.ends_with("NO_COLOR"));
    let never =
        common.no_color || common.color.is_some_and(|wish| ColourWish::from(wish) == ColourWish::Never);
    let wish = if never { ColourWish::Never } else { ColourWish::Always };
    let name = match terminal::depth(wish, &refusals, false) {
        Depth::None => "mono",
        _ => common.theme.as_deref().unwrap_or("lusifer-dark"),
    };
    let theme = Theme::built_in(name).map_err(|error| Failure::new(Exit::Config, error))?;
    Ok((theme, if common.ascii { Glyphs::Ascii } else { Glyphs::Unicode }))
}

/// The theme: by flag, else none where colour is not wanted or not to be had, else by the background that the
/// terminal admits to, else dark.
///
/// # Errors
/// [`Failure`] with exit code 3 when there is no such theme.
pub fn theme(common: &Common) -> Result<Theme, Failure> {
    let depth = depth(common, true);
    let by_terminal = || match env::var("COLORFGBG") {
        // "15;0" is white on black; 7 and 15 as the last number are light backgrounds.
        Ok(colours) if matches!(colours.rsplit(';').next(), Some("7" | "15")) => "lusifer-light",
        _ => "lusifer-dark",
    };
    let name = match &common.theme {
        _ if depth == Depth::None => "mono",
        Some(name) => name,
        None => by_terminal(),
    };
    Ok(Theme::built_in(name).map_err(|error| Failure::new(Exit::Config, error.to_string()))?.with_depth(depth))
}
