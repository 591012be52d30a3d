//! How a server is treated: what goes out, how much at once, what is learned of it, and that nobody hangs on.

use std::sync::Mutex;
use std::time::Duration;

use lusifer::providers::{Format, Kind, Limits, Options, Prices, Provider, ProviderSettings};
use lusifer::simulation::chat::{Cause, ChatModel, Heard};
use serde_json::json;

use crate::model_server::{Reply, Server, Step, ollama, openai, reply_to};
use crate::rig::{ask, key_file, question, said, settings};

async fn until(mut met: impl FnMut() -> bool) -> bool {
    for _ in 0..500 {
        if met() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn cancelling_closes_the_connection() {
    let (_folder, key) = key_file();
    for kind in [Kind::OpenAi, Kind::Ollama] {
        for before in [true, false] {
            let server = Server::start(move |request| match (before, request.is_ollama()) {
                (true, _) => Reply::new(200).first(Step::Hang),
                (false, true) => ollama::begin().bytes(ollama::piece("Half")).then(Step::Hang),
                (false, false) => openai::begin().bytes(openai::piece("Half")).then(Step::Hang),
            });
            let provider = Provider::new(settings(kind, &server, &key)).unwrap();
            let heard = Mutex::new(String::new());
            let request = question();
            {
                let listen = |what| {
                    if let Heard::Text(text) = what {
                        heard.lock().unwrap().push_str(&text);
                    }
                };
                let asking = provider.ask(&request, &listen);
                let there = async {
                    until(|| server.requests().len() == 1 && (before || *heard.lock().unwrap() == "Half"))
                        .await
                };
                tokio::select! {
                    answered = asking => panic!("{answered:?}"),
                    there = there => assert!(there),
                }
            }
            assert!(until(|| server.hung_up() == 1).await, "the server sees that nobody listens any more");
            assert_eq!(*heard.lock().unwrap(), if before { "" } else { "Half" }, "what had come was heard");
        }
    }
}

#[tokio::test]
async fn an_outage_is_named_and_ends() {
    let (_folder, key) = key_file();
    for kind in [Kind::OpenAi, Kind::Ollama] {
        let server = Server::start(|request| reply_to(request, "{}"));
        let provider = Provider::new(settings(kind, &server, &key)).unwrap();
        assert!(ask(&provider, &question()).await.0.is_ok());
        server.down(true);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let failure = ask(&provider, &question()).await.0;
        let words = said(&failure, &server);
        let hint = if kind == Kind::Ollama { "; is Ollama running? (ollama serve)" } else { "" };
        assert_eq!(words, format!("unreachable: nobody listens at HOST (connection refused){hint}"));
        server.down(false);
        assert!(ask(&provider, &question()).await.0.is_ok());
    }
}

#[tokio::test]
async fn connections_are_used_again_and_no_more_are_open_than_allowed() {
    let (_folder, key) = key_file();
    for kind in [Kind::OpenAi, Kind::Ollama] {
        let server = Server::start(|request| {
            reply_to(request, "{\"a\": 1}").first(Step::Wait(Duration::from_millis(5)))
        });
        let one_by_one = Provider::new(settings(kind, &server, &key)).unwrap();
        for _ in 0..20 {
            ask(&one_by_one, &question()).await.0.unwrap();
        }
        assert_eq!(server.connections(), 1);

        let limits = Limits { concurrency: 3, ..Limits::default() };
        let server = Server::start(|request| {
            reply_to(request, "{\"a\": 1}").first(Step::Wait(Duration::from_millis(5)))
        });
        let at_once = Provider::new(ProviderSettings { limits, ..settings(kind, &server, &key) }).unwrap();
        let request = question();
        let all = (0..30).map(|_| ask(&at_once, &request));
        let answered = futures::future::join_all(all).await;
        assert!(answered.iter().all(|(answered, _)| answered.is_ok()));
        assert_eq!(server.most_under_way(), 3);
        assert!(server.connections() <= 4, "{}", server.connections());
    }
}

#[tokio::test]
async fn what_was_learned_is_kept() {
    let (_folder, key) = key_file();
    let server = Server::start(|request| match request.json()["response_format"]["type"].as_str() {
        Some("json_schema") => openai::error(500, "cannot compile the grammar"),
        _ => openai::stream(&["{}"]),
    });
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    assert_eq!(provider.format(), None, "not known yet");
    let first = ask(&provider, &question()).await.0.unwrap();
    assert_eq!(provider.format(), Some(Format::Object));
    let second = ask(&provider.clone(), &question()).await.0.unwrap();
    assert_eq!(server.requests().len(), 3, "the second answer takes one request");
    assert_eq!(first.notes, second.notes, "and says what is so");
    // What was refused is a request of its own, as it went over the wire.
    let [refused] = &first.before[..] else { panic!("{:?}", first.before) };
    assert_eq!(refused.exchange.status, Some(500));
    assert!(refused.exchange.request.contains("json_schema"), "{}", refused.exchange.request);
    assert!(refused.words.contains("cannot compile the grammar"), "{}", refused.words);
    assert!(second.before.is_empty());
    assert_eq!(provider.with_model("another").format(), None, "another model may take more");
}

#[tokio::test]
async fn a_server_that_has_shown_what_it_takes_is_believed_when_it_fails() {
    let (_folder, key) = key_file();
    let server = Server::start(|request| match request.number {
        0 => openai::stream(&["{}"]),
        _ => openai::error(500, "oops"),
    });
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    ask(&provider, &question()).await.0.unwrap();
    assert_eq!(provider.format(), Some(Format::Schema));
    assert_eq!(ask(&provider, &question()).await.0.unwrap_err().cause, Cause::Server);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn who_is_asked_to_wait_says_so_to_the_next() {
    let (_folder, key) = key_file();
    let server = Server::start(|request| match request.number {
        0 => openai::error(429, "slow").header("retry-after-ms", "150"),
        _ => openai::stream(&["{}"]),
    });
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    let first = ask(&provider, &question()).await.0.unwrap_err();
    assert_eq!(first.retry_after, Some(Duration::from_millis(150)));
    let (second, heard) = ask(&provider, &question()).await;
    assert!(
        second.is_ok() && matches!(heard[0], Heard::Held(wait) if wait <= Duration::from_millis(150)),
        "{heard:?}"
    );
    assert_eq!(heard[2], Heard::Begun);
    let requests = server.requests();
    assert!(requests[1].at - requests[0].at >= Duration::from_millis(140));
}

#[tokio::test]
async fn a_request_of_chat_completions_says_all_that_was_asked() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| openai::stream(&["{}"]));
    let mut settings = settings(Kind::OpenAi, &server, &key);
    settings.options.extra.insert("reasoning_effort".to_owned(), "low".into());
    ask(&Provider::new(settings).unwrap(), &question()).await.0.unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", "/v1/chat/completions"));
    assert!(requests[0].header("user-agent").unwrap().starts_with("lusifer/"));
    let expected = json!({
        "messages": [
            { "role": "system", "content": "You answer in JSON." },
            { "role": "user", "content": "Who are you?" },
        ],
        "model": "tiny",
        "response_format": { "type": "json_schema", "json_schema": {
            "name": "answer", "strict": true,
            "schema": { "type": "object", "properties": { "a": { "type": "string" } } },
        } },
        "stream": true,
        "stream_options": { "include_usage": true },
        "max_tokens": 100,
        "temperature": 0.7,
        "seed": u64::MAX >> 1,
        "reasoning_effort": "low",
    });
    assert_eq!(requests[0].json(), expected);
    let mut plain = question();
    plain.schema = None;
    plain.temperature = None;
    plain.seed = None;
    plain.max_tokens = None;
    ask(&Provider::new(self::settings(Kind::OpenAi, &server, &key)).unwrap(), &plain).await.0.unwrap();
    let keys: Vec<String> = server.requests()[1].json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["messages", "model", "stream", "stream_options"]);
}

#[tokio::test]
async fn a_request_to_ollama_says_all_that_was_asked() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| ollama::stream(&["{}"]));
    let mut extra = std::collections::BTreeMap::new();
    extra.insert("top_k".to_owned(), 20.into());
    let options =
        Options { num_ctx: Some(8192), keep_alive: Some("-1".to_owned()), think: Some(false.into()), extra };
    let settings = ProviderSettings { options, ..settings(Kind::Ollama, &server, &key) };
    ask(&Provider::new(settings).unwrap(), &question()).await.0.unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", "/api/chat"));
    let expected = json!({
        "model": "tiny",
        "messages": [
            { "role": "system", "content": "You answer in JSON." },
            { "role": "user", "content": "Who are you?" },
        ],
        "options": { "num_ctx": 8192, "num_predict": 100, "seed": u64::MAX >> 1, "temperature": 0.7, "top_k": 20 },
        "stream": true,
        "format": { "type": "object", "properties": { "a": { "type": "string" } } },
        "keep_alive": -1,
        "think": false,
    });
    assert_eq!(requests[0].json(), expected);
}

#[tokio::test]
async fn what_an_answer_took_is_told_and_what_is_not_known_is_not_made_up() {
    let (_folder, key) = key_file();
    let counted = || {
        let usage = json!({ "choices": [], "usage": {
            "prompt_tokens": 1000, "completion_tokens": 200, "prompt_tokens_details": { "cached_tokens": 400 },
        } });
        openai::begin()
            .bytes(openai::piece("{}"))
            .bytes(openai::finish("stop"))
            .bytes(openai::event(&usage))
            .bytes(openai::done())
    };
    let server = Server::start(move |request| match request.number {
        0 => counted(),
        _ => openai::begin().bytes(openai::piece("{}")).bytes(openai::finish("stop")).bytes(openai::done()),
    });
    let prices = Prices { input: 2.0, cached: Some(0.5), output: 8.0, date: "2026-11-22".to_owned() };
    let settings = ProviderSettings { prices: Some(prices), ..settings(Kind::OpenAi, &server, &key) };
    let provider = Provider::new(settings).unwrap();
    let answer = ask(&provider, &question()).await.0.unwrap();
    let cost = answer.cost;
    assert_eq!((cost.tokens_in, cost.tokens_cached, cost.tokens_out), (Some(1000), Some(400), Some(200)));
    assert_eq!(cost.cost_usd, Some((600.0 * 2.0 + 400.0 * 0.5 + 200.0 * 8.0) / 1e6));
    assert!(cost.first_ms.is_some_and(|first| first <= cost.total_ms));
    assert_eq!(answer.answered_by.as_deref(), Some("tiny-1"));
    assert_eq!(
        provider.dollars(1000, 200),
        Some((1000.0 * 2.0 + 200.0 * 8.0) / 1e6),
        "at most: nothing cached"
    );

    let silent = ask(&provider, &question()).await.0.unwrap();
    assert_eq!((silent.cost.tokens_in, silent.cost.tokens_out, silent.cost.cost_usd), (None, None, None));

    let far = ProviderSettings {
        base_url: Some("https://models.invalid".to_owned()),
        ..ProviderSettings::openai("far", "m")
    };
    assert_eq!(Provider::new(far).unwrap().dollars(1, 1), None, "unknown, not 0");
    assert_eq!(
        Provider::new(self::settings(Kind::Ollama, &server, &key)).unwrap().dollars(1, 1),
        Some(0.0),
        "local"
    );
}

#[tokio::test]
async fn a_prompt_that_ollama_cut_is_noticed() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| ollama::stream_counted(&["{}"], 2048, 5));
    let mut settings = settings(Kind::Ollama, &server, &key);
    settings.options.num_ctx = Some(2048);
    let mut request = question();
    request.messages[1].text = "A long history of films. ".repeat(1000);
    let answer = ask(&Provider::new(settings).unwrap(), &request).await.0.unwrap();
    assert_eq!(
        answer.notes,
        ["the server may have cut the prompt: it read 2048 tokens of about 6263; raise num_ctx = 2048"]
    );
}

#[tokio::test]
async fn counts_of_ollama_are_kept_when_one_is_missing() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| {
        ollama::begin().bytes(
            "{\"message\":{\"content\":\"{}\"},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":5}\n",
        )
    });
    let answer =
        ask(&Provider::new(settings(Kind::Ollama, &server, &key)).unwrap(), &question()).await.0.unwrap();
    assert_eq!((answer.cost.tokens_in, answer.cost.tokens_out), (None, Some(5)));
}

#[tokio::test]
async fn parameters_are_the_same_text_for_the_same_settings() {
    let mut settings = ProviderSettings::ollama("home", "tiny");
    settings.base_url = Some("0.0.0.0".to_owned());
    settings.options.num_ctx = Some(8192);
    settings.options.keep_alive = Some("5m".to_owned());
    settings.options.extra.insert("top_k".to_owned(), 20.into());
    settings.options.extra.insert("mirostat".to_owned(), 0.into());
    let provider = Provider::new(settings).unwrap();
    assert_eq!(provider.who(), ("home".to_owned(), "tiny".to_owned()));
    assert_eq!(
        provider.parameters(),
        "ollama http://127.0.0.1:11434 {\"mirostat\":0,\"num_ctx\":8192,\"top_k\":20}"
    );
}

/// A person may say how answers are asked for; a server that does not take even that is still asked otherwise.
#[tokio::test]
async fn the_form_of_answers_can_be_settled() {
    let (_folder, key) = key_file();
    let refused = r"response_format json_object is not supported";
    let server = Server::start(move |request| match request.json()["response_format"]["type"].as_str() {
        Some("json_object") => openai::error(400, refused),
        _ => openai::stream(&["{}"]),
    });
    let asked = async |format| {
        let settings = ProviderSettings { format: Some(format), ..settings(Kind::OpenAi, &server, &key) };
        let provider = Provider::new(settings).unwrap();
        assert_eq!(provider.format(), Some(format));
        let before = server.count();
        assert!(ask(&provider, &question()).await.0.is_ok());
        let requests = server.requests().into_iter().skip(before);
        let forms = requests.map(|one| one.json()["response_format"]["type"].clone());
        (forms.collect::<Vec<_>>(), provider.format())
    };
    assert_eq!(asked(Format::Schema).await, (vec!["json_schema".into()], Some(Format::Schema)));
    let given_up = vec!["json_object".into(), serde_json::Value::Null];
    assert_eq!(asked(Format::Object).await, (given_up, Some(Format::Plain)));
    assert_eq!(asked(Format::Plain).await, (vec![serde_json::Value::Null], Some(Format::Plain)));
}
