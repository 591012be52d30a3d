//! `[providers.NAME]`: servers of language models as a person names them; never what is sent to them. They are
//! personal: a project's file that could send a key to a server of its own choice would be a way to steal it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Chat completions, as OpenAI and many others.
    OpenAi,
    /// Ollama's own.
    Ollama,
}

/// How a server is asked for answers in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum JsonMode {
    /// By a JSON Schema.
    Schema,
    /// As any JSON object.
    Object,
    /// By the prompt alone.
    Text,
}

/// `[providers.NAME]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderTable {
    /// What it speaks: openai, ollama.
    pub kind: Protocol,
    /// Its address; left out: that of OpenAI, or where Ollama listens.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The model asked for unless another one is named.
    #[serde(default)]
    pub model: Option<String>,
    /// The environment variable that holds the key.
    #[serde(default)]
    pub key_env: Option<String>,
    /// A file that holds the key and that nobody else may read (mode 0600).
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// A command that prints the key: program and arguments.
    #[serde(default)]
    pub key_command: Option<Vec<String>>,
    /// The key is in the keyring of this system, where `lusifer key set NAME` puts it.
    #[serde(default)]
    pub key_keyring: bool,
    /// How it is asked for JSON: schema, object, text; left out: the first of them that it takes.
    #[serde(default)]
    pub json_mode: Option<JsonMode>,
    /// The window that Ollama loads the model with, in tokens.
    #[serde(default)]
    pub num_ctx: Option<u64>,
    /// The window of the model, in tokens, where its server does not say; longer prompts are asked about first.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub window: Option<u64>,
    /// How long Ollama keeps the model loaded: "5m".
    #[serde(default)]
    pub keep_alive: Option<String>,
    /// Requests under way at once.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub concurrency: Option<usize>,
    /// Requests that may begin within a minute.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub requests_per_minute: Option<u32>,
    /// Tokens, in and out, within a minute.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub tokens_per_minute: Option<u32>,
    /// A proxy to go through; left out: as the environment says.
    #[serde(default)]
    pub proxy: Option<String>,
    /// Seconds for a connection.
    #[serde(default)]
    pub connect_seconds: Option<u64>,
    /// Seconds from a request to its first token.
    #[serde(default)]
    pub first_token_seconds: Option<u64>,
    /// Seconds between two tokens.
    #[serde(default)]
    pub gap_seconds: Option<u64>,
    /// Seconds for a whole answer.
    #[serde(default)]
    pub whole_seconds: Option<u64>,
    /// What it costs; left out: unknown, and nothing is made up for it.
    #[serde(default)]
    pub price: Option<Price>,
    /// A PEM file with certificates to trust besides the system's.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Hosts to which the key may go without TLS; this machine needs no leave.
    #[serde(default)]
    pub allow_plain_http_to: Vec<String>,
}

impl ProviderTable {
    /// A server that speaks so, of which nothing else is said.
    pub const fn new(kind: Protocol) -> Self {
        Self {
            kind,
            base_url: None,
            model: None,
            key_env: None,
            key_file: None,
            key_command: None,
            key_keyring: false,
            json_mode: None,
            num_ctx: None,
            window: None,
            keep_alive: None,
            concurrency: None,
            requests_per_minute: None,
            tokens_per_minute: None,
            proxy: None,
            connect_seconds: None,
            first_token_seconds: None,
            gap_seconds: None,
            whole_seconds: None,
            price: None,
            ca_file: None,
            allow_plain_http_to: Vec::new(),
        }
    }
}

/// US dollars per million tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Sent.
    pub input: f64,
    /// Sent, but read from the server's cache.
    #[serde(default)]
    pub cached: Option<f64>,
    /// Received.
    pub output: f64,
    /// When this was so: "2026-11-22".
    pub date: String,
}
