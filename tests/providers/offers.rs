//! What a server offers: lists of models, and what doctor and the picker say of a provider.

use lusifer::providers::{Format, Kind, ModelEntry, Probe, Provider, ProviderSettings};
use lusifer::simulation::chat::Cause;
use serde_json::json;

use crate::model_server::{Reply, Request, Server, ollama, openai};
use crate::rig::{KEY, key_file, settings};

async fn probed(kind: Kind, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Probe, Server) {
    let (_folder, key) = key_file();
    let server = Server::start(answer);
    let provider = Provider::new(settings(kind, &server, &key)).unwrap();
    let probe = provider.probe().await;
    assert!(!format!("{probe:?}").contains(KEY), "{probe:?}");
    (probe, server)
}

#[tokio::test]
async fn a_list_is_read_whatever_shape_it_has() {
    let cases = [
        (
            json!({ "object": "list", "data": [{ "id": "tiny", "object": "model", "created": 0, "owned_by": "me" }] }),
            None,
            "me",
        ),
        (json!({ "data": [{ "id": "tiny", "max_model_len": 4096 }, { "id": "a" }] }), Some(4096), ""),
        (json!({ "data": [{ "id": "tiny", "context_length": 131_072, "pricing": {} }] }), Some(131_072), ""),
        (json!([{ "id": "tiny", "context_window": 8192 }]), Some(8192), ""),
        (
            json!({ "models": [{ "name": "tiny" }], "data": [{ "id": "tiny", "meta": { "n_ctx_train": 512 } }] }),
            Some(512),
            "",
        ),
        (json!({ "models": ["tiny"] }), None, ""),
    ];
    for (body, context, about) in cases {
        let text = body.clone();
        let (probe, server) = probed(Kind::OpenAi, move |_| openai::json_body(200, &text)).await;
        assert!(probe.reachable.is_ok(), "{body}: {probe:?}");
        assert_eq!((probe.present, probe.context), (Some(true), context), "{body}");
        assert_eq!(probe.models.last().unwrap().about, about);
        let requests = server.requests();
        assert_eq!(
            (requests.len(), requests[0].method.as_str(), requests[0].path.as_str()),
            (1, "GET", "/v1/models")
        );
        assert_eq!(requests[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
        assert_eq!(requests[0].header("openai-organization"), None);
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_is_missed() {
    let (probe, _server) = probed(Kind::OpenAi, |_| openai::models(&["b", "a"])).await;
    assert_eq!(probe.present, Some(false));
    assert_eq!(probe.models.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(probe.format, None);
    assert!(probe.key.unwrap().starts_with("…4711 from "));
}

#[tokio::test]
async fn a_server_without_a_list_is_reachable_all_the_same() {
    for reply in [|| openai::error(404, "no such route"), || Reply::new(200).bytes("hello")] {
        let (probe, server) = probed(Kind::OpenAi, move |_| reply()).await;
        assert!(probe.reachable.is_ok() && probe.present.is_none(), "{probe:?}");
        assert!(probe.notes[0].starts_with("no list of models: "), "{:?}", probe.notes);
        assert_eq!(server.requests().len(), 1, "asked once, not four times");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let (probe, server) = probed(Kind::OpenAi, |_| openai::error(401, "no such key")).await;
    let (cause, words) = probe.reachable.unwrap_err();
    let said = "the server answered 401 (unauthorized): no such key; the key was …4711 from /";
    assert!(cause == Cause::Unauthorized && words.starts_with(said), "{words}");
    assert_eq!(server.requests().len(), 1);

    let (probe, server) =
        probed(Kind::OpenAi, |_| openai::error(429, "slow").header("retry-after", "60")).await;
    assert_eq!(probe.reachable.unwrap_err().0, Cause::RateLimited);
    assert_eq!(server.requests().len(), 1, "nothing is tried again behind one's back");

    let gone = Server::start(|_| Reply::new(200));
    gone.down(true);
    let settings = ProviderSettings { base_url: Some(gone.url()), ..ProviderSettings::ollama("p", "tiny") };
    let probe = Provider::new(settings).unwrap().probe().await;
    assert_eq!(probe.reachable.unwrap_err().0, Cause::Unreachable);
    assert_eq!(probe.key, None);
}

#[tokio::test]
async fn a_list_without_an_end_is_not_read_to_it() {
    let (probe, _server) = probed(Kind::OpenAi, |_| {
        let mut reply = Reply::new(200);
        for _ in 0..50 {
            reply = reply.bytes(vec![b' '; 1 << 20]);
        }
        reply.sized()
    })
    .await;
    assert_eq!(probe.reachable.unwrap_err().0, Cause::TooLarge);
}

#[tokio::test]
async fn ollama_says_window_and_size() {
    let (probe, server) = probed(Kind::Ollama, |request| match request.path.as_str() {
        "/api/tags" => ollama::tags(&["tiny:latest", "other:7b"]),
        _ => ollama::show(32_768, "temperature 0.7\nnum_ctx                        2048"),
    })
    .await;
    assert_eq!(
        (probe.present, probe.context),
        (Some(true), Some(2048)),
        "what it is loaded with, not what it could take"
    );
    let other = ModelEntry {
        id: "other:7b".to_owned(),
        context: None,
        about: "tiny 1B Q4_0 0123456789ab".to_owned(),
    };
    assert_eq!(probe.models[0], other);
    assert_eq!(server.requests()[1].json(), json!({ "model": "tiny" }));

    let (probe, _server) = probed(Kind::Ollama, |request| match request.path.as_str() {
        "/api/tags" => ollama::tags(&["tiny:latest"]),
        _ => ollama::show(32_768, ""),
    })
    .await;
    assert_eq!(probe.context, Some(32_768));
    assert!(probe.notes[0].starts_with("num_ctx is not set"), "{:?}", probe.notes);
}

#[tokio::test]
async fn the_form_of_an_answer_is_tried_on_request() {
    let (_folder, key) = key_file();
    let server = Server::start(|request| match request.json()["response_format"]["type"].as_str() {
        Some("json_schema") => openai::error(400, "no json_schema here"),
        _ => openai::stream(&["{\"ok\": true}"]),
    });
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    assert_eq!(provider.try_format().await, Ok(Format::Object));
    assert_eq!(provider.probe().await.format, Some(Format::Object));
    server.down(true);
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    assert_eq!(provider.try_format().await.unwrap_err().0, Cause::Unreachable);
}
