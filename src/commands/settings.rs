//! Flags, environment and project file to the settings of a workspace.

use std::env;
use std::path::PathBuf;

use super::args::Common;
use super::failure::{Exit, Failure};
use crate::config::paths::{PathOverrides, Paths};
use crate::config::project::Project;
use crate::config::theme::terminal::{self, ColourWish};
use crate::config::theme::{Depth, Glyphs, Theme};
use crate::data::{ColumnMap, OpenOptions, Source, SplitSpec};
use crate::domain::{HistorySpec, Order, Run};
use crate::session::{OpenMode, Store};
use crate::workspace::{DEFAULT_SEED, Settings};

/// The folders, by flag, environment and platform.
pub fn paths(common: &Common) -> Paths {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let overrides = PathOverrides {
        config: variable("LUSIFER_CONFIG_DIR"),
        data: common.data_dir.clone(),
        state: variable("LUSIFER_STATE_DIR"),
        cache: variable("LUSIFER_CACHE_DIR"),
    };
    Paths::find(overrides, &variable)
}

/// Settings from flags (which win, and which the environment stands in for) and the project file.
///
/// # Errors
/// [`Failure`] with exit code 3 when the project file is wrong.
pub fn settings(common: &Common) -> Result<Settings, Failure> {
    let project = Project::read(Paths::project())?;
    let paths = paths(common);
    let default = HistorySpec::default();
    let order = match (common.order, &project.batches.order) {
        (Some(order), _) => order.into(),
        (None, None) => default.order,
        (None, Some(word)) => Order::from_word(word.as_ref()).ok_or_else(|| {
            let expected = "expected chronological or newest-first";
            project.unusable(word, format!("batches.order is \"{}\", {expected}", word.as_ref()))
        })?,
    };
    let history = HistorySpec {
        length: common.history.or(project.batches.history).unwrap_or(default.length),
        batch_size: common.batch_size.or(project.batches.size).unwrap_or(default.batch_size),
        order,
    };
    let split = match (&common.split, &project.data.split) {
        (Some(split), _) => Some(split.clone()),
        (None, None) => None,
        (None, Some(text)) => {
            let split = text.as_ref().parse::<SplitSpec>();
            Some(split.map_err(|error| project.unusable(text, format!("data.split: {error}")))?)
        }
    };
    let columns: ColumnMap = project.columns()?;
    let path = common.data.clone().or(project.data.path);
    Ok(Settings {
        source: path.map_or(Source::Sample, Source::Path),
        open: OpenOptions {
            item_texts: common.item_texts.clone().or(project.data.item_texts),
            skip_bad_lines: common.skip_bad_lines,
            cache_dir: (!common.no_cache).then(|| paths.cache.clone()),
            columns,
            split: split.clone(),
        },
        split,
        history,
        provider: common.provider.clone(),
        seed: common.seed.unwrap_or(DEFAULT_SEED),
        store: paths.store(),
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
    let never = common.no_color || common.color.is_some_and(|wish| ColourWish::from(wish) == ColourWish::Never);
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
    Ok(Theme::built_in(name).map_err(|error| Failure::new(Exit::Config, error))?.with_depth(depth))
}
