mod ratings;

use proptest::prelude::*;
use ratings::slate;

use super::*;
use crate::domain::{Id, Rating, RatingScale, StatedClaim};
use crate::prompting::Contract;
use crate::prompting::tests::dataset;

fn profile_ask(update: bool, claims: bool) -> ProfileAsk {
    let data = dataset();
    let contract = if update { Contract::update(&data, claims) } else { Contract::first(&data, claims) };
    ProfileAsk {
        contract,
        titles: vec!["The Usual Suspects".into(), "Fargo".into(), "Seven".into()],
        forbid_ratings: true,
        items: vec![Id::Number(12), Id::Number(13)],
        paragraphs: None,
        words: None,
    }
}

fn rating_ask(scale: RatingScale) -> RatingAsk {
    let mut data = dataset();
    data.scale = scale;
    RatingAsk { contract: Contract::ratings(&data), items: [12, 23, 27].map(Id::Number).to_vec() }
}

/// `ok`, `repaired: what`, or `line:column why`.
fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Accepted => "ok".into(),
        Verdict::Repaired { what } => format!("repaired: {what}"),
        Verdict::Rejected { why, line, column } => match line.zip(*column) {
            Some((line, column)) => format!("{line}:{column} {why}"),
            None => why.clone(),
        },
    }
}

#[test]
fn profiles_are_read_or_refused_with_the_reason() {
    let update = profile_ask(true, false);
    let good = r#"{"user_profile":"P.","update":"U."}"#;
    let fence = "repaired: a Markdown fence was taken off";
    let prose = "text before the object was left out";
    let thoughts = "repaired: the model's thoughts were taken off";
    let cases: &[(String, &str)] = &[
        (good.into(), "ok"),
        (format!("\u{feff} {good}\n\n"), "ok"),
        (format!("```json\n{good}\n```"), fence),
        (format!("```\n\n{good}\n\n```\n"), fence),
        (format!("```JSON {good}```"), fence),
        (format!("~~~\n{good}"), fence),
        (format!("Sure! Here it is:\n{good}"), &format!("repaired: {prose}")),
        (format!("I use {{braces}} and {{ more\n{good}"), &format!("repaired: {prose}")),
        (format!("{good}\nAnything else?"), "repaired: text after the object was left out"),
        (format!("<think>say {{\"user_profile\": 1}} or {{\"a\"</think>\n{good}"), thoughts),
        (format!("so {{\"a\": 1}} it is {{\"b\"\n</think>\n{good}"), thoughts),
        (format!("maybe\n</think>\n{good}"), thoughts),
        ("<think>for ever {\"a\":1}".into(), "1:1 the answer ends while the model still thinks"),
        ("<think>x</think>  ".into(), "1:17 nothing came after the model's thoughts"),
        (format!("{good}\n{good}"), "2:1 2 JSON objects came where one was asked for"),
        ("{}".repeat(20), "1:3 many JSON objects came where one was asked for"),
        (format!("[{good}]"), "1:1 a list came where one JSON object was asked for"),
        (format!("```json\n[\n{good},\n{good}]\n```"), "2:1 a list came where one JSON object was asked for"),
        ("[]".into(), "1:1 a list came where one JSON object was asked for"),
        ("null".into(), "1:1 null came where one JSON object was asked for"),
        ("\"P.\"".into(), "1:1 a text came where one JSON object was asked for"),
        ("4".into(), "1:1 a number came where one JSON object was asked for"),
        (String::new(), "the answer is empty"),
        (" \n\u{feff}\t".into(), "the answer is empty"),
        (
            "I'm sorry, but I can't help with that.\u{1b}[2J".into(),
            "1:1 there is no JSON object in it: \"I'm sorry, but I can't help with that.[2J\"",
        ),
        (r#"{"user_profile":"P."}"#.into(), "1:1 the key update is missing"),
        (
            r#"x {"profile":"P.","note":1}"#.into(),
            "1:3 the keys user_profile, update are missing; there is: profile, note",
        ),
        (
            r#"{"user_profile":"P.","update":"U.","why":"W"}"#.into(),
            "repaired: left out what was not asked for: why",
        ),
        (
            "{\"user_profile\":\"P.\",\n \"user_profile\":\"Q.\",\"update\":\"U.\"}".into(),
            "1:2 the key \"user_profile\" is there twice",
        ),
        ("{\"user_profile\":\"P.\",\n \"update\":null}".into(), "2:2 \"update\" is null, not a text"),
        (
            r#"{"user_profile":{"text":"P."},"update":"U."}"#.into(),
            "1:2 \"user_profile\" is an object, not a text",
        ),
        (r#"{"user_profile":" \n ","update":"U."}"#.into(), "1:2 \"user_profile\" is empty"),
        (
            r#"{"user_profile":["P.","Q."],"update":"U."}"#.into(),
            "repaired: \"user_profile\" came as a list of paragraphs, which were joined",
        ),
        (
            r#"{"user_profile":"P.\\n\\nQ.","update":"U."}"#.into(),
            "repaired: line breaks of \"user_profile\" were escaped twice",
        ),
        (
            "{\"user_profile\":\"P.\n\nQ. \\\"x\\\" {\",\"update\":\"U.\"}".into(),
            "repaired: line breaks inside a text were written as JSON wants them",
        ),
        ("{\"user_profile\":\"P.\",\n\"update\":\"U.\",}".into(), "2:15 the JSON is wrong: trailing comma"),
        ("{\"user_profile\":\"ü\" \"update\":1}".into(), "1:21 the JSON is wrong: expected `,` or `}`"),
        (r#"{"user_profile":"P.","upd"#.into(), "the answer ends in the middle of its JSON object"),
        (
            r#"{"ratings":[{"item":1,"rating":4},{"item":2"#.into(),
            "the answer ends in the middle of its JSON object",
        ),
        (
            format!("{}1{}", "{\"a\":".repeat(500), "}".repeat(500)),
            "the JSON is wrong: recursion limit exceeded",
        ),
        ("{\"a\":".repeat(100_000), "the JSON is wrong: recursion limit exceeded"),
    ];
    for (answer, expected) in cases {
        let reading = update.read(answer);
        let found = said(&reading.verdict);
        let place_matters = expected.chars().next().is_some_and(|c| c.is_ascii_digit());
        let holds =
            if place_matters || found == *expected { found == *expected } else { found.ends_with(expected) };
        assert!(holds, "{}\n  expected {expected}\n  found    {found}", quote(answer));
        let rejected = matches!(reading.verdict, Verdict::Rejected { .. });
        assert_eq!(reading.parts.is_none(), rejected);
        assert_eq!(reading.rungs.last().unwrap().passed, !rejected, "{answer}");
        assert_eq!(reading.outcome().is_good(), !rejected);
    }
}

#[test]
fn every_rung_is_recorded_in_order() {
    let names = |rungs: &[Rung]| rungs.iter().map(|rung| rung.name.clone()).collect::<Vec<_>>();
    let reading = profile_ask(false, false).read(r#"{"user_profile":"P."}"#);
    assert_eq!(names(&reading.rungs), [BYTES, TEXT, WRAPPING, OBJECT, SCHEMA]);
    let reading = rating_ask(RatingScale::ONE_TO_FIVE).read(r#"{"ratings":[{"item":12,"rating":4}]}"#);
    assert_eq!(names(&reading.rungs), [BYTES, TEXT, WRAPPING, OBJECT, SCHEMA, IDS, RANGE, COMPLETE]);
    assert!(!reading.rungs[7].passed);
    let reading = rating_ask(RatingScale::ONE_TO_FIVE).read("no");
    assert_eq!(names(&reading.rungs), [BYTES, TEXT, OBJECT]);
}

#[test]
fn bytes_are_looked_at_first() {
    let ask = profile_ask(false, false);
    let reading = ask.read(b"ok\n{\"user_profile\":\"\xff\"}");
    assert_eq!(said(&reading.verdict), "2:18 the answer is not UTF-8 text");
    let reading = ask.read(vec![b'{'; 50_000_000]);
    assert_eq!(said(&reading.verdict), "the answer has 50,000,000 bytes, at most 4,194,304 are read");
}

/// What takes quadratic time does not end within a test of half a megabyte each.
#[test]
fn no_text_takes_longer_than_its_length() {
    let size = 1 << 19;
    for part in [
        "{",
        "{ ",
        "{\"",
        "{\"a\":",
        "{\"a\":}",
        "}",
        "[",
        "[{",
        "\\",
        "```\n",
        "</think>",
        "<think>",
        "{}",
        "{\"a\":\"\n",
    ] {
        let text = part.repeat(size / part.len());
        for text in [text.clone(), format!("x {text}"), format!("{{\"user_profile\":\"{text}")] {
            let text = &text[..text.len().min(size)];
            assert!(profile_ask(false, false).read(text).parts.is_none(), "{part}");
        }
    }
}

#[test]
fn no_number_of_oddities_makes_a_long_story() {
    let entry = |at: u32| format!(r#"{{"item":{at},"rating":"{at}","k{at}":1}}"#);
    let all = (0..40_000).map(entry).collect::<Vec<_>>().join(",");
    let reading = rating_ask(RatingScale::ONE_TO_FIVE).read(format!(r#"{{"ratings":[{all}]}}"#));
    assert_eq!(slate(reading.parts.as_ref().unwrap()).split('+').next(), Some("12!12 23!23 27!27 "));
    assert!(said(&reading.verdict).len() < 1_000 && reading.warnings.concat().len() < 1_000);
    assert!(reading.rungs.iter().all(|rung| rung.found.len() < 1_000));
    let ids = (0..200_000).map(|at| at.to_string()).collect::<Vec<_>>().join(",");
    let answer = format!(r#"{{"user_profile":"P.","claims":[{{"claim":"C","items":[{ids}]}}]}}"#);
    let reading = profile_ask(false, true).read(answer);
    assert_eq!(reading.parts.unwrap().claims[0].items.len(), 100);
}

#[test]
fn what_comes_back_is_safe_to_show() {
    let ask = profile_ask(true, true);
    let reading = ask.read(
        r#"{"user_profile":"A\u001b[31mB\u202e.\r\n\r\n\r\n  Q. ","update":"U\u0007.","claims":[{"claim":"C\u001b]0;x\u0007","items":[12,"13",12,99,"x\u001b[0m\u202e"]}]}"#,
    );
    let parts = reading.parts.unwrap();
    assert_eq!(parts.profile, "A[31mB.\n\nQ.");
    assert_eq!(parts.update.as_deref(), Some("U."));
    let items = vec![Id::Number(12), Id::Number(13), Id::Number(99), Id::Text("x[0m".into())];
    assert_eq!(parts.claims, [StatedClaim { claim: "C]0;x".into(), items }]);
    let all = reading.warnings.join("\n");
    assert!(all.contains("2 control characters were taken out of \"user_profile\""), "{all}");
    assert!(all.contains("claim 1"), "{all}");
    assert_eq!(parts.warnings, reading.warnings);
    let reading = rating_ask(RatingScale::ONE_TO_FIVE)
        .read(r#"{"ratings":[{"item":"\u001b[2J","rating":4},{"item":12,"rating":"\u001b[31m\u202efive"}]}"#);
    let shown = format!("{reading:?}");
    assert!(!shown.contains("\\u{1b}") && !shown.contains("\\u{202e}"), "{shown}");
    assert_eq!(reading.parts.unwrap().slate.invalid[0].raw, "[31mfive");
}

#[test]
fn what_a_prompt_forbids_is_a_warning() {
    let mut ask = profile_ask(false, false);
    ask.paragraphs = Some(2);
    ask.words = Some([3, 40]);
    let warnings = |profile: &str| {
        let reading = ask.read(serde_json::json!({ "user_profile": profile }).to_string());
        assert_eq!(reading.verdict, Verdict::Accepted, "{profile}");
        reading.warnings.join("; ")
    };
    assert_eq!(warnings("Likes crime and wit.\n\nDislikes noise."), "");
    for (profile, warning) in [
        (
            "Liked The Usual Suspects.\n\nAnd Fargo too.",
            "names 2 titles although the prompt forbids it: The Usual Suspects, Fargo",
        ),
        (
            "Liked Usual Suspects.\n\nAnd more.",
            "names 1 title although the prompt forbids it: The Usual Suspects",
        ),
        ("Likes noir.\n\nSeven kinds of it.", ""),
        ("Likes noir.\n\nGave much to (Seven).", "names 1 title"),
        ("Likes noir.\n\nFargoes and usual suspects.", ""),
        ("Gave 5 stars to noir.\n\nMore.", "names ratings although the prompt forbids it: \"5 stars to\""),
        ("Four-star noir.\n\nMore of it.", "names ratings"),
        ("Noir got 4/5 often.\n\nMore.", "names ratings"),
        ("Noir got 4 out of 5.\n\nMore.", "names ratings"),
        ("Usually rated 2, if noir.\n\nMore.", "names ratings"),
        ("Films of the 1990s, 3 of them about star ships.\n\nRates 20 films a day.", ""),
        ("Noir only.\nAnd more.", "has 1 paragraph where 2 were asked for"),
        ("One.\n\nTwo.", "is short: 2 words where at least 3 are expected"),
    ] {
        let found = warnings(profile);
        assert!(
            if warning.is_empty() { found.is_empty() } else { found.contains(warning) },
            "{profile}: {found}"
        );
    }
    assert!(warnings(&format!("One.\n\n{}", "word ".repeat(50))).contains("is long: 51 words"));
}

#[test]
fn claims_must_have_their_form() {
    let ask = profile_ask(false, true);
    for (claims, why) in [
        ("null", "\"claims\" is null, not a list"),
        ("[1]", "claim 1 is no object"),
        (r#"[{"claim":"C","items":[12]},{"claim":"D"}]"#, "claim 2 lacks claim or items"),
        (r#"[{"claim":["C"],"items":[]}]"#, "claim 1 has a list as claim"),
    ] {
        let reading = ask.read(format!(r#"{{"user_profile":"P.","claims":{claims}}}"#));
        assert_eq!(said(&reading.verdict), format!("1:22 {why}"));
    }
    assert_eq!(said(&ask.read(r#"{"user_profile":"P.","claims":[]}"#).verdict), "ok");
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = profile_ask(true, true).read(&bytes);
        let _ = rating_ask(RatingScale::ONE_TO_FIVE).read(&bytes);
    }

    #[test]
    fn no_text_of_such_pieces_is_too_strange(pieces in proptest::collection::vec(
        prop_oneof![
            Just("{"), Just("}"), Just("["), Just("]"), Just("\""), Just("\\"), Just(":"), Just(","), Just("\n"),
            Just("```"), Just("json"), Just("<think>"), Just("</think>"), Just("user_profile"), Just("\"ratings\":"),
            Just("{\"item\":12,\"rating\":"), Just("4.5"), Just("null"), Just("ü"), Just("\u{202e}"), Just("1e999"),
            Just("\"claims\""), Just("\\n"), Just(" ")
        ], 0..60)) {
        let text = pieces.concat();
        let profile = profile_ask(true, true).read(&text);
        prop_assert_eq!(profile.parts.is_none(), matches!(profile.verdict, Verdict::Rejected { .. }));
        let ratings = rating_ask(RatingScale::ONE_TO_FIVE).read(&text);
        if let Some(parts) = ratings.parts {
            let slate = parts.slate;
            prop_assert_eq!(slate.ratings.len() + slate.invalid.len() + slate.missing.len(), 3);
        }
    }

    #[test]
    fn a_valid_answer_is_read_whatever_is_around_it(
        profile in "\\PC{0,80}[a-z]{2}", update in "[a-z]\\PC{0,40}", before in "[^{}\\[<]{0,40}", after in "[^{}<]{0,40}",
        fence in prop_oneof![Just(""), Just("```json\n"), Just("```\n"), Just("~~~\n")], thoughts in proptest::option::of("[^<]{0,40}"),
        pretty in any::<bool>(),
    ) {
        let object = serde_json::json!({ "user_profile": profile, "update": update });
        let json = if pretty { serde_json::to_string_pretty(&object) } else { serde_json::to_string(&object) }.unwrap();
        let close = fence.trim_end_matches("json\n");
        let thoughts = thoughts.map_or(String::new(), |it| format!("<think>{it}</think>"));
        let answer = format!("{thoughts}{before}{fence}{json}\n{close}{after}");
        let reading = profile_ask(true, false).read(&answer);
        let parts = reading.parts;
        prop_assert!(parts.is_some(), "{:?} {:?}", answer, reading.verdict);
        let parts = parts.unwrap();
        let same = |a: &str, b: &str| a.split_whitespace().eq(b.replace("\\n", "\n").replace("\\r", "").split_whitespace());
        prop_assert!(same(&parts.profile, &clean_line(&profile)) || parts.profile.contains('\\') || profile.contains('\\'));
        prop_assert!(same(&parts.update.unwrap(), &clean_line(&update)) || update.contains('\\'));
    }
}
