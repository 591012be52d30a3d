//! From bytes to the one JSON object of an answer: what is around it is taken off and named; never what its keys mean.
//!
//! Every step passes over the text once or a fixed number of times, whatever is in it.

use std::ops::Range;

use super::json::Json;
use super::{BYTES, Climb, Fall, OBJECT, TEXT, WRAPPING, quote};
use crate::domain::numbers::{plural, thousands};
use crate::domain::text::is_hostile;

/// More than any answer of the study: profiles and slates take a few thousand bytes.
const LARGEST: usize = 4 << 20;

/// How many beginnings of an object that turn out to be none are looked into.
const TRIES: usize = 16;

/// The object, and where it stands.
pub(super) struct Found {
    pub(super) entries: Vec<(String, Json)>,
    pub(super) range: Range<usize>,
}

/// Climbs to the one JSON object.
pub(super) fn one_object<'a>(
    bytes: &'a [u8],
    climb: &mut Climb,
) -> Result<(&'a str, Found), (&'a str, Fall)> {
    let size = thousands(bytes.len() as u64);
    if bytes.len() > LARGEST {
        let why = format!("the answer has {size} bytes, at most {} are read", thousands(LARGEST as u64));
        return Err(("", Fall::new(BYTES, why, None)));
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            return Err((before, Fall::new(BYTES, "the answer is not UTF-8 text", Some(before.len()))));
        }
    };
    climb.pass(BYTES, format!("{size} bytes, UTF-8"));
    if text.trim_matches(blank).is_empty() {
        return Err((text, Fall::new(TEXT, "the answer is empty", None)));
    }
    climb.pass(TEXT, plural(text.split_whitespace().count(), "word"));
    read(text, climb).map(|found| (text, found)).map_err(|fall| (text, fall))
}

/// White space, and what is not seen.
fn blank(character: char) -> bool {
    character.is_whitespace() || is_hostile(character)
}

const OPENERS: [&str; 3] = ["<think>", "<thinking>", "<reasoning>"];
const CLOSERS: [&str; 3] = ["</think>", "</thinking>", "</reasoning>"];

/// The end of the last (or first) closing mark of thoughts.
fn closer(text: &str, last: bool) -> Option<usize> {
    let ends = CLOSERS.iter().filter_map(|mark| {
        let at = if last { text.rfind(mark) } else { text.find(mark) };
        at.map(|at| at + mark.len())
    });
    if last { ends.max() } else { ends.min() }
}

fn read(text: &str, climb: &mut Climb) -> Result<Found, Fall> {
    let lead = text.len() - text.trim_start_matches(blank).len();
    let thinks = OPENERS.iter().any(|mark| text[lead..].starts_with(mark));
    let mut from = lead;
    if thinks {
        match closer(&text[lead..], false) {
            Some(end) => from = lead + end,
            None => {
                return Err(Fall::new(WRAPPING, "the answer ends while the model still thinks", Some(lead)));
            }
        }
    }
    let mut scan = scan(text, from);
    // Templates of some models keep the opening mark to themselves: then all up to the closing one is thought.
    let outside = |scan: &Scan| scan.gaps(text, from).any(|gap| closer(gap, true).is_some());
    let mut thought = thinks;
    let bare = text[from..].trim_start_matches(blank).starts_with('{');
    let doubtful = !bare && (scan.objects.len() != 1 || outside(&scan));
    if let Some(end) = closer(&text[from..], true).filter(|_| doubtful) {
        from += end;
        thought = true;
        scan = self::scan(text, from);
    }
    choose(text, from, thought, scan, climb)
}

fn choose(text: &str, from: usize, thought: bool, mut scan: Scan, climb: &mut Climb) -> Result<Found, Fall> {
    let array = array_first(text, from, &scan);
    if let (Some(at), true) = (array, !scan.objects.is_empty() || scan.broken.is_none()) {
        return Err(Fall::new(OBJECT, "a list came where one JSON object was asked for", Some(at)));
    }
    let count = scan.objects.len();
    if count > 1 {
        let why = if scan.more {
            "many JSON objects came where one was asked for".to_owned()
        } else {
            format!("{count} JSON objects came where one was asked for")
        };
        let second = scan.objects.get(1).map(|object| object.range.start);
        return Err(Fall::new(OBJECT, why, second));
    }
    let Some(object) = scan.objects.pop() else {
        return Err(match scan.broken {
            Some((at, why)) => Fall::new(OBJECT, why, Some(at)),
            None => no_object(text, from),
        });
    };
    let mut wrapped = Vec::new();
    if thought {
        wrapped.push("the model's thoughts were taken off");
    }
    let (before, after) = (&text[from..object.range.start], &text[object.range.end..]);
    let fenced = ["```", "~~~"].iter().any(|fence| before.contains(fence) || after.contains(fence));
    if fenced {
        wrapped.push("a Markdown fence was taken off");
    }
    if is_prose(before) {
        wrapped.push("text before the object was left out");
    }
    if is_prose(after) {
        wrapped.push("text after the object was left out");
    }
    for what in &wrapped {
        climb.repair(*what);
    }
    let found = if wrapped.is_empty() { "none".to_owned() } else { wrapped.join("; ") };
    climb.pass(WRAPPING, found);
    let Json::Object(entries) = object.json else {
        return Err(Fall::new(
            OBJECT,
            format!("{} came where an object was asked for", object.json.kind()),
            None,
        ));
    };
    if object.mended {
        climb.repair("line breaks inside a text were written as JSON wants them");
    }
    climb.pass(OBJECT, plural(entries.len(), "key"));
    Ok(Found { entries, range: object.range })
}

/// Whether there are words besides the marks of a fence.
fn is_prose(gap: &str) -> bool {
    gap.lines().any(|line| {
        let line = line.trim_matches(blank);
        let fence = line.trim_start_matches(['`', '~']);
        // "```json", "```"
        let is_fence = line.len() - fence.len() >= 3 && fence.chars().all(char::is_alphanumeric);
        !line.is_empty() && !is_fence
    })
}

/// Where a list begins that holds what was found or is all that there is.
fn array_first(text: &str, from: usize, scan: &Scan) -> Option<usize> {
    let end = scan.objects.first().map_or(text.len(), |object| object.range.start);
    let before = &text[from..end];
    let body = before.trim_start_matches(|c: char| blank(c) || c == '`' || c == '~');
    let body = body.strip_prefix("json").unwrap_or(body).trim_start_matches(blank);
    let inner = body.strip_prefix('[')?.trim_start_matches(blank);
    let is_list = if scan.objects.is_empty() {
        inner.starts_with(|c: char| c == ']' || c == '[' || c == '-' || c == '"' || c.is_ascii_digit())
    } else {
        inner.is_empty() || inner.starts_with('[')
    };
    is_list.then(|| end - body.len())
}

fn no_object(text: &str, from: usize) -> Fall {
    let rest = text[from..].trim_matches(blank);
    if rest.is_empty() {
        return Fall::new(OBJECT, "nothing came after the model's thoughts", Some(from));
    }
    let at = Some(from + (text[from..].len() - text[from..].trim_start_matches(blank).len()));
    match serde_json::from_str::<Json>(rest) {
        Ok(json) => {
            Fall::new(OBJECT, format!("{} came where one JSON object was asked for", json.kind()), at)
        }
        Err(_) => Fall::new(OBJECT, format!("there is no JSON object in it: \"{}\"", quote(rest)), at),
    }
}

struct Object {
    json: Json,
    range: Range<usize>,
    /// Whether control characters inside texts had to be escaped first.
    mended: bool,
}

/// What a text holds.
#[derive(Default)]
struct Scan {
    objects: Vec<Object>,
    /// Whether the scan stopped because there were too many.
    more: bool,
    /// The first object that is none: where it goes wrong and why.
    broken: Option<(usize, String)>,
}

impl Scan {
    /// The text between the objects, from a place on.
    fn gaps<'a>(&self, text: &'a str, from: usize) -> impl Iterator<Item = &'a str> {
        let starts = std::iter::once(from).chain(self.objects.iter().map(|object| object.range.end));
        let ends = self.objects.iter().map(|object| object.range.start).chain(std::iter::once(text.len()));
        starts.zip(ends).map(|(start, end)| &text[start..end])
    }
}

/// All objects of a text that are not inside another.
fn scan(text: &str, from: usize) -> Scan {
    let mut scan = Scan::default();
    let mut at = from;
    let mut tries = 0;
    while let Some(found) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
        let start = at + found;
        // A brace in prose or a template is not followed by a key.
        if !text[start + 1..].trim_start().starts_with(['"', '}']) {
            at = start + 1;
            continue;
        }
        if scan.objects.len() == 8 {
            scan.more = true;
            break;
        }
        match parse(&text[start..]) {
            Ok((json, length, mended)) => {
                scan.objects.push(Object { json, range: start..start + length, mended });
                at = start + length;
            }
            Err((place, why)) => {
                scan.broken.get_or_insert((start + place, why));
                tries += 1;
                match closing_brace(&text[start..]).filter(|_| tries < TRIES) {
                    Some(end) => at = start + end,
                    None => break,
                }
            }
        }
    }
    scan
}

/// The object at the beginning of a text, its length, and whether it had to be mended; else where and why not.
fn parse(text: &str) -> Result<(Json, usize, bool), (usize, String)> {
    let first = parse_strictly(text);
    let Err((_, error)) = &first else {
        return first.map(|(json, length)| (json, length, false)).map_err(|(at, error)| (at, reason(&error)));
    };
    let is_control = error.to_string().starts_with("control character");
    let end = closing_brace(text).filter(|_| is_control);
    if let Some((Ok((json, _)), end)) = end.map(|end| (parse_strictly(&escape_controls(&text[..end])), end)) {
        return Ok((json, end, true));
    }
    first.map(|(json, length)| (json, length, false)).map_err(|(at, error)| (at, reason(&error)))
}

fn parse_strictly(text: &str) -> Result<(Json, usize), (usize, serde_json::Error)> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Json>();
    match stream.next() {
        Some(Ok(json)) => Ok((json, stream.byte_offset())),
        Some(Err(error)) => Err((offset(text, error.line(), error.column()), error)),
        // The text begins with a brace, so there always is something.
        None => Ok((Json::Null, text.len())),
    }
}

fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the answer ends in the middle of its JSON object".into();
    }
    format!("the JSON is wrong: {}", without_place(error))
}

/// What is wrong, without the line and the column that the parser adds.
pub(in crate::prompting) fn without_place(error: &serde_json::Error) -> String {
    let mut words = error.to_string();
    words.truncate(words.rfind(" at line ").unwrap_or(words.len()));
    words
}

/// The byte that line and column (in bytes, the last one read) speak of.
pub(in crate::prompting) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(skip) => text.match_indices('\n').nth(skip).map_or(0, |(at, _)| at + 1),
    };
    (start + column.saturating_sub(1)).min(text.len())
}

/// The end of the brace group at the beginning of a text; braces inside texts do not count.
pub(in crate::prompting) fn closing_brace(text: &str) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => depth += 1,
            b'}' if !in_text => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Control characters inside texts written as escapes.
fn escape_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let (mut in_text, mut escaped) = (false, false);
    for character in text.chars() {
        if in_text && character < ' ' {
            match character {
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => {}
                other => out.extend(format!("\\u{:04x}", other as u32).chars()),
            }
            escaped = false;
            continue;
        }
        match character {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ => {}
        }
        out.push(character);
    }
    out
}
