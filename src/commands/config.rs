//! `config`: settings shown with their origins, checked, begun and changed; never what a setting does.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use toml_edit::{DocumentMut, Item, Table};

use super::args::Common;
use super::failure::{Exit, Failure};
use super::layers::{keys_file, layers, user_file};
use super::output::{SCHEMA_VERSION, json_line, note, print, say, text};
use super::runs::write_whole;
use crate::config::keymap::Keymap;
use crate::config::layers::{self as stack, File, Kind, Layers, Origin, Problem, Sources};
use crate::config::{sample, schema};

/// `config`
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the settings that are in force
    Show {
        /// ... each with where it comes from
        #[arg(long)]
        origin: bool,
    },
    /// Write a first config.toml, with every setting and its default as a remark
    Init,
    /// Say everything that is wrong with configuration files
    Check {
        /// One file: config.toml, keys.toml, lusifer.toml or .env [default: all that are in use]
        file: Option<PathBuf>,
    },
    /// Change a setting in your config.toml; what else is in it stays as it is
    Set {
        /// Section and name: ui.theme
        key: String,
        /// The value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Print a JSON Schema, for editors that complete and check
    Schema {
        /// Of which file
        #[arg(value_enum)]
        of: SchemaArg,
    },
}

/// Files that have a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaArg {
    /// config.toml
    Config,
    /// keys.toml
    Keys,
    /// A theme
    Theme,
}

/// Does it.
///
/// # Errors
/// [`Failure`].
pub(super) fn config(common: &Common, command: &ConfigCommand) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Show { origin } => show(common, *origin),
        ConfigCommand::Init => init(common),
        ConfigCommand::Check { file } => check(common, file.as_deref()),
        ConfigCommand::Set { key, value } => set(common, key, value),
        ConfigCommand::Schema { of } => {
            let schema = match of {
                SchemaArg::Config => schema::config(),
                SchemaArg::Keys => schema::keys(),
                SchemaArg::Theme => schema::theme(),
            };
            let pretty =
                serde_json::to_string_pretty(&schema).map_err(|error| Failure::new(Exit::Failed, error))?;
            print(format!("{pretty}\n").as_bytes())
        }
    }
}

#[derive(Serialize)]
struct Shown {
    schema_version: u32,
    settings: Vec<Setting>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    value: toml::Value,
    origin: String,
}

fn show(common: &Common, with_origin: bool) -> Result<Exit, Failure> {
    let layers = layers(common);
    let problems: Vec<String> = layers.problems().iter().map(ToString::to_string).collect();
    if common.strict && !problems.is_empty() {
        return Err(Failure::new(Exit::Config, problems.join("\n")));
    }
    let all = layers.all();
    if common.json {
        let setting = |(key, value, origin): (String, toml::Value, Origin)| {
            let origin = origin.to_string();
            Setting { key, value, origin }
        };
        let settings = all.into_iter().map(setting).collect();
        json_line(&Shown { schema_version: SCHEMA_VERSION, settings, problems })?;
        return Ok(Exit::Ok);
    }
    for problem in &problems {
        say(problem);
    }
    let lines: Vec<_> = all
        .iter()
        .filter_map(|(key, value, origin)| {
            let (section, name) = key.split_once('.')?;
            Some((section, format!("{name} = {value}"), origin))
        })
        .collect();
    let width = lines.iter().map(|(_, line, _)| line.chars().count()).max().unwrap_or(0).min(60);
    let mut before = "";
    for (section, line, origin) in lines {
        if section != before {
            let gap = if before.is_empty() { "" } else { "\n" };
            text(&format!("{gap}[{section}]"))?;
            before = section;
        }
        if with_origin { text(&format!("{line:width$}  # {origin}"))? } else { text(&line)? }
    }
    Ok(Exit::Ok)
}

fn init(common: &Common) -> Result<Exit, Failure> {
    let path = user_file(common);
    if common.dry_run {
        text(&format!("would write {}", path.display()))?;
        return Ok(Exit::Ok);
    }
    let failed = |error| Failure::new(Exit::Failed, format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    match fs::File::create_new(&path) {
        Ok(mut file) => file.write_all(sample::quiet().as_bytes()).map_err(failed)?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let there = format!("{} is there already; lusifer config set changes it", path.display());
            return Err(Failure::new(Exit::Failed, there));
        }
        Err(error) => return Err(failed(error)),
    }
    note(common, &format!("wrote {}; take the # before a setting away to change it", path.display()));
    Ok(Exit::Ok)
}

#[derive(Serialize)]
struct Checked {
    schema_version: u32,
    ok: bool,
    files: Vec<PathBuf>,
    problems: Vec<String>,
    warnings: Vec<String>,
}

fn check(common: &Common, file: Option<&Path>) -> Result<Exit, Failure> {
    let (files, found, keys) = match file {
        Some(path) => check_one(path)?,
        None => check_all(common),
    };
    let (warnings, problems): (Vec<&Problem>, Vec<&Problem>) =
        found.iter().partition(|problem| problem.kind == Kind::Unknown && !common.strict);
    let warnings: Vec<String> = warnings.into_iter().map(ToString::to_string).collect();
    let problems: Vec<String> = problems.into_iter().map(ToString::to_string).chain(keys).collect();
    let ok = problems.is_empty();
    if common.json {
        json_line(&Checked { schema_version: SCHEMA_VERSION, ok, files, problems, warnings })?;
    } else {
        for problem in problems.iter().chain(&warnings) {
            text(problem)?;
        }
        if files.is_empty() {
            note(common, "no configuration file is here; the built-in settings hold");
        } else if ok && warnings.is_empty() {
            for file in &files {
                text(&format!("{}: ok", file.display()))?;
            }
        }
    }
    Ok(if ok { Exit::Ok } else { Exit::Config })
}

type Found = (Vec<PathBuf>, Vec<Problem>, Vec<String>);

fn check_all(common: &Common) -> Found {
    let layers = layers(common);
    let (_, keys) = super::layers::keymap(common);
    let (system, user, keymap) = (super::layers::system_file(), user_file(common), keys_file(common));
    let dotenv = (!common.no_dotenv).then(|| PathBuf::from(".env"));
    let project = crate::config::paths::Paths::project().to_path_buf();
    let files = [Some(system), Some(user), Some(project), dotenv, Some(keymap)];
    let files = files.into_iter().flatten().filter(|path| path.exists()).collect();
    (files, layers.problems().to_vec(), keys)
}

fn check_one(path: &Path) -> Result<Found, Failure> {
    let file = File::read(path)
        .ok_or_else(|| Failure::new(Exit::Failed, format!("{} is not there", path.display())))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut keys = Vec::new();
    let mut sources = Sources::default();
    match (name.as_str(), &file.text) {
        ("keys.toml", Ok(text)) => keys = Keymap::built_in().patch(&path.display().to_string(), text),
        ("keys.toml", Err(wrong)) => {
            keys = vec![format!("{}, line {}: {}", path.display(), wrong.line, wrong.text)];
        }
        ("lusifer.toml", _) => sources.project = Some(file),
        (".env", _) => sources.dotenv = Some(file),
        _ => sources.user = Some(file),
    }
    Ok((vec![path.to_path_buf()], Layers::of(sources).problems().to_vec(), keys))
}

fn set(common: &Common, key: &str, value: &str) -> Result<Exit, Failure> {
    if !stack::is_known(key) {
        return Err(Failure::usage(stack::unknown(key)));
    }
    let value = stack::from_text(key, value).map_err(Failure::usage)?;
    let path = user_file(common);
    let before = match File::read(&path).map(|file| file.text) {
        None => String::new(),
        Some(Ok(text)) => text,
        Some(Err(wrong)) => {
            let wrong = format!("{}, line {}: {}", path.display(), wrong.line, wrong.text);
            return Err(Failure::new(Exit::Config, wrong));
        }
    };
    let after = changed(&before, key, &value)
        .map_err(|why| Failure::new(Exit::Config, format!("{}: {why}; mend it first", path.display())))?;
    if common.dry_run {
        text(&format!("would set {key} = {value} in {}", path.display()))?;
        return Ok(Exit::Ok);
    }
    let failed = |error| Failure::new(Exit::Failed, format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    // A link to a file that is kept elsewhere stays a link.
    let there = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    write_whole(&there, after.as_bytes()).map_err(failed)?;
    note(common, &format!("{key} = {value} in {}", path.display()));
    let layers = layers(common);
    if let Some((_, in_force, origin)) =
        layers.all().into_iter().find(|(of, in_force, _)| of == key && *in_force != shown(&path, key, &value))
    {
        note(common, &format!("but {key} = {in_force} holds, from {origin}"));
    }
    Ok(Exit::Ok)
}

/// The value as the layers would show it, had this file the last word.
fn shown(path: &Path, key: &str, value: &toml::Value) -> toml::Value {
    let (section, name) = key.split_once('.').unwrap_or((key, ""));
    let user = Some(File::new(path, format!("[{section}]\n{name} = {value}\n")));
    let layers = Layers::of(Sources { user, ..Sources::default() });
    layers.all().into_iter().find(|(of, ..)| of == key).map_or_else(|| value.clone(), |(_, value, _)| value)
}

/// The file with a setting changed, all else as it was.
fn changed(text: &str, key: &str, value: &toml::Value) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let line =
            error.span().map_or(1, |span| text.get(..span.start).map_or(1, |t| t.lines().count().max(1)));
        format!("line {line}: {}", error.message())
    })?;
    let value: toml_edit::Value = value.to_string().parse().map_err(|error| format!("{error}"))?;
    let (section, name) = key.split_once('.').ok_or("a key is a section and a name")?;
    let entry = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
    let table = entry.as_table_like_mut().ok_or_else(|| format!("{section} is not a section"))?;
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            let around = old.decor().clone();
            *old = value;
            *old.decor_mut() = around;
        }
        None => drop(table.insert(name, Item::Value(value))),
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_stays() {
        let before =
            "# mine\n[ui] # looks\ntheme = \"mono\" # calm\n# later\nascii = true\n\n[data]\npath = \"d\"\n";
        let after = changed(before, "ui.theme", &toml::Value::String("ansi".to_owned())).unwrap();
        assert_eq!(after, before.replace("\"mono\"", "\"ansi\""));
        let after = changed(before, "rate.chunk", &toml::Value::Integer(5)).unwrap();
        assert_eq!(after, format!("{before}\n[rate]\nchunk = 5\n"));
        let after = changed(before, "ui.mouse", &toml::Value::Boolean(true)).unwrap();
        assert_eq!(after, before.replace("ascii = true\n", "ascii = true\nmouse = true\n"));
        assert_eq!(changed("", "ui.mouse", &toml::Value::Boolean(true)).unwrap(), "[ui]\nmouse = true\n");
        assert!(changed("[ui\n", "ui.mouse", &toml::Value::Boolean(true)).unwrap_err().contains("line 1"));
        assert!(changed("ui = 3\n", "ui.mouse", &toml::Value::Boolean(true)).is_err());
    }

    #[test]
    fn a_first_file_takes_settings_in_their_sections() {
        let after = changed(&sample::quiet(), "ui.theme", &toml::Value::String("ansi".to_owned())).unwrap();
        let user = Some(File::new("config.toml", after));
        let layers = Layers::of(Sources { user, ..Sources::default() });
        assert_eq!((layers.problems(), layers.config().ui.theme.as_str()), ([].as_slice(), "ansi"));
    }
}
