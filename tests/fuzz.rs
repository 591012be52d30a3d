//! Fuzz targets: what a server may send, made from valid answers by damaging them, and from nothing at all. However it
//! is damaged, nothing panics, what is read keeps its promises, and it is safe to show.
//!
//! A few thousand cases each belong to the usual tests. A million of each, optimised:
//!
//! ```text
//! LUSIFER_FUZZ=1000000 cargo test --profile quick --test fuzz
//! ```
//!
//! Every case is made from its number and `LUSIFER_FUZZ_SEED` (0 unless it is set); a failure names the number, and
//! `LUSIFER_FUZZ_CASE=number` runs that one alone and prints it.

#![cfg(test)]

use std::sync::LazyLock;

use lusifer::domain::text::is_hostile;
use lusifer::domain::{
    DataHash, Dataset, Id, Ids, Interactions, ItemTexts, Items, RatingScale, StatedClaim, Users,
};
use lusifer::prompting::{Contract, ProfileAsk, ProfileParts, RatingAsk, RatingParts, Reading, Verdict};
use lusifer::providers::ndjson::{Line, Values};
use lusifer::providers::sse::{Event, Events};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Runs a target over its cases.
fn fuzz(target: &str, case: impl Fn(&mut ChaCha8Rng) -> Vec<u8>, check: impl Fn(&[u8], &mut ChaCha8Rng)) {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("LUSIFER_FUZZ_SEED").unwrap_or(0);
    let (cases, is_alone) = match number("LUSIFER_FUZZ_CASE") {
        Some(one) => (one..one + 1, true),
        None => (0..number("LUSIFER_FUZZ").unwrap_or(2_000), false),
    };
    let count = cases.end - cases.start;
    for at in cases {
        let _told = Told { target, seed, at };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(at);
        let bytes = case(&mut random);
        if is_alone {
            println!("{target} {at}: {:?}", String::from_utf8_lossy(&bytes));
        }
        check(&bytes, &mut random);
    }
    println!("{target}: {count} cases");
}

/// Says which case it was when one fails.
struct Told<'a> {
    target: &'a str,
    seed: u64,
    at: u64,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}: LUSIFER_FUZZ_SEED={} LUSIFER_FUZZ_CASE={}", self.target, self.seed, self.at);
        }
    }
}

/// What answers and streams are made of, and what breaks them.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "```",
    "```json\n",
    "~~~",
    "<think>",
    "</think>",
    "null",
    "true",
    "NaN",
    "-",
    "0",
    "4",
    "4.0",
    "4.5",
    "\"4/5\"",
    "1e999",
    "-1",
    "99999999999999999999",
    "6",
    "\"user_profile\"",
    "\"update\"",
    "\"claims\"",
    "\"claim\"",
    "\"items\"",
    "\"ratings\"",
    "\"item\"",
    "\"rating\"",
    "12",
    "\"12\"",
    "{\"item\":12,\"rating\":4}",
    "\\u001b[31m",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "\\ud83d",
    "\\u0000",
    "日本",
    "🎬",
    "data: ",
    "data:",
    "event: error",
    ": comment",
    "id: 1",
    "retry: 5",
    "\n\n",
    "[DONE]",
    "{\"a\":1}",
    "//",
    "'",
    "Here it is:",
    "\\n\\n",
    "\\\"",
    "\u{2028}",
];

/// Damages bytes in so many places.
fn damage(bytes: &mut Vec<u8>, others: &[&[u8]], random: &mut ChaCha8Rng) {
    for _ in 0..random.random_range(0..9) {
        let place = |random: &mut ChaCha8Rng, bytes: &[u8]| random.random_range(0..=bytes.len());
        let (mut from, mut to) = (place(random, bytes), place(random, bytes));
        if from > to {
            (from, to) = (to, from);
        }
        let insert =
            |bytes: &mut Vec<u8>, at: usize, what: &[u8]| drop(bytes.splice(at..at, what.iter().copied()));
        match random.random_range(0..10) {
            0 if from < bytes.len() => bytes[from] = random.random(),
            1 if from < bytes.len() => bytes[from] ^= 1 << random.random_range(0..8),
            2 => drop(bytes.drain(from..to.min(from + 20))),
            3 => bytes.truncate(to),
            4 => {
                let part = bytes[from..to].to_vec();
                insert(bytes, from, &part);
            }
            5 => {
                let other = others[random.random_range(0..others.len())];
                let at = place(random, other);
                insert(bytes, from, &other[at..]);
            }
            6 => {
                let piece = PIECES[random.random_range(0..PIECES.len())].as_bytes();
                insert(bytes, from, &piece.repeat(random.random_range(1..300)));
            }
            _ => insert(bytes, from, PIECES[random.random_range(0..PIECES.len())].as_bytes()),
        }
        bytes.truncate(20_000);
    }
}

/// Bytes of no meaning, or a soup of pieces, or something valid, damaged.
fn made_from(valid: &[&str], random: &mut ChaCha8Rng) -> Vec<u8> {
    let others: Vec<&[u8]> = valid.iter().map(|text| text.as_bytes()).collect();
    let mut bytes = match random.random_range(0..10) {
        0 => {
            let mut bytes = vec![0; random.random_range(0..400)];
            random.fill_bytes(&mut bytes);
            bytes
        }
        1 | 2 => {
            let count = random.random_range(0..60);
            let pieces = (0..count).map(|_| PIECES[random.random_range(0..PIECES.len())]);
            pieces.collect::<String>().into_bytes()
        }
        _ => others[random.random_range(0..others.len())].to_vec(),
    };
    damage(&mut bytes, &others, random);
    bytes
}

// The answer ladder.

const PROFILES: &[&str] = &[
    r#"{"user_profile":"Seeks slow dramas.\n\nIs cold to noise.","update":"More sure of it.","claims":[{"claim":"Likes dramas.","items":[12,13]}]}"#,
    "Sure!\n```json\n{\"user_profile\": \"One.\\n\\nTwo.\", \"update\": \"U.\", \"claims\": []}\n```\nDone.",
    r#"<think>{"user_profile":"no"}</think>{"user_profile":["One.","Two."],"update":"U","claims":[{"items":["12",99],"claim":"C"}],"extra":1}"#,
    r#"{"user_profile":"A \"quoted\" 漢字 🎬 \u001b[31m text.","update":"U","claims":[]} {"user_profile":"B","update":"V","claims":[]}"#,
];

const RATINGS: &[&str] = &[
    r#"{"ratings":[{"item":12,"rating":4},{"item":23,"rating":5},{"item":27,"rating":1}]}"#,
    "```\n{\"ratings\": [{\"item\": \"12\", \"rating\": \"4\"}, {\"item\": 23, \"rating\": 4.0}]}\n```",
    r#"[{"item":12,"rating":"4/5"},{"item":23,"rating":4.5},{"item":99,"rating":0},{"item":12,"rating":null}]"#,
    r#"{"ratings":{"12":4,"23":"three","27":6}}"#,
    "12: 4\n23: 5\n27: 1",
];

static DATA: LazyLock<Dataset> = LazyLock::new(|| Dataset {
    name: "small".into(),
    hash: DataHash(1),
    users: Users::default(),
    items: Items::new(
        Ids::from_numbers(vec![12, 23, 27]),
        ["Slow Drama (1990)", "Noise (1991)", ""].map(Into::into).to_vec(),
        vec![1990, 1991, 0],
        Vec::new(),
        Vec::new(),
        ItemTexts::default(),
    ),
    interactions: Interactions::default(),
    scale: RatingScale::ONE_TO_FIVE,
});

/// What is said of an answer, whatever it was: short, without anything that drives a terminal.
fn told<T>(reading: &Reading<T>) {
    let mut all: Vec<&str> = reading.rungs.iter().map(|rung| rung.found.as_str()).collect();
    all.extend(reading.warnings.iter().map(String::as_str));
    match &reading.verdict {
        Verdict::Accepted => {}
        Verdict::Repaired { what } => all.push(what),
        Verdict::Rejected { why, line, column } => {
            all.push(why);
            assert_eq!(line.is_some(), column.is_some());
            assert!(line.is_none_or(|line| line > 0) && column.is_none_or(|column| column > 0));
        }
    }
    assert!(all.iter().map(|text| text.len()).sum::<usize>() < 20_000, "{all:?}");
    assert!(!all.iter().any(|text| text.chars().any(is_hostile)), "{all:?}");
    assert_eq!(reading.parts.is_none(), matches!(reading.verdict, Verdict::Rejected { .. }));
    assert!(!reading.rungs.is_empty());
    if reading.parts.is_none() {
        assert!(reading.rungs.last().is_some_and(|rung| !rung.passed));
    }
}

fn safe(text: &str) {
    assert!(!text.chars().any(|c| is_hostile(c) && c != '\n'), "{text:?}");
}

#[test]
fn profiles() {
    let ask = |update: bool| ProfileAsk {
        contract: if update { Contract::update(&DATA, true) } else { Contract::first(&DATA, true) },
        titles: vec!["Slow Drama".to_owned(), "Noise".to_owned()],
        forbid_ratings: true,
        items: [12, 13].map(Id::Number).to_vec(),
        paragraphs: Some(2),
        words: Some([60, 260]),
    };
    let (first, update) = (ask(false), ask(true));
    fuzz(
        "profiles",
        |random| made_from(PROFILES, random),
        |bytes, random| {
            let ask = if random.random() { &first } else { &update };
            let reading = ask.read(bytes);
            told(&reading);
            assert_eq!(reading, ask.read(bytes), "read twice it is the same");
            let Some(ProfileParts { profile, update, claims, .. }) = &reading.parts else { return };
            assert!(!profile.is_empty() && profile.len() <= 3 * bytes.len());
            safe(profile);
            safe(update.as_deref().unwrap_or_default());
            for StatedClaim { claim, items } in claims {
                safe(claim);
                assert!(items.len() <= 100);
                for id in items {
                    safe(&id.to_string());
                }
            }
        },
    );
}

#[test]
fn ratings() {
    let whole =
        RatingAsk { contract: Contract::ratings(&DATA), items: [12, 23, 27].map(Id::Number).to_vec() };
    let mut halves = whole.clone();
    halves.contract.scale.half_stars = true;
    let mut texts = whole.clone();
    texts.contract.number_ids = false;
    texts.items = ["a b", "12", "007"].map(Id::parse).to_vec();
    let asks = [whole, halves, texts];
    fuzz(
        "ratings",
        |random| made_from(RATINGS, random),
        |bytes, random| {
            let ask = &asks[random.random_range(0..asks.len())];
            let reading = ask.read(bytes);
            told(&reading);
            let Some(RatingParts { slate, .. }) = &reading.parts else { return };
            let mut all: Vec<&Id> = slate.ratings.iter().map(|rated| &rated.item).collect();
            all.extend(slate.invalid.iter().map(|invalid| &invalid.item));
            all.extend(&slate.missing);
            all.sort_by_key(ToString::to_string);
            let mut asked: Vec<&Id> = ask.items.iter().collect();
            asked.sort_by_key(ToString::to_string);
            assert_eq!(all, asked, "every item that was asked for, once");
            assert!(slate.ratings.iter().all(|rated| ask.contract.scale.level(rated.rating).is_some()));
            for invalid in &slate.invalid {
                assert!(invalid.raw.len() < 2_000, "{}", invalid.raw.len());
            }
        },
    );
}

// Framing.

const STREAMS: &[&str] = &[
    "data: {\"choices\":[{\"delta\":{\"content\":\"日本\"}}]}\n\ndata: [DONE]\n\n",
    ": PROCESSING\r\n\r\nevent: error\r\ndata: {\"error\":1}\r\ndata: more\r\n\r\n",
    "\u{feff}id: 1\rdata:a\r\rdata: b",
    "{\"message\":{\"content\":\"🎬\"},\"done\":false}\n{\"done\":true}\r\n\n{\"error\":\"x\"}",
];

/// The same bytes in packets of any size.
fn cut<'a>(bytes: &'a [u8], random: &mut ChaCha8Rng) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    let longest = [1, 2, 7, 40, 4_000][random.random_range(0..5)];
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(random.random_range(0..=longest).min(rest.len()));
        pieces.push(piece);
        rest = others;
    }
    pieces
}

#[test]
fn events() {
    let read = |pieces: &[&[u8]]| -> Vec<Event> {
        let mut reader = Events::default();
        let mut all: Vec<Event> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
        all.extend(reader.end());
        all
    };
    fuzz(
        "events",
        |random| made_from(STREAMS, random),
        |bytes, random| {
            let whole = read(&[bytes]);
            assert_eq!(read(&cut(bytes, random)), whole);
            let size: usize = whole.iter().map(|event| event.data.len() + event.name.len()).sum();
            assert!(size <= 3 * bytes.len());
        },
    );
}

#[test]
fn lines() {
    let read = |pieces: &[&[u8]]| -> Vec<Line> {
        let mut reader = Values::default();
        let mut all: Vec<Line> = pieces.iter().flat_map(|piece| reader.push(piece)).collect();
        all.extend(reader.end());
        all
    };
    fuzz(
        "lines",
        |random| made_from(STREAMS, random),
        |bytes, random| {
            let whole = read(&[bytes]);
            assert_eq!(read(&cut(bytes, random)), whole);
            assert!(whole.len() <= bytes.len());
        },
    );
}
