//! How long a server asks to wait, in whatever form it says so; never whether that is done.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::simulation::chat::Cause;

/// `20 ms`, `1.5 s`, `2 min`, `3 h`.
pub(in crate::providers) fn for_people(wait: Duration) -> String {
    let seconds = wait.as_secs_f64();
    if wait.is_zero() {
        "0 s".to_owned()
    } else if seconds < 0.95 {
        format!("{} ms", wait.as_millis().max(1))
    } else if seconds < 10.0 {
        let short = format!("{seconds:.1}");
        format!("{} s", short.strip_suffix(".0").unwrap_or(&short))
    } else if seconds < 120.0 {
        format!("{seconds:.0} s")
    } else if seconds < 7200.0 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{:.0} h", seconds / 3600.0)
    }
}

/// No server means more than this; a number beyond it is another unit.
const LONGEST: Duration = Duration::from_hours(24 * 31);

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number.min(LONGEST.as_secs_f64())).ok()
}

/// How long the server asks to wait, from whatever says it.
pub(super) fn wait(
    headers: &HeaderMap,
    body: &[u8],
    message: &str,
    now: SystemTime,
    cause: Cause,
) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    // https://github.com/openai/openai-python/blob/main/src/openai/_base_client.py, `_parse_retry_after_header`:
    // retry-after-ms first, then seconds (also with a fraction), then a date.
    if let Some(milliseconds) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return seconds(milliseconds / 1000.0);
    }
    if let Some(written) = text("retry-after") {
        if let Ok(number) = written.parse::<f64>() {
            return seconds(number);
        }
        if let Ok(date) = httpdate::parse_http_date(written) {
            return Some(date.duration_since(now).unwrap_or_default().min(LONGEST));
        }
        if let Some(wait) = go_duration(written) {
            return Some(wait);
        }
    }
    if cause == Cause::Server {
        return None;
    }
    // Of the two limits, the one that is used up says when; both where neither says how much is left.
    let used_up = |what: &str| text(&format!("x-ratelimit-remaining-{what}")).is_none_or(|left| left == "0");
    let each = ["requests", "tokens"]
        .into_iter()
        .filter(|what| used_up(what))
        .filter_map(|what| reset(text(&format!("x-ratelimit-reset-{what}"))?, now))
        .max();
    each.or_else(|| reset(text("x-ratelimit-reset").or_else(|| text("ratelimit-reset"))?, now))
        .or_else(|| retry_delay(body))
        .or_else(|| wait_in_words(message))
}

/// A reset as servers write it: `6m0s` (OpenAI), seconds, or the time in seconds or milliseconds since 1970
/// (OpenRouter).
pub(in crate::providers) fn reset(written: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(number) = written.parse::<f64>() {
        let since = |epoch: f64| {
            let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64();
            seconds((epoch - now).max(0.0))
        };
        return match number {
            1e12.. => since(number / 1000.0),
            1e9.. => since(number),
            _ => seconds(number),
        };
    }
    go_duration(written)
}

/// `1h2m3.5s`, `20ms`.
fn go_duration(written: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = written.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            "d" => 86400.0,
            _ => return None,
        };
        total = total.checked_add(seconds(number * unit)?)?;
        rest = &rest[end..];
    }
    Some(total.min(LONGEST))
}

/// Gemini: `"retryDelay": "34s"` within `error.details`.
fn retry_delay(body: &[u8]) -> Option<Duration> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let value = value.get(0).unwrap_or(&value);
    let details = value.pointer("/error/details")?.as_array()?;
    details.iter().find_map(|detail| go_duration(detail.get("retryDelay")?.as_str()?))
}

/// OpenAI's message: `Please try again in 1.2s.`
pub(super) fn wait_in_words(message: &str) -> Option<Duration> {
    let lower = message.to_lowercase();
    let (_, after) = lower.split_once("try again in ").or_else(|| lower.split_once("retry in "))?;
    let mut words = after.split_whitespace();
    let first = words.next()?.trim_end_matches(['.', ',', ';', ')']);
    go_duration(first).or_else(|| {
        let number: f64 = first.parse().ok()?;
        let unit = words.next()?;
        match unit {
            _ if unit.starts_with("sec") => seconds(number),
            _ if unit.starts_with("min") => seconds(number * 60.0),
            _ if unit.starts_with("hour") => seconds(number * 3600.0),
            _ => None,
        }
    })
}
