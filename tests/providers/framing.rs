//! Framing: however bytes are cut into packets, the same events come out, and nothing makes it fail.

use lusifer::providers::ndjson::{Line, Values};
use lusifer::providers::sse::{Event, Events};
use proptest::prelude::*;

fn events(pieces: &[&[u8]]) -> Vec<Event> {
    let mut reader = Events::default();
    let mut all: Vec<Event> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
    all.extend(reader.end());
    all
}

fn values(pieces: &[&[u8]]) -> Vec<Line> {
    let mut reader = Values::default();
    let mut all: Vec<Line> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
    all.extend(reader.end());
    all
}

fn data(text: &str) -> Vec<String> {
    events(&[text.as_bytes()]).into_iter().map(|event| event.data).collect()
}

/// Cuts bytes at the given places.
fn cut<'a>(bytes: &'a [u8], places: &[usize]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = places.iter().map(|place| place % (bytes.len() + 1)).collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for place in places {
        pieces.push(&bytes[from..place]);
        from = place;
    }
    pieces.push(&bytes[from..]);
    pieces
}

#[test]
fn events_are_read_as_the_standard_has_them() {
    assert_eq!(data("data: a\n\ndata: b\n\n"), ["a", "b"]);
    assert_eq!(data("data: a\r\n\r\ndata:b\r\rdata:  c\n\n"), ["a", "b", " c"]);
    assert_eq!(data(": a comment\n\nid: 3\nretry: 5\ndata: a\ndata: b\nunknown\n\n"), ["a\nb"]);
    assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
    assert_eq!(data("data\n\n"), [""]);
    assert_eq!(data("event: ping\n\n"), Vec::<String>::new());
    assert_eq!(data("data: a\n\ndata: cut off"), ["a", "cut off"]);
    let named = events(&[b"event: error\ndata: {}\n\n"]);
    assert_eq!((named[0].name.as_str(), named[0].mended), ("error", false));
    let wrong = events(&[b"data: a\xffb\n\n"]);
    assert_eq!((wrong[0].data.as_str(), wrong[0].mended), ("a\u{fffd}b", true));
}

#[test]
fn lines_are_values_or_say_why_not() {
    let read = values(&["{\"a\":\"ü\"}\r\n\n  \n{\"b\":1}\n[1\n{\"c\":2}".as_bytes()]);
    assert_eq!(read.len(), 4);
    assert_eq!(read[0], Line::Value(serde_json::json!({ "a": "ü" }), false));
    assert!(matches!(&read[2], Line::Wrong(line, why) if line == "[1" && why.contains("EOF")));
    assert_eq!(read[3], Line::Value(serde_json::json!({ "c": 2 }), false));
}

/// Pieces of what servers send, and of what they should not.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "data: ?[a-zäé🎬\\{\\}\":]{0,12}".prop_map(String::into_bytes),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\n\n".to_vec()),
        Just(b": comment".to_vec()),
        Just(b"event: error".to_vec()),
        Just(b"{\"a\": 1}".to_vec()),
        Just("{\"text\": \"日本\"}".as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), ..ProptestConfig::default() })]

    #[test]
    fn any_cut_gives_the_same_events(bytes in stream(), places in proptest::collection::vec(any::<usize>(), 0..30)) {
        prop_assert_eq!(events(&cut(&bytes, &places)), events(&[&bytes]));
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(events(&single), events(&[&bytes]));
    }

    #[test]
    fn any_cut_gives_the_same_values(bytes in stream(), places in proptest::collection::vec(any::<usize>(), 0..30)) {
        prop_assert_eq!(values(&cut(&bytes, &places)), values(&[&bytes]));
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(values(&single), values(&[&bytes]));
    }

    #[test]
    fn nothing_makes_the_readers_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = (events(&[&bytes]), values(&[&bytes]));
    }

    #[test]
    fn texts_come_back_as_they_were(texts in proptest::collection::vec("[^\r\n]{0,20}", 0..10), places in proptest::collection::vec(any::<usize>(), 0..20)) {
        let sent: String = texts.iter().map(|text| format!("data: {text}\n\n")).collect();
        let read: Vec<String> =
            events(&cut(sent.as_bytes(), &places)).into_iter().map(|event| event.data).collect();
        prop_assert_eq!(read, texts);
    }
}
