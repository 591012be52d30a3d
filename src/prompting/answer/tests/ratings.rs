//! Ratings of a slate: their forms, and whose they are.

use super::*;

/// Ratings as `12=4 23=4.5`, invalid as `23!raw`, missing as `27?`.
pub(super) fn slate(parts: &RatingParts) -> String {
    let slate = &parts.slate;
    let ratings = slate.ratings.iter().map(|it| format!("{}={}", it.item, it.rating));
    let invalid = slate.invalid.iter().map(|it| format!("{}!{}", it.item, it.raw));
    let missing = slate.missing.iter().map(|id| format!("{id}?"));
    let unknown = parts.unknown.iter().map(|id| format!("+{id}"));
    ratings.chain(invalid).chain(missing).chain(unknown).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_form_of_a_rating_is_taken_or_kept_as_it_came() {
    let halves = RatingScale { min: Rating::from_halves(1), max: Rating::whole(5), half_stars: true };
    let whole = RatingScale::ONE_TO_FIVE;
    // (as it came, on a whole scale, with what repair, on a scale of halves)
    for (raw, on_whole, repair, on_halves) in [
        ("4", "=4", "", "=4"),
        ("4.0", "=4", "4.0 was read as 4", "=4"),
        ("\"4\"", "=4", "\"4\" was read as 4", "=4"),
        ("\" 4.0 \"", "=4", "\"4.0\" was read as 4", "=4"),
        ("4.5", "!4.5", "", "=4.5"),
        ("\"4.5\"", "!4.5", "", "=4.5"),
        ("4.25", "!4.25", "", "!4.25"),
        ("4.9", "!4.9", "", "!4.9"),
        ("0", "!0", "", "!0"),
        ("0.5", "!0.5", "", "=0.5"),
        ("6", "!6", "", "!6"),
        ("9", "!9", "", "!9"),
        ("-3", "!-3", "", "!-3"),
        ("1e2", "!100.0", "", "!100.0"),
        ("99999999999999999999", "!1e20", "", "!1e20"),
        ("null", "!null", "", "!null"),
        ("true", "!true", "", "!true"),
        ("\"4/5\"", "!4/5", "", "!4/5"),
        ("\"four\"", "!four", "", "!four"),
        ("\"4 stars\"", "!4 stars", "", "!4 stars"),
        ("\"+4\"", "!+4", "", "!+4"),
        ("\"nan\"", "!nan", "", "!nan"),
        ("\"\"", "!", "", "!"),
        ("[4]", "!a list of 1", "", "!a list of 1"),
        ("{}", "!an object of 0 keys", "", "!an object of 0 keys"),
    ] {
        for (scale, expected) in [(whole, on_whole), (halves, on_halves)] {
            let reading = rating_ask(scale).read(format!(r#"{{"ratings":[{{"item":12,"rating":{raw}}}]}}"#));
            let found = slate(reading.parts.as_ref().unwrap());
            assert_eq!(found, format!("12{expected} 23? 27?").replace("= ", " "), "{raw}");
            if scale == whole {
                let verdict = if repair.is_empty() { "ok".into() } else { format!("repaired: {repair}") };
                assert_eq!(said(&reading.verdict), verdict, "{raw}");
            }
            assert_eq!(reading.rungs[6].passed, !expected.starts_with('!'));
        }
    }
}

#[test]
fn ids_are_those_asked_for_each_once() {
    let ask = rating_ask(RatingScale::ONE_TO_FIVE);
    let kind = "repaired: ids came as another kind than asked for";
    let as_object = "repaired: the ratings came as an object by id; ids came as another kind than asked for";
    for (ratings, expected, verdict) in [
        (r#"[{"item":27,"rating":1},{"item":12,"rating":4},{"item":23,"rating":5}]"#, "12=4 23=5 27=1", "ok"),
        (r#"[{"item":"12","rating":4},{"item":23.0,"rating":5}]"#, "12=4 23=5 27?", kind),
        (r#"[{"item":" 12 ","rating":4}]"#, "12=4 23? 27?", kind),
        (r#"{"12":4,"27":9}"#, "12=4 27!9 23?", as_object),
        (r#"{"12":4,"12":5}"#, "12!4, then 5 23? 27?", as_object),
        (
            r#"[{"item":12,"rating":4},{"item":12,"rating":4}]"#,
            "12=4 23? 27?",
            "repaired: item 12 came twice, alike",
        ),
        (
            r#"[{"item":12,"rating":4},{"item":12,"rating":2},{"item":12,"rating":2}]"#,
            "12!4, then 2, then 2 23? 27?",
            "ok",
        ),
        (r#"[{"item":12,"rating":4},{"item":12,"rating":null}]"#, "12!4, then null 23? 27?", "ok"),
        (
            r#"[{"item":12,"rating":4},{"item":99,"rating":2},{"item":"item 23","rating":2},{"item":null,"rating":1}]"#,
            "12=4 23? 27? +99 +item 23 +null",
            "ok",
        ),
        (r#"[{"item":12,"rating":4},{"item":23}]"#, "12=4 23? 27?", "ok"),
        (r#"[{"movie_id":12,"rating":4}]"#, "12=4 23? 27?", "repaired: \"movie_id\" was read as \"item\""),
        (
            r#"[{"item":12,"rating":4,"reason":"R"}]"#,
            "12=4 23? 27?",
            "repaired: left out what was not asked for in the ratings: reason",
        ),
        ("[]", "", "1:1 none of the items asked for was rated"),
        (r#"[{"item":1999,"rating":4}]"#, "", "1:1 none of the items asked for was rated, but 1999"),
        ("null", "", "1:2 \"ratings\" is null, not a list"),
        ("\"4\"", "", "1:2 \"ratings\" is a text, not a list"),
        ("[4,5]", "", "1:2 entry 1 of the ratings is a number, not an object"),
        (r#"[{"rating":5}]"#, "", "1:2 entry 1 of the ratings names no item"),
        (r#"[{"item":12,"id":23,"rating":5}]"#, "", "1:2 entry 1 of the ratings has id twice"),
    ] {
        let reading = ask.read(format!(r#"{{"ratings":{ratings}}}"#));
        assert_eq!(reading.parts.as_ref().map_or(String::new(), slate), expected, "{ratings}");
        assert_eq!(said(&reading.verdict), verdict, "{ratings}");
    }
    let reading = ask.read(r#"{"ratings":[{"item":12,"rating":4},{"item":99,"rating":0}]}"#);
    assert_eq!(reading.warnings, ["not asked for: 99", "2 of 3 missing: 23, 27"]);
}

#[test]
fn ids_may_be_texts() {
    let mut ask = rating_ask(RatingScale::ONE_TO_FIVE);
    ask.contract.number_ids = false;
    ask.items = vec![Id::parse("a b"), Id::parse("12"), Id::parse("007")];
    let reading = ask
        .read(r#"{"ratings":[{"item":"007","rating":4},{"item":12,"rating":1},{"item":"a b","rating":2}]}"#);
    assert_eq!(slate(&reading.parts.unwrap()), "a b=2 12=1 007=4");
    assert_eq!(reading.verdict, Verdict::Accepted);
}
