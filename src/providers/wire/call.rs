//! One request over the network: every wait with its end, an answer up to its bound, and a record of all of it
//! without secrets; never what an answer means.

mod ended;

use std::time::{Duration, SystemTime};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode, Url};
use serde_json::Value;
use tokio::time::{Instant, timeout, timeout_at};

use super::headers::without_secrets;
use super::onward::{same_server, target};
use super::{Wire, host_of, size};
use crate::providers::failure::{self, Said, Trouble, for_people};
use crate::providers::key::Key;
use crate::providers::limits::{Held, Leave};
use crate::simulation::chat::{CallCost, Cause, Exchange, Heard, Listener};

/// A refusal is read this far.
const REFUSAL: usize = 64 << 10;
/// And so long.
const FOR_A_REFUSAL: Duration = Duration::from_secs(10);
/// Of an answer that is too large this much is kept.
const KEPT_OF_TOO_LARGE: usize = 64 << 10;
/// Nobody needs to be sent on more often.
const REDIRECTS: usize = 3;

/// One request and what has come of it so far. Dropping it closes the connection.
pub(in crate::providers) struct Call<'a> {
    wire: &'a Wire,
    method: Method,
    url: Url,
    body: Option<String>,
    leave: Option<Leave>,
    key: Option<Key>,
    response: Option<Response>,
    /// More came than an answer may have.
    is_over: bool,
    sent: Instant,
    /// When the last token came.
    last: Option<Instant>,
    first: Option<Duration>,
    exchange: Exchange,
    /// The text so far.
    pub(in crate::providers) text: String,
    /// Tokens and dollars as far as the server has told.
    pub(in crate::providers) told: CallCost,
    /// The model that answers, where the server says.
    pub(in crate::providers) answered_by: Option<String>,
}

impl<'a> Call<'a> {
    pub(in crate::providers) fn new(wire: &'a Wire, url: Url, body: Option<&Value>) -> Self {
        let mut shown = url.clone();
        shown.set_query(None);
        let body = body.map(Value::to_string);
        Self {
            wire,
            method: Method::POST,
            exchange: Exchange {
                url: shown.to_string(),
                request: body.clone().unwrap_or_default(),
                ..Exchange::default()
            },
            url,
            body,
            leave: None,
            key: None,
            response: None,
            is_over: false,
            sent: Instant::now(),
            last: None,
            first: None,
            text: String::new(),
            told: CallCost::default(),
            answered_by: None,
        }
    }

    /// Sends it, as something that is no chat: no limit counts it.
    pub(super) async fn send_as(&mut self, method: Method) -> Result<(), Trouble> {
        self.method = method;
        self.send(0, &|_| ()).await
    }

    /// The response, for who reads it by other means.
    pub(super) fn into_response(self) -> Option<Response> {
        self.response
    }

    /// The body as it came so far.
    pub(in crate::providers) fn raw(&self) -> &[u8] {
        &self.exchange.body
    }

    /// Sends it and waits until the server begins to answer with success.
    pub(in crate::providers) async fn send(
        &mut self,
        estimate: u64,
        heard: Listener<'_>,
    ) -> Result<(), Trouble> {
        self.key = self.wire.key().await?;
        if estimate > 0 {
            let held = |held| {
                heard(match held {
                    Held::For(wait) => Heard::Held(wait),
                    Held::Full(places) => Heard::Full(places),
                });
            };
            self.leave = self.wire.gate.enter(estimate, held).await;
        }
        self.sent = Instant::now();
        heard(Heard::Sent {
            url: self.exchange.url.clone(),
            request: self.struck(self.exchange.request.clone()),
        });
        let response = self.follow().await?;
        let status = response.status();
        let now = SystemTime::now();
        self.wire.gate.hear(response.headers(), now);
        self.exchange.status = Some(status.as_u16());
        self.exchange.headers = without_secrets(response.headers());
        if status.is_success() {
            self.response = Some(response);
            heard(Heard::Begun);
            return Ok(());
        }
        let headers = response.headers().clone();
        self.exchange.body = up_to(response, REFUSAL).await;
        let mut trouble = if status.is_redirection() {
            self.sent_on(status, &headers)
        } else {
            failure::refused(status.as_u16(), &headers, &self.exchange.body, now)
        };
        match trouble.cause {
            Cause::Unauthorized => {
                let sent = self.key.as_ref().map(|key| format!("; the key was {key}"));
                trouble.words.push_str(sent.as_deref().unwrap_or("; no key was sent"));
                self.wire.forget_key().await;
            }
            Cause::RateLimited => {
                if let (Some(leave), Some(wait)) = (&self.leave, trouble.retry_after) {
                    leave.hold(wait);
                }
            }
            _ => {}
        }
        Err(trouble)
    }

    /// Sends it, and on to another place of the same server where it says so.
    async fn follow(&mut self) -> Result<Response, Trouble> {
        let mut url = self.url.clone();
        for _ in 0..REDIRECTS {
            let response = self.once(&url).await?;
            let status = response.status();
            // Only these two keep the method and the body; after the others a POST would become a GET.
            let keeps = matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            match target(&url, response.headers()) {
                Some(next) if keeps && same_server(&url, &next) => url = next,
                _ => return Ok(response),
            }
        }
        self.once(&url).await
    }

    async fn once(&self, url: &Url) -> Result<Response, Trouble> {
        let mut request = self.wire.client.request(self.method.clone(), url.clone());
        if let Some(key) = &self.key {
            let value = key.header().unwrap_or_else(|| HeaderValue::from_static(""));
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = &self.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let times = &self.wire.settings.timeouts;
        let until = self.sent + times.first_token.min(times.whole);
        match timeout_at(until, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(failure::broken(error, &host_of(url), times.connect, false)),
            Err(_) => Err(self.late()),
        }
    }

    fn sent_on(&self, status: StatusCode, headers: &HeaderMap) -> Trouble {
        let Some(next) = target(&self.url, headers) else {
            let words = format!("the server answered {status} and does not say where to go");
            return Trouble::new(Cause::NoSuchPlace, words);
        };
        let mut shown = next.clone();
        shown.set_query(None);
        if same_server(&self.url, &next) {
            let words = format!(
                "the server answered {} and points to {shown}: set base-url accordingly",
                status.as_u16()
            );
            return Trouble::new(Cause::NoSuchPlace, words);
        }
        let words = format!(
            "the server sends the request on to {}; neither the key nor the prompt goes anywhere but to {}. If that is right, set base-url to the new address",
            host_of(&next),
            self.wire.host(),
        );
        Trouble::new(Cause::Refused, words)
    }

    fn late(&self) -> Trouble {
        let times = &self.wire.settings.timeouts;
        let words = if self.sent.elapsed() >= times.whole {
            format!("the answer was not whole within {}", for_people(times.whole))
        } else if self.last.is_some() {
            format!("no further token came for {}", for_people(times.gap))
        } else if self.response.is_some() {
            format!("the server began to answer, but no token came within {}", for_people(times.first_token))
        } else {
            format!("{} did not begin to answer within {}", self.wire.host(), for_people(times.first_token))
        };
        Trouble::new(Cause::TimedOut, words)
    }

    /// The next bytes of the answer; `None` at its end.
    pub(in crate::providers) async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        if self.is_over {
            return Err(self.too_large());
        }
        let times = &self.wire.settings.timeouts;
        let patient = self.last.map_or(self.sent + times.first_token, |last| last + times.gap);
        let until = patient.min(self.sent + times.whole);
        let Some(response) = &mut self.response else { return Ok(None) };
        let bytes = match timeout_at(until, response.chunk()).await {
            Ok(Ok(Some(bytes))) => bytes,
            Ok(Ok(None)) => return Ok(None),
            Ok(Err(error)) => {
                return Err(failure::broken(error, &self.wire.host(), times.connect, true));
            }
            Err(_) => return Err(self.late()),
        };
        // All that fits is given, wherever the network cut it into packets: else what is kept of an answer that is
        // too large would be now this much, now that.
        let room = self.wire.settings.max_answer_bytes - self.exchange.body.len();
        let fits = &bytes[..bytes.len().min(room)];
        self.is_over = fits.len() < bytes.len();
        if fits.is_empty() && self.is_over {
            return Err(self.too_large());
        }
        self.exchange.body.extend_from_slice(fits);
        Ok(Some(fits.to_vec()))
    }

    fn too_large(&mut self) -> Trouble {
        self.exchange.body.truncate(KEPT_OF_TOO_LARGE);
        self.exchange.body.shrink_to_fit();
        // Not read to its end: the connection goes.
        self.response = None;
        let most = size(self.wire.settings.max_answer_bytes);
        Trouble::new(Cause::TooLarge, format!("the answer is larger than {most} and was not read to its end"))
    }

    /// What a web page says that came instead of an answer: its title, which may be some packets away.
    pub(in crate::providers) async fn page(&mut self) -> String {
        let _ = timeout(FOR_A_REFUSAL, async {
            while self.raw().len() < REFUSAL && !Said::has_title(self.raw()) {
                if !matches!(self.next().await, Ok(Some(_))) {
                    return;
                }
            }
        })
        .await;
        Said::from_body(self.raw()).message
    }

    /// A token came: the wait for the next begins.
    pub(in crate::providers) fn token(&mut self) {
        let now = Instant::now();
        self.last = Some(now);
        self.first.get_or_insert(now - self.sent);
    }

    /// More of the text came.
    pub(in crate::providers) fn says(&mut self, text: &str, heard: Listener<'_>) {
        if !text.is_empty() {
            self.text.push_str(text);
            heard(Heard::Text(self.struck(text.to_owned())));
        }
    }

    /// Reads the rest after the answer's own end, so that the connection can be used again; a server that does not
    /// come to an end at once is not waited for.
    pub(in crate::providers) async fn drain(&mut self) {
        let Some(mut response) = self.response.take() else { return };
        let _ = timeout(Duration::from_millis(100), async {
            for _ in 0..64 {
                if !matches!(response.chunk().await, Ok(Some(_))) {
                    return;
                }
            }
        })
        .await;
    }

    fn struck(&self, words: String) -> String {
        match &self.key {
            Some(key) => key.struck(words),
            None => words,
        }
    }
}

/// At most so many bytes of a refusal; whatever goes wrong on the way, what had come counts.
async fn up_to(mut response: Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    let _ = timeout(FOR_A_REFUSAL, async {
        while let Ok(Some(bytes)) = response.chunk().await {
            body.extend_from_slice(&bytes[..bytes.len().min(most - body.len())]);
            if body.len() == most {
                return;
            }
        }
    })
    .await;
    body
}
