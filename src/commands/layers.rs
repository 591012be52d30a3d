//! The layers of settings as this process finds them: flags, environment, files; and what to say of those that
//! are wrong; never what a setting does.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Once;

use super::args::{Common, OrderArg};
use super::failure::{Exit, Failure};
use super::output::say;
use super::settings::paths;
use crate::config::keymap::Keymap;
use crate::config::layers::{ALIASES, File, Given, Layer, Layers, Origin, Problem, Sources};

/// The system's own configuration.
const SYSTEM: &str = "/etc/xdg/lusifer/config.toml";

/// All settings with their origins and everything that is wrong with them.
pub fn layers(common: &Common) -> Layers {
    Layers::of(Sources {
        flags: flags(common),
        environment: env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("LUSIFER_"))
            .collect(),
        dotenv: dotenv(common),
        project: File::read(crate::config::paths::Paths::project()),
        user: File::read(&user_file(common)),
        system: File::read(Path::new(SYSTEM)).filter(|_| cfg!(unix)),
    })
}

/// The system's `config.toml`.
pub(super) fn system_file() -> PathBuf {
    PathBuf::from(SYSTEM)
}

/// The person's `config.toml`.
pub(super) fn user_file(common: &Common) -> PathBuf {
    paths(common).config.join("config.toml")
}

/// The person's `keys.toml`.
pub(super) fn keys_file(common: &Common) -> PathBuf {
    paths(common).config.join("keys.toml")
}

/// `.env` of the working directory, unless it is not wanted.
pub(super) fn dotenv(common: &Common) -> Option<File> {
    if common.no_dotenv { None } else { File::read(Path::new(".env")) }
}

/// The keys, and what is wrong with the person's file of them.
pub fn keymap(common: &Common) -> (Keymap, Vec<String>) {
    let mut keymap = Keymap::built_in();
    let path = keys_file(common);
    let problems = match File::read(&path).map(|file| file.text) {
        None => Vec::new(),
        Some(Ok(text)) => keymap.patch(&path.display().to_string(), &text),
        Some(Err(wrong)) => vec![format!("{}, line {}: {}", path.display(), wrong.line, wrong.text)],
    };
    (keymap, problems)
}

/// What the command line says, and the variables of the environment that stand for its flags.
fn flags(common: &Common) -> Vec<Given> {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
    let order = common.order.map(|order| match order {
        OrderArg::Chronological => "chronological".to_owned(),
        OrderArg::NewestFirst => "newest-first".to_owned(),
    });
    let given = [
        ("--data", "data.path", path(&common.data)),
        ("--split", "data.split", common.split.as_ref().map(ToString::to_string)),
        ("--item-texts", "data.item_texts", path(&common.item_texts)),
        ("--history", "batches.history", common.history.map(|count| count.to_string())),
        ("--batch-size", "batches.size", common.batch_size.map(|count| count.to_string())),
        ("--order", "batches.order", order),
        ("--provider", "model.provider", common.provider.clone()),
        ("--model", "model.name", common.model.clone()),
        ("--base-url", "model.base_url", common.base_url.clone()),
        ("--prompts", "model.prompts", common.prompts.clone()),
        ("--max-cost", "budget.max", common.max_cost.map(|dollars| dollars.to_string())),
        ("--seed", "model.seed", common.seed.map(|seed| seed.to_string())),
        ("--theme", "ui.theme", common.theme.clone()),
        ("--ascii", "ui.ascii", common.ascii.then(|| "true".to_owned())),
    ];
    let typed = |flag: &str| {
        env::args_os().any(|word| {
            let word = word.to_string_lossy();
            word == flag || word.strip_prefix(flag).is_some_and(|rest| rest.starts_with('='))
        })
    };
    let origin = |flag: &'static str, key: &str| match ALIASES.iter().find(|(_, of)| *of == key) {
        Some((name, _)) if !typed(flag) => Origin::Variable((*name).to_owned()),
        _ => Origin::Flag(flag),
    };
    let value = |(flag, key, value): (&'static str, &'static str, Option<String>)| {
        Some(Given { key, value: value?, origin: origin(flag, key) })
    };
    given.into_iter().filter_map(value).collect()
}

/// Whether a command without a screen refuses to work with this: what a project or the caller's environment
/// says is meant for this very command, and a seed or a batch size that is silently not used makes another
/// study. A person's own file is only complained about, unless strictness is asked for.
fn is_fatal(common: &Common, problem: &Problem) -> bool {
    common.strict
        || matches!(problem.layer, Layer::Project | Layer::Dotenv | Layer::Environment | Layer::Flags)
}

/// Refuses settings that are wrong where they matter, with what else was found `wrong`; the rest is said once.
///
/// # Errors
/// [`Failure`] with exit code 3 and all of it.
pub(super) fn sound(common: &Common, layers: &Layers, wrong: &[String]) -> Result<(), Failure> {
    static SAID: Once = Once::new();
    let (fatal, others): (Vec<_>, Vec<_>) =
        layers.problems().iter().partition(|problem| is_fatal(common, problem));
    let fatal: Vec<_> = fatal.into_iter().map(ToString::to_string).chain(wrong.iter().cloned()).collect();
    if !fatal.is_empty() {
        return Err(Failure::new(Exit::Config, fatal.join("\n")));
    }
    if !common.quiet {
        SAID.call_once(|| others.iter().for_each(|problem| say(&problem.to_string())));
    }
    Ok(())
}
