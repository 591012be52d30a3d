use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect()
}

fn of(status: u16, pairs: &[(&'static str, &str)], body: &str) -> Trouble {
    // 2026-11-22 12:00:00 UTC
    let now = SystemTime::UNIX_EPOCH + Duration::from_hours(498_708);
    refused(status, &headers(pairs), body.as_bytes(), now)
}

#[test]
fn causes_are_told_apart_whatever_shape_the_error_has() {
    use Cause::{
        BadRequest, Forbidden, NoSuchModel, NoSuchPlace, Quota, RateLimited, Server, TooLong, Unauthorized,
    };
    let cases: &[(u16, &str, Cause)] = &[
        (
            429,
            r#"{"error":{"message":"Rate limit reached for gpt-x","type":"requests","code":"rate_limit_exceeded"}}"#,
            RateLimited,
        ),
        (
            429,
            r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            Quota,
        ),
        (429, r#"{"error":{"message":"Rate limit exceeded: free-models-per-day","code":429}}"#, Quota),
        (429, r#"{"error":{"message":"slow down","code":429}}"#, RateLimited),
        (402, r#"{"error":{"message":"Insufficient credits","code":402}}"#, Quota),
        (401, r#"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#, Unauthorized),
        (403, "Forbidden", Forbidden),
        (
            404,
            r#"{"error":{"message":"The model `x` does not exist or you do not have access to it.","code":"model_not_found"}}"#,
            NoSuchModel,
        ),
        (404, r#"{"error":"model \"x\" not found, try pulling it first"}"#, NoSuchModel),
        (404, "<html><head><title>404 Not Found</title></head></html>", NoSuchPlace),
        (400, r#"{"error":{"message":"x is not a valid model ID","code":400}}"#, NoSuchModel),
        (
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens","code":"context_length_exceeded"}}"#,
            TooLong,
        ),
        (
            400,
            r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}"#,
            TooLong,
        ),
        (500, r#"{"error":"input length exceeds the context length"}"#, TooLong),
        (400, r#"{"detail":"bad"}"#, BadRequest),
        (422, r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, BadRequest),
        (500, "oops", Server),
        (502, "<html>bad gateway</html>", Server),
        (503, r#"[{"error":{"code":503,"message":"The model is overloaded."}}]"#, Server),
        (529, "", Server),
    ];
    for (status, body, cause) in cases {
        assert_eq!(of(*status, &[], body).cause, *cause, "{status} {body}");
    }
}

#[test]
fn the_servers_words_are_quoted_without_what_could_move_a_cursor() {
    let words = |status, body: &str| of(status, &[], body).words;
    assert_eq!(words(500, "oops"), "the server answered 500 (internal server error): oops");
    assert_eq!(words(500, ""), "the server answered 500 (internal server error)");
    assert_eq!(
        words(422, r#"{"detail":[{"msg":"a"},{"msg":"b"}]}"#),
        "the server answered 422 (unprocessable entity): a; b"
    );
    assert_eq!(
        words(502, "<html><title>Bad\nGateway</title>"),
        "the server answered 502 (bad gateway): Bad Gateway"
    );
    assert_eq!(
        words(400, "{\"error\":{\"message\":\"red \\u001b[31m\\u202e text\\u0007\"}}"),
        "the server answered 400 (bad request): red [31m text"
    );
    assert!(words(500, &"long ".repeat(10_000)).len() < 500);
    let raw = r#"{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"top_k is odd\"}}"}}}"#;
    assert_eq!(
        words(400, raw),
        "the server answered 400 (bad request): Provider returned error: top_k is odd"
    );
}

#[test]
fn every_way_to_ask_for_a_wait_is_understood() {
    type Case<'a> = (&'a [(&'static str, &'a str)], &'a str, Option<f64>);
    let cases: &[Case<'_>] = &[
        (&[("retry-after", "7")], "", Some(7.0)),
        (&[("retry-after", "1.5")], "", Some(1.5)),
        (&[("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT")], "", Some(30.0)),
        (&[("retry-after", "Sun, 22 Nov 2026 11:00:30 GMT")], "", Some(0.0)),
        (&[("retry-after", "Sunday, 22-Nov-26 12:00:30 GMT")], "", Some(30.0)),
        (&[("retry-after", "20ms")], "", Some(0.02)),
        (&[("retry-after", "soon")], "", None),
        (&[("retry-after", "-3")], "", None),
        (&[("retry-after-ms", "250"), ("retry-after", "9")], "", Some(0.25)),
        (&[("x-ratelimit-reset-requests", "1s"), ("x-ratelimit-reset-tokens", "6m0s")], "", Some(360.0)),
        (
            &[
                ("x-ratelimit-reset-requests", "1s"),
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-tokens", "6m0s"),
                ("x-ratelimit-remaining-tokens", "900"),
            ],
            "",
            Some(1.0),
        ),
        (&[("x-ratelimit-reset", "1795348812")], "", Some(12.0)),
        (&[("x-ratelimit-reset", "1795348812500")], "", Some(12.5)),
        (&[("x-ratelimit-reset", "12")], "", Some(12.0)),
        (&[("ratelimit-reset", "3")], "", Some(3.0)),
        (&[], r#"{"error":{"message":"Please try again in 1.2s. Visit"}}"#, Some(1.2)),
        (&[], r#"{"error":{"message":"Please try again in 6m0s."}}"#, Some(360.0)),
        (&[], r#"{"error":{"message":"Please try again in 20 seconds"}}"#, Some(20.0)),
        (&[], r#"[{"error":{"code":429,"details":[{"retryDelay":"34s"}]}}]"#, Some(34.0)),
        (&[("retry-after", "99999999999999999999")], "", Some(31.0 * 86400.0)),
        (&[], "", None),
    ];
    for (pairs, body, wait) in cases {
        assert_eq!(
            of(429, pairs, body).retry_after.map(|wait| wait.as_secs_f64()),
            *wait,
            "{pairs:?} {body}"
        );
    }
    assert_eq!(of(503, &[("retry-after", "7")], "").retry_after, Some(Duration::from_secs(7)));
    assert_eq!(of(400, &[("retry-after", "7")], "").retry_after, None, "waiting does not make it right");
    assert!(of(429, &[("retry-after", "7")], "").words.ends_with("(it asks to wait 7 s)"));
}

#[test]
fn an_error_inside_an_answer_has_a_cause_too() {
    let of = |text: &str| mid_stream(&serde_json::from_str(text).unwrap()).map(|trouble| trouble.cause);
    assert_eq!(of(r#"{"choices":[]}"#), None);
    assert_eq!(of(r#"{"error":null}"#), None);
    assert_eq!(of(r#"{"error":"CUDA out of memory"}"#), Some(Cause::MidStream));
    assert_eq!(of(r#"{"error":{"code":502,"message":"upstream"}}"#), Some(Cause::MidStream));
    assert_eq!(of(r#"{"error":{"code":429,"message":"slow"}}"#), Some(Cause::RateLimited));
    assert_eq!(of(r#"{"error":{"code":"context_length_exceeded","message":"x"}}"#), Some(Cause::TooLong));
}
