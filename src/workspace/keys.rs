//! The key of a provider in the keyring of this system: kept, tried, forgotten; never what it is used for.

use secrecy::SecretString;

use super::WorkspaceError;
use super::choice::any_model;
use super::settings::{OFFLINE, Settings};
use crate::providers::{self, Account, Key, ProviderSettings};
use crate::simulation::Choice;

/// A provider whose key is spoken of.
pub struct KeyOf {
    provider: ProviderSettings,
    account: Account,
    is_looked_for: bool,
}

/// What came of trying a key. Of the key itself there are at most four characters.
#[derive(Clone, Debug)]
pub struct TriedKey {
    /// The key and where it is from; `None` = there is none to be sent.
    pub key: Option<String>,
    /// Whether its server takes it, and in words; no server need be asked to see that there is no key.
    pub taken: Result<String, String>,
}

impl Settings {
    /// The key of a provider of this name, wherever it is now.
    ///
    /// # Errors
    /// [`WorkspaceError`]: no such provider, a wrong address, one that is not asked over a network.
    pub fn key_of(&self, provider: &str) -> Result<KeyOf, WorkspaceError> {
        if provider == OFFLINE {
            return Err(WorkspaceError::NoKey(format!("{OFFLINE} is built in and needs no key")));
        }
        let choice = Choice { provider: provider.to_owned(), model: None, window: None };
        let provider = any_model(&self.choosing(&choice))?;
        let (account, is_looked_for) = provider.in_keyring()?;
        Ok(KeyOf { provider, account, is_looked_for })
    }
}

impl KeyOf {
    /// The host that it is for, and no other.
    pub fn host(&self) -> &str {
        &self.account.host
    }

    /// Where it is looked for; `None` = none is sent.
    pub fn from(&self) -> Option<String> {
        self.provider.key_from()
    }

    /// Whether the keyring is where it is looked for.
    ///
    /// # Errors
    /// [`WorkspaceError::NoKey`], with what to write to make it so.
    pub fn kept_in_keyring(&self) -> Result<(), WorkspaceError> {
        if self.is_looked_for {
            return Ok(());
        }
        let Account { provider, host } = &self.account;
        let now = match self.from() {
            Some(place) => format!("the key of {provider} for {host} is taken from {place}"),
            None => format!("no key of {provider} is sent to {host}"),
        };
        Err(WorkspaceError::NoKey(format!(
            "{now}, so one in the keyring would not be used: write key_keyring = true beside its base_url in a [providers.NAME] of config.toml, and set that one's key"
        )))
    }

    /// Keeps a key in the keyring, in the place of the one before. Blocks while the person opens the keyring.
    ///
    /// # Errors
    /// [`WorkspaceError`]: it would not be used, it is no key, the keyring does not take it.
    pub fn keep(&self, text: &SecretString) -> Result<Key, WorkspaceError> {
        self.kept_in_keyring()?;
        self.account.keep(text).map_err(WorkspaceError::Keyring)
    }

    /// Removes it from the keyring, and says whether it was there. Blocks as keeping does.
    ///
    /// # Errors
    /// [`WorkspaceError::Keyring`].
    pub fn forget(&self) -> Result<bool, WorkspaceError> {
        self.account.forget().map_err(WorkspaceError::Keyring)
    }

    /// Asks the server for its list of models with the key. Costs nothing.
    ///
    /// # Errors
    /// [`WorkspaceError`]: the provider cannot be used as it is set up.
    pub async fn try_it(&self) -> Result<TriedKey, WorkspaceError> {
        let probe = providers::probe(self.provider.clone()).await?;
        let taken = match (probe.reachable, probe.present) {
            (Err((_, words)), _) => Err(words),
            (Ok(_), None) => Ok("the server answers, but has no list of models to try it on".to_owned()),
            (Ok(took), Some(_)) => {
                let (n, ms) = (probe.models.len(), took.as_millis());
                let takes = if probe.key.is_some() { "takes it" } else { "answers" };
                Ok(format!("the server {takes}: {n} models listed in {ms} ms"))
            }
        };
        Ok(TriedKey { key: probe.key, taken })
    }
}
