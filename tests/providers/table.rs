//! The table of faults: what a server does, how many requests go out, what a user reads.
//!
//! Every row also checks that the key went out with each request and is nowhere in the answer, the record or what
//! `Debug` prints; that the record's request is what was sent last; and that what was heard is the text.

use std::time::Duration;

use lusifer::providers::Kind::{Ollama, OpenAi};
use serde_json::{Value, json};

use crate::model_server::{Reply, Request, Step, ollama, openai};
use crate::rig::{Case, Impatient, KEY, case, run};

const MOMENT: Duration = Duration::from_millis(2);

async fn check(cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for case in cases {
        let name = case.name;
        match tokio::spawn(run(case)).await {
            Ok(complaints) => wrong.extend(complaints),
            Err(panic) => wrong.push(format!("{name}: {panic}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `json_schema`, `json_object` or nothing.
fn format_of(request: &Request) -> String {
    request.json()["response_format"]["type"].as_str().unwrap_or_default().to_owned()
}

fn limited() -> Reply {
    openai::error_code(429, "Slow down", "rate_limit_exceeded")
}

/// 50 MB of text, in pieces of so many bytes: what is kept of it may not depend on them.
fn many_words(size: usize) -> Reply {
    let words = openai::piece("word ").repeat(50_000_000 / 170);
    words.chunks(size).fold(openai::begin(), Reply::bytes)
}

fn page() -> Reply {
    Reply::new(200)
        .header("content-type", "text/html")
        .bytes("<!doctype html>\n<title>Sign in</title><p>Welcome</p>")
}

#[rustfmt::skip]
#[tokio::test]
async fn waits() {
    check(vec![
        case("seconds", OpenAi, 1, |_| limited().header("retry-after", "7"),
            "rate-limited +7s: the server answered 429 (too many requests): Slow down (it asks to wait 7 s)"),
        case("seconds with a fraction", OpenAi, 1, |_| limited().header("retry-after", "1.5"),
            "rate-limited +1.5s: the server answered 429 (too many requests): Slow down (it asks to wait 1.5 s)"),
        case("a date that has passed", OpenAi, 1, |_| limited().header("retry-after", "Sun, 22 Nov 1998 00:00:00 GMT"),
            "rate-limited +0s: the server answered 429 (too many requests): Slow down (it asks to wait 0 s)"),
        case("milliseconds", OpenAi, 1, |_| limited().header("retry-after-ms", "250").header("retry-after", "1"),
            "rate-limited +0.25s: the server answered 429 (too many requests): Slow down (it asks to wait 250 ms)"),
        case("reset of what is used up", OpenAi, 1, |_| limited()
                .header("x-ratelimit-remaining-requests", "3").header("x-ratelimit-reset-requests", "1s")
                .header("x-ratelimit-remaining-tokens", "0").header("x-ratelimit-reset-tokens", "6m0s"),
            "rate-limited +360s: the server answered 429 (too many requests): Slow down (it asks to wait 6 min)"),
        case("in the words", OpenAi, 1, |_| openai::error(429, "Limit reached. Please try again in 20ms."),
            "rate-limited +0.02s: the server answered 429 (too many requests): Limit reached. Please try again in 20ms. (it asks to wait 20 ms)"),
        case("none", OpenAi, 1, |_| limited(),
            "rate-limited: the server answered 429 (too many requests): Slow down"),
        case("nonsense", OpenAi, 1, |_| limited().header("retry-after", "soon"),
            "rate-limited: the server answered 429 (too many requests): Slow down"),
        case("of Ollama", Ollama, 1, |_| ollama::error(429, "too many").header("retry-after", "2"),
            "rate-limited +2s: the server answered 429 (too many requests): too many (it asks to wait 2 s)"),
        case("quota", OpenAi, 1, |_| openai::error_code(429, "You exceeded your current quota", "insufficient_quota"),
            "quota: the server answered 429 (too many requests): You exceeded your current quota"),
        case("quota of the day", OpenAi, 1, |_| openai::error(429, "Rate limit: free-models-per-day").header("retry-after", "3600"),
            "quota +3600s: the server answered 429 (too many requests): Rate limit: free-models-per-day (it asks to wait 60 min)"),
        case("no credit", OpenAi, 1, |_| openai::json_body(402, &json!({ "error": { "message": "Insufficient credits", "code": 402 } })),
            "quota: the server answered 402 (payment required): Insufficient credits"),
        case("busy", OpenAi, 1, |_| openai::error(503, "overloaded").header("retry-after", "3"),
            "server-error +3s: the server answered 503 (service unavailable): overloaded (it asks to wait 3 s)"),
    ])
    .await;
}

#[rustfmt::skip]
#[tokio::test]
async fn refusals() {
    check(vec![
        // 500 to a schema may be the schema: it is given up, step by step, before the server is believed.
        case("500", OpenAi, 3, |_| openai::error(500, "oops"),
            "server-error: the server answered 500 (internal server error): oops"),
        case("500, then well", OpenAi, 2, |request| match request.number { 0 => openai::error(500, "oops"), _ => openai::stream(&["{}"]) },
            "stop \"{}\" | the server does not take a JSON Schema: asked for a JSON object instead (the server answered 500 (internal server error): oops)"),
        case("502 in HTML", OpenAi, 1, |_| Reply::new(502).header("content-type", "text/html").bytes("<html><head><title>Bad\ngateway</title></head></html>"),
            "server-error: the server answered 502 (bad gateway): Bad gateway").body("<html>"),
        case("503 in plain text", OpenAi, 1, |_| Reply::new(503).bytes("upstream \u{1b}[31mis\u{1b}[0m away\n\n"),
            "server-error: the server answered 503 (service unavailable): upstream [31mis [0m away").body("upstream"),
        case("529 and nothing", OpenAi, 1, |_| Reply::new(529).sized(),
            "server-error: the server answered 529 (overloaded)"),
        case("a code that is a number", OpenAi, 1, |_| openai::json_body(429, &json!({ "error": { "message": "later", "type": "Limit", "code": 429 } })),
            "rate-limited: the server answered 429 (too many requests): later"),
        case("an error in an array", OpenAi, 1, |_| openai::json_body(503, &json!([{ "error": { "code": 503, "message": "overloaded", "status": "UNAVAILABLE" } }])),
            "server-error: the server answered 503 (service unavailable): overloaded"),
        case("a bad key, told back", OpenAi, 1, |_| openai::error_code(401, &format!("Incorrect API key provided: {KEY}"), "invalid_api_key").header("x-your-key", KEY).header("x-said", KEY),
            "unauthorized: the server answered 401 (unauthorized): Incorrect API key provided: …4711; the key was …4711 from KEY-FILE"),
        case("forbidden", OpenAi, 1, |_| openai::error(403, "Country not supported"),
            "forbidden: the server answered 403 (forbidden): Country not supported"),
        case("no such model, and no list", OpenAi, 2, |_| openai::error_code(404, "The model `tiny` does not exist or you do not have access to it.", "model_not_found"),
            "no-such-model: the server answered 404 (not found): The model `tiny` does not exist or you do not have access to it."),
        case("no such model, but others", OpenAi, 2, |request| match request.method.as_str() {
            "GET" => openai::models(&["o3", "small", "timy-2", "tinier", "gpt-4o", "a", "b\u{202e}\u{1b}[31m"]),
            _ => openai::error_code(404, "The model `tiny` does not exist", "model_not_found"),
        },
            "no-such-model: the server answered 404 (not found): The model `tiny` does not exist; it has tinier, timy-2, gpt-4o, a, b [31m and 2 more"),
        case("no such model at Ollama", Ollama, 2, |request| match request.method.as_str() {
            "GET" => ollama::tags(&["llama3.2:3b", "tiny:1b"]),
            _ => ollama::error(404, "model \"tiny\" not found, try pulling it first"),
        },
            "no-such-model: the server answered 404 (not found): model \"tiny\" not found, try pulling it first; it has tiny:1b, llama3.2:3b"),
        case("no such place", OpenAi, 1, |_| Reply::new(404).header("content-type", "text/html").bytes("<html><title>404 Not Found</title>"),
            "not-found: the server answered 404 (not found): 404 Not Found"),
        case("too long", OpenAi, 1, |_| openai::error_code(400, "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.", "context_length_exceeded"),
            "prompt-too-long: the server answered 400 (bad request): This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens."),
        case("too long, in llama.cpp's way", OpenAi, 1, |_| openai::json_body(400, &json!({ "error": { "code": 400, "message": "request (9000 tokens) exceeds the available context size (4096 tokens)", "type": "exceed_context_size_error" } })),
            "prompt-too-long: the server answered 400 (bad request): request (9000 tokens) exceeds the available context size (4096 tokens)"),
        case("detail of FastAPI", OpenAi, 3, |_| openai::json_body(422, &json!({ "detail": [{ "loc": ["body", "messages"], "msg": "Field required" }] })),
            "bad-request: the server answered 422 (unprocessable entity): Field required"),
        case("error in a 200", OpenAi, 1, |_| openai::json_body(200, &json!({ "error": { "code": 502, "message": "Provider down" } })),
            "error-mid-stream: the server broke off its answer: Provider down"),
    ])
    .await;
}

#[rustfmt::skip]
#[tokio::test]
async fn what_a_server_does_not_take_is_given_up() {
    check(vec![
        case("no schema", OpenAi, 2, |request| match format_of(request).as_str() {
                "json_schema" => openai::error(400, "response_format type json_schema is unavailable"),
                _ => openai::stream(&["{}"]),
            },
            "stop \"{}\" | the server does not take a JSON Schema: asked for a JSON object instead (the server answered 400 (bad request): response_format type json_schema is unavailable)"),
        case("no JSON at all", OpenAi, 3, |request| match format_of(request).as_str() {
                "" => openai::stream(&["{}"]),
                _ => openai::error(400, "response_format is not supported"),
            },
            "stop \"{}\" | the server does not take a JSON object: asked for plain text instead (the server answered 400 (bad request): response_format is not supported)"),
        case("no usage", OpenAi, 2, |request| match request.json().get("stream_options") {
                Some(_) => openai::error(400, "Unrecognized request argument supplied: stream_options"),
                None => openai::begin().bytes(openai::piece("{}")).bytes(openai::finish("stop")).bytes(openai::done()),
            },
            "stop \"{}\" | the server takes no stream_options: it may not say how many tokens an answer took | the server does not say how many tokens it took"),
        case("another name for the cap", OpenAi, 2, |request| match request.json().get("max_tokens") {
                Some(_) => openai::error(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
                None => openai::stream(&["{}"]),
            },
            "stop \"{}\" | the cap on tokens is named max_completion_tokens here"),
        case("no temperature", OpenAi, 2, |request| match request.json().get("temperature") {
                Some(_) => openai::error(400, "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported."),
                None => openai::stream(&["{}"]),
            },
            "stop \"{}\" | the model takes no temperature: its own was used"),
        case("a schema that fails when the answer has begun", OpenAi, 2, |request| match format_of(request).as_str() {
                "json_schema" => openai::begin().bytes("data: {\"error\":{\"message\":\"Failed to compile the grammar\",\"code\":400}}\n\n").bytes(openai::done()),
                _ => openai::stream(&["{}"]),
            },
            "stop \"{}\" | the server does not take a JSON Schema: asked for a JSON object instead (the server broke off its answer: Failed to compile the grammar)"),
        case("a schema is not at fault where memory is", Ollama, 1, |_| ollama::error(500, "model requires more system memory (9.0 GiB) than is available (4.0 GiB)"),
            "server-error: the server answered 500 (internal server error): model requires more system memory (9.0 GiB) than is available (4.0 GiB)"),
        case("Ollama before 0.5", Ollama, 2, |request| match request.json()["format"] {
                Value::Object(_) => ollama::error(400, "json: cannot unmarshal object into Go struct field ChatRequest.format of type string"),
                _ => ollama::stream(&["{}"]),
            },
            "stop \"{}\" | the server does not take a JSON Schema: asked for a JSON object instead (the server answered 400 (bad request): json: cannot unmarshal object into Go struct field ChatRequest.format of type string)"),
    ])
    .await;
}

#[rustfmt::skip]
#[tokio::test]
async fn connections() {
    check(vec![
        case("reset before the headers", OpenAi, 1, |_| Reply::new(200).first(Step::Reset),
            "connection-broken: the connection to HOST was reset before an answer came"),
        case("closed before the headers", OpenAi, 1, |_| Reply::new(200).first(Step::Close),
            "connection-broken: the connection to HOST was closed before an answer came"),
        case("another protocol", OpenAi, 1, |_| Reply::new(200).first(Step::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())).first(Step::Close),
            "garbled: what HOST sends cannot be read: invalid HTTP version parsed"),
        case("a broken gzip", OpenAi, 1, |_| openai::stream(&["Hello"]).header("content-encoding", "gzip"),
            "garbled: what HOST sends cannot be read: Invalid gzip header"),
        case("reset after the headers", OpenAi, 1, |_| openai::begin().heard(2).then(Step::Reset),
            "connection-broken: the connection to HOST was reset before the answer was whole"),
        case("reset in the middle", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).heard(3).then(Step::Reset),
            "connection-broken: the connection to HOST was reset before the answer was whole | had \"Half\"").body("data: "),
        case("closed in the middle of a chunked body", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).then(Step::Close),
            "connection-broken: the connection to HOST was closed before the answer was whole | had \"Half\""),
        case("shorter than promised", OpenAi, 1, |_| openai::whole("{}").header("content-length", "9999").then(Step::Close),
            "connection-broken: the connection to HOST was closed before the answer was whole"),
        case("ends without an end", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).until_close(),
            "connection-broken: the connection was closed before the answer was whole | had \"Half\""),
        case("ends without an end at Ollama", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Half")).bytes("{\"model\":\"ti").until_close(),
            "connection-broken: the connection was closed before the answer was whole | had \"Half\""),
        case("nothing at all", OpenAi, 1, |_| openai::begin().sized(),
            "connection-broken: the server closed the connection without an answer"),
        case("nothing at all from Ollama", Ollama, 1, |_| ollama::begin().sized(),
            "connection-broken: the server closed the connection without an answer"),
        case("hangs before the headers", OpenAi, 1, |_| Reply::new(200).first(Step::Hang),
            "timed-out: HOST did not begin to answer within 300 ms").impatient(Impatient::ForTheFirstToken),
        case("hangs after the headers", OpenAi, 1, |_| openai::begin().then(Step::Hang),
            "timed-out: the server began to answer, but no token came within 300 ms").impatient(Impatient::ForTheFirstToken),
        case("says only that it is working", OpenAi, 1, |_| openai::begin().bytes(": PROCESSING\n\n").then(Step::Hang),
            "timed-out: the server began to answer, but no token came within 300 ms").impatient(Impatient::ForTheFirstToken).body(": PROCESSING"),
        case("stalls", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).then(Step::Hang),
            "timed-out: no further token came for 300 ms | had \"Half\"").impatient(Impatient::BetweenTokens),
        case("Ollama stalls", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Half")).then(Step::Hang),
            "timed-out: no further token came for 300 ms | had \"Half\"").impatient(Impatient::BetweenTokens),
        case("never closes after its end", OpenAi, 1, |_| openai::stream(&["{}"]).then(Step::Hang),
            "stop \"{}\""),
    ])
    .await;
}

#[rustfmt::skip]
#[tokio::test]
async fn answers() {
    let many = || openai::begin().bytes(openai::piece("Kieślowski 🎬 日本")).bytes(openai::finish("stop")).bytes(openai::usage(1, 1)).bytes(openai::done());
    check(vec![
        case("a stream", OpenAi, 1, |_| openai::stream(&["Hel", "lo"]), "stop \"Hello\"").body("data: "),
        case("a stream of Ollama", Ollama, 1, |_| ollama::stream(&["Hel", "lo"]), "stop \"Hello\"").body("{\"model\""),
        case("no stream", OpenAi, 1, |_| openai::whole("Hello"), "stop \"Hello\"").body("{\"id\""),
        case("one byte at a time", OpenAi, 1, move |_| many().in_pieces(1, Duration::ZERO), "stop \"Kieślowski 🎬 日本\""),
        case("characters cut between packets", OpenAi, 1, move |_| many().in_pieces(3, MOMENT), "stop \"Kieślowski 🎬 日本\""),
        case("characters cut between packets by Ollama", Ollama, 1, |_| ollama::stream(&["Kieślowski 🎬 日本"]).in_pieces(3, MOMENT), "stop \"Kieślowski 🎬 日本\""),
        case("until close", OpenAi, 1, |_| openai::stream(&["Hello"]).until_close(), "stop \"Hello\""),
        case("with a length", OpenAi, 1, |_| openai::stream(&["Hello"]).sized(), "stop \"Hello\""),
        case("gzip", OpenAi, 1, |_| openai::stream(&["Hello"]).gzip(), "stop \"Hello\"").body("data: "),
        case("gzip from Ollama", Ollama, 1, |_| ollama::stream(&["Hello"]).gzip().sized(), "stop \"Hello\""),
        case("another content type", OpenAi, 1, |_| openai::stream(&["Hello"]).header("content-type", "text/plain"), "stop \"Hello\""),
        case("an object by the type of a stream", OpenAi, 1, |_| openai::whole("Hello").header("content-type", "text/event-stream"), "stop \"Hello\""),
        case("lines of Windows, comments, no last line", OpenAi, 1, |_| openai::begin()
                .bytes(": hello\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]"),
            "stop \"Hi\" | the server does not say how many tokens it took"),
        case("bytes that are not UTF-8", OpenAi, 1, |_| openai::begin()
                .bytes(b"data: {\"choices\":[{\"delta\":{\"content\":\"Caf\xe9\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n"),
            "stop \"Caf\u{fffd}\" | the answer held bytes that are not UTF-8: they are shown as \u{fffd}"),
        case("bytes that are not UTF-8 from Ollama", Ollama, 1, |_| ollama::begin()
                .bytes(b"{\"message\":{\"content\":\"Caf\xe9\"},\"done\":true,\"eval_count\":3}\n"),
            "stop \"Caf\u{fffd}\" | the answer held bytes that are not UTF-8: they are shown as \u{fffd}"),
        case("null in the first piece", OpenAi, 1, |_| openai::begin()
                .bytes(openai::event(&json!({ "choices": [{ "index": 0, "delta": { "role": "assistant", "content": null, "refusal": null } }] })))
                .bytes(openai::piece("Hello")).bytes(openai::finish("stop")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "stop \"Hello\""),
        case("lean pieces, no usage, no [DONE]", OpenAi, 1, |_| openai::begin()
                .bytes("data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"eos\"}]}\n\n"),
            "stop \"Hello\" | the server does not say how many tokens it took"),
        case("[DONE] without a reason", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Hello")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "stop \"Hello\" | the server does not say why the answer ended"),
        case("another reason", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Hello")).bytes(openai::finish("tool_calls")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "tool_calls \"Hello\""),
        case("length", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Hel")).bytes(openai::finish("length")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "length \"Hel\""),
        case("length at Ollama", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Hel")).bytes(ollama::done("length", 11, 3)),
            "length \"Hel\""),
        case("filtered", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Hel")).bytes(openai::finish("content_filter")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "content_filter \"Hel\""),
        case("refusal", OpenAi, 1, |_| openai::begin()
                .bytes(openai::event(&json!({ "choices": [{ "index": 0, "delta": { "refusal": "I cannot " } }] })))
                .bytes(openai::event(&json!({ "choices": [{ "index": 0, "delta": { "refusal": "help." } }] })))
                .bytes(openai::finish("stop")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "refusal \"I cannot help.\" | the model refused: I cannot help."),
        case("empty", OpenAi, 1, |_| openai::stream(&[]), "stop \"\" | the answer is empty"),
        case("empty from Ollama", Ollama, 1, |_| ollama::stream(&[]), "stop \"\" | the answer is empty"),
        case("only thoughts", OpenAi, 1, |_| openai::begin()
                .bytes(openai::event(&json!({ "choices": [{ "index": 0, "delta": { "reasoning_content": "Hm" } }] })))
                .bytes(openai::finish("length")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "length \"\" | the answer is empty: the model only thought"),
        case("text in parts", OpenAi, 1, |_| openai::begin()
                .bytes(openai::event(&json!({ "choices": [{ "index": 0, "delta": { "content": [{ "type": "text", "text": "Hello" }] } }] })))
                .bytes(openai::finish("stop")).bytes(openai::usage(1, 1)).bytes(openai::done()),
            "stop \"Hello\""),
        case("the key in an answer", OpenAi, 1, |_| openai::stream(&[KEY]), "stop \"…4711\""),
    ])
    .await;
}

#[rustfmt::skip]
#[tokio::test]
async fn answers_that_are_none() {
    check(vec![
        case("error in the middle", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half"))
                .bytes("data: {\"error\":{\"message\":\"engine died\",\"code\":500}}\n\n").bytes(openai::done()),
            "error-mid-stream: the server broke off its answer: engine died | had \"Half\""),
        case("error in the middle by event", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half"))
                .bytes("event: error\ndata: {\"message\":\"engine died\"}\n\n"),
            "error-mid-stream: the server broke off its answer: engine died | had \"Half\""),
        case("error as a reason", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).bytes(openai::finish("error")).bytes(openai::done()),
            "error-mid-stream: the server broke off its answer with an error | had \"Half\""),
        case("limit in the middle", OpenAi, 1, |_| openai::begin()
                .bytes("data: {\"error\":{\"message\":\"Please try again in 2s\",\"code\":429}}\n\n"),
            "rate-limited +2s: the server broke off its answer: Please try again in 2s"),
        case("error in the middle at Ollama", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Half")).bytes("{\"error\":\"CUDA out of memory\"}\n"),
            "error-mid-stream: the server broke off its answer: CUDA out of memory | had \"Half\""),
        case("a piece that is no JSON", OpenAi, 1, |_| openai::begin().bytes(openai::piece("Half")).bytes("data: {\"choices\": oh\n\n"),
            "garbled: a piece of the answer is not JSON (expected value at line 1 column 13): {\"choices\": oh | had \"Half\""),
        case("a line that is no JSON", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Half")).bytes("oh\n"),
            "garbled: a line of the answer is not JSON (expected value at line 1 column 1): oh | had \"Half\""),
        case("a web page", OpenAi, 1, |_| Reply::new(200).header("content-type", "text/html").bytes("<!doctype html><title>Sign in</title>"),
            "garbled: what answers is a web page (Sign in), not a model: is base-url right?"),
        case("a web page instead of Ollama", Ollama, 1, |_| Reply::new(200).header("content-type", "text/html").bytes("<!doctype html>\n<title>Sign in</title>"),
            "garbled: what answers is a web page (Sign in), not Ollama: is base-url right?"),
        case("a web page in pieces", OpenAi, 1, |_| page().in_pieces(5, MOMENT),
            "garbled: what answers is a web page (Sign in), not a model: is base-url right?"),
        case("a web page in pieces instead of Ollama", Ollama, 1, |_| page().in_pieces(5, MOMENT),
            "garbled: what answers is a web page (Sign in), not Ollama: is base-url right?"),
        case("plain text", OpenAi, 1, |_| Reply::new(200).bytes("Ollama is running"),
            "garbled: this is no chat completion: Ollama is running"),
        case("another JSON", OpenAi, 1, |_| openai::json_body(200, &json!({ "status": "ok" })),
            "garbled: this is no chat completion: {\"status\":\"ok\"}"),
        case("half a JSON", OpenAi, 1, |_| Reply::new(200).bytes("{\"choices\": [").until_close(),
            "connection-broken: the answer is no whole JSON: EOF while parsing a list at line 1 column 13"),
        case("50 MB", OpenAi, 1, |_| {
                let mut reply = openai::begin();
                for _ in 0..50 { reply = reply.bytes(openai::piece(&"x".repeat(1 << 20))); }
                reply
            },
            "too-large: the answer is larger than 1 MiB and was not read to its end"),
        case("50 MB in pieces", OpenAi, 1, |_| many_words(87_000),
            "too-large: the answer is larger than 1 MiB and was not read to its end | had <30660 characters>"),
        case("50 MB in small pieces", OpenAi, 1, |_| many_words(777),
            "too-large: the answer is larger than 1 MiB and was not read to its end | had <30660 characters>"),
        case("too much from Ollama in pieces that fit", Ollama, 1, |_| ollama::begin().bytes(ollama::piece("Half")).bytes(ollama::piece(&"x".repeat(1 << 20))),
            "too-large: the answer is larger than 1 MiB and was not read to its end | had \"Half\""),
        case("a line without an end", Ollama, 1, |_| ollama::begin().bytes(vec![b'x'; 3 << 20]),
            "too-large: the answer is larger than 1 MiB and was not read to its end"),
    ])
    .await;
}
