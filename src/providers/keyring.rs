//! The keyring of this system: a key in it is of one provider and for one host; never what a key is used for.
//!
//! What lasts is used: the Secret Service (GNOME Keyring, `KWallet`, `KeePassXC`), the login keychain, the Credential
//! Manager. The kernel's own keyring would answer everywhere, and forget at the next start.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::failure::for_people;
use super::key::Key;
use super::wire::host_of;

/// What it is called, for people.
pub(super) const KEYRING: &str = "the keyring";
/// A keyring that is locked asks the person to open it, which takes its time.
const ANSWERS_WITHIN: Duration = Duration::from_mins(2);

/// Whose key, and for whom: what is kept for one host is not found for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The provider, as the person calls it.
    pub provider: String,
    /// Host and port.
    pub host: String,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.provider, self.host)
    }
}

impl Account {
    pub(super) fn new(provider: &str, address: &Url) -> Self {
        Self { provider: provider.to_owned(), host: host_of(address) }
    }

    /// The key that is kept; `None` = none. Blocks while the person is asked to open the keyring.
    ///
    /// # Errors
    /// In a sentence: there is no keyring, or it stays locked.
    pub(super) fn read(&self) -> Result<Option<String>, String> {
        self.within(store::read)
    }

    /// Keeps a key in the place of the one before. Blocks as reading does.
    ///
    /// # Errors
    /// In a sentence, without the key.
    pub fn keep(&self, text: &SecretString) -> Result<Key, String> {
        let key = Key::new(text.expose_secret(), KEYRING)
            .map_err(|why| format!("this is no key: {why}; nothing was kept"))?;
        let secret = key.clone();
        self.within(move |account| store::keep(account, secret.secret()))?;
        Ok(key)
    }

    /// Removes what is kept, and says whether there was anything. Blocks as reading does.
    ///
    /// # Errors
    /// In a sentence.
    pub fn forget(&self) -> Result<bool, String> {
        self.within(store::forget)
    }

    fn within<T: Send + 'static>(
        &self,
        work: impl FnOnce(&str) -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let (done, outcome) = std::sync::mpsc::channel();
        let account = self.to_string();
        std::thread::spawn(move || {
            // Nobody listens any more once it was too late.
            let _ = done.send(work(&account));
        });
        let outcome = outcome.recv_timeout(ANSWERS_WITHIN).unwrap_or_else(|_| {
            Err(format!("{KEYRING} of this system did not answer within {}", for_people(ANSWERS_WITHIN)))
        });
        outcome.map_err(|why| {
            let provider = &self.provider;
            format!(
                "{why}; without it a key comes from key_env, key_file (mode 0600) or key_command in [providers.{provider}]"
            )
        })
    }
}

#[cfg(feature = "keyring")]
mod store {
    //! One interface to the keyrings of all systems.

    use std::sync::Arc;

    use keyring_core::{CredentialStore, Entry, Error, get_default_store};

    use super::KEYRING;
    use crate::providers::failure::plain;

    /// Under this name programs are listed in keyrings.
    const PROGRAM: &str = "lusifer";

    /// That of this system.
    fn system() -> keyring_core::Result<Arc<CredentialStore>> {
        #[cfg(all(unix, not(target_vendor = "apple")))]
        return Ok(zbus_secret_service_keyring_store::Store::new()?);
        #[cfg(target_os = "macos")]
        return Ok(apple_native_keyring_store::keychain::Store::new()?);
        #[cfg(windows)]
        return Ok(windows_native_keyring_store::Store::new()?);
        #[cfg(not(any(windows, target_os = "macos", all(unix, not(target_vendor = "apple")))))]
        return Err(Error::NoDefaultStore);
    }

    fn entry(account: &str) -> Result<Entry, String> {
        // Another one is in place only where a test set it.
        let store = get_default_store().map_or_else(system, Ok).map_err(|error| absent(&error))?;
        store.build(PROGRAM, account, None).map_err(|error| refused(&error))
    }

    fn absent(error: &Error) -> String {
        let why = match error {
            Error::PlatformFailure(inner) | Error::NoStorageAccess(inner) => inner.to_string(),
            other => other.to_string(),
        };
        format!("no keyring answers on this system ({})", plain(&why, 160))
    }

    /// Without what may hold the secret: some errors carry what could not be read.
    fn refused(error: &Error) -> String {
        match error {
            Error::NoStorageAccess(_) => format!("{KEYRING} is locked and was not opened"),
            Error::PlatformFailure(inner) => format!("{KEYRING} refuses: {}", plain(&inner.to_string(), 160)),
            Error::Ambiguous(_) => {
                format!("{KEYRING} holds several keys under the same name; forget them all")
            }
            Error::BadEncoding(_) | Error::BadDataFormat(..) => format!("what {KEYRING} holds is no text"),
            other => format!("{KEYRING} refuses: {}", plain(&other.to_string(), 160)),
        }
    }

    pub(super) fn read(account: &str) -> Result<Option<String>, String> {
        match entry(account)?.get_password() {
            Ok(text) => Ok(Some(text)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    pub(super) fn keep(account: &str, text: &str) -> Result<(), String> {
        entry(account)?.set_password(text).map_err(|error| refused(&error))
    }

    pub(super) fn forget(account: &str) -> Result<bool, String> {
        match entry(account)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(refused(&error)),
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod store {
    //! A program that was built without keyrings.

    const NONE: &str = "this lusifer was built without keyrings (feature keyring)";

    pub(super) fn read(_: &str) -> Result<Option<String>, String> {
        Err(NONE.to_owned())
    }

    pub(super) fn keep(_: &str, _: &str) -> Result<(), String> {
        Err(NONE.to_owned())
    }

    pub(super) fn forget(_: &str) -> Result<bool, String> {
        Err(NONE.to_owned())
    }
}
