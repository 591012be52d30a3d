//! Asks a provider something, and says on one line what came of it.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use lusifer::providers::{KeySource, Kind, Provider, ProviderSettings, Timeouts};
use lusifer::simulation::chat::{
    ChatAnswer, ChatFailure, ChatModel, ChatRequest, Exchange, Heard, Message, Role,
};
use serde_json::json;

use crate::model_server::{Reply, Request, Server};

/// The key that no server may see but the right one, and nobody may read anywhere.
pub(crate) const KEY: &str = "sk-test-do-not-tell-anyone-4711";

/// A file with the key, as a person would keep it.
pub(crate) fn key_file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::write(&path, KEY).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    }
    (folder, path)
}

/// A provider at that server, with the key.
pub(crate) fn settings(kind: Kind, server: &Server, key: &std::path::Path) -> ProviderSettings {
    let base = match kind {
        Kind::OpenAi => ProviderSettings::openai("test", "tiny"),
        Kind::Ollama => ProviderSettings::ollama("test", "tiny"),
    };
    ProviderSettings {
        base_url: Some(server.url()),
        key: KeySource::File(key.to_path_buf()),
        max_answer_bytes: 1 << 20,
        ..base
    }
}

/// A wait that is over soon, for servers that hang; the others are long, so that a slow machine changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Impatient {
    ForTheFirstToken,
    BetweenTokens,
}

fn timeouts(of: Option<Impatient>) -> Timeouts {
    let soon = |which| Duration::from_millis(if of == Some(which) { 300 } else { 20_000 });
    Timeouts {
        connect: Duration::from_secs(20),
        first_token: soon(Impatient::ForTheFirstToken),
        gap: soon(Impatient::BetweenTokens),
        whole: Duration::from_mins(1),
    }
}

/// A question with a schema.
pub(crate) fn question() -> ChatRequest {
    let text = |text: &str| text.to_owned();
    ChatRequest {
        messages: vec![
            Message { role: Role::System, text: text("You answer in JSON.") },
            Message { role: Role::User, text: text("Who are you?") },
        ],
        schema: Some((
            text("answer"),
            json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
        )),
        temperature: Some(0.7),
        seed: Some(u64::MAX >> 1),
        max_tokens: Some(100),
        step: None,
        window: None,
    }
}

pub(crate) type Answered = Result<ChatAnswer, Box<ChatFailure>>;

/// Asks once, and gives what was heard on the way.
pub(crate) async fn ask(provider: &Provider, request: &ChatRequest) -> (Answered, Vec<Heard>) {
    let heard = Mutex::new(Vec::new());
    let answered = provider.ask(request, &|what| heard.lock().unwrap().push(what)).await;
    let heard = heard.into_inner().unwrap();
    (answered, heard)
}

pub(crate) fn exchange(answered: &Answered) -> &Exchange {
    match answered {
        Ok(answer) => &answer.exchange,
        Err(failure) => &failure.exchange,
    }
}

/// What a user reads, on one line; the server's port and long texts are taken out.
pub(crate) fn said(answered: &Answered, server: &Server) -> String {
    let text = |text: &str| {
        let count = text.chars().count();
        if count > 60 { format!("<{count} characters>") } else { format!("{text:?}") }
    };
    let line = match answered {
        Ok(answer) => {
            let notes: String = answer.notes.iter().map(|note| format!(" | {note}")).collect();
            format!("{} {}{notes}", answer.finish.word(), text(&answer.text))
        }
        Err(failure) => {
            let wait =
                failure.retry_after.map_or_else(String::new, |wait| format!(" +{}s", wait.as_secs_f64()));
            let partial = if failure.partial.is_empty() {
                String::new()
            } else {
                format!(" | had {}", text(&failure.partial))
            };
            format!("{}{wait}: {}{partial}", failure.cause.word(), failure.words)
        }
    };
    let line = match line
        .split_once(" from /")
        .and_then(|(before, path)| Some((before, path.split_once("/key")?)))
    {
        Some((before, (_, after))) => format!("{before} from KEY-FILE{after}"),
        None => line,
    };
    line.replace(&server.host(), "HOST")
}

/// A case of the table.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) reply: Box<dyn Fn(&Request) -> Reply + Send + Sync>,
    /// How many requests go out.
    pub(crate) requests: usize,
    /// What a user reads.
    pub(crate) said: &'static str,
    /// Which wait is over soon.
    pub(crate) impatient: Option<Impatient>,
    /// What is in the record besides the request: the start of the body.
    pub(crate) body: &'static str,
}

pub(crate) fn case(
    name: &'static str,
    kind: Kind,
    requests: usize,
    reply: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    said: &'static str,
) -> Case {
    Case { name, kind, reply: Box::new(reply), requests, said, impatient: None, body: "" }
}

impl Case {
    pub(crate) fn impatient(mut self, of: Impatient) -> Self {
        self.impatient = Some(of);
        self
    }

    pub(crate) fn body(mut self, body: &'static str) -> Self {
        self.body = body;
        self
    }
}

/// Runs a case; complaints, none where all is as the table says.
pub(crate) async fn run(case: Case) -> Vec<String> {
    let (_folder, key) = key_file();
    let server = Server::start(case.reply);
    let mut settings = settings(case.kind, &server, &key);
    settings.timeouts = timeouts(case.impatient);
    let provider = Provider::new(settings).unwrap();
    let heard = Mutex::new(Vec::new());
    let question = question();
    let listener = |what| {
        heard.lock().unwrap().push(what);
        server.heard();
    };
    let answered = provider.ask(&question, &listener).await;
    let heard = heard.into_inner().unwrap();
    let mut wrong = Vec::new();
    let read = said(&answered, &server);
    if read != case.said {
        wrong.push(format!("reads {read:?}, not {:?}", case.said));
    }
    let requests = server.requests();
    if requests.len() != case.requests {
        wrong.push(format!("{} requests, not {}", requests.len(), case.requests));
    }
    if requests.iter().any(|request| request.header("authorization") != Some(&format!("Bearer {KEY}"))) {
        wrong.push("the server did not get the key".to_owned());
    }
    let debug = format!("{answered:?} {heard:?} {provider:?}");
    let record = serde_json::to_string(exchange(&answered)).unwrap();
    let body = String::from_utf8_lossy(&exchange(&answered).body).into_owned();
    if [&debug, &record, &body].iter().any(|text| text.contains(KEY)) {
        wrong.push("the key is told".to_owned());
    }
    if !body.starts_with(case.body) {
        wrong.push(format!(
            "the record's body begins {:?}, not {:?}",
            body.chars().take(80).collect::<String>(),
            case.body
        ));
    }
    let last = requests.iter().rfind(|request| request.method == "POST");
    if last.is_some_and(|last| last.body != exchange(&answered).request.as_bytes()) {
        wrong.push("the record's request is not what was sent last".to_owned());
    }
    let streamed: String = heard
        .iter()
        .filter_map(|what| if let Heard::Text(text) = what { Some(text.as_str()) } else { None })
        .collect();
    let text = match &answered {
        Ok(answer) => &answer.text,
        Err(failure) => &failure.partial,
    };
    if streamed != *text && !read.starts_with("refusal") && !text.contains("…4711") {
        wrong.push(format!("what was heard is {streamed:?}, the text {text:?}"));
    }
    wrong.into_iter().map(|complaint| format!("{}: {complaint}", case.name)).collect()
}
