//! A key: where it comes from, whom it may be shown to, and how it is hidden everywhere else.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::keyring::{Account, KEYRING};
use super::settings::{Kind, is_loopback};

/// The variable that holds OpenAI's key.
pub const OPENAI_API_KEY: &str = "OPENAI_API_KEY";

/// Where a key is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeySource {
    /// `OPENAI_API_KEY`, or else the keyring, for `api.openai.com`; none for any other host.
    #[default]
    Usual,
    /// No key.
    None,
    /// In the environment variable of this name.
    Env(String),
    /// In this file, which nobody else may read (0600).
    File(PathBuf),
    /// What this command prints.
    Command(Vec<String>),
    /// What the keyring of this system holds for the provider and its host.
    Keyring,
    /// There, with both named.
    Kept(Account),
    /// In the environment variable of this name, or else in the keyring.
    EnvOrKept(String, Account),
}

impl KeySource {
    /// The source itself, with [`KeySource::Usual`] and [`KeySource::Keyring`] resolved for a provider of this name.
    #[must_use]
    pub fn resolved(&self, provider: &str, kind: Kind, address: &Url) -> Self {
        match self {
            Self::Usual if kind == Kind::OpenAi && address.host_str() == Some("api.openai.com") => {
                Self::EnvOrKept(OPENAI_API_KEY.to_owned(), Account::new(provider, address))
            }
            Self::Usual => Self::None,
            Self::Keyring => Self::Kept(Account::new(provider, address)),
            other => other.clone(),
        }
    }

    /// Where it is, for people; `None` = nowhere.
    pub fn words(&self) -> Option<String> {
        match self {
            Self::Usual | Self::None => None,
            Self::Env(name) => Some(name.clone()),
            Self::EnvOrKept(name, _) => Some(format!("{name} or {KEYRING}")),
            Self::Keyring | Self::Kept(_) => Some(KEYRING.to_owned()),
            Self::File(path) => Some(path.display().to_string()),
            Self::Command(command) => command.first().map(|program| format!("the command {program}")),
        }
    }

    /// Reads the key; `None` = there is none to be had. Blocks while a command runs.
    ///
    /// # Errors
    /// In a sentence, without the key.
    pub fn read(&self) -> Result<Option<Key>, String> {
        let (text, from) = match self {
            // Whose it is was not said.
            Self::Usual | Self::Keyring | Self::None => return Ok(None),
            Self::Env(name) => {
                let text = variable(name).ok_or_else(|| format!("{} is not set", named(name)))?;
                (text, name.clone())
            }
            Self::File(path) => (from_file(path)?, path.display().to_string()),
            Self::Command(command) => from_command(command)?,
            Self::Kept(account) => (from_keyring(account)?, KEYRING.to_owned()),
            Self::EnvOrKept(name, account) => match variable(name) {
                Some(text) => (text, name.clone()),
                None => {
                    let kept = from_keyring(account);
                    (
                        kept.map_err(|why| format!("{} is not set, and {why}", named(name)))?,
                        KEYRING.to_owned(),
                    )
                }
            },
        };
        let key = Key::new(&text, &from).map_err(|why| format!("what {from} gives is no key: {why}"))?;
        Ok(Some(key))
    }
}

/// A variable that is set to nothing is not set.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.trim().is_empty())
}

fn named(variable: &str) -> String {
    format!("the environment variable {variable}")
}

fn from_keyring(account: &Account) -> Result<String, String> {
    let Account { provider, host } = account;
    account.read()?.ok_or_else(|| {
        format!("{KEYRING} holds no key of {provider} for {host}: lusifer key set {provider} keeps one")
    })
}

fn from_file(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let wrong = |error: std::io::Error| format!("the key file {shown} cannot be read: {error}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(wrong)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(format!(
                "the key file {shown} can be read by others (mode {mode:03o}): chmod 600 {shown}"
            ));
        }
    }
    std::fs::read_to_string(path).map_err(wrong)
}

fn from_command(command: &[String]) -> Result<(String, String), String> {
    let [program, arguments @ ..] = command else {
        return Err("the key's command is empty".to_owned());
    };
    // What it prints on stderr may hold anything: it is not shown, and must not paint over the screen.
    let output = std::process::Command::new(program)
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("the key's command {program} cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the key's command {program} failed ({})", output.status));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| format!("the key's command {program} prints what is not text"))?;
    Ok((text, program.clone()))
}

/// A key. What is shown of it are the last four characters, of short ones nothing.
#[derive(Clone)]
pub struct Key {
    text: SecretString,
    /// Where it is from, for people.
    pub from: String,
}

/// Shorter keys are placeholders that local servers ask for (`EMPTY`, `ollama`): words, not secrets, and to strike
/// them out of answers would change these.
const SECRET_FROM: usize = 8;
/// Four characters of a key shorter than this would be too much of it.
const SHOWN_FROM: usize = 12;

impl Key {
    /// The key that a text is.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn new(text: &str, from: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err("it is empty");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("it holds spaces or other characters that no key has");
        }
        Ok(Self { text: SecretString::from(text.to_owned()), from: from.to_owned() })
    }

    /// The key itself, for who keeps it.
    pub(super) fn secret(&self) -> &str {
        self.text.expose_secret()
    }

    /// The header that carries it.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.text.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// At most its last four characters.
    pub fn shown(&self) -> String {
        let text = self.text.expose_secret();
        match text.len() {
            SHOWN_FROM.. => format!("…{}", &text[text.len() - 4..]),
            _ => "…".to_owned(),
        }
    }

    /// The text without the key, should a server have sent it back.
    pub(super) fn struck(&self, text: String) -> String {
        let key = self.text.expose_secret();
        if key.len() >= SECRET_FROM && text.contains(key) { text.replace(key, &self.shown()) } else { text }
    }

    /// The bytes without the key.
    pub(super) fn struck_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        let key = self.text.expose_secret().as_bytes();
        if key.len() < SECRET_FROM || memchr::memmem::find(&bytes, key).is_none() {
            return bytes;
        }
        let mut clean = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for at in memchr::memmem::find_iter(&bytes, key) {
            clean.extend_from_slice(&bytes[from..at]);
            clean.extend_from_slice(self.shown().as_bytes());
            from = at + key.len();
        }
        clean.extend_from_slice(&bytes[from..]);
        clean
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.shown(), self.from)
    }
}

/// Whether a key may go to an address: over TLS, to this machine, or where a person allowed it by name.
///
/// # Errors
/// In a sentence.
pub(super) fn may_carry(address: &Url, allowed: &[String]) -> Result<(), String> {
    let host = address.host_str().unwrap_or_default();
    if address.scheme() == "https"
        || is_loopback(host)
        || allowed.iter().any(|name| name.eq_ignore_ascii_case(host))
    {
        return Ok(());
    }
    Err(format!(
        "a key does not go over plain http to {host}, where anyone on the way could read it: use https, or allow it by name with allow-plain-http-to = [\"{host}\"]"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key { text: SecretString::from(text.to_owned()), from: "TEST".to_owned() }
    }

    #[test]
    fn no_more_than_four_characters_are_shown() {
        let long = key("sk-proj-abcdefghijkl1234");
        assert_eq!(long.to_string(), "…1234 from TEST");
        assert_eq!(format!("{long:?}"), "Key(…1234 from TEST)");
        assert_eq!(key("EMPTY").to_string(), "… from TEST");
    }

    #[test]
    fn a_key_is_struck_out_wherever_a_server_repeats_it() {
        let key = key("sk-proj-abcdefghijkl1234");
        assert_eq!(key.struck("a sk-proj-abcdefghijkl1234 b".to_owned()), "a …1234 b");
        let bytes = b"\xffsk-proj-abcdefghijkl1234\xfesk-proj-abcdefghijkl1234".to_vec();
        assert_eq!(key.struck_bytes(bytes), b"\xff\xe2\x80\xa61234\xfe\xe2\x80\xa61234");
        assert_eq!(self::key("EMPTY").struck("EMPTY".to_owned()), "EMPTY", "a placeholder is a word");
    }

    #[test]
    fn the_usual_key_is_for_openai_alone() {
        let usual =
            |kind, address: &str| KeySource::Usual.resolved("openai", kind, &Url::parse(address).unwrap());
        let account = Account { provider: "openai".to_owned(), host: "api.openai.com".to_owned() };
        let openai = KeySource::EnvOrKept(OPENAI_API_KEY.to_owned(), account);
        assert_eq!(usual(Kind::OpenAi, "https://api.openai.com/v1"), openai);
        for other in
            ["https://openrouter.ai/api/v1", "http://localhost:8000/v1", "https://api.openai.com.evil.org/v1"]
        {
            assert_eq!(usual(Kind::OpenAi, other), KeySource::None, "{other}");
        }
        assert_eq!(usual(Kind::Ollama, "https://api.openai.com/v1"), KeySource::None);
    }

    #[test]
    fn plain_http_carries_a_key_on_this_machine_or_by_leave() {
        let may = |address: &str, allowed: &[&str]| {
            let allowed: Vec<String> = allowed.iter().map(|&host| host.to_owned()).collect();
            may_carry(&Url::parse(address).unwrap(), &allowed).is_ok()
        };
        assert!(
            may("https://h/v1", &[]) && may("http://127.0.0.1:8000", &[]) && may("http://[::1]:8000", &[])
        );
        assert!(may("http://localhost", &[]) && may("http://Box:1/v1", &["box"]));
        assert!(
            !may("http://box:1/v1", &[])
                && !may("http://127.0.0.1.evil.org", &[])
                && !may("http://10.0.0.1", &["box"])
        );
    }

    #[test]
    fn a_command_gives_the_key_and_its_failure_says_nothing_of_it() {
        let command =
            |words: &[&str]| KeySource::Command(words.iter().map(|&word| word.to_owned()).collect()).read();
        if cfg!(unix) {
            assert_eq!(command(&["echo", "sk-abcdefghijklm"]).unwrap().unwrap().shown(), "…jklm");
            let words = command(&["sh", "-c", "echo sk-geheim; exit 3"]).unwrap_err();
            assert!(words.contains("failed") && !words.contains("geheim"), "{words}");
            assert!(command(&["echo", "two words"]).unwrap_err().contains("spaces"));
        }
        assert!(command(&["no-such-program-here"]).unwrap_err().contains("cannot be run"));
        assert!(command(&[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "sk-abcdefghijklm\n").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        let words = KeySource::File(path.clone()).read().unwrap_err();
        assert!(words.contains("644") && words.contains("chmod 600"), "{words}");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(KeySource::File(path).read().unwrap().unwrap().shown(), "…jklm");
    }
}
