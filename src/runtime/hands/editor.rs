//! The one way to start a program that has the terminal: reading stops, modes are left, the program runs, what it
//! did to the terminal is undone, everything is drawn again. No key is lost: what is typed while it runs is for
//! it, what is typed afterwards for us.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;

use tokio::sync::oneshot;

use crate::app::deeds::{Deed, PromptDeed};
use crate::runtime::input::Input;
use crate::runtime::signals::{Outside, Watch};
use crate::runtime::terminal::{self, Screen};

/// The person's editor: that of the settings, else `$VISUAL`, else `$EDITOR`, else what the system has.
pub fn editor(setting: &str) -> String {
    let named = std::iter::once(setting.to_owned());
    let named = named.chain(["VISUAL", "EDITOR"].into_iter().filter_map(|name| env::var(name).ok()));
    let fallback = if cfg!(windows) { "notepad" } else { "vi" };
    named
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| fallback.to_owned())
}

/// Shows a copy of a text in the person's editor. What is changed there is not taken.
///
/// # Errors
/// What the terminal says.
pub(super) async fn look(
    screen: &mut Screen,
    input: &mut Input,
    watch: &mut Watch,
    editor: &str,
    (name, text): (&str, &str),
) -> io::Result<Deed> {
    let folder = match copy(name, text) {
        Ok(folder) => folder,
        Err(error) => return Ok(Deed::Failed(format!("no copy could be made for {editor}: {error}"))),
    };
    let path = folder.path().join(name);
    let ended = lend(screen, input, watch, || command(editor, &path).spawn()).await?;
    let changed = fs::read_to_string(&path).is_ok_and(|now| now != text);
    Ok(match failed(editor, ended) {
        Some(why) => Deed::Failed(why),
        None if changed => {
            Deed::Failed("that was a copy to read: what was changed in it is not kept".to_owned())
        }
        None => Deed::Done,
    })
}

/// Has a person edit a file of their own, at a line where one is named.
///
/// # Errors
/// What the terminal says.
pub(super) async fn edit(
    screen: &mut Screen,
    input: &mut Input,
    watch: &mut Watch,
    editor: &str,
    path: PathBuf,
    line: usize,
) -> io::Result<Deed> {
    let before = match fs::read_to_string(&path) {
        Ok(before) => before,
        Err(error) => {
            return Ok(Deed::Failed(format!("{} cannot be edited: {error}", path.display())));
        }
    };
    let ended = lend(screen, input, watch, || at_line(editor, &path, line).spawn()).await?;
    let failed = failed(editor, ended);
    Ok(match (fs::read_to_string(&path), failed) {
        // What was saved before an editor broke down is saved.
        (Ok(after), _) if after != before => Deed::Prompts(PromptDeed::Edited { path, before, after }),
        (_, Some(why)) => Deed::Failed(why),
        (Ok(_), None) => Deed::Prompts(PromptDeed::Unchanged(path)),
        (Err(error), None) => Deed::Failed(format!("{} cannot be read again: {error}", path.display())),
    })
}

/// Why an editor did not do its work.
fn failed(editor: &str, ended: io::Result<ExitStatus>) -> Option<String> {
    match ended {
        Err(error) => Some(format!("{editor} cannot be started: {error}; VISUAL or EDITOR names another")),
        Ok(status) if matches!(status.code(), Some(126 | 127)) => {
            Some(format!("{editor} cannot be started; VISUAL or EDITOR names another"))
        }
        Ok(status) if !status.success() => Some(format!("{editor} ended with {status}")),
        Ok(_) => None,
    }
}

/// Editors that take `+12` before a file.
const TAKE_LINES: [&str; 9] = ["vi", "vim", "nvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe"];

/// The command, told the line where it is known to understand that.
fn at_line(editor: &str, path: &Path, line: usize) -> Command {
    let program = editor.split_whitespace().next().unwrap_or_default();
    let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if line > 1 && TAKE_LINES.contains(&name) {
        return command(&format!("{editor} +{line}"), path);
    }
    command(editor, path)
}

/// A copy that editors show as one not to be changed, in a folder of its own that goes with it.
fn copy(name: &str, text: &str) -> io::Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix("lusifer-").tempdir()?;
    let path = folder.path().join(name);
    fs::write(&path, text)?;
    let mut permissions = fs::metadata(&path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions)?;
    Ok(folder)
}

/// The command with its own arguments, as a shell reads it.
#[cfg(unix)]
fn command(editor: &str, path: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &str, path: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words).arg(path);
    command
}

/// Lends the terminal to a program until it ends.
async fn lend(
    screen: &mut Screen,
    input: &mut Input,
    watch: &mut Watch,
    start: impl FnOnce() -> io::Result<Child>,
) -> io::Result<io::Result<ExitStatus>> {
    input.pause();
    screen.lend()?;
    let modes = terminal::Modes::now();
    watch.is_behind(true);
    let ended = match start() {
        Ok(child) => wait(child, watch).await,
        Err(error) => Err(error),
    };
    watch.is_behind(false);
    // One that crashed may have left its own.
    modes.restore();
    screen.take_again()?;
    Ok(ended)
}

/// Waits for the program's end, or for ours: then it is asked to end, too.
async fn wait(mut child: Child, watch: &mut Watch) -> io::Result<ExitStatus> {
    let number = child.id();
    let (say, mut ended) = oneshot::channel();
    thread::Builder::new().name("child".to_owned()).spawn(move || {
        // Nobody listens any more only when the program ends.
        let _ = say.send(child.wait());
    })?;
    loop {
        tokio::select! {
            status = &mut ended => return status.unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into())),
            outside = watch.next() => if outside == Outside::End {
                terminal::ask_to_end(number);
                watch.again(Outside::End);
                return Err(io::ErrorKind::Interrupted.into());
            },
        }
    }
}
