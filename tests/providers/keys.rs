//! Whom a key is told: its own host, over TLS or on this machine, and nobody else.

use lusifer::providers::{KeySource, Kind, Provider, ProviderSettings};
use lusifer::simulation::chat::{Cause, ChatModel};

use crate::model_server::{Reply, Server, ollama, openai};
use crate::rig::{KEY, ask, key_file, question, said, settings};

const CHAIN: &[u8] = include_bytes!("tls/server.pem");
const CHAIN_KEY: &[u8] = include_bytes!("tls/server.key");

#[tokio::test]
async fn a_server_that_sends_on_to_another_host_gets_no_key_there() {
    let (_folder, key) = key_file();
    let other = Server::start(|_| openai::stream(&["stolen"]));
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/v1/chat/completions?token=secret", other.url());
        let server = Server::start(move |_| Reply::new(status).header("location", &target).sized());
        let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
        let (answered, _) = ask(&provider, &question()).await;
        let words = said(&answered, &server);
        assert!(words.starts_with("refused-here: the server sends the request on to 127.0.0.1:"), "{words}");
        assert!(
            words.contains("nor the prompt goes anywhere but to HOST") && !words.contains("secret"),
            "{words}"
        );
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    assert_eq!(other.requests().len(), 0, "not even the prompt");
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn another_place_of_the_same_server_is_found() {
    let (_folder, key) = key_file();
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/chat/completions" => Reply::new(307).header("location", "/v2/chat/completions").sized(),
        _ => openai::stream(&["{}"]),
    });
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    assert_eq!(said(&ask(&provider, &question()).await.0, &server), "stop \"{}\"");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body, "with its body");

    let server = Server::start(|_| Reply::new(301).header("location", "/v2/chat/completions").sized());
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    let words = said(&ask(&provider, &question()).await.0, &server);
    assert_eq!(
        words,
        "not-found: the server answered 301 and points to http://HOST/v2/chat/completions: set base-url accordingly"
    );

    let server = Server::start(|_| Reply::new(308).header("location", "/v1/chat/completions").sized());
    let provider = Provider::new(settings(Kind::OpenAi, &server, &key)).unwrap();
    assert_eq!(
        ask(&provider, &question()).await.0.unwrap_err().cause,
        Cause::NoSuchPlace,
        "round in circles"
    );
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_key_does_not_go_over_plain_http_unless_allowed_by_name() {
    let (_folder, key) = key_file();
    let proxy = Server::start(|_| openai::stream(&["{}"]));
    let mut settings = ProviderSettings {
        base_url: Some("http://models.invalid/v1".to_owned()),
        proxy: Some(proxy.url()),
        ..settings(Kind::OpenAi, &proxy, &key)
    };
    let failure = ask(&Provider::new(settings.clone()).unwrap(), &question()).await.0.unwrap_err();
    assert_eq!(failure.cause, Cause::Refused);
    assert!(failure.words.contains("allow-plain-http-to = [\"models.invalid\"]"), "{}", failure.words);
    assert_eq!(proxy.connections(), 0, "nothing was sent");

    settings.allow_plain_http_to = vec!["models.invalid".to_owned()];
    assert!(ask(&Provider::new(settings.clone()).unwrap(), &question()).await.0.is_ok());
    let requests = proxy.requests();
    assert_eq!(requests[0].path, "http://models.invalid/v1/chat/completions", "through the proxy");

    settings.allow_plain_http_to.clear();
    settings.key = KeySource::None;
    assert!(
        ask(&Provider::new(settings).unwrap(), &question()).await.0.is_ok(),
        "without a key anything goes"
    );
    assert_eq!(proxy.requests()[1].header("authorization"), None);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent_where_one_is_to_be_had() {
    let server = Server::start(|_| openai::stream(&["{}"]));
    for source in [
        KeySource::Env("LUSIFER_TEST_NO_SUCH_VARIABLE".to_owned()),
        KeySource::File("/no/such/file".into()),
        KeySource::Command(vec!["false".to_owned()]),
    ] {
        let settings = ProviderSettings {
            key: source,
            ..settings(Kind::OpenAi, &server, std::path::Path::new("unused"))
        };
        let failure = ask(&Provider::new(settings).unwrap(), &question()).await.0.unwrap_err();
        assert_eq!(failure.cause, Cause::Unauthorized);
        assert!(
            failure.words.starts_with("no key: ") && failure.words.ends_with("nothing was sent"),
            "{}",
            failure.words
        );
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_usual_key_is_not_for_a_server_of_ones_own() {
    let server = Server::start(|_| openai::stream(&["{}"]));
    let settings =
        ProviderSettings { base_url: Some(server.url()), ..ProviderSettings::openai("own", "tiny") };
    assert!(ask(&Provider::new(settings).unwrap(), &question()).await.0.is_ok());
    assert_eq!(server.requests()[0].header("authorization"), None);
}

#[cfg(feature = "keyring")]
mod in_the_keyring {
    use std::sync::{Arc, OnceLock};

    use super::*;

    /// A keyring that is gone with the test.
    fn keyring() -> Arc<keyring_core::CredentialStore> {
        static ONE: OnceLock<Arc<keyring_core::CredentialStore>> = OnceLock::new();
        let one = ONE.get_or_init(|| keyring_core::mock::Store::new().unwrap());
        keyring_core::set_default_store(Arc::clone(one));
        Arc::clone(one)
    }

    #[tokio::test]
    async fn what_the_keyring_holds_for_one_host_goes_to_no_other() {
        keyring();
        let server = Server::start(|_| openai::stream(&["{}"]));
        let other = Server::start(|_| openai::stream(&["{}"]));
        let at = |server: &Server, name: &str| ProviderSettings {
            base_url: Some(server.url()),
            key: KeySource::Keyring,
            ..ProviderSettings::openai(name, "tiny")
        };
        let (account, is_looked_for) = at(&server, "lab").in_keyring().unwrap();
        assert!(is_looked_for);
        assert_eq!(account.to_string(), format!("lab at {}", server.url().trim_start_matches("http://")));
        let kept = account.keep(&format!(" {KEY}\n").into()).unwrap();
        assert_eq!(kept.to_string(), "…4711 from the keyring");
        assert!(ask(&Provider::new(at(&server, "lab")).unwrap(), &question()).await.0.is_ok());
        assert_eq!(server.requests()[0].header("authorization"), Some(&*format!("Bearer {KEY}")));

        // Another address under the same name, and another name at the same address.
        for settings in [at(&other, "lab"), at(&server, "club")] {
            let name = settings.name.clone();
            let failure = ask(&Provider::new(settings).unwrap(), &question()).await.0.unwrap_err();
            assert_eq!(failure.cause, Cause::Unauthorized);
            let said = format!("no key: the keyring holds no key of {name} for 127.0.0.1:");
            assert!(failure.words.starts_with(&said), "{}", failure.words);
            let then = format!("lusifer key set {name} keeps one; nothing was sent");
            assert!(failure.words.ends_with(&then), "{}", failure.words);
        }
        assert_eq!((server.requests().len(), other.connections()), (1, 0));

        assert_eq!(account.forget(), Ok(true));
        assert_eq!(account.forget(), Ok(false));
        assert!(ask(&Provider::new(at(&server, "lab")).unwrap(), &question()).await.0.is_err());
    }

    #[test]
    fn what_is_no_key_does_not_get_into_the_keyring_and_what_fails_there_does_not_tell_it() {
        let keyring = keyring();
        let settings = ProviderSettings {
            base_url: Some("https://models.example.org/v1".to_owned()),
            key: KeySource::Keyring,
            ..ProviderSettings::openai("fussy", "tiny")
        };
        let account = settings.in_keyring().unwrap().0;
        for text in ["", " \n", "two words", "sk-é"] {
            let words = account.keep(&text.to_owned().into()).unwrap_err();
            assert!(words.starts_with("this is no key: ") && words.ends_with("nothing was kept"), "{words}");
        }
        assert_eq!(account.forget(), Ok(false));

        let entry = keyring.build("lusifer", &account.to_string(), None).unwrap();
        let mock: &keyring_core::mock::Cred = entry.as_any().downcast_ref().unwrap();
        mock.set_error(keyring_core::Error::NoStorageAccess("dismissed".into()));
        let words = account.keep(&KEY.to_owned().into()).unwrap_err();
        assert!(words.starts_with("the keyring is locked") && words.contains("[providers.fussy]"), "{words}");
        mock.set_error(keyring_core::Error::BadEncoding(KEY.into()));
        let words = account.keep(&KEY.to_owned().into()).unwrap_err();
        assert!(words.starts_with("what the keyring holds is no text;") && !words.contains(KEY), "{words}");
        let without = ProviderSettings { key: KeySource::Env("LAB_KEY".to_owned()), ..settings };
        assert!(
            !without.in_keyring().unwrap().1,
            "a key that is taken from elsewhere is not looked for there"
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_from_a_command_is_fetched_anew_after_it_was_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "sk-the-old-key-0001").unwrap();
    let server = Server::start(|request| match request.header("authorization") {
        Some("Bearer sk-the-new-key-0002") => openai::stream(&["{}"]),
        _ => openai::error(401, "expired"),
    });
    let settings = ProviderSettings {
        key: KeySource::Command(vec!["cat".to_owned(), file.display().to_string()]),
        ..settings(Kind::OpenAi, &server, &file)
    };
    let provider = Provider::new(settings).unwrap();
    assert_eq!(ask(&provider, &question()).await.0.unwrap_err().cause, Cause::Unauthorized);
    std::fs::write(&file, "sk-the-new-key-0002").unwrap();
    assert!(ask(&provider, &question()).await.0.is_ok());
}

#[tokio::test]
async fn what_could_be_a_secret_is_not_in_the_record() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| {
        openai::stream(&["{}"])
            .header("set-cookie", "session=geheim")
            .header("x-api-key", "geheim")
            .header("openai-organization", "org-geheim")
            .header("authorization", "geheim")
            .header("x-request-id", "req-1")
            .header("x-ratelimit-remaining-tokens", "900")
    });
    let settings = ProviderSettings {
        base_url: Some(format!("{}/v1?api-version=1&sig=geheim", server.url())),
        ..settings(Kind::OpenAi, &server, &key)
    };
    let provider = Provider::new(settings).unwrap();
    let answer = ask(&provider, &question()).await.0.unwrap();
    let record = serde_json::to_string(&answer.exchange).unwrap();
    assert!(!record.contains("geheim") && !record.contains(KEY), "{record}");
    assert_eq!(answer.exchange.url, format!("{}/v1/chat/completions", server.url()));
    assert_eq!(
        server.requests()[0].path,
        "/v1/chat/completions?api-version=1&sig=geheim",
        "but the server gets it"
    );
    let names: Vec<&str> = answer.exchange.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"x-request-id") && names.contains(&"x-ratelimit-remaining-tokens"), "{names:?}");
    assert!(!provider.parameters().contains("geheim"), "{}", provider.parameters());
}

#[tokio::test]
async fn a_certificate_is_trusted_when_its_issuer_is_named() {
    let (_folder, key) = key_file();
    let server = Server::start_tls(CHAIN, CHAIN_KEY, |_| openai::stream(&["{}"]));
    let untrusting = settings(Kind::OpenAi, &server, &key);
    let failure = ask(&Provider::new(untrusting.clone()).unwrap(), &question()).await.0.unwrap_err();
    assert_eq!(failure.cause, Cause::Insecure, "{}", failure.words);
    assert!(failure.words.contains("nobody who is trusted here; set ca-file"), "{}", failure.words);
    assert_eq!(server.requests().len(), 0);

    let ca = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/providers/tls/ca.pem");
    let trusting = ProviderSettings { ca_file: Some(ca), ..untrusting.clone() };
    let answered = ask(&Provider::new(trusting.clone()).unwrap(), &question()).await.0;
    assert_eq!(said(&answered, &server), "stop \"{}\"");

    let elsewhere =
        ProviderSettings { base_url: Some(server.url().replace("127.0.0.1", "127.0.0.2")), ..trusting };
    let failure = ask(&Provider::new(elsewhere).unwrap(), &question()).await.0.unwrap_err();
    assert!(matches!(failure.cause, Cause::Insecure | Cause::Unreachable), "{}", failure.words);

    let none = ProviderSettings { ca_file: Some(key.clone()), ..untrusting };
    let words = Provider::new(none).unwrap_err().to_string();
    assert!(words.contains("cannot be used") && !words.contains(KEY), "{words}");
}

#[tokio::test]
async fn tls_is_not_spoken_to_who_does_not_speak_it() {
    let (_folder, key) = key_file();
    let server = Server::start(|_| ollama::stream(&["{}"]));
    let settings = ProviderSettings {
        base_url: Some(server.url().replace("http:", "https:")),
        ..settings(Kind::Ollama, &server, &key)
    };
    let failure = ask(&Provider::new(settings).unwrap(), &question()).await.0.unwrap_err();
    assert_eq!(failure.cause, Cause::Insecure, "{}", failure.words);
    assert_eq!(server.requests().len(), 0);
}
