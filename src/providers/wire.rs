//! A server, its key and its limits: the key goes to its own host alone; never what an answer means.

mod call;
mod headers;
mod onward;

use reqwest::{Client, Method, Response, Url};
use serde_json::Value;

use super::failure::{Trouble, plain};
use super::key::{Key, KeySource, may_carry};
use super::limits::Gate;
use super::settings::{ProviderSettings, SettingsError, is_loopback};
use crate::simulation::chat::Cause;
pub(super) use call::Call;

/// A server, and all that is needed to ask it.
pub(super) struct Wire {
    pub(super) client: Client,
    pub(super) address: Url,
    pub(super) settings: ProviderSettings,
    gate: Gate,
    source: KeySource,
    /// Read when it is first needed: a command may take its time.
    key: tokio::sync::Mutex<Kept>,
    /// The names of its models, where one was missing.
    pub(super) listed: tokio::sync::OnceCell<Vec<String>>,
}

#[derive(Default)]
enum Kept {
    #[default]
    NotRead,
    Read(Option<Key>),
}

impl Wire {
    pub(super) fn new(settings: ProviderSettings) -> Result<Self, SettingsError> {
        let address = settings.address()?;
        Ok(Self {
            client: super::client::make(&settings, &address)?,
            gate: Gate::new(&settings.limits),
            source: settings.key.resolved(&settings.name, settings.kind, &address),
            key: tokio::sync::Mutex::default(),
            listed: tokio::sync::OnceCell::new(),
            address,
            settings,
        })
    }

    /// The host and port, for people.
    pub(super) fn host(&self) -> String {
        host_of(&self.address)
    }

    /// The address of something below the server's own; its query, if it has one, is kept.
    pub(super) fn below(&self, path: &str) -> Url {
        let mut url = self.address.clone();
        url.set_path(&format!("{}/{path}", self.address.path().trim_end_matches('/')));
        url
    }

    /// What is held because of what the server said is held no longer.
    pub(super) fn let_through(&self) {
        self.gate.let_through();
    }

    /// Whether the server is on this machine and works for itself: one that has a price passes requests on.
    pub(super) fn is_local(&self) -> bool {
        self.settings.prices.is_none() && is_loopback(self.address.host_str().unwrap_or_default())
    }

    /// What so many tokens cost; `None` = no price is known. What runs on one's own machine costs nothing.
    pub(super) fn dollars(&self, tokens_in: u64, cached: u64, tokens_out: u64) -> Option<f64> {
        let Some(prices) = &self.settings.prices else {
            return self.is_local().then_some(0.0);
        };
        let cached = cached.min(tokens_in);
        let fresh = (tokens_in - cached) as f64 * prices.input;
        let cached = cached as f64 * prices.cached.unwrap_or(prices.input);
        Some((fresh + cached + tokens_out as f64 * prices.output) / 1e6)
    }

    /// The key, if there is one and it may go there.
    pub(super) async fn key(&self) -> Result<Option<Key>, Trouble> {
        let mut kept = self.key.lock().await;
        if let Kept::NotRead = *kept {
            let source = self.source.clone();
            let read = tokio::task::spawn_blocking(move || source.read()).await;
            let read = read.unwrap_or_else(|_| Err("reading the key failed".to_owned()));
            *kept = Kept::Read(read.map_err(|why| {
                Trouble::new(Cause::Unauthorized, format!("no key: {why}; nothing was sent"))
            })?);
        }
        let key = match &*kept {
            Kept::Read(key) => key.clone(),
            Kept::NotRead => None,
        };
        if key.is_some() {
            may_carry(&self.address, &self.settings.allow_plain_http_to)
                .map_err(|why| Trouble::new(Cause::Refused, why))?;
        }
        Ok(key)
    }

    /// A key that was refused is read anew the next time: commands give keys that end.
    async fn forget_key(&self) {
        if !matches!(self.source, KeySource::None) {
            *self.key.lock().await = Kept::NotRead;
        }
    }

    /// The response of a list, for who reads it by other means.
    pub(super) async fn list(&self, path: &str) -> Result<Response, Trouble> {
        let mut call = Call::new(self, self.below(path), None);
        call.send_as(Method::GET).await?;
        let most = self.settings.max_answer_bytes;
        match call.into_response() {
            Some(response) if response.content_length().is_none_or(|length| length <= most as u64) => {
                Ok(response)
            }
            _ => Err(Trouble::new(Cause::TooLarge, format!("the list is larger than {}", size(most)))),
        }
    }

    /// A request that is not a chat, and its answer.
    pub(super) async fn look(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Trouble> {
        let mut call = Call::new(self, self.below(path), body);
        call.send_as(method).await?;
        while call.next().await?.is_some() {}
        serde_json::from_slice(call.raw()).map_err(|error| {
            let from = plain(&String::from_utf8_lossy(call.raw()), 80);
            Trouble::new(
                Cause::Garbled,
                format!("{} answered what is not JSON ({error}): {from}", self.host()),
            )
        })
    }
}

pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn size(bytes: usize) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}
