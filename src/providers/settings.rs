//! What is to be known of a provider before anything is sent, with its defaults; never sockets.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use serde_json::Value;

use super::dialect::Format;
use super::key::KeySource;
use super::keyring::Account;

/// The address of OpenAI itself.
pub const OPENAI: &str = "https://api.openai.com/v1";
/// Where Ollama listens unless told otherwise.
pub const OLLAMA: &str = "http://127.0.0.1:11434";
/// The variable that tells Ollama's own tools where it listens.
pub const OLLAMA_HOST: &str = "OLLAMA_HOST";

/// The protocol that a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chat completions: OpenAI, vLLM, llama.cpp, LM Studio, OpenRouter ...
    OpenAi,
    /// Ollama's own `/api/chat`, which alone takes `num_ctx`.
    Ollama,
}

impl Kind {
    /// The word by which it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Ollama => "ollama",
        }
    }

    /// The protocol of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::OpenAi, Self::Ollama].into_iter().find(|kind| kind.word() == word)
    }
}

/// What goes into every request of a provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The window that Ollama is to load the model with.
    pub num_ctx: Option<u64>,
    /// How long Ollama is to keep the model loaded: `5m`, `-1` = for good, `0` = not at all.
    pub keep_alive: Option<String>,
    /// Whether a model that can think before it answers is to do so: `true`, `false`, `"low"` ... (Ollama).
    pub think: Option<Value>,
    /// Anything else, as it is: fields of the request (OpenAI), of its `options` (Ollama).
    pub extra: BTreeMap<String, Value>,
}

/// How much may be asked at once and per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests under way at once.
    pub concurrency: usize,
    /// Requests that may begin within a minute; `None` = as many as the server's headers allow.
    pub requests_per_minute: Option<u32>,
    /// Tokens, in and out, within a minute.
    pub tokens_per_minute: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { concurrency: 4, requests_per_minute: None, tokens_per_minute: None }
    }
}

/// How long is waited, for each thing that can fail to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// From the request to the first token: a local model may have to be loaded, a long prompt to be read.
    pub first_token: Duration,
    /// Between two tokens.
    pub gap: Duration,
    /// For all of it.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_token: Duration::from_mins(5),
            gap: Duration::from_mins(1),
            whole: Duration::from_mins(15),
        }
    }
}

/// US dollars per million tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    /// Sent.
    pub input: f64,
    /// Sent and read from the server's cache; `None` = as the rest.
    pub cached: Option<f64>,
    /// Received.
    pub output: f64,
    /// When this was so: `2026-11-22`.
    pub date: String,
}

/// A provider.
#[derive(Clone, PartialEq)]
pub struct ProviderSettings {
    /// What the person calls it.
    pub name: String,
    /// What it speaks.
    pub kind: Kind,
    /// Where it is; `None` = [`OPENAI`], or what `OLLAMA_HOST` says, or [`OLLAMA`].
    pub base_url: Option<String>,
    /// The model to ask.
    pub model: String,
    /// Where its key is.
    pub key: KeySource,
    /// What goes into every request.
    pub options: Options,
    /// How the form of an answer is asked for; `None` = by the first way that the server takes.
    pub format: Option<Format>,
    /// How much at once.
    pub limits: Limits,
    /// How long is waited.
    pub timeouts: Timeouts,
    /// What it costs; `None` = unknown, or nothing where the server is on this machine (set it for one that only
    /// passes requests on). Nothing is made up.
    pub prices: Option<Prices>,
    /// The window of the model in tokens, where that is known: what it was made for.
    pub window: Option<u64>,
    /// A proxy to go through; `None` = what the environment says (`HTTPS_PROXY`, `NO_PROXY` ...), and none for this
    /// machine.
    pub proxy: Option<String>,
    /// A PEM file with certificates to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// Hosts to which a key may go without TLS (loopback needs no leave).
    pub allow_plain_http_to: Vec<String>,
    /// An answer larger than this is not read to its end.
    pub max_answer_bytes: usize,
}

/// Without what may hold a password: the query of the address, the proxy.
impl std::fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSettings")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("base_url", &self.base_url.as_deref().map(shown))
            .field("model", &self.model)
            .field("key", &self.key)
            .field("options", &self.options)
            .field("format", &self.format)
            .field("limits", &self.limits)
            .field("timeouts", &self.timeouts)
            .field("prices", &self.prices)
            .finish_non_exhaustive()
    }
}

impl ProviderSettings {
    /// OpenAI itself; set [`Self::base_url`] for a server that speaks as it does.
    pub fn openai(name: impl Into<String>, model: impl Into<String>) -> Self {
        Self::new(Kind::OpenAi, name.into(), model.into())
    }

    /// Ollama on this machine, or where `OLLAMA_HOST` says.
    pub fn ollama(name: impl Into<String>, model: impl Into<String>) -> Self {
        Self::new(Kind::Ollama, name.into(), model.into())
    }

    fn new(kind: Kind, name: String, model: String) -> Self {
        Self {
            name,
            kind,
            base_url: None,
            model,
            key: KeySource::Usual,
            options: Options::default(),
            format: None,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            prices: None,
            window: None,
            proxy: None,
            ca_file: None,
            allow_plain_http_to: Vec::new(),
            max_answer_bytes: 4 << 20,
        }
    }

    /// Where its key is from, for people; `None` = none is sent. It is not read.
    pub fn key_from(&self) -> Option<String> {
        self.key.resolved(&self.name, self.kind, &self.address().ok()?).words()
    }

    /// Under which name the keyring has its key, and whether that is where the key is looked for.
    ///
    /// # Errors
    /// [`SettingsError`] where its address is none.
    pub fn in_keyring(&self) -> Result<(Account, bool), SettingsError> {
        let address = self.address()?;
        let source = self.key.resolved(&self.name, self.kind, &address);
        let is_looked_for = matches!(source, KeySource::Kept(_) | KeySource::EnvOrKept(..));
        Ok((Account::new(&self.name, &address), is_looked_for))
    }

    /// The address, made whole: without a trailing slash, with a scheme, a port and (chat completions) `/v1` where
    /// they were left out.
    ///
    /// # Errors
    /// [`SettingsError`] where it is no address.
    pub fn address(&self) -> Result<Url, SettingsError> {
        match (self.kind, &self.base_url) {
            (Kind::OpenAi, written) => openai_address(written.as_deref().unwrap_or(OPENAI)),
            (Kind::Ollama, Some(written)) => ollama_address(written),
            (Kind::Ollama, None) => ollama_address(&std::env::var(OLLAMA_HOST).unwrap_or_default()),
        }
    }
}

/// What is wrong with a provider's settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The address.
    #[error("\"{written}\" is no address of a server: {why}")]
    Address {
        /// As it was written, without a password.
        written: String,
        /// Why not.
        why: String,
    },
    /// The file of certificates.
    #[error("the certificates in {file} cannot be used: {why}")]
    Certificates {
        /// Its path.
        file: String,
        /// Why not.
        why: String,
    },
    /// The proxy.
    #[error("this is no address of a proxy: {0}")]
    Proxy(String),
    /// TLS or the client.
    #[error("no client for the network can be made: {0}")]
    Client(String),
}

/// An address as it was written, without what may be a password: what is between `//` and `@`, and the query.
fn shown(written: &str) -> String {
    let written = written.split('?').next().unwrap_or_default();
    match (written.find("//"), written.rfind('@')) {
        (Some(start), Some(end)) if start < end => format!("{}…{}", &written[..start + 2], &written[end..]),
        (None, Some(end)) => format!("…{}", &written[end..]),
        _ => written.to_owned(),
    }
}

fn parsed(written: &str, whole: &str) -> Result<Url, SettingsError> {
    let wrong = |why: &str| SettingsError::Address { written: shown(written), why: why.to_owned() };
    let url = Url::parse(whole).map_err(|error| wrong(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("it begins neither with http:// nor with https://"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("a name or password does not belong into it; set the key"));
    }
    Ok(url)
}

fn openai_address(written: &str) -> Result<Url, SettingsError> {
    let trimmed = written.trim();
    let whole = if trimmed.contains("://") {
        trimmed.to_owned()
    } else {
        let host = trimmed.split(['/', ':']).next().unwrap_or_default();
        let scheme = if is_loopback(host) { "http" } else { "https" };
        format!("{scheme}://{trimmed}")
    };
    let mut url = parsed(written, &whole)?;
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/chat/completions").unwrap_or(path).to_owned();
    // vLLM, llama.cpp and LM Studio all answer below /v1; an address without any path means that.
    url.set_path(if path.is_empty() { "/v1" } else { &path });
    Ok(url)
}

/// As Ollama's own tools read it: the scheme decides the port (80, 443, and 11434 where none is given), and a server
/// that listens on all addresses is asked on this machine
/// (<https://github.com/ollama/ollama/blob/main/envconfig/config.go>, `Host`).
fn ollama_address(written: &str) -> Result<Url, SettingsError> {
    let trimmed = written.trim().trim_matches(['"', '\'']);
    if trimmed.is_empty() {
        return parsed(OLLAMA, OLLAMA);
    }
    let (scheme, rest) = trimmed.split_once("://").unwrap_or(("", trimmed));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let authority = if authority.parse::<std::net::Ipv6Addr>().is_ok() {
        format!("[{authority}]")
    } else if authority.is_empty() || authority.starts_with(':') {
        format!("127.0.0.1{authority}")
    } else {
        authority.to_owned()
    };
    let has_port = authority.rsplit_once(':').is_some_and(|(before, port)| {
        !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && !before.is_empty()
    });
    let port = if has_port || !scheme.is_empty() { "" } else { ":11434" };
    let scheme = if scheme.is_empty() { "http" } else { scheme };
    let whole = format!("{scheme}://{}{port}/{path}", authority.trim_end_matches(':'));
    let mut url = parsed(written, &whole)?;
    let here = match url.host_str() {
        Some("0.0.0.0") => Some("127.0.0.1"),
        Some("[::]") => Some("[::1]"),
        _ => None,
    };
    if let Some(here) = here {
        // Cannot fail: both are addresses; were it to, the address stays as it is written.
        let _ = url.set_host(Some(here));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Whether a host is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole() {
        let cases = [
            (Kind::OpenAi, "https://api.openai.com/v1", "https://api.openai.com/v1"),
            (Kind::OpenAi, "https://api.openai.com/v1/", "https://api.openai.com/v1"),
            (Kind::OpenAi, " http://localhost:8000 ", "http://localhost:8000/v1"),
            (Kind::OpenAi, "localhost:1234", "http://localhost:1234/v1"),
            (Kind::OpenAi, "openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
            (Kind::OpenAi, "http://h:1/v1/chat/completions", "http://h:1/v1"),
            (Kind::Ollama, "127.0.0.1:11434", "http://127.0.0.1:11434/"),
            (Kind::Ollama, "", "http://127.0.0.1:11434/"),
            (Kind::Ollama, "0.0.0.0", "http://127.0.0.1:11434/"),
            (Kind::Ollama, "0.0.0.0:8080", "http://127.0.0.1:8080/"),
            (Kind::Ollama, ":5000", "http://127.0.0.1:5000/"),
            (Kind::Ollama, "::1", "http://[::1]:11434/"),
            (Kind::Ollama, "[::]:7", "http://[::1]:7/"),
            (Kind::Ollama, "http://box", "http://box/"),
            (Kind::Ollama, "https://box", "https://box/"),
            (Kind::Ollama, "box", "http://box:11434/"),
            (Kind::Ollama, "https://box:1/ollama/", "https://box:1/ollama"),
            (Kind::Ollama, "\"box:3\"", "http://box:3/"),
        ];
        for (kind, written, whole) in cases {
            let settings = ProviderSettings {
                base_url: Some(written.to_owned()),
                ..ProviderSettings::new(kind, "p".to_owned(), "m".to_owned())
            };
            assert_eq!(settings.address().map(|url| url.to_string()), Ok(whole.to_owned()), "{written}");
        }
    }

    #[test]
    fn what_is_no_address_is_said_without_its_password() {
        for written in
            ["ftp://h/", "http://", "https://me:geheim@h/v1", "me:geheim@h", "http://h:99999?k=geheim"]
        {
            let settings =
                ProviderSettings { base_url: Some(written.to_owned()), ..ProviderSettings::openai("p", "m") };
            let words = settings.address().map(|url| url.to_string()).unwrap_err().to_string();
            assert!(!words.contains("geheim"), "{words}");
            assert!(!format!("{settings:?}").contains("geheim"), "{settings:?}");
        }
    }
}
