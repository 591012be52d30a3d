//! A connection that was not made or did not last -> why, in words; never what was sent over it.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use super::{QUOTED, Trouble, chain, for_people, plain};
use crate::simulation::chat::Cause;

/// What it means that no answer came, or not all of it.
pub(in crate::providers) fn broken(
    error: reqwest::Error,
    host: &str,
    connect: Duration,
    begun: bool,
) -> Trouble {
    // The address in it may hold a query.
    let error = error.without_url();
    let mut io = None;
    let mut tls = None;
    let mut last = String::new();
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = source {
        last = plain(&inner.to_string(), QUOTED);
        if inner.is::<rustls::Error>() {
            tls = Some(last.clone());
        }
        source = match inner.downcast_ref::<std::io::Error>() {
            // What such an error wraps does not count as its source: TLS would be skipped.
            Some(found) => {
                io = Some(found.kind());
                found.get_ref().map(|within| -> &(dyn Error + 'static) { within })
            }
            None => inner.source(),
        };
    }
    let all = chain(&error);
    if let Some(tls) = tls {
        let what = if tls.contains("UnknownIssuer") {
            "its certificate is from nobody who is trusted here; set ca-file to the certificate of who issued it"
                .to_owned()
        } else {
            plain(&tls, QUOTED)
        };
        return Trouble::new(Cause::Insecure, format!("no secure connection to {host}: {what}"));
    }
    if error.is_timeout() {
        let words = format!("no connection to {host} within {}", for_people(connect));
        return Trouble::new(Cause::TimedOut, words);
    }
    if error.is_connect() {
        let lower = all.to_lowercase();
        let why = if io == Some(ErrorKind::ConnectionRefused) {
            format!("nobody listens at {host} (connection refused)")
        } else if lower.contains("dns") || lower.contains("lookup") || lower.contains("resolve") {
            format!("the name {host} is unknown: {all}")
        } else {
            format!("no connection to {host}: {all}")
        };
        return Trouble::new(Cause::Unreachable, why);
    }
    let lower = all.to_lowercase();
    // Not HTTP at all, or a body that cannot be unpacked: the connection is well, what comes over it is not.
    if matches!(io, Some(ErrorKind::InvalidData | ErrorKind::InvalidInput)) || lower.contains("invalid") {
        return Trouble::new(Cause::Garbled, format!("what {host} sends cannot be read: {last}"));
    }
    let how = match io {
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted) => "reset",
        _ => "closed",
    };
    let when = if begun { "before the answer was whole" } else { "before an answer came" };
    Trouble::new(Cause::Broken, format!("the connection to {host} was {how} {when}"))
}
