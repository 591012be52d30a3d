//! `prompts`: packs listed, checked, compared and written to be edited; never a request to a model.

mod render;

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

pub use self::render::RenderArgs;
use super::args::Common;
use super::explain::marked;
use super::failure::{Exit, Failure};
use super::open;
use super::output::{SCHEMA_VERSION, json_line, note, text};
use super::parse;
use super::settings::{paths, settings};
use crate::diff::{Class, compare};
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::clean;
use crate::prompting::{BUILT_IN, Finding, Pack, Severity, Source, TemplateError, lint};
use crate::session::OpenMode;
use crate::workspace::{OFFLINE, Workspace};

/// `prompts`
#[derive(Clone, Debug, Subcommand)]
pub enum PromptsCommand {
    /// Which packs there are, and the files of the one in force with their hashes
    List,
    /// What is wrong or doubtful in a pack: contradictions, unknown and unused variables, examples that are no answers,
    /// what the data does not have, prompts that may not fit
    Lint {
        /// A built-in name or a folder [default: the pack in force]
        pack: Option<String>,
        /// The model's context window
        #[arg(long, value_name = "TOKENS", value_parser = parse::count, allow_negative_numbers = true)]
        window: Option<NonZeroUsize>,
    },
    /// What is said to a model at a step, to the letter; nothing is sent
    Render(RenderArgs),
    /// How two packs differ, file by file
    Diff {
        /// A built-in name or a folder
        before: String,
        /// Another one [default: the pack in force]
        after: Option<String>,
    },
    /// Write a pack into a folder, to be edited there; no file is overwritten
    Init {
        /// The folder; made if it is not there [default: my-PACK in prompts of the configuration directory, or of the
        /// project where there is a lusifer.toml]
        folder: Option<PathBuf>,
        /// The pack to begin with [default: the pack in force]
        #[arg(long, value_name = "PACK")]
        from: Option<String>,
    },
}

/// Runs it.
///
/// # Errors
/// [`Failure`] with exit code 3 when a pack cannot be read or used, and what writing says.
pub(super) async fn prompts(common: &Common, command: &PromptsCommand) -> Result<Exit, Failure> {
    match command {
        PromptsCommand::List => list(common),
        PromptsCommand::Lint { pack, window } => check(common, pack.as_deref(), *window).await,
        PromptsCommand::Render(args) => render::render(common, args).await,
        PromptsCommand::Diff { before, after } => diff(common, before, after.as_deref()),
        PromptsCommand::Init { folder, from } => init(common, folder.as_deref(), from.as_deref()),
    }
}

fn unusable(wrong: &TemplateError) -> Failure {
    Failure::new(Exit::Config, wrong)
}

/// The pack that is named, or else the one in force.
fn source(common: &Common, named: Option<&str>) -> Result<Source, Failure> {
    let name = match named {
        Some(name) => name.to_owned(),
        None => settings(common)?.model.prompts.unwrap_or_else(|| BUILT_IN[0].to_owned()),
    };
    Source::open(&name).map_err(|wrong| unusable(&wrong))
}

/// The data, whoever is to write: no model is needed to look at prompts.
async fn workspace(common: &Common) -> Result<Workspace, Failure> {
    let mut settings = settings(common)?;
    OFFLINE.clone_into(&mut settings.provider);
    open::workspace(common, settings, OpenMode::Ignore).await
}

#[derive(Serialize)]
struct PackLine<'a> {
    schema_version: u32,
    name: &'a str,
    folder: Option<&'a Path>,
    in_force: bool,
    hash: Option<String>,
    problem: Option<String>,
    files: Vec<FileLine<'a>>,
}

#[derive(Serialize)]
struct FileLine<'a> {
    name: &'a str,
    hash: String,
    owner: &'static str,
    words: usize,
    about: String,
}

fn list(common: &Common) -> Result<Exit, Failure> {
    let in_force = source(common, None)?;
    let mut all: Vec<_> = BUILT_IN.iter().filter_map(|name| Source::built_in(name)).collect();
    match all.iter().position(|it| *it == in_force) {
        Some(at) => all.rotate_left(at),
        None => all.insert(0, in_force),
    }
    for (at, source) in all.iter().enumerate() {
        let pack = Pack::new(source.clone());
        let about = |name| {
            pack.as_ref().ok().and_then(|pack| pack.head(name)).map_or("", |head| &head.about).to_owned()
        };
        let files: Vec<_> = source
            .files
            .iter()
            .map(|file| FileLine {
                name: file.name,
                hash: file.hash(),
                owner: if file.built_in { "built-in" } else { "yours" },
                words: file.text.split_whitespace().count(),
                about: about(file.name),
            })
            .collect();
        let problem = pack.as_ref().err().map(ToString::to_string);
        let line = PackLine {
            schema_version: SCHEMA_VERSION,
            name: &source.name,
            folder: source.folder.as_deref(),
            in_force: at == 0,
            hash: pack.as_ref().ok().map(Pack::hash),
            problem,
            files,
        };
        if common.json {
            json_line(&line)?;
        } else {
            text(described(&line).trim_end())?;
        }
    }
    Ok(Exit::Ok)
}

fn described(line: &PackLine<'_>) -> String {
    let whose = line.folder.map_or_else(|| "built-in".to_owned(), |folder| folder.display().to_string());
    let hash = line.hash.as_deref().unwrap_or("unusable");
    let force = if line.in_force { "  in force" } else { "" };
    let mut out = format!("{:<20} {hash}  {whose}{force}\n", line.name);
    if let Some(problem) = &line.problem {
        out.extend(["  ", problem, "\n"]);
    }
    for file in line.files.iter().filter(|_| line.in_force) {
        let FileLine { name, hash, owner, words, about } = file;
        out.push_str(format!("  {name:<19}{hash}  {owner:<8}  {words:>4} words  {about}").trim_end());
        out.push('\n');
    }
    out
}

#[derive(Serialize)]
struct LintLine<'a> {
    schema_version: u32,
    pack: &'a str,
    ok: bool,
    findings: &'a [Finding],
}

/// Exit code 3 when the pack cannot be used, 1 when something is doubtful.
async fn check(common: &Common, pack: Option<&str>, window: Option<NonZeroUsize>) -> Result<Exit, Failure> {
    let source = source(common, pack)?;
    let workspace = workspace(common).await?;
    let findings = lint(&source, workspace.dataset(), window.map(|window| window.get() as u64));
    let worst = findings.first().map(|finding| finding.severity);
    if common.json {
        let ok = !matches!(worst, Some(Severity::Error | Severity::Warning));
        json_line(&LintLine { schema_version: SCHEMA_VERSION, pack: &source.name, ok, findings: &findings })?;
    } else {
        for Finding { severity, file, line, column, what } in &findings {
            let place = match (line, column) {
                (0, _) => String::new(),
                (line, 0) => format!(":{line}"),
                (line, column) => format!(":{line}:{column}"),
            };
            text(&format!("{:<7}  {file}{place}  {what}", severity.word()))?;
        }
        let data = &workspace.dataset().name;
        let count =
            if findings.is_empty() { "nothing".to_owned() } else { plural(findings.len(), "finding") };
        note(common, &format!("{}: {count} to say about it, used on {data}", source.name));
    }
    Ok(match worst {
        Some(Severity::Error) => Exit::Config,
        Some(Severity::Warning) => Exit::Failed,
        Some(Severity::Note) | None => Exit::Ok,
    })
}

#[derive(Serialize)]
struct DiffLine<'a> {
    schema_version: u32,
    file: &'static str,
    before: FileSide<'a>,
    after: FileSide<'a>,
    same: bool,
    sentences: Vec<SentenceLine>,
}

#[derive(Serialize)]
struct FileSide<'a> {
    pack: &'a str,
    hash: String,
}

#[derive(Serialize)]
struct SentenceLine {
    class: &'static str,
    marked: String,
}

fn diff(common: &Common, before: &str, after: Option<&str>) -> Result<Exit, Failure> {
    let (before, after) = (source(common, Some(before))?, source(common, after)?);
    let mut same = 0;
    for (a, b) in before.files.iter().zip(&after.files) {
        let is_same = a.text == b.text;
        same += usize::from(is_same);
        let changes = changes(&a.text, &b.text);
        if common.json {
            json_line(&DiffLine {
                schema_version: SCHEMA_VERSION,
                file: a.name,
                before: FileSide { pack: &before.name, hash: a.hash() },
                after: FileSide { pack: &after.name, hash: b.hash() },
                same: is_same,
                sentences: changes
                    .into_iter()
                    .map(|(class, marked)| SentenceLine { class: class.word(), marked })
                    .collect(),
            })?;
        } else if !is_same {
            let mut out = format!("{}  {} > {}\n", a.name, &a.hash()[..8], &b.hash()[..8]);
            out.extend(changes.into_iter().map(|(class, marked)| {
                format!(
                    "{} {marked}
",
                    class.mark()
                )
            }));
            text(&out)?;
        }
    }
    if !common.json {
        let files = before.files.len();
        let said = if same == files {
            "nothing differs".to_owned()
        } else {
            format!("{same} of {files} files are the same")
        };
        text(&said)?;
        if same < files {
            note(common, "~ edited  > moved  + added  - dropped");
        }
    }
    Ok(Exit::Ok)
}

/// The sentences that differ, each line of a prompt a sentence of its own.
fn changes(before: &str, after: &str) -> Vec<(Class, String)> {
    // The differ knows paragraphs; in a prompt every line is one.
    let lines = |text: &str| clean(text).lines().collect::<Vec<_>>().join("\n\n");
    let compared = compare(&lines(before), &lines(after));
    let differs = compared.sentences.iter().filter(|pair| pair.class != Class::Same);
    differs
        .flat_map(|pair| match (pair.class, &pair.before) {
            (Class::Rewritten, Some(old)) => {
                vec![(Class::Dropped, old.text.clone()), (Class::Added, marked(pair))]
            }
            // Words in quotation marks are no titles here.
            (Class::Evidence, _) => vec![(Class::Edited, marked(pair))],
            _ => vec![(pair.class, marked(pair))],
        })
        .collect()
}

#[derive(Serialize)]
struct InitLine<'a> {
    schema_version: u32,
    folder: &'a Path,
    from: &'a str,
    written: Vec<&'static str>,
    kept: Vec<&'static str>,
}

fn init(common: &Common, folder: Option<&Path>, from: Option<&str>) -> Result<Exit, Failure> {
    let source = source(common, from)?;
    let usual = || paths(common).prompts().join(format!("my-{}", source.name));
    let folder = &folder.map_or_else(usual, Path::to_path_buf);
    let failed = |path: &Path, error: &std::io::Error| {
        Failure::new(Exit::Failed, format!("cannot write {}: {error}", path.display()))
    };
    if !common.dry_run {
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    }
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    for file in &source.files {
        let path = folder.join(file.name);
        if common.dry_run {
            let list = if path.symlink_metadata().is_ok() { &mut kept } else { &mut written };
            list.push(file.name);
            continue;
        }
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut opened) => {
                opened.write_all(file.text.as_bytes()).map_err(|error| failed(&path, &error))?;
                written.push(file.name);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => kept.push(file.name),
            Err(error) => return Err(failed(&path, &error)),
        }
    }
    if common.json {
        let schema_version = SCHEMA_VERSION;
        json_line(&InitLine { schema_version, folder, from: &source.name, written, kept })?;
        return Ok(Exit::Ok);
    }
    let would = if common.dry_run { "would write" } else { "wrote" };
    if !written.is_empty() {
        text(&format!("{would} {} into {}: {}", source.name, folder.display(), written.join(", ")))?;
    }
    if !kept.is_empty() {
        text(&format!("already there and left alone: {}", kept.join(", ")))?;
    }
    note(
        common,
        &format!("use it with --prompts {}; check it with lusifer prompts lint {0}", folder.display()),
    );
    Ok(Exit::Ok)
}

/// `1,824 tokens`, about.
fn tokens(number: u64) -> String {
    format!("about {} tokens", thousands(number))
}
