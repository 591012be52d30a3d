//! `key`: the key of a provider in the keyring of this system; never the keys of the explorer, which are `keys`.

use clap::{Args, Subcommand};
use secrecy::SecretString;
use serde::Serialize;

use super::args::Common;
use super::failure::{Exit, Failure};
use super::hidden;
use super::output::{SCHEMA_VERSION, json_line, text};
use super::settings;
use crate::workspace::KeyOf;

/// `key`
#[derive(Clone, Debug, Subcommand)]
pub enum KeyCommand {
    /// Ask for a key, unseen, and keep it in the keyring for this provider and its host alone; a pipe gives it,
    /// too
    Set(Provider),
    /// Say where a key comes from, whom it goes to, and whether the server takes it
    Test(Provider),
    /// Remove a key from the keyring
    #[command(visible_alias = "rm")]
    Forget(Provider),
}

/// Whose key.
#[derive(Clone, Debug, Args)]
pub struct Provider {
    /// The provider: openai, or a `[providers.NAME]` with `key_keyring = true`
    #[arg(value_name = "NAME")]
    name: String,
    /// What somebody took for a place for the key. It is taken here so that it is not said again.
    #[arg(hide = true, allow_hyphen_values = true)]
    stray: Vec<SecretString>,
}

/// What is said of a key; of the key itself at most its last four characters.
#[derive(Serialize)]
struct KeyLine<'a> {
    schema_version: u32,
    provider: &'a str,
    host: &'a str,
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<bool>,
    detail: String,
}

/// Does something about a key.
///
/// # Errors
/// [`Failure`]: no such provider, no keyring, a server that does not take it.
pub(super) async fn key(common: &Common, command: &KeyCommand) -> Result<Exit, Failure> {
    let (KeyCommand::Set(provider) | KeyCommand::Test(provider) | KeyCommand::Forget(provider)) = command;
    let Provider { name, stray } = provider;
    if !stray.is_empty() {
        return Err(Failure::usage(
            "a key is no argument, where your shell remembers it: lusifer key set NAME asks for it, or reads it from a pipe",
        ));
    }
    let of = settings::settings(common)?.key_of(name)?;
    let host = of.host().to_owned();
    let (key, ok, detail) = match command {
        KeyCommand::Set(_) => set(common, name, of).await?,
        KeyCommand::Test(_) => test(&of).await?,
        KeyCommand::Forget(_) => forget(name, of).await?,
    };
    if common.json {
        let schema_version = SCHEMA_VERSION;
        json_line(&KeyLine { schema_version, provider: name, host: &host, key, ok, detail })?;
    } else {
        text(&detail)?;
    }
    Ok(if ok == Some(false) { Exit::Provider } else { Exit::Ok })
}

type Said = (Option<String>, Option<bool>, String);

async fn set(common: &Common, name: &str, of: KeyOf) -> Result<Said, Failure> {
    // Nobody types a key that would then not be used.
    of.kept_in_keyring()?;
    let host = of.host().to_owned();
    let typed = hidden::line(format!("Key of {name} for {host}, not shown: "), !common.no_input).await?;
    let kept = blocking(move || Ok(of.keep(&typed)?)).await?;
    let shown = kept.shown();
    let detail = format!("key {shown} is in the keyring, for {name} at {host} alone");
    Ok((Some(shown), None, detail))
}

async fn forget(name: &str, of: KeyOf) -> Result<Said, Failure> {
    let host = of.host().to_owned();
    let was_there = blocking(move || Ok(of.forget()?)).await?;
    let detail = if was_there {
        format!("the keyring holds no key of {name} for {host} any more")
    } else {
        format!("the keyring held no key of {name} for {host}")
    };
    Ok((None, None, detail))
}

async fn test(of: &KeyOf) -> Result<Said, Failure> {
    let tried = of.try_it().await?;
    let place = match (&tried.key, of.from()) {
        (Some(key), _) => format!("key {key}, for {} alone; ", of.host()),
        (None, None) => format!("no key is sent to {}; ", of.host()),
        // Why there is none is in the outcome.
        (None, Some(_)) => String::new(),
    };
    let (ok, outcome) = match tried.taken {
        Ok(words) => (true, words),
        Err(words) => (false, words),
    };
    Ok((tried.key, Some(ok), format!("{place}{outcome}")))
}

/// A keyring may ask the person to open it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|panic| Err(Failure::new(Exit::Failed, panic)))
}
